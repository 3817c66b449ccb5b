package cloutility

import (
	"context"
	"iter"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/internal/validate"
	"github.com/backup-sdk/backup-go/lenient"
)

// ReportsService reads reports on business units and consumption units.
type ReportsService struct{ client *Client }

// ListNode returns the daily reports on a consumption unit.
func (s *ReportsService) ListNode(ctx context.Context, businessUnitID, consumerID int64, in ListNodeReportsInput) (*backup.Page[NodeReport], error) {
	if err := validate.FirstError(checkPage("ListNodeReportsInput", in.Cursor, in.Limit), period("ListNodeReportsInput", &in.Start, &in.End)); err != nil {
		return nil, err
	}
	list, err := s.client.api.ListNodeReports(ctx, businessUnitID, consumerID, in)
	return pageOf(in.Cursor, list, err)
}

// AllNode yields all that ListNode returns, page after page, beginning at in.Cursor.
func (s *ReportsService) AllNode(ctx context.Context, businessUnitID, consumerID int64, in ListNodeReportsInput) iter.Seq2[NodeReport, error] {
	return backup.Paginate(ctx, in.Cursor, func(ctx context.Context, cursor string) (*backup.Page[NodeReport], error) {
		page := in
		page.Cursor = cursor
		return s.ListNode(ctx, businessUnitID, consumerID, page)
	}, func(item NodeReport) string { return keyOf(item.ID) })
}

// LatestNode returns the latest report on a consumption unit, with the limits
// of a user if ForUserID is not 0. Before the first it is [backup.ErrNotFound].
func (s *ReportsService) LatestNode(ctx context.Context, businessUnitID, consumerID int64, in GetLatestNodeReportInput) (*NodeReport, error) {
	if err := notNegative("GetLatestNodeReportInput.ForUserID", in.ForUserID); err != nil {
		return nil, err
	}
	return s.client.api.GetLatestNodeReport(ctx, businessUnitID, consumerID, in)
}

// ListStatus returns the status reports of a business unit.
func (s *ReportsService) ListStatus(ctx context.Context, businessUnitID int64, in ListStatusReportsInput) (*backup.Page[StatusReport], error) {
	if err := checkPage("ListStatusReportsInput", in.Cursor, in.Limit); err != nil {
		return nil, err
	}
	list, err := s.client.api.ListStatusReports(ctx, businessUnitID, in)
	return pageOf(in.Cursor, list, err)
}

// AllStatus yields all that ListStatus returns, page after page, beginning at in.Cursor.
func (s *ReportsService) AllStatus(ctx context.Context, businessUnitID int64, in ListStatusReportsInput) iter.Seq2[StatusReport, error] {
	return backup.Paginate(ctx, in.Cursor, func(ctx context.Context, cursor string) (*backup.Page[StatusReport], error) {
		page := in
		page.Cursor = cursor
		return s.ListStatus(ctx, businessUnitID, page)
	}, func(item StatusReport) string { return keyOf(item.ID) })
}

// LatestStatus returns the latest status report of a business unit, with the
// limits of a user if ForUserID is not 0. Before the first it is
// [backup.ErrNotFound].
func (s *ReportsService) LatestStatus(ctx context.Context, businessUnitID int64, in GetLatestStatusReportInput) (*StatusReport, error) {
	if err := notNegative("GetLatestStatusReportInput.ForUserID", in.ForUserID); err != nil {
		return nil, err
	}
	return s.client.api.GetLatestStatusReport(ctx, businessUnitID, in)
}

// ListAnalytics returns storage and transfer of the data sources of a business
// unit and its descendants, in megabytes.
func (s *ReportsService) ListAnalytics(ctx context.Context, businessUnitID int64, in ListDataSourceAnalyticsInput) (*backup.Page[DataSourceAnalytics], error) {
	if err := checkPage("ListDataSourceAnalyticsInput", in.Cursor, in.Limit); err != nil {
		return nil, err
	}
	in.Date = in.Date.UTC()
	list, err := s.client.api.ListDataSourceAnalytics(ctx, businessUnitID, in)
	return pageOf(in.Cursor, list, err)
}

// AllAnalytics yields all that ListAnalytics returns, page after page, beginning at in.Cursor.
func (s *ReportsService) AllAnalytics(ctx context.Context, businessUnitID int64, in ListDataSourceAnalyticsInput) iter.Seq2[DataSourceAnalytics, error] {
	return backup.Paginate(ctx, in.Cursor, func(ctx context.Context, cursor string) (*backup.Page[DataSourceAnalytics], error) {
		page := in
		page.Cursor = cursor
		return s.ListAnalytics(ctx, businessUnitID, page)
	}, func(item DataSourceAnalytics) string { return keyOf(item.DataSourceID) })
}

// ListActivity returns what happened in a business unit, day by day. What an
// entry looks like is not documented, so entries come as they were sent; see
// [lenient.Raw].
func (s *ReportsService) ListActivity(ctx context.Context, businessUnitID int64, in ListActivityReportsInput) (*backup.Page[lenient.Raw], error) {
	if err := validate.FirstError(checkPage("ListActivityReportsInput", in.Cursor, in.Limit), period("ListActivityReportsInput", &in.Start, &in.End)); err != nil {
		return nil, err
	}
	list, err := s.client.api.ListActivityReports(ctx, businessUnitID, in)
	return pageOf(in.Cursor, list, err)
}

// AllActivity yields all that ListActivity returns, page after page, beginning at in.Cursor.
func (s *ReportsService) AllActivity(ctx context.Context, businessUnitID int64, in ListActivityReportsInput) iter.Seq2[lenient.Raw, error] {
	return backup.Paginate(ctx, in.Cursor, func(ctx context.Context, cursor string) (*backup.Page[lenient.Raw], error) {
		page := in
		page.Cursor = cursor
		return s.ListActivity(ctx, businessUnitID, page)
	}, nil)
}

// Activity returns what happened in a business unit in the period that ends
// with a day, and begins with Start unless that is zero. The shape is not
// documented; see [lenient.Raw].
func (s *ReportsService) Activity(ctx context.Context, businessUnitID int64, date time.Time, in GetActivityReportInput) (lenient.Raw, error) {
	at, err := day("date", date)
	if err != nil {
		return nil, err
	}
	if in.Start.Format(time.DateOnly) > at {
		return nil, invalidArgument("GetActivityReportInput.Start", "is after the date")
	}
	in.Start = in.Start.UTC()
	return value(s.client.api.GetActivityReport(ctx, businessUnitID, at, in))
}
