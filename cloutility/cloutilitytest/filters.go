package cloutilitytest

import (
	"context"

	"github.com/backup-sdk/backup-go/gen/cloutilityapi"
)

// ListActivityLogFilters returns the filters of a node.
func (s *service) ListActivityLogFilters(ctx context.Context, unitID, consumerID int64, in cloutilityapi.ListActivityLogFiltersInput) (any, error) {
	defer s.lock()()
	if _, err := s.node(unitID, consumerID); err != nil {
		return nil, err
	}
	return s.listItems(ctx, nodePath(unitID, consumerID)+"/activitylogfilters", filters, consumerID, window{in.Cursor, in.Limit})
}

// GetActivityLogFilter returns one filter.
func (s *service) GetActivityLogFilter(ctx context.Context, unitID, consumerID, filterID int64) (any, error) {
	defer s.lock()()
	if _, err := s.node(unitID, consumerID); err != nil {
		return nil, err
	}
	return s.getItem(ctx, filters, consumerID, filterID)
}

// CreateActivityLogFilter makes a filter, of a text or of a number.
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

// UpdateActivityLogFilter changes what the body has.
func (s *service) UpdateActivityLogFilter(_ context.Context, unitID, consumerID, filterID int64, in *cloutilityapi.UpdateActivityLogFilterInput) (any, error) {
	defer s.lock()()
	if _, err := s.node(unitID, consumerID); err != nil {
		return nil, err
	}
	if err := s.updateItem(filters, consumerID, filterID, in); err != nil {
		return nil, err
	}
	return s.done()
}

// DeleteActivityLogFilter deletes a filter.
func (s *service) DeleteActivityLogFilter(_ context.Context, unitID, consumerID, filterID int64) (any, error) {
	defer s.lock()()
	if _, err := s.node(unitID, consumerID); err != nil {
		return nil, err
	}
	return s.deleteItem(filters, consumerID, filterID)
}
