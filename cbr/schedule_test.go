package cbr_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/teambition/rrule-go"

	"github.com/backup-sdk/backup-go/cbr"
)

func TestSchedulePatterns(t *testing.T) {
	weekend := []time.Weekday{time.Saturday, time.Sunday}
	everyHour := make([]cbr.TimeOfDay, 24)
	for i := range everyHour {
		everyHour[i] = cbr.At(i, 30)
	}
	for name, tt := range map[string]struct {
		schedule cbr.Schedule
		want     []string
	}{
		"daily":          {cbr.Schedule{cbr.Daily(cbr.At(6, 0))}, []string{"FREQ=DAILY;INTERVAL=1;BYHOUR=6;BYMINUTE=00"}},
		"midnight":       {cbr.Schedule{cbr.Daily(cbr.At(0, 0))}, []string{"FREQ=DAILY;INTERVAL=1;BYHOUR=0;BYMINUTE=00"}},
		"every 30 days":  {cbr.Schedule{cbr.EveryDays(30, cbr.At(23, 59))}, []string{"FREQ=DAILY;INTERVAL=30;BYHOUR=23;BYMINUTE=59"}},
		"no interval":    {cbr.Schedule{{Frequency: cbr.FrequencyDaily, Times: []cbr.TimeOfDay{cbr.At(1, 2)}}}, []string{"FREQ=DAILY;INTERVAL=1;BYHOUR=1;BYMINUTE=02"}},
		"weekly":         {cbr.Schedule{cbr.Weekly(weekend, cbr.At(14, 0))}, []string{"FREQ=WEEKLY;BYDAY=SA,SU;BYHOUR=14;BYMINUTE=00"}},
		"other weeks":    {cbr.Schedule{{Frequency: cbr.FrequencyWeekly, Interval: 2, Days: weekend[:1], Times: everyHour[:1]}}, []string{"FREQ=WEEKLY;INTERVAL=2;BYDAY=SA;BYHOUR=0;BYMINUTE=30"}},
		"several times":  {cbr.Schedule{cbr.Daily(cbr.At(1, 0), cbr.At(13, 5))}, []string{"FREQ=DAILY;INTERVAL=1;BYHOUR=1;BYMINUTE=00", "FREQ=DAILY;INTERVAL=1;BYHOUR=13;BYMINUTE=05"}},
		"on its days":    {cbr.Schedule{{Frequency: cbr.FrequencyDaily, Days: weekend, Times: everyHour[5:6]}}, []string{"FREQ=DAILY;INTERVAL=1;BYDAY=SA,SU;BYHOUR=5;BYMINUTE=30"}},
		"two rules":      {cbr.Schedule{cbr.Weekly(weekend, cbr.At(1, 0)), cbr.Weekly([]time.Weekday{time.Monday}, cbr.At(1, 30))}, []string{"FREQ=WEEKLY;BYDAY=SA,SU;BYHOUR=1;BYMINUTE=00", "FREQ=WEEKLY;BYDAY=MO;BYHOUR=1;BYMINUTE=30"}},
		"weeks and days": {cbr.Schedule{cbr.EveryDays(7, cbr.At(1, 0)), cbr.Weekly(weekend, cbr.At(1, 30))}, []string{"FREQ=DAILY;INTERVAL=7;BYHOUR=1;BYMINUTE=00", "FREQ=WEEKLY;BYDAY=SA,SU;BYHOUR=1;BYMINUTE=30"}},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := tt.schedule.Patterns()
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			back, err := cbr.ParseSchedule(got)
			if err != nil {
				t.Fatal(err)
			}
			asIfOne := cmp.FilterPath(func(p cmp.Path) bool { return p.Last().String() == ".Interval" }, cmp.Comparer(func(a, b int) bool { return max(1, a) == max(1, b) }))
			if diff := cmp.Diff(tt.schedule, back, asIfOne); diff != "" {
				t.Errorf("read again (-want +got):\n%s", diff)
			}
			trigger, err := tt.schedule.Trigger()
			if err != nil || !slices.Equal(trigger.Properties.Pattern, got) {
				t.Errorf("trigger %+v, %v", trigger, err)
			}
		})
	}
	if got, err := (cbr.Schedule{cbr.Daily(everyHour...)}).Patterns(); err != nil || len(got) != 24 {
		t.Errorf("24 points: %v, %v", got, err)
	}
	if got := cbr.At(7, 5).String(); got != "07:05" {
		t.Errorf("got %s", got)
	}
}

