package cbr_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cbr"
	"github.com/backup-sdk/backup-go/cbr/cbrtest"
)

// TestPasscode: the callback is asked when IAM asks, not before, and once for each
// sign-in.
func TestPasscode(t *testing.T) {
	const code = "204816"
	withCode := cbrtest.WithPasscode(func(time.Time) string { return code })
	for _, tt := range []struct {
		name   string
		opts   []cbrtest.Option
		change func(*cbr.Password, cbrtest.Account)
		asked  int // in two sign-ins
		logins int
		sent   int
		text   string // of the error
	}{
		{"no second factor", nil, func(*cbr.Password, cbrtest.Account) {}, 0, 2, 2, ""},
		{"no second factor, with an id", nil, func(p *cbr.Password, a cbrtest.Account) { p.UserID = a.UserID }, 0, 2, 2, ""},
		{"no second factor, by id", nil, func(p *cbr.Password, a cbrtest.Account) { p.User, p.Domain, p.UserID = "", "", a.UserID }, 0, 2, 2, ""},
		{"second factor", []cbrtest.Option{withCode}, func(p *cbr.Password, a cbrtest.Account) { p.UserID = a.UserID }, 2, 2, 3, ""},
		{"second factor, by id", []cbrtest.Option{withCode}, func(p *cbr.Password, a cbrtest.Account) { p.User, p.Domain, p.UserID = "", "", a.UserID }, 2, 2, 3, ""},
		{"second factor without an id", []cbrtest.Option{withCode}, func(*cbr.Password, cbrtest.Account) {}, 0, 0, 1, "Config.Credentials.UserID"},
		{"no callback", []cbrtest.Option{withCode}, func(p *cbr.Password, a cbrtest.Account) { p.UserID, p.Passcode = a.UserID, nil }, 0, 0, 1, "verification code"},
		{"wrong password", nil, func(p *cbr.Password, _ cbrtest.Account) { p.Password = backup.NewSecret("wrong-horse") }, 0, 0, 1, "password is wrong"},
		{"wrong code", []cbrtest.Option{withCode}, func(p *cbr.Password, a cbrtest.Account) {
			p.UserID = a.UserID
			p.Passcode = func(context.Context) (string, error) { return "000000", nil }
		}, 0, 0, 2, "code is wrong"},
		{"a callback that fails", []cbrtest.Option{withCode}, func(p *cbr.Password, a cbrtest.Account) {
			p.UserID = a.UserID
			p.Passcode = func(context.Context) (string, error) { return "", errors.New("no terminal") }
		}, 0, 0, 1, "no passcode: no terminal"},
		{"a callback that panics", []cbrtest.Option{withCode}, func(p *cbr.Password, a cbrtest.Account) {
			p.UserID = a.UserID
			p.Passcode = func(context.Context) (string, error) { panic("boom") }
		}, 0, 0, 1, "panicked"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			srv := cbrtest.NewServer(t, tt.opts...)
			asked := 0
			p := password(srv)
			p.Passcode = func(context.Context) (string, error) { asked++; return code, nil }
			tt.change(&p, srv.Account())
			cfg := srv.Config()
			cfg.Credentials = p
			client := newClient(t, cfg, srv.Options()...)
			for range 2 {
				_, err := client.Vaults.List(t.Context(), cbr.ListVaultsInput{})
				switch {
				case tt.text == "" && err != nil:
					t.Error(err)
				case tt.text != "" && (!errors.Is(err, backup.ErrUnauthenticated) || !strings.Contains(err.Error(), tt.text) || strings.Count(err.Error(), "sign-in") != 1):
					t.Errorf("error %v", err)
				}
				srv.ExpireTokens()
			}
			if asked != tt.asked || srv.Logins() != tt.logins || srv.Count("createToken") != tt.sent {
				t.Errorf("asked %d times, %d logins, %d requests", asked, srv.Logins(), srv.Count("createToken"))
			}
		})
	}
}

