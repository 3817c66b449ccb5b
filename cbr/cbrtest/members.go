package cbrtest

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/backup-sdk/backup-go/gen/cbrapi"
	"github.com/backup-sdk/backup-go/lenient"
)

const (
	maxAdded  = 10 // members in a call
	maxShares = 20 // of a backup
)

// member is a project with which a backup is shared.
type member struct {
	id, project, vaultID string
	status               cbrapi.MemberStatus
	created, updated     time.Time
}

func (m *member) view(b *backupCopy) cbrapi.Member {
	return cbrapi.Member{
		ID: m.id, Status: m.status, BackupID: b.id, DestProjectID: m.project, VaultID: m.vaultID,
		CreatedAt: wireTime(m.created), UpdatedAt: wireTime(m.updated),
	}
}

// sharedAs reports whether a filter is absent or is the state of a member.
func (b *backupCopy) sharedAs(status cbrapi.MemberStatus) bool {
	return status == "" || slices.ContainsFunc(b.members, func(m *member) bool { return m.status == status })
}

func memberMissing() *problem {
	return serviceError(http.StatusNotFound, "6705", "The backup is not shared with the project.")
}

func (s *service) AddMember(_ context.Context, _, backupID string, in *cbrapi.AddMembersInput) (any, error) {
	defer s.enter()()
	b, ok := s.backup(backupID)
	if !ok {
		return nil, s.backupMissing()
	}
	projects := slices.Concat(in.Members, in.Domains) // an account counts as its project
	switch {
	case len(projects) == 0 || len(in.Members) > maxAdded:
		return nil, invalid("Parameter check failed: members")
	case b.resource.Type != cbrapi.ResourceTypeServer:
		return nil, serviceError(http.StatusBadRequest, "6700", "Only backups of servers can be shared.")
	case b.status != cbrapi.BackupStatusAvailable:
		return nil, serviceError(http.StatusBadRequest, "6702", "The backup is not available.")
	case len(b.members)+len(projects) > maxShares:
		return nil, serviceError(http.StatusBadRequest, "6701", "The backup is shared with too many projects.")
	}
	for i, project := range projects {
		_, there := b.member(project)
		switch {
		case project == "" || project == s.account.ProjectID:
			return nil, serviceError(http.StatusBadRequest, "6704", "The project cannot be shared with.")
		case there || slices.Contains(projects[:i], project):
			return nil, serviceError(http.StatusBadRequest, "6703", "The backup is shared with the project already.")
		}
	}
	var views []cbrapi.Member
	for _, project := range projects {
		m := &member{id: s.ids.UUID(), project: project, status: cbrapi.MemberStatusPending, created: s.now, updated: s.now}
		b.members = append(b.members, m)
		views = append(views, m.view(b))
	}
	return map[string]any{"members": views}, nil // without the count, as in the reference
}

func (b *backupCopy) member(project string) (*member, bool) {
	return find(b.members, func(m *member) bool { return m.project == project })
}

// membership finds a member of a backup.
func (s *service) membership(backupID, project string) (*backupCopy, *member, error) {
	b, ok := s.backup(backupID)
	if !ok {
		return nil, nil, s.backupMissing()
	}
	m, ok := b.member(project)
	if !ok {
		return nil, nil, memberMissing()
	}
	return b, m, nil
}

func (s *service) ShowMembersDetail(ctx context.Context, _, backupID string, in cbrapi.ListMembersInput) (any, error) {
	defer s.enter()()
	b, ok := s.backup(backupID)
	if !ok {
		return nil, s.backupMissing()
	}
	window, err := s.newWindow(ctx, in.Limit, in.Cursor)
	if err != nil {
		return nil, err
	}
	if !known(in.Status, cbrapi.MemberStatusPending, cbrapi.MemberStatusAccepted, cbrapi.MemberStatusRejected) {
		return nil, invalid("Parameter check failed: status")
	}
	var found []*member
	for _, m := range b.members {
		// Nobody makes images here.
		if is(in.ProjectID, m.project) && is(in.Status, m.status) && is(in.VaultID, m.vaultID) && in.ImageID == "" {
			found = append(found, m)
		}
	}
	if !sortable(in.Sort, memberKey) {
		return nil, invalid("Parameter check failed: sort")
	}
	if in.Sort != "" { // else the oldest first
		sortBy(found, in.Sort, memberKey)
	}
	total := len(found)
	if in.Marker != "" {
		i := slices.IndexFunc(found, func(m *member) bool { return m.id == in.Marker })
		if i < 0 {
			return nil, invalid("Parameter check failed: marker")
		}
		found = found[i+1:]
	}
	page := cut(found, window)
	views := make([]cbrapi.Member, len(page))
	for i, m := range page {
		views[i] = m.view(b)
	}
	return cbrapi.MemberList{Members: views, Count: lenient.NewInt(int64(total))}, nil
}

// memberKey gives the comparison for a key of the sort parameter.
func memberKey(name string) func(a, b *member) int {
	switch name {
	case "created_at":
		return func(a, b *member) int { return a.created.Compare(b.created) }
	case "updated_at":
		return func(a, b *member) int { return a.updated.Compare(b.updated) }
	case "status":
		return func(a, b *member) int { return cmp.Compare(a.status, b.status) }
	case "id":
		return func(a, b *member) int { return cmp.Compare(a.id, b.id) }
	default:
		return nil
	}
}

func (s *service) ShowMemberDetail(_ context.Context, _, backupID, memberID string) (any, error) {
	defer s.enter()()
	b, m, err := s.membership(backupID, memberID)
	if err != nil {
		return nil, err
	}
	view := m.view(b)
	return cbrapi.MemberEnvelope{Member: &view}, nil
}

// UpdateMemberStatus does not ask who calls: the one account is on both sides.
func (s *service) UpdateMemberStatus(_ context.Context, _, backupID, memberID string, in *cbrapi.UpdateMemberInput) (any, error) {
	defer s.enter()()
	b, m, err := s.membership(backupID, memberID)
	if err != nil {
		return nil, err
	}
	if !among(in.Status, cbrapi.MemberStatusAccepted, cbrapi.MemberStatusRejected, cbrapi.MemberStatusPending) ||
		in.Status == cbrapi.MemberStatusAccepted && in.VaultID == "" {
		return nil, serviceError(http.StatusBadRequest, "6706", "The member cannot be changed so.")
	}
	m.status, m.vaultID, m.updated = in.Status, in.VaultID, s.now
	view := m.view(b)
	return cbrapi.MemberEnvelope{Member: &view}, nil
}

func (s *service) DeleteMember(_ context.Context, _, backupID, memberID string) (any, error) {
	defer s.enter()()
	b, m, err := s.membership(backupID, memberID)
	if err != nil {
		return nil, err
	}
	b.members = slices.DeleteFunc(b.members, func(have *member) bool { return have == m })
	return nil, nil
}
