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
