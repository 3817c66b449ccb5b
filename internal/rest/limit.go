package rest

import (
	"context"
	"fmt"

	"golang.org/x/time/rate"

	backup "github.com/backup-sdk/backup-go"
)

func newLimiter(l backup.RateLimit) *rate.Limiter {
	if l.PerSecond <= 0 {
		return nil
	}
	return rate.NewLimiter(rate.Limit(l.PerSecond), max(1, l.Burst))
}

// limit waits for the turn of an attempt.
func (c *Client) limit(next handler) handler {
	if c.limiter == nil {
		return next
	}
	return func(ctx context.Context, call *call) error {
		if err := c.limiter.Wait(ctx); err != nil {
			cause := backup.ContextError(ctx)
			if cause == nil {
				// The turn would come after the deadline.
				cause = fmt.Errorf("rate limit of this client: %w", context.DeadlineExceeded)
			}
			return call.fail(backup.KindUnknown, "", cause)
		}
		return next(ctx, call)
	}
}
