package zomrotest_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/backup-sdk/backup-go/zomro/zomrotest"
)

const scheduleFunc = "instances.fleio_bckps.schedule"

func TestSchedules(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := zomrotest.New(zomrotest.WithListingDelay(time.Second))
		u := signIn(t, srv)
		u.ok(scheduleFunc+".edit", "plid", instance(), "name", "nightly", "rotation_days", "4,1,1", "rotation_time", "02:01", "sok", "ok")
		if doc := u.ok(scheduleFunc, "elid", instance()); doc["elem"] != nil {
			t.Errorf("listed at once: %v", doc)
		}
		time.Sleep(time.Second)
		// Numbers go in, names come out, in the language of the call.
		doc := u.ok(scheduleFunc, "elid", instance())
		schedule := at(rows(doc)[0], "id", "$")
		if column(doc, "rotation_days") != "Monday Thursday" || column(doc, "rotation_time") != "02:01" || at(doc, "backup_rotation", "$") != "5" {
			t.Errorf("list %v", doc)
		}
		if got := column(u.ok(scheduleFunc, "elid", instance(), "lang", "ru"), "rotation_days"); got != "Понедельник Четверг" {
			t.Errorf("in Russian: %s", got)
		}
		u.ok(scheduleFunc+".edit", "plid", instance(), "elid", schedule, "name", "weekly", "rotation_days", "0", "rotation_time", "23:59", "sok", "ok")
		want := []zomrotest.Schedule{{
			ID: srv.Schedules(zomrotest.InstanceID)[0].ID, InstanceID: zomrotest.InstanceID, Name: "weekly", Days: []time.Weekday{time.Sunday},
			Hour: 23, Minute: 59, Created: time.Now().Add(-time.Second),
		}}
		if diff := cmp.Diff(want, srv.Schedules(zomrotest.InstanceID)); diff != "" {
			t.Error(diff)
		}
		u.ok(scheduleFunc+".delete", "elid", schedule)
		u.fails("missed schedule", scheduleFunc+".delete", "elid", schedule)
		u.fails("missed schedule", scheduleFunc+".edit", "plid", instance(), "elid", schedule, "name", "x", "rotation_days", "0", "rotation_time", "00:00", "sok", "ok")
	})
}

func TestBadSchedules(t *testing.T) {
	srv := zomrotest.New()
	u := signIn(t, srv)
	for _, test := range []struct{ why, name, days, clock string }{
		{"value name", " ", "1", "00:00"},
		{"value name", strings.Repeat("x", 101), "1", "00:00"},
		{"value rotation_days", "x", "", "00:00"},
		{"value rotation_days", "x", "7", "00:00"},
		{"value rotation_days", "x", "Monday", "00:00"},
		{"value rotation_days", "x", "1, 2", "00:00"},
		{"value rotation_time", "x", "1", "24:00"},
		{"value rotation_time", "x", "1", "2:01"},
		{"value rotation_time", "x", "1", "02:01:00"},
		{"value rotation_time", "x", "1", ""},
	} {
		u.fails(test.why, scheduleFunc+".edit", "plid", instance(), "name", test.name, "rotation_days", test.days, "rotation_time", test.clock, "sok", "ok")
	}
	if made := srv.Schedules(zomrotest.InstanceID); len(made) != 0 {
		t.Errorf("made %v", made)
	}
}

// The fake keeps to its schedules, by the clock of UTC+3, and a new backup
// overwrites the oldest beyond the rotation, but no protected one and none that
// was made by hand.
func TestSchedulesRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) { // from midnight UTC of Saturday, 2000-01-01
		srv := zomrotest.New(zomrotest.WithTokenLifetime(100 * time.Hour))
		u := signIn(t, srv)
		srv.AddBackup(zomrotest.Backup{InstanceID: zomrotest.InstanceID, Name: "by hand"})
		srv.AddBackup(zomrotest.Backup{InstanceID: zomrotest.InstanceID, Name: "kept", Type: "auto", Protected: true})
		u.ok("instances.edit", "elid", instance(), "backup_rotation", "2", "sok", "ok")
		u.ok(scheduleFunc+".edit", "plid", instance(), "name", "daily", "rotation_days", "0,1,2,3,4,5,6", "rotation_time", "02:00", "sok", "ok")
		names := func() string {
			var out []string
			for _, b := range srv.Backups(zomrotest.InstanceID) {
				out = append(out, b.Name+" "+b.Created.UTC().Format("02T15:04")+" "+b.Status)
			}
			return strings.Join(out, ", ")
		}
		const before = "by hand 01T00:00 Active, kept 01T00:00 Active"
		time.Sleep(23*time.Hour - 1)
		if got := names(); got != before {
			t.Errorf("too early: %s", got)
		}
		time.Sleep(time.Nanosecond)
		if got := names(); got != before+", daily 01T23:00 Saving" {
			t.Errorf("at 2 o'clock: %s", got)
		}
		u.fails("runningoperation", "service.stop", "elid", instance())
		time.Sleep(3 * 24 * time.Hour)
		if got := names(); got != before+", daily 03T23:00 Active, daily 04T23:00 Saving" {
			t.Errorf("three days later: %s", got)
		}
	})
}
