package cbr

import (
	"context"
	"iter"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/internal/validate"
)

// MembersService shares backups of servers with other projects. The owner of a
// backup adds members; each member accepts or rejects it. The id of a member is
// that of its project.
type MembersService struct{ client *Client }

// Add offers a backup to projects, at most 10 in a call, or to accounts where
// the region can, and returns the members that were added. Only available
// backups of servers can be shared. One that is shared with a project already is
// [backup.ErrConflict].
func (s *MembersService) Add(ctx context.Context, backupID string, in AddMembersInput) ([]Member, error) {
	if err := checkAddMembers(in); err != nil {
		return nil, err
	}
	list, err := s.client.api.AddMember(ctx, s.client.project, backupID, in)
	if err != nil {
		return nil, err
	}
	return list.Members, nil
}

const maxMembers = 10

func checkAddMembers(in AddMembersInput) error {
	const at = "AddMembersInput"
	switch {
	case len(in.Members) == 0 && len(in.Domains) == 0:
		return invalidArgument(at+".Members", "or Domains is needed")
	case len(in.Members) > maxMembers:
		return invalidArgument(at+".Members", "has more than 10 entries")
	}
	return validate.FirstError(checkIDs(at+".Members", in.Members), checkIDs(at+".Domains", in.Domains))
}

// List returns one page of the members of a backup. Next is the Cursor of the
// page after it; a page that begins at a Marker has none, the next marker is its
// last id.
func (s *MembersService) List(ctx context.Context, backupID string, in ListMembersInput) (*backup.Page[Member], error) {
	offset, err := checkListMembers(in)
	if err != nil {
		return nil, err
	}
	list, err := s.client.api.ShowMembersDetail(ctx, s.client.project, backupID, in)
	if err != nil {
		return nil, err
	}
	return byMarker(newPage(list.Members, offset, list.Count), in.Marker), nil
}

func checkListMembers(in ListMembersInput) (offset int64, err error) {
	const at = "ListMembersInput"
	switch {
	case in.Limit < 0:
		return 0, invalidArgument(at+".Limit", "must not be negative")
	case in.Marker != "" && in.Cursor != "":
		return 0, invalidArgument(at+".Marker", "and Cursor exclude each other")
	}
	offset, err = argument.Cursor(at+".Cursor", in.Cursor)
	return offset, validate.FirstError(err, checkLength(at+".Sort", in.Sort, maxSort))
}

// All returns all members of a backup that match, page by page. In.Limit is the
// size of a page.
func (s *MembersService) All(ctx context.Context, backupID string, in ListMembersInput) iter.Seq2[Member, error] {
	id := func(m Member) string { return m.ID }
	if in.Marker != "" {
		return backup.Paginate(ctx, in.Marker, func(ctx context.Context, marker string) (*backup.Page[Member], error) {
			in := in
			in.Marker = marker
			page, err := s.List(ctx, backupID, in)
			if err == nil {
				page.Next = lastID(page.Items, id)
			}
			return page, err
		}, id)
	}
	return backup.Paginate(ctx, in.Cursor, func(ctx context.Context, cursor string) (*backup.Page[Member], error) {
		in := in
		in.Cursor = cursor
		return s.List(ctx, backupID, in)
	}, id)
}

// Get returns one member of a backup. A project that is none is
// [backup.ErrNotFound].
func (s *MembersService) Get(ctx context.Context, backupID, memberID string) (*Member, error) {
	return s.client.api.ShowMemberDetail(ctx, s.client.project, backupID, memberID)
}

// Update accepts or rejects a shared backup. It is called by the member, whose
// id is that of its own project. To accept, it names a vault of its own to keep
// the backup in.
func (s *MembersService) Update(ctx context.Context, backupID, memberID string, in UpdateMemberInput) (*Member, error) {
	if err := checkNeeded("UpdateMemberInput.Status", string(in.Status)); err != nil {
		return nil, err
	}
	if in.Status == MemberStatusAccepted && in.VaultID == "" {
		return nil, invalidArgument("UpdateMemberInput.VaultID", "is needed to accept a backup")
	}
	return s.client.api.UpdateMemberStatus(ctx, s.client.project, backupID, memberID, in)
}

// Delete stops sharing a backup with a member. A project that is none is
// [backup.ErrNotFound].
func (s *MembersService) Delete(ctx context.Context, backupID, memberID string) error {
	return s.client.api.DeleteMember(ctx, s.client.project, backupID, memberID)
}
