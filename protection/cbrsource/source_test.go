package cbrsource_test

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cbr"
	"github.com/backup-sdk/backup-go/cbr/cbrtest"
	"github.com/backup-sdk/backup-go/protection"
	"github.com/backup-sdk/backup-go/protection/cbrsource"
)

const (
	day = 24 * time.Hour
	gib = 1 << 30
)

// inBubble runs a test with a project of its own, in which time is free.
func inBubble(t *testing.T, f func(t *testing.T, srv *cbrtest.Server, client *cbr.Client)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		srv := cbrtest.New(cbrtest.WithoutVaults())
		client, err := cbr.New(srv.Config(), append(srv.Options(), backup.WithRetry(backup.RetryPolicy{MaxAttempts: 1}))...)
		if err != nil {
			t.Fatal(err)
		}
		f(t, srv, client)
		client.CloseIdleConnections()
	})
}

// collect returns the rows by name, and the gaps.
func collect(t *testing.T, client *cbr.Client) (map[string]protection.Row, []error) {
	t.Helper()
	rows, gaps := make(map[string]protection.Row), []error(nil)
	for row, err := range protection.Collect(t.Context(), cbrsource.New(cbrsource.Config{Client: client, Account: "prod", Region: "eu-west-101"})) {
		if err != nil {
			gaps = append(gaps, err)
			continue
		}
		if _, twice := rows[row.Name]; twice {
			t.Errorf("%s comes twice", row.Name)
		}
		rows[row.Name] = row
	}
	return rows, gaps
}

