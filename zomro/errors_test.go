package zomro_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/zomro"
	"github.com/backup-sdk/backup-go/zomro/zomrotest"
)

func TestErrorsOfTheService(t *testing.T) {
	tests := []struct {
		name, body string
		code, text string
		kind       error
	}{
		{
			"one parameter, filled in",
			`{"doc":{"error":{"$type":"missed","$object":"image","$lang":"en","msg":{"$":"The element '__value__' is gone"},"param":{"$name":"value","$":"512"}}}}`,
			"missed", "The element '512' is gone (image)", backup.ErrNotFound,
		},
		{
			"many parameters, detail filled in",
			`{"doc":{"error":{"$type":"value","$object":"rotation_time","msg":{"$":"Bad value"},"detail":{"$":"__a__ is not __b__"},"param":[{"$name":"a","$":"25:00"},{"$name":"b","$type":"msg","$":"a time"}]}}}`,
			"value", "Bad value: 25:00 is not a time (rotation_time)", backup.ErrInvalid,
		},
		{
			"parameters are not templates",
			`{"doc":{"error":{"$type":"value","msg":{"$":"__a__"},"param":[{"$name":"a","$":"__b__"},{"$name":"b","$":"never"}]}}}`,
			"value", "__b__", backup.ErrInvalid,
		},
		{"no text", `{"doc":{"error":{"$type":"exists","$object":"name"}}}`, "exists", "exists name", backup.ErrConflict},
		{"text in another language", `{"doc":{"error":{"$type":"exists","$object":"name","msg":{"$":"Уже существует"}}}}`, "exists", "Уже существует (name)", backup.ErrConflict},
		{"detail equals text", `{"doc":{"error":{"$type":"auth","$object":"badip","msg":{"$":"No "},"detail":{"$":"No "}}}}`, "badip", "No", backup.ErrUnauthenticated},
		{"no session", `{"doc":{"error":{"$type":"auth","msg":{"$":"Authorization required"}}}}`, "auth", "Authorization required", backup.ErrUnauthenticated},
		{"limit", `{"doc":{"error":{"$type":"limit","msg":"Enough"}}}`, "limit", "Enough", backup.ErrQuota},
		{"busy", `{"doc":{"error":{"$object":"runningoperation","$lang":"en","msg":{"$":"Wait"}}}}`, "runningoperation", "Wait", backup.ErrBusy},
		{"busy with a class", `{"doc":{"error":{"$type":"system","$object":"runningoperation"}}}`, "runningoperation", "system runningoperation", backup.ErrBusy},
		{"a module's own class", `{"doc":{"error":{"$type":"promocode_not_use","msg":{"$":"Used"}}}}`, "promocode_not_use", "Used", nil},
		{
			"object is JSON",
			`{"doc":{"error":{"$type":"fleio","$object":"{\"public_key\":[\"is no key\",\"is short\"],\"comment\":\"is taken\"}","msg":{"$":"Refused"}}}}`,
			"fleio", "Refused: comment: is taken; public_key: is no key, is short", backup.ErrInvalid,
		},
		{"object is broken JSON", `{"doc":{"error":{"$object":"{\"public_key\":","msg":{"$":"Key"}}}}`, "", "Key", nil},
		{"object is JSON without messages", `{"doc":{"error":{"$object":"{\"a\":7}","msg":{"$":"Key"}}}}`, "", "Key", nil},
		{
			"the balance does not suffice",
			`{"doc":{"error":{"$type":"money","msg":{"$":"__amount__ is missing"},"param":[{"$name":"amount","$":"0.21 EUR"}]}}}`,
			"money", "0.21 EUR is missing", backup.ErrQuota,
		},
		{"failed sign-in of another class", `{"doc":{"error":{"$type":"xset","$object":"blockgeoip","msg":{"$":"New region"}}}}`, "blockgeoip", "New region", backup.ErrUnauthenticated},
		{"translated text", `{"doc":{"error":{"$type":"value","msg":{"$orig":"msg_bad","$":"Bad"}}}}`, "value", "Bad", backup.ErrInvalid},
		{"array", `{"doc":{"error":[{"$type":"missed","msg":[{"$":"Gone"},{"$":"Gone"}]}]}}`, "missed", "Gone", backup.ErrNotFound},
		{"empty", `{"doc":{"error":{}}}`, "", "error without a text", nil},
		{"bare text", `{"doc":{"error":"Out of order"}}`, "", "Out of order", nil},
		{"byte order mark", "\ufeff" + `{"doc":{"error":{"$type":"missed","msg":{"$":"Gone"}}}}`, "missed", "Gone", backup.ErrNotFound},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := responding(t, jsonResponse(test.body)).Backups.Get(t.Context(), 17)
			var e *backup.Error
			if !errors.As(err, &e) {
				t.Fatalf("error %v", err)
			}
			if _, ok := errors.AsType[*zomro.ErrorDetail](err); !ok {
				t.Fatalf("no details of %v", err)
			}
			e.Err = nil
			want := &backup.Error{
				Provider: "zomro", Operation: "showImage", StatusCode: 200, Code: test.code, Message: test.text, Attempts: 1, Kind: e.Kind,
				// An error that names no reason against the request leaves it open.
				MaybeExecuted: test.kind == nil || errors.Is(test.kind, backup.ErrBusy),
			}
			if diff := cmp.Diff(want, e); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
			if got := e.Kind.Sentinel(); !errors.Is(got, test.kind) {
				t.Errorf("kind %v, want %v", got, test.kind)
			}
		})
	}
}

