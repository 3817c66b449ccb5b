package zomro_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/zomro"
	"github.com/backup-sdk/backup-go/zomro/zomrotest"
)

// shelf is a service with a backup of each of the last n days, the oldest first;
// the second is protected.
func shelf(t *testing.T, n int, opts ...zomrotest.Option) (srv *zomrotest.Server, ids []int64) {
	t.Helper()
	srv = zomrotest.NewServer(t, append(opts, zomrotest.WithPageSize(3))...)
	for i := range n {
		ids = append(ids, srv.AddBackup(zomrotest.Backup{
			InstanceID: zomrotest.InstanceID, Name: fmt.Sprintf("day %d", i), Type: "auto", SizeGB: 3, Protected: i == 1,
			Created: time.Date(2026, 8, 10+i, 3, 0, 0, 0, time.UTC),
		}))
	}
	srv.AddBackup(zomrotest.Backup{InstanceID: zomrotest.OtherInstanceID, Name: "another instance's", Created: time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)})
	srv.AddBackup(zomrotest.Backup{InstanceID: zomrotest.InstanceID, Name: "a snapshot", Kind: zomrotest.KindSnapshot, Created: time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)})
	return srv, ids
}

func left(srv *zomrotest.Server) []int64 {
	var out []int64
	for _, b := range srv.Backups(zomrotest.InstanceID) {
		out = append(out, b.ID)
	}
	return out
}

func TestPrune(t *testing.T) {
	srv, ids := shelf(t, 8)
	client := newClient(t, srv)
	var steps []string
	policy := zomro.PruneBackupsInput{KeepLast: 2, KeepWeekly: 2, Progress: func(p zomro.PruneProgress) {
		steps = append(steps, fmt.Sprintf("%d/%d %s %s", p.Done, p.Total, p.Backup.Name, p.Skipped))
	}}
	plan, err := client.Backups.PlanPrune(t.Context(), zomrotest.InstanceID, policy)
	if err != nil {
		t.Fatal(err)
	}
	if n := srv.Count("deleteImage"); n != 0 || len(plan.Steps) != 8 {
		t.Fatalf("planning sent %d deletions; %v", n, plan)
	}
	if text := plan.String(); !strings.Contains(text, "instance 7310442: 5 to delete (15 GB), 3 to keep") {
		t.Errorf("%s", text)
	}
	result, err := client.Backups.Prune(t.Context(), zomrotest.InstanceID, policy)
	if err != nil {
		t.Fatal(err)
	}
	// 10 August 2026 is a Monday: the newest of its week is that of the 16th.
	want := []int64{ids[1], ids[6], ids[7]}
	if diff := cmp.Diff(want, left(srv)); diff != "" {
		t.Errorf("left, -want +got:\n%s", diff)
	}
	if diff := cmp.Diff([]string{"1/5 day 0 ", "2/5 day 2 ", "3/5 day 3 ", "4/5 day 4 ", "5/5 day 5 "}, steps); diff != "" {
		t.Errorf("progress, -want +got:\n%s", diff)
	}
	if len(result.Deleted) != 5 || len(result.Skipped) != 0 || result.Plan == nil {
		t.Errorf("%+v", result)
	}
	if n := len(srv.Backups(zomrotest.OtherInstanceID)); n != 1 || len(srv.Snapshots(zomrotest.InstanceID)) != 1 {
		t.Error("something else was deleted")
	}
	again, err := client.Backups.Prune(t.Context(), zomrotest.InstanceID, policy)
	if err != nil || len(again.Deleted) != 0 {
		t.Errorf("once more: %+v, %v", again, err)
	}
}

func TestPruneIsInterrupted(t *testing.T) {
	srv, ids := shelf(t, 6)
	client := newClient(t, srv)
	ctx, cancel := context.WithCancel(t.Context())
	policy := zomro.PruneBackupsInput{KeepLast: 1, Progress: func(p zomro.PruneProgress) {
		if p.Done == 2 {
			cancel()
		}
	}}
	result, err := client.Backups.Prune(ctx, zomrotest.InstanceID, policy)
	if !errors.Is(err, context.Canceled) || len(result.Deleted) != 2 {
		t.Fatalf("%+v, %v", result, err)
	}
	if diff := cmp.Diff([]int64{ids[1], ids[3], ids[4], ids[5]}, left(srv)); diff != "" {
		t.Errorf("the oldest go first, -want +got:\n%s", diff)
	}
	srv.Inject(zomrotest.FaultError("deleteImage", "system", "", "Out of order").Once())
	result, err = client.Backups.Prune(t.Context(), zomrotest.InstanceID, zomro.PruneBackupsInput{KeepLast: 1})
	if err == nil || !strings.Contains(err.Error(), fmt.Sprint(ids[3])) || len(result.Deleted) != 0 {
		t.Errorf("%+v, %v", result, err)
	}
	result, err = client.Backups.Prune(t.Context(), zomrotest.InstanceID, zomro.PruneBackupsInput{KeepLast: 1})
	if err != nil || len(result.Deleted) != 2 {
		t.Errorf("%+v, %v", result, err)
	}
	if diff := cmp.Diff([]int64{ids[1], ids[5]}, left(srv)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// Between the plan and its execution somebody else may protect or delete.
func TestPlanThatWasOvertaken(t *testing.T) {
	srv, ids := shelf(t, 6)
	client := newClient(t, srv)
	plan, err := client.Backups.PlanPrune(t.Context(), zomrotest.InstanceID, zomro.PruneBackupsInput{KeepLast: 1})
	if err != nil {
		t.Fatal(err)
	}
	if err := client.Backups.Protect(t.Context(), ids[2]); err != nil {
		t.Fatal(err)
	}
	if err := client.Backups.Delete(t.Context(), zomrotest.InstanceID, ids[3]); err != nil {
		t.Fatal(err)
	}
	var skipped []string
	result, err := client.Backups.ExecutePrune(t.Context(), plan, func(p zomro.PruneProgress) {
		if p.Skipped != "" {
			skipped = append(skipped, p.Backup.Name+" "+p.Skipped)
		}
	})
	if err != nil || len(result.Deleted) != 3 || len(result.Skipped) != 1 || result.Skipped[0].ID != ids[2] {
		t.Errorf("%+v, %v", result, err)
	}
	if diff := cmp.Diff([]string{"day 2 protected"}, skipped); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]int64{ids[1], ids[2], ids[5]}, left(srv)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// A protection that came after the last look is found by the service itself.
func TestProtectedAtTheLastMoment(t *testing.T) {
	srv, ids := shelf(t, 3)
	srv.Inject(zomrotest.FaultError("deleteImage", "protected", "image", "The image is protected").Once())
	result, err := newClient(t, srv).Backups.Prune(t.Context(), zomrotest.InstanceID, zomro.PruneBackupsInput{KeepLast: 1})
	if err != nil || len(result.Skipped) != 1 || len(result.Deleted) != 0 {
		t.Errorf("%+v, %v", result, err)
	}
	if diff := cmp.Diff(ids, left(srv)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestPruneOfAnUnknownInstance(t *testing.T) {
	srv, _ := shelf(t, 1)
	if _, err := newClient(t, srv).Backups.Prune(t.Context(), 999, zomro.PruneBackupsInput{KeepLast: 1}); !errors.Is(err, backup.ErrNotFound) {
		t.Errorf("error %v", err)
	}
}
