package zomro_test

import (
	"context"
	"errors"
	"maps"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/zomro"
	"github.com/backup-sdk/backup-go/zomro/zomrotest"
)

// A session can be given beside a password: the password is for when it has ended.
func TestSessionBesideAPassword(t *testing.T) {
	for name, opts := range map[string][]zomrotest.Option{"auth": nil, "access": {zomrotest.WithExpiredAsAccess()}} {
		t.Run(name, func(t *testing.T) {
			srv := zomrotest.NewServer(t, opts...)
			creds := account()
			creds.Session = backup.NewSecret(srv.NewSession())
			client := clientWith(t, srv, zomro.Config{Credentials: creds})
			for range 2 {
				if _, err := client.Account.Whoami(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
			if n := srv.Count("auth"); n != 0 {
				t.Errorf("%d sign-ins with a session at hand", n)
			}
			srv.ExpireTokens()
			for range 2 {
				if _, err := client.Account.Whoami(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
			if n := srv.Count("auth"); n != 1 {
				t.Errorf("%d sign-ins after its end, want 1", n)
			}
		})
	}
}

func TestSessionBesideAKey(t *testing.T) {
	srv := zomrotest.NewServer(t)
	client := clientWith(t, srv, zomro.Config{Credentials: zomro.Key{
		Username: zomrotest.Username, Key: backup.NewSecret(srv.NewKey()), Session: backup.NewSecret(srv.NewSession()),
	}})
	for want := range 2 {
		if _, err := client.Account.Whoami(t.Context()); err != nil || srv.Count("auth") != want {
			t.Errorf("error %v after %d sign-ins, want %d", err, srv.Count("auth"), want)
		}
		srv.ExpireTokens()
	}
}

func TestToken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := zomrotest.New()
		first := newClient(t, srv)
		token, err := first.Token(t.Context())
		if err != nil || token.Access.IsZero() || !token.Refresh.IsZero() || !token.Expiry.Equal(time.Now().Add(45*time.Minute)) {
			t.Fatalf("%+v, %v", token, err)
		}
		again, err := first.Token(t.Context())
		if err != nil || !again.Access.Equal(token.Access) {
			t.Errorf("another one: %v", err)
		}
		creds := account()
		creds.Session = token.Access
		for _, creds := range []zomro.Credentials{creds, zomro.Session{ID: token.Access}} {
			client := clientWith(t, srv, zomro.Config{Credentials: creds})
			if _, err := client.Account.Whoami(t.Context()); err != nil {
				t.Error(err)
			}
			if mine, err := client.Token(t.Context()); err != nil || !mine.Access.Equal(token.Access) {
				t.Errorf("%T: %+v, %v", creds, mine, err)
			}
		}
		if n := srv.Count("auth"); n != 1 {
			t.Errorf("%d sign-ins, want 1", n)
		}
		perCall := clientWith(t, srv, zomro.Config{Credentials: zomro.AuthInfo{Username: zomrotest.Username, Password: account().Password}})
		var arg *backup.ArgumentError
		if _, err := perCall.Token(t.Context()); !errors.As(err, &arg) || arg.Field != "Config.Credentials" {
			t.Errorf("error %v", err)
		}
		// What Logout ends was the session at hand, though only Token has opened it.
		if err := first.Account.Logout(t.Context()); err != nil || srv.Count("logout") != 1 {
			t.Errorf("error %v, %d requests", err, srv.Count("logout"))
		}
		wrong := clientWith(t, srv, zomro.Config{Credentials: zomro.Password{Username: "x", Password: backup.NewSecret("wrong-horse")}})
		for range 2 {
			_, err = wrong.Token(t.Context())
			var e *backup.Error
			if !errors.As(err, &e) || e.Operation != "auth" || e.Code != "badpassword" || strings.Count(err.Error(), "sign-in") != 1 || strings.Count(err.Error(), e.Code) != 1 {
				t.Errorf("error %v", err)
			}
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := first.Token(ctx); !errors.Is(err, context.Canceled) {
			t.Errorf("error %v", err)
		}
	})
}

// Programs that run for a moment share a session through a store.
func TestTokenStore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv, store := zomrotest.New(), backup.NewMemoryTokenStore()
		run := func() *zomro.Client {
			t.Helper()
			client := newClient(t, srv, backup.WithTokenStore(store))
			if _, err := client.Account.Whoami(t.Context()); err != nil {
				t.Fatal(err)
			}
			return client
		}
		signIns := func(want int) {
			t.Helper()
			if n := srv.Count("auth"); n != want || len(maps.Collect(store.All())) != 1 {
				t.Errorf("%d sign-ins, want %d; %d stored", n, want, len(maps.Collect(store.All())))
			}
		}
		for range 5 {
			run()
		}
		signIns(1)
		for key := range store.All() {
			if key != "zomro "+strings.TrimSuffix(srv.URL(), "/")+" "+zomrotest.Username {
				t.Errorf("key %q", key)
			}
		}
		srv.ExpireTokens() // the stored one is refused, and replaced
		run()
		run()
		signIns(2)
		time.Sleep(46 * time.Minute) // the stored one is too old to be tried
		run()
		signIns(3)
		if n := srv.Count("whoami"); n != 5+3+1 {
			t.Errorf("%d requests, want one with a session that had ended", n)
		}
		client := run()
		if err := client.Account.Logout(t.Context()); err != nil || len(maps.Collect(store.All())) != 0 {
			t.Errorf("after a logout: %v, %d stored", err, len(maps.Collect(store.All())))
		}
		run()
		signIns(4)
	})
}

