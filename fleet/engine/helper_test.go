package engine_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/backup-sdk/backup-go/fleet/engine"
)

// TestMain is also the program of the processes that tests start and kill.
func TestMain(m *testing.M) {
	if os.Getenv("ENGINE_TEST_WORKER") != "" {
		os.Exit(worker())
	}
	code := m.Run()
	if postgresStarted.Load() {
		if p, err := server(); err == nil {
			_ = p.Close()
		}
	}
	if err := goleak.Find(); err != nil && code == 0 {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

// template is a store whose tables are made already, which takes the most time of a
// new one.
var template = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "engine-template-")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	path := filepath.Join(dir, "fleet.db")
	e, err := engine.Open(context.Background(), config(path, nil))
	if err != nil {
		return nil, err
	}
	if err := e.Close(context.Background()); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

// newStore is the path of a SQLite store of the test's own.
func newStore(t testing.TB) string {
	t.Helper()
	data, err := template()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "fleet.db")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// config has one account and one kind, "work".
func config(store string, handler engine.Handler) engine.Config {
	if handler == nil {
		handler = func(context.Context, engine.Steps, engine.Job) (json.RawMessage, error) { return nil, nil }
	}
	return engine.Config{
		Store: store, Executor: "one", Version: "test",
		Kinds:    map[string]engine.Kind{"work": {Handler: handler, Steps: 1}},
		Accounts: map[string]engine.Limits{"acme": {Concurrency: 8}},
	}
}

// open starts an engine that ends with the test.
func open(t testing.TB, cfg engine.Config) *engine.Engine {
	t.Helper()
	if testing.Verbose() && cfg.Logger == nil {
		cfg.Logger = slog.New(slog.NewTextHandler(logWriter{t}, &slog.HandlerOptions{Level: slog.LevelInfo})).With("executor", cfg.Executor)
	}
	e, err := engine.Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { closeEngine(t, e) })
	return e
}

type logWriter struct{ t testing.TB }

func (w logWriter) Write(p []byte) (int, error) {
	w.t.Log(string(p))
	return len(p), nil
}

func closeEngine(t testing.TB, e *engine.Engine) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if err := e.Close(ctx); err != nil {
		t.Errorf("Close: %v", err)
	}
}

func jobs(n int) []engine.Job {
	out := make([]engine.Job, n)
	for i := range out {
		out[i] = engine.Job{ID: fmt.Sprintf("machine-%04d", i), Account: "acme", Kind: "work", Input: json.RawMessage(fmt.Sprintf(`{"n": %d}`, i))}
	}
	return out
}

func submit(t testing.TB, e *engine.Engine, run string, jobs []engine.Job) {
	t.Helper()
	if err := e.Submit(t.Context(), engine.Run{ID: run}, jobs); err != nil {
		t.Fatal(err)
	}
}

// watch waits until every job of a run has ended.
func watch(t testing.TB, c *engine.Client, run string) engine.Progress {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 60*time.Second)
	defer cancel()
	for {
		p, err := c.Progress(ctx, run)
		if err == nil && p.Ended() {
			return p
		}
		if ctx.Err() != nil {
			t.Fatalf("run %s did not end: %+v, %v", run, p, err)
		}
		time.Sleep(20 * time.Millisecond) // of another process
	}
}

func results(t testing.TB, c *engine.Client, run string) []engine.Result {
	t.Helper()
	var out []engine.Result
	for r, err := range c.Results(t.Context(), run) {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, r)
	}
	return out
}

// counter counts what was done, by name.
type counter struct {
	mu sync.Mutex
	n  map[string]int
}

func (c *counter) add(name string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.n == nil {
		c.n = map[string]int{}
	}
	c.n[name]++
	return c.n[name]
}

func (c *counter) get(name string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.n[name]
}

func (c *counter) sorted() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	out := []string{}
	for name, n := range c.n {
		out = append(out, fmt.Sprintf("%s=%d", name, n))
	}
	slices.Sort(out)
	return out
}

// step does nothing but call fn, and results in its name.
func step(ctx context.Context, s engine.Steps, name string, fn func() error) error {
	_, err := engine.Step(ctx, s, name, func(context.Context) (string, error) { return name, fn() })
	return err
}

var errBoom = errors.New("boom")
