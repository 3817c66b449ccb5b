package cloutility_test

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cloutility"
	"github.com/backup-sdk/backup-go/cloutility/cloutilitytest"
)

// bubble runs a test against a server in memory inside a bubble, where time
// passes at once.
func bubble(t *testing.T, opts []cloutilitytest.Option, test func(*testing.T, *cloutilitytest.Server, *cloutility.Client)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		srv := cloutilitytest.New(opts...)
		defer srv.Close()
		client, err := cloutility.New(srv.Config(), srv.Options()...)
		if err != nil {
			t.Fatal(err)
		}
		test(t, srv, client)
		synctest.Wait()
	})
}

func version(t *testing.T, client *cloutility.Client) {
	t.Helper()
	if _, err := client.System.Version(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func counts(t *testing.T, srv *cloutilitytest.Server, logins, refreshes int) {
	t.Helper()
	if srv.Logins() != logins || srv.Refreshes() != refreshes {
		t.Errorf("%d sign-ins and %d refreshes, want %d and %d", srv.Logins(), srv.Refreshes(), logins, refreshes)
	}
}

// TestAnHourOfWork calls every ten seconds for an hour: one sign-in, and a
// renewal ahead of each token's end so that no call meets an expired one.
func TestAnHourOfWork(t *testing.T) {
	for name, mode := range map[string]cloutilitytest.RefreshMode{
		"constant": cloutilitytest.RefreshConstant, "rotated": cloutilitytest.RefreshRotated,
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, []cloutilitytest.Option{cloutilitytest.WithRefresh(mode)}, func(t *testing.T, srv *cloutilitytest.Server, client *cloutility.Client) {
				for range 360 {
					version(t, client)
					time.Sleep(10 * time.Second)
				}
				// Renewed after 240 s each (239 s, at the next call), the
				// respond a little later.
				counts(t, srv, 1, 14)
				for _, r := range srv.Requests() {
					if r.Status != http.StatusOK {
						t.Errorf("%s got status %d", r.Operation, r.Status)
					}
					if r.Operation == "createToken" && r.Header.Get("Authorization") != "" {
						t.Error("a sign-in carried an Authorization header")
					}
				}
			})
		})
	}
}

func TestAfterAPause(t *testing.T) {
	for name, tt := range map[string]struct {
		opts              []cloutilitytest.Option
		logins, refreshes int
	}{
		"refresh":                {nil, 1, 1},
		"rotated":                {[]cloutilitytest.Option{cloutilitytest.WithRefresh(cloutilitytest.RefreshRotated)}, 1, 1},
		"no refresh tokens":      {[]cloutilitytest.Option{cloutilitytest.WithRefresh(cloutilitytest.RefreshForbidden)}, 2, 0},
		"refresh tokens expired": {[]cloutilitytest.Option{cloutilitytest.WithRefreshLifetime(time.Minute)}, 2, 0},
		"expires_in as text":     {[]cloutilitytest.Option{cloutilitytest.WithQuirks(5)}, 1, 1},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, tt.opts, func(t *testing.T, srv *cloutilitytest.Server, client *cloutility.Client) {
				version(t, client)
				time.Sleep(time.Hour)
				version(t, client)
				counts(t, srv, tt.logins, tt.refreshes)
				if n := srv.Count("getFullVersion"); n != 2 {
					t.Errorf("%d calls: one met an expired token", n)
				}
			})
		})
	}
}

// TestRevoked is a token that dies before its time: one renewal and one more
// try, whoever noticed.
func TestRevoked(t *testing.T) {
	srv := inMemory(t)
	client := connect(t, srv)
	version(t, client)
	srv.ExpireTokens()
	version(t, client)
	counts(t, srv, 1, 1)
	srv.ExpireTokens()
	srv.RevokeRefreshTokens()
	version(t, client)
	counts(t, srv, 2, 1)

	// A server that takes no token at all is asked twice, not for ever.
	srv.ResetLog()
	srv.Inject(cloutilitytest.Fault{Operation: "getMe", Status: http.StatusUnauthorized})
	if _, err := client.Users.Me(t.Context()); !errors.Is(err, backup.ErrUnauthenticated) {
		t.Errorf("error %v", err)
	}
	if n := srv.Count("getMe"); n != 2 {
		t.Errorf("%d requests", n)
	}
}

