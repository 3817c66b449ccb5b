package fleet

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cbr"
	"github.com/backup-sdk/backup-go/cbr/cbrtest"
	"github.com/backup-sdk/backup-go/fleet/drill"
	"github.com/backup-sdk/backup-go/fleet/engine"
	"github.com/backup-sdk/backup-go/zomro/zomrotest"
)

// working is a worker in an engine over a world.
func working(t *testing.T, w *world, text string, change ...func(*WorkerConfig)) (*Worker, *engine.Engine) {
	t.Helper()
	f, err := parse(t, text)
	if err != nil {
		t.Fatal(err)
	}
	cfg := WorkerConfig{
		File: f, Name: "fleet.yaml", Hash: "h", Open: w.open,
		Waits: []backup.WaitOption{backup.WithPollDelay(time.Millisecond), backup.WithPollInterval(time.Millisecond, 10*time.Millisecond)},
	}
	for _, c := range change {
		c(&cfg)
	}
	worker := NewWorker(cfg)
	e, err := engine.Open(t.Context(), engine.Config{
		Store: filepath.Join(t.TempDir(), "fleet.db"), Executor: "test", Kinds: worker.Kinds(), Accounts: worker.Accounts(), Schedules: worker.Schedules(),
	})
	if err != nil {
		t.Fatal(err)
	}
	worker.Start(e)
	t.Cleanup(func() {
		if err := e.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return worker, e
}

// ticked runs a schedule at a time, and the jobs that it submits.
func ticked(t *testing.T, w *Worker, e *engine.Engine, schedule string, tick time.Time) (out tickOutcome, jobs []engine.Result, failure *engine.JobError) {
	t.Helper()
	run := engine.RunID(ScheduleName(w.file.Name, schedule), tick)
	err := e.Submit(t.Context(), engine.Run{ID: run}, []engine.Job{{ID: "tick", Account: w.ticks(), Kind: jobTick, Input: input(tickInput{schedule}), Tick: tick}})
	if err != nil {
		t.Fatal(err)
	}
	ended := func(run string) (all []engine.Result) {
		for _, err := range e.Watch(t.Context(), run) {
			if err != nil {
				t.Fatal(err)
			}
		}
		for r, err := range e.Results(t.Context(), run) {
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, r)
		}
		return all
	}
	result := ended(run)[0]
	if result.Err != nil {
		return out, nil, result.Err
	}
	if err := json.Unmarshal(result.Output, &out); err != nil {
		t.Fatal(err)
	}
	if strings.HasSuffix(out.Run, ".jobs") {
		jobs = ended(out.Run)
	}
	return out, jobs, nil
}

const tickFile = head + `
drills: {allow: [1], canary: [none], machines: [{account: hosting, source: 2, target: 1}]}
accounts:
  - {context: cloud, concurrency: 16, rate: 1000}
  - {context: hosting, concurrency: 16, rate: 1000}
groups:
  - {name: web, account: cloud, machines: [web-1, web-2]}
  - {name: shop, account: hosting, select: {name: ["shop-*"]}, schedule: {name: nightly, at: 02:30}}
  - {name: labs, account: portal, machines: [x], enroll: {operating_system: Linux, node_type: File server, domain: 90DAYS}}
schedules:
  - {name: nightly, do: backup, groups: [web, shop], at: 01:00}
  - {name: portal, do: backup, groups: [labs], at: 01:00}
  - {name: tidy, do: prune, groups: [shop, web], at: 05:00, keep: {last: 1}}
  - {name: drift, do: drift, at: 07:00}
  - {name: converge, do: apply, at: 08:00}
  - {name: trial, do: drill, at: 09:00}
`

// Each machine is backed up once in a night, whoever asks again.
func TestTicks(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	vault := w.cbr.AddVault(cbrtest.VaultSpec{Name: "web", Resources: []cbrtest.ResourceSpec{{Name: "web-1"}, {Name: "web-2"}}})
	ids := make([]int64, 0, 2)
	for i := range 2 {
		ids = append(ids, w.zomro.AddInstance(zomrotest.Instance{ServerName: fmt.Sprintf("shop-%d", i), Tariff: "Cloud S2", Status: "active", DataCenter: "Poland-1", DiskGB: 40, RAMGB: 4}))
	}
	var mu sync.Mutex
	var events []Event
	worker, e := working(t, w, tickFile, func(c *WorkerConfig) {
		c.Told = func(_ context.Context, event Event) {
			mu.Lock()
			defer mu.Unlock()
			events = append(events, event)
		}
	})
	tick := time.Date(2026, 11, 30, 1, 0, 0, 0, time.UTC)
	out, jobs, failure := ticked(t, worker, e, "nightly", tick)
	if failure != nil || out.Count != 3 || len(jobs) != 3 {
		t.Fatalf("%+v, %v, %v", out, jobs, failure)
	}
	for _, j := range jobs {
		if j.State != engine.Done {
			t.Errorf("%s: %s, %v", j.Job.ID, j.State, j.Err)
		}
	}
	for _, id := range ids {
		if b := w.zomro.Backups(id); len(b) != 1 || b[0].Name != "harbor-nightly-20261130-0100" {
			t.Errorf("%+v", b)
		}
	}
	checkpoints := w.cbr.Count("createCheckpoint")
	if checkpoints != 1 {
		t.Errorf("%d checkpoints", checkpoints)
	}
	// The same night again, from the top: all of it is found.
	again := make([]engine.Job, len(jobs))
	for i, j := range jobs {
		again[i] = engine.Job{ID: j.Job.ID, Account: j.Job.Account, Kind: j.Job.Kind, Input: j.Job.Input}
	}
	if err := e.Submit(t.Context(), engine.Run{ID: "again"}, again); err != nil {
		t.Fatal(err)
	}
	for p, err := range e.Watch(t.Context(), "again") {
		if err != nil || p.Failed > 0 {
			t.Error(p, err)
		}
	}
	if n := w.cbr.Count("createCheckpoint"); n != checkpoints || len(w.zomro.Backups(ids[0])) != 1 {
		t.Errorf("%d checkpoints, %d backups", n, len(w.zomro.Backups(ids[0])))
	}

	if _, _, failure := ticked(t, worker, e, "portal", tick); failure == nil || !strings.Contains(failure.Message, "back themselves up") {
		t.Errorf("%v", failure)
	}
	w.zomro.AddBackup(zomrotest.Backup{InstanceID: ids[0], Name: "newer"})
	w.cbr.AddBackups(vault.ID, 3)
	deleted := 0
	out, jobs, failure = ticked(t, worker, e, "tidy", tick.Add(4*time.Hour))
	for _, j := range jobs {
		var one Outcome
		if err := json.Unmarshal(j.Output, &one); err != nil {
			t.Fatal(err, j.Err)
		}
		deleted += one.Count
	}
	if failure != nil || out.Count != 4 || deleted != 4 || len(w.zomro.Backups(ids[0])) != 1 {
		t.Errorf("%+v, %v, %d deleted, %d backups", out, failure, deleted, len(w.zomro.Backups(ids[0])))
	}
	out, _, failure = ticked(t, worker, e, "drift", tick.Add(6*time.Hour))
	if failure != nil || out.Summary == nil || out.Summary.Create != 3 || w.zomro.Count("createSchedule") != 0 {
		t.Errorf("%+v, %v", out, failure)
	}
	out, _, failure = ticked(t, worker, e, "converge", tick.Add(7*time.Hour))
	if failure != nil || out.Count != 3 || len(w.zomro.Schedules(ids[1])) != 1 || w.cloutility.ConsumerCount() != 1 {
		t.Errorf("%+v, %v", out, failure)
	}
	out, _, failure = ticked(t, worker, e, "converge", tick.Add(31*time.Hour))
	if failure != nil || out.Result != "nothing" {
		t.Errorf("%+v, %v", out, failure)
	}
	outcomes, err := worker.file.Outcomes(t.Context(), e.Client)
	if err != nil {
		t.Fatal(err)
	}
	failed := make(map[string]string)
	for _, o := range outcomes {
		if o.Failed {
			failed[o.Subject] = o.Text
		}
		if o.At.IsZero() {
			t.Errorf("%+v", o)
		}
	}
	if len(outcomes) != 6 || len(failed) != 2 || !strings.Contains(failed["harbor.portal"], "back themselves up") || !strings.Contains(failed["harbor.drift"], "3 to create") {
		t.Errorf("%+v", outcomes)
	}
	mu.Lock()
	defer mu.Unlock()
	if len(events) != 5 || events[2].Summary == nil || !events[2].Summary.Differs() {
		t.Errorf("%+v", events)
	}
}

// notes is a canary that knows what is on machines, of which a restore brings what the
// backup had.
type notes struct {
	mu     sync.Mutex
	values map[string]string
}

func (n *notes) Write(_ context.Context, m drill.Machine, value string) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.values[m.ID] = value
	return nil
}

