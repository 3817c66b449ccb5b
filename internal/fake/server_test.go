package fake_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/internal/fake"
)

func TestServerLogsRequests(t *testing.T) {
	noon := time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	cfg := func() fake.Config {
		c := echo()
		c.Clock = func() time.Time { return noon }
		return c
	}
	transports(t, cfg, func(t *testing.T, s *fake.Server, c *http.Client) {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL()+"/put%2Fit?b=2&a=1", strings.NewReader("hello"))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer s3cret")
		resp, err := c.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		if got, want := resp.Header.Get("X-Seen"), "POST /put%2Fit?b=2&a=1"; got != want {
			t.Errorf("the service saw %q, want %q", got, want)
		}
		if got, want := resp.ContentLength, int64(len(`{"echo":"hello"}`)); got != want {
			t.Errorf("content length %d, want %d", got, want)
		}
		_ = resp.Body.Close()

		want := []fake.Request{{
			Time: noon, Operation: "put/it", Method: "POST", Path: "/put%2Fit", RawQuery: "b=2&a=1",
			Body: []byte("hello"), Status: 200, Handled: true,
		}}
		// The entry is finished after the response has left.
		got := eventually(t, s, func(r []fake.Request) bool { return len(r) == 1 && r[0].Status != 0 })
		if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(fake.Request{}, "Header", "Host")); diff != "" {
			t.Error(diff)
		}
		if got[0].Header.Get("Authorization") != "Bearer s3cret" {
			t.Errorf("header lost: %v", got[0].Header)
		}
		if !strings.HasSuffix(s.URL(), got[0].Host) {
			t.Errorf("host %q of %q", got[0].Host, s.URL())
		}
		got[0].Body[0], got[0].Header = 'J', nil
		if again := s.Requests(); string(again[0].Body) != "hello" || again[0].Header == nil {
			t.Error("Requests gives away its own memory")
		}
		if s.Count("put/it") != 1 || s.Count("") != 1 || s.Count("other") != 0 {
			t.Error("counters are wrong")
		}
		s.ResetLog()
		if len(s.Requests()) != 0 || s.Count("") != 0 {
			t.Error("ResetLog left something")
		}
	})
}

// eventually polls without sleeping: the handler's last line may run after the
// client has its response.
func eventually(t *testing.T, s *fake.Server, ok func([]fake.Request) bool) []fake.Request {
	t.Helper()
	deadline := time.Now().Add(10 * time.Second)
	for {
		got := s.Requests()
		if ok(got) {
			return got
		}
		if time.Now().After(deadline) {
			t.Fatalf("the log stayed at %+v", got)
		}
	}
}

func TestLogIsBounded(t *testing.T) {
	s := fake.New(echo())
	t.Cleanup(s.Close)
	const n = 10_050
	for i := range n {
		send(t.Context(), t, s.Client(), http.MethodPost, s.URL()+"/x", fmt.Sprint(i))
	}
	send(t.Context(), t, s.Client(), http.MethodPost, s.URL()+"/x", strings.Repeat("x", 100<<10))
	got := s.Requests()
	if len(got) > 10_000 || len(got) < 5_000 {
		t.Errorf("%d requests kept", len(got))
	}
	if s.Count("x") != n+1 {
		t.Errorf("counted %d, want %d", s.Count("x"), n+1)
	}
	last := got[len(got)-1]
	if len(last.Body) != 64<<10 {
		t.Errorf("kept %d bytes of the body", len(last.Body))
	}
	if string(got[len(got)-2].Body) != fmt.Sprint(n-1) {
		t.Errorf("the newest requests are gone: %s", got[len(got)-2].Body)
	}
}

func TestServerMountedElsewhere(t *testing.T) {
	inner := fake.New(echo())
	t.Cleanup(inner.Close)
	mux := http.NewServeMux()
	mux.Handle("/cbr/", http.StripPrefix("/cbr", inner))
	outer := fake.New(fake.Config{Handler: mux})
	outer.Start(t)
	inner.Inject(fake.FaultReset("broken"))
	c := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	if got := send(t.Context(), t, c, http.MethodPost, outer.URL()+"/cbr/ok", "x"); got.Status != 200 {
		t.Errorf("got %+v", got)
	}
	if got := send(t.Context(), t, c, http.MethodPost, outer.URL()+"/cbr/broken", "x"); got.Err == nil {
		t.Errorf("no reset through the mount: %+v", got)
	}
	if inner.Count("ok") != 1 || outer.Count("") != 2 {
		t.Error("counters are wrong")
	}
}

