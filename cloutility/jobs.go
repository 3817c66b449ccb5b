package cloutility

import (
	"context"
	"iter"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/internal/validate"
)

// JobsService reads jobs, which are runs of backups and restores, and scheduled runs.
type JobsService struct{ client *Client }

// First returns the first job of a consumption unit. Only Completed is to be
// trusted: it is the earliest Start that List takes. Before the first job it is
// [backup.ErrNotFound].
func (s *JobsService) First(ctx context.Context, businessUnitID, consumerID int64) (*Job, error) {
	return s.client.api.GetFirstJob(ctx, businessUnitID, consumerID)
}

// List returns the jobs of a consumption unit: those of the last 24 hours,
// unless the input has times. Inference: the documentation prints another path,
// evidently by mistake.
func (s *JobsService) List(ctx context.Context, businessUnitID, consumerID int64, in ListJobsInput) (*backup.Page[Job], error) {
	if err := validate.FirstError(checkPage("ListJobsInput", in.Cursor, in.Limit), period("ListJobsInput", &in.Start, &in.End)); err != nil {
		return nil, err
	}
	list, err := s.client.api.ListJobs(ctx, businessUnitID, consumerID, in)
	return pageOf(in.Cursor, list, err)
}

// All yields all that List returns, page after page, beginning at in.Cursor.
func (s *JobsService) All(ctx context.Context, businessUnitID, consumerID int64, in ListJobsInput) iter.Seq2[Job, error] {
	return backup.Paginate(ctx, in.Cursor, func(ctx context.Context, cursor string) (*backup.Page[Job], error) {
		page := in
		page.Cursor = cursor
		return s.List(ctx, businessUnitID, consumerID, page)
	}, func(item Job) string { return keyOf(item.ID) })
}

// ListEvents returns the scheduled runs of a consumption unit, future ones
// included.
func (s *JobsService) ListEvents(ctx context.Context, businessUnitID, consumerID int64, in ListEventsInput) (*backup.Page[Event], error) {
	if err := checkPage("ListEventsInput", in.Cursor, in.Limit); err != nil {
		return nil, err
	}
	list, err := s.client.api.ListEvents(ctx, businessUnitID, consumerID, in)
	return pageOf(in.Cursor, list, err)
}

// AllEvents yields all that ListEvents returns, page after page, beginning at in.Cursor.
func (s *JobsService) AllEvents(ctx context.Context, businessUnitID, consumerID int64, in ListEventsInput) iter.Seq2[Event, error] {
	return backup.Paginate(ctx, in.Cursor, func(ctx context.Context, cursor string) (*backup.Page[Event], error) {
		page := in
		page.Cursor = cursor
		return s.ListEvents(ctx, businessUnitID, consumerID, page)
	}, func(item Event) string { return keyOf(item.ID) })
}