func TestResponsesThatAreNoDocuments(t *testing.T) {
	const page = "<!DOCTYPE html><html><head><title>%s</title></head><body>Zomro</body></html>"
	tests := []struct {
		name        string
		status      int
		contentType string
		body        string
		code, text  string
		kind        error
	}{
		{"long task", 200, "text/html", zomrotest.FaultLongTask("").Body, "long_task", "background", backup.ErrBusy},
		{"long task by its address", 200, "text/html", `<p>Bitte warten</p><script>go("/mancgi/longtask/77/billmgr?elid=1")</script>`, "long_task", "background", backup.ErrBusy},
		{"panel", 200, "text/html", `<p>It belongs to <a href="/billmgr?func=logon">billmgr</a></p>`, "unreadable", "text/html response", backup.ErrUnreadable},
		{"blocked", 460, "text/html", page, "blocked", "blocked", backup.ErrPermission},
		{"blocked by the proxy", 403, "text/html", page, "blocked", "blocked", backup.ErrPermission},
		{"blocked in JSON", 460, "application/json", `{"message":"blocked"}`, "blocked", "blocked", backup.ErrPermission},
		{"forbidden in JSON", 403, "application/json", `{"doc":{"error":{"$type":"license","$object":"x"}}}`, "license", "license x", backup.ErrPermission},
		{"gateway", 502, "text/html", page, "", "text/html response", backup.ErrUnavailable},
		{"too many", 429, "text/plain", "slow down", "", "slow down", backup.ErrRateLimited},
		{"JSON from a gateway", 503, "application/json", `{"message":"away"}`, "", "away", backup.ErrUnavailable},
		{"empty", 200, "application/json", " \n", "unreadable", "empty response", backup.ErrUnreadable},
		{"truncated", 200, "application/json", `{"doc":{"id":{"$":"17"}`, "unreadable", "malformed JSON", backup.ErrUnreadable},
		{"truncated error", 200, "application/json", `{"doc":{"error":{"$type":"missed"`, "unreadable", "malformed JSON", backup.ErrUnreadable},
		{"list", 200, "application/json", `[1,2]`, "unreadable", "not a document", backup.ErrUnreadable},
		{"no document", 200, "application/json", `{"message":"fine"}`, "unreadable", "no document", backup.ErrUnreadable},
		{"null document", 200, "application/json", `{"doc":null}`, "unreadable", "no document", backup.ErrUnreadable},
		{"text", 200, "application/json", `{"doc":"fine"}`, "unreadable", "no user", backup.ErrUnreadable},
		{"binary", 200, "", "\x00\xff\xfe{\x01", "unreadable", "untyped response", backup.ErrUnreadable},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { // long tasks are followed for a while
				client := responding(t, response(test.status, test.contentType, test.body))
				_, err := client.Account.Whoami(t.Context())
				var e *backup.Error
				if !errors.As(err, &e) {
					t.Fatalf("error %v", err)
				}
				if e.StatusCode != test.status || e.Code != test.code || !strings.Contains(e.Error(), test.text) {
					t.Errorf("error %v with code %q, want status %d, code %q and %q", e, e.Code, test.status, test.code, test.text)
				}
				if got := e.Kind.Sentinel(); !errors.Is(got, test.kind) {
					t.Errorf("kind %v, want %v", got, test.kind)
				}
			})
		})
	}
}

