// Command kill kills processes and stores under the engine, measures it, and writes
// docs/fleet-engine.md: see make fleet-kill. It fails when something is lost or done
// twice.
package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/backup-sdk/backup-go/fleet/engine"
	"github.com/backup-sdk/backup-go/fleet/engine/enginetest"
	"github.com/backup-sdk/backup-go/fleet/engine/internal/trial"
)

func main() {
	if os.Getenv(trial.Env) != "" {
		os.Exit(trial.RunWorker())
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "kill:", err)
		stop()
		os.Exit(1) //nolint:gocritic // stop was called
	}
}

type options struct {
	kills, crashes, machines int
	seed                     uint64
	bench, verbose           bool
}

func run(ctx context.Context) error {
	var o options
	flags := flag.NewFlagSet("kill", flag.ContinueOnError)
	flags.IntVar(&o.kills, "kills", 100, "kills of processes, for each store")
	flags.IntVar(&o.crashes, "crashes", 10, "crashes of PostgreSQL")
	flags.IntVar(&o.machines, "machines", 5000, "machines of the measured run")
	flags.Uint64Var(&o.seed, "seed", uint64(time.Now().UnixNano()), "of the kills")
	flags.BoolVar(&o.bench, "bench", true, "measure speed and memory too")
	flags.BoolVar(&o.verbose, "v", false, "show what the engine logs")
	write := flags.String("write", "", "`file` to write the results into")
	if err := flags.Parse(os.Args[1:]); err != nil {
		return err
	}
	page := &bytes.Buffer{}
	err := o.all(ctx, page)
	fmt.Print(page.String())
	if err == nil && *write != "" {
		err = os.WriteFile(*write, page.Bytes(), 0o644)
	}
	return err
}

// all does everything that can be done here and writes the page.
func (o *options) all(ctx context.Context, page *bytes.Buffer) error {
	dir, err := os.MkdirTemp("", "fleet-kill-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	postgres, err := enginetest.StartPostgres(ctx)
	if err != nil && !errors.Is(err, enginetest.ErrNoPostgres) {
		return err
	}
	if postgres != nil {
		defer func() { _ = postgres.Close() }()
	}
	fmt.Fprintf(page, intro, runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), o.seed)
	if err := o.trials(ctx, page, dir, postgres); err != nil || !o.bench {
		return err
	}
	return o.benches(ctx, page, dir)
}

const intro = `<!-- Made by make fleet-kill; do not edit. -->

# The fleet engine, measured

What jobs and steps are, and what happens at each kind of crash, is in the documentation of
[package engine](https://pkg.go.dev/github.com/backup-sdk/backup-go/fleet/engine). This page is what one run of
` + "`make fleet-kill`" + ` saw: %s, %s/%s, %d cores, seed %d. Workers, store and service share the cores.

`

func (o *options) trials(ctx context.Context, page *bytes.Buffer, dir string, postgres *enginetest.Postgres) error {
	fmt.Fprint(page, `## Kills

Processes are killed at random moments (SIGKILL) and started again at once. PostgreSQL is ended without
goodbye and started a moment later, or one of its processes is killed, at which it ends all connections
and recovers. Each job has three steps; each looks for a thing at an HTTP service on loopback and creates
it when it is not there, 10 ms a request. The service counts.

| store | processes | kills | crashes of the store | steps | lost | created twice | steps begun once more | jobs left behind or failed | seconds |
| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
`)
	trials := []struct {
		name string
		*trial.Trial
	}{
		{"SQLite", &trial.Trial{Processes: 2, Kills: o.kills, Worker: trial.WorkerConfig{Store: filepath.Join(dir, "kills.db")}}},
		{"PostgreSQL", &trial.Trial{Processes: 3, Kills: o.kills, Crashes: o.crashes, Postgres: postgres}},
	}
	bad := false
	for _, t := range trials {
		if t.name == "PostgreSQL" {
			if postgres == nil {
				fmt.Fprintln(os.Stderr, "kill: PostgreSQL is not installed: left out")
				continue
			}
			t.Worker.Store = postgres.URL()
		}
		t.Worker.Workers, t.Worker.Jobs, t.Worker.Log = 8, 200, o.verbose
		t.Worker.Accounts = map[string]engine.Limits{trial.AccountName(0): {Concurrency: 10}, trial.AccountName(1): {Concurrency: 10}}
		t.Delay, t.MinPause, t.MaxPause, t.Seed, t.Stderr = 10*time.Millisecond, 100*time.Millisecond, 700*time.Millisecond, o.seed, os.Stderr
		r, err := t.Run(ctx)
		if err != nil {
			return fmt.Errorf("%s: %w", t.name, err)
		}
		fmt.Fprintf(page, "| %s | %d | %d | %d | %d | %d | %d | %d | %d | %.0f |\n",
			t.name, t.Processes, r.Kills, r.Crashes, r.Steps, r.Lost, r.Doubled, r.Again, r.NotDone, r.Seconds)
		bad = bad || r.Lost+r.Doubled+r.NotDone > 0
		for account, n := range r.MostAtOnce {
			if limit := t.Worker.Accounts[account].Concurrency; n > limit {
				return fmt.Errorf("%s: %s had %d requests at once, of %d", t.name, account, n, limit)
			}
		}
	}
	fmt.Fprint(page, "\nNo account had more than its 10 requests at once over all processes, those of dead ones included.\n")
	if bad {
		return errors.New("something was lost, created twice or left behind")
	}
	return nil
}

