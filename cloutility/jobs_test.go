package cloutility_test

import (
	"testing"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cloutility"
	"github.com/backup-sdk/backup-go/cloutility/cloutilitytest"
)

// backUp makes three backups: one long ago, one yesterday evening by schedule,
// one now with files that failed.
func backUp(t testing.TB, srv *cloutilitytest.Server, ref consumerRef) (ids []int64) {
	t.Helper()
	for _, b := range []cloutilitytest.Backup{
		{Start: noon().AddDate(0, 0, -10), Duration: 26 * time.Hour, Files: 1000, MegaBytes: 2048},
		{Start: noon().Add(-16 * time.Hour), Duration: 90*time.Second + 250*time.Millisecond, Files: 30, MegaBytes: 512, Scheduled: true},
		{Duration: time.Minute, Files: 8, Failed: 2, MegaBytes: 60},
	} {
		b.ConsumerID = ref.ConsumerID
		id := srv.RunBackup(b)
		if id == 0 {
			t.Fatal("no backup was made")
		}
		ids = append(ids, id)
	}
	return ids
}

func TestJobs(t *testing.T) {
	t.Parallel()
	manners(t, func(t *testing.T, srv *cloutilitytest.Server, client *cloutility.Client) {
		ctx := t.Context()
		ref := node(srv, "host-1")
		_, err := client.Jobs.First(ctx, ref.BusinessUnitID, ref.ConsumerID)
		fails(t, err, backup.ErrNotFound)
		ids := backUp(t, srv, ref)

		first := must(client.Jobs.First(ctx, ref.BusinessUnitID, ref.ConsumerID))(t)
		if began := noon().AddDate(0, 0, -10).Add(26 * time.Hour); !first.Completed.Time.Equal(began) || first.ID != at(ids, 0) || first.ExaminedFiles != 0 {
			t.Errorf("first job %+v", first)
		}
		jobID := func(j cloutility.Job) int64 { return j.ID }
		recent := must(backup.Collect(client.Jobs.All(ctx, ref.BusinessUnitID, ref.ConsumerID, cloutility.ListJobsInput{}), 0))(t)
		same(t, "jobs of 24 hours", ids[1:], each(recent, jobID))
		all := must(backup.Collect(client.Jobs.All(ctx, ref.BusinessUnitID, ref.ConsumerID, cloutility.ListJobsInput{Start: first.Completed.Time}), 0))(t)
		same(t, "all jobs", ids, each(all, jobID))
		old := must(client.Jobs.List(ctx, ref.BusinessUnitID, ref.ConsumerID, cloutility.ListJobsInput{Start: first.Completed.Time, End: noon().AddDate(0, 0, -1)}))(t)
		same(t, "old jobs", ids[:1], each(old.Items, jobID))
		_, err = client.Jobs.List(ctx, ref.BusinessUnitID, ref.ConsumerID, cloutility.ListJobsInput{Start: first.Completed.Add(-time.Second)})
		fails(t, err, backup.ErrInvalid) // before the first job

		same(t, "durations", []string{"1.02:00:00", "00:01:30.2500000", "00:01:00"}, each(all, func(j cloutility.Job) string { return j.Duration }))
		same(t, "names", []string{"Manual job", "DAILY_2000", "Manual job"}, each(all, func(j cloutility.Job) string { return j.Name }))
		if got := at(all, 2); got.Severity != "Warning" || got.ExaminedFiles != 10 || got.AffectedFiles != 8 || got.FailedFiles != 2 || got.Result != 4 || got.TransferredMegaBytesPerSecond != 1 {
			t.Errorf("job %+v", got)
		}
		if got := at(all, 1); got.Severity != "Ok" || !got.Scheduled || got.TransferredGigaBytes != 0.5 || got.ConsumerID != ref.ConsumerID || got.Status.Name != "Completed" {
			t.Errorf("job %+v", got)
		}
	})
}

func TestEvents(t *testing.T) {
	t.Parallel()
	manners(t, func(t *testing.T, srv *cloutilitytest.Server, client *cloutility.Client) {
		ctx := t.Context()
		ref := node(srv, "host-1")
		if none := must(client.Jobs.ListEvents(ctx, ref.BusinessUnitID, ref.ConsumerID, cloutility.ListEventsInput{}))(t); none.Total != 0 {
			t.Errorf("events of an unused node %+v", none)
		}
		backUp(t, srv, ref)
		events := must(backup.Collect(client.Jobs.AllEvents(ctx, ref.BusinessUnitID, ref.ConsumerID, cloutility.ListEventsInput{}), 0))(t)
		same(t, "events", []string{"Completed", "Future"}, each(events, func(e cloutility.Event) string { return e.Status.Name }))
		if !at(events, 0).UpdatedToJob || !at(events, 0).ActualStart.Time.Equal(noon().Add(-16*time.Hour)) || !at(events, 1).ScheduledStart.Time.Equal(noon().Add(8*time.Hour)) {
			t.Errorf("events %+v", events)
		}
	})
}
