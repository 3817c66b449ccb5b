package zomrosource_test

import (
	"errors"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/protection"
	"github.com/backup-sdk/backup-go/protection/zomrosource"
	"github.com/backup-sdk/backup-go/zomro"
	"github.com/backup-sdk/backup-go/zomro/zomrotest"
)

const gib = 1 << 30

func inBubble(t *testing.T, f func(t *testing.T, srv *zomrotest.Server, client *zomro.Client), opts ...zomrotest.Option) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		srv := zomrotest.New(opts...)
		client, err := zomro.New(srv.Config(), append(srv.Options(), backup.WithRetry(backup.RetryPolicy{MaxAttempts: 1}))...)
		if err != nil {
			t.Fatal(err)
		}
		f(t, srv, client)
		client.CloseIdleConnections()
	})
}

func collect(t *testing.T, client *zomro.Client) (map[string]protection.Row, []error) {
	t.Helper()
	rows, gaps := make(map[string]protection.Row), []error(nil)
	for row, err := range protection.Collect(t.Context(), zomrosource.New(zomrosource.Config{Client: client, Account: "shop"})) {
		if err != nil {
			gaps = append(gaps, err)
			continue
		}
		rows[row.Name] = row
	}
	return rows, gaps
}

func TestRows(t *testing.T) {
	inBubble(t, func(t *testing.T, srv *zomrotest.Server, client *zomro.Client) {
		ctx := t.Context()
		db, web := zomrotest.InstanceID, zomrotest.OtherInstanceID
		if _, err := client.Schedules.Create(ctx, db, zomro.CreateScheduleInput{
			Name: "nightly", Days: zomro.EveryDay(), Time: zomro.TimeOfDay{Hour: 2, Minute: 30},
		}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(3 * 24 * time.Hour)
		backups := srv.Backups(db)
		newest := backups[len(backups)-1]
		bad := srv.AddBackup(zomrotest.Backup{InstanceID: web, Name: "broken", Status: "suspended"})
		other := srv.AddInstance(zomrotest.Instance{ServerName: "manual", DataCenter: "Poland-1"})
		at := time.Now().Add(-2 * time.Hour).Truncate(time.Second)
		srv.AddBackup(zomrotest.Backup{InstanceID: other, Name: "before the update", Created: at, SizeGB: 7, Region: "Germany-1", Protected: true})
		srv.AddInstance(zomrotest.Instance{ServerName: "forgotten"})

		rows, gaps := collect(t, client)
		if len(gaps) > 0 || len(rows) != 4 {
			t.Fatalf("%d rows, %v", len(rows), gaps)
		}
		got := rows["harbor-db"]
		next := time.Date(newest.Created.Year(), newest.Created.Month(), newest.Created.Day()+1, 2, 30, 0, 0, zomro.ScheduleLocation())
		for time.Until(next) > 24*time.Hour {
			next = next.AddDate(0, 0, -1)
		}
		want := protection.Row{
			Account: protection.Account{Provider: "zomro", Name: "shop"}, Kind: "instance", ID: "7310442", Name: "harbor-db", Location: "Poland-1",
			Addresses: got.Addresses, Protected: true, Newest: got.Newest, Attempt: got.Attempt, Oldest: got.Oldest,
			Count: new(int64(len(backups))), Bytes: got.Bytes, Schedule: []string{"nightly"}, Interval: 24 * time.Hour, NextRun: next,
			Retention: protection.Retention{Copies: new(int64(5)), CopiesLast: 5 * 24 * time.Hour}, Places: []protection.Place{{Name: "Poland-1"}}, Locked: new(false), AskedAt: got.AskedAt,
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		if got.Newest == nil || !got.Newest.At.Equal(newest.Created.Truncate(time.Second)) || got.Attempt.Result != protection.ResultGood || !got.Attempt.At.Equal(got.Newest.At) {
			t.Errorf("newest %+v of %v, attempt %+v", got.Newest, newest.Created, got.Attempt)
		}
		w := rows["harbor-web"]
		if w.Newest != nil || !w.Protected || w.Attempt == nil || w.Attempt.Result != protection.ResultFailed || !strings.Contains(w.Attempt.Message, "suspended") || *w.Count != 0 {
			t.Errorf("only a bad one (%d): %+v", bad, w.Attempt)
		}
		m := rows["manual"]
		if m.Newest == nil || !m.Newest.At.Equal(at) || *m.Newest.Bytes != 7*gib || *m.Bytes != 7*gib || m.Interval != 0 || !*m.Locked || !m.Oldest.Equal(at) {
			t.Errorf("manual: %+v", m.Newest)
		}
		if copies, _, offSite := m.ThreeTwoOne(); copies != 2 || offSite != 1 {
			t.Errorf("manual: %d copies, %d off-site", copies, offSite)
		}
		if f := rows["forgotten"]; f.Protected || f.WhyNot != "no schedule and no backup" {
			t.Errorf("forgotten: %q", f.WhyNot)
		}
		if n := srv.Count("showImage"); n > 4 {
			t.Errorf("%d backups were asked one by one", n)
		}
	})
}

// Only what is newest is asked for its time, however many there are.
func TestRequests(t *testing.T) {
	inBubble(t, func(t *testing.T, srv *zomrotest.Server, client *zomro.Client) {
		for range 30 {
			id := srv.AddInstance(zomrotest.Instance{ServerName: "m"})
			for n := range 10 {
				srv.AddBackup(zomrotest.Backup{InstanceID: id, Created: time.Now().Add(-time.Duration(n) * 24 * time.Hour)})
			}
		}
		collect(t, client)
		want := zomrosource.New(zomrosource.Config{}).Requests(32)
		if got := srv.Count("") - srv.Logins(); got > want || got < want*9/10 {
			t.Errorf("%d requests, %d were announced", got, want)
		}
	})
}

func TestGaps(t *testing.T) {
	tests := []struct{ operation, part string }{
		{"listBackups", protection.PartBackups},
		{"listSchedules", protection.PartSchedule},
		{"showImage", protection.PartDetails},
	}
	for _, tt := range tests {
		t.Run(tt.operation, func(t *testing.T) {
			inBubble(t, func(t *testing.T, srv *zomrotest.Server, client *zomro.Client) {
				for _, id := range []int64{zomrotest.InstanceID, zomrotest.OtherInstanceID} {
					srv.AddBackup(zomrotest.Backup{InstanceID: id, Created: time.Now()})
				}
				srv.Inject(zomrotest.FaultHTML(tt.operation, 502).Once())
				rows, gaps := collect(t, client)
				states := make(map[protection.State]int)
				for _, row := range rows {
					states[protection.Policy{}.Classify(row, time.Now()).State]++
					if !row.Protected || len(row.Missing) > 0 && !row.Lacks(tt.part) {
						t.Errorf("%+v", row.Missing)
					}
				}
				if len(gaps) != 0 || states[protection.StateGood] != 1 || states[protection.StateDoubt] != 1 {
					t.Errorf("%v, %v (%d requests)", states, gaps, srv.Count(tt.operation))
				}
			})
		})
	}
	t.Run("listInstances", func(t *testing.T) {
		inBubble(t, func(t *testing.T, srv *zomrotest.Server, client *zomro.Client) {
			srv.Inject(zomrotest.FaultHTML("listInstances", 502))
			if rows, gaps := collect(t, client); len(rows) != 0 || len(gaps) != 1 || !errors.Is(gaps[0], backup.ErrUnavailable) {
				t.Errorf("%d rows, %v", len(rows), gaps)
			}
		})
	})
}

// A filter that somebody left in the control panel hides machines: it is told.
func TestFilter(t *testing.T) {
	inBubble(t, func(t *testing.T, srv *zomrotest.Server, client *zomro.Client) {
		srv.SetFilter("instances", url.Values{"domain": {"harbor-db"}})
		rows, gaps := collect(t, client)
		if len(rows) != 1 || len(gaps) != 1 || !errors.Is(gaps[0], zomrosource.ErrFiltered) {
			t.Errorf("%d rows, %v", len(rows), gaps)
		}
	})
}

func TestQuirks(t *testing.T) {
	for seed := range uint64(5) {
		inBubble(t, func(t *testing.T, srv *zomrotest.Server, client *zomro.Client) {
			srv.AddBackup(zomrotest.Backup{InstanceID: zomrotest.InstanceID, Created: time.Now().Add(-time.Hour)})
			rows, gaps := collect(t, client)
			if r := rows["harbor-db"]; len(gaps) != 0 || len(rows) != 2 || r.Newest == nil || time.Since(r.Newest.At) > 2*time.Hour {
				t.Errorf("seed %d: %+v, %v", seed, rows, gaps)
			}
		}, zomrotest.WithQuirks(seed))
	}
}
