package fleet

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/fleet/engine"
)

// applyPrefix begins the ids of runs that apply a plan of a fleet.
func applyPrefix(fleet string) string { return fleet + ".apply." }

// Submit stores the actions as one run and returns its id. The id is made of what the
// actions are, so the same plan again is the same run as long as that has not ended.
// It may be called in a step.
func Submit(ctx context.Context, e *engine.Engine, fleet string, actions []Action, labels map[string]string) (string, error) {
	if len(actions) == 0 {
		return "", errors.New("fleet: there is nothing to submit")
	}
	jobs := make([]engine.Job, len(actions))
	for i, a := range actions {
		jobs[i] = engine.Job{ID: jobID(a.Kind+" "+a.Name, a.ID), Account: a.Account, Kind: jobKind(a.Kind), Input: a.Input}
	}
	base := applyPrefix(fleet) + Identity(actions)
	const most = 10_000
	for n := 1; n < most; n++ {
		id := base
		if n > 1 {
			id += "." + strconv.Itoa(n)
		}
		info, err := e.Run(ctx, id)
		switch {
		case errors.Is(err, engine.ErrRunNotFound):
		case err != nil:
			return "", err
		case info.Progress.Ended():
			continue // the same was done before, and undone since: this is another time
		}
		return id, e.Submit(ctx, engine.Run{ID: id, Labels: labels}, jobs)
	}
	return "", fmt.Errorf("fleet: %d runs are called %s", most, base)
}

// Unfinished are the runs of a fleet's plans that have not ended, the oldest first.
func Unfinished(ctx context.Context, c *engine.Client, fleet string) ([]engine.RunInfo, error) {
	var out []engine.RunInfo
	for info, err := range c.Runs(ctx) {
		if err != nil {
			return nil, err
		}
		if strings.HasPrefix(info.ID, applyPrefix(fleet)) && !info.Progress.Ended() {
			out = append(out, info)
		}
	}
	slices.Reverse(out)
	return out, nil
}

// Apply submits the actions stage by stage and waits for each to end. Watch, if set, is
// told the progress over all of them, and the error while the store is away: it goes on
// when that is back. It ends early when a stage has failures: what comes after needs
// it. Runs are those that were submitted.
func Apply(ctx context.Context, e *engine.Engine, fleet string, actions []Action, labels map[string]string, watch func(engine.Progress, error)) (runs []string, sum engine.Progress, err error) {
	if watch == nil {
		watch = func(engine.Progress, error) {}
	}
	sum = engine.Progress{Total: len(actions), Waiting: len(actions)}
	for _, stage := range Stages(actions) {
		var run string
		err := patiently(ctx, func(err error) { watch(sum, err) }, func() (err error) {
			run, err = Submit(ctx, e, fleet, stage, labels)
			return err
		})
		if err != nil {
			return runs, sum, err
		}
		runs = append(runs, run)
		before := sum
		last, err := WatchRun(ctx, e.Client, run, func(p engine.Progress, err error) {
			if err == nil {
				sum = added(before, p)
			}
			watch(sum, err)
		})
		if err != nil {
			return runs, sum, err
		}
		sum = added(before, last)
		if last.Failed+last.Cancelled > 0 {
			return runs, sum, nil
		}
	}
	return runs, sum, nil
}

// added is the progress of all stages, with that of the one under way.
func added(before, p engine.Progress) engine.Progress {
	sum := before
	sum.Running, sum.PerSecond = p.Running, p.PerSecond
	sum.Done, sum.Failed, sum.Cancelled = before.Done+p.Done, before.Failed+p.Failed, before.Cancelled+p.Cancelled
	sum.Waiting = sum.Total - sum.Done - sum.Failed - sum.Cancelled - sum.Running
	sum.Left = 0
	if p.PerSecond > 0 {
		sum.Left = time.Duration(float64(sum.Waiting+sum.Running) / p.PerSecond * float64(time.Second)).Round(time.Second)
	}
	return sum
}

// WatchRun waits for a run to end. Watch is told its progress, and the error while the
// store is away.
func WatchRun(ctx context.Context, c *engine.Client, run string, watch func(engine.Progress, error)) (last engine.Progress, err error) {
	err = patiently(ctx, func(err error) { watch(last, err) }, func() error {
		for p, err := range c.Watch(ctx, run) {
			if err != nil {
				return err
			}
			last = p
			watch(p, nil)
		}
		return ctx.Err()
	})
	return last, err
}

// storePause is between two looks for a store that is away.
const storePause = time.Second

// patiently does something with the store, again and again while that is away.
func patiently(ctx context.Context, told func(error), do func() error) error {
	for {
		err := do()
		if !errors.Is(err, engine.ErrStore) || ctx.Err() != nil {
			return err
		}
		told(err)
		if backup.Sleep(ctx, storePause) != nil {
			return err
		}
	}
}

// applyTick applies what differs, as a schedule.
func (w *Worker) applyTick(ctx context.Context, _ Schedule, job engine.Job) (tickOutcome, error) {
	e, err := w.running(ctx)
	if err != nil {
		return tickOutcome{}, err
	}
	plan, err := w.plan(ctx)
	if err != nil {
		return tickOutcome{}, err
	}
	s := plan.Summary()
	out := tickOutcome{Outcome: Outcome{Result: "applied", Count: len(plan.Doing())}, Summary: &s}
	if len(plan.Doing()) == 0 {
		out.Result = "nothing"
		return out, nil
	}
	runs, sum, err := Apply(ctx, e, w.file.Name, plan.Doing(), map[string]string{"fleet": w.file.Name, "by": job.Run}, nil)
	if len(runs) > 0 {
		out.Run = runs[len(runs)-1]
	}
	if err == nil && sum.Failed+sum.Cancelled > 0 {
		err = fmt.Errorf("%d of %d actions failed, see run %s", sum.Failed+sum.Cancelled, sum.Total, out.Run)
	}
	return out, err
}