func TestWrongPassword(t *testing.T) {
	bubble(t, nil, func(t *testing.T, srv *cloutilitytest.Server, client *cloutility.Client) {
		srv.SetPassword("another")
		for range 50 {
			_, err := client.System.Version(t.Context())
			var e *backup.Error
			if !errors.As(err, &e) || !errors.Is(err, backup.ErrUnauthenticated) || e.Code != "invalid_grant" || e.StatusCode != http.StatusBadRequest || e.Operation != "getFullVersion" {
				t.Fatalf("error %v", err)
			}
			time.Sleep(time.Second)
		}
		if n := srv.Count("createToken"); n != 1 {
			t.Errorf("the password was sent %d times", n)
		}
		if srv.Count("getFullVersion") != 0 {
			t.Error("calls were sent without a token")
		}
		// Not even when it would be right by now: this client cannot know.
		srv.SetPassword(srv.Account().Password)
		for range 24 {
			time.Sleep(time.Hour)
			if _, err := client.System.Version(t.Context()); !errors.Is(err, backup.ErrUnauthenticated) || !strings.Contains(err.Error(), "make a new client") {
				t.Fatalf("error %v", err)
			}
		}
		if n := srv.Count("createToken"); n != 1 || srv.Locked() {
			t.Errorf("the password was sent %d times; locked: %t", n, srv.Locked())
		}
		version(t, connect(t, srv))
	})
}

// TestRefusedRefreshWithOldPassword is one fall-back to the password, not more.
func TestRefusedRefreshWithOldPassword(t *testing.T) {
	bubble(t, nil, func(t *testing.T, srv *cloutilitytest.Server, client *cloutility.Client) {
		version(t, client)
		srv.ExpireTokens()
		srv.RevokeRefreshTokens()
		srv.SetPassword("another")
		for range 20 {
			if _, err := client.System.Version(t.Context()); !errors.Is(err, backup.ErrUnauthenticated) {
				t.Fatalf("error %v", err)
			}
		}
		time.Sleep(24 * time.Hour)
		if _, err := client.System.Version(t.Context()); !errors.Is(err, backup.ErrUnauthenticated) {
			t.Fatalf("error %v", err)
		}
		if n := srv.Count("createToken"); n != 3 {
			t.Errorf("%d sign-ins and refreshes, want 3: sign-in, refresh, password", n)
		}
	})
}

// TestRejectedApplication is a rejection that is not about the password: once the
// origin is mended in the portal the client signs in again.
func TestRejectedApplication(t *testing.T) {
	bubble(t, nil, func(t *testing.T, srv *cloutilitytest.Server, client *cloutility.Client) {
		srv.Inject(cloutilitytest.Fault{Operation: "createToken", Status: http.StatusBadRequest, Body: `{"error":"invalid_client"}`}.Once())
		for range 50 {
			if _, err := client.System.Version(t.Context()); !errors.Is(err, backup.ErrUnauthenticated) {
				t.Fatalf("error %v", err)
			}
			time.Sleep(time.Second)
		}
		if n := srv.Count("createToken"); n != 1 {
			t.Errorf("%d sign-ins", n)
		}
		time.Sleep(time.Minute)
		version(t, client)
	})
}

// TestRefreshOutage is a token endpoint that fails: the password is not sent
// in place of a refresh that was not rejected.
func TestRefreshOutage(t *testing.T) {
	bubble(t, nil, func(t *testing.T, srv *cloutilitytest.Server, client *cloutility.Client) {
		version(t, client)
		time.Sleep(time.Hour)
		srv.Inject(cloutilitytest.Fault{Operation: "createToken", Status: http.StatusBadGateway})
		if _, err := client.System.Version(t.Context()); !errors.Is(err, backup.ErrUnavailable) {
			t.Errorf("error %v", err)
		}
		for _, r := range srv.Requests()[2:] {
			form, err := url.ParseQuery(string(r.Body))
			if err != nil || form.Get("grant_type") != "refresh_token" || form.Has("password") {
				t.Errorf("sent %s", form.Get("grant_type"))
			}
		}
		srv.ClearFaults()
		time.Sleep(5 * time.Second) // failed sign-ins are held
		version(t, client)
		counts(t, srv, 1, 1)
	})
}

