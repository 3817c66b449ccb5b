package rest

import (
	"context"
	"errors"
	"log/slog"
	"time"

	backup "github.com/backup-sdk/backup-go"
)

// observe tells observers about the whole operation.
func (c *Client) observe(next handler) handler {
	observers := c.cfg.Settings.Observers
	if len(observers) == 0 {
		return next
	}
	return func(ctx context.Context, call *call) error {
		start := time.Now()
		for _, o := range observers {
			if o.OperationStart != nil {
				if inner := o.OperationStart(ctx, call.response.Op); inner != nil {
					ctx = inner
				}
			}
		}
		err := next(ctx, call)
		event := backup.OperationEvent{Operation: call.response.Op, Attempts: call.attempts, Duration: time.Since(start), Err: err}
		for _, o := range observers {
			if o.OperationEnd != nil {
				o.OperationEnd(ctx, event)
			}
		}
		return err
	}
}

// attemptStart tells observers about a request on the wire.
func (c *Client) attemptStart(ctx context.Context, call *call) context.Context {
	for _, o := range c.cfg.Settings.Observers {
		if o.AttemptStart != nil {
			if inner := o.AttemptStart(ctx, call.response.Op, call.attempts); inner != nil {
				ctx = inner
			}
		}
	}
	return ctx
}

// attemptReport is an attempt that has ended and that nobody has been told of yet:
// whether another one follows is decided later.
type attemptReport struct {
	ctx      context.Context //nolint:containedctx // of the attempt, which a span may travel in
	duration time.Duration
	err      error
}

// attemptEnd tells observers and the log how the last attempt went, and when the
// next one follows.
func (c *Client) attemptEnd(call *call, retryIn time.Duration) {
	r := call.report
	if r == nil {
		return
	}
	call.report = nil
	event := backup.AttemptEvent{
		Operation: call.response.Op, Attempt: call.attempts, StatusCode: call.response.Status,
		Scheme: call.attempt.URL.Scheme, Host: call.attempt.URL.Host,
		Duration: r.duration, RequestID: call.response.shownID(), Err: r.err, RetryIn: retryIn,
	}
	for _, o := range c.cfg.Settings.Observers {
		if o.AttemptEnd != nil {
			o.AttemptEnd(r.ctx, event)
		}
	}
	if logger := c.cfg.Settings.Logger; logger != nil && logger.Enabled(r.ctx, slog.LevelDebug) {
		logger.LogAttrs(r.ctx, slog.LevelDebug, "request", logAttrs(call, r.err, slog.Duration("duration", r.duration))...)
	}
}

// logRetry warns of a request that failed and is sent again.
func (c *Client) logRetry(ctx context.Context, call *call, err error, pause time.Duration) {
	logger := c.cfg.Settings.Logger
	if logger == nil || !logger.Enabled(ctx, slog.LevelWarn) {
		return
	}
	logger.LogAttrs(ctx, slog.LevelWarn, "request failed, sending it again", logAttrs(call, err, slog.Duration("pause", pause))...)
}

// logAttrs is the whole list of what is ever logged of a call.
func logAttrs(call *call, err error, extra slog.Attr) []slog.Attr {
	attrs := []slog.Attr{
		slog.String("provider", call.response.Op.Provider),
		slog.String("operation", call.response.Op.ID),
		slog.Int("attempt", call.attempts),
		extra,
	}
	if call.response.Status != 0 {
		attrs = append(attrs, slog.Int("status", call.response.Status))
	}
	if id := call.response.shownID(); id != "" {
		attrs = append(attrs, slog.String("request_id", id))
	}
	if e, ok := errors.AsType[*backup.Error](err); ok {
		attrs = append(attrs, slog.Any("error", e))
	} else if err != nil {
		attrs = append(attrs, slog.String("error", err.Error()))
	}
	return attrs
}
