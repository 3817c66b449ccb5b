package token_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/internal/token"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// issuer is a service that issues numbered tokens.
type issuer struct {
	logins atomic.Int64
	life   time.Duration
	takes  time.Duration
	prevs  []string
	err    error
}

func (i *issuer) login(ctx context.Context, prev *token.Token[string]) (token.Token[string], error) {
	n := i.logins.Add(1)
	if prev != nil {
		i.prevs = append(i.prevs, prev.Value)
	}
	if err := backup.Sleep(ctx, i.takes); err != nil {
		return token.Token[string]{}, err
	}
	if i.err != nil {
		return token.Token[string]{}, i.err
	}
	t := token.Token[string]{Value: "token-" + string(rune('0'+n))}
	if i.life != 0 {
		t.Expiry = time.Now().Add(i.life)
	}
	return t, nil
}

func mustGet(t *testing.T, c *token.Cache[string], want string) token.Generation {
	t.Helper()
	got, generation, err := c.Get(t.Context())
	if err != nil || got != want {
		t.Fatalf("Get = %q, %v, want %q", got, err, want)
	}
	return generation
}

func TestManyCallersCauseOneLogin(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		i := &issuer{life: time.Hour, takes: time.Second}
		c := token.New(i.login, token.Options{})
		for round, want := range []string{"token-1", "token-2"} {
			var wg sync.WaitGroup
			for range 1000 {
				wg.Go(func() {
					got, _, err := c.Get(t.Context())
					if err != nil || got != want {
						t.Errorf("round %d: Get = %q, %v", round, got, err)
					}
				})
			}
			wg.Wait()
			time.Sleep(2 * time.Hour) // virtual: the token has expired
		}
		if n := i.logins.Load(); n != 2 {
			t.Errorf("%d logins, want one per expiry", n)
		}
	})
}

func TestRenewalAheadDoesNotBlock(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		i := &issuer{life: 299 * time.Second, takes: 5 * time.Second}
		c := token.New(i.login, token.Options{Ahead: 60 * time.Second, Margin: 15 * time.Second})
		mustGet(t, c, "token-1")
		time.Sleep(238 * time.Second) // 61 s of life left
		mustGet(t, c, "token-1")
		if n := i.logins.Load(); n != 1 {
			t.Fatalf("%d logins, renewed too early", n)
		}
		time.Sleep(2 * time.Second)
		start := time.Now()
		mustGet(t, c, "token-1")
		mustGet(t, c, "token-1")
		if took := time.Since(start); took != 0 {
			t.Errorf("a caller waited %v for the renewal", took)
		}
		time.Sleep(6 * time.Second)
		mustGet(t, c, "token-2")
		if n := i.logins.Load(); n != 2 {
			t.Errorf("%d logins", n)
		}
		if len(i.prevs) != 1 || i.prevs[0] != "token-1" {
			t.Errorf("the source saw %v as the token before", i.prevs)
		}
	})
}

func TestTokensThatLiveShort(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		i := &issuer{life: 2 * time.Second}
		c := token.New(i.login, token.Options{Ahead: time.Hour, Margin: time.Minute})
		mustGet(t, c, "token-1")
		time.Sleep(time.Second)
		mustGet(t, c, "token-1")
		time.Sleep(2 * time.Second)
		mustGet(t, c, "token-2")
	})
}

func TestATokenBornExpiredIsStillHandedOut(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		i := &issuer{life: -time.Second}
		c := token.New(i.login, token.Options{})
		mustGet(t, c, "token-1")
		mustGet(t, c, "token-2")
	})
}

func TestInvalidateOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		i := &issuer{life: time.Hour}
		c := token.New(i.login, token.Options{})
		first := mustGet(t, c, "token-1")
		if !c.Invalidate(first) {
			t.Error("a refused token cannot be replaced")
		}
		mustGet(t, c, "token-2")
		// Another request was sent with the first token and is refused late: the
		// new token must survive that.
		if !c.Invalidate(first) {
			t.Error("a late refusal does not lead to another try")
		}
		mustGet(t, c, "token-2")
		if c.Invalidate(0) || c.Invalidate(99) {
			t.Error("an unknown generation is accepted")
		}
		if value, ok := c.Peek(); !ok || value != "token-2" {
			t.Errorf("Peek = %q, %v", value, ok)
		}
	})
}

func TestAWaiterLeavesAndTheOthersGoOn(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		i := &issuer{life: time.Hour, takes: 10 * time.Second}
		c := token.New(i.login, token.Options{})
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		var wg sync.WaitGroup
		wg.Go(func() {
			start := time.Now()
			if _, _, err := c.Get(ctx); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("the impatient caller got %v", err)
			}
			if took := time.Since(start); took != time.Second {
				t.Errorf("it left after %v", took)
			}
		})
		wg.Go(func() {
			synctest.Wait()
			mustGet(t, c, "token-1")
		})
		wg.Wait()
		if n := i.logins.Load(); n != 1 {
			t.Errorf("%d logins", n)
		}
	})
}

