package rest_test

import (
	"bufio"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/internal/rest"
)

// breaker is a server on a real connection that does what it is asked and then
// hangs up: on a kept connection, and without a response.
type breaker struct {
	url      string
	executed atomic.Int64
}

func newBreaker(t *testing.T) *breaker {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	b := &breaker{url: "http://" + l.Addr().String()}
	done := make(chan struct{})
	t.Cleanup(func() { _ = l.Close(); <-done })
	go func() {
		defer close(done)
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			b.serve(conn) // one after the other: the client closes idle ones
		}
	}()
	return b
}

func (b *breaker) serve(conn net.Conn) {
	defer func() { _ = conn.Close() }()
	_ = conn.SetDeadline(time.Now().Add(10 * time.Second))
	reader := bufio.NewReader(conn)
	for {
		req, err := http.ReadRequest(reader)
		if err != nil {
			return
		}
		_, _ = io.Copy(io.Discard, req.Body)
		if strings.HasSuffix(req.URL.Path, "/warm") {
			_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
			continue
		}
		b.executed.Add(1)
		return
	}
}

// net/http repeats a GET by itself when a kept connection breaks. What may not be
// done twice is not repeated by anybody.
func TestNothingIsExecutedTwiceOnAKeptConnection(t *testing.T) {
	t.Parallel()
	for _, method := range []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodDelete, http.MethodPut} {
		for _, body := range []bool{false, true} {
			b := newBreaker(t)
			settings := backup.NewSettings(backup.WithInsecureHTTP(), backup.WithRetry(backup.RetryPolicy{Delay: func(int) time.Duration { return 0 }}))
			c, err := rest.New(rest.Config{Provider: "test", BaseURL: b.url, Settings: settings})
			if err != nil {
				t.Fatal(err)
			}
			warm := backup.Operation{Provider: "test", ID: "warm", Method: "GET", Route: "/warm", Idempotent: true, Success: []int{200}}
			r := rest.Request{Op: &warm}
			r.Path()
			if err := c.Do(t.Context(), &r, nil); err != nil {
				t.Fatal(err)
			}
			act := backup.Operation{Provider: "test", ID: "activate", Method: method, Route: "/activate", Success: []int{200}}
			r = rest.Request{Op: &act}
			r.Path()
			if body {
				r.JSON("application/json", thing{"a"})
			}
			err = c.Do(t.Context(), &r, nil)
			e := asError(t, err)
			if n := b.executed.Load(); n != 1 || e.Attempts != 1 {
				t.Errorf("%s with body %v: executed %d times in %d attempts", method, body, n, e.Attempts)
			}
			if !e.MaybeExecuted {
				t.Errorf("%s: %+v does not say that it may have been executed", method, e)
			}
			c.CloseIdleConnections()
		}
	}
}

// An empty body that is not there is not announced either.
func TestABodyThatOnlyForbidsRepeatingIsNotSent(t *testing.T) {
	t.Parallel()
	seen := make(chan *http.Request, 1)
	srv := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { seen <- r }))
	t.Cleanup(srv.Close)
	for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodDelete} {
		c, err := rest.New(rest.Config{Provider: "test", BaseURL: srv.URL, Settings: backup.NewSettings(backup.WithInsecureHTTP())})
		if err != nil {
			t.Fatal(err)
		}
		r := rest.Request{Op: &backup.Operation{Method: method, Route: "/x"}}
		r.Path()
		if err := c.Do(t.Context(), &r, nil); err != nil {
			t.Fatal(err)
		}
		if req := <-seen; len(req.TransferEncoding) > 0 || req.ContentLength > 0 {
			t.Errorf("%s: %v, length %d", method, req.TransferEncoding, req.ContentLength)
		}
		c.CloseIdleConnections()
	}
}

// A change that is redirected is made where the redirect leads, or not at all; it
// never becomes a question whose response counts as success.
func TestRedirectsOfChanges(t *testing.T) {
	t.Parallel()
	for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodDelete} {
		for _, status := range []int{301, 302, 303, 307, 308} {
			var arrived string
			srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path == "/old" {
					w.Header().Set("Location", "/new?token=canary")
					w.Header().Set("X-Request-Id", "req-7")
					w.WriteHeader(status)
					return
				}
				body, _ := io.ReadAll(r.Body)
				arrived = r.Method + string(body)
				_, _ = w.Write([]byte(`{}`))
			}))
			c, err := rest.New(rest.Config{Provider: "test", BaseURL: srv.URL, RequestIDHeaders: []string{"X-Request-Id"}, Settings: backup.NewSettings(backup.WithInsecureHTTP())})
			if err != nil {
				t.Fatal(err)
			}
			r := rest.Request{Op: &backup.Operation{Method: method, Route: "/old", Idempotent: true, Success: []int{200}}}
			r.Path()
			want := method
			if method == http.MethodPost || method == http.MethodPut {
				r.JSON("application/json", thing{"a"})
				want += `{"name":"a"}`
			}
			err = c.Do(t.Context(), &r, nil)
			follows := method == http.MethodGet || status >= 307
			switch {
			case follows && (err != nil || arrived != want):
				t.Errorf("%s %d: %v, arrived %q", method, status, err, arrived)
			case !follows && (err == nil || arrived != ""):
				t.Errorf("%s %d: %v, arrived %q", method, status, err, arrived)
			case !follows:
				e := asError(t, err)
				if e.StatusCode != status || e.RequestID != "req-7" || !strings.Contains(err.Error(), srv.URL+"/new is not followed") || strings.Contains(err.Error(), "canary") || e.Attempts != 1 {
					t.Errorf("%s %d: %v", method, status, err)
				}
			}
			c.CloseIdleConnections()
			srv.Close()
		}
	}
}

