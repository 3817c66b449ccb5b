package zomro_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/zomro"
	"github.com/backup-sdk/backup-go/zomro/zomrotest"
)

func workdays() zomro.CreateScheduleInput {
	return zomro.CreateScheduleInput{
		Name: " workdays ", Days: []time.Weekday{time.Friday, time.Monday, time.Sunday}, Time: zomro.TimeOfDay{Hour: 2, Minute: 30},
	}
}

func TestScheduleLifecycle(t *testing.T) {
	srv := zomrotest.NewServer(t)
	client := newClient(t, srv)
	made, err := client.Schedules.Create(t.Context(), zomrotest.InstanceID, workdays())
	if err != nil {
		t.Fatal(err)
	}
	there := srv.Schedules(zomrotest.InstanceID)
	if len(there) != 1 {
		t.Fatalf("%d schedules", len(there))
	}
	want := &zomro.Schedule{
		ID: there[0].ID, Name: "workdays", InstanceID: zomrotest.InstanceID,
		Days: zomro.Weekdays{time.Sunday, time.Monday, time.Friday}, Time: zomro.TimeOfDay{Hour: 2, Minute: 30},
		CreateDate: made.CreateDate,
	}
	if diff := cmp.Diff(want, made); diff != "" || made.CreateDate.IsZero() {
		t.Errorf("created %s, -want +got:\n%s", made.CreateDate, diff)
	}
	if diff := cmp.Diff([]time.Weekday{time.Sunday, time.Monday, time.Friday}, there[0].Days); diff != "" || there[0].Hour != 2 || there[0].Minute != 30 {
		t.Errorf("the service understood %+v", there[0])
	}
	form := forms(srv, "createSchedule")[0]
	if form.Get("rotation_days") != "0,1,5" || form.Get("rotation_time") != "02:30" || form.Has("elid") {
		t.Errorf("sent %v", form)
	}

	err = client.Schedules.Update(t.Context(), zomrotest.InstanceID, made.ID, zomro.UpdateScheduleInput{Name: "daily", Days: zomro.EveryDay(), Time: zomro.TimeOfDay{Hour: 23}})
	if err != nil {
		t.Fatal(err)
	}
	page, err := client.Schedules.List(t.Context(), zomrotest.InstanceID, zomro.ListSchedulesInput{})
	if err != nil {
		t.Fatal(err)
	}
	row := page.Items[0]
	if row.ID != made.ID || row.Name != "daily" || row.Time.String() != "23:00" || len(row.Days) != 7 || page.Rotation != 5 || page.Total != 1 {
		t.Errorf("%+v of %+v", row, page)
	}

	if err := client.Schedules.SetRotation(t.Context(), zomrotest.InstanceID, 7); err != nil {
		t.Fatal(err)
	}
	page, err = client.Schedules.List(t.Context(), zomrotest.InstanceID, zomro.ListSchedulesInput{})
	if err != nil || page.Rotation != 7 {
		t.Errorf("%+v, %v", page, err)
	}
	if err := client.Schedules.Delete(t.Context(), made.ID); err != nil || len(srv.Schedules(zomrotest.InstanceID)) != 0 {
		t.Errorf("%v, left %v", err, srv.Schedules(zomrotest.InstanceID))
	}
	if err := client.Schedules.Delete(t.Context(), made.ID); !errors.Is(err, backup.ErrNotFound) {
		t.Errorf("deleting it again: %v", err)
	}
}

// The times the client computes are those at which the service makes backups.
func TestScheduleNextIsWhenTheServiceBegins(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := zomrotest.New()
		client := newClient(t, srv)
		made, err := client.Schedules.Create(t.Context(), zomrotest.InstanceID, workdays())
		if err != nil {
			t.Fatal(err)
		}
		next := made.Next(time.Now())
		time.Sleep(time.Until(next) - time.Second)
		if n := len(srv.Backups(zomrotest.InstanceID)); n != 0 {
			t.Fatalf("%d backups a second before %s", n, next)
		}
		time.Sleep(time.Second)
		all, err := backup.Collect(client.Backups.All(t.Context(), zomrotest.InstanceID, zomro.ListBackupsInput{}), 0)
		if err != nil || len(all) != 1 || all[0].Type != zomro.BackupAuto || all[0].Name != "workdays" {
			t.Errorf("%+v, %v", all, err)
		}
	})
}

// The service translates the names of days; the client reads them in English
// whatever its own language is.
func TestSchedulesInAnotherLanguage(t *testing.T) {
	srv := zomrotest.NewServer(t)
	client := clientWith(t, srv, zomro.Config{Credentials: account(), Lang: "ru"})
	made, err := client.Schedules.Create(t.Context(), zomrotest.InstanceID, workdays())
	if err != nil || len(made.Days) != 3 || len(made.Unparsed) != 0 {
		t.Errorf("%+v, %v", made, err)
	}
	if lang := forms(srv, "createSchedule")[0].Get("lang"); lang != "ru" {
		t.Errorf("language of other calls: %q", lang)
	}
}

func TestScheduleIsFoundInTheList(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := zomrotest.New(zomrotest.WithRunningOperation(), zomrotest.WithListingDelay(4*time.Second), zomrotest.WithPageSize(1))
		client := newClient(t, srv)
		var ids []int64
		for range 3 {
			made, err := client.Schedules.Create(t.Context(), zomrotest.InstanceID, workdays())
			if err != nil {
				t.Fatal(err)
			}
			ids = append(ids, made.ID)
		}
		all, err := backup.Collect(client.Schedules.All(t.Context(), zomrotest.InstanceID, zomro.ListSchedulesInput{}), 0)
		if err != nil {
			t.Fatal(err)
		}
		var listed []int64
		for _, s := range all {
			listed = append(listed, s.ID)
		}
		if diff := cmp.Diff(ids, listed); diff != "" {
			t.Errorf("-created +listed:\n%s", diff)
		}
	})
	t.Run("never", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			srv := zomrotest.New(zomrotest.WithListingDelay(time.Hour))
			_, err := newClient(t, srv).Schedules.Create(t.Context(), zomrotest.InstanceID, workdays())
			var wait *backup.WaitError
			if !errors.As(err, &wait) || !errors.Is(err, context.DeadlineExceeded) || len(srv.Schedules(zomrotest.InstanceID)) != 1 {
				t.Errorf("error %v", err)
			}
		})
	})
}
