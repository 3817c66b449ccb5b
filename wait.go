package backup

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Phase is where a long-running piece of work stands.
type Phase uint8

// The phases. The zero value is pending: a state nobody knows is not an end.
const (
	Pending Phase = iota
	Done
	Failed
)

// Status is what one poll of long-running work tells.
type Status[T any] struct {
	// Value is the thing as the poll saw it.
	Value T
	// State is the vendor's word for its state.
	State string
	// Phase says whether the wait goes on.
	Phase Phase
	// Percent is how much is done, -1 where the service does not tell.
	Percent int
	// Reason says why it failed, when it failed.
	Reason string
}

// Progress is given to the callback of [WithProgress] after each poll.
type Progress struct {
	// Subject is what is waited for, such as "checkpoint 8b08…".
	Subject string
	// State is the vendor's word for the state.
	State string
	// Percent is how much is done, -1 where the service does not tell.
	Percent int
	// Polls counts the polls so far, failed ones included.
	Polls int
	// Elapsed is the time since the wait began.
	Elapsed time.Duration
	// Err is a failed poll that the wait tolerates.
	Err error
}

// WaitError ends a wait that did not reach its goal. A wait can be resumed by
// calling it again with the same id.
type WaitError struct {
	// Subject is what was waited for.
	Subject string
	// State is the last state seen, empty when no poll succeeded.
	State string
	// Reason is the vendor's explanation of a failure, if it gave one.
	Reason string
	// Failed says that the work itself ended badly. Otherwise the wait was
	// cut short and the work may still go on.
	Failed bool
	// Last is the value of the last successful poll, nil without one.
	Last any
	// Err is why the wait was cut short: the context's error, a timeout of
	// [WithWaitTimeout] (it matches [context.DeadlineExceeded]), or a poll
	// that failed for good.
	Err error
}

// Error implements error.
func (e *WaitError) Error() string {
	text := "waiting for " + e.Subject + ": "
	switch {
	case e.Failed && e.Reason != "":
		return text + "ended in state " + e.State + ": " + e.Reason
	case e.Failed:
		return text + "ended in state " + e.State
	case e.State != "":
		return fmt.Sprintf("%sstill %s: %v", text, e.State, e.Err)
	default:
		return fmt.Sprintf("%s%v", text, e.Err)
	}
}

// Unwrap returns why the wait was cut short, nil when the work failed.
func (e *WaitError) Unwrap() error { return e.Err }

// WaitOption changes how a Wait… method polls.
type WaitOption func(*WaitSettings)

// WaitSettings are the collected wait options. Facades make them with
// [NewWaitSettings] from their defaults; other code has no need for them.
type WaitSettings struct {
	// Delay comes before the first poll.
	Delay time.Duration
	// Interval is the first pause between polls; it grows by half each time
	// up to MaxInterval.
	Interval, MaxInterval time.Duration
	// Timeout ends the wait, 0 leaves only the context.
	Timeout time.Duration
	// MaxErrors is how many polls in a row may fail with [ErrUnavailable],
	// [ErrRateLimited] or [ErrBusy] before the wait gives up.
	MaxErrors int
	// Progress is called after each poll.
	Progress func(Progress)
}

// NewWaitSettings applies options to a facade's defaults.
func NewWaitSettings(defaults WaitSettings, opts ...WaitOption) WaitSettings {
	for _, opt := range opts {
		if opt != nil {
			opt(&defaults)
		}
	}
	return defaults
}

// WithProgress calls fn after each poll, in the goroutine of the wait.
func WithProgress(fn func(Progress)) WaitOption {
	return func(s *WaitSettings) { s.Progress = fn }
}

// WithPollDelay sets the pause before the first poll.
func WithPollDelay(d time.Duration) WaitOption {
	return func(s *WaitSettings) { s.Delay = d }
}

// WithPollInterval sets the first pause between polls and the longest one;
// pauses grow by half each time. A longest below the first means a fixed pause.
func WithPollInterval(first, longest time.Duration) WaitOption {
	return func(s *WaitSettings) { s.Interval, s.MaxInterval = first, longest }
}

// WithWaitTimeout ends the wait after d; 0 leaves only the context.
func WithWaitTimeout(d time.Duration) WaitOption {
	return func(s *WaitSettings) { s.Timeout = d }
}

