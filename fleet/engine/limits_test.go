package engine_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/backup-sdk/backup-go/fleet/engine"
	"github.com/backup-sdk/backup-go/fleet/engine/internal/trial"
)

// Each account keeps its own concurrency, and the process its workers.
func TestConcurrency(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	now, most, all, mostAll := map[string]int{}, map[string]int{}, 0, 0
	cfg := config(newStore(t), func(ctx context.Context, s engine.Steps, job engine.Job) (json.RawMessage, error) {
		return nil, step(ctx, s, "s", func() error {
			mu.Lock()
			now[job.Account]++
			all++
			most[job.Account], mostAll = max(most[job.Account], now[job.Account]), max(mostAll, all)
			mu.Unlock()
			time.Sleep(30 * time.Millisecond)
			mu.Lock()
			now[job.Account]--
			all--
			mu.Unlock()
			return nil
		})
	})
	cfg.Workers = 5
	cfg.Accounts = map[string]engine.Limits{"acme": {Concurrency: 2}, "bolt": {Concurrency: 4}, "free": {}}
	e := open(t, cfg)
	list := jobs(36)
	for i := range list {
		list[i].Account = []string{"acme", "bolt", "free"}[i%3]
	}
	submit(t, e, "r", list)
	watch(t, e.Client, "r")
	if most["acme"] > 2 || most["bolt"] > 4 || mostAll > 5 || mostAll < 2 {
		t.Errorf("at once: %v, %d in all", most, mostAll)
	}
}

// A rate counts calls, over all engines of a store, and spaces them.
func TestRate(t *testing.T) {
	t.Parallel()
	store := newStore(t)
	engines := []*engine.Engine{}
	for _, name := range []string{"one", "two"} {
		cfg := config(store, nil)
		cfg.Executor = name
		cfg.Accounts = map[string]engine.Limits{"acme": {PerSecond: 50}, "free": {}}
		engines = append(engines, open(t, cfg))
	}
	var mu sync.Mutex
	var starts []time.Time
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		starts = append(starts, time.Now())
	}))
	defer server.Close()
	var wg sync.WaitGroup
	for i := range 40 {
		client := &http.Client{Transport: engines[i%2].Transport("acme", nil)}
		wg.Go(func() {
			r, err := client.Get(server.URL)
			if err != nil {
				t.Error(err)
				return
			}
			_ = r.Body.Close()
		})
	}
	wg.Wait()
	http.DefaultTransport.(*http.Transport).CloseIdleConnections()
	// 40 calls, 20 ms apart, of which the first may come late.
	if took := starts[len(starts)-1].Sub(starts[0]); took < 500*time.Millisecond || took > 20*time.Second {
		t.Errorf("40 calls at 50 in a second took %v", took)
	}
	if err := engines[0].Wait(t.Context(), "free"); err != nil {
		t.Error(err)
	}
	var invalid *engine.InvalidError
	if err := engines[0].Wait(t.Context(), "none"); !errors.As(err, &invalid) {
		t.Errorf("an account that is not there: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := engines[0].Wait(ctx, "acme"); !errors.Is(err, context.Canceled) {
		t.Errorf("after its context: %v", err)
	}
	if err := engines[0].Wait(t.Context(), "acme"); err != nil { // and nobody hangs after that
		t.Error(err)
	}
}

// Three processes with one PostgreSQL keep an account's concurrency and rate together,
// counted at the service.
func TestPostgresLimits(t *testing.T) {
	const rate, concurrency = 60, 4
	report := try(t, &trial.Trial{
		Worker: trial.WorkerConfig{Store: database(t, "limits"), Workers: 8, Jobs: 40, Accounts: map[string]engine.Limits{
			trial.AccountName(0): {Concurrency: concurrency, PerSecond: rate}, trial.AccountName(1): {},
		}},
		Processes: 3, Delay: 5 * time.Millisecond, MinPause: 50 * time.Millisecond, MaxPause: 100 * time.Millisecond,
	})
	name := trial.AccountName(0)
	// Requests arrive some milliseconds earlier or later than they are sent.
	if n := report.Busiest[name]; n > rate+rate/5 {
		t.Errorf("%d requests in a second, of %d", n, rate)
	}
	if n := report.PerSecond[name]; n > rate+2 || n < rate/4 {
		t.Errorf("%.0f requests in a second on average, of %d", n, rate)
	}
	if n := report.MostAtOnce[name]; n > concurrency {
		t.Errorf("%d requests at once, of %d", n, concurrency)
	}
}
