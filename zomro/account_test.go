package zomro_test

import (
	"errors"
	"testing"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/zomro"
	"github.com/backup-sdk/backup-go/zomro/zomrotest"
)

func TestBalance(t *testing.T) {
	srv := zomrotest.NewServer(t, zomrotest.WithBalance(1234))
	got, err := newClient(t, srv).Account.Balance(t.Context())
	if err != nil || got.Real.Amount != "12.34" || got.Real.Currency != "EUR" || got.Phone == "" {
		t.Errorf("%+v, %v", got, err)
	}
	for body, want := range map[string]string{
		`{"doc":{"elem":[{"realbalance":{"$":"0.50 €"}}]}}`:  "0.50",
		`{"doc":{"elem":{"realbalance":{"$":"-3.10 EUR"}}}}`: "-3.10",
	} {
		if got, err := responding(t, jsonResponse(body)).Account.Balance(t.Context()); err != nil || got.Real.Amount != want {
			t.Errorf("%s: %+v, %v", body, got, err)
		}
	}
	if got, err := responding(t, jsonResponse(`{"doc":{}}`)).Account.Balance(t.Context()); err == nil {
		t.Errorf("nothing is %+v", got)
	}
}

func TestLogins(t *testing.T) {
	srv := zomrotest.NewServer(t)
	for range 3 {
		if err := newClient(t, srv).Account.Keepalive(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	client := newClient(t, srv)
	page, err := client.Account.ListLogins(t.Context(), zomro.ListLoginsInput{Limit: 3})
	if err != nil || page.Total != 4 || page.Next != "2" || len(page.Items) != 3 {
		t.Fatalf("%+v, %v", page, err)
	}
	page, err = client.Account.ListLogins(t.Context(), zomro.ListLoginsInput{Limit: 3, Cursor: page.Next})
	if err != nil || len(page.Items) != 1 || page.Next != "" {
		t.Fatalf("%+v, %v", page, err)
	}
	if l := page.Items[0]; l.ID == 0 || l.IP == "" || l.User != zomrotest.Username || time.Since(l.Time) > 48*time.Hour {
		t.Errorf("%+v", l)
	}
}

func TestLogout(t *testing.T) {
	t.Run("a password signs in again", func(t *testing.T) {
		srv := zomrotest.NewServer(t)
		client := newClient(t, srv)
		if err := client.Account.Logout(t.Context()); err != nil || srv.Count("") != 0 {
			t.Errorf("nothing is open: %v, %d requests", err, srv.Count(""))
		}
		if _, err := client.Account.Whoami(t.Context()); err != nil {
			t.Fatal(err)
		}
		session := forms(srv, "whoami")[0].Get("auth")
		if err := client.Account.Logout(t.Context()); err != nil {
			t.Fatal(err)
		}
		if form := forms(srv, "logout")[0]; form.Get("auth") != session || form.Get("func") != "logon" {
			t.Errorf("sent %v", form)
		}
		if err := client.Account.Logout(t.Context()); err != nil || srv.Count("logout") != 1 {
			t.Errorf("once more: %v, %d requests", err, srv.Count("logout"))
		}
		if _, err := client.Account.Whoami(t.Context()); err != nil || forms(srv, "whoami")[1].Get("auth") == session || srv.Count("auth") != 2 {
			t.Errorf("afterwards: %v", err)
		}
	})
	t.Run("a session cannot", func(t *testing.T) {
		srv := zomrotest.NewServer(t)
		client := clientWith(t, srv, zomro.Config{Credentials: zomro.Session{ID: backup.NewSecret(srv.NewSession())}})
		if err := client.Account.Logout(t.Context()); err != nil {
			t.Fatal(err)
		}
		if _, err := client.Account.Whoami(t.Context()); !errors.Is(err, backup.ErrUnauthenticated) {
			t.Errorf("error %v", err)
		}
	})
	t.Run("one that has ended", func(t *testing.T) {
		for _, opts := range [][]zomrotest.Option{nil, {zomrotest.WithExpiredAsAccess()}} {
			srv := zomrotest.NewServer(t, opts...)
			client := newClient(t, srv)
			if _, err := client.Account.Whoami(t.Context()); err != nil {
				t.Fatal(err)
			}
			srv.ExpireTokens()
			if err := client.Account.Logout(t.Context()); err != nil || srv.Count("auth") != 1 {
				t.Errorf("error %v, %d sign-ins", err, srv.Count("auth"))
			}
		}
	})
	t.Run("the service is away", func(t *testing.T) {
		srv := zomrotest.NewServer(t)
		client := newClient(t, srv, backup.WithRetry(backup.RetryPolicy{MaxAttempts: 1}))
		if _, err := client.Account.Whoami(t.Context()); err != nil {
			t.Fatal(err)
		}
		srv.Inject(zomrotest.FaultHTML("logout", 503).Once())
		if err := client.Account.Logout(t.Context()); !errors.Is(err, backup.ErrUnavailable) {
			t.Errorf("error %v", err)
		}
		if err := client.Account.Logout(t.Context()); err != nil {
			t.Errorf("once more: %v", err)
		}
	})
	t.Run("none is open", func(t *testing.T) {
		srv := zomrotest.NewServer(t)
		client := clientWith(t, srv, zomro.Config{Credentials: zomro.AuthInfo{Username: zomrotest.Username, Password: backup.NewSecret(zomrotest.Password)}})
		if err := client.Account.Logout(t.Context()); err != nil || srv.Count("") != 0 {
			t.Errorf("error %v, %d requests", err, srv.Count(""))
		}
	})
}
