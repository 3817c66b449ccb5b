package protection

import (
	"slices"
	"time"
)

// Schedule is when backups are made: at the times of all its rules.
type Schedule []Rule

// Rule is a time of the day on some days.
type Rule struct {
	// Zone is the zone of days and time; nil is UTC.
	Zone *time.Location
	// Every is 1, or n for every n-th day or week, counted from Start; 0 means 1. Of
	// more than 100 nothing is known.
	Every int
	// Weeks says that Every counts weeks, not days.
	Weeks bool
	// Days are the days of the week; none means all of them.
	Days []time.Weekday
	// Hour and Minute are the time of the day.
	Hour, Minute int
	// Start is since when the rule holds; zero is for ever.
	Start time.Time
}

const (
	day         = 24 * time.Hour
	daysOfWeek  = 7
	maxEvery    = 100
	farthestDay = 2 * daysOfWeek * maxEvery // any rule has run twice by then
)

// Next is the first run after a moment, at the right time of the day also where
// the clocks are changed in between. It is zero when there is none, or when
// nobody can tell: a rule for every n-th day needs its start.
func (s Schedule) Next(after time.Time) time.Time {
	var next time.Time
	for _, r := range s {
		at := r.next(after)
		if !at.IsZero() && (next.IsZero() || at.Before(next)) {
			next = at
		}
	}
	return next
}

func (r Rule) next(after time.Time) time.Time {
	if r.every() > 1 && r.Start.IsZero() || r.every() > maxEvery {
		return time.Time{}
	}
	if r.Start.After(after) {
		after = r.Start.Add(-time.Nanosecond)
	}
	year, month, first := after.In(r.zone()).Date()
	for offset := range r.horizon() {
		// Not Add(24h): a day may have 23 or 25 hours.
		at := time.Date(year, month, first+offset, r.Hour, r.Minute, 0, 0, r.zone())
		if at.After(after) && r.runsOn(time.Date(year, month, first+offset, 0, 0, 0, 0, time.UTC)) {
			return at
		}
	}
	return time.Time{}
}

// Interval is the longest time between two runs, in days of 24 hours: the day
// on which the clocks are changed does not count. It is 0 for a schedule that
// never runs.
func (s Schedule) Interval() time.Duration {
	runs := s.runs()
	var longest time.Duration
	for i := 1; i < len(runs); i++ {
		longest = max(longest, runs[i]-runs[i-1])
	}
	return longest
}

// Replaces is the shortest time in which so many backups are replaced by as many
// new ones, 0 for a schedule that never runs. On working days only, five take a
// week.
func (s Schedule) Replaces(copies int64) time.Duration {
	runs := s.runs()
	// More than half of what is looked at is put together of parts.
	part := int64(len(runs) / 2) //nolint:mnd // half
	if part == 0 || copies <= 0 {
		return 0
	}
	shortest := func(n int64) time.Duration {
		span := time.Duration(forever)
		for i := n; i < int64(len(runs)); i++ {
			span = min(span, runs[i]-runs[i-n])
		}
		return span
	}
	return min(times(shortest(part), copies/part)+shortest(copies%part), forever)
}

// runs are the times of the runs in a stretch of time in which every rule runs at
// least twice, in order.
func (s Schedule) runs() []time.Duration {
	// All rules are looked at over the same days, which begin when the last of
	// them has begun.
	from, horizon := time.Date(2024, time.January, 1, 0, 0, 0, 0, time.UTC), 0 // a Monday
	for _, r := range s {
		if start := r.startDay(); !r.Start.IsZero() && start.After(from) {
			from = start
		}
		horizon = max(horizon, r.horizon())
	}
	var runs []time.Duration
	for _, r := range s {
		if r.every() > maxEvery {
			continue
		}
		// Rules of different zones are put into one by what they are off at present.
		_, off := from.In(r.zone()).Zone()
		if r.Start.IsZero() {
			r.Start = from
		}
		at := time.Duration(r.Hour)*time.Hour + time.Duration(r.Minute)*time.Minute - time.Duration(off)*time.Second
		for n := range horizon {
			if r.runsOn(from.AddDate(0, 0, n)) {
				runs = append(runs, time.Duration(n)*day+at)
			}
		}
	}
	slices.Sort(runs)
	return runs
}

func (r Rule) every() int { return max(1, r.Every) }

func (r Rule) zone() *time.Location {
	if r.Zone == nil {
		return time.UTC
	}
	return r.Zone
}

// horizon is a number of days in which the rule is sure to run.
func (r Rule) horizon() int {
	n := r.every() * daysOfWeek
	return min(2*n+daysOfWeek, farthestDay)
}

func (r Rule) startDay() time.Time {
	year, month, date := r.Start.In(r.zone()).Date()
	return time.Date(year, month, date, 0, 0, 0, 0, time.UTC)
}

// runsOn reports whether the rule runs on a day, given as its midnight in UTC.
func (r Rule) runsOn(date time.Time) bool {
	if len(r.Days) > 0 && !slices.Contains(r.Days, date.Weekday()) {
		return false
	}
	if r.every() == 1 {
		return true
	}
	from := r.startDay()
	if r.Weeks {
		from, date = monday(from), monday(date)
		return int(date.Sub(from)/day)/daysOfWeek%r.every() == 0
	}
	return int(date.Sub(from)/day)%r.every() == 0
}

// monday is the first day of a day's week, as iCalendar counts.
func monday(date time.Time) time.Time {
	return date.AddDate(0, 0, -(int(date.Weekday())+daysOfWeek-1)%daysOfWeek)
}
