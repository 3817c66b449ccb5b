package cloutilitytest

import (
	"context"

	"github.com/backup-sdk/backup-go/gen/cloutilityserver"
)

// ListRoles answers a list.
func (s *service) ListRoles(ctx context.Context, request cloutilityserver.ListRolesRequestObject) (cloutilityserver.ListRolesResponseObject, error) {
	defer s.lock()()
	if _, err := s.unit(request.BunitID); err != nil {
		return nil, err
	}
	if err := s.may("Role - View"); err != nil {
		return nil, err
	}
	return s.shelfList(ctx, "/v1/bunits/"+itoa(request.BunitID)+"/roles", "roles", request.BunitID, request.Params.Offset, request.Params.Limit), nil
}

// GetRole answers one.
func (s *service) GetRole(ctx context.Context, request cloutilityserver.GetRoleRequestObject) (cloutilityserver.GetRoleResponseObject, error) {
	defer s.lock()()
	if _, err := s.unit(request.BunitID); err != nil {
		return nil, err
	}
	if err := s.may("Role - View"); err != nil {
		return nil, err
	}
	return s.shelfGet(ctx, "roles", request.BunitID, request.RoleID)
}

// CreateRole makes one.
func (s *service) CreateRole(ctx context.Context, request cloutilityserver.CreateRoleRequestObject) (cloutilityserver.CreateRoleResponseObject, error) {
	defer s.lock()()
	if _, err := s.unit(request.BunitID); err != nil {
		return nil, err
	}
	if err := s.may("Role - Create"); err != nil {
		return nil, err
	}
	return s.shelfAdd(ctx, "roles", request.BunitID, request.Body, "name")
}

// ListAssignableRoles answers a list.
func (s *service) ListAssignableRoles(ctx context.Context, request cloutilityserver.ListAssignableRolesRequestObject) (cloutilityserver.ListAssignableRolesResponseObject, error) {
	defer s.lock()()
	if _, err := s.unit(request.BunitID); err != nil {
		return nil, err
	}
	return s.shelfList(ctx, "/v1/bunits/"+itoa(request.BunitID)+"/rolesassignable", "roles", request.BunitID, request.Params.Offset, request.Params.Limit), nil
}
