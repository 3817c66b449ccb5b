package zomrotest_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"github.com/backup-sdk/backup-go/zomro/zomrotest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// post sends a form and returns the document of the response.
func post(t *testing.T, srv *zomrotest.Server, fields ...string) map[string]any {
	t.Helper()
	return document(t, send(t, srv, http.MethodPost, fields...))
}

func send(t *testing.T, srv *zomrotest.Server, method string, fields ...string) string {
	t.Helper()
	form := url.Values{"out": {"json"}, "lang": {"en"}}
	for i := 0; i < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	target, body := srv.URL()+"/", strings.NewReader(form.Encode())
	if method == http.MethodGet {
		target, body = target+"?"+form.Encode(), strings.NewReader("")
	}
	req, err := http.NewRequestWithContext(t.Context(), method, target, body)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return do(t, srv, req)
}

func do(t *testing.T, srv *zomrotest.Server, req *http.Request) string {
	t.Helper()
	resp, err := srv.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	if resp.StatusCode != http.StatusOK {
		t.Errorf("status %d: the service responds with 200 to everything", resp.StatusCode)
	}
	return string(text)
}

func document(t *testing.T, text string) map[string]any {
	t.Helper()
	var response struct {
		Doc map[string]any `json:"doc"`
	}
	if err := json.Unmarshal([]byte(text), &response); err != nil || response.Doc == nil {
		t.Fatalf("response %s: %v", text, err)
	}
	return response.Doc
}

// at follows a path of members, "" when it ends early.
func at(doc any, path ...string) string {
	for _, name := range path {
		m, ok := doc.(map[string]any)
		if !ok {
			return ""
		}
		doc = m[name]
	}
	s, _ := doc.(string)
	return s
}

// rows are the rows of a list.
func rows(doc map[string]any) []any {
	list, _ := doc["elem"].([]any)
	return list
}

// column is one element of all rows, with commas between them.
func column(doc map[string]any, name string) string {
	var out []string
	for _, row := range rows(doc) {
		out = append(out, at(row, name, "$"))
	}
	return strings.Join(out, ",")
}

// choice is the keys a form has for a field, with commas between them.
func choice(doc map[string]any, field string) string {
	lists, _ := doc["slist"].([]any)
	for _, l := range lists {
		list, _ := l.(map[string]any)
		if at(list, "$name") != field {
			continue
		}
		var keys []string
		vals, _ := list["val"].([]any)
		for _, v := range vals {
			keys = append(keys, at(v, "$key"))
		}
		return strings.Join(keys, ",")
	}
	return ""
}

// failed is the class and object of a response's error, "" without one.
func failed(doc map[string]any) string {
	return strings.TrimSpace(at(doc, "error", "$type") + " " + at(doc, "error", "$object"))
}

func login(t *testing.T, srv *zomrotest.Server) string {
	t.Helper()
	doc := post(t, srv, "func", "auth", "username", zomrotest.Username, "password", zomrotest.Password)
	id := at(doc, "auth", "$id")
	if len(id) != 24 || id != at(doc, "auth", "$") || at(doc, "tparams", "username", "$") != zomrotest.Username {
		t.Fatalf("response %v", doc)
	}
	return id
}

func instance() string { return id(zomrotest.InstanceID) }

func id(n int64) string { return strconv.FormatInt(n, 10) }

// user calls functions of a server with a session of its own.
type user struct {
	t    *testing.T
	srv  *zomrotest.Server
	auth string
}

func signIn(t *testing.T, srv *zomrotest.Server) user {
	t.Helper()
	return user{t, srv, srv.NewSession()}
}

// call performs a function and returns what came of it.
func (u user) call(function string, fields ...string) map[string]any {
	u.t.Helper()
	return post(u.t, u.srv, append([]string{"func", function, "auth", u.auth}, fields...)...)
}

// ok performs a function that must not fail.
func (u user) ok(function string, fields ...string) map[string]any {
	u.t.Helper()
	doc := u.call(function, fields...)
	if doc["error"] != nil {
		u.t.Fatalf("%s %v: %v", function, fields, doc["error"])
	}
	return doc
}

// fails performs a function that must fail in one way.
func (u user) fails(why, function string, fields ...string) map[string]any {
	u.t.Helper()
	doc := u.call(function, fields...)
	if got := failed(doc); got != why {
		u.t.Errorf("%s %v: %q, want %q", function, fields, got, why)
	}
	return doc
}

// instance is a machine as it is now.
func (u user) instance() zomrotest.Instance {
	u.t.Helper()
	in, ok := u.srv.Instance(zomrotest.InstanceID)
	if !ok {
		u.t.Fatal("the instance is gone")
	}
	return in
}