// A stored session goes with the password that opened it.
func TestStoredSessionOfAChangedPassword(t *testing.T) {
	srv, store := zomrotest.NewServer(t), backup.NewMemoryTokenStore()
	if _, err := newClient(t, srv, backup.WithTokenStore(store)).Account.Whoami(t.Context()); err != nil {
		t.Fatal(err)
	}
	srv.ExpireTokens()
	srv.BlockLogins("badpassword")
	_, err := newClient(t, srv, backup.WithTokenStore(store)).Account.Whoami(t.Context())
	if !errors.Is(err, backup.ErrUnauthenticated) || len(maps.Collect(store.All())) != 0 {
		t.Errorf("error %v, %d stored", err, len(maps.Collect(store.All())))
	}
}

// What a session took a second factor for is not asked for again by the next run.
func TestStoredSessionOfASecondFactor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv, store := zomrotest.New(zomrotest.WithSecondFactor("271828")), backup.NewMemoryTokenStore()
		asked := 0
		for range 4 {
			client := clientWith(t, srv, withTOTP(func(context.Context) (string, error) {
				asked++
				return "271828", nil
			}), backup.WithTokenStore(store))
			if _, err := client.Account.Whoami(t.Context()); err != nil {
				t.Fatal(err)
			}
			time.Sleep(50 * time.Minute)
		}
		if asked != 1 {
			t.Errorf("%d codes were asked for", asked)
		}
	})
}

// Neither a session that was given nor a stored one is seen in an error that
// repeats it, while it is used and after another one has replaced it.
func TestGivenSessionsAreSecret(t *testing.T) {
	srv := zomrotest.NewServer(t)
	given, stored := backup.NewSecret(srv.NewSession()), backup.NewSecret(srv.NewSession())
	echo := func(secret backup.Secret) zomrotest.Fault {
		return zomrotest.FaultStatus("whoami", 200, `{"doc":{"error":{"$type":"value","$object":"x","msg":{"$":"no `+secret.Reveal()+`"}}}}`).Once()
	}
	store := backup.NewMemoryTokenStore()
	if err := store.Save(t.Context(), "zomro "+strings.TrimSuffix(srv.URL(), "/")+" "+zomrotest.Username, backup.Token{Access: stored}); err != nil {
		t.Fatal(err)
	}
	creds := account()
	creds.Session = given
	for name, client := range map[string]*zomro.Client{
		"given":  clientWith(t, srv, zomro.Config{Credentials: creds}),
		"stored": newClient(t, srv, backup.WithTokenStore(store)),
	} {
		secret := map[string]backup.Secret{"given": given, "stored": stored}[name]
		for range 2 {
			srv.Inject(echo(secret))
			if _, err := client.Account.Whoami(t.Context()); err == nil || strings.Contains(err.Error(), secret.Reveal()) || !strings.Contains(err.Error(), "REDACTED") {
				t.Errorf("%s: error %v", name, err)
			}
			srv.ExpireTokens()
			if _, err := client.Account.Whoami(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// The program's own code may panic wherever the client calls it: the process goes
// on, and the call fails.
func TestCallbacksThatPanic(t *testing.T) {
	t.Run("second factor", func(t *testing.T) {
		srv := zomrotest.NewServer(t, zomrotest.WithSecondFactor("271828"))
		boom := true
		client := clientWith(t, srv, withTOTP(func(context.Context) (string, error) {
			if boom {
				panic("the code is 271828")
			}
			return "271828", nil
		}))
		_, err := client.Account.Whoami(t.Context())
		if err == nil || !strings.Contains(err.Error(), "panicked") || strings.Contains(err.Error(), "271828") || strings.Count(err.Error(), "sign-in") != 1 {
			t.Errorf("error %v", err)
		}
		boom = false
		if _, err := client.Account.Whoami(t.Context()); err != nil {
			t.Errorf("after the panic: %v", err)
		}
	})
	// The question whether a session has ended is asked beside the call.
	t.Run("observer", func(t *testing.T) {
		srv := zomrotest.NewServer(t, zomrotest.WithExpiredAsAccess())
		boom := true
		client := newClient(t, srv, backup.WithObserver(backup.Observer{AttemptStart: func(ctx context.Context, op backup.Operation, _ int) context.Context {
			if boom && op.ID == "keepalive" {
				panic("no")
			}
			return ctx
		}}))
		if _, err := client.Account.Whoami(t.Context()); err != nil {
			t.Fatal(err)
		}
		srv.ExpireTokens()
		if _, err := client.Account.Whoami(t.Context()); !errors.Is(err, backup.ErrPermission) {
			t.Errorf("error %v", err)
		}
		boom = false
		if _, err := client.Account.Whoami(t.Context()); err != nil {
			t.Errorf("after the panic: %v", err)
		}
	})
}

// A call that could not be signed in says so once, in the service's own words.
func TestSignInErrorsSayEverythingOnce(t *testing.T) {
	for _, code := range []string{"badpassword", "badip", "blocked_ip", "recaptcha", "auth_error"} {
		srv := zomrotest.NewServer(t)
		srv.Inject(zomrotest.FaultError("auth", "auth", code, "Nobody may enter"))
		client := newClient(t, srv)
		for range 2 {
			_, err := client.Account.Whoami(t.Context())
			var e *backup.Error
			if !errors.As(err, &e) || e.Code != code || !errors.Is(err, backup.ErrUnauthenticated) || !strings.Contains(e.Message, "Nobody may enter") {
				t.Fatalf("error %v", err)
			}
			for _, once := range []string{"sign-in", "Nobody may enter", code, "status 200", "zomro"} {
				if n := strings.Count(err.Error(), once); n != 1 {
					t.Errorf("%q %d times: %v", once, n, err)
				}
			}
		}
	}
}
