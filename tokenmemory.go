package backup

import (
	"context"
	"iter"
	"maps"
	"sync"
)

// MemoryTokenStore is a [TokenStore] in memory: the clients of one program that
// share it share their sign-ins, and tests see with it what is kept. Its zero value
// is ready; it must not be copied after its first use.
type MemoryTokenStore struct {
	mu     sync.Mutex
	tokens map[string]Token
	locks  map[string]chan struct{} // full while somebody has the lock
}

// NewMemoryTokenStore makes a store that holds nothing yet.
func NewMemoryTokenStore() *MemoryTokenStore { return new(MemoryTokenStore) }

// Load implements [TokenStore].
func (s *MemoryTokenStore) Load(_ context.Context, key string) (Token, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.tokens[key], nil
}

// Save implements [TokenStore].
func (s *MemoryTokenStore) Save(_ context.Context, key string, token Token) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.tokens == nil {
		s.tokens = make(map[string]Token)
	}
	s.tokens[key] = token
	return nil
}

// Delete implements [TokenStore].
func (s *MemoryTokenStore) Delete(_ context.Context, key string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.tokens, key)
	return nil
}

// Lock implements [TokenLocker].
func (s *MemoryTokenStore) Lock(ctx context.Context, key string) (unlock func(), err error) {
	s.mu.Lock()
	lock, ok := s.locks[key]
	if !ok {
		if s.locks == nil {
			s.locks = make(map[string]chan struct{})
		}
		lock = make(chan struct{}, 1)
		s.locks[key] = lock
	}
	s.mu.Unlock()
	select {
	case lock <- struct{}{}:
		return sync.OnceFunc(func() { <-lock }), nil
	case <-ctx.Done():
		return nil, ContextError(ctx)
	}
}

// All yields the keys and tokens that the store holds when it is called, in no
// order. Tokens may be saved and deleted meanwhile.
func (s *MemoryTokenStore) All() iter.Seq2[string, Token] {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.All(maps.Clone(s.tokens))
}