func TestOddTokenAnswers(t *testing.T) {
	for name, body := range map[string]string{
		"empty":    `{}`,
		"null":     `null`,
		"no token": `{"token_type":"bearer","expires_in":299}`,
		"array":    `[]`,
		"text":     `"at-canary"`,
		"cut":      `{"access_token":"at-can`,
		"html":     `<html>at`,
	} {
		t.Run(name, func(t *testing.T) {
			srv := inMemory(t)
			client := connect(t, srv)
			srv.Inject(cloutilitytest.Fault{Operation: "createToken", Body: body})
			_, err := client.System.Version(t.Context())
			var e *backup.Error
			if !errors.As(err, &e) || e.StatusCode != http.StatusOK {
				t.Errorf("error %v", err)
			}
			if srv.Count("getFullVersion") != 0 {
				t.Error("called without a token")
			}
		})
	}
	for name, body := range map[string]string{
		"text life":    `{"access_token":"at-1","expires_in":"299"}`,
		"no life":      `{"access_token":"at-1"}`,
		"negative":     `{"access_token":"at-1","expires_in":-5}`,
		"for ever":     `{"access_token":"at-1","expires_in":9223372036854775807}`,
		"unknown keys": `{"access_token":"at-1","BaseURL":"https://evil.example","Origin":"x"}`,
	} {
		t.Run(name, func(t *testing.T) {
			srv := inMemory(t)
			client := connect(t, srv)
			srv.Inject(
				cloutilitytest.Fault{Operation: "createToken", Body: body},
				cloutilitytest.Fault{Operation: "getFullVersion", Body: `"1.0"`},
			)
			version(t, client)
			version(t, client)
			if n := srv.Count("createToken"); n != 1 {
				t.Errorf("%d sign-ins", n)
			}
		})
	}
}

// TestOneSignInForAll lets 1,000 goroutines meet no token, and then an expired
// one, at once.
func TestOneSignInForAll(t *testing.T) {
	srv := inMemory(t)
	client := connect(t, srv)
	thousand(t, client)
	counts(t, srv, 1, 0)
	srv.ExpireTokens()
	thousand(t, client)
	counts(t, srv, 1, 1)
	srv.ExpireTokens()
	srv.RevokeRefreshTokens()
	thousand(t, client)
	counts(t, srv, 2, 1)
}

func thousand(t *testing.T, client *cloutility.Client) {
	t.Helper()
	const callers = 1000
	var wg sync.WaitGroup
	errs := make(chan error, callers)
	start := make(chan struct{})
	for range callers {
		wg.Go(func() {
			<-start
			_, err := client.System.Version(t.Context())
			errs <- err
		})
	}
	close(start)
	wg.Wait()
	close(errs)
	for err := range errs {
		if err != nil {
			t.Fatal(err)
		}
	}
}

// TestLeavingWhileSigningIn: a caller's context ends its own wait at once, and
// nobody else's.
func TestLeavingWhileSigningIn(t *testing.T) {
	bubble(t, nil, func(t *testing.T, srv *cloutilitytest.Server, client *cloutility.Client) {
		srv.Inject(cloutilitytest.Fault{Operation: "createToken", Delay: 30 * time.Second}.Once())
		start := time.Now()
		patient := make(chan error, 1)
		go func() {
			_, err := client.System.Version(t.Context())
			patient <- err
		}()
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
		defer cancel()
		_, err := client.Users.Me(ctx)
		if !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != 3*time.Second {
			t.Errorf("after %v: %v", time.Since(start), err)
		}
		cancelled, stop := context.WithCancel(t.Context())
		stop()
		if _, err := client.Users.Me(cancelled); !errors.Is(err, context.Canceled) || time.Since(start) != 3*time.Second {
			t.Errorf("after %v: %v", time.Since(start), err)
		}
		if err := <-patient; err != nil || time.Since(start) != 30*time.Second {
			t.Errorf("the patient one after %v: %v", time.Since(start), err)
		}
		counts(t, srv, 1, 0)
	})
}

// TestBusyServer waits as long as the server says, also for a call that is not
// repeated otherwise: the server did nothing.
func TestBusyServer(t *testing.T) {
	bubble(t, nil, func(t *testing.T, srv *cloutilitytest.Server, client *cloutility.Client) {
		version(t, client)
		srv.Inject(cloutilitytest.Fault{Operation: "createConsumer", Status: http.StatusServiceUnavailable, RetryAfter: 7 * time.Second}.Once())
		start := time.Now()
		if _, err := client.Consumers.Create(t.Context(), home, cloutility.CreateConsumerInput{Name: "x"}); err != nil {
			t.Fatal(err)
		}
		if waited := time.Since(start); waited != 7*time.Second || srv.ConsumerCount() != 1 {
			t.Errorf("waited %v for %d units", waited, srv.ConsumerCount())
		}
	})
}

func TestCredentialsStayHome(t *testing.T) {
	srv := cloutilitytest.NewServer(t)
	other := cloutilitytest.NewServer(t)
	client := connect(t, srv)
	for _, operation := range []string{"createToken", "getMe"} {
		srv.Inject(cloutilitytest.Fault{Operation: operation, Redirect: other.URL() + "/v1/me", Status: http.StatusTemporaryRedirect}.Once())
		if _, err := client.Users.Me(t.Context()); err == nil {
			t.Errorf("%s: followed a redirect to another host", operation)
		}
	}
	if n := other.Count(""); n != 0 {
		t.Errorf("the other host got %d requests", n)
	}
}
