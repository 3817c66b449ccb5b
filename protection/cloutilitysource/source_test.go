package cloutilitysource_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cloutility"
	"github.com/backup-sdk/backup-go/cloutility/cloutilitytest"
	"github.com/backup-sdk/backup-go/protection"
	"github.com/backup-sdk/backup-go/protection/cloutilitysource"
)

const mib = 1 << 20

func inBubble(t *testing.T, f func(t *testing.T, srv *cloutilitytest.Server, client *cloutility.Client), opts ...cloutilitytest.Option) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		srv := cloutilitytest.New(opts...)
		f(t, srv, connect(t, srv))
	})
}

func connect(t *testing.T, srv *cloutilitytest.Server, opts ...backup.Option) *cloutility.Client {
	t.Helper()
	opts = append([]backup.Option{backup.WithRetry(backup.RetryPolicy{MaxAttempts: 1})}, opts...)
	client, err := cloutility.New(srv.Config(), append(srv.Options(), opts...)...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.CloseIdleConnections)
	return client
}

func collect(t *testing.T, client *cloutility.Client) (map[string]protection.Row, []error) {
	t.Helper()
	rows, gaps := make(map[string]protection.Row), []error(nil)
	for row, err := range protection.Collect(t.Context(), cloutilitysource.New(cloutilitysource.Config{Client: client, Account: "portal"})) {
		if err != nil {
			gaps = append(gaps, err)
			continue
		}
		rows[row.Name] = row
	}
	return rows, gaps
}

