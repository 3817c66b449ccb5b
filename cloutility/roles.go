package cloutility

import (
	"context"
	"iter"
	"net/http"
	"strings"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/cloutilityapi"
)

// RolesService manages sets of privileges.
type RolesService struct{ client *Client }

// RolesInput chooses what [RolesService.List] and [RolesService.ListSimple]
// return.
type RolesInput struct {
	ListInput
	// ForUser is the id of a user: only roles that go with them; 0 is all.
	ForUser int64
}

// List returns the roles that users of a business unit can have, with their
// privileges. It needs the privilege to view roles.
func (s *RolesService) List(ctx context.Context, businessUnitID int64, in RolesInput) (*backup.Page[Role], error) {
	if in.ForUser < 0 {
		return nil, refuse("RolesInput.ForUser", "must not be negative")
	}
	return pageOf[Role](ctx, s.client, cloutilityapi.OpListRoles, in.ListInput, func(base string, offset, limit *int64) (*http.Request, error) {
		return cloutilityapi.NewListRolesRequest(base, businessUnitID, &cloutilityapi.ListRolesParams{Offset: offset, Limit: limit, FilterForUserID: number(in.ForUser)})
	}, businessUnitID)
}

// All yields all that List returns, page after page.
func (s *RolesService) All(ctx context.Context, businessUnitID int64, in RolesInput) iter.Seq2[Role, error] {
	return allFrom(ctx, in.ListInput, func(ctx context.Context, part ListInput) (*backup.Page[Role], error) {
		page := in
		page.ListInput = part
		return s.List(ctx, businessUnitID, page)
	}, func(item *Role) int64 { return item.ID })
}

// ListSimple returns ids and names of roles. It needs no privilege.
func (s *RolesService) ListSimple(ctx context.Context, businessUnitID int64, in RolesInput) (*backup.Page[Role], error) {
	if in.ForUser < 0 {
		return nil, refuse("RolesInput.ForUser", "must not be negative")
	}
	return pageOf[Role](ctx, s.client, cloutilityapi.OpListSimpleRoles, in.ListInput, func(base string, offset, limit *int64) (*http.Request, error) {
		return cloutilityapi.NewListSimpleRolesRequest(base, businessUnitID, &cloutilityapi.ListSimpleRolesParams{Offset: offset, Limit: limit, FilterForUserID: number(in.ForUser)})
	}, businessUnitID)
}

// AllSimple yields all that ListSimple returns, page after page.
func (s *RolesService) AllSimple(ctx context.Context, businessUnitID int64, in RolesInput) iter.Seq2[Role, error] {
	return allFrom(ctx, in.ListInput, func(ctx context.Context, part ListInput) (*backup.Page[Role], error) {
		page := in
		page.ListInput = part
		return s.ListSimple(ctx, businessUnitID, page)
	}, func(item *Role) int64 { return item.ID })
}

// Get returns one role with its privileges, as a user sees it if forUser is not
// 0.
func (s *RolesService) Get(ctx context.Context, businessUnitID, roleID, forUser int64) (*Role, error) {
	if forUser < 0 {
		return nil, refuse("forUser", "must not be negative")
	}
	return fetch[Role](ctx, s.client, cloutilityapi.OpGetRole, "role", func(base string) (*http.Request, error) {
		return cloutilityapi.NewGetRoleRequest(base, businessUnitID, roleID, &cloutilityapi.GetRoleParams{FilterForUserID: number(forUser)})
	}, businessUnitID, roleID)
}

// Create makes a role. It is not sent again once it may have arrived.
func (s *RolesService) Create(ctx context.Context, businessUnitID int64, in RoleInput) (*Role, error) {
	if strings.TrimSpace(in.Name) == "" {
		return nil, refuse("RoleInput.Name", "is empty")
	}
	if err := checkRefs("RoleInput.Privileges", in.Privileges); err != nil {
		return nil, err
	}
	return fetch[Role](ctx, s.client, cloutilityapi.OpCreateRole, "role", func(base string) (*http.Request, error) {
		return cloutilityapi.NewCreateRoleRequest(base, businessUnitID, in)
	}, businessUnitID)
}

// ListAssignable returns the roles that the user signed in may give to others.
func (s *RolesService) ListAssignable(ctx context.Context, businessUnitID int64, in ListInput) (*backup.Page[Role], error) {
	return pageOf[Role](ctx, s.client, cloutilityapi.OpListAssignableRoles, in, func(base string, offset, limit *int64) (*http.Request, error) {
		return cloutilityapi.NewListAssignableRolesRequest(base, businessUnitID, &cloutilityapi.ListAssignableRolesParams{Offset: offset, Limit: limit})
	}, businessUnitID)
}

// AllAssignable yields all that ListAssignable returns, page after page.
func (s *RolesService) AllAssignable(ctx context.Context, businessUnitID int64) iter.Seq2[Role, error] {
	return all(ctx, func(ctx context.Context, in ListInput) (*backup.Page[Role], error) {
		return s.ListAssignable(ctx, businessUnitID, in)
	}, func(item *Role) int64 { return item.ID })
}
