package zomro_test

import (
	"errors"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/zomro"
	"github.com/backup-sdk/backup-go/zomro/zomrotest"
)

func TestInstanceDetails(t *testing.T) {
	srv := zomrotest.NewServer(t)
	client := newClient(t, srv)
	got, err := client.Instances.Get(t.Context(), zomrotest.InstanceID)
	if err != nil {
		t.Fatal(err)
	}
	want := &zomro.InstanceDetails{
		ID: zomrotest.InstanceID, Name: "Cloud S2", ServerName: "harbor-db", StatusCode: zomro.ServiceActive,
		CreateDate: time.Date(2026, 2, 11, 0, 0, 0, 0, time.UTC), UUID: got.UUID, IP: "192.0.2.61", BackupRotation: 5,
	}
	if diff := cmp.Diff(want, got); diff != "" || len(got.UUID) != 36 {
		t.Errorf("UUID %q, -want +got:\n%s", got.UUID, diff)
	}
	if forms(srv, "showInstance")[0].Has("sok") {
		t.Error("a read sends sok")
	}
	if _, err := client.Instances.Get(t.Context(), 999); !errors.Is(err, backup.ErrNotFound) {
		t.Errorf("an unknown one: %v", err)
	}

	found, err := client.Instances.Find(t.Context(), zomrotest.OtherInstanceID)
	if err != nil || found.ServerName != "harbor-web" || !found.Status.Is(zomro.InstanceStopped) || found.DataCenterName != "Poland-1" {
		t.Errorf("%+v, %v", found, err)
	}
	if _, err := client.Instances.Find(t.Context(), 999); !errors.Is(err, backup.ErrNotFound) {
		t.Errorf("an unknown one: %v", err)
	}
}

func TestGetOfAResponseAboutAnotherInstance(t *testing.T) {
	if i, err := responding(t, jsonResponse(`{"doc":{"elid":{"$":"18"}}}`)).Instances.Get(t.Context(), 17); err == nil {
		t.Errorf("got %+v for 17", i)
	}
	i, err := responding(t, jsonResponse(`{"doc":{"servername":{"$":"x"},"password":{"$":"Secret-77"}}}`)).Instances.Get(t.Context(), 17)
	if err != nil || i.ID != 17 || i.ServerName != "x" || i.Password.Reveal() != "Secret-77" {
		t.Errorf("got %+v, %v", i, err)
	}
}

func TestUpdateInstance(t *testing.T) {
	srv := zomrotest.NewServer(t)
	client := newClient(t, srv)
	if err := client.Instances.Rename(t.Context(), zomrotest.InstanceID, " harbor-main "); err != nil {
		t.Fatal(err)
	}
	err := client.Instances.Update(t.Context(), zomrotest.InstanceID, zomro.UpdateInstanceInput{
		RDNSRecord: new("db.harbor.example"), BackupRotation: new(int64(9)),
	})
	if err != nil {
		t.Fatal(err)
	}
	got, _ := srv.Instance(zomrotest.InstanceID)
	if got.ServerName != "harbor-main" || got.RDNS != "db.harbor.example" || got.BackupRotation != 9 {
		t.Errorf("%+v", got)
	}
	if form := forms(srv, "updateInstance")[0]; form.Has("backup_rotation") || form.Has("rdns_record") || form.Get("clicked_button") != "ok" {
		t.Errorf("sent %v", form)
	}
}

func TestDeleteInstance(t *testing.T) {
	srv := zomrotest.NewServer(t)
	client := newClient(t, srv)
	kept := srv.AddBackup(zomrotest.Backup{InstanceID: zomrotest.OtherInstanceID, Name: "kept"})
	if err := client.Instances.Delete(t.Context(), zomrotest.OtherInstanceID); err != nil {
		t.Fatal(err)
	}
	if _, there := srv.Instance(zomrotest.OtherInstanceID); there {
		t.Error("it is still there")
	}
	if b, err := client.Backups.Get(t.Context(), kept); err != nil || b.Name != "kept" {
		t.Errorf("its backup: %+v, %v", b, err)
	}
	if err := client.Instances.Delete(t.Context(), zomrotest.OtherInstanceID); !errors.Is(err, backup.ErrNotFound) {
		t.Errorf("deleting it again: %v", err)
	}
}

