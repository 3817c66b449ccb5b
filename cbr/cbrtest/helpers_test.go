package cbrtest_test

import (
	"bytes"
	"cmp"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"github.com/backup-sdk/backup-go/cbr/cbrtest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// raw talks to the fake without any client of ours.
type raw struct {
	t     *testing.T
	srv   *cbrtest.Server
	token string
	// contentType is that of requests with a body, JSON by default.
	contentType string
}

func (r raw) do(method, path, body string) (int, http.Header, map[string]any) {
	r.t.Helper()
	req, err := http.NewRequestWithContext(r.t.Context(), method, r.srv.URL()+strings.ReplaceAll(path, "{p}", r.srv.Account().ProjectID), strings.NewReader(body))
	if err != nil {
		r.t.Fatal(err)
	}
	if body != "" {
		req.Header.Set("Content-Type", cmp.Or(r.contentType, "application/json"))
	}
	if r.token != "" {
		req.Header.Set("X-Auth-Token", r.token)
	}
	client := r.srv.Client()
	resp, err := client.Do(req)
	if err != nil {
		r.t.Fatal(err)
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		r.t.Fatal(err)
	}
	if len(bytes.TrimSpace(data)) == 0 {
		return resp.StatusCode, resp.Header, nil
	}
	var decoded any
	if err := json.Unmarshal(data, &decoded); err != nil {
		r.t.Fatalf("%s %s: %q: %v", method, path, data, err)
	}
	out, ok := decoded.(map[string]any)
	if !ok { // some errors are a text alone
		out = map[string]any{"text": decoded}
	}
	return resp.StatusCode, resp.Header, out
}

func (r raw) want(method, path, body string, status int, response string) {
	r.t.Helper()
	got, header, out := r.do(method, path, body)
	encoded, err := json.Marshal(out)
	if err != nil {
		r.t.Fatal(err)
	}
	if header.Get("X-Request-Id") == "" {
		r.t.Errorf("%s %s: no request id", method, path)
	}
	if got != status || !strings.Contains(string(encoded), response) {
		r.t.Errorf("%s %s\n got %d %s\nwant %d …%s…", method, path, got, encoded, status, response)
	}
}

func with(t *testing.T, srv *cbrtest.Server) raw {
	t.Helper()
	return raw{t: t, srv: srv, token: srv.IssueToken()}
}

// dig follows keys and indexes into decoded JSON.
func dig(v any, keys ...string) any {
	for _, key := range keys {
		switch inner := v.(type) {
		case map[string]any:
			v = inner[key]
		case []any:
			i := int(key[0] - '0')
			if i >= len(inner) {
				return nil
			}
			v = inner[i]
		default:
			return nil
		}
	}
	return v
}

func contains(text, part string) bool { return strings.Contains(text, part) }

func encoded(t *testing.T, v any) string {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
