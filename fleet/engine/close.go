package engine

import (
	"context"
	"errors"
	"time"

	"github.com/dbos-inc/dbos-transact-golang/dbos"
)

// closeAfter is how long steps may take to end after their context has.
const closeAfter = 5 * time.Second

// drain stops the engine from beginning anything.
func (e *Engine) drain() {
	e.drainOnce.Do(func() {
		close(e.draining)
		dbos.ListenQueues(e.dbos, "none") // an empty list would be all
	})
}

// Close stops between steps: no job and no step begins, those under way may end until
// ctx does. Then their contexts end too, and some seconds later Close returns in any
// case. What was under way goes back to the queue for other processes, or the next
// start of any. Its error tells of steps that did not end: the program should exit.
func (e *Engine) Close(ctx context.Context) error {
	e.closeOnce.Do(func() {
		defer close(e.closed)
		e.closeErr = e.shut(ctx)
	})
	<-e.closed
	return e.closeErr
}

func (e *Engine) shut(ctx context.Context) error {
	e.drain()
	e.active.wait(ctx)
	lost := e.Err() != nil
	ended := make(chan error, 1)
	go func() { ended <- dbos.Shutdown(e.dbos, closeAfter) }()
	var err error
	select {
	case err = <-ended:
	case <-time.After(closeAfter + 2*time.Second):
		err = errors.New("the engine's parts did not end")
	}
	e.stop()
	loops := make(chan struct{})
	go func() { e.loops.Wait(); close(loops) }()
	select {
	case <-loops:
	case <-time.After(closeAfter):
		err = errors.Join(err, errors.New("the engine's loops did not end"))
	}
	if !lost { // else the executor is another process's now
		last, cancel := context.WithTimeout(context.WithoutCancel(ctx), closeAfter)
		e.leave(last)
		cancel()
		e.presence.lock.release()
	}
	if err != nil {
		err = e.db.fail("close", err)
	}
	return errors.Join(err, e.db.fail("close", e.db.sql.Close()))
}

// leave puts what was under way back into the queue and says goodbye. A store that is
// away does without: the next start does the same.
func (e *Engine) leave(ctx context.Context) {
	root, err := e.db.client(ctx, e.cfg.Logger)
	if err == nil {
		client := &Client{db: e.db, dbos: root, logger: e.cfg.Logger}
		running := e.active.ids() // steps that have not ended: whoever took them would do them beside us
		if found, err := client.list(ctx, dbos.WithFilterStatus(dbos.WorkflowStatusPending), dbos.WithFilterExecutorIDs(e.cfg.Executor)); err == nil {
			for _, s := range found {
				if !running[s.ID] {
					_ = client.putBack(ctx, []string{s.ID}, s.QueuePartitionKey)
				}
			}
		}
		_ = dbos.Shutdown(root, time.Second)
	}
	_ = e.db.beat(ctx, e.presence, nil, true)
}
