package cloutilitytest

import (
	"context"

	"github.com/backup-sdk/backup-go/gen/cloutilityserver"
)

// GetDeleteRequest answers what is there.
func (s *service) GetDeleteRequest(ctx context.Context, request cloutilityserver.GetDeleteRequestRequestObject) (cloutilityserver.GetDeleteRequestResponseObject, error) {
	defer s.lock()()
	if _, err := s.consumer(request.BunitID, request.ConsumerID); err != nil {
		return nil, err
	}
	return s.shelfLast(ctx, "deleterequest", request.ConsumerID)
}

// DeleteMicrosoft365Account deletes what is there.
func (s *service) DeleteMicrosoft365Account(_ context.Context, request cloutilityserver.DeleteMicrosoft365AccountRequestObject) (cloutilityserver.DeleteMicrosoft365AccountResponseObject, error) {
	defer s.lock()()
	if _, err := s.consumer(request.BunitID, request.ConsumerID); err != nil {
		return nil, err
	}
	if err := s.mayDelete(); err != nil {
		return nil, err
	}
	return s.shelfClear("m365", request.ConsumerID)
}

// GetPointRepository answers what is there.
func (s *service) GetPointRepository(ctx context.Context, request cloutilityserver.GetPointRepositoryRequestObject) (cloutilityserver.GetPointRepositoryResponseObject, error) {
	defer s.lock()()
	if _, err := s.consumer(request.BunitID, request.ConsumerID); err != nil {
		return nil, err
	}
	return s.shelfLast(ctx, "pointrepository", request.ConsumerID)
}