func TestWaitSteady(t *testing.T) {
	tests := []struct {
		name   string
		status string
		failed bool
		took   time.Duration
	}{
		{"at once", "active", false, 2 * time.Second},
		{"whatever the case", " Stopped", false, 2 * time.Second},
		{"a new size waits", "resized", false, 2 * time.Second},
		{"error", "error", true, 2 * time.Second},
		{"unknown states are work in progress", "levitating", false, time.Minute},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				srv := zomrotest.New()
				srv.SetInstanceStatus(zomrotest.InstanceID, test.status)
				client := newClient(t, srv)
				start := time.Now()
				i, err := client.Instances.WaitSteady(t.Context(), zomrotest.InstanceID, backup.WithWaitTimeout(time.Minute))
				var wait *backup.WaitError
				if unsteady := test.took == time.Minute; (err != nil) != (test.failed || unsteady) || err != nil && (!errors.As(err, &wait) || wait.Failed != test.failed) {
					t.Errorf("error %v", err)
				}
				if i == nil || string(i.Status) != test.status {
					t.Errorf("got %+v", i)
				}
				if took := time.Since(start); took != test.took {
					t.Errorf("took %s", took)
				}
			})
		})
	}
}

func TestPower(t *testing.T) {
	type client = *zomro.Client
	tests := []struct {
		name       string
		start, end string
		operation  string
		act        func(t *testing.T, c client) error
	}{
		{"stop", "active", "stopped", "stopInstance", func(t *testing.T, c client) error {
			t.Helper()
			return c.Instances.Stop(t.Context(), zomrotest.InstanceID)
		}},
		{"start", "stopped", "active", "startInstance", func(t *testing.T, c client) error {
			t.Helper()
			return c.Instances.Start(t.Context(), zomrotest.InstanceID)
		}},
		{"reboot", "active", "active", "rebootInstance", func(t *testing.T, c client) error {
			t.Helper()
			return c.Instances.Reboot(t.Context(), zomrotest.InstanceID)
		}},
		{"stop by its other name", "active", "stopped", "stopInstanceAlias", func(t *testing.T, c client) error {
			t.Helper()
			return c.Instances.Power(t.Context(), zomrotest.InstanceID, zomro.PowerStop)
		}},
		{"start by its other name", "stopped", "active", "startInstanceAlias", func(t *testing.T, c client) error {
			t.Helper()
			return c.Instances.Power(t.Context(), zomrotest.InstanceID, zomro.PowerStart)
		}},
		{"reboot by its other name", "active", "active", "rebootInstanceAlias", func(t *testing.T, c client) error {
			t.Helper()
			return c.Instances.Power(t.Context(), zomrotest.InstanceID, zomro.PowerReboot)
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				srv := zomrotest.New()
				srv.SetInstanceStatus(zomrotest.InstanceID, test.start)
				client := newClient(t, srv)
				if err := test.act(t, client); err != nil {
					t.Fatal(err)
				}
				if during, _ := srv.Instance(zomrotest.InstanceID); !strings.HasSuffix(during.Status, "ing") {
					t.Errorf("right after it is %s", during.Status)
				}
				i, err := client.Instances.WaitSteady(t.Context(), zomrotest.InstanceID)
				if err != nil || string(i.Status) != test.end {
					t.Errorf("%+v, %v", i, err)
				}
				if n := srv.Count(test.operation); n != 1 {
					t.Errorf("%d requests of %s", n, test.operation)
				}
			})
		})
	}
}

func TestHistory(t *testing.T) {
	srv := zomrotest.NewServer(t, zomrotest.WithPageSize(2), zomrotest.WithWorkTime(0))
	client := newClient(t, srv)
	for range 3 {
		if err := client.Instances.Reboot(t.Context(), zomrotest.InstanceID); err != nil {
			t.Fatal(err)
		}
	}
	page, err := client.Instances.ListHistory(t.Context(), zomrotest.InstanceID, zomro.ListHistoryInput{})
	if err != nil || page.Total != 3 || page.Next != "2" || len(page.Items) != 2 {
		t.Fatalf("%+v, %v", page, err)
	}
	all, err := backup.Collect(client.Instances.AllHistory(t.Context(), zomrotest.InstanceID, zomro.ListHistoryInput{}), 0)
	if err != nil || len(all) != 3 {
		t.Fatalf("%+v, %v", all, err)
	}
	for _, e := range all {
		if e.ID == 0 || e.Text != "The service was restarted" || e.User != zomrotest.Username || e.IP == "" || time.Since(e.Date) > 48*time.Hour {
			t.Errorf("%+v", e)
		}
	}
}

