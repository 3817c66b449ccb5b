package cbr_test

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cbr"
	"github.com/backup-sdk/backup-go/cbr/cbrtest"
)

// TestMetadataRenewal: keys of a server are renewed in their last 40 minutes, in
// the background, by both versions of the service.
func TestMetadataRenewal(t *testing.T) {
	for name, opts := range map[string][]cbrtest.Option{"v2": nil, "v1": {cbrtest.WithMetadataV1()}} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				srv := cbrtest.New(append(opts, cbrtest.WithKeyLifetime(24*time.Hour))...)
				sign := cbr.SignOnServer(t, srv.RoundTripper())
				last := ""
				for i, step := range []struct {
					wait time.Duration
					keys int
				}{
					{0, 1}, {23*time.Hour + 19*time.Minute, 1}, {2 * time.Minute, 2}, {23 * time.Hour, 2}, {48 * time.Hour, 3},
				} {
					time.Sleep(step.wait)
					req, err := sign(t.Context())
					if err != nil {
						t.Fatal(err)
					}
					if req.Header.Get("X-Security-Token") == "" {
						t.Error("no security token")
					}
					synctest.Wait()
					if n := srv.TemporaryKeys(); n != step.keys {
						t.Errorf("step %d: %d keys, want %d", i, n, step.keys)
					}
					last = req.Header.Get("Authorization")
				}
				if !strings.Contains(last, "SignedHeaders=host;x-sdk-date;x-security-token,") {
					t.Errorf("Authorization %s", last)
				}
			})
		})
	}
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// metadataResponse makes a response; redirects lead elsewhere on the same host.
func metadataResponse(status int, body string) (*http.Response, error) {
	return &http.Response{StatusCode: status, Header: http.Header{"Location": {"/elsewhere"}}, Body: io.NopCloser(strings.NewReader(body))}, nil
}

const metadataKey = `{"credential":{"access":"AK","secret":"canary-secret-71","securitytoken":"canary-token-72","expires_at":"2100-01-08T03:50:07.574000Z"}}`

// TestMetadataResponses: what a metadata service can say.
func TestMetadataResponses(t *testing.T) {
	const canary = "canary-metadata-token"
	for _, tt := range []struct {
		name         string
		put          int
		token        string
		get          int
		key          string
		kind         error
		text         string // part of the error; "" when there is none
		asksForKey   bool
		sendsNoToken bool
	}{
		{name: "version 2", put: 200, token: canary + "\n", get: 200, key: metadataKey, asksForKey: true},
		{name: "version 1", put: 404, get: 200, key: metadataKey, asksForKey: true, sendsNoToken: true},
		{name: "version 1, other status", put: 405, get: 200, key: metadataKey, asksForKey: true, sendsNoToken: true},
		{name: "version 1, yet another", put: 503, get: 200, key: metadataKey, asksForKey: true, sendsNoToken: true},
		{name: "forbidden", put: 403, text: "status 403", kind: backup.ErrPermission},
		{name: "no token", put: 200, token: "", text: "empty response"},
		{name: "a page", put: 200, token: "<html> busy", text: "untyped response of 11 bytes"},
		{name: "a redirect", put: 302, text: "status 302"},
		{name: "no agency", put: 200, token: canary, get: 404, key: "not found", asksForKey: true, kind: backup.ErrUnauthenticated, text: "untyped response of 9 bytes"},
		{name: "unauthorized", put: 200, token: canary, get: 401, key: canary, asksForKey: true, kind: backup.ErrUnauthenticated, text: "untyped response of 21 bytes"},
		{name: "nothing in it", put: 200, token: canary, get: 200, key: `{}`, asksForKey: true, text: "is an agency assigned"},
		{name: "null", put: 200, token: canary, get: 200, key: `{"credential":null}`, asksForKey: true, text: "is an agency assigned"},
		{name: "half a key", put: 200, token: canary, get: 200, key: `{"credential":{"access":"AK","secret":"canary-secret"}}`, asksForKey: true, text: "no complete key"},
		{name: "a page for a key", put: 200, token: canary, get: 200, key: `<html>`, asksForKey: true, text: "untyped response of 6 bytes"},
		{name: "a broken key", put: 200, token: canary, get: 200, key: metadataKey[:60], asksForKey: true, text: "cannot be decoded"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			asked := false
			sign := cbr.SignOnServer(t, roundTripper(func(r *http.Request) (*http.Response, error) {
				if r.URL.Host != "169.254.169.254" || r.URL.Scheme != "http" || r.Header.Get("Authorization") != "" || r.Header.Get("X-Auth-Token") != "" {
					t.Errorf("%s %v", r.URL, r.Header)
				}
				switch r.Method + " " + r.URL.Path {
				case "PUT /meta-data/latest/api/token":
					if r.Header.Get("X-Metadata-Token-Ttl-Seconds") != "21600" {
						t.Errorf("headers %v", r.Header)
					}
					return metadataResponse(tt.put, tt.token)
				case "GET /openstack/latest/securitykey":
					asked = true
					if _, sends := r.Header["X-Metadata-Token"]; sends == tt.sendsNoToken || sends && r.Header.Get("X-Metadata-Token") != canary {
						t.Errorf("headers %v", r.Header)
					}
					return metadataResponse(tt.get, tt.key)
				}
				t.Errorf("%s %s", r.Method, r.URL)
				return metadataResponse(404, "")
			}))
			req, err := sign(t.Context())
			if asked != tt.asksForKey {
				t.Errorf("asked for a key: %v", asked)
			}
			if tt.text == "" {
				if err != nil || req.Header.Get("X-Security-Token") != "canary-token-72" {
					t.Errorf("%v, %v", req.Header, err)
				}
				return
			}
			var e *backup.Error
			if !errors.As(err, &e) || e.Provider != "ecs" || tt.kind != nil && !errors.Is(err, tt.kind) || errors.Is(err, backup.ErrNotFound) {
				t.Fatalf("got %T: %v", err, err)
			}
			if !strings.Contains(err.Error(), tt.text) || strings.Contains(err.Error(), "canary") {
				t.Errorf("got %v", err)
			}
		})
	}
}

