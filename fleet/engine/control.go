package engine

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/dbos-inc/dbos-transact-golang/dbos"
)

// batch is how many records one statement changes.
const batch = 500

// open are the statuses of jobs that have not ended.
func open() []dbos.WorkflowStatusType {
	return []dbos.WorkflowStatusType{dbos.WorkflowStatusEnqueued, dbos.WorkflowStatusDelayed, dbos.WorkflowStatusPending}
}

// again are the statuses of jobs that have ended and can be retried.
func again() []dbos.WorkflowStatusType {
	return []dbos.WorkflowStatusType{dbos.WorkflowStatusError, dbos.WorkflowStatusCancelled, dbos.WorkflowStatusMaxRecoveryAttemptsExceeded}
}

// Cancel ends jobs that have not ended, all of the run when none is named, and says how
// many. Waiting ones end at once; of running ones the step under way goes on to its end,
// which is not recorded, and no other begins.
func (c *Client) Cancel(ctx context.Context, run string, jobs ...string) (int, error) {
	found, err := c.jobsIn(ctx, run, jobs, open())
	if err != nil {
		return 0, err
	}
	n := 0
	for part := range chunks(found, batch) {
		ids := make([]string, len(part))
		for i := range part {
			ids[i] = part[i].ID
		}
		if err := dbos.CancelWorkflows(c.with(ctx), ids); err != nil {
			return n, c.db.fail("cancel jobs", err)
		}
		n += len(part)
	}
	return n, nil
}

// Retry starts failed and cancelled jobs again, all of the run when none is named, and
// says how many. A job whose step failed goes on with that step, a cancelled one where
// it stopped, every other one begins at its first step.
func (c *Client) Retry(ctx context.Context, run string, jobs ...string) (int, error) {
	found, err := c.jobsIn(ctx, run, jobs, again())
	if err != nil {
		return 0, err
	}
	n := 0
	for part := range chunks(found, batch) {
		ids := make([]string, len(part))
		for i := range part {
			ids[i] = part[i].ID
		}
		full, err := c.list(ctx, dbos.WithFilterWorkflowIDs(ids...), dbos.WithFilterStatus(again()...), dbos.WithFilterLoadOutput(true))
		if err != nil {
			return n, err
		}
		stopped := map[string][]string{} // by account: cancelled, or with its starts used up
		for i := range full {
			s := &full[i]
			if s.Status != dbos.WorkflowStatusError {
				stopped[s.QueuePartitionKey] = append(stopped[s.QueuePartitionKey], s.ID)
				continue
			}
			step := 0
			if failure := jobFailure(s.Error); failure != nil {
				step = failure.Index
			}
			if err := c.rewind(ctx, s.ID, s.QueuePartitionKey, step); err != nil {
				return n, err
			}
			n++
		}
		for account, ids := range stopped {
			if err := c.putBack(ctx, ids, account); err != nil {
				return n, err
			}
			n += len(ids)
		}
	}
	return n, nil
}

// jobsIn are the records of a run's jobs with one of the statuses.
func (c *Client) jobsIn(ctx context.Context, run string, jobs []string, statuses []dbos.WorkflowStatusType) ([]dbos.WorkflowStatus, error) {
	r, err := c.findRun(ctx, run)
	if err != nil {
		return nil, err
	}
	if len(jobs) == 0 {
		return c.list(ctx, dbos.WithFilterWorkflowIDPrefix(runPrefix(run)), dbos.WithFilterStatus(statuses...),
			dbos.WithFilterCreatedAfter(r.Created.Add(-clockMargin)), dbos.WithFilterCreatedBefore(r.stored.Add(clockMargin)))
	}
	jobs = slices.Compact(slices.Sorted(slices.Values(jobs)))
	var out []dbos.WorkflowStatus
	for part := range chunks(jobs, batch) {
		ids := make([]string, len(part))
		for i, job := range part {
			ids[i] = jobID(run, job)
		}
		found, err := c.list(ctx, dbos.WithFilterWorkflowIDs(ids...))
		if err != nil {
			return nil, err
		}
		have := map[string]bool{}
		for _, s := range found {
			have[s.ID] = true
			if slices.Contains(statuses, s.Status) {
				out = append(out, s)
			}
		}
		for i, id := range ids {
			if !have[id] {
				return nil, fmt.Errorf("%w: %s in run %s", ErrJobNotFound, part[i], run)
			}
		}
	}
	return out, nil
}

// putBack gives jobs that have not ended well to the queue again, with their steps.
func (c *Client) putBack(ctx context.Context, ids []string, account string) error {
	_, err := dbos.ResumeWorkflows[string](c.with(ctx), ids, dbos.WithResumeQueue(queueName(account)))
	return c.db.fail("put jobs back", err)
}

