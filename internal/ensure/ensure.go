package ensure

import (
	"context"
	"errors"
	"slices"
	"time"

	backup "github.com/backup-sdk/backup-go"
)

// Kind is one thing that is wanted, and how its service deals with its kind.
type Kind[T any] struct {
	// Subject is the kind of thing and where it belongs; Name is what it is called.
	Subject, Name string
	// ID is the id of a thing.
	ID func(*T) string
	// Find returns all things of the name, oldest first.
	Find func(context.Context) ([]T, error)
	// Create has the thing made. Without an error it may return nil: the service
	// does not tell which one it is.
	Create func(context.Context) (*T, error)
	// Sole says that the service itself makes no second one.
	Sole bool
	// Alike says that those of the name are alike, so that Withdraw may be asked to
	// take away any but the oldest: where Create does not tell which one it is.
	Alike bool
	// Withdraw takes away one that is too many because two were made at the same
	// time, or says why that is not safe; one that is gone is no error. Nil leaves
	// all there.
	Withdraw func(ctx context.Context, surplus, stays *T) error
	// Differ says where a thing that was there is not as it is wanted. It may be nil.
	Differ func(*T) []string
	// Options change how long a thing is looked for.
	Options []backup.WaitOption
}

// Looks for what may have been made.
const (
	firstPause   = time.Second
	longestPause = 15 * time.Second
	lookTimeout  = time.Minute
)

// Once returns the thing, which it has made unless it was there.
func Once[T any](ctx context.Context, kind Kind[T]) (*backup.Ensured[T], error) {
	run := &run[T]{Kind: kind}
	there, err := run.Find(ctx)
	if err != nil {
		return nil, err
	}
	if len(there) > 0 {
		return run.result(there, backup.ActionFound)
	}
	made, err := Making(ctx, run.Create)
	switch {
	case err == nil:
		// Also when the context has ended meanwhile: two of a name are there until
		// somebody has looked.
		return run.settle(ctx, made, nil)
	case MaybeExecuted(err):
		return run.settle(ctx, nil, err)
	case errors.Is(err, backup.ErrConflict), errors.Is(err, backup.ErrBusy):
		// Another call may have been faster.
		if there, lookErr := run.Find(ctx); lookErr == nil && len(there) > 0 {
			return run.result(there, backup.ActionFound)
		}
	}
	return nil, err
}

// run is one call.
type run[T any] struct {
	Kind[T]

	looks int
}

// settle looks after the thing was made, or may have been because the response was
// lost. Made is nil when it is not known which one it is.
func (r *run[T]) settle(ctx context.Context, made *T, lost error) (out *backup.Ensured[T], err error) {
	if lost != nil && ctx.Err() != nil {
		return nil, r.uncertain(lost)
	}
	err = Patiently(ctx, func(ctx context.Context) (err error) {
		out, err = r.look(ctx, made, lost)
		return err
	})
	return out, err
}

func (r *run[T]) look(ctx context.Context, made *T, lost error) (*backup.Ensured[T], error) {
	if made != nil && r.Sole {
		return r.result([]T{*made}, backup.ActionCreated)
	}
	there, err := r.until(ctx, func(there []T) bool {
		return made == nil && len(there) > 0 || made != nil && (r.Withdraw == nil || r.has(there, made))
	})
	switch {
	case len(there) == 0 && made == nil:
		if lost == nil {
			lost = err
		}
		return nil, r.uncertain(lost)
	case made == nil:
	case err != nil && r.Withdraw != nil && !errors.Is(err, context.DeadlineExceeded):
		out, _ := r.result([]T{*made}, backup.ActionCreated)
		return out, &backup.UncertainError{Subject: "another " + r.Subject, Name: r.Name, Looks: r.looks, Err: err}
	case !r.has(there, made): // the list lags behind
		there = append(there, *made)
	}
	if r.Withdraw == nil || len(there) == 1 {
		return r.result(there, backup.ActionCreated)
	}
	return r.contest(ctx, made, there)
}

// contest is what happens where two or more were made at the same time.
func (r *run[T]) contest(ctx context.Context, made *T, there []T) (*backup.Ensured[T], error) {
	stays, action := there[0], backup.ActionCreated
	for i := 1; i < len(there); i++ {
		surplus := there[i]
		if mine := made != nil && r.ID(made) == r.ID(&surplus); !mine && !r.Alike {
			continue // another call's, or nobody knows whose
		}
		if err := r.Withdraw(ctx, &surplus, &stays); err != nil {
			out, _ := r.result(there, backup.ActionFound)
			return out, r.duplicate(there, err)
		}
		action = backup.ActionFound
	}
	// The others take theirs away.
	last, err := r.until(ctx, func(there []T) bool { return len(there) == 1 && r.has(there, &stays) })
	if err != nil && len(last) == 0 {
		last = there
	}
	return r.result(last, action)
}

// until looks for things of the name until they are as they should be, or the time
// is over; it returns what it saw last.
func (r *run[T]) until(ctx context.Context, fine func([]T) bool) ([]T, error) {
	settings := backup.NewWaitSettings(backup.WaitSettings{Interval: firstPause, MaxInterval: longestPause, Timeout: lookTimeout}, r.Options...)
	var last []T
	_, err := backup.Wait(ctx, r.Subject, func(ctx context.Context) (backup.Status[[]T], error) {
		there, err := r.Find(ctx)
		if err != nil && !errors.Is(err, backup.ErrIncomplete) { // the next look may see more
			return backup.Status[[]T]{}, err
		}
		r.looks++
		last = there
		status := backup.Status[[]T]{Value: there, State: "not listed yet", Percent: -1}
		if len(there) > 0 {
			status.State = "listed"
		}
		if fine(there) {
			status.Phase = backup.Done
		}
		return status, nil
	}, settings)
	return last, err
}

func (r *run[T]) has(there []T, thing *T) bool {
	return slices.ContainsFunc(there, func(t T) bool { return r.ID(&t) == r.ID(thing) })
}

// result is the oldest one. Others that are left are told.
func (r *run[T]) result(there []T, action backup.Action) (*backup.Ensured[T], error) {
	out := &backup.Ensured[T]{Value: &there[0], Name: r.Name, Action: action}
	if action == backup.ActionFound && r.Differ != nil {
		out.Differences = r.Differ(out.Value)
	}
	if len(there) == 1 {
		return out, nil
	}
	if r.Withdraw == nil {
		out.Doubles = ids(there[1:], r.ID)
		return out, nil
	}
	return out, r.duplicate(there, nil)
}

func (r *run[T]) duplicate(there []T, err error) error {
	return &backup.DuplicateError{Subject: r.Subject, Name: r.Name, IDs: ids(there, r.ID), Err: err}
}

func (r *run[T]) uncertain(err error) error {
	return &backup.UncertainError{Subject: r.Subject, Name: r.Name, Looks: r.looks, Err: err}
}
