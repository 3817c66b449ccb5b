package rest_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/internal/rest"
)

func TestBaseURLs(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{
		"https://api.test":         "https://api.test/",
		"https://api.test/":        "https://api.test/",
		"https://api.test/a/b":     "https://api.test/a/b/",
		"https://api.test/a%2Fb":   "https://api.test/a%2Fb/",
		"https://[::1]:8443/x/":    "https://[::1]:8443/x/",
		"":                         "is empty",
		"api.test":                 "absolute",
		"/v1":                      "absolute",
		"ftp://api.test/":          "absolute",
		"https:///v1":              "absolute",
		"https://:443/":            "absolute",
		"https://user:pw@api.test": "user or password",
		"https://api.test/?a=b":    "query",
		"https://api.test/?":       "query",
		"https://api.test/#x":      "fragment",
		"https://api.test/a/../b":  ". or ..",
		"http://api.test/":         "https",
		"https://api.test\x7f/pw":  "is not a URL",
	} {
		c, err := rest.New(rest.Config{Provider: "test", BaseURL: given, Settings: backup.NewSettings()})
		if err == nil {
			u, err := c.Resolve("path", "/x")
			if err != nil || u.String() != want+"x" {
				t.Errorf("%q with a path: %v, %v, want %q", given, u, err, want+"x")
			}
			continue
		}
		var e *backup.ArgumentError
		if !errors.As(err, &e) || e.Field != "BaseURL" || !strings.Contains(e.Reason, want) {
			t.Errorf("%q: %v, want %q", given, err, want)
		}
		if strings.Contains(err.Error(), "pw") {
			t.Errorf("%q: the error repeats the address: %v", given, err)
		}
	}
	if _, err := rest.New(rest.Config{BaseURL: "http://127.0.0.1:1", Settings: backup.NewSettings(backup.WithInsecureHTTP())}); err != nil {
		t.Errorf("http is refused though allowed: %v", err)
	}
}

func TestRequestsOffTheirRouteAreRefused(t *testing.T) {
	t.Parallel()
	w := &wire{steps: []func(*http.Request) (*http.Response, error){answer(200, `{}`)}}
	c := client(t, w, nil)
	op := backup.Operation{Provider: "test", ID: "deleteTag", Method: "DELETE", Route: "/v3/{project}/vault/{vault_id}/tags/{key}"}
	for path, field := range map[string]string{
		"v3/p/vault/v/tags/k":                        "",
		"v3/p/vault/v/tags/a%2Fb":                    "",
		"v3/p/vault/v/tags/%2e%2e%2Fx":               "",
		"v3/p/vault/v/tags/":                         "key",
		"v3/p/vault/v/tags":                          "key",
		"v3/p/vault/v/tags/..":                       "key",
		"v3/p/vault/v/":                              op.Route, // what .. resolves to
		"v3/p/vault//tags/k":                         "vault_id",
		"v3/p/vault/./tags/k":                        "vault_id",
		"v3/vault/v/tags/k":                          op.Route,
		"v3/p/vault/v/tags/k/more":                   op.Route,
		"v4/p/vault/v/tags/k":                        op.Route,
		"../v3/p/vault/v/tags/k":                     op.Route,
		"https://evil.test/base/v3/p/vault/v/tags/k": "URL",
		"http://api.test/base/v3/p/vault/v/tags/k":   "URL",
		"https://api.test/v3/p/vault/v/tags/k":       "URL",
	} {
		before := len(w.reqs)
		u, err := url.Parse(path)
		if err != nil {
			t.Fatal(err)
		}
		if !u.IsAbs() {
			u, _ = url.Parse("https://api.test/base/" + path)
		}
		req := &http.Request{Method: http.MethodDelete, URL: u, Header: http.Header{}}
		err = rest.Exec(t.Context(), c, op, req)
		if field == "" {
			if err != nil || len(w.reqs) != before+1 {
				t.Errorf("%s: %v", path, err)
			}
			continue
		}
		var e *backup.ArgumentError
		if !errors.As(err, &e) || e.Field != field || !errors.Is(err, backup.ErrInvalid) {
			t.Errorf("%s: %v, want the field %s", path, err, field)
		}
		if len(w.reqs) != before {
			t.Errorf("%s was sent", path)
		}
	}
}