func TestRows(t *testing.T) {
	inBubble(t, func(t *testing.T, srv *cloutilitytest.Server, client *cloutility.Client) {
		db := srv.AddNode(cloutilitytest.HomeUnit, "db")
		late := srv.AddNode(cloutilitytest.HomeUnit, "leaves-files-out")
		srv.AddNode(cloutilitytest.HomeUnit, "never-used")
		signed := srv.AddNode(cloutilitytest.HomeUnit, "never-backed-up")
		srv.SignInNode(signed)
		below := srv.AddBusinessUnit(cloutilitytest.HomeUnit, "Lab")
		srv.AddConsumers(below, 1)
		time.Sleep(3 * 24 * time.Hour)
		now := time.Now()
		run := func(id int64, ago time.Duration, failed int64) {
			srv.RunBackup(cloutilitytest.Backup{ConsumerID: id, Start: now.Add(-ago - time.Hour), Duration: time.Hour, Scheduled: true, Files: 100, Failed: failed, MegaBytes: 50})
		}
		run(db, 50*time.Hour, 0)
		run(db, 26*time.Hour, 0)
		run(db, 2*time.Hour, 0)
		run(late, 3*time.Hour, 4)

		rows, gaps := collect(t, client)
		if len(gaps) > 0 || len(rows) != 5 {
			t.Fatalf("%d rows, %v", len(rows), gaps)
		}
		got := rows["db"]
		want := protection.Row{
			Account: protection.Account{Provider: "cloutility", Name: "portal"}, Kind: "node", ID: got.ID, Name: "db", Location: got.Location,
			Addresses: got.Addresses, Protected: true, Newest: &protection.Backup{At: now.Add(-2 * time.Hour)},
			Attempt: &protection.Attempt{ID: got.Attempt.ID, At: now.Add(-2 * time.Hour), Result: protection.ResultGood},
			Bytes:   new(int64(150 * mib)), Interval: got.Interval, NextRun: got.NextRun, Retention: protection.Retention{Days: got.Retention.Days},
			Stores: got.Stores, Places: got.Places, AskedAt: got.AskedAt,
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		if got.Interval != 24*time.Hour || got.NextRun.UTC().Hour() != 20 || got.NextRun.Sub(now) > 24*time.Hour || *got.Retention.Days < 30 {
			t.Errorf("interval %v, next run %v, kept %v", got.Interval, got.NextRun, got.Retention)
		}
		if got.Location == "" || len(got.Addresses) != 2 || len(got.Places) != 1 || !got.Places[0].OffSite {
			t.Errorf("%+v in %q: %+v", got.Addresses, got.Location, got.Places)
		}
		if a := rows["leaves-files-out"].Attempt; a == nil || a.Result != protection.ResultPartial || a.Message != "4 files failed" {
			t.Errorf("%+v", a)
		}
		if r := rows["never-used"]; r.Protected || r.WhyNot != "its node was never used" {
			t.Errorf("%q", r.WhyNot)
		}
		if r := rows["never-backed-up"]; !r.Protected || r.Newest != nil || r.Attempt != nil || len(r.Missing) > 0 {
			t.Errorf("%+v", r.Missing)
		}
		units := 0
		for _, r := range rows {
			if strings.HasSuffix(r.Location, " / Lab") && r.WhyNot == "no node that is activated" {
				units++
			}
		}
		if units != 1 {
			t.Errorf("units below: %d", units)
		}
	})
}

func TestGaps(t *testing.T) {
	tests := []struct{ operation, part string }{
		{"getNode", protection.PartDetails},
		{"listFilespaces", protection.PartBackups},
		{"listJobs", protection.PartAttempts},
		{"listEvents", protection.PartSchedule},
		{"getLatestNodeReport", "size"},
	}
	for _, tt := range tests {
		t.Run(tt.operation, func(t *testing.T) {
			inBubble(t, func(t *testing.T, srv *cloutilitytest.Server, client *cloutility.Client) {
				for _, name := range []string{"a", "b"} {
					srv.RunBackup(cloutilitytest.Backup{ConsumerID: srv.AddNode(cloutilitytest.HomeUnit, name), Duration: time.Minute, MegaBytes: 1})
				}
				srv.Inject(cloutilitytest.FaultHTML(tt.operation, 502).Once())
				rows, gaps := collect(t, client)
				states := make(map[protection.State]int)
				for _, row := range rows {
					states[protection.Policy{}.Classify(row, time.Now()).State]++
					if !row.Protected || len(row.Missing) > 0 && !row.Lacks(tt.part) {
						t.Errorf("%+v", row.Missing)
					}
				}
				if len(gaps) != 0 || states[protection.StateGood] != 1 || states[protection.StateDoubt] != 1 {
					t.Errorf("%v, %v", states, gaps)
				}
			})
		})
	}
	// A business unit that breaks hides its own nodes, and no others.
	inBubble(t, func(t *testing.T, srv *cloutilitytest.Server, client *cloutility.Client) {
		srv.AddNode(srv.AddBusinessUnit(cloutilitytest.HomeUnit, "Lab"), "in-lab")
		srv.Inject(cloutilitytest.FaultHTML("listConsumers", 502).Once())
		rows, gaps := collect(t, client)
		if len(rows) != 1 || len(gaps) != 1 || !errors.Is(gaps[0], backup.ErrUnavailable) || !strings.Contains(gaps[0].Error(), "business unit ") {
			t.Errorf("%d rows, %v", len(rows), gaps)
		}
	})
}

func TestRequests(t *testing.T) {
	inBubble(t, func(t *testing.T, srv *cloutilitytest.Server, client *cloutility.Client) {
		for range 5 {
			unit := srv.AddBusinessUnit(cloutilitytest.HomeUnit, "u")
			for n := range 10 {
				srv.RunBackup(cloutilitytest.Backup{ConsumerID: srv.AddNode(unit, fmt.Sprint(unit, n)), Duration: time.Minute, MegaBytes: 1})
			}
		}
		collect(t, client) // has the portal look at its server
		srv.ResetLog()
		collect(t, client)
		want := cloutilitysource.New(cloutilitysource.Config{}).Requests(50)
		if got := srv.Count("") - srv.Count("createToken"); got < want*9/10 || got > want*11/10 {
			t.Errorf("%d requests, %d were announced", got, want)
		}
	})
}

func TestQuirks(t *testing.T) {
	for seed := range uint64(5) {
		inBubble(t, func(t *testing.T, srv *cloutilitytest.Server, client *cloutility.Client) {
			id := srv.AddNode(cloutilitytest.HomeUnit, "db")
			srv.RunBackup(cloutilitytest.Backup{ConsumerID: id, Duration: time.Minute, MegaBytes: 1})
			rows, gaps := collect(t, client)
			if r := rows["db"]; len(gaps) != 0 || r.Newest == nil || time.Since(r.Newest.At) > time.Minute || r.Attempt.Result != protection.ResultGood {
				t.Errorf("seed %d: %v, %v", seed, rows, gaps)
			}
		}, cloutilitytest.WithQuirks(seed))
	}
}

// What the fake does not do: the portal's words for runs that went wrong, the
// schedules of a node, disks that stay behind, replication, what is out of use.
func TestWords(t *testing.T) {
	day := func(n int) string { return time.Now().UTC().AddDate(0, 0, n).Format(time.RFC3339) }
	synctest.Test(t, func(t *testing.T) {
		type m = map[string]string
		base := m{
			"/node": `{"id":1,"name":"N","activatedDate":"` + day(-90) + `","locked":true,"replicationState":true,"replicationServerPrimary":"p1","replicationServerSecondary":"p2",
				"nodeSchedules":[{"id":1,"schedule":{"id":4,"name":"WORKDAYS","period":1,"periodUnit":{"name":"Days"},"startTime":"2026-01-01T20:00:00Z","monday":true,"tuesday":true,"wednesday":true,"thursday":true,"friday":true}}]}`,
			"/filespaces": `{"items":[{"id":1,"name":"/","lastBackupEnd":"` + day(-1) + `","occupancies":[{"id":1,"storageMegaBytes":3.0}]},{"id":2,"name":"/data","lastBackupEnd":"` + day(-9) + `"},{"id":3,"name":"/old","archivedDate":"` + day(-9) + `"}],"total":3}`,
			"/jobs":       `{"items":[],"total":0}`,
			"/events":     `{"items":[{"id":9,"scheduledStart":"` + day(0) + `","status":{"name":"Missed"}}],"total":1}`,
		}
		tests := []struct {
			name   string
			change m
			result protection.Result
			says   string
		}{
			{"missed", nil, protection.ResultMissed, ""},
			{"failed", m{"/events": `{"items":[{"id":9,"scheduledStart":"` + day(0) + `","status":{"name":"Failed - no restart"},"result":12}],"total":1}`}, protection.ResultFailed, "failed - no restart with return code 12"},
			{"a job that failed", m{"/jobs": `{"items":[{"id":7,"completed":"` + day(0) + `","result":12,"type":{"name":"Backup"},"status":{"name":"Completed"}}],"total":1}`, "/events": `{"items":[]}`}, protection.ResultFailed, "completed with return code 12"},
			{"a job with warnings", m{"/jobs": `{"items":[{"id":7,"completed":"` + day(0) + `","result":8,"type":{"name":"Backup"}}],"total":1}`, "/events": `{"items":[]}`}, protection.ResultPartial, "return code 8"},
			{"a job under way", m{"/jobs": `{"items":[{"id":7,"actualStart":"` + day(0) + `","type":{"name":"Backup"}}],"total":1}`, "/events": `{"items":[]}`}, protection.ResultRunning, ""},
			{"a restore", m{"/jobs": `{"items":[{"id":7,"completed":"` + day(0) + `","result":12,"type":{"name":"Restore"}}],"total":1}`, "/events": `{"items":[]}`}, protection.ResultGood, ""},
		}
		for _, tt := range tests {
			srv := cloutilitytest.New()
			srv.SignInNode(srv.AddNode(cloutilitytest.HomeUnit, "db"))
			inner := srv.RoundTripper()
			client := connect(t, srv, backup.WithHTTPClient(&http.Client{Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
				for _, from := range []m{tt.change, base} {
					for suffix, body := range from {
						if strings.HasSuffix(r.URL.Path, suffix) {
							return &http.Response{StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(strings.NewReader(body)), Request: r}, nil
						}
					}
				}
				return inner.RoundTrip(r)
			})}))
			rows, gaps := collect(t, client)
			r := rows["db"]
			if len(gaps) != 0 || r.Attempt == nil || r.Attempt.Result != tt.result || !strings.Contains(r.Attempt.Message, tt.says) {
				t.Errorf("%s: %+v, %v, %v", tt.name, r.Attempt, r.Missing, gaps)
				continue
			}
			problems := strings.Join(r.Problems, "; ")
			if !strings.Contains(problems, "locked") || !strings.Contains(problems, "without a recent backup: /data") || strings.Contains(problems, "/old") {
				t.Errorf("%s: problems: %s", tt.name, problems)
			}
			if r.Interval != 72*time.Hour || r.NextRun.IsZero() || r.Schedule[0] != "WORKDAYS" || *r.Bytes != 3*mib {
				t.Errorf("%s: every %v, next %v, by %v", tt.name, r.Interval, r.NextRun, r.Schedule)
			}
			if copies, _, offSite := r.ThreeTwoOne(); copies != 3 || offSite != 2 {
				t.Errorf("%s: %d copies, %d off-site", tt.name, copies, offSite)
			}
		}
	})
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
