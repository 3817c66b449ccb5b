package ensure

import (
	"context"
	"errors"
	"fmt"
	"time"

	backup "github.com/backup-sdk/backup-go"
)

// lastResponse is how long the response to a request that makes something is waited
// for after the caller's context has ended.
const lastResponse = 10 * time.Second

// Making runs a call that makes something. The end of the caller's context does
// not cut it off at once: what is made while nobody waits for it may come to
// light only after the next run has looked, and be made a second time.
func Making[T any](ctx context.Context, call func(context.Context) (T, error)) (out T, err error) {
	if err := backup.ContextError(ctx); err != nil {
		return out, err
	}
	err = Patiently(ctx, func(ctx context.Context) (err error) {
		out, err = call(ctx)
		return err
	})
	return out, err
}

// Patiently runs a call that goes on for a while when the context has ended.
func Patiently(ctx context.Context, call func(context.Context) error) error {
	patient, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	stop := context.AfterFunc(ctx, func() {
		if backup.Sleep(patient, lastResponse) == nil {
			cancel()
		}
	})
	defer stop()
	err := call(patient)
	if end := backup.ContextError(ctx); err != nil && end != nil {
		err = fmt.Errorf("%w: %w", end, err)
	}
	return err
}

// MaybeExecuted reports errors of a request that may have been carried out.
func MaybeExecuted(err error) bool {
	e, ok := errors.AsType[*backup.Error](err)
	return ok && e.MaybeExecuted
}