func policy(t *testing.T, client *cbr.Client, vaultID string, in cbr.CreatePolicyInput) {
	t.Helper()
	in.OperationType = cbr.PolicyOperationBackup
	p, err := client.Policies.Create(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := client.Vaults.AssociatePolicy(t.Context(), vaultID, cbr.AssociatePolicyInput{PolicyID: p.ID}); err != nil {
		t.Fatal(err)
	}
}

func trigger(t *testing.T, rules ...cbr.ScheduleRule) cbr.PolicyTrigger {
	t.Helper()
	out, err := cbr.Schedule(rules).Trigger()
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func checkpoint(t *testing.T, client *cbr.Client, vaultID string) {
	t.Helper()
	_, err := client.Checkpoints.Create(t.Context(), cbr.CreateCheckpointInput{VaultID: vaultID})
	if err != nil {
		t.Fatal(err)
	}
	time.Sleep(10 * time.Minute)
}

func TestRows(t *testing.T) {
	inBubble(t, func(t *testing.T, srv *cbrtest.Server, client *cbr.Client) {
		vault := srv.AddVault(cbrtest.VaultSpec{Name: "payroll", Resources: []cbrtest.ResourceSpec{
			{ID: "s1", Name: "db", SizeGB: 40, Volumes: []cbrtest.VolumeSpec{{ID: "d1", Name: "db-system"}}}, {ID: "s2", Name: "web"},
		}})
		empty := srv.AddVault(cbrtest.VaultSpec{Name: "new", Resources: []cbrtest.ResourceSpec{{ID: "s3", Name: "never"}}})
		policy(t, client, vault.ID, cbr.CreatePolicyInput{
			Name: "nightly", Trigger: trigger(t, cbr.Daily(cbr.At(1, 30))), Definition: cbr.PolicyDefinition{RetentionDays: new(int64(30))},
		})
		policy(t, client, empty.ID, cbr.CreatePolicyInput{Name: "off", Enabled: new(false), Trigger: trigger(t, cbr.Daily(cbr.At(1, 30)))})
		srv.AddProtectable(cbrtest.ProtectableSpec{ID: "s4", Name: "forgotten"})
		srv.AddProtectable(cbrtest.ProtectableSpec{ID: "s5", Name: "odd", Code: "BackupService.7102", Reason: "wrong state"})
		srv.AddProtectable(cbrtest.ProtectableSpec{ID: "d9", Name: "loose-disk", Type: cbr.ResourceTypeVolume})
		begin := time.Now().UTC()
		checkpoint(t, client, vault.ID)
		time.Sleep(day - 10*time.Minute)
		second := time.Now().UTC()
		checkpoint(t, client, vault.ID)
		time.Sleep(time.Hour)
		srv.FailNextCheckpoint(cbrtest.Failure{Status: "error", Code: "BackupService.3001", Message: "disk broke", ResourceID: "s1"})
		third := time.Now().UTC()
		checkpoint(t, client, vault.ID)

		rows, gaps := collect(t, client)
		if len(gaps) > 0 {
			t.Fatal(gaps)
		}
		if len(rows) != 6 {
			t.Errorf("%d rows: %v", len(rows), rows)
		}
		db := rows["db"]
		if db.Newest == nil || db.Attempt == nil {
			t.Fatalf("%+v", db)
		}
		if got := db.Newest.At.Sub(second); got < 0 || got > 5*time.Second {
			t.Errorf("newest: %v after it was made", got)
		}
		if a := db.Attempt; a.Result != protection.ResultFailed || !strings.Contains(a.Message, "disk broke") || a.At.Sub(third).Abs() > 5*time.Second {
			t.Errorf("attempt: %+v", a)
		}
		if got := db.Oldest.Sub(begin); got < 0 || got > 5*time.Second {
			t.Errorf("oldest: %v after the first", got)
		}
		next := time.Date(second.Year(), second.Month(), second.Day(), 1, 30, 0, 0, time.UTC)
		for !next.After(time.Now()) {
			next = next.AddDate(0, 0, 1)
		}
		used := db.Stores[0].UsedBytes
		want := protection.Row{
			Account: protection.Account{Provider: "cbr", Name: "prod"}, Kind: "server", ID: "s1", Name: "db", Location: "eu-west-101", Protected: true,
			Newest: db.Newest, Attempt: db.Attempt, Oldest: db.Oldest, Count: new(int64(2)), Bytes: new(int64(2 * gib)),
			Schedule: []string{"nightly"}, Interval: day, NextRun: next, Retention: protection.Retention{Days: new(int64(30))},
			Stores: []protection.Store{{ID: vault.ID, Name: "payroll", UsedBytes: used, CapacityBytes: new(int64(500 * gib))}},
			Places: []protection.Place{{Name: "eu-west-101"}}, Locked: new(false), AskedAt: db.AskedAt,
		}
		if diff := cmp.Diff(want, db); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		if w := rows["web"]; w.Attempt == nil || w.Attempt.Result != protection.ResultGood || !w.Attempt.At.Equal(w.Newest.At) || *w.Count != 3 {
			t.Errorf("web: %+v", w)
		}
		if n := rows["never"]; n.Newest != nil || !n.Protected || *n.Count != 0 || n.Interval != 0 || len(n.Problems) != 1 || !strings.Contains(n.Problems[0], "switched off") {
			t.Errorf("never: %+v", n)
		}
		if f := rows["forgotten"]; f.Protected || f.WhyNot != "in no vault" {
			t.Errorf("forgotten: %+v", f)
		}
		if o := rows["odd"]; o.Protected || !strings.Contains(o.WhyNot, "wrong state") {
			t.Errorf("odd: %q", o.WhyNot)
		}
		if d := rows["loose-disk"]; d.Protected || d.Kind != "disk" {
			t.Errorf("a disk of no server: %+v", d)
		}
	})
}

// The disk of a server is no machine of its own, whether its server is in a vault
// or forgotten.
func TestDisks(t *testing.T) {
	inBubble(t, func(t *testing.T, srv *cbrtest.Server, client *cbr.Client) {
		srv.AddVault(cbrtest.VaultSpec{Resources: []cbrtest.ResourceSpec{{Name: "server", Volumes: []cbrtest.VolumeSpec{{Name: "system"}, {Name: "data"}}}}})
		rows, _ := collect(t, client)
		if _, ok := rows["server"]; !ok || len(rows) != 1 {
			t.Errorf("%v", rows)
		}
	})
}

// What cannot be asked is said, and nobody is called unprotected for it.
func TestGaps(t *testing.T) {
	tests := []struct {
		operation string
		check     func(t *testing.T, rows map[string]protection.Row)
	}{
		{"listVault", func(t *testing.T, rows map[string]protection.Row) {
			t.Helper()
			if r := rows["db"]; !r.Protected || !r.Lacks(protection.PartDetails) || r.Newest == nil {
				t.Errorf("%+v", r)
			}
		}},
		{"listBackups", func(t *testing.T, rows map[string]protection.Row) {
			t.Helper()
			if r := rows["db"]; r.Newest != nil || r.Count != nil || !r.Lacks(protection.PartBackups) {
				t.Errorf("%+v", r)
			}
		}},
		{"listOpLogs", func(t *testing.T, rows map[string]protection.Row) {
			t.Helper()
			if r := rows["db"]; r.Newest == nil || !r.Lacks(protection.PartAttempts) {
				t.Errorf("%+v", r)
			}
		}},
		{"listPolicies", func(t *testing.T, rows map[string]protection.Row) {
			t.Helper()
			if r := rows["db"]; r.Newest == nil || !r.Lacks(protection.PartSchedule) {
				t.Errorf("%+v", r)
			}
		}},
		{"listProtectable", func(t *testing.T, rows map[string]protection.Row) {
			t.Helper()
			if r := rows["db"]; r.Newest == nil || len(r.Missing) != 0 {
				t.Errorf("%+v", r)
			}
		}},
	}
	for _, tt := range tests {
		t.Run(tt.operation, func(t *testing.T) {
			inBubble(t, func(t *testing.T, srv *cbrtest.Server, client *cbr.Client) {
				v := srv.AddVault(cbrtest.VaultSpec{Resources: []cbrtest.ResourceSpec{{ID: "s1", Name: "db"}}})
				srv.AddBackups(v.ID, 3)
				srv.Inject(cbrtest.FaultStatus(tt.operation, http.StatusForbidden, `{"error_code":"BackupService.9900","error_msg":"no"}`))
				rows, gaps := collect(t, client)
				var refused *backup.Error
				if len(gaps) == 0 || !errors.As(gaps[0], &refused) || refused.StatusCode != http.StatusForbidden {
					t.Errorf("gaps: %v", gaps)
				}
				tt.check(t, rows)
				state := protection.Policy{}.Judge(rows["db"], time.Now()).State
				if want := tt.operation == "listProtectable"; (state == protection.StateGood) != want {
					t.Errorf("state %s", state)
				}
			})
		})
	}
}

// A wrong password is one gap and no row.
func TestWrongPassword(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := cbrtest.New()
		cfg := srv.Config()
		cfg.Credentials = cbr.Password{Domain: "d", User: "u", Password: backup.NewSecret("wrong")}
		client, err := cbr.New(cfg, srv.Options()...)
		if err != nil {
			t.Fatal(err)
		}
		rows, gaps := collect(t, client)
		if len(rows) != 0 || len(gaps) != 1 || !errors.Is(gaps[0], backup.ErrUnauthenticated) {
			t.Errorf("%d rows, %v", len(rows), gaps)
		}
		client.CloseIdleConnections()
	})
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// A region without desktops is no gap.
func TestKindsThatARegionLacks(t *testing.T) {
	inBubble(t, func(t *testing.T, srv *cbrtest.Server, _ *cbr.Client) {
		transport := srv.RoundTripper()
		client, err := cbr.New(srv.Config(), append(srv.Options(), backup.WithHTTPClient(&http.Client{Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
			if strings.Contains(r.URL.Path, "workspace") {
				body := `{"error_code":"BackupService.0001","error_msg":"unknown type"}`
				return &http.Response{StatusCode: http.StatusBadRequest, Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(strings.NewReader(body)), Request: r}, nil
			}
			return transport.RoundTrip(r)
		})}))...)
		if err != nil {
			t.Fatal(err)
		}
		if _, gaps := collect(t, client); len(gaps) != 0 {
			t.Error(gaps)
		}
	})
}