// Without a route, any path will do that cannot be resolved to another one.
func TestRequestsWithoutARoute(t *testing.T) {
	t.Parallel()
	w := &wire{steps: steps{answer(200, `{}`)}}
	c := client(t, w, nil)
	for path, ok := range map[string]bool{
		"": true, "v1/x": true, "v1//x/": true, "v1/.../.x": true, "v1/a%2Fb": true,
		".": false, "v1/./x": false, "v1/..": false, "%2e/x": false, "v1/%2E%2e/x": false,
	} {
		before := len(w.reqs)
		u, err := url.Parse("https://api.test/base/" + path)
		if err != nil {
			t.Fatal(err)
		}
		err = rest.Exec(t.Context(), c, backup.Operation{Provider: "test", ID: "do"}, &http.Request{Method: http.MethodGet, URL: u, Header: http.Header{}})
		if ok != (err == nil) || err != nil && !errors.Is(err, backup.ErrInvalid) {
			t.Errorf("%q: %v", path, err)
		}
		if sent := len(w.reqs) > before; sent != ok {
			t.Errorf("%q: sent %v, want %v", path, sent, ok)
		}
	}
}

func TestANamelessParameterTakesNothing(t *testing.T) {
	t.Parallel()
	w := &wire{steps: steps{answer(200, `{}`)}}
	c := client(t, w, nil)
	for _, path := range []string{"v1/x", "v1/{}", "v1/"} {
		req, err := http.NewRequest(http.MethodGet, "https://api.test/base/"+path, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		err = rest.Exec(t.Context(), c, backup.Operation{Provider: "test", Route: "/v1/{}"}, req)
		if !errors.Is(err, backup.ErrInvalid) || len(w.reqs) != 0 {
			t.Errorf("%s: %v, %d requests", path, err, len(w.reqs))
		}
	}
}

func TestPathParams(t *testing.T) {
	t.Parallel()
	op := backup.Operation{Provider: "test", Route: "/v3/{project}/a/{first}/b/{second}"}
	for _, tt := range []struct {
		values []string
		field  string
	}{
		{[]string{"x", "y"}, ""},
		{[]string{"..", "y"}, "first"},
		{[]string{"x", "."}, "second"},
		{[]string{""}, "second"},
		{[]string{"", "x", "y"}, "project"},
	} {
		err := rest.PathParams(op, tt.values...)
		var e *backup.ArgumentError
		if (err != nil) != (tt.field != "") || err != nil && (!errors.As(err, &e) || e.Field != tt.field) {
			t.Errorf("%q: %v, want %q", tt.values, err, tt.field)
		}
	}
	if err := rest.PathParams(op, int64(1), 0); err == nil || !strings.Contains(err.Error(), "second must be positive") {
		t.Errorf("id 0: %v", err)
	}
	if err := rest.PathParams(op, int64(1), 2); err != nil {
		t.Error(err)
	}
}

func TestResolve(t *testing.T) {
	t.Parallel()
	c := client(t, &wire{}, nil)
	for ref, want := range map[string]string{
		"/v1/x":                       "https://api.test/base/v1/x",
		"v1/a%2Fb?q=1":                "https://api.test/base/v1/a%2Fb?q=1",
		"https://api.test/base/v1/x":  "https://api.test/base/v1/x",
		"https://api.test:443/base/y": "https://api.test:443/base/y",
		"https://evil.test/v1/x":      "error",
		"//evil.test/v1/x":            "error",
		"http://api.test/v1/x":        "error",
		"https://u:p@api.test/v1":     "error",
		"/v1/../../x":                 "error",
		"/v1/%2e%2e/x":                "error",
		"/v1/./x":                     "error",
		"/v1/%2e":                     "error",
		"/v1/.../.x":                  "https://api.test/base/v1/.../.x",
		"mailto:x":                    "error",
		"":                            "error",
		":":                           "error",
	} {
		u, err := c.Resolve("path", ref)
		got := "error"
		if err == nil {
			got = u.String()
		} else if !errors.Is(err, backup.ErrInvalid) {
			t.Errorf("%q: %v", ref, err)
		}
		if got != want {
			t.Errorf("%q becomes %s, want %s", ref, got, want)
		}
	}
}

func TestRedirectsStayOnTheOrigin(t *testing.T) {
	t.Parallel()
	var stolen int
	thief := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { stolen++ }))
	t.Cleanup(thief.Close)
	var loops int
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/v1/things/away":
			http.Redirect(w, r, thief.URL+"/v1/things/a", http.StatusTemporaryRedirect)
		case r.URL.Path == "/v1/things/loop":
			loops++
			http.Redirect(w, r, "/v1/things/loop", http.StatusFound)
		case r.URL.Path == "/v1/things/hops" && r.URL.RawQuery != "xxxxx":
			http.Redirect(w, r, "/v1/things/hops?x"+r.URL.RawQuery, http.StatusFound)
		case r.URL.Path == "/v1/things/near":
			http.Redirect(w, r, "/v1/things/there", http.StatusFound)
		default:
			_, _ = w.Write([]byte(`{"name":"there"}`))
		}
	}))
	t.Cleanup(srv.Close)
	c, err := rest.New(rest.Config{Provider: "test", BaseURL: srv.URL, Settings: backup.NewSettings(backup.WithInsecureHTTP())})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.CloseIdleConnections)
	fetch := func(id string) (*thing, error) {
		req, _ := http.NewRequest(http.MethodGet, rest.NoHost+"/v1/things/"+id, nil)
		req.Header.Set("X-Auth-Token", "canary")
		return rest.Do[thing](t.Context(), c, opGet, req)
	}
	if got, err := fetch("near"); err != nil || got.Name != "there" {
		t.Errorf("a redirect on the same origin: %v, %v", got, err)
	}
	if _, err := fetch("away"); err == nil || !strings.Contains(err.Error(), "it is on another host") {
		t.Errorf("a redirect to another origin: %v", err)
	}
	if stolen != 0 {
		t.Error("the other host got a request")
	}
	if _, err := fetch("hops"); err != nil {
		t.Errorf("five redirects: %v", err)
	}
	if _, err := fetch("loop"); err == nil || !strings.Contains(err.Error(), "there were 5 already") || loops != 6 {
		t.Errorf("a loop: %v after %d requests, want 6", err, loops)
	}
}

