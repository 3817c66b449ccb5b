package engine

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"time"

	"github.com/dbos-inc/dbos-transact-golang/dbos"
)

// RunInfo is a run and how far it is.
type RunInfo struct {
	Run
	Created  time.Time `json:"created"`
	Executor string    `json:"executor"` // who submitted it
	Progress Progress  `json:"progress"`
}

// Progress counts the jobs of a run.
type Progress struct {
	Total     int `json:"total"`
	Waiting   int `json:"waiting"` // in the queue, or not due yet
	Running   int `json:"running"` // taken by a process
	Done      int `json:"done"`
	Failed    int `json:"failed"`
	Cancelled int `json:"cancelled"`
	// PerSecond is how many jobs ended in a second, over the last minute of [Client.Watch].
	PerSecond float64 `json:"perSecond,omitempty"`
	// Left is how long the rest takes at that rate, zero when it is not known.
	Left time.Duration `json:"left,omitempty"`
}

// Ended is whether every job has ended.
func (p Progress) Ended() bool { return p.Done+p.Failed+p.Cancelled >= p.Total }

func (p Progress) ended() int { return p.Done + p.Failed + p.Cancelled }

// State is how far a job is.
type State string

// How far jobs can be.
const (
	Waiting   State = "waiting"
	Running   State = "running"
	Done      State = "done"
	Failed    State = "failed"
	Cancelled State = "cancelled"
)

// stateOf is DBOS's status in our words. One whose starts are used up has failed.
func stateOf(status dbos.WorkflowStatusType) State {
	switch status {
	case dbos.WorkflowStatusSuccess:
		return Done
	case dbos.WorkflowStatusError, dbos.WorkflowStatusMaxRecoveryAttemptsExceeded:
		return Failed
	case dbos.WorkflowStatusCancelled:
		return Cancelled
	case dbos.WorkflowStatusPending:
		return Running
	}
	return Waiting
}

// runRow is a run's record.
type runRow struct {
	RunInfo
	stored time.Time
	total  int
}

const runColumns = `run, created_ms, stored_ms, executor, labels, total`

func scanRun(scan func(...any) error) (*runRow, error) {
	r := &runRow{}
	var created, stored int64
	var labels string
	if err := scan(&r.ID, &created, &stored, &r.Executor, &labels, &r.total); err != nil {
		return nil, err
	}
	r.Created, r.stored = fromMillis(created), fromMillis(stored)
	_ = json.Unmarshal([]byte(labels), &r.Labels) // only for show
	return r, nil
}

func (c *Client) findRun(ctx context.Context, run string) (*runRow, error) {
	if err := checkRun("Run.ID", run); err != nil {
		return nil, err
	}
	r, err := scanRun(c.db.sql.QueryRowContext(ctx, c.db.query(`SELECT `+runColumns+` FROM {}fleet_runs WHERE run = $1`), run).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fmt.Errorf("%w: %s", ErrRunNotFound, run)
	}
	return r, c.db.fail("look up run "+run, err)
}

// Run is one run, [ErrRunNotFound] when there is none.
func (c *Client) Run(ctx context.Context, run string) (RunInfo, error) {
	r, err := c.findRun(ctx, run)
	if err != nil {
		return RunInfo{}, err
	}
	r.RunInfo.Progress, err = c.progress(ctx, r)
	return r.RunInfo, err
}

// Runs yields all runs, newest first.
func (c *Client) Runs(ctx context.Context) iter.Seq2[RunInfo, error] {
	return func(yield func(RunInfo, error) bool) {
		rows, err := c.runRows(ctx, `ORDER BY created_ms DESC, run`)
		if err != nil {
			yield(RunInfo{}, err)
			return
		}
		for _, r := range rows {
			if r.RunInfo.Progress, err = c.progress(ctx, r); err != nil {
				yield(RunInfo{}, err)
				return
			}
			if !yield(r.RunInfo, nil) {
				return
			}
		}
	}
}

