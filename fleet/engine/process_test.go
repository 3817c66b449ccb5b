package engine_test

import (
	"context"
	"errors"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/backup-sdk/backup-go/fleet/engine"
	"github.com/backup-sdk/backup-go/fleet/engine/enginetest"
	"github.com/backup-sdk/backup-go/fleet/engine/internal/trial"
)

func worker() int { return trial.RunWorker() }

// Processes are killed at random and started again: nothing is lost, nothing is created
// twice, and no job stays behind.
func TestKills(t *testing.T) {
	t.Parallel()
	report := try(t, &trial.Trial{
		Worker: trial.WorkerConfig{Store: newStore(t), Workers: 8, Jobs: 40, Accounts: accounts(1, 8)}, Processes: 2,
		Kills: 6, Delay: 10 * time.Millisecond, MinPause: 50 * time.Millisecond, MaxPause: 300 * time.Millisecond,
	})
	if report.Kills != 6 || report.Jobs < 40 {
		t.Errorf("report: %+v", report)
	}
}

// Three processes share PostgreSQL, and both are killed.
func TestPostgresKills(t *testing.T) {
	store := database(t, "kills")
	postgres, err := server()
	if err != nil {
		t.Fatal(err)
	}
	report := try(t, &trial.Trial{
		Worker:   trial.WorkerConfig{Store: store, Workers: 8, Jobs: 80, Accounts: accounts(2, 5)},
		Postgres: postgres, Processes: 3, Kills: 5, Crashes: 2, Delay: 10 * time.Millisecond,
		MinPause: 100 * time.Millisecond, MaxPause: 500 * time.Millisecond,
	})
	if report.Kills != 5 || report.Crashes != 2 || report.Jobs < 80 {
		t.Errorf("report: %+v", report)
	}
	for account, n := range report.MostAtOnce {
		if n > 5 {
			t.Errorf("account %s had %d requests at once, of 5", account, n)
		}
	}
}

func accounts(n, concurrency int) map[string]engine.Limits {
	out := map[string]engine.Limits{}
	for i := range n {
		out[trial.AccountName(i)] = engine.Limits{Concurrency: concurrency}
	}
	return out
}

func try(t *testing.T, tr *trial.Trial) *trial.Report {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	tr.Seed = uint64(time.Now().UnixNano())
	tr.Worker.Log, tr.Stderr = testing.Verbose(), os.Stderr
	report, err := tr.Run(ctx)
	if err != nil {
		t.Fatalf("seed %d: %v", tr.Seed, err)
	}
	t.Logf("seed %d: %+v", tr.Seed, report)
	if report.Lost+report.Doubled+report.NotDone+report.Stuck > 0 {
		t.Errorf("seed %d: %+v", tr.Seed, report)
	}
	return report
}

var postgresStarted atomic.Bool

// server is one for all tests of this package: a new one takes seconds.
var server = sync.OnceValues(func() (*enginetest.Postgres, error) {
	postgresStarted.Store(true)
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	return enginetest.StartPostgres(ctx)
})

// database is the URL of an empty database of the test's own. Without PostgreSQL the
// test is skipped; in CI it fails.
func database(t *testing.T, name string) string {
	t.Helper()
	p, err := server()
	if errors.Is(err, enginetest.ErrNoPostgres) && os.Getenv("TEST_PROGRAMS") != "needed" {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	url, err := p.Database(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	return url
}