// errWaitTimeout is the cause of a wait that ran out of its own time.
var errWaitTimeout = fmt.Errorf("wait timed out: %w", context.DeadlineExceeded)

// The defaults of settings that a facade leaves zero.
const (
	defaultInterval  = 10 * time.Second
	defaultMaxErrors = 5
)

// Wait polls until the work is done or has failed, the context ends, or a poll
// fails for good. Subject names the work in progress reports and errors. On
// success it returns the value of the last poll; every other end is a
// [*WaitError], with the last value in its Last and returned as well.
//
// Polls that fail because the service is unavailable, busy or limits the rate
// are tolerated a few times in a row; a longer Retry-After stretches the pause, up
// to a minute or the longest pause between polls.
func Wait[T any](ctx context.Context, subject string, poll func(context.Context) (Status[T], error), settings WaitSettings) (T, error) {
	w := waiter[T]{subject: subject, poll: poll, settings: settings, start: time.Now()}
	if w.settings.Interval <= 0 {
		w.settings.Interval = defaultInterval
	}
	if w.settings.MaxErrors <= 0 {
		w.settings.MaxErrors = defaultMaxErrors
	}
	if d := settings.Timeout; d > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeoutCause(ctx, d, errWaitTimeout)
		defer cancel()
	}
	return w.run(ctx)
}

type waiter[T any] struct {
	subject  string
	poll     func(context.Context) (Status[T], error)
	settings WaitSettings
	start    time.Time
	polls    int
	failures int
	last     Status[T]
	seen     bool
}

func (w *waiter[T]) run(ctx context.Context) (T, error) {
	interval, longest := w.settings.Interval, max(w.settings.Interval, w.settings.MaxInterval)
	pause := w.settings.Delay
	for {
		if err := Sleep(ctx, pause); err != nil {
			return w.cut(err)
		}
		pause = interval
		interval += min(interval/2, longest-interval) // by half, see WithPollInterval
		status, err := w.poll(ctx)
		w.polls++
		if err != nil {
			if ctx.Err() != nil {
				return w.cut(ContextError(ctx))
			}
			w.failures++
			if !tolerable(err) || w.failures > w.settings.MaxErrors {
				return w.cut(err)
			}
			if e, ok := errors.AsType[*Error](err); ok {
				pause = max(pause, min(e.RetryAfter, max(longest, maxRetryAfter)))
			}
			w.report(err)
			continue
		}
		w.failures, w.last, w.seen = 0, status, true
		w.report(nil)
		switch status.Phase {
		case Done:
			return status.Value, nil
		case Failed:
			return status.Value, w.error(true, nil)
		case Pending:
		}
	}
}

func (w *waiter[T]) report(err error) {
	if w.settings.Progress == nil {
		return
	}
	percent := -1
	if w.seen {
		percent = w.last.Percent
	}
	w.settings.Progress(Progress{
		Subject: w.subject, State: w.last.State, Percent: percent,
		Polls: w.polls, Elapsed: time.Since(w.start), Err: err,
	})
}

func (w *waiter[T]) cut(err error) (T, error) { return w.last.Value, w.error(false, err) }

func (w *waiter[T]) error(failed bool, err error) *WaitError {
	e := &WaitError{Subject: w.subject, State: w.last.State, Failed: failed, Err: err}
	if failed {
		e.Reason = w.last.Reason
	}
	if w.seen {
		e.Last = w.last.Value
	}
	return e
}

func tolerable(err error) bool {
	return errors.Is(err, ErrUnavailable) || errors.Is(err, ErrRateLimited) || errors.Is(err, ErrBusy)
}

// Sleep pauses for d, or returns [ContextError] as soon as the context ends.
func Sleep(ctx context.Context, d time.Duration) error {
	if ctx.Err() != nil {
		return ContextError(ctx)
	}
	if d <= 0 {
		return nil
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ContextError(ctx)
	case <-timer.C:
		return nil
	}
}

// ContextError returns why a context ended: its error, together with its cause
// where that says more. It is nil while the context lives.
func ContextError(ctx context.Context) error {
	err, cause := ctx.Err(), context.Cause(ctx)
	if err == nil || errors.Is(cause, err) {
		return cause
	}
	return fmt.Errorf("%w: %w", err, cause)
}
