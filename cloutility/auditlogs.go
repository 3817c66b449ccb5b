package cloutility

import (
	"context"
	"iter"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/internal/validate"
	"github.com/backup-sdk/backup-go/lenient"
)

// AuditLogsService reads who did what. What an entry looks like is not documented, so entries
// come as they were sent; see [lenient.Raw].
type AuditLogsService struct{ client *Client }

// ListConsumer returns the audit log of a consumption unit.
func (s *AuditLogsService) ListConsumer(ctx context.Context, businessUnitID, consumerID int64, in ListConsumerAuditLogsInput) (*backup.Page[lenient.Raw], error) {
	if err := validate.FirstError(checkPage("ListConsumerAuditLogsInput", in.Cursor, in.Limit), period("ListConsumerAuditLogsInput", &in.Start, &in.End)); err != nil {
		return nil, err
	}
	list, err := s.client.api.ListConsumerAuditLogs(ctx, businessUnitID, consumerID, in)
	return pageOf(in.Cursor, list, err)
}

// AllConsumer yields all that ListConsumer returns, page after page, beginning at in.Cursor.
func (s *AuditLogsService) AllConsumer(ctx context.Context, businessUnitID, consumerID int64, in ListConsumerAuditLogsInput) iter.Seq2[lenient.Raw, error] {
	return backup.Paginate(ctx, in.Cursor, func(ctx context.Context, cursor string) (*backup.Page[lenient.Raw], error) {
		page := in
		page.Cursor = cursor
		return s.ListConsumer(ctx, businessUnitID, consumerID, page)
	}, nil)
}

// ListBusinessUnit returns the audit log of a business unit: entries where it
// is the actor or the target.
func (s *AuditLogsService) ListBusinessUnit(ctx context.Context, businessUnitID int64, in ListBusinessUnitAuditLogsInput) (*backup.Page[lenient.Raw], error) {
	if err := validate.FirstError(checkPage("ListBusinessUnitAuditLogsInput", in.Cursor, in.Limit), period("ListBusinessUnitAuditLogsInput", &in.Start, &in.End)); err != nil {
		return nil, err
	}
	list, err := s.client.api.ListBusinessUnitAuditLogs(ctx, businessUnitID, in)
	return pageOf(in.Cursor, list, err)
}

// AllBusinessUnit yields all that ListBusinessUnit returns, page after page, beginning at in.Cursor.
func (s *AuditLogsService) AllBusinessUnit(ctx context.Context, businessUnitID int64, in ListBusinessUnitAuditLogsInput) iter.Seq2[lenient.Raw, error] {
	return backup.Paginate(ctx, in.Cursor, func(ctx context.Context, cursor string) (*backup.Page[lenient.Raw], error) {
		page := in
		page.Cursor = cursor
		return s.ListBusinessUnit(ctx, businessUnitID, page)
	}, nil)
}
