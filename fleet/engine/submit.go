package engine

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/dbos-inc/dbos-transact-golang/dbos"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// Run is a number of jobs that were submitted together.
type Run struct {
	// ID has 1 to 100 letters, digits, and any of -._:@+. The same ID is the same run.
	ID string `json:"id"`
	// Labels are shown by [Client.Runs], such as the file and the command; no secrets.
	Labels map[string]string `json:"labels,omitempty"`
}

// entry is what a run's record holds of each job, in the order of submission.
type entry struct {
	ID      string `json:"i"`
	Account string `json:"a"`
	Kind    string `json:"k"`
}

// Submit stores all jobs of a run, or none; workers begin with them at once. The same
// run with the same jobs again has no effect, whatever became of them, so it is safe
// to call after a crash; with other jobs it is [ErrRunDiffers]. At most 100,000 jobs.
// A handler may submit another run in a step.
func (e *Engine) Submit(ctx context.Context, run Run, jobs []Job) error {
	if err := checkRun("Run.ID", run.ID); err != nil {
		return err
	}
	if len(run.Labels) > 50 {
		return invalid("Run.Labels", "%d are more than 50", len(run.Labels))
	}
	for name, value := range run.Labels {
		if err := checkText(fmt.Sprintf("Run.Labels[%q]", name), name, maxName); err != nil {
			return err
		}
		if len(value) > 1000 {
			return invalid(fmt.Sprintf("Run.Labels[%q]", name), "%d bytes are more than 1000", len(value))
		}
	}
	if err := e.cfg.checkJobs(jobs); err != nil {
		return err
	}
	if isClosed(e.draining) {
		return ErrClosed
	}
	return e.store(ctx, run, jobs)
}

// store writes a run and its jobs in one transaction.
func (e *Engine) store(ctx context.Context, run Run, jobs []Job) error {
	sum := digest(jobs)
	// Looked up first: it is the usual case after a restart, and locks nothing.
	if same, err := e.known(ctx, run.ID, sum); err != nil || same {
		return err
	}
	entries := make([]entry, len(jobs))
	for i, job := range jobs {
		entries[i] = entry{ID: job.ID, Account: job.Account, Kind: job.Kind}
	}
	list, err := json.Marshal(entries)
	if err != nil {
		return err
	}
	labels, err := json.Marshal(run.Labels)
	if err != nil {
		return err
	}
	insert := e.db.query(`INSERT INTO {}fleet_runs (run, created_ms, stored_ms, executor, labels, jobs, total, digest)
		VALUES ($1, {now}, 0, $2, $3, $4, $5, $6) ON CONFLICT (run) DO NOTHING`)
	args := []any{run.ID, e.cfg.Executor, string(labels), string(list), len(jobs), sum}
	stored := e.db.query(`UPDATE {}fleet_runs SET stored_ms = {now} WHERE run = $1`)
	inserted := true
	err = e.db.transaction(ctx, func(exec func(string, ...any) (int64, error), tx any) error {
		n, err := exec(insert, args...)
		if err != nil {
			return err
		}
		if inserted = n == 1; !inserted {
			return nil // another process was quicker
		}
		client := e.with(ctx)
		for _, job := range jobs {
			options := []dbos.EnqueueOption{
				dbos.WithEnqueueTransaction(tx),
				dbos.WithEnqueueWorkflowID(jobID(run.ID, job.ID)),
				dbos.WithEnqueueWorkflowIDReusePolicy(dbos.WorkflowIDReusePolicyReject),
				dbos.WithEnqueueApplicationVersion(version),
				dbos.WithEnqueueQueuePartitionKey(job.Account),
			}
			if wait := time.Until(job.NotBefore); !job.NotBefore.IsZero() && wait > 0 {
				options = append(options, dbos.WithEnqueueDelay(wait))
			}
			if _, err := dbos.Enqueue[string](client, queueName(job.Account), workflow, work{Run: run.ID, Job: job}, options...); err != nil {
				return err
			}
		}
		_, err = exec(stored, run.ID)
		return err
	})
	switch {
	case errors.Is(err, dbos.ErrWorkflowIDInUse):
		return fmt.Errorf("%w: jobs of run %s are left of an earlier one that was being deleted: delete again, or take another ID", ErrRunDiffers, run.ID)
	case err != nil:
		return e.db.fail("submit run "+run.ID, err)
	case !inserted:
		_, err := e.known(ctx, run.ID, sum)
		return err
	}
	return nil
}

// known is whether the run is stored with these jobs.
func (e *Engine) known(ctx context.Context, run, sum string) (bool, error) {
	var have string
	err := e.db.sql.QueryRowContext(ctx, e.db.query(`SELECT digest FROM {}fleet_runs WHERE run = $1`), run).Scan(&have)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return false, nil
	case err != nil:
		return false, e.db.fail("look up run "+run, err)
	case have != sum:
		return false, fmt.Errorf("%w: %s", ErrRunDiffers, run)
	}
	return true, nil
}

// digest tells one list of jobs from another. When they may begin is no part of it:
// who submits again after a crash has another clock.
func digest(jobs []Job) string {
	h := sha256.New()
	for _, job := range jobs {
		input := &bytes.Buffer{}
		if json.Compact(input, job.Input) != nil { // was checked; nothing is JSON's own
			input.Reset()
		}
		for _, part := range []string{job.ID, job.Account, job.Kind, input.String()} {
			_, _ = fmt.Fprintf(h, "%d:%s,", len(part), part)
		}
	}
	return hex.EncodeToString(h.Sum(nil))
}

// transaction runs fn in a transaction, whose driver's own kind DBOS joins.
func (d *database) transaction(ctx context.Context, fn func(exec func(string, ...any) (int64, error), tx any) error) error {
	if !d.postgres {
		tx, err := d.sql.BeginTx(ctx, nil)
		if err != nil {
			return err
		}
		defer func() { _ = tx.Rollback() }()
		err = fn(func(text string, args ...any) (int64, error) {
			result, err := tx.ExecContext(ctx, text, args...)
			if err != nil {
				return 0, err
			}
			return result.RowsAffected()
		}, tx)
		if err != nil {
			return err
		}
		return tx.Commit()
	}
	conn, err := d.sql.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }()
	return conn.Raw(func(driver any) error {
		raw, ok := driver.(*stdlib.Conn)
		if !ok {
			return fmt.Errorf("a connection of type %T", driver)
		}
		return pgx.BeginFunc(ctx, raw.Conn(), func(tx pgx.Tx) error {
			return fn(func(text string, args ...any) (int64, error) {
				tag, err := tx.Exec(ctx, text, args...)
				return tag.RowsAffected(), err
			}, tx)
		})
	})
}
