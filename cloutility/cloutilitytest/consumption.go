package cloutilitytest

import (
	"context"

	"github.com/backup-sdk/backup-go/gen/cloutilityserver"
)

// ListConsumerConsumption answers what was used.
func (s *service) ListConsumerConsumption(ctx context.Context, request cloutilityserver.ListConsumerConsumptionRequestObject) (cloutilityserver.ListConsumerConsumptionResponseObject, error) {
	defer s.lock()()
	if _, err := s.consumer(request.BunitID, request.ConsumerID); err != nil {
		return nil, err
	}
	return s.consumption(ctx, "/v1/bunits/"+itoa(request.BunitID)+"/consumers/"+itoa(request.ConsumerID)+"/consumption", request.ConsumerID, request.Params.Offset, request.Params.Limit), nil
}

// UpdateConsumerConsumption changes one.
func (s *service) UpdateConsumerConsumption(ctx context.Context, request cloutilityserver.UpdateConsumerConsumptionRequestObject) (cloutilityserver.UpdateConsumerConsumptionResponseObject, error) {
	defer s.lock()()
	if _, err := s.consumer(request.BunitID, request.ConsumerID); err != nil {
		return nil, err
	}
	return s.shelfPut(ctx, "consumption", request.ConsumerID, request.ConsumptionID, request.Body, false)
}

// ListBusinessUnitConsumption answers what was used.
func (s *service) ListBusinessUnitConsumption(ctx context.Context, request cloutilityserver.ListBusinessUnitConsumptionRequestObject) (cloutilityserver.ListBusinessUnitConsumptionResponseObject, error) {
	defer s.lock()()
	if _, err := s.unit(request.BunitID); err != nil {
		return nil, err
	}
	return s.consumption(ctx, "/v1/bunits/"+itoa(request.BunitID)+"/consumption", request.BunitID, request.Params.Offset, request.Params.Limit), nil
}

// UpdateBusinessUnitConsumption changes one.
func (s *service) UpdateBusinessUnitConsumption(ctx context.Context, request cloutilityserver.UpdateBusinessUnitConsumptionRequestObject) (cloutilityserver.UpdateBusinessUnitConsumptionResponseObject, error) {
	defer s.lock()()
	if _, err := s.unit(request.BunitID); err != nil {
		return nil, err
	}
	return s.shelfPut(ctx, "consumption", request.BunitID, request.ConsumptionID, request.Body, false)
}
