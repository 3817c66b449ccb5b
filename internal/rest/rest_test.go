package rest_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/internal/rest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var (
	opGet  = backup.Operation{Provider: "test", ID: "getThing", Method: "GET", Route: "/v1/things/{thing_id}", Idempotent: true, Success: []int{200}}
	opMake = backup.Operation{Provider: "test", ID: "makeThing", Method: "POST", Route: "/v1/things", Success: []int{201}}
)

type thing struct {
	Name string `json:"name"`
}

// wire answers attempts from a list of functions; the last one stays.
type wire struct {
	mu    sync.Mutex
	steps []func(*http.Request) (*http.Response, error)
	reqs  []*http.Request
	sent  []string // bodies
	times []time.Time
}

func (w *wire) RoundTrip(req *http.Request) (*http.Response, error) {
	var body []byte
	if req.Body != nil {
		body, _ = io.ReadAll(req.Body)
		_ = req.Body.Close()
	}
	w.mu.Lock()
	step := w.steps[min(len(w.reqs), len(w.steps)-1)]
	w.reqs, w.sent, w.times = append(w.reqs, req), append(w.sent, string(body)), append(w.times, time.Now())
	w.mu.Unlock()
	return step(req)
}

// answer makes a step. Header pairs follow the body.
func answer(status int, body string, header ...string) func(*http.Request) (*http.Response, error) {
	return func(req *http.Request) (*http.Response, error) {
		h := http.Header{"Content-Type": {"application/json"}, "X-Request-Id": {"req-7"}}
		for i := 0; i < len(header); i += 2 {
			h.Set(header[i], header[i+1])
		}
		return &http.Response{StatusCode: status, Header: h, Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body)), Request: req}, nil
	}
}

func broken(err error) func(*http.Request) (*http.Response, error) {
	return func(*http.Request) (*http.Response, error) { return nil, err }
}

func client(t *testing.T, w *wire, change func(*rest.Config), opts ...backup.Option) *rest.Client {
	t.Helper()
	opts = append([]backup.Option{backup.WithHTTPClient(&http.Client{Transport: w})}, opts...)
	cfg := rest.Config{Provider: "test", BaseURL: "https://api.test/base", Settings: backup.NewSettings(opts...), RequestIDHeaders: []string{"X-Request-Id"}}
	if change != nil {
		change(&cfg)
	}
	c, err := rest.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func get(ctx context.Context, c *rest.Client) (*thing, error) {
	r := rest.Request{Op: &opGet}
	r.Path(rest.Text("id", "a"))
	return result(ctx, c, &r)
}

func makeThing(ctx context.Context, c *rest.Client, body string) (*thing, error) {
	r := rest.Request{Op: &opMake}
	r.Path()
	if body != "" {
		r.Body("application/json", []byte(body))
	}
	return result(ctx, c, &r)
}

func result(ctx context.Context, c *rest.Client, r *rest.Request) (*thing, error) {
	out := new(thing)
	if err := c.Do(ctx, r, out); err != nil {
		return nil, err
	}
	return out, nil
}

func asError(t *testing.T, err error) *backup.Error {
	t.Helper()
	var e *backup.Error
	if !errors.As(err, &e) {
		t.Fatalf("error is %T: %v", err, err)
	}
	return e
}

func TestDoSendsWhatEveryRequestCarries(t *testing.T) {
	t.Parallel()
	w := &wire{steps: []func(*http.Request) (*http.Response, error){answer(200, `{"name":"x"}`)}}
	c := client(t, w, func(cfg *rest.Config) { cfg.Header = http.Header{"Origin": {"https://portal.test"}} }, backup.WithUserAgent("me/1"))
	got, err := get(t.Context(), c)
	if err != nil || got.Name != "x" {
		t.Fatalf("got %v, %v", got, err)
	}
	req := w.reqs[0]
	for name, want := range map[string]string{"User-Agent": "me/1", "Accept": "application/json", "Origin": "https://portal.test"} {
		if got := req.Header.Get(name); got != want {
			t.Errorf("%s = %q, want %q", name, got, want)
		}
	}
	if got := req.URL.String(); got != "https://api.test/base/v1/things/a" {
		t.Errorf("URL %s", got)
	}
}

func TestAnswersThatCannotBeRead(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		step   func(*http.Request) (*http.Response, error)
		status int
		kind   backup.Kind
		text   string
		tries  int
	}{
		"HTML under 200":     {answer(200, "<html><b>Please\x00 wait</b></html>", "Content-Type", "text/html; charset=utf-8"), 200, backup.KindUnreadable, "text/html response: <html><b>Please wait</b></html>", 4},
		"XML under 200":      {answer(200, "<?xml version='1.0'?><doc/>"), 200, backup.KindUnreadable, "<doc/>", 4},
		"empty":              {answer(200, "  \n"), 200, backup.KindUnreadable, "empty response", 1},
		"truncated JSON":     {answer(200, `{"name":"x`), 200, backup.KindUnreadable, "cannot be decoded", 1},
		"wrong type":         {answer(200, `[1]`), 200, backup.KindUnreadable, "cannot be decoded", 1},
		"announced as large": {announced(64<<20 + 1), 200, backup.KindUnreadable, "larger than 64 MiB", 1},
		"error page":         {answer(502, "<h1>Bad gateway</h1>", "Content-Type", "text/html"), 502, backup.KindUnavailable, "Bad gateway", 4},
		"empty error":        {answer(500, ""), 500, backup.KindUnknown, "empty response", 1},
		"page, 404":          {answer(404, "<h1>Lost</h1>"), 404, backup.KindNotFound, "<h1>Lost</h1>", 1},
		"large error":        {answer(403, strings.Repeat("no ", 1<<20)), 403, backup.KindPermission, "no no no", 1},
		"body that breaks":   {cutBody(200), 200, backup.KindUnavailable, "broke off", 4},
		"broken error page":  {cutBody(409), 409, backup.KindConflict, "half", 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := &wire{steps: []func(*http.Request) (*http.Response, error){tt.step}}
			c := client(t, w, nil, backup.WithRetry(backup.RetryPolicy{Delay: func(int) time.Duration { return 0 }}))
			_, err := get(t.Context(), c)
			e := asError(t, err)
			if e.StatusCode != tt.status || e.Kind != tt.kind || e.RequestID != "req-7" || !strings.Contains(err.Error(), tt.text) {
				t.Errorf("status %d, kind %v, id %q: %v", e.StatusCode, e.Kind, e.RequestID, err)
			}
			if len(w.reqs) != tt.tries || e.Attempts != tt.tries {
				t.Errorf("%d requests, %d attempts in the error, want %d", len(w.reqs), e.Attempts, tt.tries)
			}
			unreadable := name != "empty error" && name != "large error" && name != "broken error page"
			if got := errors.Is(err, backup.ErrUnreadable); got != unreadable {
				t.Errorf("unreadable: %v, want %v", got, unreadable)
			}
			if got, want := errors.Is(err, backup.ErrUnavailable), tt.tries > 1; got != want {
				t.Errorf("unavailable: %v, want %v", got, want)
			}
			if len(err.Error()) > 700 {
				t.Errorf("the error is %d bytes long", len(err.Error()))
			}
		})
	}
}

