package cloutility

import (
	"context"
	"iter"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/internal/validate"
)

// FilterRef names a filter of messages about a node.
type FilterRef struct {
	// BusinessUnitID is the business unit of the consumption unit.
	BusinessUnitID int64
	// ConsumerID is the node's consumption unit.
	ConsumerID int64
	// FilterID is the filter.
	FilterID int64
}

func (r FilterRef) check() error {
	return validate.FirstError(
		argument.Positive("FilterRef.BusinessUnitID", r.BusinessUnitID),
		argument.Positive("FilterRef.ConsumerID", r.ConsumerID),
		argument.Positive("FilterRef.FilterID", r.FilterID),
	)
}

// ListFilters returns the filters that hide messages of the backup server about
// a node.
func (s *NodesService) ListFilters(ctx context.Context, businessUnitID, consumerID int64, in ListActivityLogFiltersInput) (*backup.Page[ActivityLogFilter], error) {
	if err := checkPage("ListActivityLogFiltersInput", in.Cursor, in.Limit); err != nil {
		return nil, err
	}
	list, err := s.client.api.ListActivityLogFilters(ctx, businessUnitID, consumerID, in)
	return pageOf(in.Cursor, list, err)
}

// AllFilters yields all that ListFilters returns, page after page, beginning at in.Cursor.
func (s *NodesService) AllFilters(ctx context.Context, businessUnitID, consumerID int64, in ListActivityLogFiltersInput) iter.Seq2[ActivityLogFilter, error] {
	return backup.Paginate(ctx, in.Cursor, func(ctx context.Context, cursor string) (*backup.Page[ActivityLogFilter], error) {
		page := in
		page.Cursor = cursor
		return s.ListFilters(ctx, businessUnitID, consumerID, page)
	}, func(item ActivityLogFilter) string { return keyOf(item.ID) })
}

// Filter returns one filter of messages.
func (s *NodesService) Filter(ctx context.Context, ref FilterRef) (*ActivityLogFilter, error) {
	if err := ref.check(); err != nil {
		return nil, err
	}
	return s.client.api.GetActivityLogFilter(ctx, ref.BusinessUnitID, ref.ConsumerID, ref.FilterID)
}

// CreateFilter hides messages of the backup server about a node. It is not sent
// again once it may have arrived.
func (s *NodesService) CreateFilter(ctx context.Context, businessUnitID, consumerID int64, in CreateActivityLogFilterInput) (*ActivityLogFilter, error) {
	return s.client.api.CreateActivityLogFilter(ctx, businessUnitID, consumerID, in)
}

// UpdateFilter changes a filter of messages.
func (s *NodesService) UpdateFilter(ctx context.Context, ref FilterRef, in UpdateActivityLogFilterInput) error {
	if err := ref.check(); err != nil {
		return err
	}
	return s.client.api.UpdateActivityLogFilter(ctx, ref.BusinessUnitID, ref.ConsumerID, ref.FilterID, in)
}

// DeleteFilter deletes a filter of messages.
func (s *NodesService) DeleteFilter(ctx context.Context, ref FilterRef) error {
	if err := ref.check(); err != nil {
		return err
	}
	return s.client.api.DeleteActivityLogFilter(ctx, ref.BusinessUnitID, ref.ConsumerID, ref.FilterID)
}
