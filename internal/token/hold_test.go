package token_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/internal/token"
)

// Each try sends the password, so what may have arrived is not tried again at
// once, whatever went wrong; what never left is.
func TestWhichFailuresHold(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		err   error
		holds time.Duration // after the first and before the second
	}{
		"wrong password":    {&backup.Error{StatusCode: 401, Kind: backup.KindUnauthenticated}, time.Minute},
		"not allowed":       {&backup.Error{StatusCode: 403, Kind: backup.KindPermission}, time.Minute},
		"asked wrongly":     {&backup.Error{StatusCode: 400, Kind: backup.KindInvalid}, time.Minute},
		"failure":           {&backup.Error{StatusCode: 500}, 5 * time.Second},
		"a page":            {&backup.Error{StatusCode: 200, Kind: backup.KindUnavailable}, 5 * time.Second},
		"no token":          {&backup.Error{StatusCode: 201, Message: "response has no token"}, 5 * time.Second},
		"a lost response":   {&backup.Error{Kind: backup.KindUnavailable, MaybeExecuted: true}, 5 * time.Second},
		"no connection":     {&backup.Error{Kind: backup.KindUnavailable, Err: &net.OpError{Op: "dial"}}, 0},
		"come back later":   {&backup.Error{StatusCode: 503, Kind: backup.KindUnavailable, RetryAfter: 7 * time.Second}, 7 * time.Second},
		"come back in 2099": {&backup.Error{StatusCode: 503, RetryAfter: 1 << 60}, 15 * time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				i := &issuer{err: fmt.Errorf("wrapped: %w", tt.err)}
				c := token.New(i.login, token.Options{})
				for range 200 {
					if _, _, err := c.Get(t.Context()); !errors.Is(err, tt.err) {
						t.Fatalf("Get: %v", err)
					}
				}
				want := int64(1)
				if tt.holds == 0 {
					want = 200
				}
				if n := i.logins.Load(); n != want {
					t.Errorf("%d logins for 200 calls, want %d", n, want)
				}
				if tt.holds == 0 {
					return
				}
				time.Sleep(tt.holds - time.Nanosecond)
				if _, _, _ = c.Get(t.Context()); i.logins.Load() != 1 {
					t.Errorf("tried again within %v", tt.holds)
				}
				time.Sleep(time.Nanosecond)
				if _, _, _ = c.Get(t.Context()); i.logins.Load() != 2 {
					t.Errorf("not tried again after %v", tt.holds)
				}
			})
		})
	}
}

// One failure, and hours later all is well: nothing is shut for good, and the
// logins stay few.
func TestOneFailureIsForgotten(t *testing.T) {
	t.Parallel()
	for _, failure := range []*backup.Error{
		{StatusCode: 500}, {StatusCode: 401, Kind: backup.KindUnauthenticated}, {Kind: backup.KindUnavailable, MaybeExecuted: true},
	} {
		synctest.Test(t, func(t *testing.T) {
			i := &issuer{err: failure, life: 5 * time.Minute}
			c := token.New(i.login, token.Options{Ahead: time.Minute, Margin: 15 * time.Second})
			if _, _, err := c.Get(t.Context()); err == nil {
				t.Fatal("no failure")
			}
			i.err = nil
			failed := 0
			for range 6 * 60 {
				time.Sleep(time.Minute)
				if _, _, err := c.Get(t.Context()); err != nil {
					failed++
				}
				synctest.Wait()
			}
			if n := i.logins.Load(); failed > 0 || n < 6*60/5 || n > 6*60/3 {
				t.Errorf("%v: %d calls failed later, %d logins in six hours", failure, failed, n)
			}
		})
	}
}

// A service that refuses every token is not asked for new ones with every call.
func TestTokensThatAreAllRefused(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		i := &issuer{life: time.Hour}
		c := token.New(i.login, token.Options{})
		calls, refused := 0, 0
		// A call asks once more when its token is refused.
		call := func() {
			calls++
			for range 2 {
				_, generation, err := c.Get(t.Context())
				if err != nil {
					refused++
					if !errors.Is(err, backup.ErrUnauthenticated) || !strings.Contains(err.Error(), "every new token") {
						t.Fatalf("Get: %v", err)
					}
					return
				}
				if !c.Invalidate(generation) {
					t.Fatal("a known generation is not worth another try")
				}
			}
		}
		for range 200 {
			call()
		}
		if n := i.logins.Load(); n > 3 {
			t.Errorf("%d logins for %d calls that were all refused", n, calls)
		}
		if refused == 0 {
			t.Error("no call was told why")
		}
		for range 60 {
			time.Sleep(time.Minute)
			call()
		}
		if n := i.logins.Load(); n > 30 {
			t.Errorf("%d logins in an hour of refusals", n)
		}
		// The service comes to its senses.
		time.Sleep(15 * time.Minute)
		_, generation, err := c.Get(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		c.Accepted(generation)
		before := i.logins.Load()
		for range 10 { // tokens that end one after the other, each after it was of use
			if !c.Invalidate(generation) {
				t.Fatal("not worth another try")
			}
			if _, generation, err = c.Get(t.Context()); err != nil {
				t.Fatalf("after a token was accepted: %v", err)
			}
			c.Accepted(generation)
		}
		if n := i.logins.Load() - before; n != 10 {
			t.Errorf("%d logins for 10 refusals", n)
		}
	})
}

func TestAPanicIsAnErrorOfTheCall(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var boom any
		c := token.New(func(context.Context, *token.Token[string]) (token.Token[string], error) {
			if boom != nil {
				panic(boom)
			}
			return token.Token[string]{Value: make([]string, 0)[len(t.Name())]}, nil
		}, token.Options{})
		var failed sync.WaitGroup
		for range 5 {
			failed.Go(func() {
				if _, _, err := c.Get(t.Context()); err == nil || !strings.Contains(err.Error(), "index out of range") {
					t.Errorf("Get: %v", err)
				}
			})
		}
		failed.Wait()
		boom = "the password is hunter2"
		if _, _, err := c.Get(t.Context()); err == nil || strings.Contains(err.Error(), "hunter2") || !strings.Contains(err.Error(), "panicked with a string") {
			t.Errorf("Get: %v", err)
		}
	})
}

// Calls in flight carry tokens that were replaced meanwhile.
func TestReplacedTokensAreRemembered(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		i := &issuer{}
		c := token.New(i.login, token.Options{})
		if got := c.All(); len(got) != 0 {
			t.Errorf("before a login: %v", got)
		}
		for n := range 12 {
			_, generation, err := c.Get(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			c.Accepted(generation)
			all := c.All()
			current, _ := c.Peek()
			if len(all) != min(n+1, 9) || all[len(all)-1] != current {
				t.Errorf("after %d logins: %v", n+1, all)
			}
			if n > 0 && !slices.Contains(all, "token-"+string(rune('0'+n))) {
				t.Errorf("the token before %s is not in %v", current, all)
			}
			c.Invalidate(generation)
		}
	})
}
