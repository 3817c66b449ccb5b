package cloutilitytest

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/backup-sdk/backup-go/gen/cloutilityapi"
)

// run is a backup that a client made.
type run struct {
	id, event     int64
	start, end    time.Time
	scheduled     bool
	files, failed int64
	megaBytes     float64
}

func (r *run) severity() string {
	if r.failed > 0 {
		return "Warning"
	}
	return "Ok"
}

// timeSpan writes a length the way .NET does.
func timeSpan(d time.Duration) string {
	hours := int(d.Hours())
	text := fmt.Sprintf("%02d:%02d:%02d", hours%hoursOfDay, int(d.Minutes())%60, int(d.Seconds())%60)
	if days := hours / hoursOfDay; days > 0 {
		text = fmt.Sprintf("%d.%s", days, text)
	}
	if rest := d % time.Second; rest > 0 {
		text += fmt.Sprintf(".%07d", rest/100)
	}
	return text
}

func (s *service) jobObject(ctx context.Context, c *consumer, r *run) object {
	const megaBytesInGigaByte = 1024
	out := s.based(object{
		"href": consumerHref(ctx, c) + "/jobs/" + itoa(r.id), "businessUnitId": c.unit, "consumerId": c.id,
		"dataSourceId": c.node.id, "serverId": servers()[0].id, "tags": s.tagBriefs(c.tags),
		"type": object{"id": 1, "name": "Backup"}, "status": object{"id": 1, "name": "Completed"}, "severity": r.severity(),
		"dataSourceType": sourceType(), "dataSourceState": state(c.node), "scheduled": r.scheduled,
		"actualStart": s.date(r.start), "completed": s.date(r.end),
		"examinedFiles": r.files + r.failed, "affectedFiles": r.files, "failedFiles": r.failed, "result": 0,
		"transferredMegaBytes": r.megaBytes, "transferredGigaBytes": r.megaBytes / megaBytesInGigaByte,
		"transferredMegaBytesPerSecond": 0.0, "serverType": object{"id": 1, "name": "IBM Storage Protect"},
		"name": "Manual job", "duration": timeSpan(r.end.Sub(r.start)), "createdDate": s.date(r.end),
	}, r.id)
	if seconds := r.end.Sub(r.start).Seconds(); seconds > 0 {
		out["transferredMegaBytesPerSecond"] = r.megaBytes / seconds
	}
	if r.scheduled {
		out["name"], out["scheduledStart"] = schedule, s.date(r.start)
	}
	if r.failed > 0 {
		out["result"] = 4 // IBM's return code for files that were skipped
	}
	return out
}

// schedule is the name of the one schedule.
const schedule = "DAILY_2000"

// GetFirstJob returns the first job, of which only the end is to be trusted.
func (s *service) GetFirstJob(_ context.Context, unitID, consumerID int64) (any, error) {
	defer s.lock()()
	c, err := s.consumer(unitID, consumerID)
	if err != nil {
		return nil, err
	}
	if len(c.runs) == 0 {
		return s.absent("The consumer has no job.")
	}
	first := c.runs[0]
	return s.based(object{
		"completed": s.date(first.end), "consumerId": 0, "examinedFiles": 0, "name": "", "duration": "00:00:00",
	}, first.id), nil
}

// ListJobs returns the jobs that ended in a span of time: the last 24 hours,
// unless the request says more. It may not begin before the first job.
func (s *service) ListJobs(ctx context.Context, unitID, consumerID int64, in cloutilityapi.ListJobsInput) (any, error) {
	defer s.lock()()
	c, err := s.consumer(unitID, consumerID)
	if err != nil {
		return nil, err
	}
	to := in.End
	if to.IsZero() {
		to = s.clock.Now()
	}
	from := to.Add(-24 * time.Hour)
	if !in.Start.IsZero() {
		if len(c.runs) > 0 && in.Start.Before(c.runs[0].end) {
			return nil, invalid("StartTime is before the first job.")
		}
		from = in.Start
	}
	found := slices.DeleteFunc(slices.Clone(c.runs), func(r *run) bool { return r.end.Before(from) || r.end.After(to) })
	path := consumerPath(unitID, consumerID) + "/jobs"
	return s.listOf(ctx, path, len(found), func(i int) object { return s.jobObject(ctx, c, found[i]) }, window{in.Cursor, in.Limit})
}

// ListEvents returns the scheduled runs: those that were, and the next one of a
// node that is in use.
func (s *service) ListEvents(ctx context.Context, unitID, consumerID int64, in cloutilityapi.ListEventsInput) (any, error) {
	defer s.lock()()
	c, err := s.consumer(unitID, consumerID)
	if err != nil {
		return nil, err
	}
	items := []object{}
	for _, r := range c.runs {
		if r.scheduled {
			items = append(items, s.based(object{
				"status": s.based(object{"name": "Completed"}, 1), "result": 0, "scheduledStart": s.date(r.start), "actualStart": s.date(r.start),
				"completed": s.date(r.end), "updatedToJob": true, "activities": []any{}, "importedFromNodeUpdate": false, "createdDate": s.date(r.end),
			}, r.event))
		}
	}
	if c.node != nil && !c.node.lastSeen.IsZero() {
		items = append(items, s.based(object{
			"status": s.based(object{"name": "Future"}, 4), "scheduledStart": s.date(nextStart(s.clock.Now())), "updatedToJob": false,
		}, c.node.id))
	}
	return s.list(ctx, consumerPath(unitID, consumerID)+"/events", items, window{in.Cursor, in.Limit})
}

// nextStart is when the schedule starts next: at eight in the evening, UTC.
func nextStart(now time.Time) time.Time {
	const hour = 20
	now = now.UTC()
	start := time.Date(now.Year(), now.Month(), now.Day(), hour, 0, 0, 0, time.UTC)
	if start.Before(now) {
		start = start.AddDate(0, 0, 1)
	}
	return start
}
