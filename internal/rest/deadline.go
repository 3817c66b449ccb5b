package rest

import (
	"context"
	"sync"
	"time"
)

// attemptContext is the caller's context with an end of its own for one attempt,
// once that has started. It is what [context.WithTimeoutCause] makes, but without a
// timer until somebody waits for the end: that takes a tenth of a call whose
// transport never does, as in memory.
type attemptContext struct {
	context.Context //nolint:containedctx // it is a context: the caller's

	end   time.Time // zero for none
	cause error

	mu    sync.Mutex
	timed context.Context //nolint:containedctx // the same with a timer, once it is needed
	stop  context.CancelFunc
	over  bool
}

// start sets the caller's context and how long the attempt may take, 0 for any
// time. A context is used for one attempt only: a transport may look at it after
// that.
func (a *attemptContext) start(ctx context.Context, timeout time.Duration, cause error) {
	if a.Context = ctx; timeout > 0 {
		a.end, a.cause = time.Now().Add(timeout), cause
	}
}

// finish ends the attempt.
func (a *attemptContext) finish() {
	a.mu.Lock()
	a.over = true
	stop := a.stop
	a.mu.Unlock()
	if stop != nil {
		stop()
	}
}

// withTimer gives the context that knows when the end has come.
func (a *attemptContext) withTimer() context.Context {
	if a.end.IsZero() {
		return a.Context
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.timed == nil {
		a.timed, a.stop = context.WithDeadlineCause(a.Context, a.end, a.cause)
		if a.over {
			a.stop()
		}
	}
	return a.timed
}

// Deadline implements [context.Context].
func (a *attemptContext) Deadline() (time.Time, bool) {
	if earlier, ok := a.Context.Deadline(); a.end.IsZero() || ok && earlier.Before(a.end) {
		return earlier, ok
	}
	return a.end, true
}

// Done implements [context.Context].
func (a *attemptContext) Done() <-chan struct{} { return a.withTimer().Done() }

// Err implements [context.Context].
func (a *attemptContext) Err() error { return a.withTimer().Err() }

// Value implements [context.Context]. Contexts made of this one find the timer's
// with it, so that they need no goroutine to wait for its end.
func (a *attemptContext) Value(key any) any {
	a.mu.Lock()
	timed := a.timed
	a.mu.Unlock()
	if timed != nil {
		return timed.Value(key)
	}
	return a.Context.Value(key)
}
