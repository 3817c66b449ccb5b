package rest_test

import (
	"errors"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/internal/rest"
)

var opTag = backup.Operation{Provider: "test", ID: "deleteTag", Method: "DELETE", Route: "/v3/{project}/vault/{vault_id}/tags/{key}", Success: []int{204}}

// Path parameters are escaped, and none leads to another resource.
func TestPath(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name        string
		base        string
		params      []rest.PathParam
		path, field string
	}{
		{"plain", "https://api.test", []rest.PathParam{rest.Text("project", "p"), rest.Text("vaultID", "v"), rest.Text("key", "k")}, "/v3/p/vault/v/tags/k", ""},
		{"below a path", "https://api.test/base", []rest.PathParam{rest.Text("project", "p"), rest.Text("vaultID", "v"), rest.Text("key", "k")}, "/base/v3/p/vault/v/tags/k", ""},
		{"escaped", "https://api.test/base/", []rest.PathParam{rest.Text("project", "p"), rest.Text("vaultID", "a/b"), rest.Text("key", "c d?e#f%g")}, "/base/v3/p/vault/a%2Fb/tags/c%20d%3Fe%23f%25g", ""},
		{"braces", "https://api.test", []rest.PathParam{rest.Text("project", "{vault_id}"), rest.Text("vaultID", "v"), rest.Text("key", "é")}, "/v3/%7Bvault_id%7D/vault/v/tags/%C3%A9", ""},
		{"below an escaped path", "https://api.test/a%2Fb", []rest.PathParam{rest.Text("project", "p"), rest.Text("vaultID", "v"), rest.Text("key", "k")}, "/a%2Fb/v3/p/vault/v/tags/k", ""},
		{"climbs, but escaped", "https://api.test", []rest.PathParam{rest.Text("project", "p"), rest.Text("vaultID", "../x"), rest.Text("key", "...")}, "/v3/p/vault/..%2Fx/tags/...", ""},
		{"numbers", "https://api.test", []rest.PathParam{rest.ID("project", 1), rest.ID("vaultID", 57), rest.Text("key", "k")}, "/v3/1/vault/57/tags/k", ""},
		{"empty", "https://api.test", []rest.PathParam{rest.Text("project", "p"), rest.Text("vaultID", "v"), rest.Text("key", "")}, "", "key"},
		{"here", "https://api.test", []rest.PathParam{rest.Text("project", "p"), rest.Text("vaultID", "."), rest.Text("key", "k")}, "", "vaultID"},
		{"up", "https://api.test", []rest.PathParam{rest.Text("project", ".."), rest.Text("vaultID", ""), rest.Text("key", "k")}, "", "project"},
		{"zero", "https://api.test", []rest.PathParam{rest.Text("project", "p"), rest.ID("vaultID", 0), rest.Text("key", "k")}, "", "vaultID"},
		{"negative", "https://api.test", []rest.PathParam{rest.ID("project", -4), rest.Text("vaultID", "v"), rest.Text("key", "k")}, "", "project"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := &wire{steps: steps{answer(204, "")}}
			c := client(t, w, func(cfg *rest.Config) { cfg.BaseURL = tt.base })
			r := rest.Request{Op: &opTag}
			r.Path(tt.params...)
			err := c.Do(t.Context(), &r, nil)
			if tt.field != "" {
				var e *backup.ArgumentError
				if !errors.As(err, &e) || e.Field != tt.field || len(w.reqs) > 0 {
					t.Fatalf("%v after %d requests, want field %s", err, len(w.reqs), tt.field)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			u := w.reqs[0].URL
			if u.EscapedPath() != tt.path || u.Host != "api.test" || w.reqs[0].Host != "api.test" || w.reqs[0].Method != http.MethodDelete {
				t.Errorf("%s %s, want %s", w.reqs[0].Method, u, tt.path)
			}
			if again, err := u.Parse(u.String()); err != nil || again.EscapedPath() != tt.path {
				t.Errorf("%s is read as %v, %v", u, again, err)
			}
		})
	}
}

