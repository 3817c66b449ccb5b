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
// for once a second, and ends after every job has ended.
func (c *Client) Watch(ctx context.Context, run string) iter.Seq2[Progress, error] {
	return func(yield func(Progress, error) bool) {
		type point struct {
			at    time.Time
			ended int
		}
		var points []point
		var last Progress
		for first := true; ; first = false {
			p, err := c.Progress(ctx, run)
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

// Result is a job and what came of it so far.
type Result struct {
	Job      Job             `json:"job"`
	State    State           `json:"state"`
	Output   json.RawMessage `json:"output,omitempty"` // the handler's, of a job that is done
	Err      *JobError       `json:"error,omitempty"`  // of a job that failed
	Attempts int             `json:"attempts"`         // starts since it was submitted, retried or put back
	Executor string          `json:"executor,omitempty"`
	Started  time.Time       `json:"started,omitzero"`
	Ended    time.Time       `json:"ended,omitzero"`
}

// Results yields every job of a run in the order of submission.
func (c *Client) Results(ctx context.Context, run string) iter.Seq2[Result, error] {
	return func(yield func(Result, error) bool) {
		entries, err := c.entries(ctx, run)
		if err != nil {
			yield(Result{}, err)
			return
		}
		for part := range chunks(entries, 200) {
			ids := make([]string, len(part))
			for i, en := range part {
				ids[i] = jobID(run, en.ID)
			}
			found, err := c.list(ctx, dbos.WithFilterWorkflowIDs(ids...), dbos.WithFilterLoadInput(true), dbos.WithFilterLoadOutput(true))
			if err != nil {
				yield(Result{}, err)
				return
			}
			byID := make(map[string]*dbos.WorkflowStatus, len(found))
			for i := range found {
				byID[found[i].ID] = &found[i]
			}
			for i, en := range part {
				status := byID[ids[i]]
				if status == nil {
					yield(Result{}, fmt.Errorf("%w: job %s of run %s is no longer in the store: the run is being deleted", ErrRunNotFound, en.ID, run))
					return
				}
				if !yield(result(run, en, status), nil) {
					return
				}
			}
		}
	}
}

// chunks yields parts of a list.
func chunks[T any](list []T, size int) iter.Seq[[]T] {
	return func(yield func([]T) bool) {
		for len(list) > 0 {
			n := min(size, len(list))
			if !yield(list[:n]) {
				return
			}
			list = list[n:]
		}
	}
}

func (c *Client) entries(ctx context.Context, run string) ([]entry, error) {
	if err := checkRun("Run.ID", run); err != nil {
		return nil, err
	}
	var text string
	err := c.db.sql.QueryRowContext(ctx, c.db.query(`SELECT jobs FROM {}fleet_runs WHERE run = $1`), run).Scan(&text)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fmt.Errorf("%w: %s", ErrRunNotFound, run)
	}
	if err != nil {
		return nil, c.db.fail("look up run "+run, err)
	}
	var out []entry
	if err := json.Unmarshal([]byte(text), &out); err != nil {
		return nil, &storeError{doing: "read the jobs of run " + run, store: c.db.name, cause: err.Error()}
	}
	return out, nil
}

// list asks for records, without what they hold unless an option says so.
func (c *Client) list(ctx context.Context, options ...dbos.ListWorkflowsOption) ([]dbos.WorkflowStatus, error) {
	options = append([]dbos.ListWorkflowsOption{dbos.WithFilterLoadInput(false), dbos.WithFilterLoadOutput(false)}, options...)
	out, err := dbos.ListWorkflows(c.with(ctx), options...)
	return out, c.db.fail("list jobs", err)
}

func result(run string, en entry, s *dbos.WorkflowStatus) Result {
	r := Result{
		Job:   Job{ID: en.ID, Account: en.Account, Kind: en.Kind},
		State: stateOf(s.Status), Attempts: s.Attempts, Executor: s.ExecutorID, Started: s.StartedAt, Ended: s.CompletedAt,
	}
	if text, ok := s.Input.(string); ok {
		var in work
		if json.Unmarshal([]byte(text), &in) == nil {
			r.Job = in.Job
		}
	}
	r.Job.Run = run
	switch r.State {
	case Done:
		if text, ok := s.Output.(string); ok { // JSON of a string that is JSON
			var inner string
			if json.Unmarshal([]byte(text), &inner) == nil && inner != "" {
				r.Output = json.RawMessage(inner)
			}
		}
	case Failed:
		if r.Err = jobFailure(s.Error); r.Err == nil {
			r.Err = &JobError{Class: ClassEngine, Message: "the engine could not go on"}
			if s.Status == dbos.WorkflowStatusMaxRecoveryAttemptsExceeded {
				r.Err.Message = fmt.Sprintf("the job was started %d times and no process came to its end", s.Attempts)
			} else if s.Error != nil {
				r.Err.Message += ": " + clip(s.Error.Error())
			}
		}
	case Waiting, Running, Cancelled:
	}
	return r
}

// StepInfo is the record of a step.
type StepInfo struct {
	Name    string          `json:"name"`
	Started time.Time       `json:"started"`
	Ended   time.Time       `json:"ended"`
	Output  json.RawMessage `json:"output,omitempty"`
	Err     string          `json:"error,omitempty"`
}

// JobSteps are the steps of a job that are recorded.
func (c *Client) JobSteps(ctx context.Context, run, job string) ([]StepInfo, error) {
	if err := checkRun("Run.ID", run); err != nil {
		return nil, err
	}
	found, err := c.list(ctx, dbos.WithFilterWorkflowIDs(jobID(run, job)))
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, fmt.Errorf("%w: %s in run %s", ErrJobNotFound, job, run)
	}
	steps, err := dbos.GetWorkflowSteps(c.with(ctx), jobID(run, job), dbos.WithStepsLoadOutput(true))
	if err != nil {
		return nil, c.db.fail("list the steps of a job", err)
	}
	out := make([]StepInfo, len(steps))
	for i, s := range steps {
		out[i] = StepInfo{Name: stepName(s.StepName), Started: s.StartedAt, Ended: s.CompletedAt}
		if text, ok := s.Output.(string); ok {
			var rec record
			if json.Unmarshal([]byte(text), &rec) == nil {
				out[i].Output, out[i].Err = rec.Out, rec.Err
			}
		}
		if s.Error != nil {
			out[i].Err = s.Error.Error()
		}
	}
	return out, nil
}

// stepName is the caller's name of a stored one, "3/find the vault".
func stepName(stored string) string {
	for i, r := range stored {
		if r == '/' && i > 0 {
			return stored[i+1:]
		}
		if r < '0' || r > '9' {
			break
		}
	}
	return stored
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
