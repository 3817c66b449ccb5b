package engine

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Errors that callers tell apart with errors.Is.
var (
	// ErrStore: the store cannot be reached, read or written, such as when its disk is
	// full. What it holds is safe, and work goes on when it is back.
	ErrStore = errors.New("the store cannot be used")
	// ErrStoreVersion: the store was made by a newer program, or is not this engine's.
	ErrStoreVersion = errors.New("the store does not fit this program")
	// ErrExecutorInUse: another process runs under this executor's name.
	ErrExecutorInUse = errors.New("the executor's name is in use")
	// ErrExecutorAlive: [Client.Adopt] of an executor that is there.
	ErrExecutorAlive = errors.New("the executor is alive")
	// ErrExecutorNotFound: the store has never heard of the executor.
	ErrExecutorNotFound = errors.New("no such executor")
	// ErrRunNotFound: there is no such run, or it has been deleted.
	ErrRunNotFound = errors.New("no such run")
	// ErrJobNotFound: the run has no such job.
	ErrJobNotFound = errors.New("no such job")
	// ErrRunDiffers: [Engine.Submit] of other jobs under the ID of an earlier run.
	ErrRunDiffers = errors.New("the run exists with other jobs")
	// ErrClosed: the engine has stopped.
	ErrClosed = errors.New("the engine has stopped")
)

// InvalidError says which argument cannot be used. Nothing was stored.
type InvalidError struct {
	Field   string // the Go path of what the caller wrote, such as Jobs[3].Account
	Message string
}

func (e *InvalidError) Error() string { return fmt.Sprintf("invalid %s: %s", e.Field, e.Message) }

func invalid(field, format string, args ...any) error {
	return &InvalidError{Field: field, Message: fmt.Sprintf(format, args...)}
}

// ExecutorInUseError is an [ErrExecutorInUse] with what is known of the other process.
type ExecutorInUseError struct {
	ID   string
	Host string    // empty when the other one has not said
	PID  int       // zero when the other one has not said
	Seen time.Time // its last sign of life
}

func (e *ExecutorInUseError) Error() string {
	if e.Host == "" {
		return fmt.Sprintf("executor %q is in use by another process with this store", e.ID)
	}
	return fmt.Sprintf("executor %q is in use: process %d on %s, last sign of life %s", e.ID, e.PID, e.Host, e.Seen.UTC().Format(time.RFC3339))
}

// Is matches [ErrExecutorInUse].
func (e *ExecutorInUseError) Is(target error) bool { return target == ErrExecutorInUse }

// storeError is an [ErrStore] whose text is free of passwords. The cause is not
// unwrapped: which database it came from is no business of callers.
type storeError struct{ doing, store, cause string }

func (e *storeError) Error() string {
	return fmt.Sprintf("store %s: %s: %s", e.store, e.doing, e.cause)
}

func (e *storeError) Is(target error) bool { return target == ErrStore }

// fail makes an error of the database one of this package.
func (d *database) fail(doing string, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, context.Canceled):
		return fmt.Errorf("store %s: %s: %w", d.name, doing, context.Canceled)
	case errors.Is(err, context.DeadlineExceeded):
		return fmt.Errorf("store %s: %s: %w", d.name, doing, context.DeadlineExceeded)
	}
	return &storeError{doing: doing, store: d.name, cause: d.clean(err.Error())}
}

// Class says what kind of end a failed job had.
type Class string

// How jobs fail.
const (
	ClassStep    Class = "step"    // a step failed
	ClassHandler Class = "handler" // the handler said so
	ClassSteps   Class = "steps"   // the handler's steps are others than those recorded, see [Kind]
	ClassKind    Class = "kind"    // the program that took the job has no handler for its kind
	ClassPanic   Class = "panic"   // the handler or a step panicked
	ClassEngine  Class = "engine"  // the engine could not go on with it
)

// JobError is why a job failed, as it is recorded.
type JobError struct {
	Class   Class  `json:"class"`
	Step    string `json:"step,omitempty"` // the step that failed, when one did
	Index   int    `json:"index"`          // where [Client.Retry] goes on: steps before it are kept
	Message string `json:"message"`
}

func (e *JobError) Error() string {
	if e.Step == "" {
		return e.Message
	}
	return e.Step + ": " + e.Message
}

// StepError is what [Steps.Do] returns when the step's function failed. It is made of
// the record, so it is the same before and after a crash: it has the error's text, and
// nothing to unwrap.
type StepError struct{ Step, Message string }

func (e *StepError) Error() string { return e.Step + ": " + e.Message }
