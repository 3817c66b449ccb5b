package engine_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/backup-sdk/backup-go/fleet/engine"
)

// Cancelled jobs stop: waiting ones at once, running ones before their next step. Retry
// goes on where they stopped.
func TestCancelAndRetry(t *testing.T) {
	t.Parallel()
	var calls counter
	entered, release := make(chan struct{}, 10), make(chan struct{})
	cfg := config(newStore(t), func(ctx context.Context, s engine.Steps, job engine.Job) (json.RawMessage, error) {
		if err := step(ctx, s, "first", func() error { calls.add("first " + job.ID); return nil }); err != nil {
			return nil, err
		}
		if err := step(ctx, s, "second", func() error {
			calls.add("second " + job.ID)
			entered <- struct{}{}
			<-release
			return nil
		}); err != nil {
			return nil, err
		}
		return nil, step(ctx, s, "third", func() error { calls.add("third " + job.ID); return nil })
	})
	cfg.Accounts["acme"] = engine.Limits{Concurrency: 1}
	e := open(t, cfg)
	submit(t, e, "r", jobs(3))
	<-entered
	n, err := e.Cancel(t.Context(), "r", "machine-0002")
	if n != 1 || err != nil {
		t.Fatalf("Cancel of one: %d, %v", n, err)
	}
	if n, err = e.Cancel(t.Context(), "r"); n != 2 || err != nil {
		t.Fatalf("Cancel of the rest: %d, %v", n, err)
	}
	close(release)
	if p := watch(t, e.Client, "r"); p.Cancelled != 3 {
		t.Errorf("progress: %+v", p)
	}
	if n, err = e.Retry(t.Context(), "r"); n != 3 || err != nil {
		t.Fatalf("Retry: %d, %v", n, err)
	}
	if p := watch(t, e.Client, "r"); p.Done != 3 {
		t.Errorf("progress: %+v", p)
	}
	// The step under way at the cancel was not recorded, so it was done again.
	want := []string{
		"first machine-0000=1", "first machine-0001=1", "first machine-0002=1",
		"second machine-0000=2", "second machine-0001=1", "second machine-0002=1",
		"third machine-0000=1", "third machine-0001=1", "third machine-0002=1",
	}
	if diff := cmp.Diff(want, calls.sorted()); diff != "" {
		t.Error(diff)
	}
	if n, err := e.Retry(t.Context(), "r"); n != 0 || err != nil {
		t.Errorf("Retry of what is done: %d, %v", n, err)
	}
	if _, err := e.Cancel(t.Context(), "r", "nobody"); !errors.Is(err, engine.ErrJobNotFound) {
		t.Errorf("Cancel of nobody: %v", err)
	}
	if _, err := e.Retry(t.Context(), "other"); !errors.Is(err, engine.ErrRunNotFound) {
		t.Errorf("Retry of nothing: %v", err)
	}
}

// A failed step ends its job with the step's name and text; Retry goes on with that
// step and keeps those before it.
func TestRetryOfAFailedStep(t *testing.T) {
	t.Parallel()
	var calls counter
	var healed atomic.Bool
	e := open(t, config(newStore(t), func(ctx context.Context, s engine.Steps, job engine.Job) (json.RawMessage, error) {
		if err := step(ctx, s, "first", func() error { calls.add("first"); return nil }); err != nil {
			return nil, err
		}
		err := step(ctx, s, "second", func() error {
			calls.add("second")
			if healed.Load() {
				return nil
			}
			return fmt.Errorf("no vault: %w", errBoom)
		})
		if err != nil {
			if errors.Is(err, errBoom) {
				return nil, errors.New("an error that a record cannot hold came through")
			}
			return nil, fmt.Errorf("while setting up: %w", err)
		}
		return json.RawMessage(`"ok"`), nil
	}))
	submit(t, e, "r", jobs(1))
	if p := watch(t, e.Client, "r"); p.Failed != 1 {
		t.Fatalf("progress: %+v", p)
	}
	want := &engine.JobError{Class: engine.ClassStep, Step: "second", Index: 1, Message: "while setting up: second: no vault: boom"}
	if diff := cmp.Diff(want, results(t, e.Client, "r")[0].Err); diff != "" {
		t.Error(diff)
	}
	healed.Store(true)
	if n, err := e.Retry(t.Context(), "r", "machine-0000"); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	if p := watch(t, e.Client, "r"); p.Done != 1 {
		t.Errorf("progress: %+v", p)
	}
	if diff := cmp.Diff([]string{"first=1", "second=2"}, calls.sorted()); diff != "" {
		t.Error(diff)
	}
	if r := results(t, e.Client, "r")[0]; r.Err != nil || string(r.Output) != `"ok"` {
		t.Errorf("result: %+v", r)
	}
}

