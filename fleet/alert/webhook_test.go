package alert_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/fleet/alert"
)

const hookKey = "Quay-7-wharf"

func failed() alert.Event {
	at := time.Date(2026, 11, 30, 2, 17, 0, 0, time.UTC)
	return alert.Event{
		Version: 1, ID: "5f0c2b7e", Subject: "nightly", State: alert.StateFailed, Previous: alert.StateOK, Since: at, LastRun: at,
		ExpectedSeconds: 93600, Text: "3 of 500 machines failed",
	}
}

// secretFile is a reference to a file with a secret.
func secretFile(t *testing.T, secret string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(file, []byte(secret+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return "file:" + file
}

// hook is a server that responds with each of the codes in turn, the last for ever.
func hook(t *testing.T, header http.Header, codes ...int) (address string, tries *atomic.Int64, got func() alert.Event) {
	t.Helper()
	tries = new(atomic.Int64)
	var last atomic.Value
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		if err := alert.VerifySignature(backup.NewSecret(hookKey), r.Header.Get(alert.SignatureHeader), body, time.Now(), 0); err != nil {
			t.Errorf("%v: %q", err, r.Header.Get(alert.SignatureHeader))
		}
		var e alert.Event
		if err := json.Unmarshal(body, &e); err != nil || r.Header.Get(alert.EventHeader) != e.ID || r.Header.Get("Content-Type") != "application/json" || r.Method != http.MethodPost {
			t.Errorf("%v: %+v", err, r)
		}
		last.Store(e)
		maps.Copy(w.Header(), header)
		w.WriteHeader(codes[min(int(tries.Add(1)), len(codes))-1])
		_, _ = io.WriteString(w, "token "+hookKey+" at "+r.RequestURI)
	}))
	t.Cleanup(srv.Close)
	return srv.URL + "/hooks/T0K3N", tries, func() alert.Event { e, _ := last.Load().(alert.Event); return e }
}

func newHook(t *testing.T, cfg alert.WebhookConfig) *alert.Webhook {
	t.Helper()
	cfg.Secret, cfg.Pause = secretFile(t, hookKey), time.Millisecond
	w, err := alert.NewWebhook(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func TestWebhook(t *testing.T) {
	address, tries, got := hook(t, nil, 503, 429, 500, 204)
	if err := newHook(t, alert.WebhookConfig{URL: secretFile(t, address)}).Send(t.Context(), failed()); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(failed(), got()); diff != "" || tries.Load() != 4 {
		t.Errorf("after %d tries:\n%s", tries.Load(), diff)
	}
}

func TestWebhookGivesUp(t *testing.T) {
	for name, tt := range map[string]struct {
		header http.Header
		codes  []int
		want   int64
	}{
		"unavailable":      {nil, []int{503}, 4},
		"rejected":         {nil, []int{400}, 1},
		"moved, to others": {http.Header{"Location": {"https://elsewhere.example/"}}, []int{307}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			address, tries, _ := hook(t, tt.header, tt.codes...)
			err := newHook(t, alert.WebhookConfig{URL: address}).Send(t.Context(), failed())
			if err == nil || tries.Load() != tt.want || !strings.Contains(err.Error(), "status ") {
				t.Errorf("%v after %d tries", err, tries.Load())
			}
			if err != nil && (strings.Contains(err.Error(), hookKey) || strings.Contains(err.Error(), "T0K3N")) {
				t.Errorf("a secret is shown: %v", err)
			}
		})
	}
	t.Run("nobody listens", func(t *testing.T) {
		err := newHook(t, alert.WebhookConfig{URL: "http://127.0.0.1:1/T0K3N", Tries: 2}).Send(t.Context(), failed())
		if err == nil || strings.Contains(err.Error(), "T0K3N") {
			t.Error(err)
		}
	})
	t.Run("it does not respond", func(t *testing.T) {
		stop := make(chan struct{})
		srv := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-stop }))
		defer srv.Close()
		defer close(stop)
		err := newHook(t, alert.WebhookConfig{URL: srv.URL, Tries: 2, Timeout: 20 * time.Millisecond}).Send(t.Context(), failed())
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Error(err)
		}
	})
	t.Run("the context ends", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		address, tries, _ := hook(t, http.Header{"Retry-After": {"3600"}}, 503)
		time.AfterFunc(50*time.Millisecond, cancel)
		if err := newHook(t, alert.WebhookConfig{URL: address}).Send(ctx, failed()); !errors.Is(err, context.Canceled) || tries.Load() > 1 {
			t.Errorf("%v after %d tries", err, tries.Load())
		}
	})
}

