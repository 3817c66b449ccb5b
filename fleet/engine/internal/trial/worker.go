// Package trial kills processes and stores under the engine and counts, at a service,
// what was lost or done twice.
package trial

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"strconv"
	"time"

	"github.com/backup-sdk/backup-go/fleet/engine"
)

// Env names the variable with a [WorkerConfig] for a process that shall be a worker.
const Env = "ENGINE_TEST_WORKER"

// WorkerConfig is a worker's.
type WorkerConfig struct {
	Store    string
	Executor string
	Service  string // URL
	Idle     bool   // steps do nothing but count as done
	Accounts map[string]engine.Limits
	Workers  int
	Jobs     int // of a run
	Log      bool
}

// Steps of each job.
const Steps = 3

// RunID is the run of a round.
func RunID(round int) string { return "trial-" + strconv.Itoa(round) }

// JobName is one of its jobs.
func JobName(i int) string { return fmt.Sprintf("machine-%05d", i) }

// StepName is the thing that a step of a job creates.
func StepName(run, job string, n int) string { return fmt.Sprintf("%s.%s.%d", run, job, n) }

// RunWorker is the worker of [Env]. It ends in order when its standard input does, so it
// outlives no test.
func RunWorker() int {
	var cfg WorkerConfig
	if err := json.Unmarshal([]byte(os.Getenv(Env)), &cfg); err != nil {
		fmt.Fprintln(os.Stderr, "worker:", err)
		return 2
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		cancel()
	}()
	if err := runWorker(ctx, cfg); err != nil && ctx.Err() == nil {
		fmt.Fprintln(os.Stderr, "worker:", err)
		return 1
	}
	return 0
}

func runWorker(ctx context.Context, cfg WorkerConfig) error {
	var e *engine.Engine
	ready := make(chan struct{})
	client := func(account string) *http.Client {
		<-ready // a handler can begin before Open has returned
		return &http.Client{Transport: e.Transport(account, nil), Timeout: 30 * time.Second}
	}
	config := engine.Config{
		Store: cfg.Store, Executor: cfg.Executor, Version: "trial", Workers: cfg.Workers, Accounts: cfg.Accounts,
		Kinds: map[string]engine.Kind{"create": {Steps: 1, Handler: handler(cfg.Service, cfg.Idle, client), Retries: engine.Retries{Tries: 20, Pause: 50 * time.Millisecond}}},
	}
	if cfg.Log {
		config.Logger = slog.New(slog.NewTextHandler(os.Stderr, nil)).With("executor", cfg.Executor)
	}
	opened, err := engine.Open(ctx, config)
	if err != nil {
		return err
	}
	e = opened
	close(ready)
	fmt.Println("ready")
	err = rounds(ctx, e, cfg)
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	if closeErr := e.Close(last); err == nil {
		err = closeErr
	}
	return err
}

// rounds submits the run of each round, as every other worker does.
func rounds(ctx context.Context, e *engine.Engine, cfg WorkerConfig) error {
	for round := 0; ctx.Err() == nil; {
		if n := askRound(ctx, cfg.Service); n > round && e.Submit(ctx, engine.Run{ID: RunID(n)}, Jobs(cfg)) == nil {
			round = n // else the store is away
		}
		select {
		case <-ctx.Done():
		case <-e.Done():
			return e.Err()
		case <-time.After(100 * time.Millisecond):
		}
	}
	return nil
}

func askRound(ctx context.Context, service string) int {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, service+"/round", http.NoBody)
	if err != nil {
		return 0
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0
	}
	defer func() { _ = response.Body.Close() }()
	body, _ := io.ReadAll(response.Body)
	round, _ := strconv.Atoi(string(body)) // 0 is no round
	return round
}

// Jobs are a run's, dealt out to the accounts in turn.
func Jobs(cfg WorkerConfig) []engine.Job {
	accounts := make([]string, 0, len(cfg.Accounts))
	for i := range len(cfg.Accounts) {
		accounts = append(accounts, AccountName(i))
	}
	jobs := make([]engine.Job, cfg.Jobs)
	for i := range jobs {
		jobs[i] = engine.Job{ID: JobName(i), Account: accounts[i%len(accounts)], Kind: "create"}
	}
	return jobs
}

// AccountName is the name of an account of [WorkerConfig].
func AccountName(i int) string { return fmt.Sprintf("account-%d", i) }

// handler creates one thing in each step, which it first looks for.
func handler(service string, idle bool, client func(account string) *http.Client) engine.Handler {
	return func(ctx context.Context, s engine.Steps, job engine.Job) (json.RawMessage, error) {
		for n := range Steps {
			_, err := engine.Step(ctx, s, "create "+strconv.Itoa(n), func(ctx context.Context) (string, error) {
				if idle {
					return "done", nil
				}
				name := StepName(job.Run, job.ID, n)
				url := service + "/things/" + name + "?account=" + job.Account
				status, err := send(ctx, client(job.Account), http.MethodGet, url)
				if err == nil && status == http.StatusNotFound {
					_, err = send(ctx, client(job.Account), http.MethodPost, url)
				}
				return name, err
			})
			if err != nil {
				return nil, err
			}
		}
		return json.Marshal("created")
	}
}

func send(ctx context.Context, client *http.Client, method, url string) (int, error) {
	r, err := http.NewRequestWithContext(ctx, method, url, http.NoBody)
	if err != nil {
		return 0, err
	}
	response, err := client.Do(r)
	if err != nil {
		return 0, err
	}
	return response.StatusCode, response.Body.Close()
}
