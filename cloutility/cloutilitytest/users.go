package cloutilitytest

import (
	"context"

	"github.com/backup-sdk/backup-go/gen/cloutilityserver"
)

// ListUsers answers a list.
func (s *service) ListUsers(ctx context.Context, request cloutilityserver.ListUsersRequestObject) (cloutilityserver.ListUsersResponseObject, error) {
	defer s.lock()()
	if _, err := s.unit(request.BunitID); err != nil {
		return nil, err
	}
	return s.shelfList(ctx, "/v1/bunits/"+itoa(request.BunitID)+"/users", "users", request.BunitID, request.Params.Offset, request.Params.Limit), nil
}

// ListORainUsers answers a list.
func (s *service) ListORainUsers(ctx context.Context, request cloutilityserver.ListORainUsersRequestObject) (cloutilityserver.ListORainUsersResponseObject, error) {
	defer s.lock()()
	if _, err := s.unit(request.BunitID); err != nil {
		return nil, err
	}
	return s.shelfList(ctx, "/v1/bunits/"+itoa(request.BunitID)+"/orainusers", "orain", request.BunitID, request.Params.Offset, request.Params.Limit), nil
}
