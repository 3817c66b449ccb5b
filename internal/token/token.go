// Package token is the one token cache of the module: any number of callers,
// one login.
package token

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	backup "github.com/backup-sdk/backup-go"
)

// Token is a credential with an end of life.
type Token[V any] struct {
	Value V
	// Expiry is when the service stops accepting it; zero means never.
	Expiry time.Time
}

// Source obtains a token. Prev is the last token of the cache, nil at first:
// a source that can refresh tries that before it signs in anew. The context
// outlives the caller that started it, but ends when every caller has left.
type Source[V any] func(ctx context.Context, prev *Token[V]) (Token[V], error)

// Options tune a cache. The margins shrink for tokens that live so short that
// they would eat them up.
type Options struct {
	// Ahead is how long before its end a token is renewed in the background,
	// while callers go on using it.
	Ahead time.Duration
	// Margin is the rest of life below which a token is not handed out.
	Margin time.Duration
	// Timeout bounds one login.
	Timeout time.Duration
}

// The share of a token's life that Ahead and Margin may take at most.
const (
	maxAheadShare  = 4  // a quarter
	maxMarginShare = 10 // a tenth
)

const defaultTimeout = 2 * time.Minute

// A failed login is not tried again for a while, and the pause doubles with each
// failure: services lock accounts, and each try sends the password.
const (
	// firstRefusedHold follows a login that was refused.
	firstRefusedHold = time.Minute
	// firstFailedHold follows a login that may have arrived and brought no token:
	// a failure of the service, a page of a proxy, half a response, none at all.
	firstFailedHold = 5 * time.Second
	lastHold        = 15 * time.Minute
)

// renewPause comes after a renewal in the background that could not reach the
// service.
const renewPause = 5 * time.Second

// Generation names the token a request was sent with, for [Cache.Invalidate].
type Generation uint64

// cache is a [Cache] of any type: one for all, so that a program does not hold one
// for each type of token.
type cache struct {
	source Source[any]
	opts   Options
	stored *Stored[any] // nil without a store

	mu         sync.Mutex
	current    *Token[any]
	replaced   []any      // the last ones before current, newest last
	generation Generation // of current
	useUntil   time.Time  // current is handed out before; zero: always
	renewAt    time.Time  // current is renewed in the background after; zero: never
	invalid    bool       // current was refused by the service
	flight     *flight
	failure    error // the last failed login …
	holdEnd    time.Time
	hold       time.Duration

	// rejections counts tokens in a row that were refused before one was accepted.
	rejections atomic.Int32
}

// flight is a login under way.
type flight struct {
	ctx        context.Context //nolint:containedctx // of the login, shared by all who wait for it
	cancel     context.CancelFunc
	prev       *Token[any]
	waiters    int
	background bool

	done       chan struct{} // closed when the fields below are set
	value      any
	generation Generation
	err        error
}

// get is [Cache.Get].
func (c *cache) get(ctx context.Context) (any, Generation, error) {
	if ctx.Err() != nil {
		return nil, 0, backup.ContextError(ctx)
	}
	now := time.Now()
	c.mu.Lock()
	if c.usable(now) {
		if c.due(now) {
			c.launch(ctx, true)
		}
		value, generation := c.current.Value, c.generation
		c.mu.Unlock()
		return value, generation, nil
	}
	if now.Before(c.holdEnd) {
		held := &HeldError{Err: c.failure, Rest: c.holdEnd.Sub(now)}
		c.mu.Unlock()
		return nil, 0, held
	}
	f := c.launch(ctx, false)
	c.mu.Unlock()

	defer c.leave(f)
	select {
	case <-ctx.Done():
		return nil, 0, backup.ContextError(ctx)
	case <-f.done:
		// Not read from c.current: a token that is born expired would make
		// every caller sign in again and again.
		return f.value, f.generation, f.err
	}
}

// peek is [Cache.Peek], nil for none.
func (c *cache) peek() any {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.current == nil {
		return nil
	}
	return c.current.Value
}

// all is [Cache.All].
func (c *cache) all() []any {
	c.mu.Lock()
	defer c.mu.Unlock()
	all := slices.Clone(c.replaced)
	if c.current != nil {
		all = append(all, c.current.Value)
	}
	return all
}

// maxReplaced bounds how many replaced tokens are remembered.
const maxReplaced = 8

// Invalidate says that the service refused the token of a generation. It reports
// whether another try makes sense: false when the generation is unknown. Only the
// first report of a generation has an effect, and none once a newer token is there.
//
// A service that refuses every token would have every call sign in anew. So the
// second new token in a row that is refused is followed by a pause, which grows;
// [Cache.Accepted] ends that.
func (c *cache) Invalidate(generation Generation) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if generation == 0 || generation > c.generation {
		return false
	}
	if generation < c.generation || c.invalid {
		return true
	}
	c.invalid = true
	if c.rejections.Add(1) > 1 {
		c.hold = min(max(2*c.hold, firstFailedHold), lastHold)
		c.holdFor(c.hold, errRejected)
	}
	return true
}