func TestQueryParameters(t *testing.T) {
	t.Parallel()
	type state string
	no := false
	at := time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)
	op := backup.Operation{Provider: "test", ID: "listThings", Method: "GET", Route: "/v1/things", Idempotent: true, Success: []int{200}}
	for _, tt := range []struct {
		name  string
		query func(r *rest.Request)
		want  string
	}{
		{"none", func(*rest.Request) {}, ""},
		{"zero values", func(r *rest.Request) {
			r.Query("a", "form", true, false, "")
			r.Query("b", "form", true, false, int64(0))
			r.Query("c", "form", true, false, false)
			r.Query("d", "form", true, false, []string{})
			r.Query("e", "form", true, false, (*bool)(nil))
			r.Query("f", "form", true, false, time.Time{})
		}, ""},
		{"a required zero", func(r *rest.Request) { r.Query("a", "form", true, true, "") }, "a="},
		{"a pointer to zero", func(r *rest.Request) { r.Query("a", "form", true, false, &no) }, "a=false"},
		{"values", func(r *rest.Request) {
			r.Query("name", "form", true, false, "a b&c=d")
			r.Query("status", "form", true, false, state("good"))
			r.Query("limit", "form", true, false, int64(10))
			r.Query("since", "form", true, false, at)
		}, "name=a+b%26c%3Dd&status=good&limit=10&since=2026-03-04T05%3A06%3A07Z"},
		{"a repeated key", func(r *rest.Request) { r.Query("id", "form", true, false, []string{"a", "b&"}) }, "id=a&id=b%26"},
		{"joined by commas", func(r *rest.Request) { r.Query("id", "form", false, false, []string{"a", "b&"}) }, "id=a,b%26"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := &wire{steps: steps{answer(200, `{}`)}}
			c := client(t, w, nil)
			r := rest.Request{Op: &op}
			r.Path()
			tt.query(&r)
			if err := c.Do(t.Context(), &r, nil); err != nil {
				t.Fatal(err)
			}
			if got := w.reqs[0].URL.RawQuery; got != tt.want {
				t.Errorf("query %q, want %q", got, tt.want)
			}
		})
	}
	t.Run("what cannot be sent", func(t *testing.T) {
		t.Parallel()
		w := &wire{steps: steps{answer(200, `{}`)}}
		r := rest.Request{Op: &op}
		r.Path()
		r.Query("filter", "form", true, false, make(chan int))
		r.Query("other", "form", true, false, func() {})
		err := client(t, w, nil).Do(t.Context(), &r, nil)
		var e *backup.ArgumentError
		if !errors.As(err, &e) || e.Field != "filter" || len(w.reqs) > 0 {
			t.Errorf("%v", err)
		}
	})
}

func TestBodies(t *testing.T) {
	t.Parallel()
	type fields struct {
		Name string `json:"name"`
	}
	for _, tt := range []struct {
		name              string
		set               func(r *rest.Request)
		contentType, body string
		field             string
	}{
		{"none", func(*rest.Request) {}, "", "", ""},
		{"JSON", func(r *rest.Request) { r.JSON("application/json", fields{"a<b"}) }, "application/json", `{"name":"a\u003cb"}`, ""},
		{"bytes", func(r *rest.Request) { r.Body("text/csv", []byte("a,b")) }, "text/csv", "a,b", ""},
		{"an empty body", func(r *rest.Request) { r.Body("text/csv", nil) }, "text/csv", "", ""},
		{"a form", func(r *rest.Request) { r.Form(fields{"a b"}, map[string]string{"more": "é"}) }, "application/x-www-form-urlencoded", "more=%C3%A9&name=a+b", ""},
		{"a form without fields", func(r *rest.Request) { r.Form(nil, nil) }, "application/x-www-form-urlencoded", "", ""},
		{"no JSON", func(r *rest.Request) { r.JSON("application/json", make(chan int)) }, "", "", "body"},
		{"no form", func(r *rest.Request) { r.Form(7, nil) }, "", "", "form"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			// The second attempt must carry the body too.
			w := &wire{steps: steps{answer(503, "", "Retry-After", "1"), answer(201, `{}`)}}
			c := client(t, w, nil, backup.WithRetry(backup.RetryPolicy{MaxRetryAfter: time.Hour, Delay: func(int) time.Duration { return 0 }}))
			r := rest.Request{Op: &opMake}
			r.Path()
			tt.set(&r)
			err := c.Do(t.Context(), &r, nil)
			if tt.field != "" {
				var e *backup.ArgumentError
				if !errors.As(err, &e) || e.Field != tt.field || len(w.reqs) > 0 {
					t.Errorf("%v after %d requests", err, len(w.reqs))
				}
				return
			}
			if err != nil || len(w.reqs) != 2 {
				t.Fatalf("%v after %d requests", err, len(w.reqs))
			}
			for i, req := range w.reqs {
				if got := req.Header.Get("Content-Type"); got != tt.contentType || w.sent[i] != tt.body || req.ContentLength != int64(len(tt.body)) {
					t.Errorf("attempt %d: %q %q of %d", i+1, got, w.sent[i], req.ContentLength)
				}
			}
		})
	}
}

