package cloutilitytest

import (
	"context"

	"github.com/backup-sdk/backup-go/gen/cloutilityapi"
)

// ListActivitySubscriptions returns the subscriptions of a unit.
func (s *service) ListActivitySubscriptions(ctx context.Context, unitID int64, in cloutilityapi.ListActivitySubscriptionsInput) (any, error) {
	defer s.lock()()
	if _, err := s.unit(unitID); err != nil {
		return nil, err
	}
	path := unitPath(unitID) + "/activityreportsubscriptions"
	return s.listItems(ctx, path, activitySubscriptions, unitID, window{in.Cursor, in.Limit})
}

// GetActivitySubscription returns one subscription.
func (s *service) GetActivitySubscription(ctx context.Context, unitID, subscriptionID int64) (any, error) {
	defer s.lock()()
	if _, err := s.unit(unitID); err != nil {
		return nil, err
	}
	return s.getItem(ctx, activitySubscriptions, unitID, subscriptionID)
}

// CreateActivitySubscription makes a subscription of whatever the body has.
func (s *service) CreateActivitySubscription(ctx context.Context, unitID int64, in *cloutilityapi.CreateActivitySubscriptionInput) (any, error) {
	defer s.lock()()
	if _, err := s.unit(unitID); err != nil {
		return nil, err
	}
	return s.createItem(ctx, activitySubscriptions, unitID, in)
}

// UpdateActivitySubscription changes what the body has.
func (s *service) UpdateActivitySubscription(_ context.Context, unitID, subscriptionID int64, in *cloutilityapi.UpdateActivitySubscriptionInput) (any, error) {
	defer s.lock()()
	if _, err := s.unit(unitID); err != nil {
		return nil, err
	}
	if err := s.updateItem(activitySubscriptions, unitID, subscriptionID, in); err != nil {
		return nil, err
	}
	return s.done()
}

// GetJobSubscription returns one subscription.
func (s *service) GetJobSubscription(ctx context.Context, unitID, subscriptionID int64) (any, error) {
	defer s.lock()()
	if _, err := s.unit(unitID); err != nil {
		return nil, err
	}
	return s.getItem(ctx, jobSubscriptions, unitID, subscriptionID)
}

// UpdateJobSubscription changes what the body has. Its tags must exist.
func (s *service) UpdateJobSubscription(ctx context.Context, unitID, subscriptionID int64, in *cloutilityapi.UpdateJobSubscriptionInput) (any, error) {
	defer s.lock()()
	if _, err := s.unit(unitID); err != nil {
		return nil, err
	}
	body, err := fields(in, "name")
	if err != nil {
		return nil, err
	}
	ids := make([]int64, len(in.Tags))
	for i, ref := range in.Tags {
		if ids[i] = ref.ID; s.tags[ref.ID] == nil {
			return nil, invalid("Tag " + itoa(ref.ID) + " was not found.")
		}
	}
	delete(body, "tags")
	if err := s.updateItem(jobSubscriptions, unitID, subscriptionID, body); err != nil {
		return nil, err
	}
	o, err := s.item(jobSubscriptions, unitID, subscriptionID)
	if err != nil {
		return nil, err
	}
	o["tags"] = s.tagObjects(ids)
	return s.renderObject(ctx, o), nil
}

// GetStatusReportSubscription returns one subscription.
func (s *service) GetStatusReportSubscription(ctx context.Context, unitID, subscriptionID int64) (any, error) {
	defer s.lock()()
	if _, err := s.unit(unitID); err != nil {
		return nil, err
	}
	return s.getItem(ctx, statusSubscriptions, unitID, subscriptionID)
}
