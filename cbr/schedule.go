package cbr

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/teambition/rrule-go"

	"github.com/backup-sdk/backup-go/internal/validate"
)

// Schedule is when a policy runs: at the times of all its rules. The service
// accepts 1 to 24 times in all, at least an hour apart.
//
//	cbr.Schedule{
//		cbr.Daily(cbr.At(1, 30)),
//		cbr.Weekly([]time.Weekday{time.Saturday, time.Sunday}, cbr.At(13, 0)),
//	}
type Schedule []ScheduleRule

// ScheduleRule is one rule of a [Schedule].
type ScheduleRule struct {
	// Frequency is what Interval counts, days or weeks.
	Frequency Frequency
	// Interval is 1, or n for every n-th day or week; 0 means 1.
	Interval int
	// Days are the days of the week; a weekly rule needs them.
	Days []time.Weekday
	// Times are the times of those days.
	Times []TimeOfDay
}

// Frequency is what the interval of a [ScheduleRule] counts.
type Frequency string

// The values of [Frequency].
const (
	FrequencyDaily  Frequency = "DAILY"
	FrequencyWeekly Frequency = "WEEKLY"
)

// TimeOfDay is a time of the day in UTC, whatever the zone of the region or of
// the retention is.
type TimeOfDay struct {
	Hour   int // 0 to 23
	Minute int // 0 to 59
}

// String returns the time as 15:04.
func (t TimeOfDay) String() string { return fmt.Sprintf("%02d:%02d", t.Hour, t.Minute) }

// At is a time of the day in UTC.
func At(hour, minute int) TimeOfDay { return TimeOfDay{Hour: hour, Minute: minute} }

// Daily is a rule for each day.
func Daily(times ...TimeOfDay) ScheduleRule { return EveryDays(1, times...) }

// EveryDays is a rule for every n-th day, counted from the start of the policy.
func EveryDays(n int, times ...TimeOfDay) ScheduleRule {
	return ScheduleRule{Frequency: FrequencyDaily, Interval: n, Times: times}
}

// Weekly is a rule for some days of each week.
func Weekly(days []time.Weekday, times ...TimeOfDay) ScheduleRule {
	return ScheduleRule{Frequency: FrequencyWeekly, Interval: 1, Days: days, Times: times}
}

const (
	minutesPerHour = 60
	hoursPerDay    = 24
	minutesPerDay  = hoursPerDay * minutesPerHour
	daysPerWeek    = 7
	maxPoints      = 24

	// maxPattern is the length of a recurrence rule in bytes. One that names all days
	// and 24 times has less than a third of it.
	maxPattern = 512
)

// Trigger is the schedule in the form that policies take. A schedule that the
// service does not accept is an error.
func (s Schedule) Trigger() (PolicyTrigger, error) {
	patterns, err := s.Patterns()
	if err != nil {
		return PolicyTrigger{}, err
	}
	return PolicyTrigger{Properties: PolicyTriggerProperties{Pattern: patterns}}, nil
}

// Patterns are the recurrence rules of the schedule, one for each time, as the
// service keeps them. A schedule that the service does not accept is an error.
func (s Schedule) Patterns() ([]string, error) {
	err := s.check("Schedule", func(i int, part string) string { return validate.Element("Schedule", i) + "." + part })
	if err != nil {
		return nil, err
	}
	var patterns []string
	for _, r := range s {
		for _, t := range r.Times {
			patterns = append(patterns, r.pattern(t))
		}
	}
	return patterns, nil
}