func TestInvalidSchedules(t *testing.T) {
	days := func(d ...time.Weekday) []time.Weekday { return d }
	everyHour := make([]cbr.TimeOfDay, 24)
	for i := range everyHour {
		everyHour[i] = cbr.At(i, 0)
	}
	for _, tt := range []struct {
		field    string
		schedule cbr.Schedule
	}{
		{"Schedule", nil},
		{"Schedule", cbr.Schedule{cbr.Weekly(days(1), everyHour...), cbr.Weekly(days(3), cbr.At(5, 0))}},
		{"Schedule[0].Frequency", cbr.Schedule{{Times: everyHour[:1]}}},
		{"Schedule[0].Frequency", cbr.Schedule{{Frequency: "HOURLY", Times: everyHour[:1]}}},
		{"Schedule[0].Interval", cbr.Schedule{cbr.EveryDays(-1, cbr.At(1, 0))}},
		{"Schedule[0].Days", cbr.Schedule{cbr.Weekly(nil, cbr.At(1, 0))}},
		{"Schedule[0].Days[1]", cbr.Schedule{cbr.Weekly(days(1, 7), cbr.At(1, 0))}},
		{"Schedule[0].Days[0]", cbr.Schedule{cbr.Weekly(days(-1), cbr.At(1, 0))}},
		{"Schedule[0].Days[2]", cbr.Schedule{cbr.Weekly(days(1, 2, 1), cbr.At(1, 0))}},
		{"Schedule[1].Times", cbr.Schedule{cbr.Daily(cbr.At(1, 0)), cbr.Daily()}},
		{"Schedule[0].Times[0]", cbr.Schedule{cbr.Daily(cbr.At(24, 0))}},
		{"Schedule[0].Times[0]", cbr.Schedule{cbr.Daily(cbr.At(-1, 0))}},
		{"Schedule[0].Times[0]", cbr.Schedule{cbr.Daily(cbr.At(1, 60))}},
		{"Schedule[0].Times[1]", cbr.Schedule{cbr.Daily(cbr.At(1, 0), cbr.At(1, -1))}},
		{"Schedule[0].Times[1]", cbr.Schedule{cbr.Daily(cbr.At(1, 0), cbr.At(1, 59))}},
		{"Schedule[0].Times[1]", cbr.Schedule{cbr.Daily(cbr.At(1, 0), cbr.At(1, 0))}},
		{"Schedule[0].Times[1]", cbr.Schedule{cbr.Daily(cbr.At(0, 10), cbr.At(23, 11))}},
		{"Schedule[0].Times[1]", cbr.Schedule{cbr.Daily(cbr.At(23, 11), cbr.At(0, 10))}},
		{"Schedule[0].Times[1]", cbr.Schedule{cbr.EveryDays(7, cbr.At(1, 0), cbr.At(1, 59))}},
		{"Schedule[1].Times[0]", cbr.Schedule{cbr.Daily(cbr.At(1, 0)), cbr.Weekly(days(2), cbr.At(1, 59))}},
		{"Schedule[1].Times[0]", cbr.Schedule{cbr.Weekly(days(2), cbr.At(23, 30)), cbr.Weekly(days(3), cbr.At(0, 0))}},
		{"Schedule[1].Times[0]", cbr.Schedule{cbr.Weekly(days(0), cbr.At(0, 0)), cbr.Weekly(days(6), cbr.At(23, 30))}},
		{"Schedule[1].Times[0]", cbr.Schedule{cbr.EveryDays(3, cbr.At(1, 0)), cbr.Weekly(days(2), cbr.At(1, 59))}},
		{"Schedule[1].Times[0]", cbr.Schedule{cbr.Weekly(days(2), cbr.At(1, 59)), cbr.EveryDays(3, cbr.At(1, 0))}},
		{"Schedule[1].Times[0]", cbr.Schedule{cbr.EveryDays(7, cbr.At(1, 0)), cbr.EveryDays(2, cbr.At(0, 1))}},
		{"Schedule[1].Times[0]", cbr.Schedule{cbr.Weekly(days(2, 4), cbr.At(1, 0)), cbr.Weekly(days(4), cbr.At(1, 30))}},
		{"Schedule[1].Times[0]", cbr.Schedule{cbr.Daily(cbr.At(1, 0)), {Frequency: cbr.FrequencyWeekly, Interval: 2, Days: days(4), Times: []cbr.TimeOfDay{cbr.At(1, 30)}}}},
	} {
		got, err := tt.schedule.Patterns()
		if field := badField(t, err); field != tt.field || got != nil {
			t.Errorf("%v: field %s, want %s", tt.schedule, field, tt.field)
		}
		if _, err := tt.schedule.Trigger(); badField(t, err) != tt.field {
			t.Errorf("trigger: %v", err)
		}
	}
}

