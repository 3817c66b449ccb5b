package zomro_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/zomro"
	"github.com/backup-sdk/backup-go/zomro/zomrotest"
)

func TestSignsInOnceForAllCalls(t *testing.T) {
	srv := zomrotest.NewServer(t)
	client := newClient(t, srv)
	user, err := client.Account.Whoami(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if user.Email != zomrotest.Username || user.ID != 30418 || !user.EmailVerified {
		t.Errorf("user %+v", user)
	}
	if err := client.Account.Keepalive(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := srv.Count("auth"); n != 1 {
		t.Errorf("%d sign-ins, want 1", n)
	}
}

func TestFailedSignInKeepsItsCodeAndIsNotRepeated(t *testing.T) {
	srv := zomrotest.NewServer(t)
	client := clientWith(t, srv, zomro.Config{Credentials: zomro.Password{
		Username: zomrotest.Username, Password: backup.NewSecret("wrong-horse"),
	}})
	for range 3 {
		_, err := client.Account.Whoami(t.Context())
		var e *backup.Error
		if !errors.As(err, &e) || e.Code != "badpassword" || !errors.Is(err, backup.ErrUnauthenticated) {
			t.Fatalf("error %v, want badpassword", err)
		}
		if e.Operation != "whoami" || e.StatusCode != 200 {
			t.Errorf("operation %q, status %d", e.Operation, e.StatusCode)
		}
	}
	if n := srv.Count("auth"); n != 1 {
		t.Errorf("%d sign-ins, want 1: accounts get locked", n)
	}
}

func TestBlockedAccount(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := zomrotest.New(zomrotest.WithLoginBlock(1, 20*time.Second))
		bad := clientWith(t, srv, zomro.Config{Credentials: zomro.Password{Username: "x", Password: backup.NewSecret("wrong-horse")}})
		_, _ = bad.Account.Whoami(t.Context())
		client := newClient(t, srv)
		_, err := client.Account.Whoami(t.Context())
		var e *backup.Error
		if !errors.As(err, &e) || e.Code != "blocklogon" || e.RetryAfter != 20*time.Second {
			t.Fatalf("error %v", err)
		}
		time.Sleep(21 * time.Second)
		if _, err := client.Account.Whoami(t.Context()); err != nil {
			t.Errorf("after the block: %v", err)
		}
	})
}

func TestEndedSessionIsRenewedOnce(t *testing.T) {
	for name, opts := range map[string][]zomrotest.Option{
		"auth":   nil,
		"access": {zomrotest.WithExpiredAsAccess()},
	} {
		t.Run(name, func(t *testing.T) {
			srv := zomrotest.NewServer(t, opts...)
			client := newClient(t, srv)
			if _, err := client.Account.Whoami(t.Context()); err != nil {
				t.Fatal(err)
			}
			srv.ExpireTokens()
			// A call that changes something is repeated too: a rejected one did nothing.
			if _, err := client.Backups.Create(t.Context(), zomrotest.InstanceID, zomro.CreateBackupInput{Name: "after the hour"}); err != nil {
				t.Fatal(err)
			}
			if n := srv.Count("auth"); n != 2 {
				t.Errorf("%d sign-ins, want 2", n)
			}
			if n := len(srv.Backups(zomrotest.InstanceID)); n != 1 {
				t.Errorf("%d backups, want 1", n)
			}
		})
	}
}

func TestSessionIsRenewedBeforeItsHourIsOver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := zomrotest.New()
		client := newClient(t, srv)
		for _, step := range []struct {
			after  time.Duration
			logins int
		}{{0, 1}, {44 * time.Minute, 1}, {2 * time.Minute, 2}, {3 * time.Hour, 3}} {
			time.Sleep(step.after)
			if _, err := client.Account.Whoami(t.Context()); err != nil {
				t.Fatal(err)
			}
			if n := srv.Count("auth"); n != step.logins {
				t.Errorf("after %s more: %d sign-ins, want %d", step.after, n, step.logins)
			}
		}
		if n := srv.Count("whoami"); n != 4 {
			t.Errorf("%d requests, want 4: none with a session that has ended", n)
		}
	})
}

func TestAccessDeniedWithALiveSession(t *testing.T) {
	srv := zomrotest.NewServer(t)
	srv.Forbid("image.edit")
	client := newClient(t, srv)
	_, err := client.Backups.Get(t.Context(), 42)
	var e *backup.Error
	if !errors.As(err, &e) || e.Code != "access" || !errors.Is(err, backup.ErrPermission) {
		t.Fatalf("error %v, want one for missing rights", err)
	}
	if a, k, s := srv.Count("auth"), srv.Count("keepalive"), srv.Count("showImage"); a != 1 || k != 1 || s != 1 {
		t.Errorf("%d sign-ins, %d keepalives, %d calls; want 1 each", a, k, s)
	}
}