func TestGroup(t *testing.T) {
	srv := zomrotest.NewServer(t)
	client := newClient(t, srv)
	form, err := client.Instances.Group(t.Context(), []int64{zomrotest.InstanceID, zomrotest.OtherInstanceID})
	if err != nil || len(form.Choices["autoprolong"]) == 0 {
		t.Fatalf("%+v, %v", form, err)
	}
	if got := forms(srv, "showGroup")[0].Get("elid"); got != "7310442, 7310443" {
		t.Errorf("ids %q", got)
	}
}

func TestConsoleAndMeasures(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(time.Date(2026, 4, 20, 16, 10, 0, 0, time.UTC)))
		srv := zomrotest.New()
		client := newClient(t, srv)
		console, err := client.Instances.Console(t.Context(), zomrotest.InstanceID)
		if err != nil {
			t.Fatal(err)
		}
		at, err := url.Parse(console.URL.Reveal())
		if err != nil || at.Scheme != "https" || console.Cookies["novnc"].Reveal() != at.Query().Get("token") {
			t.Errorf("%s with cookies %v", at, console.Cookies)
		}

		traffic, err := client.Instances.Traffic(t.Context(), zomrotest.InstanceID)
		if err != nil || len(traffic.Cycles) != 1 || len(traffic.Months) != 2 {
			t.Fatalf("%+v, %v", traffic, err)
		}
		if m := traffic.Months[1]; !m.Start.Equal(time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC)) || m.BytesIn <= m.BytesOut || m.BytesOut == 0 {
			t.Errorf("this month: %+v", m)
		}

		for _, hours := range []int{1, 24, 168, 720} {
			points, err := client.Instances.Measures(t.Context(), zomrotest.InstanceID, zomro.ListMeasuresInput{Metric: zomro.MetricCPU, Hours: hours})
			if err != nil || len(points) < 12 {
				t.Fatalf("%d points, %v", len(points), err)
			}
			last := points[len(points)-1]
			if time.Since(last.Date) > 24*time.Hour || len(last.Unparsed) != 0 || last.BytesIn != 0 {
				t.Errorf("%d hours: the last point is %+v", hours, last)
			}
		}
		points, err := client.Instances.Measures(t.Context(), zomrotest.InstanceID, zomro.ListMeasuresInput{Metric: zomro.MetricTraffic, Hours: 24})
		if last := points[len(points)-1]; err != nil || last.BytesIn <= last.BytesOut || last.PacketsIn == 0 || last.Value != 0 {
			t.Errorf("%+v, %v", last, err)
		}

		text, err := client.Instances.Instructions(t.Context(), zomrotest.InstanceID)
		if err != nil || !strings.Contains(text.Reveal(), "192.0.2.61") {
			t.Errorf("%q, %v", text.Reveal(), err)
		}
		if _, err := client.Instances.Console(t.Context(), zomrotest.OtherInstanceID); err == nil {
			t.Error("a stopped machine has a console")
		}
	})
}

func TestChangePasswords(t *testing.T) {
	srv := zomrotest.NewServer(t)
	client := newClient(t, srv)
	if err := client.Instances.ChangePassword(t.Context(), zomrotest.InstanceID, backup.NewSecret("Harbor7-new")); err != nil {
		t.Fatal(err)
	}
	if got, _ := srv.Instance(zomrotest.InstanceID); got.Password != "Harbor7-new" {
		t.Errorf("%+v", got)
	}
	if err := client.Instances.ChangeServicePassword(t.Context(), zomrotest.InstanceID, backup.NewSecret("Harbor8-new")); err != nil {
		t.Fatal(err)
	}
	if got, _ := srv.Instance(zomrotest.InstanceID); got.Password != "Harbor8-new" {
		t.Errorf("%+v", got)
	}
}