func (n *notes) Read(_ context.Context, m drill.Machine) (string, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if v, ok := n.values[m.ID]; ok {
		return v, nil
	}
	return "", drill.ErrNoCanary
}

func (n *notes) Erase(_ context.Context, m drill.Machine) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	delete(n.values, m.ID)
	return nil
}

// A drill whose restore brings nothing back fails, leaves evidence, and nothing else.
func TestDrillThatFails(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	source := w.zomro.AddInstance(zomrotest.Instance{ServerName: "shop", Tariff: "Cloud S2", Status: "active", DataCenter: "Poland-1", DiskGB: 40, RAMGB: 4})
	target := w.zomro.AddInstance(zomrotest.Instance{ServerName: "trial", Tariff: "Cloud S2", Status: "active", DataCenter: "Poland-1", DiskGB: 40, RAMGB: 4})
	text := strings.Replace(tickFile, "{allow: [1], canary: [none], machines: [{account: hosting, source: 2, target: 1}]}",
		fmt.Sprintf("{allow: [%d], canary: [none], machines: [{account: hosting, source: %d, target: %d}]}", target, source, target), 1)
	dir := t.TempDir()
	worker, e := working(t, w, text, func(c *WorkerConfig) {
		c.Canary, c.Evidence = &notes{values: make(map[string]string)}, dir
	})
	_, jobs, failure := ticked(t, worker, e, "trial", time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC))
	if failure != nil || len(jobs) != 1 || jobs[0].State != engine.Failed || !strings.Contains(jobs[0].Err.Message, string(drill.ReasonNothingRestored)) {
		t.Fatalf("%v, %+v", failure, jobs)
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.json"))
	if err != nil || len(files) != 1 {
		t.Fatal(files, err)
	}
	if left := w.zomro.Backups(source); len(left) != 0 {
		t.Errorf("%+v is left", left)
	}
}

