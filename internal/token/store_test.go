package token_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/internal/token"
)

// memory is a store that several caches share, as processes share a directory.
type memory struct {
	mu     sync.Mutex
	tokens map[string]backup.Token
	broken error
}

func (m *memory) Load(_ context.Context, key string) (backup.Token, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.tokens[key], m.broken
}

func (m *memory) Save(_ context.Context, key string, t backup.Token) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.tokens == nil {
		m.tokens = make(map[string]backup.Token)
	}
	m.tokens[key] = t
	return m.broken
}

func (m *memory) Delete(_ context.Context, key string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.tokens, key)
	return m.broken
}

// process makes a cache as a new run of a program would.
func process(i *issuer, m *memory) *token.Cache[string] {
	c := token.New(i.login, token.Options{Margin: time.Second})
	c.Keep(token.Stored[string]{
		Store: m, Key: "k",
		Pack: func(t token.Token[string]) backup.Token {
			return backup.Token{Access: backup.NewSecret(t.Value), Refresh: backup.NewSecret("r"), Expiry: t.Expiry}
		},
		Unpack: func(t backup.Token) (token.Token[string], bool) {
			return token.Token[string]{Value: t.Access.Reveal(), Expiry: t.Expiry}, true
		},
	})
	return c
}

func TestProgramsThatRunForAMoment(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		i, m := &issuer{life: time.Hour}, &memory{}
		for range 5 {
			mustGet(t, process(i, m), "token-1")
		}
		if n := i.logins.Load(); n != 1 {
			t.Errorf("%d logins for five runs", n)
		}
		time.Sleep(time.Hour)
		mustGet(t, process(i, m), "token-2")
		if len(i.prevs) != 1 || i.prevs[0] != "token-1" {
			t.Errorf("the expired token is not there to be refreshed: %v", i.prevs)
		}
	})
}

func TestAStoredTokenThatIsRefused(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		i, m := &issuer{life: time.Hour}, &memory{}
		mustGet(t, process(i, m), "token-1")
		first, second := process(i, m), process(i, m)
		a, b := mustGet(t, first, "token-1"), mustGet(t, second, "token-1")
		first.Invalidate(a)
		mustGet(t, first, "token-2")
		// The other one finds what the first put there, and signs in no more.
		second.Invalidate(b)
		mustGet(t, second, "token-2")
		if n := i.logins.Load(); n != 2 {
			t.Errorf("%d logins, want 2", n)
		}
	})
}

func TestAStoredTokenIsDroppedWithItsAccount(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		i, m := &issuer{life: time.Hour}, &memory{}
		c := process(i, m)
		generation := mustGet(t, c, "token-1")
		i.err = &backup.Error{StatusCode: 401, Kind: backup.KindUnauthenticated}
		c.Invalidate(generation)
		if _, _, err := c.Get(t.Context()); !errors.Is(err, backup.ErrUnauthenticated) {
			t.Errorf("Get: %v", err)
		}
		if len(m.tokens) != 0 {
			t.Errorf("still stored: %v", m.tokens)
		}
	})
}

func TestAStoreThatFailsFailsNoCall(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		i, m := &issuer{life: time.Hour}, &memory{broken: errors.New("disk full")}
		c := process(i, m)
		generation := mustGet(t, c, "token-1")
		c.Invalidate(generation)
		mustGet(t, c, "token-2")
	})
}
