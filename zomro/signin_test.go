package zomro_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/zomro"
	"github.com/backup-sdk/backup-go/zomro/zomrotest"
)

func withTOTP(code func(context.Context) (string, error)) zomro.Config {
	creds := account()
	creds.TOTP = code
	return zomro.Config{Credentials: creds}
}

func TestSecondFactor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := zomrotest.New(zomrotest.WithSecondFactor("271828", "314159"))
		var asked atomic.Int64
		client := clientWith(t, srv, withTOTP(func(context.Context) (string, error) {
			return []string{" 271828\n", "314159"}[asked.Add(1)-1], nil
		}))
		var wg sync.WaitGroup
		for range 50 {
			wg.Go(func() {
				if _, err := client.Backups.List(t.Context(), zomrotest.InstanceID, zomro.ListBackupsInput{}); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if n := asked.Load(); n != 1 || srv.Count("auth") != 1 || srv.Count("confirmTotp") != 1 {
			t.Errorf("%d codes were asked for, %d sign-ins", n, srv.Count("auth"))
		}
		form := forms(srv, "confirmTotp")[0]
		if form.Get("qrcode") != "271828" || form.Get("clicked_button") != "ok" || form.Get("sok") != "ok" || form.Get("auth") == forms(srv, "listBackups")[0].Get("auth") {
			t.Errorf("sent %v", form)
		}
		// Nobody is asked again while the session lives.
		for range 4 {
			time.Sleep(50 * time.Minute)
			if err := client.Account.Keepalive(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if n := asked.Load(); n != 1 {
			t.Errorf("%d codes were asked for", n)
		}
		time.Sleep(61 * time.Minute)
		if _, err := client.Account.Whoami(t.Context()); err != nil || asked.Load() != 2 {
			t.Errorf("after an hour of silence: %v, %d codes", err, asked.Load())
		}
	})
}

// An account without a second factor never asks for one.
func TestSecondFactorThatIsNotOwed(t *testing.T) {
	srv := zomrotest.NewServer(t)
	client := clientWith(t, srv, withTOTP(func(context.Context) (string, error) {
		t.Error("asked for a code")
		return "", nil
	}))
	if err := client.Account.Keepalive(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestSecondFactorFails(t *testing.T) {
	noToken := errors.New("token not found")
	tests := []struct {
		name string
		code string
		err  error
		want error
		sent int
	}{
		{"wrong", "000000", nil, backup.ErrUnauthenticated, 1},
		{"not six digits", "12345", nil, backup.ErrInvalid, 0},
		{"no digits", "12a456", nil, backup.ErrInvalid, 0},
		{"nobody there", "", noToken, noToken, 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			srv := zomrotest.NewServer(t, zomrotest.WithSecondFactor("271828"))
			asked := 0
			client := clientWith(t, srv, withTOTP(func(context.Context) (string, error) {
				asked++
				return test.code, test.err
			}))
			for range 3 {
				if _, err := client.Instances.List(t.Context(), zomro.ListInstancesInput{}); !errors.Is(err, test.want) {
					t.Errorf("error %v, want %v", err, test.want)
				}
			}
			if test.err == nil && asked != 1 {
				t.Errorf("asked %d times: accounts get locked", asked)
			}
			if n := srv.Count("confirmTotp"); n != test.sent || srv.Count("listInstances") != 0 {
				t.Errorf("%d codes were sent, %d calls", n, srv.Count("listInstances"))
			}
		})
	}
}

// Whoever waits for a code can leave, and the sign-in goes on for the others.
func TestSecondFactorWaitsForAPerson(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := zomrotest.New(zomrotest.WithSecondFactor("271828"))
		client := clientWith(t, srv, withTOTP(func(ctx context.Context) (string, error) {
			return "271828", backup.Sleep(ctx, time.Minute)
		}))
		var wg sync.WaitGroup
		wg.Go(func() {
			if err := client.Account.Keepalive(t.Context()); err != nil {
				t.Error(err)
			}
		})
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := client.Account.Keepalive(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("error %v", err)
		}
		wg.Wait()
	})
}

func TestUnknownStepOfTheSignIn(t *testing.T) {
	client := withoutSession(t, zomro.Password{Username: "u", Password: backup.NewSecret("Harbor7-pass"), TOTP: func(context.Context) (string, error) {
		t.Error("asked for a code")
		return "", nil
	}}, `{"doc":{"auth":{"$id":"c0ffee1234567890abcdef12"}}}`, `{"doc":{"ok":{"$":"func=phone.confirm"}}}`)
	err := client.Account.Keepalive(t.Context())
	var e *backup.Error
	if !errors.As(err, &e) || e.Code != "phone.confirm" || !errors.Is(err, backup.ErrUnauthenticated) {
		t.Errorf("error %v", err)
	}
}

func TestSignInResponses(t *testing.T) {
	for body, session := range map[string]string{
		`{"doc":{"auth":{"$id":"c0ffee1234567890abcdef12","$level":"16","$":"other"}}}`: "c0ffee1234567890abcdef12",
		`{"doc":{"auth":{"$":"c0ffee1234567890abcdef13"}}}`:                             "c0ffee1234567890abcdef13",
		`{"doc":{"auth":"c0ffee1234567890abcdef14"}}`:                                   "c0ffee1234567890abcdef14",
		`{"doc":{"auth":{}}}`: "",
		`{"doc":{"ok":{}}}`:   "",
	} {
		err := withoutSession(t, account(), body, `{"doc":{"ok":{}}}`).Account.Keepalive(t.Context())
		if (err != nil) != (session == "") || err != nil && !errors.Is(err, backup.ErrUnreadable) {
			t.Errorf("%s: error %v", body, err)
		}
	}
}

func TestKeyLogon(t *testing.T) {
	srv := zomrotest.NewServer(t)
	client := clientWith(t, srv, zomro.Config{Credentials: zomro.Key{Username: zomrotest.Username, Key: backup.NewSecret(srv.NewKey())}})
	for range 2 {
		if _, err := client.Account.Whoami(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	form := forms(srv, "auth")[0]
	if len(form.Get("key")) < 16 || form.Get("username") != zomrotest.Username || form.Has("password") || srv.Count("auth") != 1 {
		t.Errorf("sent %v", form)
	}
	srv.ExpireTokens()
	_, err := client.Account.Whoami(t.Context())
	var e *backup.Error
	if !errors.As(err, &e) || e.Code != "badpassword" || !errors.Is(err, backup.ErrUnauthenticated) || srv.Count("auth") != 2 {
		t.Errorf("a key that is used up: %v after %d sign-ins", err, srv.Count("auth"))
	}

	for _, key := range []zomro.Key{{Username: "u", Key: backup.NewSecret("fifteen-letters")}, {Key: backup.NewSecret("sixteen--letters")}} {
		if _, err := zomro.New(zomro.Config{Credentials: key}); !errors.Is(err, backup.ErrInvalid) {
			t.Errorf("%+v: %v", key, err)
		}
	}
}

// Every failure keeps the service's code and is not repeated, neither by the
// call nor by the next ones.
func TestFailedSignIns(t *testing.T) {
	for _, code := range []string{"badip", "blocked_ip", "blockgeoip", "recaptcha", "auth_error"} {
		t.Run(code, func(t *testing.T) {
			srv := zomrotest.NewServer(t)
			srv.BlockLogins(code)
			client := newClient(t, srv)
			for range 3 {
				_, err := client.Backups.Create(t.Context(), zomrotest.InstanceID, zomro.CreateBackupInput{Name: "x"})
				var e *backup.Error
				if !errors.As(err, &e) || e.Code != code || e.Operation != "listBackups" || !errors.Is(err, backup.ErrUnauthenticated) {
					t.Errorf("error %v", err)
				}
			}
			if n := srv.Count(""); n != 1 {
				t.Errorf("%d requests, want 1", n)
			}
		})
	}
	t.Run("pages of the proxy", func(t *testing.T) {
		for _, forbidden := range []bool{false, true} {
			srv := zomrotest.NewServer(t)
			srv.Inject(zomrotest.FaultBlocked("auth", forbidden))
			client := newClient(t, srv)
			for range 3 {
				_, err := client.Account.Whoami(t.Context())
				var e *backup.Error
				if !errors.As(err, &e) || e.Code != "blocked" || !errors.Is(err, backup.ErrPermission) || !strings.Contains(err.Error(), "blocked") {
					t.Errorf("error %v", err)
				}
			}
			if n := srv.Count("auth"); n != 1 {
				t.Errorf("%d sign-ins, want 1", n)
			}
		}
	})
	t.Run("authinfo from elsewhere", func(t *testing.T) {
		srv := zomrotest.NewServer(t, zomrotest.WithoutAuthInfo())
		client := clientWith(t, srv, zomro.Config{Credentials: zomro.AuthInfo{Username: zomrotest.Username, Password: backup.NewSecret(zomrotest.Password)}})
		_, err := client.Account.Whoami(t.Context())
		var e *backup.Error
		if !errors.As(err, &e) || e.Code != "badip" || srv.Count("") != 1 {
			t.Errorf("error %v after %d requests", err, srv.Count(""))
		}
	})
}
