package engine_test

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/backup-sdk/backup-go/fleet/engine"
)

// Wrong arguments are named by where they stand, before anything is stored.
func TestInvalid(t *testing.T) {
	nothing := func(context.Context, engine.Steps, engine.Job) (json.RawMessage, error) { return nil, nil }
	schedule := func(change func(*engine.Schedule)) func(*engine.Config) {
		return func(c *engine.Config) {
			s := engine.Schedule{Name: "nightly", Cron: "0 2 * * *", Account: "acme", Kind: "work"}
			change(&s)
			c.Schedules = []engine.Schedule{s}
		}
	}
	tests := map[string]struct {
		change func(*engine.Config)
		field  string
	}{
		"executor":    {func(c *engine.Config) { c.Executor = "a/b" }, "Config.Executor"},
		"dots":        {func(c *engine.Config) { c.Executor = ".." }, "Config.Executor"},
		"workers":     {func(c *engine.Config) { c.Workers = -1 }, "Config.Workers"},
		"adoption":    {func(c *engine.Config) { c.AdoptAfter = time.Second }, "Config.AdoptAfter"},
		"no accounts": {func(c *engine.Config) { c.Accounts = nil }, "Config.Accounts"},
		"account":     {func(c *engine.Config) { c.Accounts["a\n"] = engine.Limits{} }, `Config.Accounts["a\n"]`},
		"concurrency": {func(c *engine.Config) { c.Accounts["acme"] = engine.Limits{Concurrency: -1} }, `Config.Accounts["acme"].Concurrency`},
		"rate":        {func(c *engine.Config) { c.Accounts["acme"] = engine.Limits{PerSecond: math.NaN()} }, `Config.Accounts["acme"].PerSecond`},
		"slow":        {func(c *engine.Config) { c.Accounts["acme"] = engine.Limits{PerSecond: 1e-9} }, `Config.Accounts["acme"].PerSecond`},
		"no kinds":    {func(c *engine.Config) { c.Kinds = nil }, "Config.Kinds"},
		"no handler":  {func(c *engine.Config) { c.Kinds["work"] = engine.Kind{Steps: 1} }, `Config.Kinds["work"].Handler`},
		"no steps":    {func(c *engine.Config) { c.Kinds["work"] = engine.Kind{Handler: nothing} }, `Config.Kinds["work"].Steps`},
		"tries": {func(c *engine.Config) {
			c.Kinds["work"] = engine.Kind{Handler: nothing, Steps: 1, Retries: engine.Retries{Tries: -1}}
		}, `Config.Kinds["work"].Retries.Tries`},
		"schedule's name": {schedule(func(s *engine.Schedule) { s.Name = "a b" }), "Config.Schedules[0].Name"},
		"cron":            {schedule(func(s *engine.Schedule) { s.Cron = "0 0 2 * * *" }), "Config.Schedules[0].Cron"},
		"zone in cron":    {schedule(func(s *engine.Schedule) { s.Cron = "TZ=UTC 0 2 * * *" }), "Config.Schedules[0].Cron"},
		"every":           {schedule(func(s *engine.Schedule) { s.Cron = "@every 1h" }), "Config.Schedules[0].Cron"},
		"never":           {schedule(func(s *engine.Schedule) { s.Cron = "0 0 30 2 *" }), "Config.Schedules[0].Cron"},
		"zone":            {schedule(func(s *engine.Schedule) { s.Zone = "Europe/Atlantis" }), "Config.Schedules[0].Zone"},
		"schedule's kind": {schedule(func(s *engine.Schedule) { s.Kind = "other" }), "Config.Schedules[0].Kind"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			cfg := config("/nonexistent/fleet.db", nothing)
			tt.change(&cfg)
			_, err := engine.Open(t.Context(), cfg)
			var invalid *engine.InvalidError
			if !errors.As(err, &invalid) || invalid.Field != tt.field {
				t.Errorf("%v, not of %s", err, tt.field)
			}
		})
	}

	e := open(t, config(newStore(t), nil))
	submits := map[string]struct {
		run   string
		jobs  []engine.Job
		field string
	}{
		"run":     {"a/b", jobs(1), "Run.ID"},
		"no jobs": {"r", nil, "Jobs"},
		"no id":   {"r", []engine.Job{{Account: "acme", Kind: "work"}}, "Jobs[0].ID"},
		"control": {"r", []engine.Job{{ID: "a\x1b[2J", Account: "acme", Kind: "work"}}, "Jobs[0].ID"},
		"twice":   {"r", append(jobs(3), jobs(1)...), "Jobs[3].ID"},
		"account": {"r", []engine.Job{{ID: "a", Account: "other", Kind: "work"}}, "Jobs[0].Account"},
		"kind":    {"r", []engine.Job{{ID: "a", Account: "acme", Kind: "other"}}, "Jobs[0].Kind"},
		"JSON":    {"r", []engine.Job{{ID: "a", Account: "acme", Kind: "work", Input: json.RawMessage("{")}}, "Jobs[0].Input"},
		"large":   {"r", []engine.Job{{ID: "a", Account: "acme", Kind: "work", Input: json.RawMessage(`"` + strings.Repeat("x", 300<<10) + `"`)}}, "Jobs[0].Input"},
	}
	for name, tt := range submits {
		t.Run("submit "+name, func(t *testing.T) {
			err := e.Submit(t.Context(), engine.Run{ID: tt.run}, tt.jobs)
			var invalid *engine.InvalidError
			if !errors.As(err, &invalid) || invalid.Field != tt.field {
				t.Errorf("%v, not of %s", err, tt.field)
			}
		})
	}
	if _, err := e.Run(t.Context(), "r"); !errors.Is(err, engine.ErrRunNotFound) {
		t.Errorf("something was stored: %v", err)
	}
}

