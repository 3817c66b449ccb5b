package trace

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

type transport func(*http.Request) (*http.Response, error)

func (f transport) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func request(t *testing.T, kind, body string) *http.Request {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "https://user:hush1@api.example/x?auth=hush2&id=7", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", kind)
	r.Header.Set("Authorization", "Bearer hush3")
	r.Header.Set("X-Auth-Token", "hush4")
	r.Header.Set("Cookie", "s=hush5")
	r.Header.Set("X-Project", "shown")
	return r
}

func respond(kind, body string) transport {
	return func(*http.Request) (*http.Response, error) {
		h := http.Header{"Content-Type": {kind}, "Set-Cookie": {"hush6"}, "X-Subject-Token": {"hush7"}, "Location": {"/next?token=hush8"}}
		return &http.Response{StatusCode: 200, Status: "200 OK", Proto: "HTTP/1.1", Header: h, Body: io.NopCloser(strings.NewReader(body))}, nil
	}
}

// Whatever the bodies are, no secret is shown, and what is not one is.
func TestNothingSecretIsShown(t *testing.T) {
	for name, tt := range map[string]struct{ kind, body, shown string }{
		"form":            {"application/x-www-form-urlencoded", "func=auth&username=u&password=hush9&auth=hush10&out=json", "username=u"},
		"json":            {"application/json", `{"name":"shown","password":"hush9","deep":[{"adminPass":"hush10","tsmPassword":"hush11"}]}`, "shown"},
		"token":           {"application/json", `{"access_token":"hush9","refresh_token":"hush10","expires_in":299,"token_type":"bearer"}`, "299"},
		"dollar":          {"application/json", `{"doc":{"auth":{"$":"hush9","$id":"hush10"},"elem":{"$":"shown"}}}`, "shown"},
		"name and value":  {"application/json", `{"list":[{"name":"password","$":"hush9"},{"name":"secret_key","value":"hush10"}],"x":"shown"}`, "shown"},
		"a bare text":     {"application/json", `"hush9"`, "REDACTED"},
		"neither":         {"text/html", "<p>hush9</p>", "not shown"},
		"broken json":     {"application/json", `{"password":"hush9"`, "not shown"},
		"two values":      {"application/json", `{"a":1}{"password":"hush9"}`, "not shown"},
		"multipart":       {"multipart/form-data; boundary=b", "--b\r\nname=password\r\n\r\nhush9\r\n--b--", "not shown"},
		"keys":            {"application/json", `{"credential":{"access":"hush9","secret":"hush10","securitytoken":"hush11"},"x":"shown"}`, "shown"},
		"looks":           {"application/json", `{"ok":{"$":"https://console.example/vnc?x=hush9"},"out":"-----BEGIN OPENSSH PRIVATE KEY-----\nhush10","x":"shown"}`, "shown"},
		"nothing to hide": {"application/json", `{"password":null,"token":"","x":"shown"}`, `"token":""`},
	} {
		path := filepath.Join(t.TempDir(), "x.har")
		archive, err := Create(path)
		if err != nil {
			t.Fatal(err)
		}
		var debug bytes.Buffer
		tr := &Transport{Next: respond(tt.kind, tt.body), Debug: &debug, Archive: archive}
		resp, err := tr.RoundTrip(request(t, tt.kind, tt.body))
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(resp.Body)
		if err != nil || string(got) != tt.body || resp.Body.Close() != nil {
			t.Errorf("%s: the response was changed: %q, %v", name, got, err)
		}
		if err := archive.Close(); err != nil {
			t.Fatal(err)
		}
		har, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for where, text := range map[string]string{"debug": debug.String(), "har": string(har)} {
			if strings.Contains(text, "hush") {
				t.Errorf("%s in %s: %s", name, where, text)
			}
			if !strings.Contains(strings.ReplaceAll(text, `\"`, `"`), tt.shown) || !strings.Contains(text, "X-Project") || !strings.Contains(text, "id=7") {
				t.Errorf("%s in %s lacks what is no secret: %s", name, where, text)
			}
		}
	}
}

func TestArchive(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.har")
	archive, err := Create(path)
	if err != nil {
		t.Fatal(err)
	}
	tr := &Transport{Next: respond("application/json", `{"a":1}`), Archive: archive}
	for range 2 {
		if _, err := tr.RoundTrip(request(t, "application/json", `{"b":2}`)); err != nil {
			t.Fatal(err)
		}
	}
	broken := errors.New("reset")
	tr.Next = transport(func(*http.Request) (*http.Response, error) { return nil, broken })
	if _, err := tr.RoundTrip(request(t, "application/json", "{}")); !errors.Is(err, broken) {
		t.Error(err)
	}
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var har struct {
		Log struct {
			Version string
			Entries []struct {
				Time     float64
				Request  harRequest
				Response harResponse
			}
		}
	}
	if err := json.Unmarshal(data, &har); err != nil {
		t.Fatal(err)
	}
	e := har.Log.Entries
	if har.Log.Version != "1.2" || len(e) != 3 || e[0].Request.PostData.Text != `{"b":2}` || e[1].Response.Content.Text != `{"a":1}` || e[2].Response.Error != "reset" || e[0].Response.Status != 200 {
		t.Errorf("%s", data)
	}
	if info, err := os.Stat(path); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Error(info, err)
	}
	if _, err := Create(filepath.Join(path, "below")); err == nil {
		t.Error("a file was made below a file")
	}
}

// A body that ends badly ends badly for the client, too.
func TestBrokenBodies(t *testing.T) {
	broken := errors.New("cut off")
	tr := &Transport{Debug: io.Discard, Next: transport(func(*http.Request) (*http.Response, error) {
		body := io.NopCloser(io.MultiReader(strings.NewReader("abc"), failing{broken}))
		return &http.Response{StatusCode: 200, Header: http.Header{}, Body: body}, nil
	})}
	resp, err := tr.RoundTrip(request(t, "application/json", ""))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	if data, err := io.ReadAll(resp.Body); string(data) != "abc" || !errors.Is(err, broken) {
		t.Errorf("%q, %v", data, err)
	}
	tr.CloseIdleConnections() // the one below cannot: nothing happens
}