func (c *Client) runRows(ctx context.Context, rest string, args ...any) ([]*runRow, error) {
	rows, err := c.db.sql.QueryContext(ctx, c.db.query(`SELECT `+runColumns+` FROM {}fleet_runs `+rest), args...)
	if err != nil {
		return nil, c.db.fail("list runs", err)
	}
	defer func() { _ = rows.Close() }()
	var out []*runRow
	for rows.Next() {
		r, err := scanRun(rows.Scan)
		if err != nil {
			return nil, c.db.fail("list runs", err)
		}
		out = append(out, r)
	}
	return out, c.db.fail("list runs", rows.Err())
}

// Progress is how far a run is.
func (c *Client) Progress(ctx context.Context, run string) (Progress, error) {
	r, err := c.findRun(ctx, run)
	if err != nil {
		return Progress{}, err
	}
	return c.progress(ctx, r)
}

// Jobs are created with their run, in one transaction: with a margin for clocks, that
// time finds them by an index, where the prefix alone would read the whole table.
const clockMargin = 10 * time.Minute

func (c *Client) progress(ctx context.Context, r *runRow) (Progress, error) {
	rows, err := dbos.GetWorkflowAggregates(c.with(ctx), dbos.GetWorkflowAggregatesInput{
		GroupByStatus: true, SelectCount: true,
		WorkflowIDPrefix: []string{runPrefix(r.ID)},
		StartTime:        r.Created.Add(-clockMargin), EndTime: r.stored.Add(clockMargin),
	})
	if err != nil {
		return Progress{}, c.db.fail("count the jobs of run "+r.ID, err)
	}
	p := Progress{Total: r.total}
	for _, row := range rows {
		status := row.Group["status"]
		if status == nil || row.Count == nil {
			continue
		}
		n := int(*row.Count)
		switch stateOf(dbos.WorkflowStatusType(*status)) {
		case Done:
			p.Done += n
		case Failed:
			p.Failed += n
		case Cancelled:
			p.Cancelled += n
		case Running:
			p.Running += n
		case Waiting:
			p.Waiting += n
		}
	}
	return p, nil
}

// Watch yields a run's progress at once and whenever it has changed, which it looks
// for once a second, and ends after every job has ended. A store that goes away is
// waited for until ctx ends.
func (c *Client) Watch(ctx context.Context, run string) iter.Seq2[Progress, error] {
	return func(yield func(Progress, error) bool) {
		type point struct {
			at    time.Time
			ended int
		}
		var points []point
		var last Progress
		away := false
		for first := true; ; first = false {
			p, err := c.Progress(ctx, run)
			if errors.Is(err, ErrStore) && !first {
				if !away {
					c.logger.WarnContext(ctx, "the store is away", "error", err)
				}
				away, p, err = true, last, nil
			} else {
				away = false
			}
			if err != nil {
				yield(Progress{}, err)
				return
			}
			changed := p != last
			last = p
			now := time.Now()
			points = append(points, point{now, p.ended()})
			for len(points) > 2 && now.Sub(points[0].at) > time.Minute {
				points = points[1:]
			}
			if d := now.Sub(points[0].at).Seconds(); d > 0 && p.ended() > points[0].ended {
				p.PerSecond = float64(p.ended()-points[0].ended) / d
				p.Left = time.Duration(float64(p.Total-p.ended()) / p.PerSecond * float64(time.Second)).Round(time.Second)
			}
			if (first || changed) && !yield(p, nil) || p.Ended() {
				return
			}
			select {
			case <-ctx.Done():
				yield(Progress{}, ctx.Err())
				return
			case <-time.After(time.Second):
			}
		}
	}
}

// pendingByExecutor counts the jobs under way in each executor's name.
func (c *Client) pendingByExecutor(ctx context.Context) (map[string]int, error) {
	rows, err := dbos.GetWorkflowAggregates(c.with(ctx), dbos.GetWorkflowAggregatesInput{
		GroupByExecutorID: true, SelectCount: true, Status: []dbos.WorkflowStatusType{dbos.WorkflowStatusPending},
	})
	if err != nil {
		return nil, c.db.fail("count jobs", err)
	}
	out := map[string]int{}
	for _, row := range rows {
		if id := row.Group["executor_id"]; id != nil && row.Count != nil {
			out[*id] = int(*row.Count)
		}
	}
	return out, nil
}
