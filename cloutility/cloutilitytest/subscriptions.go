package cloutilitytest

import (
	"context"

	"github.com/backup-sdk/backup-go/gen/cloutilityserver"
)

// ListActivitySubscriptions answers the subscriptions of a unit.
func (s *service) ListActivitySubscriptions(ctx context.Context, request cloutilityserver.ListActivitySubscriptionsRequestObject) (cloutilityserver.ListActivitySubscriptionsResponseObject, error) {
	defer s.lock()()
	if _, err := s.unit(request.BunitID); err != nil {
		return nil, err
	}
	path := unitPath(request.BunitID) + "/activityreportsubscriptions"
	return s.shelfList(ctx, path, activitySubscriptions, request.BunitID, window{request.Params.Offset, request.Params.Limit}), nil
}

// GetActivitySubscription answers one.
func (s *service) GetActivitySubscription(ctx context.Context, request cloutilityserver.GetActivitySubscriptionRequestObject) (cloutilityserver.GetActivitySubscriptionResponseObject, error) {
	defer s.lock()()
	if _, err := s.unit(request.BunitID); err != nil {
		return nil, err
	}
	return s.shelfGet(ctx, activitySubscriptions, request.BunitID, request.SubscriptionID)
}

// CreateActivitySubscription makes one.
func (s *service) CreateActivitySubscription(ctx context.Context, request cloutilityserver.CreateActivitySubscriptionRequestObject) (cloutilityserver.CreateActivitySubscriptionResponseObject, error) {
	defer s.lock()()
	if _, err := s.unit(request.BunitID); err != nil {
		return nil, err
	}
	return s.shelfAdd(ctx, activitySubscriptions, request.BunitID, request.Body)
}

// UpdateActivitySubscription changes one.
func (s *service) UpdateActivitySubscription(ctx context.Context, request cloutilityserver.UpdateActivitySubscriptionRequestObject) (cloutilityserver.UpdateActivitySubscriptionResponseObject, error) {
	defer s.lock()()
	if _, err := s.unit(request.BunitID); err != nil {
		return nil, err
	}
	return s.shelfChange(ctx, activitySubscriptions, request.BunitID, request.SubscriptionID, request.Body, true)
}

// GetJobSubscription answers one.
func (s *service) GetJobSubscription(ctx context.Context, request cloutilityserver.GetJobSubscriptionRequestObject) (cloutilityserver.GetJobSubscriptionResponseObject, error) {
	defer s.lock()()
	if _, err := s.unit(request.BunitID); err != nil {
		return nil, err
	}
	return s.shelfGet(ctx, jobSubscriptions, request.BunitID, request.SubscriptionID)
}

// UpdateJobSubscription changes one; its tags have to exist.
func (s *service) UpdateJobSubscription(ctx context.Context, request cloutilityserver.UpdateJobSubscriptionRequestObject) (cloutilityserver.UpdateJobSubscriptionResponseObject, error) {
	defer s.lock()()
	if _, err := s.unit(request.BunitID); err != nil {
		return nil, err
	}
	body, err := fields(request.Body, "name")
	if err != nil {
		return nil, err
	}
	ids := make([]int64, len(request.Body.Tags))
	for i, ref := range request.Body.Tags {
		if ids[i] = ref.ID; s.tags[ref.ID] == nil {
			return nil, invalid("Tag " + itoa(ref.ID) + " was not found.")
		}
	}
	delete(body, "tags")
	changed, err := s.shelfChange(ctx, jobSubscriptions, request.BunitID, request.SubscriptionID, body, false)
	if err != nil {
		return nil, err
	}
	o, err := s.pick(jobSubscriptions, request.BunitID, request.SubscriptionID)
	if err != nil {
		return nil, err
	}
	o["tags"] = s.tagObjects(ids)
	changed.body = s.shownObject(ctx, o)
	return changed, nil
}