func TestServerTooLargeBody(t *testing.T) {
	transports(t, echo, func(t *testing.T, s *fake.Server, c *http.Client) {
		got := send(t.Context(), t, c, http.MethodPost, s.URL()+"/x", strings.Repeat("x", 16<<20+1))
		// A socket may break before the client has sent everything.
		if got.Err == nil && got.Status != http.StatusRequestEntityTooLarge {
			t.Errorf("got %d", got.Status)
		}
		if n := len(s.Requests()); n != 0 {
			t.Errorf("%d requests logged", n)
		}
	})
}

func TestServerClose(t *testing.T) {
	started := make(chan struct{}, 1)
	cfg := func() fake.Config {
		return fake.Config{Handler: http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			started <- struct{}{}
			<-r.Context().Done()
		})}
	}
	transports(t, cfg, func(t *testing.T, s *fake.Server, c *http.Client) {
		result := make(chan result, 1)
		go func() { result <- send(context.WithoutCancel(t.Context()), t, c, http.MethodGet, s.URL(), "") }()
		<-started
		s.Close()
		s.Close()
		<-result // the handler ended; what the client got depends on the race
		if got := send(t.Context(), t, c, http.MethodGet, s.URL(), ""); got.Err == nil {
			t.Errorf("a closed server responded %+v", got)
		}
		if err := s.Listen("127.0.0.1:0"); err == nil {
			t.Error("a closed server listens again")
		}
	})
}

func TestListenError(t *testing.T) {
	s := fake.New(echo())
	t.Cleanup(s.Close)
	if err := s.Listen("127.0.0.1:-1"); err == nil {
		t.Error("no error")
	}
	tb := &recordingTB{TB: t}
	first := fake.New(echo())
	first.Start(tb)
	if len(tb.cleanups) != 1 || tb.fatal != "" {
		t.Fatalf("Start: %d cleanups, %q", len(tb.cleanups), tb.fatal)
	}
	tb.cleanups[0]()
	if first.Start(tb); tb.fatal == "" {
		t.Error("Start on a closed server did not fail the test")
	}
}

type recordingTB struct {
	testing.TB
	cleanups []func()
	fatal    string
}

func (r *recordingTB) Cleanup(f func())               { r.cleanups = append(r.cleanups, f) }
func (r *recordingTB) Fatalf(format string, a ...any) { r.fatal = fmt.Sprintf(format, a...) }

func TestOptions(t *testing.T) {
	cfg := echo()
	cfg.BasePath = "/billmgr"
	s := fake.New(cfg)
	if got := len(s.Options()); got != 3 {
		t.Errorf("%d options without a socket, want base URL, http and client", got)
	}
	s.Start(t)
	if got := len(s.Options()); got != 2 {
		t.Errorf("%d options on a socket, want base URL and http", got)
	}
	var _ []backup.Option = s.Options()
}

func TestServerConcurrently(t *testing.T) {
	transports(t, echo, func(t *testing.T, s *fake.Server, c *http.Client) {
		s.Inject(fake.FaultStatus("x", 503, "").Repeat(10))
		var wg sync.WaitGroup
		var mu sync.Mutex
		statuses := map[int]int{}
		for range 50 {
			wg.Go(func() {
				got := send(t.Context(), t, c, http.MethodPost, s.URL()+"/x", "y")
				_ = s.Requests()
				mu.Lock()
				defer mu.Unlock()
				statuses[got.Status]++
			})
		}
		wg.Wait()
		if diff := cmp.Diff(map[int]int{200: 40, 503: 10}, statuses); diff != "" {
			t.Error(diff)
		}
	})
}

func TestHandlerPanic(t *testing.T) {
	s := fake.New(fake.Config{Handler: http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("boom") })})
	t.Cleanup(s.Close)
	got := send(t.Context(), t, s.Client(), http.MethodGet, s.URL(), "")
	if got.Err == nil || !strings.Contains(got.Err.Error(), "boom") || errors.Is(got.Err, context.Canceled) {
		t.Errorf("got %+v", got)
	}
}