// What may be fine for the service is left to it: these pairs of rules need not
// ever run on the same day.
func TestScheduleLeavesToTheService(t *testing.T) {
	weekly := func(interval int, d time.Weekday, at cbr.TimeOfDay) cbr.ScheduleRule {
		return cbr.ScheduleRule{Frequency: cbr.FrequencyWeekly, Interval: interval, Days: []time.Weekday{d}, Times: []cbr.TimeOfDay{at}}
	}
	for name, schedule := range map[string]cbr.Schedule{
		"each seven days and a weekday":     {cbr.EveryDays(14, cbr.At(1, 0)), weekly(1, 2, cbr.At(1, 0))},
		"each two days and each two weeks":  {cbr.EveryDays(2, cbr.At(1, 0)), weekly(2, 2, cbr.At(1, 30))},
		"midnight of each two days":         {cbr.EveryDays(2, cbr.At(0, 0), cbr.At(23, 30))},
		"midnight of different weeks":       {weekly(2, 2, cbr.At(23, 30)), weekly(2, 3, cbr.At(0, 0))},
		"other days of the week":            {weekly(1, 2, cbr.At(1, 0)), weekly(1, 3, cbr.At(1, 30))},
		"seven days on days of the week":    {{Frequency: cbr.FrequencyDaily, Interval: 7, Days: []time.Weekday{1}, Times: []cbr.TimeOfDay{cbr.At(1, 0)}}, cbr.EveryDays(2, cbr.At(1, 0))},
		"an hour exactly":                   {cbr.Daily(cbr.At(1, 0), cbr.At(2, 0), cbr.At(23, 0), cbr.At(0, 0))},
		"midnight of days that do not meet": {weekly(1, 2, cbr.At(23, 30)), weekly(1, 4, cbr.At(0, 0))},
	} {
		if _, err := schedule.Patterns(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestParseSchedule(t *testing.T) {
	for name, tt := range map[string]struct {
		patterns []string
		want     cbr.Schedule
	}{
		"as the service writes": {
			[]string{"FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYHOUR=14;BYMINUTE=00"},
			cbr.Schedule{cbr.Weekly([]time.Weekday{1, 2, 3, 4, 5, 6, 0}, cbr.At(14, 0))},
		},
		"leading zero":          {[]string{"FREQ=DAILY;BYHOUR=06;BYMINUTE=5"}, cbr.Schedule{cbr.Daily(cbr.At(6, 5))}},
		"any order":             {[]string{"BYMINUTE=5;BYHOUR=6;INTERVAL=3;FREQ=DAILY"}, cbr.Schedule{cbr.EveryDays(3, cbr.At(6, 5))}},
		"several hours at once": {[]string{"FREQ=DAILY;BYHOUR=6,18;BYMINUTE=15"}, cbr.Schedule{cbr.Daily(cbr.At(6, 15), cbr.At(18, 15))}},
		"one rule for equal days": {
			[]string{"FREQ=DAILY;BYHOUR=6;BYMINUTE=0", "FREQ=DAILY;INTERVAL=1;BYHOUR=8;BYMINUTE=0", "FREQ=DAILY;INTERVAL=2;BYHOUR=12;BYMINUTE=0"},
			cbr.Schedule{cbr.Daily(cbr.At(6, 0), cbr.At(8, 0)), cbr.EveryDays(2, cbr.At(12, 0))},
		},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := cbr.ParseSchedule(tt.patterns)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
	const good = "FREQ=DAILY;BYHOUR=6;BYMINUTE=0"
	many := make([]string, 25)
	for i := range many {
		many[i] = strings.Replace("FREQ=WEEKLY;BYDAY="+[]string{"MO", "TH"}[i/24]+";BYHOUR=x;BYMINUTE=0", "x", []string{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15", "16", "17", "18", "19", "20", "21", "22", "23", "0"}[i], 1)
	}
	for _, tt := range []struct {
		field    string
		patterns []string
	}{
		{"patterns", nil},
		{"patterns", many},
		{"patterns[0]", []string{""}},
		{"patterns[1]", []string{good, "FREQ=MONTHLY;BYHOUR=8;BYMINUTE=0"}},
		{"patterns[0]", []string{"FREQ=HOURLY;BYMINUTE=0"}},
		{"patterns[0]", []string{"BYHOUR=8;BYMINUTE=0"}},
		{"patterns[0]", []string{"FREQ=DAILY"}},
		{"patterns[0]", []string{"FREQ=DAILY;BYHOUR=8"}},
		{"patterns[0]", []string{"FREQ=DAILY;BYMINUTE=8"}},
		{"patterns[0]", []string{"FREQ=WEEKLY;BYHOUR=8;BYMINUTE=0"}},
		{"patterns[0]", []string{good + ";COUNT=3"}},
		{"patterns[0]", []string{good + ";UNTIL=20270101T000000Z"}},
		{"patterns[0]", []string{good + ";BYSECOND=0"}},
		{"patterns[0]", []string{good + ";WKST=SU"}},
		{"patterns[0]", []string{good + ";BYHOUR=7"}},
		{"patterns[0]", []string{good + ";INTERVAL=0"}},
		{"patterns[0]", []string{good + ";INTERVAL=x"}},
		{"patterns[0]", []string{good + ";BYDAY=2MO"}},
		{"patterns[0]", []string{good + ";"}},
		{"patterns[0]", []string{"RRULE:" + good}},
		{"patterns[0]", []string{strings.ToLower(good)}},
		{"patterns[0]", []string{"DTSTART:20260101T000000Z\nRRULE:" + good}},
		{"patterns[0]", []string{"FREQ=DAILY;BYHOUR=24;BYMINUTE=0"}},
		{"patterns[0]", []string{"FREQ=DAILY;BYHOUR=-1;BYMINUTE=0"}},
		{"patterns[0]", []string{"FREQ=DAILY;BYHOUR=1;BYMINUTE=60"}},
		{"patterns[0]", []string{"FREQ=DAILY;BYHOUR=1;BYMINUTE=0,30"}},
		{"patterns[1]", []string{good, good}},
		{"patterns[2]", []string{good, "FREQ=DAILY;BYHOUR=8;BYMINUTE=0", "FREQ=WEEKLY;BYDAY=MO;BYHOUR=7;BYMINUTE=59"}},
	} {
		if got, err := cbr.ParseSchedule(tt.patterns); badField(t, err) != tt.field || got != nil {
			t.Errorf("%q: %v, want field %s", tt.patterns, err, tt.field)
		}
	}
}

// FuzzSchedule: what can be read can be written, means the same days and times
// to iCalendar, and is read as the same schedule again.
func FuzzSchedule(f *testing.F) {
	for _, seed := range []string{
		"FREQ=DAILY;INTERVAL=1;BYHOUR=6;BYMINUTE=00",
		"FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYHOUR=14;BYMINUTE=00\nFREQ=DAILY;INTERVAL=2;BYHOUR=3;BYMINUTE=30",
		"FREQ=WEEKLY;INTERVAL=3;BYDAY=SU;BYHOUR=1,3,5;BYMINUTE=07",
		"FREQ=DAILY;BYDAY=SA;BYHOUR=0;BYMINUTE=0\nFREQ=DAILY;BYDAY=SA;BYHOUR=1;BYMINUTE=0",
		"FREQ=DAILY;INTERVAL=99999999999999999999;BYHOUR=0;BYMINUTE=0", "FREQ=DAILY;BYHOUR=+1;BYMINUTE=0", "FREQ==;", "BYDAY=;FREQ=DAILY",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		patterns := strings.Split(text, "\n")
		schedule, err := cbr.ParseSchedule(patterns)
		if err != nil {
			if !strings.HasPrefix(badField(t, err), "pattern") {
				t.Errorf("field %v", err)
			}
			return
		}
		written, err := schedule.Patterns()
		if err != nil {
			t.Fatalf("%q can be read but not written: %v", patterns, err)
		}
		again, err := cbr.ParseSchedule(written)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(schedule, again, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%q and %q differ:\n%s", patterns, written, diff)
		}
		if diff := cmp.Diff(runs(t, patterns), runs(t, written)); diff != "" {
			t.Errorf("%q and %q run at different times:\n%s", patterns, written, diff)
		}
	})
}

// runs are the times at which rules run in six weeks.
func runs(t *testing.T, patterns []string) []time.Time {
	t.Helper()
	start := time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
	end := start.AddDate(0, 0, 42)
	var out []time.Time
	for _, pattern := range patterns {
		option, err := rrule.StrToROption(pattern)
		if err != nil {
			t.Fatal(err)
		}
		option.Dtstart, option.Until = start, end
		if option.Interval > 42 {
			option.Interval = 42 // the library takes its time over large ones
		}
		rule, err := rrule.NewRRule(*option)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, rule.All()...)
	}
	slices.SortFunc(out, time.Time.Compare)
	return out
}
