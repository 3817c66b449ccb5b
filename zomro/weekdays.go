package zomro

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/backup-sdk/backup-go/internal/billmgr"
)

// ScheduleLocation is the zone of the days and times of schedules: UTC+3, as
// the control panel labels them. The panel hints that times shift with summer
// time; the service documents neither.
func ScheduleLocation() *time.Location { return time.FixedZone("UTC+3", 3*60*60) }

// Weekdays are days of the week. The service writes them as English names with
// blanks between them and reads them as numbers with commas; this type hides
// the difference.
type Weekdays []time.Weekday

// EveryDay are all days of the week.
func EveryDay() Weekdays {
	return Weekdays{time.Sunday, time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday}
}

// String names the days, as the service does.
func (w Weekdays) String() string {
	names := make([]string, len(w))
	for i, day := range w {
		names[i] = day.String()
	}
	return strings.Join(names, " ")
}

// UnmarshalDollar reads names of days, in full or their first three letters,
// and numbers, 0 being Sunday.
func (w *Weekdays) UnmarshalDollar(s billmgr.Scalar) error {
	*w = nil
	words := strings.FieldsFunc(s.Code(), func(r rune) bool { return r == ' ' || r == ',' || r == ';' || r == '\t' || r == '\n' })
	var days Weekdays
	for _, word := range words {
		day, ok := weekday(word)
		if !ok {
			return fmt.Errorf("%q is no day of the week", word)
		}
		days = append(days, day)
	}
	slices.Sort(days)
	*w = slices.Compact(days)
	return nil
}

func weekday(word string) (time.Weekday, bool) {
	if n, err := strconv.Atoi(word); err == nil {
		return time.Weekday(n % 7), n >= 0 && n <= 7 // both ends are Sunday somewhere
	}
	for day := time.Sunday; day <= time.Saturday; day++ {
		if name := day.String(); strings.EqualFold(word, name) || strings.EqualFold(word, name[:3]) {
			return day, true
		}
	}
	return 0, false
}

// wire writes the days as numbers, each once, in the week's order. Field is what
// the caller knows them by.
func (w Weekdays) wire(field string) (string, error) {
	days := slices.Clone(w)
	slices.Sort(days)
	days = slices.Compact(days)
	if len(days) == 0 {
		return "", arg.Invalid(field, "must have at least one day")
	}
	var b strings.Builder
	for i, day := range days {
		if day < time.Sunday || day > time.Saturday {
			return "", arg.Invalid(field, "must be days of the week")
		}
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(strconv.Itoa(int(day)))
	}
	return b.String(), nil
}

// TimeOfDay is an hour and a minute in the service's zone.
type TimeOfDay struct {
	Hour, Minute int
}

// TimeOfDayOf is the time of day of a moment, in the service's zone. The day
// of the week may differ there: see [ScheduleLocation].
func TimeOfDayOf(t time.Time) TimeOfDay {
	t = t.In(ScheduleLocation())
	return TimeOfDay{Hour: t.Hour(), Minute: t.Minute()}
}

func (t TimeOfDay) valid() bool {
	return t.Hour >= 0 && t.Hour <= 23 && t.Minute >= 0 && t.Minute <= 59
}

// String writes the time as the service does: "02:30".
func (t TimeOfDay) String() string { return fmt.Sprintf("%02d:%02d", t.Hour, t.Minute) }

// UnmarshalDollar reads HH:MM, with or without seconds.
func (t *TimeOfDay) UnmarshalDollar(s billmgr.Scalar) error {
	*t = TimeOfDay{}
	word := strings.TrimSpace(s.Code())
	if word == "" {
		return nil
	}
	for _, layout := range []string{"15:04", time.TimeOnly} {
		if at, err := time.Parse(layout, word); err == nil {
			*t = TimeOfDay{Hour: at.Hour(), Minute: at.Minute()}
			return nil
		}
	}
	return fmt.Errorf("%q is no time of day", word)
}

// next is the first moment after t on one of the days at the time.
func next(days Weekdays, at TimeOfDay, t time.Time) time.Time {
	local := t.In(ScheduleLocation())
	for offset := range 8 {
		year, month, day := local.Date()
		moment := time.Date(year, month, day+offset, at.Hour, at.Minute, 0, 0, local.Location())
		if moment.After(t) && slices.Contains(days, moment.Weekday()) {
			return moment
		}
	}
	return time.Time{}
}
