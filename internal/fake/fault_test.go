package fake_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/backup-sdk/backup-go/internal/fake"
)

func TestFaultResponses(t *testing.T) {
	const ownBody = `{"echo":"x"}`
	tests := []struct {
		name    string
		fault   fake.Fault
		status  int
		body    string
		err     error
		header  http.Header
		handled bool
	}{
		{"status", fake.FaultStatus("op", 500, `{"e":1}`), 500, `{"e":1}`, nil, http.Header{"Content-Type": {"application/json"}}, false},
		{"status without body", fake.FaultStatus("op", 503, ""), 503, "", nil, nil, false},
		{"body only", fake.Fault{Operation: "op", Body: "plain"}, 200, "plain", nil, http.Header{"Content-Type": {"text/plain; charset=utf-8"}}, false},
		{"html", fake.FaultHTML("op", 200), 200, fake.FaultHTML("op", 200).Body, nil, http.Header{"Content-Type": {"text/html; charset=utf-8"}}, false},
		{"too many", fake.FaultTooMany("op", 1500*time.Millisecond), 429, "", nil, http.Header{"Retry-After": {"2"}}, false},
		{"too many without a time", fake.FaultTooMany("op", 0), 429, "", nil, http.Header{"Retry-After": nil}, false},
		{"every operation", fake.FaultStatus("", 502, ""), 502, "", nil, nil, false},
		{"another operation", fake.FaultStatus("other", 502, ""), 200, ownBody, nil, nil, true},
		{"headers on the own response", fake.Fault{Header: http.Header{"x-request-id": {"r1"}}, ContentType: "text/xml"}, 200, ownBody, nil,
			http.Header{"X-Request-Id": {"r1"}, "Content-Type": {"text/xml"}, "X-Seen": {"POST /op"}}, true},
		{"truncated", fake.FaultTruncate("op", 5), 200, ownBody[:5], io.ErrUnexpectedEOF, nil, true},
		{"truncated to nothing", fake.FaultTruncate("op", 0), 200, "", io.ErrUnexpectedEOF, nil, true},
		{"truncated behind the end", fake.FaultTruncate("op", 1000), 200, ownBody, nil, nil, true},
		{"truncated own body", fake.Fault{Status: 500, Body: "0123456789", Truncate: 4}, 500, "0123", io.ErrUnexpectedEOF, nil, false},
		{"slow", fake.Fault{SlowBody: 20 * time.Millisecond}, 200, ownBody, nil, nil, true},
		{"status after work", fake.FaultStatus("op", 504, "").AfterWork(), 504, "", nil, nil, true},
		{"delay", fake.FaultDelay("op", 5*time.Millisecond), 200, ownBody, nil, nil, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			transports(t, echo, func(t *testing.T, s *fake.Server, c *http.Client) {
				s.Inject(tt.fault)
				got := send(t.Context(), t, c, http.MethodPost, s.URL()+"/op", "x")
				if got.Status != tt.status || got.Body != tt.body || !errors.Is(got.Err, tt.err) {
					t.Errorf("got %d %q, %v; want %d %q, %v", got.Status, got.Body, got.Err, tt.status, tt.body, tt.err)
				}
				for name, want := range tt.header {
					if diff := cmp.Diff(want, got.Header[name]); diff != "" {
						t.Errorf("%s: %s", name, diff)
					}
				}
				log := eventually(t, s, func(r []fake.Request) bool { return len(r) == 1 && r[0].Status != 0 })
				if log[0].Handled != tt.handled || log[0].Status != tt.status {
					t.Errorf("logged %+v", log[0])
				}
				if want := tt.fault.Operation != "other"; log[0].Faulted != want {
					t.Errorf("faulted %v, want %v", log[0].Faulted, want)
				}
			})
		})
	}
}

func TestFaultReset(t *testing.T) {
	for name, fault := range map[string]fake.Fault{"before": fake.FaultReset("op"), "after": fake.FaultReset("op").AfterWork()} {
		t.Run(name, func(t *testing.T) {
			transports(t, echo, func(t *testing.T, s *fake.Server, c *http.Client) {
				s.Inject(fault.Once())
				got := send(t.Context(), t, c, http.MethodPost, s.URL()+"/op", "x")
				if !errors.Is(got.Err, syscall.ECONNRESET) && !errors.Is(got.Err, io.EOF) {
					t.Errorf("got %+v", got)
				}
				log := eventually(t, s, func(r []fake.Request) bool { return len(r) == 1 && r[0].Faulted })
				if log[0].Status != 0 || log[0].Handled != fault.After {
					t.Errorf("logged %+v", log[0])
				}
				if got := send(t.Context(), t, c, http.MethodPost, s.URL()+"/op", "x"); got.Status != 200 {
					t.Errorf("a fault for one request hit the second: %+v", got)
				}
			})
		})
	}
}

func TestFaultUnreachable(t *testing.T) {
	s := fake.New(echo())
	t.Cleanup(s.Close)
	s.Inject(fake.Fault{Unreachable: true})
	if got := send(t.Context(), t, s.Client(), http.MethodPost, s.URL()+"/op", "x"); !errors.Is(got.Err, syscall.ECONNREFUSED) {
		t.Errorf("got %+v", got)
	}
}

