package retention_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // systems without a database of zones too

	"github.com/google/go-cmp/cmp"

	"github.com/backup-sdk/backup-go/internal/retention"
)

func at(t *testing.T, texts ...string) []time.Time {
	t.Helper()
	var out []time.Time
	for _, text := range texts {
		moment, err := time.Parse("2006-01-02 15:04", text)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, moment)
	}
	return out
}

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

func TestKeep(t *testing.T) {
	t.Parallel()
	week := []string{"2026-08-16 03:00", "2026-08-14 22:00", "2026-08-14 03:00", "2026-08-10 03:00", "2026-08-09 23:59", "2025-12-31 12:00"}
	tests := []struct {
		name  string
		times []string
		rules retention.Rules
		want  []string
	}{
		{"nothing there", nil, retention.Rules{Last: 1}, []string{}},
		{"last", week, retention.Rules{Last: 2}, []string{"last", "last", "", "", "", ""}},
		{"daily", week, retention.Rules{Daily: 3}, []string{"daily", "daily", "", "daily", "", ""}},
		{"weekly, from Monday", week, retention.Rules{Weekly: 2}, []string{"weekly", "", "", "", "weekly", ""}},
		{"monthly", week, retention.Rules{Monthly: 2}, []string{"monthly", "", "", "", "", "monthly"}},
		{"yearly", week, retention.Rules{Yearly: 5}, []string{"yearly", "", "", "", "", "yearly"}},
		{"within, the border too", week, retention.Rules{Within: 6 * 24 * time.Hour}, []string{"within", "within", "within", "within", "", ""}},
		{"several", week, retention.Rules{Last: 1, Daily: 1, Yearly: 2}, []string{"last, daily, yearly", "", "", "", "", "yearly"}},
		{"weeks of the ISO year", []string{"2026-01-04 12:00", "2026-01-01 12:00", "2025-12-29 12:00", "2025-12-28 12:00"}, retention.Rules{Weekly: 2}, []string{"weekly", "", "", "weekly"}},
		{"no rule", week[:1], retention.Rules{}, []string{""}},
		{"in no order", []string{"2026-08-10 03:00", "2026-08-16 03:00", "2026-08-14 03:00"}, retention.Rules{Last: 2}, []string{"", "last", "last"}},
		{"of the same time the first", []string{"2026-08-10 03:00", "2026-08-10 03:00"}, retention.Rules{Last: 1}, []string{"last", ""}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(test.want, test.rules.Keep(at(t, test.times...))); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// Where days begin decides which is the newest of its day, over the change of the
// clocks too.
func TestKeepInAZone(t *testing.T) {
	t.Parallel()
	berlin := zone(t, "Europe/Berlin")
	// 22:30 UTC is the next day in Berlin.
	night := at(t, "2026-07-02 21:00", "2026-07-01 22:30", "2026-07-01 12:00")
	for _, test := range []struct {
		rules retention.Rules
		want  []string
	}{
		{retention.Rules{Daily: 2}, []string{"daily", "daily", ""}},
		{retention.Rules{Daily: 2, Zone: berlin}, []string{"daily", "", "daily"}},
	} {
		if diff := cmp.Diff(test.want, test.rules.Keep(night)); diff != "" {
			t.Errorf("%v: -want +got:\n%s", test.rules.Zone, diff)
		}
	}
	// On 25 October 2026 the hour from 2 to 3 comes twice, on 29 March it is not there.
	for _, times := range [][]string{
		{"2026-10-25 22:59", "2026-10-25 01:30", "2026-10-25 00:30", "2026-10-24 22:00", "2026-10-24 21:59"},
		{"2026-03-29 21:59", "2026-03-29 01:30", "2026-03-29 00:30", "2026-03-28 23:00", "2026-03-28 22:59"},
	} {
		want := []string{"daily", "", "", "", "daily"}
		if diff := cmp.Diff(want, retention.Rules{Daily: 2, Zone: berlin}.Keep(at(t, times...))); diff != "" {
			t.Errorf("%s: -want +got:\n%s", times[0], diff)
		}
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	for want, rules := range map[string]retention.Rules{
		"KeepLast and": {}, "KeepLast must": {Last: -1, Daily: 3}, "KeepDaily must": {Daily: -1}, "KeepWeekly must": {Weekly: -1}, "KeepMonthly must": {Monthly: -1},
		"KeepYearly must": {Yearly: -2, Last: 1}, "KeepWithin must": {Within: -1},
	} {
		problem := rules.Check()
		if problem == nil || !strings.HasPrefix(problem.Field+" "+problem.Reason, want) {
			t.Errorf("%+v: %+v, want %s", rules, problem, want)
		}
	}
	for _, rules := range []retention.Rules{{Last: 1}, {Daily: 1}, {Weekly: 1}, {Monthly: 1}, {Yearly: 1}, {Within: 1}} {
		if problem := rules.Check(); problem != nil {
			t.Errorf("%+v: %+v", rules, problem)
		}
	}
}

// What must hold for any rules and any times.
func FuzzKeep(f *testing.F) {
	f.Add([]byte{1, 2, 3, 200, 30, 30, 9}, uint8(2), uint8(1), uint8(1), uint8(0), uint8(0), uint16(0), uint8(1))
	f.Add([]byte{0, 0, 255, 255}, uint8(0), uint8(3), uint8(0), uint8(2), uint8(1), uint16(50), uint8(2))
	f.Add([]byte{}, uint8(0), uint8(0), uint8(0), uint8(0), uint8(0), uint16(1), uint8(0))
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		f.Fatal(err)
	}
	zones := []*time.Location{nil, time.UTC, time.FixedZone("far", 14*3600), berlin}
	f.Fuzz(func(t *testing.T, gaps []byte, last, daily, weekly, monthly, yearly uint8, within uint16, where uint8) {
		gaps = gaps[:min(len(gaps), 300)]
		rules := retention.Rules{
			Last: int(last), Daily: int(daily), Weekly: int(weekly), Monthly: int(monthly), Yearly: int(yearly),
			Within: time.Duration(within) * time.Hour, Zone: zones[int(where)%len(zones)],
		}
		times := make([]time.Time, len(gaps)) // the newest first
		moment := time.Date(2026, 10, 26, 1, 30, 0, 0, time.UTC)
		for i, gap := range gaps {
			moment = moment.Add(-time.Duration(gap) * 37 * time.Minute * time.Duration(1+i%7))
			times[i] = moment
		}
		kept := rules.Keep(times)
		if rules.Check() == nil && len(times) > 0 && kept[0] == "" {
			t.Fatal("the newest goes")
		}
		// Pruned once, and cut short anywhere with the oldest gone first, the rules keep
		// the same of what is left.
		var left []time.Time
		var leftKept []string
		gone := int(last+daily) % (len(times) + 1)
		for i, at := range slices.Backward(times) {
			if kept[i] == "" && gone > 0 {
				gone--
				continue
			}
			left, leftKept = append(left, at), append(leftKept, kept[i])
		}
		slices.Reverse(left)
		slices.Reverse(leftKept)
		if got := rules.Keep(left); !slices.Equal(got, leftKept) {
			t.Fatalf("%q, want %q", got, leftKept)
		}
		// Of whatever is hidden, nothing goes that would stay with all in sight.
		var seen []time.Time
		var whole []string
		for i := range times {
			if (i*31+int(weekly))%4 != 0 {
				seen, whole = append(seen, times[i]), append(whole, kept[i])
			}
		}
		for i, reason := range rules.Keep(seen) {
			if reason == "" && whole[i] != "" {
				t.Fatal(fmt.Sprint(seen[i], " goes only because others are hidden; kept as ", whole[i]))
			}
		}
		// A rule more keeps no less.
		more := rules
		more.Last++
		for i, reason := range more.Keep(times) {
			if reason == "" && kept[i] != "" {
				t.Fatal("a rule more keeps less")
			}
		}
	})
}