// A schedule that was missed is caught up with once, at its newest time, by one of all
// processes; a new one waits for its next time.
func TestSchedules(t *testing.T) {
	t.Parallel()
	store := newStore(t)
	var calls counter
	ran := make(chan engine.Job, 10)
	handler := func(ctx context.Context, s engine.Steps, job engine.Job) (json.RawMessage, error) {
		calls.add(job.Run)
		ran <- job
		return nil, nil
	}
	cfg := config(store, handler)
	cfg.Schedules = []engine.Schedule{
		{Name: "hourly", Cron: "0 * * * *", CatchUp: true, Account: "acme", Kind: "work", Input: json.RawMessage(`{"a":1}`)},
		{Name: "skips", Cron: "0 * * * *", Account: "acme", Kind: "work"},
	}
	first := open(t, cfg)
	for count(t, store, `SELECT count(*) FROM fleet_ticks`) < 2 {
		time.Sleep(5 * time.Millisecond) // until it has looked
	}
	closeEngine(t, first)
	if calls.get("") != 0 || len(ran) > 0 {
		t.Fatalf("new schedules began at once: %v", calls.sorted())
	}
	now := time.Now()
	execute(t, store, `UPDATE fleet_ticks SET tick_ms = ?`, now.Add(-50*time.Hour).UnixMilli())
	second := cfg
	second.Executor = "two"
	e, other := open(t, cfg), open(t, second)
	job := <-ran
	due := now.UTC().Truncate(time.Hour)
	if job.Run != engine.RunID("hourly", due) || !job.Tick.Equal(due) || string(job.Input) != `{"a":1}` || job.ID != "hourly" {
		t.Errorf("job: %+v", job)
	}
	watch(t, other.Client, job.Run)
	closeEngine(t, e)
	closeEngine(t, other)
	again := open(t, cfg)
	n := 0
	for _, err := range again.Runs(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		n++
	}
	if n != 1 || calls.get(job.Run) != 1 {
		t.Errorf("%d runs, %v", n, calls.sorted())
	}
}

// A handler submits the jobs of other machines in a step, once.
func TestSubmitInAStep(t *testing.T) {
	t.Parallel()
	var e *engine.Engine
	ready := make(chan struct{})
	e = open(t, config(newStore(t), func(ctx context.Context, s engine.Steps, job engine.Job) (json.RawMessage, error) {
		<-ready
		if job.Run == "children" {
			return nil, nil
		}
		s.Note("plans")
		return engine.Step(ctx, s, "submit", func(ctx context.Context) (json.RawMessage, error) {
			return json.RawMessage(`"sent"`), e.Submit(ctx, engine.Run{ID: "children"}, jobs(3))
		})
	}))
	close(ready)
	submit(t, e, "parent", jobs(1))
	if p := watch(t, e.Client, "parent"); p.Done != 1 {
		t.Errorf("parent: %+v %+v", p, results(t, e.Client, "parent"))
	}
	if p := watch(t, e.Client, "children"); p.Done != 3 {
		t.Errorf("children: %+v", p)
	}
}

// Watch tells what has changed and ends with the run.
func TestWatch(t *testing.T) {
	t.Parallel()
	release := make(chan struct{})
	e := open(t, config(newStore(t), func(ctx context.Context, s engine.Steps, job engine.Job) (json.RawMessage, error) {
		s.Note("waits for the test")
		return nil, step(ctx, s, "wait", func() error { <-release; return nil })
	}))
	submit(t, e, "r", jobs(2))
	var last engine.Progress
	n := 0
	for p, err := range e.Watch(t.Context(), "r") {
		if err != nil {
			t.Fatal(err)
		}
		if n++; n == 2 {
			executors, err := e.Executors(t.Context())
			if err != nil || len(executors) != 1 || !executors[0].Alive || executors[0].Jobs != 2 {
				t.Errorf("executors: %+v, %v", executors, err)
			}
			close(release)
		}
		last = p
	}
	if !last.Ended() || last.Done != 2 || last.PerSecond <= 0 || n < 3 {
		t.Errorf("%d times, last %+v", n, last)
	}
	for _, err := range e.Watch(t.Context(), "none") {
		if !errors.Is(err, engine.ErrRunNotFound) {
			t.Errorf("no run: %v", err)
		}
	}
}