func TestFaultRedirect(t *testing.T) {
	transports(t, echo, func(t *testing.T, s *fake.Server, c *http.Client) {
		s.Inject(fake.FaultRedirect("op", "/elsewhere"), fake.Fault{Operation: "seen", Redirect: "/elsewhere", Status: 303})
		for _, tt := range []struct{ path, seen string }{{"/op", "POST /elsewhere"}, {"/seen", "GET /elsewhere"}} {
			if got := send(t.Context(), t, c, http.MethodPost, s.URL()+tt.path, "x"); got.Header.Get("X-Seen") != tt.seen {
				t.Errorf("%s: got %+v", tt.path, got)
			}
		}
	})
}

func TestFaultsStrikeInOrder(t *testing.T) {
	s := fake.New(echo())
	t.Cleanup(s.Close)
	twice := fake.FaultStatus("op", 503, "").Repeat(2)
	twice.Skip = 1
	s.Inject(twice, fake.FaultStatus("op", 429, "").Once(), fake.FaultStatus("", 418, ""))
	var got []int
	for range 6 {
		got = append(got, send(t.Context(), t, s.Client(), http.MethodPost, s.URL()+"/op", "").Status)
	}
	s.ClearFaults()
	got = append(got, send(t.Context(), t, s.Client(), http.MethodPost, s.URL()+"/op", "").Status)
	if diff := cmp.Diff([]int{429, 503, 503, 418, 418, 418, 200}, got); diff != "" {
		t.Error(diff)
	}
}

func TestInjectCopies(t *testing.T) {
	s := fake.New(echo())
	t.Cleanup(s.Close)
	f := fake.Fault{Header: http.Header{"X-A": {"1"}}}
	s.Inject(f)
	f.Header.Set("X-A", "2")
	if got := send(t.Context(), t, s.Client(), http.MethodPost, s.URL(), "").Header.Get("X-A"); got != "1" {
		t.Errorf("got %q", got)
	}
}

// A delay ends with the client, so a closed server has nothing left to wait for.
func TestFaultDelayEndsWithTheClient(t *testing.T) {
	transports(t, echo, func(t *testing.T, s *fake.Server, c *http.Client) {
		s.Inject(fake.FaultDelay("op", time.Hour))
		ctx, cancel := context.WithCancel(t.Context())
		result := make(chan result, 1)
		go func() { result <- send(ctx, t, c, http.MethodPost, s.URL()+"/op", "x") }()
		eventually(t, s, func(r []fake.Request) bool { return len(r) == 1 && r[0].Faulted })
		cancel()
		if got := <-result; !errors.Is(got.Err, context.Canceled) {
			t.Errorf("got %+v", got)
		}
		s.Close() // waits for the handler: the test would hang here
		if log := s.Requests(); log[0].Handled {
			t.Error("the service worked for a client that had left")
		}
	})
}

func TestFaultDelayEndsWithTheServer(t *testing.T) {
	transports(t, echo, func(t *testing.T, s *fake.Server, c *http.Client) {
		s.Inject(fake.FaultDelay("op", time.Hour))
		result := make(chan result, 1)
		go func() { result <- send(t.Context(), t, c, http.MethodPost, s.URL()+"/op", "x") }()
		eventually(t, s, func(r []fake.Request) bool { return len(r) == 1 && r[0].Faulted })
		s.Close()
		if got := <-result; got.Err == nil {
			t.Errorf("got %+v", got)
		}
	})
}

func TestFaultTimesInBubble(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := fake.New(echo())
		t.Cleanup(s.Close)
		s.Inject(fake.Fault{Delay: time.Minute, SlowBody: 10 * time.Second}.Once(), fake.Fault{Delay: time.Hour})
		start := time.Now()
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL()+"/op", strings.NewReader("x"))
		if err != nil {
			t.Fatal(err)
		}
		resp, err := s.Client().Do(req)
		if err != nil {
			t.Fatal(err)
		}
		if got := time.Since(start); got != time.Minute {
			t.Errorf("the headers took %v", got)
		}
		body, err := io.ReadAll(resp.Body)
		if err != nil || string(body) != `{"echo":"x"}` {
			t.Errorf("body %q, %v", body, err)
		}
		// Twelve bytes in pieces of two: six pauses of a second.
		if got := time.Since(start); got != time.Minute+6*time.Second {
			t.Errorf("the body took %v", got)
		}
		if n, err := resp.Body.Read(make([]byte, 1)); n != 0 || err != io.EOF {
			t.Errorf("behind the end: %d, %v", n, err)
		}
		_ = resp.Body.Close()

		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
		defer cancel()
		start = time.Now()
		if got := send(ctx, t, s.Client(), http.MethodPost, s.URL()+"/op", ""); !errors.Is(got.Err, context.DeadlineExceeded) {
			t.Errorf("got %+v", got)
		}
		if got := time.Since(start); got != 3*time.Second {
			t.Errorf("a cancelled request returned after %v", got)
		}
	})
}