// Responses that say nothing, and what operations make of them.
func TestWhatAResponseHolds(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		status int
		body   string
		change func(r *rest.Request, out *thing)
		kind   backup.Kind
		text   string
	}{
		{"a thing", 200, `{"name":"a"}`, nil, 0, ""},
		{"any object", 200, `{}`, nil, 0, ""},
		{"nothing at all", 200, "", nil, backup.KindUnreadable, "empty response"},
		{"nothing is fine", 204, "", func(r *rest.Request, _ *thing) { r.MayBeEmpty = true }, 0, ""},
		{"null", 200, " null\n", func(r *rest.Request, _ *thing) { r.Returns = "thing" }, backup.KindUnreadable, "response has no thing"},
		{"an empty object", 200, "{ \t}", func(r *rest.Request, _ *thing) { r.Returns = "thing" }, backup.KindUnreadable, "response has no thing"},
		{"no body", 204, "", func(r *rest.Request, _ *thing) { r.Returns = "thing" }, backup.KindUnreadable, "response has no thing"},
		{"an object", 200, `{"name":""}`, func(r *rest.Request, _ *thing) { r.Returns = "thing" }, 0, ""},
		{"there may be none", 200, "null", func(r *rest.Request, _ *thing) { r.Returns, r.MayBeAbsent = "thing", true }, backup.KindNotFound, "there is no thing"},
		{"a member is missing", 200, `{"other":1}`, func(r *rest.Request, out *thing) {
			r.Missing = func() string {
				if out.Name == "" {
					return "name"
				}
				return ""
			}
		}, backup.KindUnreadable, "response has no name"},
		{"the member is there", 200, `{"name":"a"}`, func(r *rest.Request, out *thing) {
			r.Missing = func() string { return strings.Repeat("name", 1-len(out.Name)) }
		}, 0, ""},
		{"not JSON", 200, `thing`, nil, backup.KindUnreadable, "response cannot be decoded: application/json response: thing"},
		{"half", 200, `{"name":"a`, nil, backup.KindUnreadable, "response cannot be decoded"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := &wire{steps: steps{answer(tt.status, tt.body, "X-Extra", "y")}}
			var out thing
			r := rest.Request{Op: &opGet}
			r.Path(rest.Text("id", "a"))
			if tt.change != nil {
				tt.change(&r, &out)
			}
			err := client(t, w, nil).Do(t.Context(), &r, &out)
			if tt.text == "" {
				if err != nil || r.ResponseHeader.Get("X-Extra") != "y" {
					t.Errorf("%v, header %v", err, r.ResponseHeader)
				}
				return
			}
			e := asError(t, err)
			if e.Kind != tt.kind || !strings.HasPrefix(e.Message, tt.text) || e.StatusCode != tt.status || e.RequestID != "req-7" || e.Operation != "getThing" || e.Attempts != 1 {
				t.Errorf("%+v, want %s: %s", e, tt.kind, tt.text)
			}
			if r.ResponseHeader != nil {
				t.Error("a failed call has a header")
			}
		})
	}
}