// Odd responses, such as numbers as texts, change nothing.
func TestQuirks(t *testing.T) {
	for seed := range uint64(5) {
		synctest.Test(t, func(t *testing.T) {
			srv := cbrtest.New(cbrtest.WithQuirks(seed))
			v := srv.Vaults()[0]
			srv.AddBackups(v.ID, 3)
			client, err := cbr.New(srv.Config(), srv.Options()...)
			if err != nil {
				t.Fatal(err)
			}
			rows, gaps := collect(t, client)
			if r := rows["ecs-payroll-1"]; len(gaps) != 0 || r.Newest == nil || time.Since(r.Newest.At) > 2*time.Minute || *r.Count != 3 {
				t.Errorf("seed %d: %+v, %v", seed, r, gaps)
			}
			client.CloseIdleConnections()
		})
	}
}

func TestRequests(t *testing.T) {
	inBubble(t, func(t *testing.T, srv *cbrtest.Server, client *cbr.Client) {
		for range 40 {
			v := srv.AddVault(cbrtest.VaultSpec{Resources: []cbrtest.ResourceSpec{{}, {}, {}}})
			srv.AddBackups(v.ID, 30)
		}
		collect(t, client)
		want := cbrsource.New(cbrsource.Config{}).Requests(120)
		if got := srv.Count("") - srv.Logins(); got > want || got < want/3 {
			t.Errorf("%d requests, %d were announced", got, want)
		}
	})
}