// Machines are spread over the time of a schedule, each day the same.
func TestSpread(t *testing.T) {
	tick := time.Date(2026, 11, 30, 1, 0, 0, 0, time.UTC)
	s := Schedule{Name: "nightly", Spread: "2h", Jitter: "5m"}
	jobs := make([]engine.Job, 120)
	for i := range jobs {
		jobs[i].ID = fmt.Sprintf("m-%03d", i)
	}
	spread(jobs, s, tick)
	perMinute := make(map[int]int)
	inOrder := 0
	for i, j := range jobs {
		after := j.NotBefore.Sub(tick)
		if after < 0 || after >= 2*time.Hour+5*time.Minute {
			t.Fatalf("%s begins after %v", j.ID, after)
		}
		perMinute[int(after/time.Minute)]++
		if i > 0 && j.NotBefore.After(jobs[i-1].NotBefore) {
			inOrder++
		}
	}
	for minute, n := range perMinute {
		if n > 6 {
			t.Errorf("%d begin in minute %d", n, minute)
		}
	}
	if inOrder > 90 {
		t.Error("neighbours come one after the other")
	}
	before := jobs[7].NotBefore
	spread(jobs, s, tick.AddDate(0, 0, 1))
	if jobs[7].NotBefore.Sub(before) != 24*time.Hour {
		t.Errorf("%v, the day before %v", jobs[7].NotBefore, before)
	}
	one := []engine.Job{{ID: "m"}}
	spread(one, Schedule{Name: "n"}, tick)
	if !one[0].NotBefore.IsZero() {
		t.Error("spread without a spread")
	}
}