func TestWebhookArguments(t *testing.T) {
	for field, cfg := range map[string]alert.WebhookConfig{
		"WebhookConfig.URL":     {URL: "http://hooks.example/T0K3N"},
		"WebhookConfig.Secret":  {URL: "https://hooks.example/", Secret: hookKey},
		"WebhookConfig.Tries":   {URL: "https://hooks.example/", Tries: 11},
		"WebhookConfig.Timeout": {URL: "https://hooks.example/", Timeout: -1},
	} {
		var bad *alert.ArgumentError
		if _, err := alert.NewWebhook(cfg); !errors.As(err, &bad) || bad.Field != field || strings.Contains(err.Error(), hookKey) {
			t.Errorf("%v, want %s", err, field)
		}
	}
	for _, address := range []string{"", "hooks.example", "ftp://hooks.example", "https://", "://x", "http://10.0.0.1/"} {
		if _, err := alert.NewWebhook(alert.WebhookConfig{URL: address}); err == nil {
			t.Errorf("%q", address)
		}
	}
	// The address of a reference is held to the same rules, when it is read.
	w, err := alert.NewWebhook(alert.WebhookConfig{URL: secretFile(t, "http://hooks.example/T0K3N")})
	if err != nil {
		t.Fatal(err)
	}
	var bad *alert.ArgumentError
	if err := w.Send(t.Context(), failed()); !errors.As(err, &bad) || strings.Contains(err.Error(), "T0K3N") {
		t.Error(err)
	}
}

func TestVerifySignature(t *testing.T) {
	key, at, body := backup.NewSecret(hookKey), time.Unix(1_764_468_000, 0), []byte(`{"version":1}`)
	good := alert.Signature(key, at, body)
	// Computed with: printf '1764468000.{"version":1}' | openssl dgst -sha256 -hmac Quay-7-wharf
	const want = "t=1764468000,v1=cf771da0905502736dd85a04ddfc7453880fce576cc38229291277ee66c156fb"
	if good != want {
		t.Errorf("%s, want %s", good, want)
	}
	for name, tt := range map[string]struct {
		key    backup.Secret
		header string
		body   string
		now    time.Time
		ok     bool
	}{
		"good":                   {key, good, string(body), at.Add(4 * time.Minute), true},
		"a clock that is behind": {key, good, string(body), at.Add(-4 * time.Minute), true},
		"two keys":               {key, good + ",v1=" + strings.Repeat("0", 64), string(body), at, true},
		"old":                    {key, good, string(body), at.Add(6 * time.Minute), false},
		"ahead":                  {key, good, string(body), at.Add(-6 * time.Minute), false},
		"another body":           {key, good, string(body) + " ", at, false},
		"another key":            {backup.NewSecret("x"), good, string(body), at, false},
		"no key":                 {backup.Secret{}, alert.Signature(backup.Secret{}, at, body), string(body), at, false},
		"another time":           {key, strings.Replace(good, "t=1764468000", "t=1764468001", 1), string(body), at, false},
		"two times":              {key, "t=1764468000," + good, string(body), at, false},
		"no time":                {key, good[strings.Index(good, "v1"):], string(body), at, false},
		"nothing":                {key, "", string(body), at, false},
		"not hexadecimal":        {key, "t=1764468000,v1=zz", string(body), at, false},
	} {
		t.Run(name, func(t *testing.T) {
			err := alert.VerifySignature(tt.key, tt.header, []byte(tt.body), tt.now, 0)
			if (err == nil) != tt.ok || err != nil && !errors.Is(err, alert.ErrSignature) {
				t.Error(err)
			}
		})
	}
}

// Nothing that was not signed passes.
func FuzzVerifySignature(f *testing.F) {
	key, at := backup.NewSecret(hookKey), time.Unix(1_764_468_000, 0)
	good := alert.Signature(key, at, []byte("body"))
	f.Add(good, []byte("body"))
	f.Add("t=1,v1=,v1=00", []byte(""))
	f.Fuzz(func(t *testing.T, header string, body []byte) {
		err := alert.VerifySignature(key, header, body, at, 0)
		if err == nil && (string(body) != "body" || !strings.Contains(strings.ToLower(header), good[strings.Index(good, "v1=")+3:])) {
			t.Errorf("%q passes for %q", header, body)
		}
	})
}

func TestFind(t *testing.T) {
	t.Setenv("HOOK_KEY", hookKey)
	t.Setenv("EMPTY", "")
	for reference, want := range map[string]string{
		"env:HOOK_KEY": hookKey, secretFile(t, hookKey): hookKey,
		"env:EMPTY": "", "env:": "", "file:": "", "file:/nonexistent/x": "", "cmd:id": "", hookKey: "",
	} {
		got, err := alert.Find(t.Context(), reference)
		if got.Reveal() != want || (err == nil) != (want != "") {
			t.Errorf("%s: %v", reference, err)
		}
		if err != nil && strings.Contains(err.Error(), hookKey) {
			t.Errorf("a secret is shown: %v", err)
		}
	}
}
