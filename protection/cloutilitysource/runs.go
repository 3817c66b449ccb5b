package cloutilitysource

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cloutility"
	"github.com/backup-sdk/backup-go/protection"
)

// Return codes of IBM's client: 4 left files out, 8 had warnings, 12 failed.
const (
	codeSkipped = 4
	codeFailed  = 12
)

// jobs looks at the jobs of the last 24 hours for the newest attempt. More cannot
// be asked at once: the service takes no time before a unit's first job.
func (s *Source) jobs(ctx context.Context, ask *protection.Asker, c place, row *protection.Row) {
	for j, err := range protection.Pages(ctx, ask, func(ctx context.Context, cursor string) (*backup.Page[cloutility.Job], error) {
		return s.Client.Jobs.List(ctx, c.unit, c.ID, cloutility.ListJobsInput{Cursor: cursor})
	}, func(j cloutility.Job) string { return key(j.ID) }) {
		if err != nil {
			row.Missing = append(row.Missing, missing(protection.PartAttempts, err))
			break
		}
		if j.Type != nil && j.Type.Name != "" && !strings.Contains(strings.ToLower(j.Type.Name), "backup") {
			continue
		}
		attempted(row, attemptOf(j))
	}
	// What the portal has not looked up yet on the server it knows of the jobs.
	if a := row.Attempt; a != nil && (a.Result == protection.ResultGood || a.Result == protection.ResultPartial) &&
		(row.Newest == nil && !row.Lacks(protection.PartBackups) || row.Newest != nil && a.At.After(row.Newest.At)) {
		row.Newest = &protection.Backup{ID: a.ID, At: a.At}
	}
	// Before the last day nothing but the backup itself is known.
	if row.Newest != nil {
		attempted(row, protection.Attempt{At: row.Newest.At, Result: protection.ResultGood})
	}
}

// attempted keeps the newest attempt, and of two at the same time the first.
func attempted(row *protection.Row, a protection.Attempt) {
	if !a.At.IsZero() && (row.Attempt == nil || a.At.After(row.Attempt.At)) {
		row.Attempt = &a
	}
}

func attemptOf(j cloutility.Job) protection.Attempt {
	a := protection.Attempt{ID: key(j.ID), At: j.Completed.Time, Result: protection.ResultGood}
	status := ""
	if j.Status != nil {
		status = j.Status.Name
	}
	severity := strings.ToLower(string(j.Severity))
	switch {
	case a.At.IsZero():
		a.At, a.Result = j.ActualStart.Time, protection.ResultRunning
	case j.Result >= codeFailed, severity == "error", isBad(status):
		a.Result, a.Message = protection.ResultFailed, words(status, j.Result)
	case j.FailedFiles > 0:
		a.Result, a.Message = protection.ResultPartial, fmt.Sprintf("%d files failed", j.FailedFiles)
	case j.Result >= codeSkipped, severity == "warning":
		a.Result, a.Message = protection.ResultPartial, words(status, j.Result)
	}
	return a
}

func isBad(status string) bool {
	status = strings.ToLower(status)
	return strings.HasPrefix(status, "failed") || status == "severed"
}

func words(status string, code int64) string {
	if status == "" {
		status = "ended"
	}
	return fmt.Sprintf("%s with return code %d", strings.ToLower(status), code)
}

// events looks at scheduled runs: those that failed or were missed, and when the
// next one is. They tell the interval as well, where the node's schedules do not.
func (s *Source) events(ctx context.Context, ask *protection.Asker, c place, node *cloutility.Node, row *protection.Row) {
	schedule := rules(node, row)
	now := row.AskedAt.Add(s.Clock.Offset())
	var starts []time.Time
	for e, err := range protection.Pages(ctx, ask, func(ctx context.Context, cursor string) (*backup.Page[cloutility.Event], error) {
		return s.Client.Jobs.ListEvents(ctx, c.unit, c.ID, cloutility.ListEventsInput{Cursor: cursor})
	}, func(e cloutility.Event) string { return key(e.ID) }) {
		if err != nil {
			row.Missing = append(row.Missing, missing(protection.PartSchedule, err))
			break
		}
		at := e.ScheduledStart.Time
		if at.IsZero() {
			continue
		}
		if at.After(now) {
			if row.NextRun.IsZero() || at.Before(row.NextRun) {
				row.NextRun = at
			}
		} else if e.Status != nil {
			attempted(row, missedOrFailed(e, at))
		}
		const month = 30 * 24 * time.Hour
		if now.Sub(at) < month {
			starts = append(starts, at)
		}
	}
	row.Interval = schedule.Interval()
	if row.Interval == 0 {
		row.Interval = longestGap(starts)
	}
	if row.NextRun.IsZero() {
		row.NextRun = schedule.Next(now)
	}
}

// missedOrFailed is the attempt of a scheduled run without a good end; of others
// the jobs tell more.
func missedOrFailed(e cloutility.Event, at time.Time) protection.Attempt {
	switch {
	case strings.EqualFold(e.Status.Name, "missed"):
		return protection.Attempt{ID: key(e.ID), At: at, Result: protection.ResultMissed}
	case isBad(e.Status.Name):
		if end := e.Completed.Time; !end.IsZero() {
			at = end
		}
		return protection.Attempt{ID: key(e.ID), At: at, Result: protection.ResultFailed, Message: words(e.Status.Name, e.Result)}
	}
	return protection.Attempt{}
}

func longestGap(starts []time.Time) time.Duration {
	slices.SortFunc(starts, time.Time.Compare)
	var longest time.Duration
	for i := 1; i < len(starts); i++ {
		longest = max(longest, starts[i].Sub(starts[i-1]))
	}
	return longest
}

// rules reads the schedules of a node as far as the portal tells them.
func rules(node *cloutility.Node, row *protection.Row) protection.Schedule {
	schedules := node.Schedules
	for _, bound := range node.NodeSchedules {
		if bound.Schedule != nil && !slices.ContainsFunc(schedules, func(s cloutility.Schedule) bool { return s.ID == bound.Schedule.ID }) {
			schedules = append(schedules, *bound.Schedule)
		}
	}
	var out protection.Schedule
	for _, s := range schedules {
		row.Schedule = append(row.Schedule, s.Name)
		start := s.StartTime.Time
		if start.IsZero() {
			continue
		}
		rule := protection.Rule{Hour: start.Hour(), Minute: start.Minute(), Zone: start.Location(), Start: start, Days: weekdays(s)}
		unit := ""
		if s.PeriodUnit != nil {
			unit = strings.ToLower(s.PeriodUnit.Name)
		}
		switch {
		case strings.HasPrefix(unit, "week"):
			rule.Every, rule.Weeks = int(s.Period), true
			if len(rule.Days) == 0 {
				rule.Days = []time.Weekday{start.Weekday()}
			}
		case strings.HasPrefix(unit, "day"), unit == "" && len(rule.Days) > 0:
			rule.Every = int(s.Period)
		default: // hours, months, once: the events tell
			continue
		}
		out = append(out, rule)
	}
	return out
}

func weekdays(s cloutility.Schedule) []time.Weekday {
	var days []time.Weekday
	for day, runs := range [...]bool{s.Sunday, s.Monday, s.Tuesday, s.Wednesday, s.Thursday, s.Friday, s.Saturday} {
		if runs {
			days = append(days, time.Weekday(day))
		}
	}
	const all = 7
	if len(days) == all {
		return nil
	}
	return days
}