// TestToken: what Token gives, another client can use.
func TestToken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := cbrtest.New()
		first := connect(t, srv)
		token, err := first.Token(t.Context())
		if err != nil || token.Project != srv.Account().ProjectID || !token.Expiry.Equal(time.Now().Add(24*time.Hour)) || !token.Refresh.IsZero() {
			t.Fatalf("%+v, %v", token, err)
		}
		again, err := first.Token(t.Context())
		if err != nil || !again.Access.Equal(token.Access) {
			t.Errorf("another one, %v", err)
		}
		cfg := srv.Config()
		cfg.Credentials, cfg.ProjectID = cbr.Token{Value: token.Access}, token.Project
		second := newClient(t, cfg, srv.Options()...)
		if _, err := second.Vaults.List(t.Context(), cbr.ListVaultsInput{}); err != nil {
			t.Error(err)
		}
		if same, err := second.Token(t.Context()); err != nil || !same.Access.Equal(token.Access) || same.Project != token.Project {
			t.Errorf("%+v, %v", same, err)
		}
		if n := srv.Logins(); n != 1 {
			t.Errorf("%d logins", n)
		}
		srv.ExpireTokens()
		if _, err := first.Vaults.List(t.Context(), cbr.ListVaultsInput{}); err != nil {
			t.Error(err)
		}
		if fresh, err := first.Token(t.Context()); err != nil || fresh.Access.Equal(token.Access) {
			t.Errorf("the token that was refused, %v", err)
		}
		cfg = srv.Config()
		cfg.Credentials = accessKey(srv)
		if _, err := newClient(t, cfg, srv.Options()...).Token(t.Context()); badField(t, err) != "Config.Credentials" {
			t.Errorf("error %v", err)
		}
		wrong := password(srv)
		wrong.Password = backup.NewSecret("wrong-horse")
		cfg.Credentials = wrong
		_, err = newClient(t, cfg, srv.Options()...).Token(t.Context())
		if e := details(t, err); e.Operation != "createToken" || e.StatusCode != http.StatusUnauthorized || strings.Count(err.Error(), "sign-in") != 1 || strings.Count(err.Error(), e.Message) != 1 {
			t.Errorf("error %v", err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := first.Token(ctx); !errors.Is(err, context.Canceled) {
			t.Errorf("error %v", err)
		}
	})
}

// TestSignInHolds: whatever goes wrong with a sign-in, the password is not sent
// again with every call, and hours later all is well.
func TestSignInHolds(t *testing.T) {
	for name, fault := range map[string]cbrtest.Fault{
		"failure":   cbrtest.FaultStatus("createToken", 500, `{"error":{"code":500,"message":"try later"}}`),
		"HTML":      {Operation: "createToken", Body: "<html>sign in to this network</html>", ContentType: "text/html"},
		"proxy":     cbrtest.FaultStatus("createToken", 401, "<html>proxy</html>"),
		"truncated": {Operation: "createToken", Body: `{"token":{`, ContentType: "application/json"},
		"no token":  {Operation: "createToken", Body: `{"token":{}}`, ContentType: "application/json"},
		"lost":      cbrtest.FaultReset("createToken"),
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, nil, func(t *testing.T, srv *cbrtest.Server, client *cbr.Client) {
				srv.Inject(fault)
				for range 200 {
					if _, err := client.Vaults.List(t.Context(), cbr.ListVaultsInput{}); err == nil {
						t.Fatal("no error")
					}
				}
				if n := srv.Count("createToken"); n != 1 {
					t.Errorf("the password was sent %d times for 200 calls", n)
				}
				for range 6 * 60 {
					time.Sleep(time.Minute)
					_, _ = client.Vaults.List(t.Context(), cbr.ListVaultsInput{})
				}
				if n := srv.Count("createToken"); n > 40 {
					t.Errorf("the password was sent %d times in six hours", n)
				}
				srv.ClearFaults()
				time.Sleep(15 * time.Minute)
				if _, err := client.Vaults.List(t.Context(), cbr.ListVaultsInput{}); err != nil {
					t.Error(err)
				}
			})
		})
	}
}
