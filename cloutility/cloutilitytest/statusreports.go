package cloutilitytest

import (
	"context"
	"slices"
	"time"

	"github.com/backup-sdk/backup-go/gen/cloutilityapi"
)

// unitDay is a day of a business unit and those below it, summed up.
type unitDay struct {
	date                time.Time
	jobs, ok, warnings  int
	transferredMegaByte float64
}

// daysOf are the days on which there was a backup, oldest first.
func (s *service) daysOf(u *unit) []unitDay {
	byDate := make(map[time.Time]*unitDay)
	for _, u := range append([]*unit{u}, s.below(u.id)...) {
		for _, c := range u.consumers {
			for _, d := range c.days {
				sum := byDate[d.date]
				if sum == nil {
					sum = &unitDay{date: d.date}
					byDate[d.date] = sum
				}
				sum.jobs += d.jobs
				sum.transferredMegaByte += d.transferred
				if d.warnings > 0 {
					sum.warnings++
				} else {
					sum.ok++
				}
			}
		}
	}
	out := make([]unitDay, 0, len(byDate))
	for _, d := range byDate {
		out = append(out, *d)
	}
	slices.SortFunc(out, func(a, b unitDay) int { return a.date.Compare(b.date) })
	return out
}

// reportID is one for each unit and day.
func reportID(u *unit, date time.Time) int64 {
	const days, secondsOfDay = 100_000, 24 * 60 * 60
	return u.id*days + date.Unix()/secondsOfDay
}

func (s *service) statusReport(ctx context.Context, u *unit, d unitDay) object {
	status := "Ok"
	if d.warnings > 0 {
		status = "OkWithWarnings"
	}
	out := s.based(object{
		"businessUnit": s.unitObject(ctx, u, false), "businessUnitName": u.name, "descendants": len(s.below(u.id)),
		"customers": len(s.children(u.id)), "contracts": len(s.collections[collection{contracts, u.id}]),
		"hasContract": len(s.collections[collection{contracts, u.id}]) > 0, "status": status,
		"summaries":    []object{{"status": "Ok", "count": d.ok}, {"status": "OkWithWarnings", "count": d.warnings}},
		"childReports": []object{}, "warnings": []any{}, "reportDate": s.date(d.date), "updateTime": s.date(d.date), "createdDate": s.date(d.date),
	}, reportID(u, d.date))
	children := []object{}
	for _, child := range s.children(u.id) {
		for _, same := range s.daysOf(child) {
			if same.date.Equal(d.date) {
				children = append(children, s.based(object{"businessUnitName": child.name}, reportID(child, d.date)))
			}
		}
	}
	out["childReports"] = children
	return out
}

// ListStatusReports returns a report for each day with a backup.
func (s *service) ListStatusReports(ctx context.Context, unitID int64, in cloutilityapi.ListStatusReportsInput) (any, error) {
	defer s.lock()()
	u, err := s.unit(unitID)
	if err != nil {
		return nil, err
	}
	days := s.daysOf(u)
	switch in.Type {
	case "", cloutilityapi.StatusReportCombined, cloutilityapi.StatusReportInternal:
	case cloutilityapi.StatusReportResale: // nobody sells on
		days = nil
	default:
		return nil, invalid("The type of report is unknown.")
	}
	return s.listOf(ctx, unitPath(u.id)+"/reports", len(days), func(i int) object { return s.statusReport(ctx, u, days[i]) }, window{in.Cursor, in.Limit})
}

// GetLatestStatusReport returns the report of the last day with a backup.
func (s *service) GetLatestStatusReport(ctx context.Context, unitID int64, in cloutilityapi.GetLatestStatusReportInput) (any, error) {
	defer s.lock()()
	u, err := s.unit(unitID)
	if err != nil {
		return nil, err
	}
	if err := s.userExists(in.ForUserID); err != nil {
		return nil, err
	}
	days := s.daysOf(u)
	if len(days) == 0 {
		return s.absent("There is no report on the business unit.")
	}
	return s.statusReport(ctx, u, days[len(days)-1]), nil
}

func (s *service) activityObject(d unitDay) object {
	return object{"reportDate": s.date(d.date), "jobs": d.jobs, "transferredMegaBytes": d.transferredMegaByte}
}

// ListActivityReports returns what happened, day by day. What an entry looks
// like is not documented.
func (s *service) ListActivityReports(ctx context.Context, unitID int64, in cloutilityapi.ListActivityReportsInput) (any, error) {
	defer s.lock()()
	u, err := s.unit(unitID)
	if err != nil {
		return nil, err
	}
	days := slices.DeleteFunc(s.daysOf(u), func(d unitDay) bool { return outside(d.date, in.Start, in.End) })
	return s.listOf(ctx, unitPath(u.id)+"/activityreports", len(days), func(i int) object { return s.activityObject(days[i]) }, window{in.Cursor, in.Limit})
}

// GetActivityReport returns what happened in a period, summed up: on one day
// unless the request says where it begins.
func (s *service) GetActivityReport(_ context.Context, unitID int64, reportDate string, in cloutilityapi.GetActivityReportInput) (any, error) {
	defer s.lock()()
	u, err := s.unit(unitID)
	if err != nil {
		return nil, err
	}
	end, err := time.Parse(time.DateOnly, reportDate)
	if err != nil {
		return nil, invalid("The date of the report cannot be read.")
	}
	start := in.Start
	if start.IsZero() {
		start = end
	}
	sum := unitDay{date: end}
	for _, d := range s.daysOf(u) {
		if !outside(d.date, start, end) {
			sum.jobs += d.jobs
			sum.transferredMegaByte += d.transferredMegaByte
		}
	}
	return s.activityObject(sum), nil
}