func TestGivenSession(t *testing.T) {
	for name, opts := range map[string][]zomrotest.Option{
		"auth":   nil,
		"access": {zomrotest.WithExpiredAsAccess()},
	} {
		t.Run(name, func(t *testing.T) {
			srv := zomrotest.NewServer(t, opts...)
			client := clientWith(t, srv, zomro.Config{Credentials: zomro.Session{ID: backup.NewSecret(srv.NewSession())}})
			if _, err := client.Account.Whoami(t.Context()); err != nil {
				t.Fatal(err)
			}
			srv.ExpireTokens()
			_, err := client.Account.Whoami(t.Context())
			if !errors.Is(err, backup.ErrUnauthenticated) || errors.Is(err, backup.ErrPermission) {
				t.Errorf("error %v, want %v", err, backup.ErrUnauthenticated)
			}
			if n := srv.Count("auth"); n != 0 {
				t.Errorf("%d sign-ins without a password", n)
			}
		})
	}
}

func TestAuthInfoTravelsWithEachCall(t *testing.T) {
	srv := zomrotest.NewServer(t, zomrotest.WithAccount(zomrotest.Account{Username: "ops", Password: "pass:with:colons"}))
	client := clientWith(t, srv, zomro.Config{Credentials: zomro.AuthInfo{Username: "ops", Password: backup.NewSecret("pass:with:colons")}})
	for range 2 {
		if _, err := client.Account.Whoami(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	for _, form := range forms(srv, "whoami") {
		if got := form.Get("authinfo"); got != "ops:pass:with:colons" || form.Has("auth") {
			t.Errorf("authinfo %q, auth sent: %t", got, form.Has("auth"))
		}
	}
	if n := srv.Count("auth"); n != 0 {
		t.Errorf("%d sign-ins, want none", n)
	}
}

func TestSecondFactorIsNamed(t *testing.T) {
	srv := zomrotest.NewServer(t, zomrotest.WithSecondFactor())
	client := newClient(t, srv)
	_, err := client.Account.Whoami(t.Context())
	var e *backup.Error
	if !errors.As(err, &e) || e.Code != "totp.confirm" || !errors.Is(err, backup.ErrUnauthenticated) {
		t.Errorf("error %v", err)
	}
}

func TestAThousandCallersSignInOnce(t *testing.T) {
	for name, opts := range map[string][]zomrotest.Option{
		"auth":   nil,
		"access": {zomrotest.WithExpiredAsAccess()},
	} {
		t.Run(name, func(t *testing.T) {
			srv := zomrotest.New(opts...)
			client := newClient(t, srv)
			if _, err := client.Account.Whoami(t.Context()); err != nil {
				t.Fatal(err)
			}
			srv.ExpireTokens()
			var wg sync.WaitGroup
			start := make(chan struct{})
			failed := make(chan error, 1000)
			for range 1000 {
				wg.Go(func() {
					<-start
					if _, err := client.Account.Whoami(t.Context()); err != nil {
						failed <- err
					}
				})
			}
			close(start)
			wg.Wait()
			close(failed)
			for err := range failed {
				t.Fatal(err)
			}
			if n := srv.Count("auth"); n != 2 {
				t.Errorf("%d sign-ins, want the first and one more", n)
			}
		})
	}
}

func TestCancelledContextReturnsAtOnce(t *testing.T) {
	for _, operation := range []string{"auth", "whoami", "keepalive"} {
		t.Run(operation, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				srv := zomrotest.New(zomrotest.WithExpiredAsAccess())
				client := newClient(t, srv)
				if operation == "keepalive" {
					if _, err := client.Account.Whoami(t.Context()); err != nil {
						t.Fatal(err)
					}
					srv.ExpireTokens()
				}
				srv.Inject(zomrotest.FaultDelay(operation, 30*time.Second))
				ctx, cancel := context.WithTimeout(t.Context(), time.Second)
				defer cancel()
				start := time.Now()
				_, err := client.Account.Whoami(ctx)
				if !errors.Is(err, context.DeadlineExceeded) {
					t.Errorf("error %v, want the context's", err)
				}
				if took := time.Since(start); took != time.Second {
					t.Errorf("took %s, want 1s", took)
				}
				srv.ClearFaults()
				time.Sleep(time.Minute) // whatever went on in the background ends
			})
		})
	}
}
