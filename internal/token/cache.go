package token

import (
	"context"

	backup "github.com/backup-sdk/backup-go"
)

// Cache holds one token and renews it. It is safe for concurrent use.
type Cache[V any] struct{ cache }

// New makes a cache. It does not call the source.
func New[V any](source Source[V], opts Options) *Cache[V] {
	if opts.Timeout <= 0 {
		opts.Timeout = defaultTimeout
	}
	c := new(Cache[V])
	c.opts = opts
	c.source = func(ctx context.Context, prev *Token[any]) (Token[any], error) {
		var typed *Token[V]
		if prev != nil {
			t := typedToken[V](*prev)
			typed = &t
		}
		t, err := source(ctx, typed)
		return Token[any]{Value: t.Value, Expiry: t.Expiry}, err
	}
	return c
}

func typedToken[V any](t Token[any]) Token[V] {
	value, _ := t.Value.(V)
	return Token[V]{Value: value, Expiry: t.Expiry}
}

// Keep has the cache use a store. It is called before the first Get.
func (c *Cache[V]) Keep(s Stored[V]) {
	if s.Store == nil {
		return
	}
	c.stored = &Stored[any]{
		Store: s.Store, Key: s.Key,
		Pack: func(t Token[any]) backup.Token { return s.Pack(typedToken[V](t)) },
		Unpack: func(t backup.Token) (Token[any], bool) {
			out, ok := s.Unpack(t)
			return Token[any]{Value: out.Value, Expiry: out.Expiry}, ok
		},
	}
}

// Get returns the token and its generation. It waits for a login when there is no
// usable token, together with all other callers, and returns when the login
// ends or its own context does; the others go on waiting then. After a failed
// login it returns that failure at once for a while.
func (c *Cache[V]) Get(ctx context.Context) (V, Generation, error) {
	token, generation, err := c.get(ctx)
	value, _ := token.(V)
	return value, generation, err
}

// Peek returns the token at hand without any waiting, valid or not.
func (c *Cache[V]) Peek() (value V, ok bool) {
	value, ok = c.peek().(V)
	return value, ok
}

// All returns the token at hand and those it has replaced lately: calls that were
// sent with one of them may still be under way.
func (c *Cache[V]) All() []V {
	var all []V
	for _, token := range c.all() {
		if value, ok := token.(V); ok {
			all = append(all, value)
		}
	}
	return all
}
