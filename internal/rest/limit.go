package rest

import (
	"context"
	"fmt"

	backup "github.com/backup-sdk/backup-go"
)

// limit waits for the turn of an attempt.
func (c *Client) limit(next handler) handler {
	limiter := c.cfg.Settings.Limiter
	if limiter == nil {
		return next
	}
	return func(ctx context.Context, call *call) error {
		if err := limiter.Wait(ctx); err != nil {
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