// shout is a text that reads a response itself.
type shout string //nolint:recvcheck // as with all that reads itself

func (s shout) IsZero() bool { return s == "" }

func (s *shout) ReadResponse(data []byte) error {
	if string(data) == "?" {
		return errors.New("is no shout")
	}
	*s = shout(strings.ToUpper(strings.Trim(string(data), `"`)))
	return nil
}

// A target may read a whole response itself, and say that nothing was in it.
func TestResponsesThatReadThemselves(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name    string
		body    string
		returns string
		absent  bool
		want    shout
		text    string
	}{
		{"plain text", "name", "name", false, "NAME", ""},
		{"JSON", `"name"`, "name", false, "NAME", ""},
		{"empty text", `""`, "name", false, "", "response has no name"},
		{"empty text, which may be", `""`, "name", true, "", "there is no name"},
		{"empty text, of no matter", `""`, "", false, "", ""},
		{"neither", "?", "name", false, "", "response cannot be decoded: application/json response: ?"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var out shout
			r := rest.Request{Op: &opGet, Returns: tt.returns, MayBeAbsent: tt.absent}
			r.Path(rest.Text("id", "a"))
			err := client(t, &wire{steps: steps{answer(200, tt.body)}}, nil).Do(t.Context(), &r, &out)
			if tt.text != "" {
				if e := asError(t, err); e.Message != tt.text || tt.absent != errors.Is(err, backup.ErrNotFound) {
					t.Errorf("%v, want %s", err, tt.text)
				}
				return
			}
			if err != nil || out != tt.want {
				t.Errorf("%q, %v", out, err)
			}
		})
	}
}

// A small response can become a large value: sixty megabytes of empty objects would
// become tens of gigabytes.
func TestAResponseCostsNoMoreThanItSays(t *testing.T) {
	t.Parallel()
	w := &wire{steps: steps{answer(200, "["+strings.Repeat("{},", 1_200_000)+"{}]")}}
	c := client(t, w, nil)
	r := rest.Request{Op: &opGet}
	r.Path(rest.Text("id", "a"))
	var out []struct{ Large [1 << 10]byte }
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	err := c.Do(t.Context(), &r, &out)
	runtime.ReadMemStats(&after)
	if e := asError(t, err); !strings.Contains(e.Message, "more than 1000000 objects") || len(w.reqs) != 1 {
		t.Errorf("%v after %d requests", err, len(w.reqs))
	}
	if grown := (after.TotalAlloc - before.TotalAlloc) >> 20; grown > 512 { // without the bound, 1,200; other tests run beside this one
		t.Errorf("%d MB for a response of 4", grown)
	}
}

