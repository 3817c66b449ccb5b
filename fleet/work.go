package fleet

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/fleet/drill"
	"github.com/backup-sdk/backup-go/fleet/engine"
)

// Outcome is what came of a job.
type Outcome struct {
	// Result is a word: created, changed, removed, found, made, deleted …
	Result string `json:"result"`
	// ID is that of what the job was about, as the service has it.
	ID string `json:"id,omitempty"`
	// Detail is for people.
	Detail string `json:"detail,omitempty"`
	// Count is a number of things, where there are several.
	Count int `json:"count,omitempty"`
	// Skipped are machines that the service left out, and why.
	Skipped []string `json:"skipped,omitempty"`
}

// Worker does what plans and schedules want, as handlers of an engine. Each step is
// small, and finds what an earlier try of it has made.
type Worker struct {
	file *File
	open Open
	cfg  WorkerConfig

	started chan struct{}
	once    sync.Once
	engine  *engine.Engine
}

// WorkerConfig is what a [Worker] needs.
type WorkerConfig struct {
	File *File
	// Name and Hash are what the file is called and the hash of its content.
	Name, Hash string
	// Open makes clients that may write.
	Open Open
	// AllowDestroy lets schedules of this file destroy something: prune, and apply
	// where a change loses backups.
	AllowDestroy bool
	// Told, if set, is told what schedules come to.
	Told func(ctx context.Context, e Event)
	// Signer signs the results of drills; nil signs nothing. Evidence is where results
	// are written, empty for the store alone.
	Signer   *drill.Key
	Evidence string
	// Canary gets values to machines and from them; the program of the file when nil.
	Canary drill.Canary
	// Waits are the pauses of waits for backups; the library's own when there are none.
	Waits []backup.WaitOption
	// Now is the clock of plans, time.Now when nil.
	Now func() time.Time
}

// Event is something that a schedule came to.
type Event struct {
	// Fleet and Schedule say which.
	Fleet, Schedule string
	// Run is the run it was.
	Run string
	// Summary is what a comparison found, nil for schedules that compare nothing.
	Summary *Summary
}

// NewWorker makes a worker. Its handlers wait until [Worker.Start].
func NewWorker(cfg WorkerConfig) *Worker {
	return &Worker{file: cfg.File, open: cfg.Open, cfg: cfg, started: make(chan struct{})}
}

// Start gives the worker the engine that its handlers run in.
func (w *Worker) Start(e *engine.Engine) {
	w.once.Do(func() {
		w.engine = e
		close(w.started)
	})
}

// running is the engine, once there is one.
func (w *Worker) running(ctx context.Context) (*engine.Engine, error) {
	select {
	case <-w.started:
		return w.engine, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Wait waits for the account's turn for one request, over all processes of a store.
func (w *Worker) Wait(ctx context.Context, account string) error {
	e, err := w.running(ctx)
	if err != nil {
		return err
	}
	return e.Wait(ctx, account)
}

// The kinds of jobs.
const (
	jobUnit     = "fleet-unit"
	jobPolicy   = "fleet-policy"
	jobVault    = "fleet-vault"
	jobBinding  = "fleet-binding"
	jobProtect  = "fleet-protect"
	jobSchedule = "fleet-schedule"
	jobEnrol    = "fleet-enrol"
	jobBackup   = "fleet-backup"
	jobPrune    = "fleet-prune"
	jobTick     = "fleet-tick"
	jobDrill    = "fleet-drill"
)

// jobKind is the kind of the job that does an action.
func jobKind(kind string) string {
	switch kind {
	case KindUnit:
		return jobUnit
	case KindPolicy:
		return jobPolicy
	case KindVault:
		return jobVault
	case KindBinding:
		return jobBinding
	case KindProtected:
		return jobProtect
	case KindSchedule:
		return jobSchedule
	case KindEnrolment:
		return jobEnrol
	}
	return ""
}

// Kinds are the handlers, for the configuration of an engine.
func (w *Worker) Kinds() map[string]engine.Kind {
	retries := engine.Retries{Tries: 5, Pause: 2 * time.Second, MaxPause: time.Minute, If: passing} //nolint:mnd // half a minute in all
	kinds := make(map[string]engine.Kind)
	for name, handler := range map[string]engine.Handler{
		jobUnit: w.unit, jobPolicy: w.policy, jobVault: w.vault, jobBinding: w.binding, jobProtect: w.protect,
		jobSchedule: w.schedule, jobEnrol: w.enrol, jobBackup: w.backup, jobPrune: w.prune, jobTick: w.tick, jobDrill: w.drill,
	} {
		kinds[name] = engine.Kind{Handler: handler, Steps: 1, Retries: retries}
	}
	backups := kinds[jobBackup]                                                                                 // a vault that is backed up by its policy is busy for a while
	backups.Retries = engine.Retries{Tries: 40, Pause: 5 * time.Second, MaxPause: 5 * time.Minute, If: passing} //nolint:mnd // some three hours
	kinds[jobBackup] = backups
	units := kinds[jobUnit] // the unit above may be one that is made at the same time
	units.Retries.If = func(err error) bool { return passing(err) || errors.Is(err, backup.ErrNotFound) }
	kinds[jobUnit] = units
	return kinds
}

// Accounts are the accounts of the file with their limits, for the configuration of
// an engine, and one for the schedules themselves.
func (w *Worker) Accounts() map[string]engine.Limits {
	out := map[string]engine.Limits{w.ticks(): {}}
	for _, account := range w.file.Contexts() {
		concurrency, rate := w.file.Limits(account)
		out[account] = engine.Limits{Concurrency: concurrency, PerSecond: rate}
	}
	return out
}

// ticks is the account of the schedules' own jobs: they ask several accounts.
func (w *Worker) ticks() string { return "fleet." + w.file.Name }

// passing reports failures that may be over when it is tried again a little later.
func passing(err error) bool {
	return errors.Is(err, backup.ErrUnavailable) || errors.Is(err, backup.ErrRateLimited) || errors.Is(err, backup.ErrBusy)
}

// client is the client of a job's account.
func client[C any](ctx context.Context, w *Worker, account string) (C, error) {
	var zero C
	opened, err := w.open(ctx, account)
	if err != nil {
		return zero, err
	}
	c, ok := opened.(C)
	if !ok {
		return zero, fmt.Errorf("context %s is one of another service than when this was planned", account)
	}
	return c, nil
}

// read decodes the input of a job.
func read[T any](job engine.Job) (T, error) {
	var in T
	if err := json.Unmarshal(job.Input, &in); err != nil {
		return in, fmt.Errorf("the input of the job: %w", err)
	}
	return in, nil
}

// oneStep is a handler with one step, which most have: the service's own steps are in
// the library's Ensure, which finds them again.
func oneStep[C, T any](ctx context.Context, w *Worker, steps engine.Steps, job engine.Job, name string, do func(ctx context.Context, c C, in T) (Outcome, error)) (json.RawMessage, error) {
	in, err := read[T](job)
	if err != nil {
		return nil, err
	}
	out, err := engine.Step(ctx, steps, name, func(ctx context.Context) (Outcome, error) {
		c, err := client[C](ctx, w, job.Account)
		if err != nil {
			return Outcome{}, err
		}
		return do(ctx, c, in)
	})
	if err != nil {
		return nil, err
	}
	return json.Marshal(out)
}
