package zomro

import (
	"context"
	"sync"

	backup "github.com/backup-sdk/backup-go"
)

// keyLock is a lock for each key. A waiter can leave with its context.
type keyLock struct {
	mu   sync.Mutex
	held map[int64]*heldKey
}

type heldKey struct {
	turn  chan struct{} // holds one token while the key is free
	users int           // that hold the key or wait for it
}

func newKeyLock() *keyLock { return &keyLock{held: make(map[int64]*heldKey)} }

// lock waits for the key's turn and returns what gives it back.
func (l *keyLock) lock(ctx context.Context, key int64) (unlock func(), err error) {
	l.mu.Lock()
	k := l.held[key]
	if k == nil {
		k = &heldKey{turn: make(chan struct{}, 1)}
		k.turn <- struct{}{}
		l.held[key] = k
	}
	k.users++
	l.mu.Unlock()
	select {
	case <-k.turn:
		return func() {
			k.turn <- struct{}{}
			l.leave(key, k)
		}, nil
	case <-ctx.Done():
		l.leave(key, k)
		return nil, backup.ContextError(ctx)
	}
}

func (l *keyLock) leave(key int64, k *heldKey) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if k.users--; k.users == 0 {
		delete(l.held, key)
	}
}
