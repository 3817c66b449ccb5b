package cloutilitytest

import (
	"context"
	"slices"
	"time"

	"github.com/backup-sdk/backup-go/gen/cloutilityapi"
)

// GetComplianceSummary counts the jobs of a month, of the unit and those below. Of a
// month that is over it keeps what it counted first, with the goal of then, until it
// is told to count again.
func (s *service) GetComplianceSummary(ctx context.Context, unitID, year, month int64, in cloutilityapi.GetComplianceSummaryInput) (any, error) {
	defer s.lock()()
	if _, err := s.unit(unitID); err != nil {
		return nil, err
	}
	if month < 1 || month > 12 || year < 1 || year > 9999 {
		return nil, invalid("There is no such month.")
	}
	from := time.Date(int(year), time.Month(month), 1, 0, 0, 0, 0, time.UTC)
	to := from.AddDate(0, 1, 0)
	now := s.now().UTC()
	if from.After(now) {
		return nil, notFound("The month has not begun.")
	}
	last := to.AddDate(0, 0, -1)
	of := collection{summaries, unitID}
	i := slices.IndexFunc(s.collections[of], func(o object) bool { return o["date"] == last })
	if i >= 0 && !in.Recalculate && !to.After(now) {
		return s.renderObject(ctx, s.collections[of][i]), nil
	}
	o := s.countJobs(unitID, from, to)
	o["date"], o["goal"] = last, 0.0
	if agreement, _ := s.setting(agreements, unitID); agreement != nil {
		o["goal"] = agreement["goal"]
	}
	if i >= 0 {
		o["id"], o["createdDate"] = s.collections[of][i]["id"], s.collections[of][i]["createdDate"]
		s.collections[of] = slices.Delete(s.collections[of], i, i+1)
	}
	return s.renderObject(ctx, s.insert(summaries, unitID, o)), nil
}

// countJobs counts the jobs that ended in a span of time, by severity.
func (s *service) countJobs(unitID int64, from, to time.Time) object {
	ok, warning := 0, 0
	for _, c := range s.consumers {
		if c.unit != unitID && !s.isBelow(c.unit, unitID) {
			continue
		}
		for _, r := range c.runs {
			switch {
			case r.end.Before(from) || !r.end.Before(to):
			case r.failed > 0:
				warning++
			default:
				ok++
			}
		}
	}
	return object{"jobsWithOk": ok, "jobsWithWarning": warning, "jobsWithError": 0}
}