// Tries of a step, and errors that are not worth one.
func TestStepTries(t *testing.T) {
	t.Parallel()
	var calls counter
	cfg := config(newStore(t), func(ctx context.Context, s engine.Steps, job engine.Job) (json.RawMessage, error) {
		return nil, step(ctx, s, "s", func() error {
			n := calls.add(job.ID)
			switch {
			case job.ID == "machine-0000" && n == 3:
				return nil
			case job.ID == "machine-0001":
				return errBoom
			case job.ID == "machine-0003":
				panic("out of cheese")
			}
			return errors.New("busy")
		})
	})
	cfg.Kinds["work"] = engine.Kind{Handler: cfg.Kinds["work"].Handler, Steps: 1, Retries: engine.Retries{
		Tries: 3, Pause: time.Millisecond, If: func(err error) bool { return !errors.Is(err, errBoom) },
	}}
	e := open(t, cfg)
	submit(t, e, "r", jobs(4))
	if p := watch(t, e.Client, "r"); p.Done != 1 || p.Failed != 3 {
		t.Errorf("progress: %+v", p)
	}
	if diff := cmp.Diff([]string{"machine-0000=3", "machine-0001=1", "machine-0002=3", "machine-0003=3"}, calls.sorted()); diff != "" {
		t.Error(diff)
	}
	all := results(t, e.Client, "r")
	if got := all[3].Err; got == nil || got.Message != "panic: out of cheese" || got.Class != engine.ClassStep {
		t.Errorf("panic: %+v", got)
	}
	if s := e.Stats(); s.Done != 1 || s.Failed != 3 || s.Steps != 4 || s.StepRetries != 6 {
		t.Errorf("stats: %+v", s)
	}
}