func TestCron(t *testing.T) {
	for _, tt := range []struct {
		s    Schedule
		want string
	}{
		{Schedule{At: "02:30"}, "30 2 * * *"},
		{Schedule{At: "00:05", On: []Day{"sunday", "friday"}}, "5 0 * * 0,5"},
	} {
		if got := tt.s.cron(); got != tt.want {
			t.Errorf("%s, want %s", got, tt.want)
		}
	}
}

func TestGap(t *testing.T) {
	for _, tt := range []struct {
		on   []Day
		days int
	}{{nil, 1}, {[]Day{"monday"}, 7}, {[]Day{"thursday", "monday"}, 4}, {[]Day{"saturday", "sunday"}, 6}} {
		if got := (Schedule{On: tt.on}).gap(); got != time.Duration(tt.days)*24*time.Hour {
			t.Errorf("%v: %v", tt.on, got)
		}
	}
}

// A machine that moves keeps its place in one vault, and one that is taken out is out,
// also when the step runs again.
func TestProtect(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	old := w.cbr.AddVault(cbrtest.VaultSpec{Name: "old", Resources: []cbrtest.ResourceSpec{{Name: "web-1"}}})
	w.cbr.AddVault(cbrtest.VaultSpec{Name: "new"})
	worker, e := working(t, w, tickFile)
	machine := old.Resources[0].ID
	do := func(run string, in protectInput) Outcome {
		t.Helper()
		if err := e.Submit(t.Context(), engine.Run{ID: run}, []engine.Job{{ID: "m", Account: "cloud", Kind: jobProtect, Input: input(in)}}); err != nil {
			t.Fatal(err)
		}
		for _, err := range e.Watch(t.Context(), run) {
			if err != nil {
				t.Fatal(err)
			}
		}
		var out Outcome
		for r, err := range e.Results(t.Context(), run) {
			if err != nil || r.State != engine.Done {
				t.Fatalf("%s: %v, %v", run, err, r.Err)
			}
			if err := json.Unmarshal(r.Output, &out); err != nil {
				t.Fatal(err)
			}
		}
		return out
	}
	_ = worker
	if out := do("move", protectInput{Machine: machine, Type: cbr.ResourceTypeServer, Name: "web-1", From: old.ID, Vault: "new"}); out.Result != "moved" {
		t.Errorf("%+v", out)
	}
	if out := do("move.again", protectInput{Machine: machine, Type: cbr.ResourceTypeServer, Name: "web-1", From: old.ID, Vault: "new"}); out.Result != "found" {
		t.Errorf("%+v", out)
	}
	var vault cbr.Vault
	for _, v := range w.cbr.Vaults() {
		if v.Name == "new" {
			vault = v
		}
	}
	if len(vault.Resources) != 1 {
		t.Fatalf("%+v", vault.Resources)
	}
	if out := do("remove", protectInput{Machine: machine, Type: cbr.ResourceTypeServer, From: vault.ID}); out.Result != "removed" {
		t.Errorf("%+v", out)
	}
	if out := do("remove.again", protectInput{Machine: machine, Type: cbr.ResourceTypeServer, From: vault.ID}); out.Result != "found" {
		t.Errorf("%+v", out)
	}
}

// A job of another service's account is told, and nothing is sent.
func TestClientOfAnotherService(t *testing.T) {
	w := newWorld(t)
	worker := NewWorker(WorkerConfig{File: &File{Name: "harbor"}, Open: w.open})
	if _, err := client[*cbr.Client](t.Context(), worker, "hosting"); err == nil || !strings.Contains(err.Error(), "another service") {
		t.Error(err)
	}
	if !passing(fmt.Errorf("x: %w", backup.ErrUnavailable)) || passing(errors.New("x")) {
		t.Error("what is tried again")
	}
}
