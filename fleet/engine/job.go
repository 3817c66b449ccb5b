package engine

import (
	"encoding/json"
	"errors"
	"fmt"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"github.com/dbos-inc/dbos-transact-golang/dbos"
)

// work is what is stored of a job.
type work struct {
	Run string `json:"run"`
	Job Job    `json:"job"`
}

// jobID is the name of a job in the store. The store looks runs up by LIKE, for which
// "_" is any character, so it is written as "=", which runs have not.
func jobID(run, job string) string { return runPrefix(run) + job }

func runPrefix(run string) string { return strings.ReplaceAll(run, "_", "=") + "/" }

// jobRun is one start of a job.
type jobRun struct {
	engine *Engine
	ctx    dbos.Context
	id     string
	job    Job
	kind   Kind

	one     sync.Mutex // held in a step
	done    int        // steps so far
	fault   error      // the engine's own, which ends this start
	failure *JobError  // the first step that failed

	// Under the lock of active.
	step, note string
	since      time.Time
}

// runJob is the one workflow that DBOS knows. Its result is the job's; an error of
// which [jobFailure] is nil is a fault, and the rescue starts the job again.
func (e *Engine) runJob(ctx dbos.Context, in work) (string, error) {
	id, err := dbos.GetWorkflowID(ctx)
	if err != nil {
		return "", err
	}
	j := &jobRun{engine: e, ctx: ctx, id: id, job: in.Job, since: time.Now().UTC()}
	j.job.Run = in.Run
	e.active.add(j)
	defer e.active.remove(j)
	select { // one place for each worker, over all accounts
	case e.places <- struct{}{}:
		defer func() { <-e.places }()
	case <-e.draining:
	case <-ctx.Done():
	}
	if j.stopping() {
		return "", j.waitForEnd()
	}
	e.active.work()
	resting := false
	defer func() {
		if !resting {
			e.active.rest()
		}
	}()
	out, failure := j.handle()
	switch {
	case errors.Is(j.fault, errDraining):
		resting = true
		e.active.rest()
		return "", j.waitForEnd()
	case j.fault != nil:
		return "", j.settle()
	case failure != nil:
		e.stats.failed.Add(1)
		return "", failure.stored()
	}
	e.stats.done.Add(1)
	return string(out), nil
}

// errDraining ends a handler whose next step must not begin.
var errDraining = errors.New("the engine is closing")

func (j *jobRun) stopping() bool { return isClosed(j.engine.draining) || j.ctx.Err() != nil }

// waitForEnd leaves the job as it is in the store: an error that DBOS sees after its
// own end is not recorded.
func (j *jobRun) waitForEnd() error {
	<-j.ctx.Done()
	return j.ctx.Err()
}

// handle calls the handler.
func (j *jobRun) handle() (out json.RawMessage, failure *JobError) {
	kind, ok := j.engine.cfg.Kinds[j.job.Kind]
	if !ok {
		return nil, &JobError{Class: ClassKind, Message: fmt.Sprintf("executor %s has no handler for jobs of kind %q", j.engine.cfg.Executor, j.job.Kind)}
	}
	j.kind = kind
	defer func() {
		if r := recover(); r != nil {
			j.engine.cfg.Logger.ErrorContext(j.ctx, "a handler panicked", "run", j.job.Run, "job", j.job.ID, "kind", j.job.Kind, "panic", fmt.Sprint(r), "stack", string(debug.Stack()))
			out, failure = nil, &JobError{Class: ClassPanic, Message: fmt.Sprintf("the handler panicked: %v", r)}
		}
	}()
	out, err := kind.Handler(j.ctx, j, j.job)
	switch {
	case j.fault != nil, j.ctx.Err() != nil:
		if j.fault == nil {
			j.fault = errDraining
		}
		return nil, nil
	case err != nil:
		return nil, j.failed(err)
	}
	if err := checkOutput(out); err != nil {
		return nil, &JobError{Class: ClassHandler, Message: "the result " + err.Error()}
	}
	return out, nil
}

// failed is a handler's error. That of a step starts again at the step; one of its
// own at the first, for the steps before it led to it.
func (j *jobRun) failed(err error) *JobError {
	if se := (*StepError)(nil); errors.As(err, &se) && j.failure != nil {
		out := *j.failure
		out.Message = strings.TrimPrefix(err.Error(), out.Step+": ")
		return &out
	}
	return &JobError{Class: ClassHandler, Message: err.Error()}
}

const failureMark = "fleet job failed: "

// maxMessage bounds what is stored of an error's text.
const maxMessage = 4 << 10

// stored is the failure as DBOS records it.
func (e *JobError) stored() error {
	if len(e.Message) > maxMessage {
		e.Message = strings.ToValidUTF8(e.Message[:maxMessage], "") + " …"
	}
	text, err := json.Marshal(e)
	if err != nil {
		return err
	}
	return &dbos.Error{Code: dbos.ErrorCodeWorkflowExecution, Message: failureMark + string(text)}
}

// jobFailure is a recorded failure, nil for an error that is no failure of a job.
func jobFailure(err error) *JobError {
	var de *dbos.Error
	if !errors.As(err, &de) {
		return nil
	}
	text, ok := strings.CutPrefix(de.Message, failureMark)
	if !ok {
		return nil
	}
	out := &JobError{}
	if json.Unmarshal([]byte(text), out) == nil {
		return out
	}
	return nil
}

// settle ends a start that met a fault of the engine or the store.
func (j *jobRun) settle() error {
	e := j.engine
	switch fault := j.fault; {
	case j.ctx.Err() != nil:
		return fault
	case errors.Is(fault, dbos.ErrWorkflowCancelled):
		e.stats.cancelled.Add(1)
		return fault
	case errors.Is(fault, dbos.ErrConflictingWorkflowID), errors.Is(fault, dbos.ErrNonExistentWorkflow):
		return fault // cancelled, adopted, put back or deleted meanwhile: not ours any more
	case errors.Is(fault, errUnexpectedStep), errors.Is(fault, dbos.ErrStepNondeterminism):
		e.stats.failed.Add(1)
		return (&JobError{Class: ClassSteps, Message: fmt.Sprintf("the job was under way with other steps than those of kind %q, version %d: retry it to start again at its first step", j.job.Kind, j.kind.Steps)}).stored()
	default:
		// The store failed where DBOS does not try again. The job goes back to the
		// queue, with its steps; this start then has no right to record its end.
		e.stats.storeErrors.Add(1)
		e.cfg.Logger.WarnContext(j.ctx, "the store failed under a job; it goes on when the store is back", "run", j.job.Run, "job", j.job.ID, "error", e.db.clean(fault.Error()))
		for pause := 200 * time.Millisecond; ; pause = min(2*pause, 5*time.Second) {
			if err := e.putBack(j.ctx, []string{j.id}, j.job.Account); err == nil {
				e.stats.rescued.Add(1)
				return fault
			}
			select {
			case <-j.ctx.Done():
				return fault
			case <-time.After(pause):
			}
		}
	}
}

var errUnexpectedStep = &dbos.Error{Code: dbos.ErrorCodeUnexpectedStep}