// pattern writes the parts in the vendor's order, and minutes with two digits,
// as all examples of the service have them.
func (r ScheduleRule) pattern(t TimeOfDay) string {
	parts := []string{"FREQ=" + string(r.Frequency)}
	if r.Frequency == FrequencyDaily || r.interval() > 1 {
		parts = append(parts, "INTERVAL="+strconv.Itoa(r.interval()))
	}
	if len(r.Days) > 0 {
		days := make([]string, len(r.Days))
		for i, d := range r.Days {
			days[i] = [daysPerWeek]string{"SU", "MO", "TU", "WE", "TH", "FR", "SA"}[d]
		}
		parts = append(parts, "BYDAY="+strings.Join(days, ","))
	}
	parts = append(parts, "BYHOUR="+strconv.Itoa(t.Hour), fmt.Sprintf("BYMINUTE=%02d", t.Minute))
	return strings.Join(parts, ";")
}

func (r ScheduleRule) interval() int { return max(1, r.Interval) }

// ParseSchedule reads recurrence rules as the service has them, such as those of
// Trigger.Properties.Pattern of a [Policy]. Rules that follow each other and
// differ only in their times become one. Errors name the rule as patterns[i].
func ParseSchedule(patterns []string) (Schedule, error) {
	return parseSchedule("patterns", patterns)
}

func parseSchedule(field string, patterns []string) (Schedule, error) {
	at := func(i int) string { return validate.Element(field, i) }
	if len(patterns) > maxPoints { // each has a time
		return nil, invalidArgument(field, wrongPoints)
	}
	each := make(Schedule, len(patterns))
	for i, pattern := range patterns {
		var err error
		if each[i], err = parseRule(pattern); err != nil {
			return nil, invalidArgument(at(i), err.Error())
		}
	}
	if err := each.check(field, func(i int, _ string) string { return at(i) }); err != nil {
		return nil, err
	}
	var s Schedule
	for _, rule := range each {
		if n := len(s); n > 0 && s[n-1].sameDays(rule) {
			s[n-1].Times = append(s[n-1].Times, rule.Times...)
			continue
		}
		s = append(s, rule)
	}
	return s, nil
}

func (r ScheduleRule) sameDays(other ScheduleRule) bool {
	return r.Frequency == other.Frequency && r.interval() == other.interval() && slices.Equal(r.Days, other.Days)
}

// parseRule reads one recurrence rule. The parts of iCalendar that the service
// does not know are errors.
func parseRule(pattern string) (ScheduleRule, error) {
	if len(pattern) > maxPattern {
		return ScheduleRule{}, fmt.Errorf("is longer than %d bytes", maxPattern)
	}
	seen := make(map[string]bool)
	for part := range strings.SplitSeq(pattern, ";") {
		name, _, _ := strings.Cut(part, "=")
		switch {
		case !slices.Contains([]string{"FREQ", "INTERVAL", "BYDAY", "BYHOUR", "BYMINUTE"}, name):
			return ScheduleRule{}, errors.New("may have FREQ, INTERVAL, BYDAY, BYHOUR and BYMINUTE only")
		case seen[name]:
			return ScheduleRule{}, errors.New("has " + name + " twice")
		}
		seen[name] = true
	}
	option, err := rrule.StrToROption(pattern)
	if err != nil {
		return ScheduleRule{}, errors.New("is no recurrence rule")
	}
	r := ScheduleRule{Interval: option.Interval}
	switch {
	case option.Freq == rrule.DAILY:
		r.Frequency = FrequencyDaily
	case option.Freq == rrule.WEEKLY:
		r.Frequency = FrequencyWeekly
	default:
		return ScheduleRule{}, errors.New("must have FREQ=DAILY or FREQ=WEEKLY")
	}
	switch {
	case !seen["INTERVAL"]:
		r.Interval = 1
	case r.Interval < 1:
		return ScheduleRule{}, errors.New("INTERVAL must be at least 1")
	}
	for _, d := range option.Byweekday {
		if d.N() != 0 {
			return ScheduleRule{}, errors.New("BYDAY must name days of the week only")
		}
		r.Days = append(r.Days, time.Weekday((d.Day()+1)%daysPerWeek)) // the library counts from Monday
	}
	if len(option.Byhour)*len(option.Byminute) > maxPoints { // they multiply
		return ScheduleRule{}, errors.New(wrongPoints)
	}
	for _, hour := range option.Byhour {
		for _, minute := range option.Byminute {
			r.Times = append(r.Times, TimeOfDay{hour, minute})
		}
	}
	if len(r.Times) == 0 {
		return ScheduleRule{}, errors.New("must have BYHOUR and BYMINUTE")
	}
	return r, nil
}