// The escape hatch: any path below the address, and nowhere else.
func TestCustom(t *testing.T) {
	t.Parallel()
	type sent struct{ Method, URL, ContentType, Body string }
	for _, tt := range []struct {
		name  string
		in    backup.Request
		want  sent
		field string
	}{
		{"a path", backup.Request{Path: "/v1/other"}, sent{"GET", "https://api.test/base/v1/other", "", ""}, ""},
		{"a query of both", backup.Request{Path: "v1/other?a=1", Query: map[string][]string{"b": {"x y"}, "a": {"2"}}}, sent{"GET", "https://api.test/base/v1/other?a=1&a=2&b=x+y", "", ""}, ""},
		{"an escaped path", backup.Request{Path: "/v1/a%2Fb"}, sent{"GET", "https://api.test/base/v1/a%2Fb", "", ""}, ""},
		{"an href", backup.Request{Path: "https://api.test/base/v1/x?y=1"}, sent{"GET", "https://api.test/base/v1/x?y=1", "", ""}, ""},
		{"a body", backup.Request{Method: "PATCH", Path: "/v1/x", Body: thing{"a"}}, sent{"PATCH", "https://api.test/base/v1/x", "application/json", `{"name":"a"}`}, ""},
		{"a form", backup.Request{Method: "POST", Path: "/v1/x", Form: map[string][]string{"a": {"1", "2"}}}, sent{"POST", "https://api.test/base/v1/x", "application/x-www-form-urlencoded", "a=1&a=2"}, ""},
		{"no method", backup.Request{Method: "get", Path: "/v1/x"}, sent{}, "Request.Method"},
		{"a method that is none", backup.Request{Method: "GET /x", Path: "/v1/x"}, sent{}, "Request.Method"},
		{"no path", backup.Request{}, sent{}, "Request.Path"},
		{"up", backup.Request{Path: "/v1/../x"}, sent{}, "Request.Path"},
		{"up, escaped", backup.Request{Path: "/v1/%2e%2e/x"}, sent{}, "Request.Path"},
		{"up in an href", backup.Request{Path: "https://api.test/base/../x"}, sent{}, "Request.Path"},
		{"beside the address", backup.Request{Path: "https://api.test/v1/x"}, sent{}, "Request.Path"},
		{"another host", backup.Request{Path: "https://evil.test/base/v1/x"}, sent{}, "Request.Path"},
		{"another scheme", backup.Request{Path: "http://api.test/base/v1/x"}, sent{}, "Request.Path"},
		{"another port", backup.Request{Path: "https://api.test:8443/base/v1/x"}, sent{}, "Request.Path"},
		{"only a host", backup.Request{Path: "//evil.test/base/x"}, sent{}, "Request.Path"},
		{"a user", backup.Request{Path: "https://u:p@api.test/base/v1/x"}, sent{}, "Request.Path"},
		{"no URL", backup.Request{Path: "%zz"}, sent{}, "Request.Path"},
		{"a query that is none", backup.Request{Path: "/v1/x?a=%zz", Query: map[string][]string{"b": {"1"}}}, sent{}, "Request.Path"},
		{"a body that is none", backup.Request{Method: "POST", Path: "/v1/x", Body: func() {}}, sent{}, "Request.Body"},
		{"two bodies", backup.Request{Method: "POST", Path: "/v1/x", Body: 1, Form: map[string][]string{}}, sent{}, "Request.Form"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := &wire{steps: steps{answer(200, `{"name":"a"}`)}}
			c := client(t, w, nil)
			out := thing{Name: "kept"}
			r, err := c.Custom(tt.in)
			if err == nil {
				err = c.Do(t.Context(), r, &out)
			}
			if tt.field != "" {
				var e *backup.ArgumentError
				if !errors.As(err, &e) || e.Field != tt.field || len(w.reqs) > 0 {
					t.Fatalf("%v, want field %s", err, tt.field)
				}
				return
			}
			if err != nil || out.Name != "a" {
				t.Fatalf("%v, %v", out, err)
			}
			req := w.reqs[0]
			if diff := cmp.Diff(tt.want, sent{req.Method, req.URL.String(), req.Header.Get("Content-Type"), w.sent[0]}); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// What a custom call does is not known: it is repeated only when the caller says
// that it may be.
func TestCustomRepeatsOnlyWhatMayBe(t *testing.T) {
	t.Parallel()
	for idempotent, want := range map[bool]int{false: 1, true: 2} {
		w := &wire{steps: steps{answer(503, ""), answer(204, "")}}
		c := client(t, w, nil, backup.WithRetry(backup.RetryPolicy{Delay: func(int) time.Duration { return 0 }}))
		r, err := c.Custom(backup.Request{Path: "/v1/x", Idempotent: idempotent})
		if err != nil {
			t.Fatal(err)
		}
		err = c.Do(t.Context(), r, nil)
		if len(w.reqs) != want || idempotent != (err == nil) {
			t.Errorf("idempotent %v: %d requests, %v", idempotent, len(w.reqs), err)
		}
	}
}
