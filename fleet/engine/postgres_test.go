package engine_test

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"testing"
	"time"

	"github.com/backup-sdk/backup-go/fleet/engine"
)

// PostgreSQL goes away in the middle of a run and comes back: the engine says so, and
// work goes on. The executor's name is still its own then.
func TestPostgresAway(t *testing.T) {
	store := database(t, "away")
	postgres, err := server()
	if err != nil {
		t.Fatal(err)
	}
	var calls counter
	e := open(t, config(store, func(ctx context.Context, s engine.Steps, job engine.Job) (json.RawMessage, error) {
		for _, name := range []string{"a", "b", "c"} {
			if err := step(ctx, s, name, func() error { calls.add(job.ID + name); time.Sleep(20 * time.Millisecond); return nil }); err != nil {
				return nil, err
			}
		}
		return nil, nil
	}))
	// The same name, and all that a second process can know of the first.
	_, err = engine.Open(t.Context(), config(store, nil))
	var inUse *engine.ExecutorInUseError
	if !errors.As(err, &inUse) || inUse.PID != os.Getpid() {
		t.Errorf("two of one name: %v", err)
	}
	submit(t, e, "r", jobs(60))
	time.Sleep(200 * time.Millisecond) // in the middle
	if err := postgres.Crash(); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	if err := e.Submit(ctx, engine.Run{ID: "other"}, jobs(1)); !errors.Is(err, engine.ErrStore) && !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Submit without a store: %v", err)
	}
	cancel()
	away := config(store, nil)
	away.Executor, away.StartTimeout = "late", -1
	if _, err := engine.Open(t.Context(), away); !errors.Is(err, engine.ErrStore) {
		t.Errorf("Open without a store: %v", err)
	}
	if err := postgres.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	// The server has forgotten whose the name is, its owner has not.
	if _, err := engine.Open(t.Context(), config(store, nil)); !errors.Is(err, engine.ErrExecutorInUse) {
		t.Errorf("two of one name, after the crash: %v", err)
	}
	if p := watch(t, e.Client, "r"); p.Done != 60 {
		t.Errorf("progress: %+v", p)
	}
	if n := len(calls.sorted()); n != 180 {
		t.Errorf("%d steps were done, not 180", n)
	}
	if err := e.Health(); err != nil {
		t.Errorf("Health: %v", err)
	}
}
