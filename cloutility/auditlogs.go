package cloutility

import (
	"context"
	"iter"
	"net/http"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/cloutilityapi"
	"github.com/backup-sdk/backup-go/lenient"
)

// AuditLogsService reads who did what. What an entry looks like is not documented, so entries
// come as they were sent; see [lenient.Raw].
type AuditLogsService struct{ client *Client }

// AuditLogInput chooses entries of an audit log.
type AuditLogInput struct {
	ListInput
	// IncludeDescendants adds entries about what is below.
	IncludeDescendants bool
	// NewestFirst turns the order round, which is oldest first.
	NewestFirst bool
	// Start is the first moment; zero is the beginning.
	Start time.Time
	// End is the last moment; zero is now.
	End time.Time
	// Types are those to return; none is all.
	Types []AuditLogType
}

// ListConsumer returns the audit log of a consumption unit.
func (s *AuditLogsService) ListConsumer(ctx context.Context, ref ConsumerRef, in AuditLogInput) (*backup.Page[lenient.Raw], error) {
	if in.End.Before(in.Start) && !in.End.IsZero() {
		return nil, refuse("AuditLogInput.End", "is before Start")
	}
	return pageOf[lenient.Raw](ctx, s.client, cloutilityapi.OpListConsumerAuditLogs, in.ListInput, func(base string, offset, limit *int64) (*http.Request, error) {
		return cloutilityapi.NewListConsumerAuditLogsRequest(base, ref.BusinessUnitID, ref.ConsumerID, &cloutilityapi.ListConsumerAuditLogsParams{Offset: offset, Limit: limit, IncludeDescendants: flag(in.IncludeDescendants), OrderDesc: flag(in.NewestFirst), StartTime: moment(in.Start), EndTime: moment(in.End), Types: some(in.Types)})
	}, ref.BusinessUnitID, ref.ConsumerID)
}

// AllConsumer yields all that ListConsumer returns, page after page.
func (s *AuditLogsService) AllConsumer(ctx context.Context, ref ConsumerRef, in AuditLogInput) iter.Seq2[lenient.Raw, error] {
	return allFrom(ctx, in.ListInput, func(ctx context.Context, part ListInput) (*backup.Page[lenient.Raw], error) {
		page := in
		page.ListInput = part
		return s.ListConsumer(ctx, ref, page)
	}, nil)
}

// ListBusinessUnit returns the audit log of a business unit: entries where it
// is the actor or the target.
func (s *AuditLogsService) ListBusinessUnit(ctx context.Context, businessUnitID int64, in AuditLogInput) (*backup.Page[lenient.Raw], error) {
	if in.End.Before(in.Start) && !in.End.IsZero() {
		return nil, refuse("AuditLogInput.End", "is before Start")
	}
	return pageOf[lenient.Raw](ctx, s.client, cloutilityapi.OpListBusinessUnitAuditLogs, in.ListInput, func(base string, offset, limit *int64) (*http.Request, error) {
		return cloutilityapi.NewListBusinessUnitAuditLogsRequest(base, businessUnitID, &cloutilityapi.ListBusinessUnitAuditLogsParams{Offset: offset, Limit: limit, IncludeDescendants: flag(in.IncludeDescendants), OrderDesc: flag(in.NewestFirst), StartTime: moment(in.Start), EndTime: moment(in.End), Types: some(in.Types)})
	}, businessUnitID)
}

// AllBusinessUnit yields all that ListBusinessUnit returns, page after page.
func (s *AuditLogsService) AllBusinessUnit(ctx context.Context, businessUnitID int64, in AuditLogInput) iter.Seq2[lenient.Raw, error] {
	return allFrom(ctx, in.ListInput, func(ctx context.Context, part ListInput) (*backup.Page[lenient.Raw], error) {
		page := in
		page.ListInput = part
		return s.ListBusinessUnit(ctx, businessUnitID, page)
	}, nil)
}
