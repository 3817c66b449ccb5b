package token

import (
	"context"
	"time"

	backup "github.com/backup-sdk/backup-go"
)

// Stored says how the tokens of a cache are kept between runs.
type Stored[V any] struct {
	Store backup.TokenStore
	// Key names service, address and account.
	Key string
	// Pack and Unpack turn a token of the cache into one of the store, and back.
	// Unpack reports false for one that is of no use here.
	Pack   func(Token[V]) backup.Token
	Unpack func(backup.Token) (Token[V], bool)
}

// load returns the stored token if it can be used: it lives, and it is not the
// one that the service has just refused. Another process may have put a newer one
// there.
func load(ctx context.Context, s *Stored[any], refused *Token[any], margin time.Duration) (Token[any], bool) {
	kept, err := s.Store.Load(ctx, s.Key)
	if err != nil || kept.Access.IsZero() {
		return Token[any]{}, false
	}
	if refused != nil && s.Pack(*refused).Access.Equal(kept.Access) {
		return Token[any]{}, false
	}
	if !kept.Expiry.IsZero() && time.Until(kept.Expiry) <= margin {
		return Token[any]{}, false
	}
	return s.Unpack(kept)
}

// renewable returns the stored token for a source that can renew it, though it can
// no longer be used itself.
func renewable(ctx context.Context, s *Stored[any]) *Token[any] {
	kept, err := s.Store.Load(ctx, s.Key)
	if err != nil || kept.Refresh.IsZero() {
		return nil
	}
	if t, ok := s.Unpack(kept); ok {
		return &t
	}
	return nil
}

// obtainStored gets a token from the store, or else from the source, and keeps
// that.
func (c *cache) obtainStored(f *flight) (Token[any], error) {
	s, prev := c.stored, f.prev
	if t, ok := load(f.ctx, s, prev, c.opts.Margin); ok {
		return t, nil
	}
	unlock, waited := c.lock(f.ctx, s)
	defer unlock()
	if waited { // whoever had the lock may have brought a token
		if t, ok := load(f.ctx, s, prev, c.opts.Margin); ok {
			return t, nil
		}
	}
	if prev == nil {
		prev = renewable(f.ctx, s)
	}
	t, err := c.source(f.ctx, prev)
	switch {
	case err == nil:
		_ = s.Store.Save(f.ctx, s.Key, s.Pack(t)) // the next run signs in anew, no more
	case prev != nil && refusedForGood(err):
		_ = s.Store.Delete(f.ctx, s.Key) // it would only be tried again
	}
	return t, err
}

// lockShare is the share of a login's time that may go by waiting for somebody
// else's: he may be stuck, or ask a person for a second factor.
const lockShare = 2

// lock keeps other users of a store from signing in meanwhile, where the store can.
// It reports whether it may have waited for one of them. A lock that cannot be had
// keeps nobody from signing in.
func (c *cache) lock(ctx context.Context, s *Stored[any]) (unlock func(), waited bool) {
	locker, ok := s.Store.(backup.TokenLocker)
	if !ok {
		return func() {}, false
	}
	ctx, cancel := context.WithTimeout(ctx, c.opts.Timeout/lockShare)
	defer cancel()
	unlock, err := locker.Lock(ctx, s.Key)
	if err != nil || unlock == nil {
		return func() {}, true // and a token may have come
	}
	return unlock, true
}
