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

// ReportsService reads reports on business units and consumption units.
type ReportsService struct{ client *Client }

// NodeReportsInput chooses what [ReportsService.ListNode] returns.
type NodeReportsInput struct {
	ListInput
	// Start is the first day; zero leaves it to the server.
	Start time.Time
	// End is the last day; zero leaves it to the server.
	End time.Time
	// Status includes the status; nil leaves it to the server.
	Status *bool
	// Warnings includes warnings; nil leaves it to the server.
	Warnings *bool
}

// ListNode returns the daily reports on a consumption unit.
func (s *ReportsService) ListNode(ctx context.Context, ref ConsumerRef, in NodeReportsInput) (*backup.Page[NodeReport], error) {
	if in.End.Before(in.Start) && !in.End.IsZero() {
		return nil, refuse("NodeReportsInput.End", "is before Start")
	}
	return pageOf[NodeReport](ctx, s.client, cloutilityapi.OpListNodeReports, in.ListInput, func(base string, offset, limit *int64) (*http.Request, error) {
		return cloutilityapi.NewListNodeReportsRequest(base, ref.BusinessUnitID, ref.ConsumerID, &cloutilityapi.ListNodeReportsParams{Offset: offset, Limit: limit, StartDate: moment(in.Start), EndDate: moment(in.End), Status: in.Status, Warnings: in.Warnings})
	}, ref.BusinessUnitID, ref.ConsumerID)
}

// AllNode yields all that ListNode returns, page after page.
func (s *ReportsService) AllNode(ctx context.Context, ref ConsumerRef, in NodeReportsInput) iter.Seq2[NodeReport, error] {
	return allFrom(ctx, in.ListInput, func(ctx context.Context, part ListInput) (*backup.Page[NodeReport], error) {
		page := in
		page.ListInput = part
		return s.ListNode(ctx, ref, page)
	}, func(item *NodeReport) int64 { return item.ID })
}

// LatestNode returns the latest report on a consumption unit, with the limits
// of a user if forUser is not 0. Before the first it is [backup.ErrNotFound].
func (s *ReportsService) LatestNode(ctx context.Context, ref ConsumerRef, forUser int64) (*NodeReport, error) {
	if forUser < 0 {
		return nil, refuse("forUser", "must not be negative")
	}
	return fetchIfAny[NodeReport](ctx, s.client, cloutilityapi.OpGetLatestNodeReport, "report", func(base string) (*http.Request, error) {
		return cloutilityapi.NewGetLatestNodeReportRequest(base, ref.BusinessUnitID, ref.ConsumerID, &cloutilityapi.GetLatestNodeReportParams{UserID: number(forUser)})
	}, ref.BusinessUnitID, ref.ConsumerID)
}

// StatusReportsInput chooses what [ReportsService.ListStatus] returns.
type StatusReportsInput struct {
	ListInput
	// Type says which customers count; empty is StatusReportCombined.
	Type StatusReportType
}

// ListStatus returns the status reports of a business unit.
func (s *ReportsService) ListStatus(ctx context.Context, businessUnitID int64, in StatusReportsInput) (*backup.Page[StatusReport], error) {
	return pageOf[StatusReport](ctx, s.client, cloutilityapi.OpListStatusReports, in.ListInput, func(base string, offset, limit *int64) (*http.Request, error) {
		return cloutilityapi.NewListStatusReportsRequest(base, businessUnitID, &cloutilityapi.ListStatusReportsParams{Offset: offset, Limit: limit, Type: text(in.Type)})
	}, businessUnitID)
}

// AllStatus yields all that ListStatus returns, page after page.
func (s *ReportsService) AllStatus(ctx context.Context, businessUnitID int64, in StatusReportsInput) iter.Seq2[StatusReport, error] {
	return allFrom(ctx, in.ListInput, func(ctx context.Context, part ListInput) (*backup.Page[StatusReport], error) {
		page := in
		page.ListInput = part
		return s.ListStatus(ctx, businessUnitID, page)
	}, func(item *StatusReport) int64 { return item.ID })
}

// LatestStatus returns the latest status report of a business unit, with the
// limits of a user if forUser is not 0. Before the first it is
// [backup.ErrNotFound].
func (s *ReportsService) LatestStatus(ctx context.Context, businessUnitID, forUser int64) (*StatusReport, error) {
	if forUser < 0 {
		return nil, refuse("forUser", "must not be negative")
	}
	return fetchIfAny[StatusReport](ctx, s.client, cloutilityapi.OpGetLatestStatusReport, "report", func(base string) (*http.Request, error) {
		return cloutilityapi.NewGetLatestStatusReportRequest(base, businessUnitID, &cloutilityapi.GetLatestStatusReportParams{UserID: number(forUser)})
	}, businessUnitID)
}