func TestReadsAreRepeatedWhenTheServiceIsAway(t *testing.T) {
	srv := zomrotest.NewServer(t)
	srv.Inject(zomrotest.FaultHTML("listInstances", 503).Once(), zomrotest.FaultReset("listInstances").Once())
	client := newClient(t, srv, backup.WithRetry(backup.RetryPolicy{BaseDelay: 1, MaxDelay: 1}))
	page, err := client.Instances.List(t.Context(), zomro.ListInstancesInput{})
	if err != nil || len(page.Items) != 2 {
		t.Errorf("%+v, %v", page, err)
	}
	for i, form := range forms(srv, "listInstances") {
		if form.Get("func") != "instances" || form.Get("out") != "json" || form.Get("auth") == "" {
			t.Errorf("attempt %d sent %v", i+1, form)
		}
	}
}

func TestLongTaskIsNotRepeated(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := zomrotest.New()
		srv.Inject(zomrotest.FaultLongTask("whoami"))
		_, err := newClient(t, srv).Account.Whoami(t.Context())
		if !errors.Is(err, backup.ErrBusy) || srv.Count("whoami") != 1 {
			t.Errorf("%v after %d requests", err, srv.Count("whoami"))
		}
	})
}

func TestRedirectToAnotherHost(t *testing.T) {
	other := zomrotest.NewServer(t)
	srv := zomrotest.NewServer(t)
	srv.Inject(zomrotest.FaultRedirect("auth", other.URL()+"/"))
	_, err := newClient(t, srv).Account.Whoami(t.Context())
	if err == nil || other.Count("") != 0 {
		t.Errorf("error %v; the other host saw %d requests", err, other.Count(""))
	}
}

func TestBlockedAddressAsksNoKeepalive(t *testing.T) {
	for _, forbidden := range []bool{false, true} {
		srv := zomrotest.NewServer(t)
		srv.Inject(zomrotest.FaultBlocked("whoami", forbidden))
		_, err := newClient(t, srv).Account.Whoami(t.Context())
		var e *backup.Error
		if !errors.As(err, &e) || e.Code != "blocked" || srv.Count("keepalive") != 0 {
			t.Errorf("error %v, %d keepalives", err, srv.Count("keepalive"))
		}
		if e != nil && e.StatusCode != http.StatusForbidden && e.StatusCode != 460 {
			t.Errorf("status %d", e.StatusCode)
		}
	}
}

// An response may lead on to another function, with fields nobody needs to see.
func TestResponsesThatLeadElsewhere(t *testing.T) {
	for ok, code := range map[string]string{
		"func=payment.add": "payment_required", "func=payment.add&amount=7&password=x": "payment_required", "func=phone.confirm": "phone.confirm", "func=": "unknown", "func=<b>": "unknown",
		"https://pay.example/31": "payment_required",
	} {
		err := responding(t, jsonResponse(`{"doc":{"ok":{"$":"`+ok+`"}}}`)).Instances.Stop(t.Context(), 17)
		var e *backup.Error
		if !errors.As(err, &e) || e.Code != code {
			t.Errorf("%s: error %v, want code %s", ok, err, code)
		}
	}
}
