package rest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"time"

	backup "github.com/backup-sdk/backup-go"
)

// retry sends a call again when the policy and the operation allow it.
func (c *Client) retry(next handler) handler {
	return func(ctx context.Context, call *call) error {
		err := c.attempts(ctx, call, next)
		c.attemptEnd(call, 0)
		if call.maybeExecuted {
			if e, ok := errors.AsType[*backup.Error](err); ok {
				e.MaybeExecuted = true
			}
		}
		return err
	}
}

func (c *Client) attempts(ctx context.Context, call *call, next handler) error {
	policy := c.cfg.Settings.Retry
	bound := policy.BaseDelay
	for tries := 1; ; tries++ {
		call.sent, call.neverLeft, call.again = false, false, false
		err := next(ctx, call)
		if err == nil {
			return nil
		}
		call.maybeExecuted = call.maybeExecuted || mayHaveExecuted(call, err)
		if ctx.Err() != nil {
			return err
		}
		if call.again {
			tries--
			c.attemptEnd(call, 0)
			continue
		}
		e, ok := errors.AsType[*backup.Error](err)
		if call.final || tries >= policy.MaxAttempts || !ok || !mayRetry(call, e) {
			return err
		}
		var pause time.Duration
		switch {
		case e.RetryAfter > policy.MaxRetryAfter:
			return err
		case e.RetryAfter > 0:
			pause = e.RetryAfter
		case policy.Delay != nil:
			pause = policy.Delay(tries)
		default:
			// Full jitter: callers that failed together do not come back together.
			pause = time.Duration(rand.Int64N(int64(max(1, bound))))
			if bound < policy.MaxDelay-bound { // twice the bound may be more than a duration can hold
				bound *= 2
			} else {
				bound = policy.MaxDelay
			}
		}
		if deadline, ok := ctx.Deadline(); ok && time.Until(deadline) <= pause {
			return err
		}
		c.attemptEnd(call, pause)
		c.logRetry(ctx, call, err, pause)
		if stop := backup.Sleep(ctx, pause); stop != nil {
			cut := *e
			cut.Err = fmt.Errorf("%w while waiting to send again after: %w", stop, causeOf(e))
			return &cut
		}
	}
}

// mayHaveExecuted reports whether the service may have done what the last attempt
// asked for: it left, and no response says that it was refused.
func mayHaveExecuted(call *call, err error) bool {
	if !call.sent || call.neverLeft {
		return false
	}
	switch status := call.response.Status; {
	case status == http.StatusRequestTimeout:
		return true
	case status >= http.StatusBadRequest && status < http.StatusInternalServerError:
		return false
	case status == http.StatusServiceUnavailable:
		return RetryAfter(call.response.Header) == 0 // with it the service says that it did nothing
	case status >= http.StatusOK && status < http.StatusMultipleChoices:
		return !saysRefused(err)
	}
	return true
}

// saysRefused reports the error of a response that tells of a refusal under a
// status of success, as services do that have one status for everything.
func saysRefused(err error) bool {
	e, ok := errors.AsType[*backup.Error](err)
	if !ok {
		return false
	}
	switch e.Kind {
	case backup.KindUnauthenticated, backup.KindPermission, backup.KindNotFound, backup.KindConflict, backup.KindInvalid, backup.KindQuota, backup.KindRateLimited,
		backup.KindUnsupported:
		return true
	}
	return false
}

func causeOf(e *backup.Error) error {
	switch {
	case e.Err == nil:
		return e.Kind.Sentinel()
	case e.Err.Error() == "" && e.Kind.Sentinel() != nil:
		return fmt.Errorf("%w%w", e.Kind.Sentinel(), e.Err) // it only marks the error
	}
	return e.Err
}

// mayRetry holds the rules that [backup.RetryPolicy] documents.
func mayRetry(call *call, e *backup.Error) bool {
	if call.neverLeft {
		return e.Kind == backup.KindUnavailable
	}
	switch e.StatusCode {
	case 0: // no response
		return call.response.Op.Idempotent && e.Kind == backup.KindUnavailable
	case http.StatusTooManyRequests, http.StatusServiceUnavailable:
		if e.RetryAfter > 0 {
			return true
		}
	}
	return call.response.Op.Idempotent && (e.Kind == backup.KindRateLimited || errors.Is(e, backup.ErrUnavailable))
}
