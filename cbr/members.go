package cbr

import (
	"context"
	"iter"
	"net/http"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/cbrapi"
	"github.com/backup-sdk/backup-go/internal/rest"
)

// MembersService shares backups of servers with other projects. The owner of a
// backup adds members; each member accepts or rejects it. The id of a member is
// that of its project.
type MembersService struct{ client *Client }

// ListMembersInput selects members of a shared backup; empty fields select all.
type ListMembersInput struct {
	// Limit is the size of a page; the reference states no bounds.
	Limit int64
	// Offset is how many members are left out at the start.
	Offset int64
	// Marker is the id of the share after which the page begins. Use it or
	// Offset.
	Marker string
	// ProjectID is that of one member.
	ProjectID string
	// ImageID is that of an image a member has made from the backup.
	ImageID string
	Status  MemberStatus
	// VaultID is that of the vault a member keeps the backup in.
	VaultID string
	// Sort is the order: "key:dir" pairs joined by commas, dir asc or desc (the
	// default), 255 characters at most.
	Sort string
}

func (in ListMembersInput) check() error {
	switch {
	case in.Limit < 0:
		return refuse("limit", "must not be negative")
	case in.Offset < 0:
		return refuse("offset", "must not be negative")
	case in.Marker != "" && in.Offset != 0:
		return refuse("marker", "and offset exclude each other")
	}
	return checkLength("sort", in.Sort, maxSort)
}

// Add offers a backup to projects, at most 10 in a call, or to accounts where
// the region can, and returns the members that were added. Only available
// backups of servers can be shared. One that is shared with a project already is
// [backup.ErrConflict].
func (s *MembersService) Add(ctx context.Context, backupID string, in MembersAdd) ([]Member, error) {
	if err := first(checkID("backup_id", backupID), checkMembers(in)); err != nil {
		return nil, err
	}
	list, err := call[cbrapi.MemberList](ctx, s.client, cbrapi.OpAddMember, func(base, project string) (*http.Request, error) {
		return cbrapi.NewAddMemberRequest(base, project, backupID, in)
	}, backupID)
	if err != nil {
		return nil, err
	}
	return list.Members, nil
}

const maxMembers = 10

func checkMembers(in MembersAdd) error {
	switch {
	case len(in.Members) == 0 && len(in.Domains) == 0:
		return refuse("members", "or domains is needed")
	case len(in.Members) > maxMembers:
		return refuse("members", "has more than 10 entries")
	}
	return first(checkIDs("members", in.Members), checkIDs("domains", in.Domains))
}

// List returns one page of the members of a backup. Next is the Offset of the
// page after it; a page that begins at a Marker has none, the next marker is its
// last id.
func (s *MembersService) List(ctx context.Context, backupID string, in ListMembersInput) (*backup.Page[Member], error) {
	if err := first(checkID("backup_id", backupID), in.check()); err != nil {
		return nil, err
	}
	list, err := call[cbrapi.MemberList](ctx, s.client, cbrapi.OpShowMembersDetail, func(base, project string) (*http.Request, error) {
		return cbrapi.NewShowMembersDetailRequest(base, project, backupID, &cbrapi.ShowMembersDetailParams{
			DestProjectID: set(in.ProjectID), ImageID: set(in.ImageID), Status: set(in.Status), VaultID: set(in.VaultID),
			Limit: set(in.Limit), Marker: set(in.Marker), Offset: set(in.Offset), Sort: set(in.Sort),
		})
	}, backupID)
	if err != nil {
		return nil, err
	}
	page := newPage(list.Members, in.Offset, list.Count)
	if in.Marker != "" {
		page.Next = ""
	}
	return page, nil
}

// All returns all members of a backup that match, page by page. In.Limit is the
// size of a page.
func (s *MembersService) All(ctx context.Context, backupID string, in ListMembersInput) iter.Seq2[Member, error] {
	start := in
	return backup.Paginate(ctx, "", func(ctx context.Context, cursor string) (*backup.Page[Member], error) {
		in := start
		switch {
		case in.Marker == "":
			in.Offset = offsetOf(cursor, start.Offset)
		case cursor != "":
			in.Marker = cursor
		}
		page, err := s.List(ctx, backupID, in)
		if err == nil && in.Marker != "" && len(page.Items) > 0 {
			page.Next = page.Items[len(page.Items)-1].ID
		}
		return page, err
	}, func(m Member) string { return m.ID })
}

// Get returns one member of a backup. A project that is none is
// [backup.ErrNotFound].
func (s *MembersService) Get(ctx context.Context, backupID, memberID string) (*Member, error) {
	return object(ctx, s.client, cbrapi.OpShowMemberDetail, "member", func(e *cbrapi.MemberEnvelope) *Member { return e.Member },
		func(base, project string) (*http.Request, error) {
			return cbrapi.NewShowMemberDetailRequest(base, project, backupID, memberID)
		}, backupID, memberID)
}

// Update accepts or rejects a shared backup. It is called by the member, whose
// id is that of its own project. To accept, it names a vault of its own to keep
// the backup in.
func (s *MembersService) Update(ctx context.Context, backupID, memberID string, in MemberUpdate) (*Member, error) {
	if err := first(checkID("backup_id", backupID), checkID("member_id", memberID), checkNeeded("status", string(in.Status))); err != nil {
		return nil, err
	}
	if in.Status == MemberStatusAccepted && in.VaultID == "" {
		return nil, refuse("vault_id", "is needed to accept a backup")
	}
	return object(ctx, s.client, cbrapi.OpUpdateMemberStatus, "member", func(e *cbrapi.MemberEnvelope) *Member { return e.Member },
		func(base, project string) (*http.Request, error) {
			return cbrapi.NewUpdateMemberStatusRequest(base, project, backupID, memberID, in)
		}, backupID, memberID)
}

// Delete stops sharing a backup with a member. A project that is none is
// [backup.ErrNotFound].
func (s *MembersService) Delete(ctx context.Context, backupID, memberID string) error {
	req, err := s.client.request(cbrapi.OpDeleteMember, func(base, project string) (*http.Request, error) {
		return cbrapi.NewDeleteMemberRequest(base, project, backupID, memberID)
	}, []string{backupID, memberID})
	if err != nil {
		return err
	}
	return rest.Exec(ctx, s.client.rest, cbrapi.OpDeleteMember, req)
}
