package cloutility

import (
	"context"
	"iter"
	"net/http"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/cloutilityapi"
)

// JobsService reads jobs, which are runs of backups and restores, and scheduled runs.
type JobsService struct{ client *Client }

// First returns the first job of a consumption unit. Only Completed is to be
// trusted: it is the earliest Start that List takes. Before the first job it is
// [backup.ErrNotFound].
func (s *JobsService) First(ctx context.Context, ref ConsumerRef) (*Job, error) {
	return fetchIfAny[Job](ctx, s.client, cloutilityapi.OpGetFirstJob, "job", func(base string) (*http.Request, error) {
		return cloutilityapi.NewGetFirstJobRequest(base, ref.BusinessUnitID, ref.ConsumerID)
	}, ref.BusinessUnitID, ref.ConsumerID)
}

// JobsInput chooses what [JobsService.List] returns.
type JobsInput struct {
	ListInput
	// Start is the first moment, not before the first job completed; zero is
	// 24 hours ago.
	Start time.Time
	// End is the last moment; zero is now.
	End time.Time
}

// List returns the jobs of a consumption unit: those of the last 24 hours,
// unless the input has times. Inference: the documentation prints another path,
// evidently by mistake.
func (s *JobsService) List(ctx context.Context, ref ConsumerRef, in JobsInput) (*backup.Page[Job], error) {
	if in.End.Before(in.Start) && !in.End.IsZero() {
		return nil, refuse("JobsInput.End", "is before Start")
	}
	return pageOf[Job](ctx, s.client, cloutilityapi.OpListJobs, in.ListInput, func(base string, offset, limit *int64) (*http.Request, error) {
		return cloutilityapi.NewListJobsRequest(base, ref.BusinessUnitID, ref.ConsumerID, &cloutilityapi.ListJobsParams{Offset: offset, Limit: limit, StartTime: moment(in.Start), EndTime: moment(in.End)})
	}, ref.BusinessUnitID, ref.ConsumerID)
}

// All yields all that List returns, page after page.
func (s *JobsService) All(ctx context.Context, ref ConsumerRef, in JobsInput) iter.Seq2[Job, error] {
	return allFrom(ctx, in.ListInput, func(ctx context.Context, part ListInput) (*backup.Page[Job], error) {
		page := in
		page.ListInput = part
		return s.List(ctx, ref, page)
	}, func(item *Job) int64 { return item.ID })
}

// ListEvents returns the scheduled runs of a consumption unit, future ones
// included.
func (s *JobsService) ListEvents(ctx context.Context, ref ConsumerRef, in ListInput) (*backup.Page[Event], error) {
	return pageOf[Event](ctx, s.client, cloutilityapi.OpListEvents, in, func(base string, offset, limit *int64) (*http.Request, error) {
		return cloutilityapi.NewListEventsRequest(base, ref.BusinessUnitID, ref.ConsumerID, &cloutilityapi.ListEventsParams{Offset: offset, Limit: limit})
	}, ref.BusinessUnitID, ref.ConsumerID)
}

// AllEvents yields all that ListEvents returns, page after page.
func (s *JobsService) AllEvents(ctx context.Context, ref ConsumerRef) iter.Seq2[Event, error] {
	return all(ctx, func(ctx context.Context, in ListInput) (*backup.Page[Event], error) {
		return s.ListEvents(ctx, ref, in)
	}, func(item *Event) int64 { return item.ID })
}