// Accepted says that the service took the token of a generation.
func (c *cache) Accepted(generation Generation) {
	if c.rejections.Load() == 0 {
		return // nearly always, and without the lock
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if generation == c.generation {
		c.hold = 0
		c.rejections.Store(0)
	}
}

// errRejected is the failure of calls while new tokens are not asked for.
var errRejected = fmt.Errorf("%w: the service refuses every new token", backup.ErrUnauthenticated)

func (c *cache) usable(now time.Time) bool {
	return c.current != nil && !c.invalid && (c.useUntil.IsZero() || now.Before(c.useUntil))
}

func (c *cache) due(now time.Time) bool {
	return !c.renewAt.IsZero() && !now.Before(c.renewAt) && c.flight == nil && !now.Before(c.holdEnd)
}

// launch starts a login or joins the one under way, as a waiter unless it is
// for the background. The lock is held.
func (c *cache) launch(ctx context.Context, background bool) *flight {
	if c.flight == nil {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), c.opts.Timeout)
		c.flight = &flight{ctx: ctx, cancel: cancel, background: background, prev: c.current, done: make(chan struct{})}
		go c.fly(c.flight)
	}
	if !background {
		c.flight.waiters++
	}
	return c.flight
}

// fly performs a login.
func (c *cache) fly(f *flight) {
	defer f.cancel()
	token, err := c.obtain(f)
	c.land(f, token, err)
}

// obtain asks the source. What it calls may be the caller's own code, and its
// panic is an error of the calls that wait for it.
func (c *cache) obtain(f *flight) (token Token[any], err error) {
	defer func() {
		switch p := recover().(type) {
		case nil:
		case runtime.Error: // says what the code did, and no values
			err = fmt.Errorf("signing in panicked: %w", p)
		default:
			err = fmt.Errorf("signing in panicked with a %T", p)
		}
	}()
	if c.stored != nil {
		return c.obtainStored(f)
	}
	return c.source(f.ctx, f.prev)
}

// leave is called by each waiter of a flight. The last one to leave a login
// that still runs cancels it: nobody wants it any more.
func (c *cache) leave(f *flight) {
	c.mu.Lock()
	defer c.mu.Unlock()
	f.waiters--
	if f.waiters == 0 && !f.background && c.flight == f {
		f.cancel()
		c.flight = nil
	}
}

// land stores the outcome of a login.
func (c *cache) land(f *flight, token Token[any], err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	defer close(f.done)
	if c.flight != f {
		f.err = errAbandoned // nobody waits, and a newer login may be under way already
		return
	}
	c.flight = nil
	if err != nil {
		f.err = err
		c.holdOff(err)
		return
	}
	if c.rejections.Load() == 0 {
		c.failure, c.hold, c.holdEnd = nil, 0, time.Time{}
	}
	if c.current != nil {
		c.replaced = append(c.replaced, c.current.Value)
		c.replaced = c.replaced[max(0, len(c.replaced)-maxReplaced):]
	}
	c.current, c.invalid = &token, false
	c.generation++
	c.useUntil, c.renewAt = c.bounds(token.Expiry)
	f.value, f.generation = token.Value, c.generation
}

var errAbandoned = errors.New("login abandoned")

// holdOff decides how long a failed login is not tried again.
func (c *cache) holdOff(err error) {
	e, isError := errors.AsType[*backup.Error](err)
	switch {
	case isError && e.RetryAfter > 0:
		c.holdFor(min(e.RetryAfter, lastHold), err)
	case refusedForGood(err):
		c.hold = min(max(2*c.hold, firstRefusedHold), lastHold)
		c.holdFor(c.hold, err)
	case isError && (e.StatusCode != 0 || e.MaybeExecuted):
		c.hold = min(max(2*c.hold, firstFailedHold), lastHold)
		c.holdFor(c.hold, err)
	default:
		// Nothing left. The next caller without a token may try at once; renewal
		// in the background waits a little.
		c.renewAt = time.Now().Add(renewPause)
	}
}

// refusedForGood reports a login that the service said no to.
func refusedForGood(err error) bool {
	return errors.Is(err, backup.ErrUnauthenticated) || errors.Is(err, backup.ErrPermission) || errors.Is(err, backup.ErrInvalid)
}

// HeldError is the failure of a login that is not tried again yet.
type HeldError struct {
	// Err is the failed login's.
	Err error
	// Rest is how long it is until the next one.
	Rest time.Duration
}

// Error implements error.
func (h *HeldError) Error() string {
	return fmt.Sprintf("not tried again for %s: %v", (h.Rest + time.Second - 1).Truncate(time.Second), h.Err)
}

// Unwrap returns the failed login's error.
func (h *HeldError) Unwrap() error { return h.Err }

func (c *cache) holdFor(wait time.Duration, err error) {
	c.failure = err
	c.holdEnd = time.Now().Add(wait)
}

// bounds returns when a token stops being handed out and when it is renewed. A
// renewal that would come later than that never comes: callers sign in first.
func (c *cache) bounds(expiry time.Time) (useUntil, renewAt time.Time) {
	if expiry.IsZero() {
		return time.Time{}, time.Time{}
	}
	life := time.Until(expiry)
	margin := min(c.opts.Margin, life/maxMarginShare)
	ahead := min(c.opts.Ahead, life/maxAheadShare)
	return expiry.Add(-margin), expiry.Add(-ahead)
}