func TestTheCallersClientIsNotChanged(t *testing.T) {
	t.Parallel()
	given := &http.Client{Transport: &wire{}}
	if _, err := rest.New(rest.Config{BaseURL: "https://api.test", Settings: backup.NewSettings(backup.WithHTTPClient(given))}); err != nil {
		t.Fatal(err)
	}
	if given.CheckRedirect != nil || given.Timeout != 0 {
		t.Error("the caller's client was changed")
	}
}

// Requests without a host get the client's address, also where it has a path,
// and keep what is escaped.
func TestRequestsWithoutHost(t *testing.T) {
	t.Parallel()
	op := backup.Operation{Provider: "test", ID: "getThing", Method: http.MethodGet, Route: "/v1/things/{id}"}
	for _, tt := range []struct{ base, path, want string }{
		{"https://api.test", "/v1/things/a", "https://api.test/v1/things/a"},
		{"https://api.test/", "/v1/things/a?x=1&y=%2F", "https://api.test/v1/things/a?x=1&y=%2F"},
		{"https://api.test/base", "/v1/things/a", "https://api.test/base/v1/things/a"},
		{"https://api.test/b%2Fc/", "/v1/things/a", "https://api.test/b%2Fc/v1/things/a"},
		{"https://api.test/base", "/v1/things/a%2Fb%3F", "https://api.test/base/v1/things/a%2Fb%3F"},
		{"https://api.test:8443", "/v1/things/%E5%A4%87", "https://api.test:8443/v1/things/%E5%A4%87"},
	} {
		w := &wire{steps: []func(*http.Request) (*http.Response, error){answer(200, `{}`)}}
		c := client(t, w, func(cfg *rest.Config) { cfg.BaseURL = tt.base })
		req, err := http.NewRequest(http.MethodGet, rest.NoHost+tt.path, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		if err := rest.Exec(t.Context(), c, op, req); err != nil {
			t.Errorf("%s %s: %v", tt.base, tt.path, err)
			continue
		}
		sent := w.reqs[0]
		if got := sent.URL.String(); got != tt.want || sent.Host != sent.URL.Host {
			t.Errorf("%s %s became %s for host %s, want %s", tt.base, tt.path, got, sent.Host, tt.want)
		}
	}
	for _, path := range []string{
		"/v1/things/..", "/v1/things/.", "/v1/things/", "/v2/things/a", "/v1/things/a/b",
		"//api.test/v1/things/a", "//other.test/v1/things/a", "https:/v1/things/a", // half an address
	} {
		w := &wire{steps: steps{answer(200, `{}`)}}
		req, err := http.NewRequest(http.MethodGet, path, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		if err := rest.Exec(t.Context(), client(t, w, nil), op, req); !errors.Is(err, backup.ErrInvalid) || len(w.reqs) != 0 {
			t.Errorf("%s: %v, %d requests", path, err, len(w.reqs))
		}
	}
}
