package zomrotest_test

import (
	"net/http"
	"reflect"
	"strings"
	"testing"

	"github.com/backup-sdk/backup-go/gen/zomroapi"
	"github.com/backup-sdk/backup-go/gen/zomroserver"
	"github.com/backup-sdk/backup-go/zomro/zomrotest"
)

// numbers are the fields that hold a number, by the method of the operation that
// has them.
func numbers() map[string][]string {
	out := make(map[string][]string)
	server := reflect.TypeFor[zomroserver.Server]()
	for m := range server.Methods() {
		if m.Type.NumIn() < 2 {
			continue
		}
		form := m.Type.In(1).Elem()
		for f := range form.Fields() {
			if f.Type.Kind() == reflect.Int64 {
				name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
				out[m.Name] = append(out[m.Name], name)
			}
		}
	}
	return out
}

// A field that should be a number and is none is an error of the service that
// names the field, at every function.
func TestEveryNumberMustBeOne(t *testing.T) {
	srv := zomrotest.New()
	u := signIn(t, srv)
	byMethod := numbers()
	tested := 0
	for _, op := range zomroapi.Operations() {
		_, route, _ := strings.Cut(op.Route, "#func=")
		function, fixed, _ := strings.Cut(route, "&")
		var fields []string
		if name, value, ok := strings.Cut(fixed, "="); ok {
			fields = []string{name, value}
		}
		for _, name := range byMethod[strings.ToUpper(op.ID[:1])+op.ID[1:]] {
			for _, value := range []string{"mine", "1.5", "99999999999999999999"} {
				u.fails("value "+name, function, append(fields, name, value)...)
				tested++
			}
		}
	}
	if tested < 150 {
		t.Errorf("%d values", tested)
	}
}

// Both addresses are those of the service, and requests are named at both.
func TestBothAddresses(t *testing.T) {
	srv := zomrotest.New()
	auth := srv.NewSession()
	for _, path := range []string{"", "/", "/billmgr", "/billmgr/"} {
		body := strings.NewReader("func=whoami&out=json&auth=" + auth)
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, srv.URL()+path, body)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		if doc := document(t, do(t, srv, req)); at(doc, "user", "$email") != zomrotest.Username {
			t.Errorf("%q: %v", path, doc)
		}
	}
	if n := srv.Count("whoami"); n != 4 {
		t.Errorf("%d requests named whoami", n)
	}
	if n := len(srv.Requests()); n != 4 || srv.Count("") != 4 {
		t.Errorf("%d requests in the log, %d counted", n, srv.Count(""))
	}
	srv.ResetLog()
	if len(srv.Requests()) != 0 || srv.Count("") != 0 {
		t.Error("the log is not empty")
	}
}

// Only sign-ins that opened a session count, and one with a second factor counts
// once.
func TestLogins(t *testing.T) {
	account := zomrotest.Account{Username: "ops", Password: "Example-Pass-9"}
	srv := zomrotest.New(zomrotest.WithAccount(account), zomrotest.WithSecondFactor("482915"))
	if srv.Account() != account {
		t.Errorf("account %+v", srv.Account())
	}
	post(t, srv, "func", "auth", "username", "ops", "password", "x")
	half := at(post(t, srv, "func", "auth", "username", "ops", "password", account.Password), "auth", "$id")
	if n := srv.Logins(); n != 0 {
		t.Errorf("%d sign-ins without the second factor", n)
	}
	user{t, srv, half}.ok("totp.confirm", "qrcode", "482915", "sok", "ok")
	if n := srv.Logins(); n != 1 {
		t.Errorf("%d sign-ins", n)
	}
	srv.NewSession()
	if n := srv.Logins(); n != 1 {
		t.Errorf("%d sign-ins, one session was opened without any", n)
	}
}
