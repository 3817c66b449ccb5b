package rest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/cenkalti/backoff/v5"

	backup "github.com/backup-sdk/backup-go"
)

// retry sends a call again when the policy and the operation allow it.
func (c *Client) retry(next handler) handler {
	policy := c.cfg.Settings.Retry
	return func(ctx context.Context, call *call) error {
		var pauses *backoff.ExponentialBackOff
		for tries := 1; ; tries++ {
			call.neverLeft, call.again = false, false
			err := next(ctx, call)
			if err == nil || ctx.Err() != nil {
				return err
			}
			if call.again && replayable(call.proto) {
				tries--
				continue
			}
			if call.final || tries >= policy.MaxAttempts || !replayable(call.proto) {
				return err
			}
			var e *backup.Error
			if !errors.As(err, &e) || !mayRetry(call, e) {
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
				if pauses == nil {
					pauses = fullJitter(policy)
				}
				pause = pauses.NextBackOff()
			}
			if deadline, ok := ctx.Deadline(); ok && time.Until(deadline) <= pause {
				return err
			}
			c.logRetry(ctx, call, err, pause)
			if stop := backup.Sleep(ctx, pause); stop != nil {
				cut := *e
				cut.Err = fmt.Errorf("%w while waiting to send again after: %w", stop, causeOf(e))
				return &cut
			}
		}
	}
}

func causeOf(e *backup.Error) error {
	if e.Err != nil {
		return e.Err
	}
	return e.Kind.Sentinel()
}

// fullJitter makes pauses that are random between 0 and a bound that doubles.
// The library spreads an interval by a share of itself to both sides: all of
// it, around half the bound, is full jitter.
func fullJitter(policy backup.RetryPolicy) *backoff.ExponentialBackOff {
	b := backoff.NewExponentialBackOff()
	b.InitialInterval = policy.BaseDelay / 2
	b.MaxInterval = policy.MaxDelay / 2
	b.Multiplier = 2
	b.RandomizationFactor = 1
	b.Reset()
	return b
}

// replayable reports whether the body can be sent a second time.
func replayable(req *http.Request) bool {
	return req.Body == nil || req.Body == http.NoBody || req.GetBody != nil
}

// mayRetry holds the rules that [backup.RetryPolicy] documents.
func mayRetry(call *call, e *backup.Error) bool {
	if call.neverLeft {
		return e.Kind == backup.KindUnavailable
	}
	switch e.StatusCode {
	case 0: // no answer
		return call.op.Idempotent && e.Kind == backup.KindUnavailable
	case http.StatusTooManyRequests, http.StatusServiceUnavailable:
		if e.RetryAfter > 0 {
			return true
		}
	}
	return call.op.Idempotent && (e.Kind == backup.KindRateLimited || e.Kind == backup.KindUnavailable)
}