// rewind starts an ended job again, without its steps from one on.
func (c *Client) rewind(ctx context.Context, id, account string, step int) error {
	_, err := dbos.RewindWorkflow[string](c.with(ctx), id, dbos.WithRewindStartStep(uint(max(0, step))),
		dbos.WithRewindQueue(queueName(account)), dbos.WithRewindQueuePartitionKey(account))
	return c.db.fail("start a job again", err)
}

// Adopt gives the jobs that are under way in an executor's name back to the queue, with
// their steps, and says how many: for one that is gone for good, as its jobs wait for
// it otherwise. It is [ErrExecutorAlive] when the executor is there. One that only
// seemed gone loses the right to record; what it had under way may be sent twice.
func (c *Client) Adopt(ctx context.Context, executor string) (int, error) {
	if err := checkExecutor("executor", executor); err != nil {
		return 0, err
	}
	age, known, err := c.db.executorSeen(ctx, executor)
	if err != nil {
		return 0, err
	}
	if !known {
		return 0, fmt.Errorf("%w: %s", ErrExecutorNotFound, executor)
	}
	lock, ok, err := c.db.lockName(ctx, executor)
	switch {
	case err != nil:
		return 0, err
	case ok: // nobody can start under the name now
		defer lock.release()
	case age <= aliveFor:
		return 0, fmt.Errorf("%w: %s gave a sign of life %v ago", ErrExecutorAlive, executor, age.Round(time.Second))
	}
	n := 0
	for {
		found, err := c.list(ctx, dbos.WithFilterStatus(dbos.WorkflowStatusPending), dbos.WithFilterExecutorIDs(executor), dbos.WithFilterLimit(batch))
		if err != nil {
			return n, err
		}
		if len(found) == 0 {
			break
		}
		byAccount := map[string][]string{}
		for _, s := range found {
			byAccount[s.QueuePartitionKey] = append(byAccount[s.QueuePartitionKey], s.ID)
		}
		for _, account := range slices.Sorted(maps.Keys(byAccount)) {
			if err := c.putBack(ctx, byAccount[account], account); err != nil {
				return n, err
			}
			n += len(byAccount[account])
		}
	}
	faults, err := c.restartFaults(ctx, executor, time.Now().Add(-faultsFor), func(string) bool { return true })
	if n += faults; err != nil {
		return n, err
	}
	_, err = c.db.sql.ExecContext(ctx, c.db.query(`UPDATE {}fleet_executors SET stopped = 1 WHERE id = $1`), executor)
	return n, c.db.fail("write the executor's record", err)
}

// Delete removes the runs whose last job ended before a time, with all their records,
// and says how many runs. Runs with jobs that have not ended stay.
func (c *Client) Delete(ctx context.Context, before time.Time) (int, error) {
	rows, err := c.runRows(ctx, `WHERE created_ms < $1 ORDER BY created_ms, run`, before.UnixMilli())
	if err != nil {
		return 0, err
	}
	n := 0
	for _, r := range rows {
		of := []dbos.ListWorkflowsOption{
			dbos.WithFilterWorkflowIDPrefix(runPrefix(r.ID)),
			dbos.WithFilterCreatedAfter(r.Created.Add(-clockMargin)), dbos.WithFilterCreatedBefore(r.stored.Add(clockMargin)),
		}
		busy, err := c.list(ctx, append(slices.Clone(of), dbos.WithFilterStatus(open()...), dbos.WithFilterLimit(1))...)
		if err != nil {
			return n, err
		}
		late, err := c.list(ctx, append(slices.Clone(of), dbos.WithFilterCompletedAfter(before), dbos.WithFilterLimit(1))...)
		if err != nil {
			return n, err
		}
		if len(busy)+len(late) > 0 {
			continue
		}
		for { // the run's own record goes last: what is cut short is found again
			found, err := c.list(ctx, append(slices.Clone(of), dbos.WithFilterStatus(append(again(), dbos.WorkflowStatusSuccess)...), dbos.WithFilterLimit(batch))...)
			if err != nil {
				return n, err
			}
			if len(found) == 0 {
				break
			}
			ids := make([]string, len(found))
			for i := range found {
				ids[i] = found[i].ID
			}
			if err := dbos.DeleteWorkflows(c.with(ctx), ids); err != nil {
				return n, c.db.fail("delete run "+r.ID, err)
			}
		}
		if _, err := c.db.sql.ExecContext(ctx, c.db.query(`DELETE FROM {}fleet_runs WHERE run = $1`), r.ID); err != nil {
			return n, c.db.fail("delete run "+r.ID, err)
		}
		n++
	}
	return n, nil
}