func TestALoginNobodyWaitsForEnds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ended := make(chan error, 1)
		block := true
		c := token.New(func(ctx context.Context, _ *token.Token[string]) (token.Token[string], error) {
			if block {
				<-ctx.Done()
				ended <- ctx.Err()
				return token.Token[string]{}, ctx.Err()
			}
			return token.Token[string]{Value: "fresh"}, nil
		}, token.Options{})
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, _, err := c.Get(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Get: %v", err)
		}
		if err := <-ended; !errors.Is(err, context.Canceled) {
			t.Errorf("the login ended with %v", err)
		}
		block = false
		mustGet(t, c, "fresh")
	})
}

func TestALoginThatDoesNotEndBlocksNobody(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		var n atomic.Int64
		c := token.New(func(context.Context, *token.Token[string]) (token.Token[string], error) {
			if n.Add(1) == 1 {
				<-release // deaf to its context
				return token.Token[string]{Value: "late"}, nil
			}
			return token.Token[string]{Value: "fresh"}, nil
		}, token.Options{})
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, _, err := c.Get(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Get: %v", err)
		}
		mustGet(t, c, "fresh")
		close(release)
		synctest.Wait()
		mustGet(t, c, "fresh")
	})
}

// firstHold is the documented pause after a first refusal.
const firstHold = time.Minute

func TestARefusedLoginIsNotHammered(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		i := &issuer{err: &backup.Error{Provider: "p", Kind: backup.KindUnauthenticated, Code: "badpassword"}}
		c := token.New(i.login, token.Options{})
		var previous int64
		for _, hold := range []time.Duration{time.Minute, 2 * time.Minute, 4 * time.Minute, 8 * time.Minute, 15 * time.Minute, 15 * time.Minute} {
			for range 100 {
				_, _, err := c.Get(t.Context())
				var e *backup.Error
				if !errors.Is(err, backup.ErrUnauthenticated) || !errors.As(err, &e) || e.Code != "badpassword" {
					t.Fatalf("Get: %v", err)
				}
			}
			if n := i.logins.Load(); n != previous+1 {
				t.Fatalf("%d logins after %d, want one", n, previous)
			}
			previous++
			time.Sleep(hold - time.Nanosecond)
			_, _, err := c.Get(t.Context())
			held, ok := errors.AsType[*token.HeldError](err)
			if !ok || held.Rest != time.Nanosecond || !strings.HasPrefix(err.Error(), "not tried again for 1s: ") || i.logins.Load() != previous {
				t.Fatalf("tried again before %v: %v", hold, err)
			}
			time.Sleep(time.Nanosecond)
		}
		i.err, i.life = nil, time.Hour
		_, generation, err := c.Get(t.Context())
		if err != nil {
			t.Errorf("after the pause: %v", err)
		}
		// A success ends the memory of refusals: the next one holds shortly.
		i.err = &backup.Error{Kind: backup.KindUnauthenticated}
		c.Invalidate(generation)
		_, _, _ = c.Get(t.Context()) // refused
		time.Sleep(firstHold)
		before := i.logins.Load()
		if _, _, _ = c.Get(t.Context()); i.logins.Load() != before+1 {
			t.Error("the pause after a success and a refusal is longer than the first")
		}
	})
}

func TestRetryAfterOfALoginIsKept(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		i := &issuer{err: &backup.Error{Kind: backup.KindRateLimited, RetryAfter: 20 * time.Second}}
		c := token.New(i.login, token.Options{})
		for range 3 {
			if _, _, err := c.Get(t.Context()); !errors.Is(err, backup.ErrRateLimited) {
				t.Errorf("Get: %v", err)
			}
		}
		time.Sleep(20 * time.Second)
		i.err = nil
		mustGet(t, c, "token-2")
	})
}

func TestAFailedRenewalKeepsTheTokenInUse(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		i := &issuer{life: 100 * time.Second}
		c := token.New(i.login, token.Options{Ahead: 20 * time.Second, Margin: 5 * time.Second})
		mustGet(t, c, "token-1")
		i.err = &backup.Error{Kind: backup.KindUnavailable}
		time.Sleep(81 * time.Second)
		for range 50 {
			mustGet(t, c, "token-1")
			synctest.Wait()
		}
		if n := i.logins.Load(); n != 2 {
			t.Errorf("%d logins, an outage is hammered", n)
		}
		time.Sleep(6 * time.Second)
		i.err = nil
		mustGet(t, c, "token-1")
		synctest.Wait()
		mustGet(t, c, "token-3")
	})
}
