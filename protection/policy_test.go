package protection_test

import (
	"strings"
	"testing"
	"time"

	"github.com/backup-sdk/backup-go/protection"
)

var now = time.Date(2026, 11, 30, 6, 0, 0, 0, time.UTC)

// good is a row that any policy likes.
func good(change func(*protection.Row)) protection.Row {
	at := now.Add(-5 * time.Hour)
	row := protection.Row{
		Account: protection.Account{Provider: "cbr", Name: "prod"}, Kind: "server", ID: "1", Name: "db", Protected: true,
		Newest: &protection.Backup{At: at}, Attempt: &protection.Attempt{At: at, Result: protection.ResultGood},
		Count: new(int64(7)), Interval: 24 * time.Hour, Retention: protection.Retention{Days: new(int64(30))},
		Places: []protection.Place{{Name: "here"}, {Name: "there", OffSite: true}}, Locked: new(true), AskedAt: now,
	}
	if change != nil {
		change(&row)
	}
	return row
}

func TestClassify(t *testing.T) {
	type row = protection.Row
	strict := protection.Policy{MinBackups: 3, MinRetention: 7 * 24 * time.Hour, OffSite: true, Lock: true}
	attempt := func(after time.Duration, result protection.Result, message string) func(*row) {
		return func(r *row) {
			r.Attempt = &protection.Attempt{At: r.Newest.At.Add(after), Result: result, Message: message}
		}
	}
	tests := []struct {
		name   string
		policy protection.Policy
		change func(*row)
		state  protection.State
		words  string
	}{
		{"good", strict, nil, protection.StateGood, "newest backup is 5h old"},
		{"unprotected", strict, func(r *row) { *r = row{WhyNot: "in no vault"} }, protection.StateUnprotected, "not protected: in no vault"},
		{"unprotected with an old backup", protection.Policy{}, func(r *row) { r.Protected = false }, protection.StateUnprotected, "newest backup is 5h old"},
		{"never", protection.Policy{}, func(r *row) { r.Newest, r.Attempt, r.NextRun = nil, nil, now.Add(2*time.Hour) }, protection.StateNever, "no good backup yet, the next run is in 2h"},
		{"never, and the last one failed", protection.Policy{}, func(r *row) {
			r.Newest, r.Attempt = nil, &protection.Attempt{At: now, Result: protection.ResultFailed, Message: "agent is gone"}
		}, protection.StateNever, "the last attempt failed: agent is gone"},
		{"not never when it could not be asked", protection.Policy{}, func(r *row) {
			r.Newest, r.Attempt, r.Missing = nil, nil, []protection.Missing{{Part: protection.PartBackups}}
		}, protection.StateDoubt, "its backups could not be asked"},
		{"too old by its schedule", protection.Policy{}, func(r *row) { r.Interval = 2 * time.Hour }, protection.StateOld, "5h old, there should be one every 2h"},
		{"twice the interval is the limit", protection.Policy{}, func(r *row) { r.Interval = 150 * time.Minute }, protection.StateGood, ""},
		{"too old by the policy", protection.Policy{MaxAge: 4 * time.Hour}, nil, protection.StateOld, "at most 4h is allowed"},
		{"too old without a schedule", protection.Policy{}, func(r *row) { r.Interval, r.Newest.At = 0, now.Add(-49*time.Hour) }, protection.StateOld, "without a schedule"},
		{"a limit of its own without a schedule", protection.Policy{NoSchedule: 100 * time.Hour}, func(r *row) { r.Interval, r.Newest.At = 0, now.Add(-49*time.Hour) }, protection.StateGood, ""},
		{"last attempt failed", protection.Policy{}, attempt(time.Hour, protection.ResultFailed, "disk error"), protection.StateFailed, "the last attempt failed: disk error"},
		{"last run was missed", protection.Policy{}, attempt(time.Hour, protection.ResultMissed, ""), protection.StateFailed, "missed"},
		{"an older failure does not count", protection.Policy{}, attempt(-time.Hour, protection.ResultFailed, ""), protection.StateGood, ""},
		{"files left out", protection.Policy{}, attempt(0, protection.ResultPartial, "3 files failed"), protection.StateDoubt, "3 files failed"},
		{"one is under way", protection.Policy{}, attempt(time.Hour, protection.ResultRunning, ""), protection.StateGood, ""},
		{"one is under way for too long", protection.Policy{}, func(r *row) {
			r.Newest.At = now.Add(-40 * time.Hour)
			r.Attempt = &protection.Attempt{At: now.Add(-30 * time.Hour), Result: protection.ResultRunning}
		}, protection.StateDoubt, "has been running for 30h"},
		{"problems", protection.Policy{}, func(r *row) { r.Problems = []string{"vault is frozen"} }, protection.StateDoubt, "vault is frozen"},
		{"parts missing", protection.Policy{}, func(r *row) { r.Missing = []protection.Missing{{Part: protection.PartSchedule}} }, protection.StateDoubt, "schedule could not be asked"},
		{"the newest backups are missing", protection.Policy{}, func(r *row) { r.Missing = []protection.Missing{{Part: protection.PartBackups}} }, protection.StateDoubt, "backups could not be asked"},
		{"nobody knows how many", strict, func(r *row) { r.Count = nil }, protection.StateDoubt, "how many backups there are is not known"},
		{"too few", strict, func(r *row) { r.Count = new(int64(2)) }, protection.StateDoubt, "2 backups, at least 3 are wanted"},
		{"kept too short", strict, func(r *row) { r.Retention.Days = new(int64(6)) }, protection.StateDoubt, "kept for 6d"},
		{"too few kept", strict, func(r *row) { r.Retention = protection.Retention{Copies: new(int64(3)), CopiesLast: 72 * time.Hour} }, protection.StateDoubt, "kept for 3d"},
		{"the fewer of copies and days", strict, func(r *row) {
			r.Retention = protection.Retention{Copies: new(int64(3)), CopiesLast: 72 * time.Hour, Days: new(int64(30))}
		}, protection.StateDoubt, "kept for 3d"},
		{"copies without a schedule", strict, func(r *row) { r.Retention = protection.Retention{Copies: new(int64(3)), Days: new(int64(30))} }, protection.StateDoubt, "backups are kept is not known"},
		{"kept for ever", strict, func(r *row) { r.Retention = protection.Retention{Forever: true} }, protection.StateGood, ""},
		{"absurd numbers", strict, func(r *row) { r.Retention = protection.Retention{Days: new(int64(1 << 62))} }, protection.StateGood, ""},
		{"retention unknown", strict, func(r *row) { r.Retention = protection.Retention{} }, protection.StateDoubt, "not known"},
		{"not off-site", strict, func(r *row) { r.Places = r.Places[:1] }, protection.StateDoubt, "no copy off-site"},
		{"not locked", strict, func(r *row) { r.Locked = new(false) }, protection.StateDoubt, "backups are not locked"},
		{"nobody knows of locks", strict, func(r *row) { r.Locked = nil }, protection.StateDoubt, "whether backups are locked is not known"},
		{"the next run by the service's clock", protection.Policy{}, func(r *row) {
			r.Newest, r.NextRun, r.ClockOffset = nil, now.Add(3*time.Hour), 2*time.Hour
		}, protection.StateNever, "the next run is in 1h;"},
		{"an absurd interval", protection.Policy{}, func(r *row) { r.Interval = 1 << 62 }, protection.StateGood, ""},
		{"from the future", protection.Policy{}, func(r *row) { r.Newest.At = now.Add(3 * time.Hour) }, protection.StateDoubt, "from 3h in the future"},
		{"the service's clock is ahead", protection.Policy{}, func(r *row) { r.Newest.At, r.ClockOffset = now.Add(3*time.Hour), 4*time.Hour }, protection.StateDoubt, "clock is 4h ahead of"},
		{"the service's clock is behind", protection.Policy{}, func(r *row) { r.ClockOffset = -time.Hour }, protection.StateDoubt, "clock is 1h behind"},
		{"the worst comes first", protection.Policy{}, func(r *row) {
			r.Interval, r.Problems = time.Hour, []string{"vault is frozen"}
		}, protection.StateOld, "vault is frozen"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := tt.policy.Classify(good(tt.change), now)
			if got.State != tt.state || !strings.Contains(got.Words, tt.words) {
				t.Errorf("%s: %q, want %s with %q", got.State, got.Words, tt.state, tt.words)
			}
			if (len(got.Reasons) == 0) != (got.State == protection.StateGood) {
				t.Errorf("reasons %q of %s", got.Reasons, got.State)
			}
		})
	}
}

