package fake_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/backup-sdk/backup-go/internal/fake"
)

// What a client can see must not depend on the transport.
func TestMemoryBehavesLikeASocket(t *testing.T) {
	large := strings.Repeat("0123456789", 10_000)
	handlers := map[string]http.HandlerFunc{
		"nothing":      func(http.ResponseWriter, *http.Request) {},
		"no content":   func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) },
		"sniffed":      func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "<html>") },
		"status twice": func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(202); w.Header().Set("X-Late", "1") },
		"early hints":  func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(103); w.WriteHeader(201) },
		"announced": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "3")
			_, _ = io.WriteString(w, "abc")
		},
		"too much": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "3")
			_, _ = io.WriteString(w, "abc")
			_, _ = io.WriteString(w, "def")
		},
		"too little": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "9")
			_, _ = io.WriteString(w, "abc")
		},
		"unknown status": func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(599) },
		"aborted": func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, "lost")
			panic(http.ErrAbortHandler)
		},
		"flushed": func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, "a")
			_ = http.NewResponseController(w).Flush()
			_, _ = io.WriteString(w, "b")
		},
		"flusher": func(w http.ResponseWriter, _ *http.Request) { w.(http.Flusher).Flush(); _, _ = io.WriteString(w, "b") },
		"request": func(w http.ResponseWriter, r *http.Request) {
			r.Header.Del("Accept-Encoding") // only the real transport asks for gzip
			fake.WriteJSON(w, 200, []any{r.Method, r.URL.String(), r.RequestURI, r.Proto, r.Header, r.ContentLength, r.TransferEncoding})
		},
		"large": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "100000")
			_, _ = io.WriteString(w, large)
		},
	}
	type seen struct {
		Response result
		Failed   bool
	}
	for name, handler := range handlers {
		for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodHead} {
			t.Run(name+" "+method, func(t *testing.T) {
				results := map[string]seen{}
				transports(t, func() fake.Config { return fake.Config{Handler: handler} }, func(t *testing.T, s *fake.Server, c *http.Client) {
					got := send(t.Context(), t, c, method, s.URL()+"/a%2Fb/c?x=%20#frag", "body")
					failed := got.Err != nil
					got.Err = nil
					if got.Header != nil {
						got.Header.Del("Date")
					}
					results[t.Name()[strings.LastIndex(t.Name(), "/")+1:]] = seen{got, failed}
				})
				if diff := cmp.Diff(results["socket"], results["memory"]); diff != "" {
					t.Errorf("socket (-), memory (+):\n%s", diff)
				}
			})
		}
	}
}

func TestMemoryCancelledBefore(t *testing.T) {
	s := fake.New(echo())
	t.Cleanup(s.Close)
	cause := errors.New("enough")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(cause)
	body := &closeRecorder{Reader: strings.NewReader("x")}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.URL(), body)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := s.RoundTripper().RoundTrip(req)
	if err == nil {
		_ = resp.Body.Close()
	}
	if !errors.Is(err, cause) || !body.closed {
		t.Errorf("error %v, body closed %v", err, body.closed)
	}
	if s.Count("") != 0 {
		t.Error("the request was sent")
	}
}

type closeRecorder struct {
	io.Reader
	closed bool
}

func (c *closeRecorder) Close() error {
	c.closed = true
	return nil
}

// A request body that never ends must not keep anything alive once the client
// gave up.
func TestMemoryCancelledWhileSending(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := fake.New(echo())
		t.Cleanup(s.Close)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		reader, _ := io.Pipe() // nobody ever writes
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.URL(), reader)
		if err != nil {
			t.Fatal(err)
		}
		resp, err := s.RoundTripper().RoundTrip(req)
		if err == nil {
			_ = resp.Body.Close()
		}
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
	})
}

// Cancelling, or closing the body, in the middle of an endless response ends the
// handler.
func TestMemoryEndlessResponse(t *testing.T) {
	for _, how := range []string{"cancel", "close"} {
		t.Run(how, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ended := make(chan error, 1)
				s := fake.New(fake.Config{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					_, _ = io.WriteString(w, "first")
					_ = http.NewResponseController(w).Flush()
					<-r.Context().Done()
					ended <- r.Context().Err()
				})})
				t.Cleanup(s.Close)
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.URL(), http.NoBody)
				if err != nil {
					t.Fatal(err)
				}
				resp, err := s.Client().Do(req)
				if err != nil {
					t.Fatal(err)
				}
				defer func() { _ = resp.Body.Close() }()
				if resp.ContentLength != -1 {
					t.Errorf("content length %d", resp.ContentLength)
				}
				first := make([]byte, 5)
				if _, err := io.ReadFull(resp.Body, first); err != nil {
					t.Fatal(err)
				}
				want := context.Canceled
				if how == "cancel" {
					cancel()
				} else {
					want = http.ErrBodyReadAfterClose
					_ = resp.Body.Close()
				}
				if _, err := resp.Body.Read(first); !errors.Is(err, want) {
					t.Errorf("read: %v, want %v", err, want)
				}
				if err := <-ended; !errors.Is(err, context.Canceled) {
					t.Errorf("the handler ended with %v", err)
				}
			})
		})
	}
}
