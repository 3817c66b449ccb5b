package zomro

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/internal/billmgr"
)

func TestDaysAreNumbersOnTheWayThere(t *testing.T) {
	t.Parallel()
	tests := []struct {
		days []time.Weekday
		want string
	}{
		{[]time.Weekday{time.Sunday}, "0"},
		{[]time.Weekday{time.Saturday}, "6"},
		{[]time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday}, "1,2,3,4,5,6"},
		{[]time.Weekday{time.Friday, time.Monday, time.Friday}, "1,5"},
		{EveryDay(), "0,1,2,3,4,5,6"},
	}
	for _, test := range tests {
		got, err := Weekdays(test.days).wire("Days")
		if err != nil || got != test.want {
			t.Errorf("%v: %q, %v; want %q", test.days, got, err, test.want)
		}
	}
	for _, days := range [][]time.Weekday{nil, {}, {7}, {-1}, {time.Monday, 12}} {
		_, err := Weekdays(days).wire("Days")
		var arg *backup.ArgumentError
		if !errors.As(err, &arg) || arg.Field != "Days" {
			t.Errorf("%v: error %v", days, err)
		}
	}
}

func TestDaysAreNamesOnTheWayBack(t *testing.T) {
	t.Parallel()
	tests := []struct {
		text string
		want Weekdays
		bad  bool
	}{
		{"Sunday Monday", Weekdays{time.Sunday, time.Monday}, false},
		{" saturday\tWEDNESDAY ", Weekdays{time.Wednesday, time.Saturday}, false},
		{"Mon, Tue; Sun", Weekdays{time.Sunday, time.Monday, time.Tuesday}, false},
		{"1,2,3,4,5,6,0", EveryDay(), false},
		{"7", Weekdays{time.Sunday}, false},
		{"Friday Friday", Weekdays{time.Friday}, false},
		{"", nil, false},
		{"Montag", nil, true},
		{"Sunday 8", nil, true},
		{"-1", nil, true},
	}
	for _, test := range tests {
		var got Weekdays
		err := got.UnmarshalDollar(billmgr.Scalar{Text: test.text, Present: true})
		if diff := cmp.Diff(test.want, got); diff != "" || (err != nil) != test.bad {
			t.Errorf("%q: error %v, -want +got:\n%s", test.text, err, diff)
		}
	}
}

// What goes in as numbers comes out as names, and the other way round.
func TestDaysGoBothWays(t *testing.T) {
	t.Parallel()
	for set := 1; set < 1<<7; set++ {
		var days Weekdays
		for day := time.Sunday; day <= time.Saturday; day++ {
			if set&(1<<day) != 0 {
				days = append(days, day)
			}
		}
		numbers, err := days.wire("Days")
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range []string{numbers, days.String()} {
			var got Weekdays
			if err := got.UnmarshalDollar(billmgr.Scalar{Text: text}); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(days, got); diff != "" {
				t.Errorf("%q, -want +got:\n%s", text, diff)
			}
		}
	}
}

func TestTimesOfDay(t *testing.T) {
	t.Parallel()
	for hour := range 24 {
		for minute := range 60 {
			want := TimeOfDay{hour, minute}
			var got TimeOfDay
			if err := got.UnmarshalDollar(billmgr.Scalar{Text: want.String()}); err != nil || got != want || !want.valid() {
				t.Fatalf("%s: %v, %v", want, got, err)
			}
		}
	}
	for text, want := range map[string]TimeOfDay{"02:01": {2, 1}, " 23:59:30 ": {23, 59}, "7:05": {7, 5}, "": {}} {
		var got TimeOfDay
		if err := got.UnmarshalDollar(billmgr.Scalar{Text: text}); err != nil || got != want {
			t.Errorf("%q: %v, %v", text, got, err)
		}
	}
	for _, text := range []string{"24:00", "12:60", "noon", "12", "-1:00", "1:2:3:4"} {
		var got TimeOfDay
		if err := got.UnmarshalDollar(billmgr.Scalar{Text: text}); err == nil || got != (TimeOfDay{}) {
			t.Errorf("%q: %v, %v", text, got, err)
		}
	}
	for _, bad := range []TimeOfDay{{24, 0}, {-1, 0}, {0, 60}, {0, -1}} {
		if bad.valid() {
			t.Errorf("%v is valid", bad)
		}
	}
	noon := time.Date(2026, 3, 1, 22, 30, 0, 0, time.UTC)
	if got := TimeOfDayOf(noon); got != (TimeOfDay{1, 30}) {
		t.Errorf("%s is %s there, want 01:30 on the next day", noon, got)
	}
}

func TestScheduleNext(t *testing.T) {
	t.Parallel()
	at := func(text string) time.Time {
		out, err := time.ParseInLocation("Mon 2006-01-02 15:04", text, ScheduleLocation())
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	weekdays := Schedule{Days: Weekdays{time.Monday, time.Friday}, Time: TimeOfDay{2, 30}}
	tests := []struct{ after, want string }{
		{"Mon 2026-08-17 02:29", "Mon 2026-08-17 02:30"},
		{"Mon 2026-08-17 02:30", "Fri 2026-08-21 02:30"},
		{"Thu 2026-08-20 23:59", "Fri 2026-08-21 02:30"},
		{"Sat 2026-12-26 00:00", "Mon 2026-12-28 02:30"},
	}
	for _, test := range tests {
		if got := weekdays.Next(at(test.after)); !got.Equal(at(test.want)) {
			t.Errorf("after %s: %s, want %s", test.after, got, test.want)
		}
	}
	once := Schedule{Days: Weekdays{time.Sunday}}
	if got := once.Next(at("Sun 2026-08-16 00:00")); !got.Equal(at("Sun 2026-08-23 00:00")) {
		t.Errorf("a week later: %s", got)
	}
	// Sunday there begins on Saturday evening in UTC.
	if got := once.Next(time.Date(2026, 8, 15, 20, 0, 0, 0, time.UTC)); !got.Equal(time.Date(2026, 8, 15, 21, 0, 0, 0, time.UTC)) {
		t.Errorf("in UTC: %s", got.UTC())
	}
	if got := (Schedule{}).Next(time.Now()); !got.IsZero() {
		t.Errorf("without days: %s", got)
	}
	if got := fmt.Sprint(weekdays.Days, " ", weekdays.Time); got != "Monday Friday 02:30" {
		t.Errorf("prints as %q", got)
	}
}