// AnalyticsInput chooses what [ReportsService.ListAnalytics] returns.
type AnalyticsInput struct {
	ListInput
	// Date is the day the figures are of; zero is the latest.
	Date time.Time
}

// ListAnalytics returns storage and transfer of the data sources of a business
// unit and its descendants, in megabytes.
func (s *ReportsService) ListAnalytics(ctx context.Context, businessUnitID int64, in AnalyticsInput) (*backup.Page[DataSourceAnalytics], error) {
	return pageOf[DataSourceAnalytics](ctx, s.client, cloutilityapi.OpListDataSourceAnalytics, in.ListInput, func(base string, offset, limit *int64) (*http.Request, error) {
		return cloutilityapi.NewListDataSourceAnalyticsRequest(base, businessUnitID, &cloutilityapi.ListDataSourceAnalyticsParams{Offset: offset, Limit: limit, AnalyticsDate: moment(in.Date)})
	}, businessUnitID)
}

// AllAnalytics yields all that ListAnalytics returns, page after page.
func (s *ReportsService) AllAnalytics(ctx context.Context, businessUnitID int64, in AnalyticsInput) iter.Seq2[DataSourceAnalytics, error] {
	return allFrom(ctx, in.ListInput, func(ctx context.Context, part ListInput) (*backup.Page[DataSourceAnalytics], error) {
		page := in
		page.ListInput = part
		return s.ListAnalytics(ctx, businessUnitID, page)
	}, func(item *DataSourceAnalytics) int64 { return item.DataSourceID })
}

// ActivityReportsInput chooses what [ReportsService.ListActivity] returns.
type ActivityReportsInput struct {
	ListInput
	// Start is the first day; zero leaves it to the server.
	Start time.Time
	// End is the last day; zero leaves it to the server.
	End time.Time
}

// ListActivity returns what happened in a business unit, day by day. What an
// entry looks like is not documented, so entries come as they were sent; see
// [lenient.Raw].
func (s *ReportsService) ListActivity(ctx context.Context, businessUnitID int64, in ActivityReportsInput) (*backup.Page[lenient.Raw], error) {
	if in.End.Before(in.Start) && !in.End.IsZero() {
		return nil, refuse("ActivityReportsInput.End", "is before Start")
	}
	return pageOf[lenient.Raw](ctx, s.client, cloutilityapi.OpListActivityReports, in.ListInput, func(base string, offset, limit *int64) (*http.Request, error) {
		return cloutilityapi.NewListActivityReportsRequest(base, businessUnitID, &cloutilityapi.ListActivityReportsParams{Offset: offset, Limit: limit, StartDate: moment(in.Start), EndDate: moment(in.End)})
	}, businessUnitID)
}

// AllActivity yields all that ListActivity returns, page after page.
func (s *ReportsService) AllActivity(ctx context.Context, businessUnitID int64, in ActivityReportsInput) iter.Seq2[lenient.Raw, error] {
	return allFrom(ctx, in.ListInput, func(ctx context.Context, part ListInput) (*backup.Page[lenient.Raw], error) {
		page := in
		page.ListInput = part
		return s.ListActivity(ctx, businessUnitID, page)
	}, nil)
}

// Activity returns what happened in a business unit in the period that ends
// with a day, and begins with start unless that is zero. The shape is not
// documented; see [lenient.Raw].
func (s *ReportsService) Activity(ctx context.Context, businessUnitID int64, date, start time.Time) (lenient.Raw, error) {
	if businessUnitID <= 0 {
		return nil, refuse("bunitId", "must be positive")
	}
	if date.IsZero() {
		return nil, refuse("reportDate", "is zero")
	}
	if start.Format(time.DateOnly) > date.Format(time.DateOnly) {
		return nil, refuse("start", "is after the date")
	}
	return asSent(ctx, s.client, cloutilityapi.OpGetActivityReport, "report", func(base string) (*http.Request, error) {
		return cloutilityapi.NewGetActivityReportRequest(base, businessUnitID, date.Format(time.DateOnly), &cloutilityapi.GetActivityReportParams{StartDate: moment(start)})
	})
}
