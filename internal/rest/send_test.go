package rest_test

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/internal/rest"
)

// endless is a body of which only the length matters, so it says nothing.
type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }

// unannounced is a body of that many bytes whose length nobody was told.
func unannounced(status int, n int64) func(*http.Request) (*http.Response, error) {
	return func(req *http.Request) (*http.Response, error) {
		return sized(status, -1, io.LimitReader(endless{}, n))(req)
	}
}

func TestHowMuchOfAnAnswerIsRead(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		step func(*http.Request) (*http.Response, error)
		read int // -1: nobody gets to see it
		text string
	}{
		{"the most", unannounced(200, 64<<20), 64 << 20, ""},
		{"a byte more", unannounced(200, 64<<20+1), -1, "larger than 64 MiB"},
		{"announced as the most", sized(200, 64<<20, strings.NewReader(`{}`)), 2, ""},
		{"announced as a byte more", announced(64<<20 + 1), -1, "larger than 64 MiB"},
		{"an error", unannounced(403, 1<<20), 1 << 20, "status 403"},
		{"a large error", unannounced(403, 1<<20+1), 1 << 20, "status 403"},
		{"an error announced as endless", sized(403, 1<<62, strings.NewReader("sorry")), 5, "sorry"},
	} {
		read := -1
		c := client(t, &wire{steps: steps{tt.step}}, func(cfg *rest.Config) {
			cfg.CheckResponse = func(a *rest.Response) *backup.Error { read = len(a.Body); return rest.ClassifyStatus(a) }
			cfg.Unmarshal = func([]byte, any) error { return nil }
		})
		_, err := get(t.Context(), c)
		if (err == nil) != (tt.text == "") || err != nil && !strings.Contains(err.Error(), tt.text) {
			t.Errorf("%s: %v", tt.name, err)
		}
		if read != tt.read {
			t.Errorf("%s: %d bytes were classified, want %d", tt.name, read, tt.read)
		}
	}
}

// Memory is not taken on the word of a header, and that of a large answer is
// not kept for small ones.
func TestSmallAnswersHoldLittleMemory(t *testing.T) {
	t.Parallel()
	const most = 1 << 20
	w := &wire{}
	w.steps = steps{func(req *http.Request) (*http.Response, error) {
		if len(w.reqs)%2 == 0 {
			return sized(200, 64<<20, strings.NewReader(`{}`))(req)
		}
		return unannounced(200, 2*most)(req)
	}}
	c := client(t, w, func(cfg *rest.Config) {
		cfg.Unmarshal = func(data []byte, _ any) error {
			if len(data) == 2 && cap(data) > most {
				t.Errorf("%d bytes are held for a response of %d", cap(data), len(data))
			}
			return nil
		}
	})
	for range 10 {
		if _, err := get(t.Context(), c); err != nil {
			t.Fatal(err)
		}
	}
}

// What the other side is, or what it proves to be, does not change within a
// call.
func TestErrorsThatNoRetryMends(t *testing.T) {
	t.Parallel()
	for name, err := range map[string]error{
		"unknown authority":    x509.UnknownAuthorityError{},
		"another host":         x509.HostnameError{Certificate: new(x509.Certificate), Host: "api.test"},
		"expired":              x509.CertificateInvalidError{Cert: new(x509.Certificate), Reason: x509.Expired},
		"not verified":         &tls.CertificateVerificationError{Err: errors.New("no")},
		"no TLS":               tls.RecordHeaderError{Msg: "no TLS"},
		"plain HTTP, no https": tls.RecordHeaderError{Msg: "no TLS", RecordHeader: [5]byte([]byte("HTTP/"))},
	} {
		w := &wire{steps: steps{broken(err)}}
		_, err := get(t.Context(), client(t, w, nil, backup.WithRetry(backup.RetryPolicy{Delay: func(int) time.Duration { return 0 }})))
		if e := asError(t, err); e.Kind != backup.KindUnknown || len(w.reqs) != 1 {
			t.Errorf("%s: %d requests, %v", name, len(w.reqs), err)
		}
	}
}

func TestWithoutATimeoutAnAttemptMayTakeLong(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := &wire{steps: steps{slow(24*time.Hour, answer(200, `{"name":"x"}`))}}
		if _, err := get(t.Context(), client(t, w, nil, backup.WithTimeout(0))); err != nil {
			t.Error(err)
		}
	})
}

// What a request says for itself stands in the place of what all requests of the
// client say.
func TestARequestsOwnHeader(t *testing.T) {
	t.Parallel()
	w := &wire{steps: steps{answer(200, `{}`)}}
	c := client(t, w, func(cfg *rest.Config) { cfg.Header = http.Header{"Origin": {"https://portal.test"}} })
	r := rest.Request{Op: &opGet}
	r.Path(rest.Text("id", "a"))
	for name, value := range map[string]string{"Accept": "text/csv", "Origin": "https://other.test", "X-Own": "x"} {
		r.Header(name, value)
	}
	if err := c.Do(t.Context(), &r, nil); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"Accept": "text/csv", "Origin": "https://other.test", "X-Own": "x"} {
		if got := w.reqs[0].Header.Values(name); len(got) != 1 || got[0] != want {
			t.Errorf("%s = %q, want %q", name, got, want)
		}
	}
}