// Handlers that panic, results that are too large or no JSON, and kinds that this
// program does not have end their jobs by name.
func TestFailures(t *testing.T) {
	t.Parallel()
	store := newStore(t)
	cfg := config(store, func(ctx context.Context, s engine.Steps, job engine.Job) (json.RawMessage, error) {
		switch job.ID {
		case "machine-0000":
			panic("handler")
		case "machine-0001":
			return make(json.RawMessage, 2<<20), nil
		case "machine-0002":
			return json.RawMessage(`{`), nil
		case "machine-0003":
			_, err := s.Do(ctx, "large", func(context.Context) (json.RawMessage, error) { return make(json.RawMessage, 2<<20), nil })
			return nil, err
		case "machine-0004":
			return nil, step(ctx, s, "outer", func() error {
				return step(ctx, s, "inner", func() error { return nil })
			})
		}
		return nil, nil
	})
	cfg.Kinds["gone"] = cfg.Kinds["work"]
	first := open(t, cfg)
	list := jobs(6)
	list[5].Kind = "gone"
	list[5].NotBefore = time.Now().Add(time.Hour)
	submit(t, first, "r", list)
	if n, err := first.Cancel(t.Context(), "r", "machine-0005"); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	watch(t, first.Client, "r")
	closeEngine(t, first)
	delete(cfg.Kinds, "gone")
	e := open(t, cfg)
	if n, err := e.Retry(t.Context(), "r", "machine-0005"); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	watch(t, e.Client, "r")
	want := []engine.JobError{
		{Class: engine.ClassPanic, Message: "the handler panicked: handler"},
		{Class: engine.ClassHandler, Message: "the result has 2097152 bytes, more than 1048576"},
		{Class: engine.ClassHandler, Message: "the result is not JSON"},
		{Class: engine.ClassStep, Step: "large", Message: "the result has 2097152 bytes, more than 1048576"},
		{Class: engine.ClassStep, Step: "outer", Message: `step "inner" begins while another is under way: the steps of a job are done one after the other`},
		{Class: engine.ClassKind, Message: `executor one has no handler for jobs of kind "gone"`},
	}
	var got []engine.JobError
	for _, r := range results(t, e.Client, "r") {
		if r.Err != nil {
			got = append(got, *r.Err)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// Close stops between steps: what is under way may end, no other step begins, and the
// next start goes on with what is recorded. A job whose steps have another number by
// then fails by name, and Retry starts it at its first step.
func TestCloseAndOtherSteps(t *testing.T) {
	t.Parallel()
	store := newStore(t)
	var calls counter
	entered, release := make(chan struct{}), make(chan struct{})
	var block atomic.Bool
	block.Store(true)
	handler := func(ctx context.Context, s engine.Steps, job engine.Job) (json.RawMessage, error) {
		for _, name := range []string{"first", "second"} {
			err := step(ctx, s, name, func() error {
				calls.add(name)
				if name == "first" && block.Load() {
					entered <- struct{}{}
					<-release
				}
				return nil
			})
			if err != nil {
				return nil, err
			}
		}
		return nil, nil
	}
	cfg := config(store, handler)
	e := open(t, cfg)
	submit(t, e, "r", jobs(1))
	<-entered
	go func() {
		for e.Health() == nil { // until Close has begun
			time.Sleep(time.Millisecond)
		}
		close(release)
	}()
	closeEngine(t, e)
	if diff := cmp.Diff([]string{"first=1"}, calls.sorted()); diff != "" {
		t.Fatal("after Close: ", diff)
	}
	if err := e.Submit(t.Context(), engine.Run{ID: "late"}, jobs(1)); !errors.Is(err, engine.ErrClosed) {
		t.Errorf("Submit after Close: %v", err)
	}
	client, err := engine.OpenClient(t.Context(), store, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = client.Close() }()
	// The job is back in the queue, for any process.
	if p, err := client.Progress(t.Context(), "r"); err != nil || p.Waiting != 1 {
		t.Fatalf("after Close: %+v, %v", p, err)
	}
	executors, err := client.Executors(t.Context())
	if err != nil || len(executors) != 1 || !executors[0].Stopped || executors[0].Alive || executors[0].Version != "test" {
		t.Errorf("executors: %+v, %v", executors, err)
	}
	block.Store(false)

	cfg.Kinds["work"] = engine.Kind{Handler: handler, Steps: 2}
	e = open(t, cfg)
	watch(t, client, "r")
	got := results(t, client, "r")[0]
	if got.Err == nil || got.Err.Class != engine.ClassSteps || calls.get("second") != 0 {
		t.Fatalf("with other steps: %+v %v", got, calls.sorted())
	}
	if n, err := client.Retry(t.Context(), "r"); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	if p := watch(t, client, "r"); p.Done != 1 {
		t.Errorf("after Retry: %+v", p)
	}
	if diff := cmp.Diff([]string{"first=2", "second=1"}, calls.sorted()); diff != "" {
		t.Error(diff)
	}
}

// Close returns although a step ignores its context, and says so.
func TestCloseIsBounded(t *testing.T) {
	t.Parallel()
	entered, release := make(chan struct{}), make(chan struct{})
	cfg := config(newStore(t), func(ctx context.Context, s engine.Steps, job engine.Job) (json.RawMessage, error) {
		return nil, step(ctx, s, "deaf", func() error { close(entered); <-release; return nil })
	})
	e, err := engine.Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	submit(t, e, "r", jobs(1))
	<-entered
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	begin := time.Now()
	if err := e.Close(ctx); err == nil {
		t.Error("Close did not tell")
	}
	if took := time.Since(begin); took > 15*time.Second {
		t.Errorf("Close took %v", took)
	}
	close(release)
}

// The end of Open's context stops between steps; Close's own cancels steps.
func TestContextEnds(t *testing.T) {
	t.Parallel()
	entered := make(chan struct{})
	cfg := config(newStore(t), func(ctx context.Context, s engine.Steps, job engine.Job) (json.RawMessage, error) {
		_, err := s.Do(ctx, "long", func(ctx context.Context) (json.RawMessage, error) {
			close(entered)
			<-ctx.Done()
			return nil, ctx.Err()
		})
		return nil, err
	})
	ctx, cancel := context.WithCancel(t.Context())
	e, err := engine.Open(ctx, cfg)
	if err != nil {
		t.Fatal(err)
	}
	submit(t, e, "r", jobs(1))
	<-entered
	cancel()
	for e.Health() == nil {
		time.Sleep(time.Millisecond)
	}
	closing, done := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer done()
	if err := e.Close(closing); err != nil {
		t.Errorf("Close: %v", err)
	}
	client, err := engine.OpenClient(t.Context(), cfg.Store, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = client.Close() }()
	// The cancelled step is no failure: it was not recorded.
	if p, err := client.Progress(t.Context(), "r"); err != nil || p.Waiting != 1 {
		t.Errorf("progress: %+v, %v", p, err)
	}
	if steps, err := client.JobSteps(t.Context(), "r", "machine-0000"); err != nil || len(steps) != 0 {
		t.Errorf("steps: %+v, %v", steps, err)
	}
}