// check holds a schedule against the rules of the service. At names the part of
// a rule that breaks them.
func (s Schedule) check(field string, at func(rule int, part string) string) error {
	var points []point
	for i, r := range s {
		switch {
		case r.Frequency != FrequencyDaily && r.Frequency != FrequencyWeekly:
			return invalidArgument(at(i, "Frequency"), "must be DAILY or WEEKLY")
		case r.Interval < 0:
			return invalidArgument(at(i, "Interval"), "must not be negative")
		case r.Frequency == FrequencyWeekly && len(r.Days) == 0:
			return invalidArgument(at(i, "Days"), "of the week are needed in a weekly rule")
		case len(r.Times) == 0:
			return invalidArgument(at(i, "Times"), "has no time of the day")
		}
		p := point{weekly: r.Frequency == FrequencyWeekly, interval: r.interval(), everyDay: len(r.Days) == 0}
		for d := range p.days {
			p.days[d] = p.everyDay
		}
		for j, d := range r.Days {
			part := validate.Element("Days", j)
			switch {
			case d < time.Sunday || d > time.Saturday:
				return invalidArgument(at(i, part), "is no day of the week")
			case p.days[d]:
				return invalidArgument(at(i, part), "names a day of the week twice")
			}
			p.days[d] = true
		}
		for j, t := range r.Times {
			part := validate.Element("Times", j)
			if t.Hour < 0 || t.Hour >= hoursPerDay || t.Minute < 0 || t.Minute >= minutesPerHour {
				return invalidArgument(at(i, part), "has a time that is not between 00:00 and 23:59")
			}
			p.minute = t.Hour*minutesPerHour + t.Minute
			if slices.ContainsFunc(points, p.near) {
				return invalidArgument(at(i, part), "has a time less than an hour from another")
			}
			if points = append(points, p); len(points) > maxPoints {
				return invalidArgument(field, wrongPoints)
			}
		}
	}
	if len(points) == 0 {
		return invalidArgument(field, wrongPoints)
	}
	return nil
}

const wrongPoints = "must have 1 to 24 times"

// point is one time of one rule.
type point struct {
	minute   int // of the day
	weekly   bool
	interval int
	everyDay bool // without days of the week
	days     [daysPerWeek]bool
}

// near reports whether two points are sure to come within an hour of each other.
func (p point) near(q point) bool {
	gap := p.minute - q.minute
	adjacent := p.interval == 1 && q.interval == 1
	for d := range p.days {
		switch {
		case !p.days[d]:
		case q.days[d] && gap > -minutesPerHour && gap < minutesPerHour && p.meets(q):
			return true
		case adjacent && q.days[(d+1)%daysPerWeek] && minutesPerDay-gap < minutesPerHour, // across midnight
			adjacent && q.days[(d+daysPerWeek-1)%daysPerWeek] && minutesPerDay+gap < minutesPerHour:
			return true
		}
	}
	return false
}

// meets reports whether two rules are sure to run on the same day some time, if
// the days of the week are the same. All rules of a policy start together, on a
// day nobody knows here: only intervals that are a multiple of seven days, or a
// number of days beside a number of weeks, can miss each other for ever.
func (p point) meets(q point) bool {
	through := func(daily, weekly point) bool {
		return daily.interval == 1 || weekly.interval == 1 && daily.interval%daysPerWeek != 0
	}
	switch {
	case p.weekly && q.weekly:
		return true
	case p.weekly:
		return through(q, p)
	case q.weekly:
		return through(p, q)
	default:
		return p.everyDay && q.everyDay || p.interval%daysPerWeek != 0 && q.interval%daysPerWeek != 0
	}
}
