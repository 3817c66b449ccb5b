package fake_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"github.com/backup-sdk/backup-go/internal/fake"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// echo is a service with one effect: it counts nothing and responds with what it was
// sent, under a route name taken from the path.
func echo() fake.Config {
	return fake.Config{
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			w.Header().Set("X-Seen", r.Method+" "+r.RequestURI)
			_, _ = fmt.Fprintf(w, `{"echo":%q}`, body)
		}),
		Operation: func(r *http.Request) string {
			// Consumes the body on purpose: the service must still see it.
			_, _ = io.Copy(io.Discard, r.Body)
			return strings.TrimPrefix(r.URL.Path, "/")
		},
	}
}

// transports runs a test against a socket and against memory.
func transports(t *testing.T, cfg func() fake.Config, test func(t *testing.T, s *fake.Server, c *http.Client)) {
	t.Helper()
	t.Run("socket", func(t *testing.T) {
		s := fake.New(cfg())
		s.Start(t)
		transport := &http.Transport{}
		t.Cleanup(transport.CloseIdleConnections)
		test(t, s, &http.Client{Transport: transport})
	})
	t.Run("memory", func(t *testing.T) {
		s := fake.New(cfg())
		t.Cleanup(s.Close)
		test(t, s, s.Client())
	})
}

type result struct {
	Status int
	Body   string
	Err    error // of the request or of reading the body
	Header http.Header
	Length int64
}

func send(ctx context.Context, t *testing.T, c *http.Client, method, url, body string) result {
	t.Helper()
	req, err := http.NewRequestWithContext(ctx, method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	resp, err := c.Do(req)
	if err != nil {
		return result{Err: err}
	}
	defer func() { _ = resp.Body.Close() }()
	data, err := io.ReadAll(resp.Body)
	return result{Status: resp.StatusCode, Body: string(data), Err: err, Header: resp.Header, Length: resp.ContentLength}
}
