package engine

import (
	"context"
	"fmt"
	"time"

	"github.com/dbos-inc/dbos-transact-golang/dbos"
)

const (
	rescueEvery = 2 * time.Second
	// rescueAfter is how often in a row a job must be seen that nobody runs: between
	// its claim and its start, and between its end and the record of it, it is in no
	// list either.
	rescueAfter = 3
	// rescueAgain is how often a job is started again that ended by a fault.
	rescueAgain = 3
	// faultsFor is how far back a start and an adoption look for such jobs.
	faultsFor = 24 * time.Hour
)

// rescueLoop looks for jobs that a fault of the store left behind: claimed in this
// executor's name and not run by anybody, or ended with an error that is no job's.
func (e *Engine) rescueLoop(ctx context.Context) {
	r := &rescue{engine: e, missing: map[string]int{}, again: map[string]int{}, since: time.Now().Add(-faultsFor)}
	tick := time.NewTicker(rescueEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if isClosed(e.draining) {
			continue // what is left behind now, the next start finds
		}
		round, cancel := context.WithTimeout(ctx, 30*time.Second)
		r.round(round)
		cancel()
	}
}

type rescue struct {
	engine  *Engine
	missing map[string]int // how often in a row nobody ran it
	again   map[string]int // how often it was started again
	since   time.Time      // of the faults that are still to be looked at
}

// round is one look. Its errors wait for the next: the beat tells of a store that is away.
func (r *rescue) round(ctx context.Context) {
	r.leftBehind(ctx)
	r.faults(ctx)
	if after := r.engine.cfg.AdoptAfter; after > 0 {
		r.adopt(ctx, after)
	}
}

// leftBehind puts back what was claimed and is not run.
func (r *rescue) leftBehind(ctx context.Context) {
	e := r.engine
	found, err := e.list(ctx, dbos.WithFilterStatus(dbos.WorkflowStatusPending), dbos.WithFilterExecutorIDs(e.cfg.Executor))
	if err != nil {
		return
	}
	running := e.active.ids()
	missing := map[string]int{}
	for _, s := range found {
		if running[s.ID] {
			continue
		}
		missing[s.ID] = r.missing[s.ID] + 1
		if missing[s.ID] < rescueAfter {
			continue
		}
		delete(missing, s.ID)
		if e.putBack(ctx, []string{s.ID}, s.QueuePartitionKey) == nil {
			e.stats.rescued.Add(1)
			e.cfg.Logger.WarnContext(ctx, "a job that a fault of the store had left behind goes on", "job", s.ID)
		}
	}
	r.missing = missing
}

// faults starts again what ended with an error that no handler has made. Each process
// looks after its own, so that nothing is started by two.
func (r *rescue) faults(ctx context.Context) {
	e, begin := r.engine, time.Now()
	n, err := e.restartFaults(ctx, e.cfg.Executor, r.since, func(id string) bool {
		r.again[id]++
		return r.again[id] <= rescueAgain
	})
	e.stats.rescued.Add(int64(n))
	if err == nil {
		r.since = begin.Add(-time.Minute) // what is older has been looked at
	}
}

// restartFaults starts those jobs of an executor again that ended since a time by a
// fault of the engine or the store, when may says so.
func (c *Client) restartFaults(ctx context.Context, executor string, since time.Time, may func(id string) bool) (int, error) {
	found, err := c.list(ctx, dbos.WithFilterStatus(dbos.WorkflowStatusError), dbos.WithFilterExecutorIDs(executor),
		dbos.WithFilterCompletedAfter(since), dbos.WithFilterLoadOutput(true))
	if err != nil {
		return 0, err
	}
	n := 0
	for _, s := range found {
		if jobFailure(s.Error) != nil || !may(s.ID) {
			continue
		}
		steps, err := dbos.GetWorkflowSteps(c.with(ctx), s.ID, dbos.WithStepsLoadOutput(false))
		if err != nil {
			return n, c.db.fail("list the steps of a job", err)
		}
		if err := c.rewind(ctx, s.ID, s.QueuePartitionKey, len(steps)); err != nil {
			return n, err
		}
		n++
		c.logger.WarnContext(ctx, "a job that ended by a fault goes on", "job", s.ID, "error", c.db.clean(fmt.Sprint(s.Error)))
	}
	return n, nil
}

// adopt takes over what executors left that are gone for a time.
func (r *rescue) adopt(ctx context.Context, after time.Duration) {
	e := r.engine
	all, err := e.Executors(ctx)
	if err != nil {
		return
	}
	for _, other := range all {
		if other.ID == e.cfg.Executor || other.Jobs == 0 || other.Alive {
			continue
		}
		age, known, err := e.db.executorSeen(ctx, other.ID)
		if err != nil || !known || age < after {
			continue
		}
		if n, err := e.Adopt(ctx, other.ID); n > 0 {
			e.stats.adopted.Add(int64(n))
			e.cfg.Logger.WarnContext(ctx, "took over the work of an executor that is gone", "executor", other.ID, "jobs", n, "error", err)
		}
	}
}

// keepLoop deletes old runs, once an hour.
func (e *Engine) keepLoop(ctx context.Context) {
	if e.cfg.Keep < 0 {
		return
	}
	for pause := time.Minute; ; pause = time.Hour {
		select {
		case <-ctx.Done():
			return
		case <-time.After(pause):
		}
		n, err := e.Delete(ctx, time.Now().Add(-e.cfg.Keep))
		if n > 0 || err != nil && ctx.Err() == nil {
			e.cfg.Logger.InfoContext(ctx, "deleted old runs", "runs", n, "error", err)
		}
	}
}
