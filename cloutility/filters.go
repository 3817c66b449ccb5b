package cloutility

import (
	"context"
	"iter"
	"net/http"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/cloutilityapi"
)

// ListFilters returns the filters that hide messages of the backup server about
// a node.
func (s *NodesService) ListFilters(ctx context.Context, ref ConsumerRef, in ListInput) (*backup.Page[ActivityLogFilter], error) {
	return pageOf[ActivityLogFilter](ctx, s.client, cloutilityapi.OpListActivityLogFilters, in, func(base string, offset, limit *int64) (*http.Request, error) {
		return cloutilityapi.NewListActivityLogFiltersRequest(base, ref.BusinessUnitID, ref.ConsumerID, &cloutilityapi.ListActivityLogFiltersParams{Offset: offset, Limit: limit})
	}, ref.BusinessUnitID, ref.ConsumerID)
}

// AllFilters yields all that ListFilters returns, page after page.
func (s *NodesService) AllFilters(ctx context.Context, ref ConsumerRef) iter.Seq2[ActivityLogFilter, error] {
	return all(ctx, func(ctx context.Context, in ListInput) (*backup.Page[ActivityLogFilter], error) {
		return s.ListFilters(ctx, ref, in)
	}, func(item *ActivityLogFilter) int64 { return item.ID })
}

// Filter returns one filter of messages.
func (s *NodesService) Filter(ctx context.Context, ref ConsumerRef, filterID int64) (*ActivityLogFilter, error) {
	return fetch[ActivityLogFilter](ctx, s.client, cloutilityapi.OpGetActivityLogFilter, "filter", func(base string) (*http.Request, error) {
		return cloutilityapi.NewGetActivityLogFilterRequest(base, ref.BusinessUnitID, ref.ConsumerID, filterID)
	}, ref.BusinessUnitID, ref.ConsumerID, filterID)
}

// CreateFilter hides messages of the backup server about a node. It is not sent
// again once it may have arrived.
func (s *NodesService) CreateFilter(ctx context.Context, ref ConsumerRef, in ActivityLogFilterInput) (*ActivityLogFilter, error) {
	return fetch[ActivityLogFilter](ctx, s.client, cloutilityapi.OpCreateActivityLogFilter, "filter", func(base string) (*http.Request, error) {
		return cloutilityapi.NewCreateActivityLogFilterRequest(base, ref.BusinessUnitID, ref.ConsumerID, in)
	}, ref.BusinessUnitID, ref.ConsumerID)
}

// UpdateFilter changes a filter of messages.
func (s *NodesService) UpdateFilter(ctx context.Context, ref ConsumerRef, filterID int64, in ActivityLogFilterInput) error {
	return exec(ctx, s.client, cloutilityapi.OpUpdateActivityLogFilter, func(base string) (*http.Request, error) {
		return cloutilityapi.NewUpdateActivityLogFilterRequest(base, ref.BusinessUnitID, ref.ConsumerID, filterID, in)
	}, ref.BusinessUnitID, ref.ConsumerID, filterID)
}

// DeleteFilter deletes a filter of messages.
func (s *NodesService) DeleteFilter(ctx context.Context, ref ConsumerRef, filterID int64) error {
	return exec(ctx, s.client, cloutilityapi.OpDeleteActivityLogFilter, func(base string) (*http.Request, error) {
		return cloutilityapi.NewDeleteActivityLogFilterRequest(base, ref.BusinessUnitID, ref.ConsumerID, filterID)
	}, ref.BusinessUnitID, ref.ConsumerID, filterID)
}