// A redirect to a port where nobody listens: the first request was answered, so
// the call is not sent again as if nothing had left.
func TestADialBehindARedirectProvesNothing(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	base := "http://" + l.Addr().String()
	var executed int
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			if req, err := http.ReadRequest(bufio.NewReader(conn)); err == nil {
				_, _ = io.Copy(io.Discard, req.Body)
				executed++
				_ = l.Close() // and from now on nobody listens
				_, _ = io.WriteString(conn, "HTTP/1.1 307 Temporary Redirect\r\nLocation: "+base+"/elsewhere\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
			}
			_ = conn.Close()
		}
	}()
	settings := backup.NewSettings(backup.WithInsecureHTTP(), backup.WithRetry(backup.RetryPolicy{Delay: func(int) time.Duration { return 0 }}))
	c, err := rest.New(rest.Config{Provider: "test", BaseURL: base, Settings: settings})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.CloseIdleConnections)
	r := rest.Request{Op: &opMake}
	r.Path()
	r.JSON("application/json", thing{"a"})
	e := asError(t, c.Do(t.Context(), &r, nil))
	<-done
	if e.Attempts != 1 || executed != 1 || !e.MaybeExecuted {
		t.Errorf("%d attempts, %d executed: %+v", e.Attempts, executed, e)
	}
}

// What MaybeExecuted says, by what became of the attempts.
func TestMaybeExecuted(t *testing.T) {
	t.Parallel()
	dial := broken(&net.OpError{Op: "dial", Err: errors.New("connection refused")})
	reset := broken(&net.OpError{Op: "read", Err: errors.New("connection reset by peer")})
	for name, tt := range map[string]struct {
		steps steps
		want  bool
	}{
		"not found":                 {steps{answer(404, "")}, false},
		"refused":                   {steps{answer(403, "")}, false},
		"never left":                {steps{dial}, false},
		"lost":                      {steps{reset}, true},
		"lost, then not found":      {steps{reset, answer(404, "")}, true},
		"never left, then no":       {steps{dial, dial, answer(404, "")}, false},
		"limited, then not found":   {steps{answer(429, ""), answer(404, "")}, false},
		"come back, then not found": {steps{answer(503, "", "Retry-After", "1"), answer(404, "")}, false},
		"gateway, then not found":   {steps{answer(502, ""), answer(404, "")}, true},
		"timeout of a proxy":        {steps{answer(408, ""), answer(404, "")}, true},
		"a page":                    {steps{answer(200, "<html>", "Content-Type", "text/html")}, true},
		"unreadable":                {steps{answer(200, "[]")}, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := &wire{steps: tt.steps}
			c := client(t, w, nil, backup.WithRetry(backup.RetryPolicy{MaxRetryAfter: time.Hour, Delay: func(int) time.Duration { return 0 }}))
			op := opGet
			r := rest.Request{Op: &op}
			r.Path(rest.Text("id", "a"))
			var out thing
			e := asError(t, c.Do(t.Context(), &r, &out))
			if e.MaybeExecuted != tt.want {
				t.Errorf("%+v, want %v", e, tt.want)
			}
		})
	}
}

// Some services tell of a refusal under a status of success.
func TestMaybeExecutedByTheErrorInside(t *testing.T) {
	t.Parallel()
	reset := broken(&net.OpError{Op: "read", Err: errors.New("connection reset by peer")})
	for kind, want := range map[backup.Kind]bool{
		backup.KindNotFound: false, backup.KindConflict: false, backup.KindInvalid: false, backup.KindQuota: false, backup.KindPermission: false, backup.KindUnsupported: false,
		backup.KindBusy: true, backup.KindUnknown: true, backup.KindUnavailable: true, backup.KindUnreadable: true, backup.KindOrderFailed: true,
	} {
		for name, before := range map[string]steps{"at once": nil, "after a lost response": {reset}} {
			w := &wire{steps: append(before, answer(200, `{"id":"a"}`))}
			c, err := rest.New(rest.Config{
				Provider: "test", BaseURL: "https://api.example.com",
				Settings:      backup.NewSettings(backup.WithHTTPClient(&http.Client{Transport: w}), backup.WithRetry(backup.RetryPolicy{MaxAttempts: 2, Delay: func(int) time.Duration { return 0 }})),
				CheckResponse: func(*rest.Response) *backup.Error { return &backup.Error{Kind: kind} },
			})
			if err != nil {
				t.Fatal(err)
			}
			op := opGet
			r := rest.Request{Op: &op}
			r.Path(rest.Text("id", "a"))
			e := asError(t, c.Do(t.Context(), &r, nil))
			if got := e.MaybeExecuted; got != (want || before != nil) {
				t.Errorf("%v %s: %+v", kind, name, e)
			}
		}
	}
}
