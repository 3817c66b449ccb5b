package cloutilitytest

import (
	"context"

	"github.com/backup-sdk/backup-go/gen/cloutilityserver"
)

// ListEvents answers a list.
func (s *service) ListEvents(ctx context.Context, request cloutilityserver.ListEventsRequestObject) (cloutilityserver.ListEventsResponseObject, error) {
	defer s.lock()()
	if _, err := s.consumer(request.BunitID, request.ConsumerID); err != nil {
		return nil, err
	}
	return s.shelfList(ctx, "/v1/bunits/"+itoa(request.BunitID)+"/consumers/"+itoa(request.ConsumerID)+"/events", "events", request.ConsumerID, request.Params.Offset, request.Params.Limit), nil
}
