package zomro_test

import (
	"errors"
	"testing"
	"testing/synctest"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/zomro"
	"github.com/backup-sdk/backup-go/zomro/zomrotest"
)

func TestSnapshotLifecycle(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := zomrotest.New(zomrotest.WithPageSize(1))
		client := newClient(t, srv)
		first, err := client.Snapshots.Create(t.Context(), zomrotest.InstanceID, zomro.CreateSnapshotInput{Name: "first"})
		if err != nil || first.Status != zomro.BackupSaving {
			t.Fatalf("%+v, %v", first, err)
		}
		if _, err := client.Snapshots.WaitActive(t.Context(), first.ID); err != nil {
			t.Fatal(err)
		}
		second, err := client.Snapshots.CreateAndWait(t.Context(), zomrotest.InstanceID, zomro.CreateSnapshotInput{Name: "second"})
		if err != nil || second.Status != zomro.BackupActive || second.ImageType != zomro.ImageTypeSnapshot {
			t.Fatalf("%+v, %v", second, err)
		}
		page, err := client.Snapshots.List(t.Context(), zomrotest.InstanceID, zomro.ListSnapshotsInput{Limit: 1})
		if err != nil || page.Total != 2 || page.Next != "2" || page.ManualCreatedToday != 2 || page.StatCost.Amount != "0.01" {
			t.Errorf("%+v, %v", page, err)
		}
		all, err := backup.Collect(client.Snapshots.All(t.Context(), zomrotest.InstanceID, zomro.ListSnapshotsInput{}), 0)
		if err != nil || len(all) != 2 || all[0].Name != "first" || all[1].ID != second.ID {
			t.Errorf("%+v, %v", all, err)
		}
		if n := len(srv.Backups(zomrotest.InstanceID)); n != 0 {
			t.Errorf("%d backups were made", n)
		}

		if err := client.Snapshots.Protect(t.Context(), first.ID); err != nil {
			t.Fatal(err)
		}
		if err := client.Snapshots.Rename(t.Context(), first.ID, "the first"); err != nil {
			t.Fatal(err)
		}
		got, err := client.Snapshots.Get(t.Context(), first.ID)
		if err != nil || got.Name != "the first" || !got.Protected || got.InstanceID != zomrotest.InstanceID {
			t.Errorf("%+v, %v", got, err)
		}
		if err := client.Snapshots.Delete(t.Context(), zomrotest.InstanceID, first.ID); !errors.Is(err, backup.ErrConflict) {
			t.Errorf("deleting a protected one: %v", err)
		}
		if err := client.Backups.Delete(t.Context(), zomrotest.InstanceID, second.ID); !errors.Is(err, backup.ErrInvalid) {
			t.Errorf("deleting it as a backup: %v", err)
		}
		if err := client.Snapshots.Delete(t.Context(), zomrotest.InstanceID, second.ID); err != nil {
			t.Error(err)
		}
		if left := srv.Snapshots(zomrotest.InstanceID); len(left) != 1 || left[0].ID != first.ID {
			t.Errorf("left %+v", left)
		}
	})
}

func TestFiveSnapshotsADay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client := newClient(t, zomrotest.New())
		for i := range 6 {
			_, err := client.Snapshots.CreateAndWait(t.Context(), zomrotest.InstanceID, zomro.CreateSnapshotInput{Name: "x"})
			if i < 5 && err != nil || i == 5 && !errors.Is(err, backup.ErrQuota) {
				t.Errorf("number %d: %v", i+1, err)
			}
		}
	})
}