// Time and result come from the same backup: a failed attempt never makes an old
// backup look new, and a good one never stays hidden behind an older failure.
func TestClassifyIsOfOneBackup(t *testing.T) {
	r := good(func(r *protection.Row) {
		r.Newest.At = now.Add(-72 * time.Hour)
		r.Attempt = &protection.Attempt{At: now.Add(-time.Hour), Result: protection.ResultFailed}
	})
	v := protection.Policy{}.Classify(r, now)
	if v.State != protection.StateOld || v.Age != 72*time.Hour || len(v.Reasons) != 2 {
		t.Errorf("%+v", v)
	}
}

func TestStates(t *testing.T) {
	for i, s := range protection.States() {
		if s.Rank() != i || s.Label() == "" {
			t.Errorf("%s: rank %d", s, s.Rank())
		}
	}
	if protection.State("other").Rank() <= protection.StateGood.Rank() {
		t.Error("an unknown state must not come before good")
	}
}

func TestWords(t *testing.T) {
	for d, want := range map[time.Duration]string{
		-time.Hour: "0s", 0: "0s", 59 * time.Second: "59s", 90 * time.Second: "1m", 5*time.Hour + 10*time.Minute: "5h 10m", 5 * time.Hour: "5h",
		26 * time.Hour: "26h", 49 * time.Hour: "2d 1h", 48 * time.Hour: "2d", 400 * 24 * time.Hour: "400d",
	} {
		if got := protection.Age(d); got != want {
			t.Errorf("Age(%v) = %q, want %q", d, got, want)
		}
	}
	for n, want := range map[int64]string{-1: "0 B", 0: "0 B", 1023: "1023 B", 1024: "1.0 KiB", 1536 << 20: "1.5 GiB", 20 << 40: "20 TiB", 1<<20 - 1: "1.0 MiB", 10<<10 - 1: "10 KiB", 1023 << 10: "1023 KiB", 1 << 62: "4.0 EiB"} {
		if got := protection.Size(n); got != want {
			t.Errorf("Size(%d) = %q, want %q", n, got, want)
		}
	}
}

func TestThreeTwoOne(t *testing.T) {
	copies, media, offSite := good(nil).ThreeTwoOne()
	if copies != 3 || media != 2 || offSite != 1 {
		t.Errorf("%d-%d-%d", copies, media, offSite)
	}
	if copies, media, offSite = (protection.Row{}).ThreeTwoOne(); copies != 1 || media != 1 || offSite != 0 {
		t.Errorf("without a backup: %d-%d-%d", copies, media, offSite)
	}
}