// bench is one measured run.
type bench struct {
	store              string
	processes, workers int
	does               string
	delay              time.Duration
	jobs               int
}

func (o *options) benches(ctx context.Context, page *bytes.Buffer, dir string) error {
	fmt.Fprint(page, `
## Speed and memory

One run of jobs with three steps each, from its submission to its last end. "Nothing" are steps that do
nothing: all of it is the engine's. "HTTP" are two requests a step to the service of above, without delay or with one.

The time of a step depends on what else the machine does, so its load before each run is told; the CPU time does not.

| store | processes × workers | steps do | jobs | steps in a second | ms a step | CPU ms a step, all workers | most memory of a worker | load before |
| --- | ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: |
`)
	few := o.machines / 5
	benches := []bench{
		{"SQLite", 1, 32, "nothing", 0, o.machines},
		{"SQLite", 1, 32, "HTTP", 0, o.machines},
		{"PostgreSQL", 1, 32, "nothing", 0, o.machines},
		{"PostgreSQL", 3, 32, "HTTP", 0, o.machines},
		{"PostgreSQL", 1, 8, "HTTP, 50 ms", 50 * time.Millisecond, few},
		{"PostgreSQL", 2, 8, "HTTP, 50 ms", 50 * time.Millisecond, few},
		{"PostgreSQL", 3, 8, "HTTP, 50 ms", 50 * time.Millisecond, few},
	}
	for i, b := range benches {
		if err := o.measure(ctx, page, b, filepath.Join(dir, fmt.Sprintf("bench-%d.db", i))); err != nil {
			return err
		}
	}
	return nil
}

// measure does one run, with PostgreSQL on a new server: no other run is in it.
func (o *options) measure(ctx context.Context, page *bytes.Buffer, b bench, store string) error {
	if b.store == "PostgreSQL" {
		server, err := enginetest.StartPostgres(ctx)
		if errors.Is(err, enginetest.ErrNoPostgres) {
			return nil
		}
		if err != nil {
			return err
		}
		defer func() { _ = server.Close() }()
		store = server.URL()
	}
	load := loadAverage()
	r, err := (&trial.Bench{
		Processes: b.processes, Delay: b.delay, Stderr: os.Stderr,
		Worker: trial.WorkerConfig{
			Store: store, Workers: b.workers, Jobs: b.jobs, Idle: !strings.HasPrefix(b.does, "HTTP"), Log: o.verbose,
			Accounts: map[string]engine.Limits{trial.AccountName(0): {}},
		},
	}).Run(ctx)
	if err != nil {
		return fmt.Errorf("%s, %d processes, %s: %w", b.store, b.processes, b.does, err)
	}
	steps := float64(r.Steps)
	fmt.Fprintf(page, "| %s | %d × %d | %s | %d | %.0f | %.2f | %.2f | %d MB | %s |\n", b.store, b.processes, b.workers, b.does, b.jobs,
		steps/r.Seconds, 1000*r.Seconds/steps, 1000*r.CPU/steps, r.Memory>>20, load)
	return nil
}

// loadAverage is how many programs wanted a core in the last minute, on Linux.
func loadAverage() string {
	data, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return ""
	}
	first, _, _ := strings.Cut(string(data), " ")
	return first
}
