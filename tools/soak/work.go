package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"

	backup "github.com/backup-sdk/backup-go"
)

// place is where one worker creates things that nobody else touches.
type place interface {
	create(ctx context.Context, name string) error
	// find returns the ids of all things of that name.
	find(ctx context.Context, name string) ([]string, error)
	remove(ctx context.Context, id string) error
}

// service is one of the services, with a client and a network of its own.
type service struct {
	name    string
	client  any
	network *network
	ledger  ledger
	fake
}

// fake is what is known of the service itself.
type fake struct {
	place   func(worker int) place
	signIns func() int
	close   func()
}

// ledger counts what happened, and keeps what must not happen.
type ledger struct {
	created, refused, unclear atomic.Int64

	mu  sync.Mutex
	bad []error
}

func (l *ledger) problemf(format string, args ...any) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.bad) < 10 {
		l.bad = append(l.bad, fmt.Errorf(format, args...))
	}
}

func (l *ledger) problems() []error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.bad
}

// work creates, looks and removes until the time is over. What it has begun it
// ends, with the outer context.
func work(until, ctx context.Context, s *service, worker int) {
	p := s.place(worker)
	for n := 0; until.Err() == nil; n++ {
		name := fmt.Sprintf("soak-%d-%d", worker, n)
		err := p.create(ctx, name)
		low, high := s.ledger.enter(err)
		ids, err := patiently(ctx, func() ([]string, error) { return p.find(ctx, name) })
		if err != nil {
			s.ledger.problemf("%s: looking for %s: %w", s.name, name, err)
			continue
		}
		if len(ids) < low || len(ids) > high {
			s.ledger.problemf("%s: %s is there %d times, want %d to %d", s.name, name, len(ids), low, high)
		}
		for _, id := range ids {
			if err := removeOne(ctx, p, id); err != nil {
				s.ledger.problemf("%s: removing %s: %w", s.name, name, err)
			}
		}
		if left, err := patiently(ctx, func() ([]string, error) { return p.find(ctx, name) }); err != nil || len(left) != 0 {
			s.ledger.problemf("%s: %d things named %s are left after removing (%w)", s.name, len(left), name, err)
		}
	}
}

// enter books the end of a creation, and returns how many things it can have
// made.
func (l *ledger) enter(err error) (low, high int) {
	switch {
	case err == nil:
		l.created.Add(1)
		return 1, 1
	case certainlyNot(err):
		l.refused.Add(1)
		return 0, 0
	default:
		l.unclear.Add(1)
		return 0, 1
	}
}

// certainlyNot reports errors after which nothing can have been done: the
// service, or what stands before it, answered with a refusal.
func certainlyNot(err error) bool {
	var e *backup.Error
	return errors.As(err, &e) && e.StatusCode >= 400
}

func removeOne(ctx context.Context, p place, id string) error {
	_, err := patiently(ctx, func() (struct{}, error) {
		err := p.remove(ctx, id)
		if errors.Is(err, backup.ErrNotFound) {
			err = nil // an earlier try did it, and its answer was lost
		}
		return struct{}{}, err
	})
	return err
}

// patiently calls again what the retries of the client could not save: with one
// fault in ten, that is one call in some thousands. It waits as long as the error
// says, which a failed sign-in does.
func patiently[T any](ctx context.Context, call func() (T, error)) (T, error) {
	const tries = 8
	for n := 1; ; n++ {
		out, err := call()
		if err == nil || n == tries || ctx.Err() != nil {
			return out, err
		}
		if e, ok := errors.AsType[*backup.Error](err); ok && e.RetryAfter > 0 {
			if stop := backup.Sleep(ctx, e.RetryAfter); stop != nil {
				return out, errors.Join(err, stop)
			}
		}
	}
}