// announced is a response whose header says how long it is. Its body must not be
// read.
func announced(length int64) func(*http.Request) (*http.Response, error) {
	return sized(200, length, unread{})
}

// sized is a response whose header may say another length than its body has.
func sized(status int, length int64, body io.Reader) func(*http.Request) (*http.Response, error) {
	return func(req *http.Request) (*http.Response, error) {
		resp, err := answer(status, "")(req)
		resp.Body, resp.ContentLength = io.NopCloser(body), length
		return resp, err
	}
}

type unread struct{}

func (unread) Read([]byte) (int, error) { panic("read") }

// cutBody announces more than it sends.
func cutBody(status int) func(*http.Request) (*http.Response, error) {
	return func(req *http.Request) (*http.Response, error) {
		resp, err := answer(status, "")(req)
		resp.Body = io.NopCloser(io.MultiReader(strings.NewReader(`half`), errReader{}))
		resp.ContentLength = 100
		return resp, err
	}
}

type errReader struct{}

func (errReader) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

func TestBodiesAreClosed(t *testing.T) {
	t.Parallel()
	var opened, closed int
	track := func(step func(*http.Request) (*http.Response, error)) func(*http.Request) (*http.Response, error) {
		return func(req *http.Request) (*http.Response, error) {
			resp, err := step(req)
			opened++
			resp.Body = &closeCounter{resp.Body, &closed}
			return resp, err
		}
	}
	w := &wire{steps: []func(*http.Request) (*http.Response, error){
		track(answer(503, "x")), track(cutBody(200)), track(answer(200, `{"name":"x"}`)), track(answer(200, `[`)), track(answer(404, `{}`)),
	}}
	c := client(t, w, nil, backup.WithRetry(backup.RetryPolicy{Delay: func(int) time.Duration { return 0 }}))
	for range 3 {
		_, _ = get(t.Context(), c) // only the bodies matter here
	}
	if opened != 5 || closed != opened {
		t.Errorf("%d bodies opened, %d closed", opened, closed)
	}
}

type closeCounter struct {
	io.ReadCloser
	n *int
}

func (c *closeCounter) Close() error { *c.n++; return c.ReadCloser.Close() }

func TestNetworkErrorsKeepNoURL(t *testing.T) {
	t.Parallel()
	w := &wire{steps: []func(*http.Request) (*http.Response, error){broken(errors.New("boom"))}}
	c := client(t, w, nil, backup.WithRetry(backup.RetryPolicy{MaxAttempts: 1}))
	r := rest.Request{Op: &opGet}
	r.Path(rest.Text("id", "a"))
	r.Query("token", "form", true, true, "canary")
	_, err := result(t.Context(), c, &r)
	if e := asError(t, err); e.Error() != "test getThing: boom" || e.Kind != backup.KindUnavailable {
		t.Errorf("error: %v", err)
	}
}

func TestEscapeHatchAcceptsEmptyResponses(t *testing.T) {
	t.Parallel()
	w := &wire{steps: steps{answer(204, "", "X-Extra", "y"), answer(200, `{"name":"new"}`)}}
	c := client(t, w, nil)
	out := thing{Name: "kept"}
	for _, want := range []string{"kept", "new"} {
		r, err := c.Custom(backup.Request{Method: http.MethodPut, Path: "/v1/other?x=1"})
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Do(t.Context(), r, &out); err != nil || out.Name != want {
			t.Errorf("%v, %v, want %s", out, err, want)
		}
		if want == "kept" && r.ResponseHeader.Get("X-Extra") != "y" {
			t.Errorf("header %v", r.ResponseHeader)
		}
	}
}