// TestMetadataHangs: off a cloud server nobody responds; the call ends soon.
func TestMetadataHangs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sign := cbr.SignOnServer(t, roundTripper(func(r *http.Request) (*http.Response, error) {
			<-r.Context().Done()
			return nil, r.Context().Err()
		}))
		start := time.Now()
		_, err := sign(t.Context())
		if took := time.Since(start); !errors.Is(err, backup.ErrUnavailable) || took > 10*time.Second || !strings.Contains(err.Error(), "no response within 3s") {
			t.Errorf("after %v: %v", took, err)
		}
	})
}

// FuzzMetadata: whatever the service sends, there is a complete key or an
// error, and nothing secret in it.
func FuzzMetadata(f *testing.F) {
	f.Add(200, "token", 200, metadataKey)
	f.Add(404, "", 200, metadataKey)
	f.Add(200, "to ken\x00", 500, "<html>")
	f.Add(200, "token", 200, `{"credential":{"access":1,"secret":[],"securitytoken":{},"expires_at":null}}`)
	f.Add(200, "token", 200, `{"credential":{"access":"a","secret":"b","securitytoken":"c","expires_at":"0001-01-01T00:00:00Z"}}`)
	f.Fuzz(func(t *testing.T, put int, tokenBody string, get int, keyBody string) {
		if put < 100 || put > 999 || get < 100 || get > 999 {
			return
		}
		sign := cbr.SignOnServer(t, roundTripper(func(r *http.Request) (*http.Response, error) {
			if r.Method == http.MethodPut {
				return metadataResponse(put, tokenBody)
			}
			return metadataResponse(get, keyBody)
		}), backup.WithRetry(backup.RetryPolicy{MaxAttempts: 1}))
		req, err := sign(t.Context())
		if err != nil {
			if _, ok := errors.AsType[*backup.Error](err); !ok {
				t.Errorf("%T: %v", err, err)
			}
			return
		}
		if value := req.Header.Get("Authorization"); strings.Contains(value, "Access=,") || strings.ContainsAny(value, "\r\n") || req.Header.Get("X-Security-Token") == "" {
			t.Errorf("headers %v", req.Header)
		}
	})
}
