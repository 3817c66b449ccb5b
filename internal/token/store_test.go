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

// process makes a cache as a new run of a program would.
func process(i *issuer, m backup.TokenStore) *token.Cache[string] {
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
		i, m := &issuer{life: time.Hour}, backup.NewMemoryTokenStore()
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
		i, m := &issuer{life: time.Hour}, backup.NewMemoryTokenStore()
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
		i, m := &issuer{life: time.Hour}, backup.NewMemoryTokenStore()
		c := process(i, m)
		generation := mustGet(t, c, "token-1")
		i.err = &backup.Error{StatusCode: 401, Kind: backup.KindUnauthenticated}
		c.Invalidate(generation)
		if _, _, err := c.Get(t.Context()); !errors.Is(err, backup.ErrUnauthenticated) {
			t.Errorf("Get: %v", err)
		}
		for key := range m.All() {
			t.Errorf("still stored: %s", key)
		}
	})
}

// broken is a store whose disk is full.
type broken struct{}

var errDiskFull = errors.New("disk full")

func (broken) Load(context.Context, string) (backup.Token, error) { return backup.Token{}, errDiskFull }
func (broken) Save(context.Context, string, backup.Token) error   { return errDiskFull }
func (broken) Delete(context.Context, string) error               { return errDiskFull }

func TestAStoreThatFailsFailsNoCall(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		i := &issuer{life: time.Hour}
		c := process(i, broken{})
		generation := mustGet(t, c, "token-1")
		c.Invalidate(generation)
		mustGet(t, c, "token-2")
	})
}

// Clients that find no token wait for the one that signs in, but not for ever.
func TestOneSignsInForAll(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		i, m := &issuer{life: time.Hour, takes: time.Second}, backup.NewMemoryTokenStore()
		var wait sync.WaitGroup
		for range 8 {
			wait.Go(func() { mustGet(t, process(i, m), "token-1") })
		}
		wait.Wait()
		if n := i.logins.Load(); n != 1 {
			t.Errorf("%d logins for eight clients", n)
		}
		time.Sleep(2 * time.Hour)
		if _, err := m.Lock(t.Context(), "k"); err != nil { // and somebody is stuck with it
			t.Fatal(err)
		}
		start := time.Now()
		mustGet(t, process(i, m), "token-2")
		if waited := time.Since(start); waited > 2*time.Minute {
			t.Errorf("waited %v for somebody else", waited)
		}
	})
}
