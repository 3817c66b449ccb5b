// Package token is the one token cache of the module: any number of callers,
// one login.
package token

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

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

// A refused login is not tried again for a while: services lock accounts. The
// pause doubles with each refusal.
const (
	firstHold = time.Minute
	lastHold  = 15 * time.Minute
)

// renewPause comes after a renewal in the background that could not reach the
// service.
const renewPause = 5 * time.Second

// Generation names the token a request was sent with, for [Cache.Invalidate].
type Generation uint64

// Cache holds one token and renews it. It is safe for concurrent use.
type Cache[V any] struct {
	source Source[V]
	opts   Options
	group  singleflight.Group

	mu         sync.Mutex
	current    *Token[V]
	generation Generation // of current
	useUntil   time.Time  // current is handed out before; zero: always
	renewAt    time.Time  // current is renewed in the background after; zero: never
	invalid    bool       // current was refused by the service
	flight     *flight[V]
	refusal    error // the last refused login …
	holdEnd    time.Time
	hold       time.Duration
}

// flight is a login under way.
type flight[V any] struct {
	ctx        context.Context //nolint:containedctx // of the login, shared by all who wait for it
	cancel     context.CancelFunc
	prev       *Token[V]
	waiters    int
	background bool
}

// New makes a cache. It does not call the source.
func New[V any](source Source[V], opts Options) *Cache[V] {
	if opts.Timeout <= 0 {
		opts.Timeout = defaultTimeout
	}
	return &Cache[V]{source: source, opts: opts}
}

// Get returns the token and its generation. It waits for a login when there is no
// usable token, together with all other callers, and returns when the login
// ends or its own context does; the others go on waiting then. After a refused
// login it returns that refusal at once for a while.
func (c *Cache[V]) Get(ctx context.Context) (V, Generation, error) {
	var zero V
	if ctx.Err() != nil {
		return zero, 0, backup.ContextError(ctx)
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
		err := c.refusal
		c.mu.Unlock()
		return zero, 0, err
	}
	landing, f := c.launch(ctx, false)
	c.mu.Unlock()

	defer c.leave(f)
	select {
	case <-ctx.Done():
		return zero, 0, backup.ContextError(ctx)
	case result := <-landing:
		if result.Err != nil {
			return zero, 0, result.Err
		}
		// Not read from c.current: a token that is born expired would make
		// every caller sign in again and again.
		got, _ := result.Val.(landed[V])
		return got.value, got.generation, nil
	}
}

// landed is what a login brings to those who wait for it.
type landed[V any] struct {
	value      V
	generation Generation
}

// Peek returns the token at hand without any waiting, valid or not.
func (c *Cache[V]) Peek() (value V, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.current == nil {
		return value, false
	}
	return c.current.Value, true
}

// Invalidate says that the service refused the token of a generation. It reports
// whether another try makes sense: false when the generation is unknown. Only the
// first report of a generation has an effect, and none once a newer token is there.
func (c *Cache[V]) Invalidate(generation Generation) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if generation == 0 || generation > c.generation {
		return false
	}
	if generation == c.generation {
		c.invalid = true
	}
	return true
}

func (c *Cache[V]) usable(now time.Time) bool {
	return c.current != nil && !c.invalid && (c.useUntil.IsZero() || now.Before(c.useUntil))
}

func (c *Cache[V]) due(now time.Time) bool {
	return !c.renewAt.IsZero() && !now.Before(c.renewAt) && c.flight == nil && !now.Before(c.holdEnd)
}

// launch starts a login or joins the one under way, as a waiter unless it is
// for the background. The lock is held.
func (c *Cache[V]) launch(ctx context.Context, background bool) (<-chan singleflight.Result, *flight[V]) {
	if c.flight == nil {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), c.opts.Timeout)
		c.flight = &flight[V]{ctx: ctx, cancel: cancel, background: background, prev: c.current}
	}
	f := c.flight
	if !background {
		f.waiters++
	}
	// Joins when a call is under way; a flight stays in c.flight until then.
	return c.group.DoChan("", func() (any, error) {
		defer f.cancel()
		token, err := c.source(f.ctx, f.prev)
		return c.land(f, token, err)
	}), f
}

// leave is called by each waiter of a flight. The last one to leave a login
// that still runs cancels it: nobody wants it any more.
func (c *Cache[V]) leave(f *flight[V]) {
	c.mu.Lock()
	defer c.mu.Unlock()
	f.waiters--
	if f.waiters == 0 && !f.background && c.flight == f {
		f.cancel()
		c.flight = nil
		c.group.Forget("")
	}
}

// land stores the outcome of a login.
func (c *Cache[V]) land(f *flight[V], token Token[V], err error) (any, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.flight != f {
		// Nobody waits: a newer login may be under way already.
		return nil, errAbandoned
	}
	c.flight = nil
	c.group.Forget("")
	if err != nil {
		c.holdOff(err)
		return nil, err
	}
	c.refusal, c.hold, c.holdEnd = nil, 0, time.Time{}
	c.current, c.invalid = &token, false
	c.generation++
	c.useUntil, c.renewAt = c.bounds(token.Expiry)
	return landed[V]{value: token.Value, generation: c.generation}, nil
}

var errAbandoned = errors.New("login abandoned")

// holdOff decides how long a failed login is not tried again.
func (c *Cache[V]) holdOff(err error) {
	var e *backup.Error
	var wait time.Duration
	switch {
	case errors.As(err, &e) && e.RetryAfter > 0:
		wait = min(e.RetryAfter, lastHold)
	case errors.Is(err, backup.ErrUnauthenticated), errors.Is(err, backup.ErrPermission), errors.Is(err, backup.ErrInvalid):
		c.hold = min(max(2*c.hold, firstHold), lastHold)
		wait = c.hold
	default:
		// The network failed, not the credentials. The next caller without a
		// token may try at once; renewal in the background waits a little.
		c.renewAt = time.Now().Add(renewPause)
		return
	}
	c.refusal = fmt.Errorf("sign-in failed and is not tried again for %s: %w", wait, err)
	c.holdEnd = time.Now().Add(wait)
}

// bounds returns when a token stops being handed out and when it is renewed. A
// renewal that would come later than that never comes: callers sign in first.
func (c *Cache[V]) bounds(expiry time.Time) (useUntil, renewAt time.Time) {
	if expiry.IsZero() {
		return time.Time{}, time.Time{}
	}
	life := time.Until(expiry)
	margin := min(c.opts.Margin, life/maxMarginShare)
	ahead := min(c.opts.Ahead, life/maxAheadShare)
	return expiry.Add(-margin), expiry.Add(-ahead)
}
