package protection_test

import (
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/backup-sdk/backup-go/protection"
)

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

func TestScheduleInterval(t *testing.T) {
	const day = 24 * time.Hour
	berlin := zone(t, "Europe/Berlin")
	monday := time.Date(2026, 11, 30, 0, 0, 0, 0, time.UTC)
	tests := []struct {
		name     string
		schedule protection.Schedule
		want     time.Duration
	}{
		{"none", nil, 0},
		{"daily", protection.Schedule{{Hour: 1}}, day},
		{"daily where clocks change", protection.Schedule{{Hour: 2, Minute: 30, Zone: berlin}}, day},
		{"twice a day", protection.Schedule{{Hour: 1}, {Hour: 13}}, 12 * time.Hour},
		{"uneven", protection.Schedule{{Hour: 1}, {Hour: 4}}, 21 * time.Hour},
		{"weekly", protection.Schedule{{Weeks: true, Days: []time.Weekday{time.Sunday}}}, 7 * day},
		{"working days", protection.Schedule{{Days: []time.Weekday{1, 2, 3, 4, 5}, Hour: 20}}, 3 * day},
		{"every third day", protection.Schedule{{Every: 3}}, 3 * day},
		{"every other week", protection.Schedule{{Every: 2, Weeks: true, Days: []time.Weekday{time.Monday}}}, 14 * day},
		{"two rules of different starts", protection.Schedule{
			{Every: 2, Start: monday}, {Every: 2, Start: time.Date(2020, 1, 1, 12, 0, 0, 0, time.UTC)},
		}, day},
		{"far too long", protection.Schedule{{Every: 1e6}}, 0},
		{"two zones", protection.Schedule{{Hour: 3, Zone: time.FixedZone("UTC+3", 3*3600)}, {Hour: 12}}, 12 * time.Hour},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.schedule.Interval(); got != tt.want {
				t.Errorf("%v, want %v", got, tt.want)
			}
		})
	}
}

func TestScheduleNext(t *testing.T) {
	berlin := zone(t, "Europe/Berlin")
	at := func(text string) time.Time {
		out, err := time.Parse(time.RFC3339, text)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	tests := []struct {
		name        string
		schedule    protection.Schedule
		after, want string
	}{
		{"later today", protection.Schedule{{Hour: 13}}, "2026-11-30T12:00:00Z", "2026-11-30T13:00:00Z"},
		{"tomorrow", protection.Schedule{{Hour: 13}}, "2026-11-30T13:00:00Z", "2026-12-01T13:00:00Z"},
		{"the first of several", protection.Schedule{{Hour: 13}, {Hour: 5}}, "2026-11-30T14:00:00Z", "2026-12-01T05:00:00Z"},
		{"another day there", protection.Schedule{{Hour: 1, Days: []time.Weekday{time.Tuesday}, Zone: time.FixedZone("UTC+3", 3*3600)}}, "2026-11-30T20:00:00Z", "2026-11-30T22:00:00Z"},
		// Clocks go back on 2026-10-25: 02:00 is one hour later in UTC from then on.
		{"before the clocks go back", protection.Schedule{{Hour: 2, Zone: berlin}}, "2026-10-23T12:00:00Z", "2026-10-24T00:00:00Z"},
		{"after they went back", protection.Schedule{{Hour: 4, Zone: berlin}}, "2026-10-24T12:00:00Z", "2026-10-25T03:00:00Z"},
		// 02:30 does not exist on 2026-03-29.
		{"a time that does not exist", protection.Schedule{{Hour: 2, Minute: 30, Zone: berlin}}, "2026-03-28T12:00:00Z", "2026-03-29T01:30:00Z"},
		{"every other day", protection.Schedule{{Every: 2, Hour: 1, Start: at("2026-11-29T00:00:00Z")}}, "2026-11-30T00:00:00Z", "2026-12-01T01:00:00Z"},
		{"every other week", protection.Schedule{{Every: 2, Weeks: true, Days: []time.Weekday{time.Sunday}, Start: at("2026-11-30T00:00:00Z")}}, "2026-11-30T00:00:00Z", "2026-12-06T00:00:00Z"},
		{"not before it begins", protection.Schedule{{Hour: 1, Start: at("2027-01-10T00:00:00Z")}}, "2026-11-30T00:00:00Z", "2027-01-10T01:00:00Z"},
		{"nobody knows", protection.Schedule{{Every: 2}}, "2026-11-30T00:00:00Z", ""},
		{"never", nil, "2026-11-30T00:00:00Z", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := tt.schedule.Next(at(tt.after))
			if tt.want == "" {
				if !got.IsZero() {
					t.Errorf("%v", got)
				}
			} else if !got.Equal(at(tt.want)) {
				t.Errorf("%v, want %s", got.UTC(), tt.want)
			}
		})
	}
}

// How long copies last is not their number times the longest gap.
func TestScheduleReplaces(t *testing.T) {
	const day = 24 * time.Hour
	working := protection.Schedule{{Days: []time.Weekday{1, 2, 3, 4, 5}, Hour: 20}}
	for _, tt := range []struct {
		name     string
		schedule protection.Schedule
		copies   int64
		want     time.Duration
	}{
		{"none", nil, 7, 0},
		{"no copies", protection.Schedule{{}}, 0, 0},
		{"daily", protection.Schedule{{Hour: 1}}, 7, 7 * day},
		{"daily, for long", protection.Schedule{{Hour: 1}}, 1000, 1000 * day},
		{"working days", working, 1, day},
		{"a week of working days", working, 5, 7 * day},
		{"four weeks of working days", working, 20, 26 * day}, // 28 days; at least is what is known
		{"twice a night", protection.Schedule{{Hour: 1}, {Hour: 2}}, 14, 7 * day},
		{"two of an odd number", protection.Schedule{{Hour: 1}, {Hour: 2}}, 1, time.Hour},
		{"every other week", protection.Schedule{{Every: 2, Weeks: true, Days: []time.Weekday{time.Monday}}}, 2, 28 * day},
		{"absurd", protection.Schedule{{Hour: 1}}, 1 << 62, 1 << 62},
	} {
		if got := tt.schedule.Replaces(tt.copies); got != tt.want {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}
