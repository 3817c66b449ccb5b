package cloutilitytest

import (
	"context"

	"github.com/backup-sdk/backup-go/gen/cloutilityapi"
)

// ListActivityLogFilters returns a list.
func (s *service) ListActivityLogFilters(ctx context.Context, unitID, consumerID int64, in cloutilityapi.ListActivityLogFiltersInput) (any, error) {
	defer s.lock()()
	if _, err := s.node(unitID, consumerID); err != nil {
		return nil, err
	}
	return s.listItems(ctx, nodePath(unitID, consumerID)+"/activitylogfilters", filters, consumerID, window{in.Cursor, in.Limit})
}

// GetActivityLogFilter returns one.
func (s *service) GetActivityLogFilter(ctx context.Context, unitID, consumerID, filterID int64) (any, error) {
	defer s.lock()()
	if _, err := s.node(unitID, consumerID); err != nil {
		return nil, err
	}
	return s.getItem(ctx, filters, consumerID, filterID)
}

// CreateActivityLogFilter makes one.
func (s *service) CreateActivityLogFilter(ctx context.Context, unitID, consumerID int64, in *cloutilityapi.CreateActivityLogFilterInput) (any, error) {
	defer s.lock()()
	if _, err := s.node(unitID, consumerID); err != nil {
		return nil, err
	}
	if in.Filter == "" && in.MessageNumber == "" {
		return nil, invalid("The filter needs a text or a number.")
	}
	return s.createItem(ctx, filters, consumerID, in)
}

// UpdateActivityLogFilter changes one.
func (s *service) UpdateActivityLogFilter(ctx context.Context, unitID, consumerID, filterID int64, in *cloutilityapi.UpdateActivityLogFilterInput) (any, error) {
	defer s.lock()()
	if _, err := s.node(unitID, consumerID); err != nil {
		return nil, err
	}
	if err := s.updateItem(filters, consumerID, filterID, in); err != nil {
		return nil, err
	}
	return s.done()
}

// DeleteActivityLogFilter deletes one.
func (s *service) DeleteActivityLogFilter(_ context.Context, unitID, consumerID, filterID int64) (any, error) {
	defer s.lock()()
	if _, err := s.node(unitID, consumerID); err != nil {
		return nil, err
	}
	return s.deleteItem(filters, consumerID, filterID)
}
