package zomrotest_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/backup-sdk/backup-go/zomro/zomrotest"
)

func TestSecondFactor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := zomrotest.New(zomrotest.WithSecondFactor("482915"), zomrotest.WithLoginBlock(2, time.Minute))
		half := user{t, srv, login(t, srv)}
		if doc := half.ok("whoami"); at(doc, "ok", "$") != "func=totp.confirm" || doc["user"] != nil {
			t.Errorf("whoami %v", doc)
		}
		half.fails("access instances", "instances")
		half.fails("access keepalive", "keepalive")
		if doc := half.ok("totp.confirm", "qrcode", "482915"); doc["auth"] != nil {
			t.Errorf("without sok: %v", doc)
		}
		confirm := []string{"qrcode", "482915", "clicked_button", "ok", "sok", "ok"}
		half.fails("value qrcode", "totp.confirm", "qrcode", "000000", "sok", "ok")
		half.fails("value qrcode", "totp.confirm", "qrcode", "000000", "sok", "ok")
		half.fails("auth blocklogon", "totp.confirm", confirm...)
		time.Sleep(time.Minute)
		whole := user{t, srv, at(half.ok("totp.confirm", confirm...), "auth", "$id")}
		if whole.auth == half.auth {
			t.Error("the session stays the same")
		}
		if doc := whole.ok("whoami"); at(doc, "user", "$email") != zomrotest.Username {
			t.Errorf("whoami %v", doc)
		}
		whole.ok("instances")
		whole.fails("access totp.confirm", "totp.confirm", confirm...)
		half.fails("auth", "whoami")
		if why := failed(post(t, srv, "func", "whoami", "authinfo", zomrotest.Username+":"+zomrotest.Password)); why != "auth totp" {
			t.Errorf("authinfo: %q", why)
		}
	})
}

func TestKeysSignInOnce(t *testing.T) {
	srv := zomrotest.New()
	key := srv.NewKey()
	for _, step := range []struct{ username, key, want string }{
		{"nobody", key, "auth badpassword"},
		{zomrotest.Username, key, ""},
		{zomrotest.Username, key, "auth badpassword"},
		{zomrotest.Username, "", "auth badpassword"},
	} {
		if got := failed(post(t, srv, "func", "auth", "username", step.username, "key", step.key)); got != step.want {
			t.Errorf("%s: %q, want %q", step.username, got, step.want)
		}
	}
	u := signIn(t, srv)
	u.fails("access session.newkey", "session.newkey", "username", "nobody", "key", "0123456789abcdef")
	u.fails("value key", "session.newkey", "username", zomrotest.Username, "key", "0123456789")
	u.ok("session.newkey", "username", zomrotest.Username, "key", "0123456789abcdef")
	if got := failed(post(t, srv, "func", "auth", "username", zomrotest.Username, "key", "0123456789abcdef")); got != "" {
		t.Errorf("a key that was made: %q", got)
	}
}

func TestSessionsEnd(t *testing.T) {
	srv := zomrotest.New(zomrotest.WithoutAuthInfo())
	u, other := signIn(t, srv), signIn(t, srv)
	u.ok("logon")
	u.fails("auth", "whoami")
	u.fails("access keepalive", "keepalive")
	other.ok("whoami")
	srv.ExpireTokens()
	other.fails("auth", "whoami")
	if why := failed(post(t, srv, "func", "whoami", "authinfo", zomrotest.Username+":"+zomrotest.Password)); why != "auth badip" {
		t.Errorf("authinfo: %q", why)
	}
}

func TestSignInsFailForOtherReasons(t *testing.T) {
	srv := zomrotest.New()
	for _, code := range []string{"blockgeoip", "badip", "blocked_ip", "recaptcha", "auth_error"} {
		srv.BlockLogins(code)
		doc := post(t, srv, "func", "auth", "username", zomrotest.Username, "password", zomrotest.Password)
		if failed(doc) != "auth "+code || at(doc, "error", "msg", "$") == "" {
			t.Errorf("%s: %v", code, doc)
		}
	}
	srv.BlockLogins("")
	u := user{t, srv, login(t, srv)}
	log := u.ok("authlog")
	if len(rows(log)) != 1 || column(log, "user") != zomrotest.Username || column(log, "ip") == "" || column(log, "time") == "" {
		t.Errorf("log %v", log)
	}
}
