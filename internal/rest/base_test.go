package rest_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
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
		r := rest.Request{Op: &opGet}
		r.Path(rest.Text("id", id))
		r.Header("X-Auth-Token", "canary")
		out := new(thing)
		return out, c.Do(t.Context(), &r, out)
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
