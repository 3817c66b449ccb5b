package cloutility

import (
	"context"
	"iter"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/internal/validate"
)

// RolesService manages sets of privileges.
type RolesService struct{ client *Client }

// List returns the roles that users of a business unit can have, with their
// privileges. It needs the privilege to view roles.
func (s *RolesService) List(ctx context.Context, businessUnitID int64, in ListRolesInput) (*backup.Page[Role], error) {
	if err := validate.FirstError(checkPage("ListRolesInput", in.Cursor, in.Limit), notNegative("ListRolesInput.ForUserID", in.ForUserID)); err != nil {
		return nil, err
	}
	list, err := s.client.api.ListRoles(ctx, businessUnitID, in)
	return pageOf(in.Cursor, list, err)
}

// All yields all that List returns, page after page, beginning at in.Cursor.
func (s *RolesService) All(ctx context.Context, businessUnitID int64, in ListRolesInput) iter.Seq2[Role, error] {
	return backup.Paginate(ctx, in.Cursor, func(ctx context.Context, cursor string) (*backup.Page[Role], error) {
		page := in
		page.Cursor = cursor
		return s.List(ctx, businessUnitID, page)
	}, func(item Role) string { return keyOf(item.ID) })
}

// ListSimple returns ids and names of roles. It needs no privilege.
func (s *RolesService) ListSimple(ctx context.Context, businessUnitID int64, in ListSimpleRolesInput) (*backup.Page[Role], error) {
	if err := validate.FirstError(checkPage("ListSimpleRolesInput", in.Cursor, in.Limit), notNegative("ListSimpleRolesInput.ForUserID", in.ForUserID)); err != nil {
		return nil, err
	}
	list, err := s.client.api.ListSimpleRoles(ctx, businessUnitID, in)
	return pageOf(in.Cursor, list, err)
}

// AllSimple yields all that ListSimple returns, page after page, beginning at in.Cursor.
func (s *RolesService) AllSimple(ctx context.Context, businessUnitID int64, in ListSimpleRolesInput) iter.Seq2[Role, error] {
	return backup.Paginate(ctx, in.Cursor, func(ctx context.Context, cursor string) (*backup.Page[Role], error) {
		page := in
		page.Cursor = cursor
		return s.ListSimple(ctx, businessUnitID, page)
	}, func(item Role) string { return keyOf(item.ID) })
}

// Get returns one role with its privileges, as a user sees it if ForUserID is
// not 0.
func (s *RolesService) Get(ctx context.Context, businessUnitID, roleID int64, in GetRoleInput) (*Role, error) {
	if err := notNegative("GetRoleInput.ForUserID", in.ForUserID); err != nil {
		return nil, err
	}
	return s.client.api.GetRole(ctx, businessUnitID, roleID, in)
}

// Create makes a role. It is not sent again once it may have arrived.
func (s *RolesService) Create(ctx context.Context, businessUnitID int64, in CreateRoleInput) (*Role, error) {
	if err := validate.FirstError(required("CreateRoleInput.Name", in.Name), checkRefs("CreateRoleInput.Privileges", in.Privileges)); err != nil {
		return nil, err
	}
	return s.client.api.CreateRole(ctx, businessUnitID, in)
}

// Update changes a role. The name is needed, also when it stays; whether other
// fields left out keep their values is not documented: read the role first and
// send all that matters.
func (s *RolesService) Update(ctx context.Context, businessUnitID, roleID int64, in UpdateRoleInput) (*Role, error) {
	if err := validate.FirstError(required("UpdateRoleInput.Name", in.Name), checkRefs("UpdateRoleInput.Privileges", in.Privileges)); err != nil {
		return nil, err
	}
	return s.client.api.UpdateRole(ctx, businessUnitID, roleID, in)
}

// ListAssignable returns the roles that the user signed in may give to others.
func (s *RolesService) ListAssignable(ctx context.Context, businessUnitID int64, in ListAssignableRolesInput) (*backup.Page[Role], error) {
	if err := checkPage("ListAssignableRolesInput", in.Cursor, in.Limit); err != nil {
		return nil, err
	}
	list, err := s.client.api.ListAssignableRoles(ctx, businessUnitID, in)
	return pageOf(in.Cursor, list, err)
}

// AllAssignable yields all that ListAssignable returns, page after page, beginning at in.Cursor.
func (s *RolesService) AllAssignable(ctx context.Context, businessUnitID int64, in ListAssignableRolesInput) iter.Seq2[Role, error] {
	return backup.Paginate(ctx, in.Cursor, func(ctx context.Context, cursor string) (*backup.Page[Role], error) {
		page := in
		page.Cursor = cursor
		return s.ListAssignable(ctx, businessUnitID, page)
	}, func(item Role) string { return keyOf(item.ID) })
}
