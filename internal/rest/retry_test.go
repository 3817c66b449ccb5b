package rest_test

import (
	"context"
	"errors"
	"math"
	"net"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/internal/rest"
)

type steps = []func(*http.Request) (*http.Response, error)

func TestWhatIsRetried(t *testing.T) {
	t.Parallel()
	dial := broken(&net.OpError{Op: "dial", Err: errors.New("connection refused")})
	reset := broken(&net.OpError{Op: "read", Err: errors.New("connection reset by peer")})
	dns := broken(&net.DNSError{Err: "no such host"})
	for name, tt := range map[string]struct {
		step     func(*http.Request) (*http.Response, error)
		get, mak int // attempts of an idempotent call, and of one that is not
	}{
		"no connection":            {dial, 4, 4},
		"unknown host":             {dns, 4, 4},
		"reset":                    {reset, 4, 1},
		"429":                      {answer(429, ""), 4, 1},
		"429 with Retry-After":     {answer(429, "", "Retry-After", "3"), 4, 4},
		"503":                      {answer(503, ""), 4, 1},
		"503 with Retry-After":     {answer(503, "", "Retry-After", "3"), 4, 4},
		"503 with an absurd one":   {answer(503, "", "Retry-After", "86400"), 1, 1},
		"503 with a garbled one":   {answer(503, "", "Retry-After", "soon"), 4, 1},
		"502":                      {answer(502, ""), 4, 1},
		"504 with Retry-After":     {answer(504, "", "Retry-After", "3"), 4, 1},
		"500":                      {answer(500, ""), 1, 1},
		"400":                      {answer(400, ""), 1, 1},
		"409":                      {answer(409, ""), 1, 1},
		"404":                      {answer(404, ""), 1, 1},
		"a body that breaks off":   {cutBody(200), 4, 1},
		"a response that is wrong": {answer(200, `[]`), 1, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				for _, call := range []struct {
					do   func(context.Context, *rest.Client) error
					want int
				}{
					{func(ctx context.Context, c *rest.Client) error { _, err := get(ctx, c); return err }, tt.get},
					{func(ctx context.Context, c *rest.Client) error {
						_, err := makeThing(ctx, c, `{"name":"n"}`)
						return err
					}, tt.mak},
				} {
					w := &wire{steps: steps{tt.step}}
					err := call.do(t.Context(), client(t, w, nil))
					if e := asError(t, err); len(w.reqs) != call.want || e.Attempts != call.want {
						t.Errorf("%d requests, %d attempts, want %d: %v", len(w.reqs), e.Attempts, call.want, err)
					}
					for i, body := range w.sent {
						if body != w.sent[0] {
							t.Errorf("attempt %d sent %q, the first %q", i+1, body, w.sent[0])
						}
					}
				}
			})
		})
	}
}

func TestRetrySucceedsAndPauses(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := &wire{steps: steps{answer(503, ""), answer(429, "", "Retry-After", "7"), answer(502, ""), answer(200, `{"name":"x"}`)}}
		if got, err := get(t.Context(), client(t, w, nil)); err != nil || got.Name != "x" {
			t.Fatalf("%v, %v", got, err)
		}
		p1, p2, p3 := w.times[1].Sub(w.times[0]), w.times[2].Sub(w.times[1]), w.times[3].Sub(w.times[2])
		if p1 > 500*time.Millisecond || p2 != 7*time.Second || p3 > time.Second {
			t.Errorf("pauses %v, %v, %v", p1, p2, p3)
		}
	})
}

func TestPausesOfManyYearsAreNoPauseOfZero(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := &wire{steps: steps{answer(503, "")}}
		_, _ = get(t.Context(), client(t, w, nil, backup.WithRetry(backup.RetryPolicy{MaxAttempts: 3, BaseDelay: 1 << 62, MaxDelay: math.MaxInt64})))
		if len(w.times) != 3 || w.times[2].Sub(w.times[1]) <= 0 {
			t.Errorf("sent at %v", w.times)
		}
	})
}

func TestPausesAreFullJitter(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		bounds := []time.Duration{time.Second, 2 * time.Second, 4 * time.Second, 5 * time.Second, 5 * time.Second}
		longest := make([]time.Duration, len(bounds))
		for range 200 {
			w := &wire{steps: steps{answer(503, "")}}
			_, _ = get(t.Context(), client(t, w, nil, backup.WithRetry(backup.RetryPolicy{MaxAttempts: 6, BaseDelay: time.Second, MaxDelay: 5 * time.Second})))
			for i := range bounds {
				pause := w.times[i+1].Sub(w.times[i])
				if pause > bounds[i] {
					t.Fatalf("pause %d is %v, over %v", i+1, pause, bounds[i])
				}
				longest[i] = max(longest[i], pause)
			}
		}
		for i := range bounds {
			if longest[i] < bounds[i]*8/10 {
				t.Errorf("the longest of 200 pauses %d is %v, far below the bound %v", i+1, longest[i], bounds[i])
			}
		}
	})
}

func TestNoRetryOutlivesTheDeadline(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := &wire{steps: steps{answer(503, "", "Retry-After", "10")}}
		ctx, cancel := context.WithTimeout(t.Context(), 15*time.Second)
		defer cancel()
		start := time.Now()
		_, err := get(ctx, client(t, w, nil))
		if e := asError(t, err); e.StatusCode != 503 || e.Attempts != 2 || errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("error %v after %d attempts", err, e.Attempts)
		}
		if took := time.Since(start); took != 10*time.Second {
			t.Errorf("took %v, want to give up before the second pause", took)
		}
	})
}

// The last moment at which another attempt still makes sense.
func TestWhetherAPauseIsWorthIt(t *testing.T) {
	t.Parallel()
	const pause = 10 * time.Second
	for name, tt := range map[string]struct {
		left, longest time.Duration
		took          time.Duration
	}{
		"the deadline is at its end":         {pause, time.Hour, 0},
		"the deadline is later":              {pause + 1, time.Hour, pause},
		"it is the longest that is allowed":  {time.Hour, pause, pause},
		"it is longer than what is allowed":  {time.Hour, pause - 1, 0},
		"neither deadline nor bound are hit": {time.Hour, time.Hour, pause},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithTimeout(t.Context(), tt.left)
				defer cancel()
				w := &wire{steps: steps{answer(503, "", "Retry-After", "10")}}
				start := time.Now()
				_, err := get(ctx, client(t, w, nil, backup.WithRetry(backup.RetryPolicy{MaxAttempts: 2, MaxRetryAfter: tt.longest})))
				want := 1
				if tt.took > 0 {
					want = 2
				}
				if e := asError(t, err); e.StatusCode != 503 || len(w.reqs) != want || errors.Is(err, context.DeadlineExceeded) {
					t.Errorf("%d requests, want %d: %v", len(w.reqs), want, err)
				}
				if took := time.Since(start); took != tt.took {
					t.Errorf("took %v, want %v", took, tt.took)
				}
			})
		})
	}
}

func TestCancelDuringAPause(t *testing.T) {
	t.Parallel()
	boom := errors.New("boom")
	const waited = "context canceled while waiting to send again after: "
	for name, tt := range map[string]struct {
		step   func(*http.Request) (*http.Response, error)
		status int
		cause  error
		text   string
	}{
		"after a response":  {answer(503, "", "Retry-After", "30"), 503, backup.ErrUnavailable, waited + "service unavailable (request id req-7, retry after 30s)"},
		"after a page":      {answer(200, "<html>"), 200, backup.ErrUnreadable, waited + "unreadable response (request id req-7)"},
		"after a lost link": {broken(boom), 0, boom, waited + "boom"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancel(t.Context())
				time.AfterFunc(2*time.Second, cancel)
				start := time.Now()
				_, err := get(ctx, client(t, &wire{steps: steps{tt.step}}, nil, backup.WithRetry(backup.RetryPolicy{Delay: func(int) time.Duration { return time.Minute }})))
				e := asError(t, err)
				if !errors.Is(err, context.Canceled) || !errors.Is(err, backup.ErrUnavailable) || !errors.Is(err, tt.cause) || e.StatusCode != tt.status {
					t.Errorf("error %v", err)
				}
				if !strings.HasSuffix(err.Error(), tt.text) {
					t.Errorf("error %v, want the end %s", err, tt.text)
				}
				if took := time.Since(start); took != 2*time.Second {
					t.Errorf("returned after %v", took)
				}
			})
		})
	}
}

// A response that comes when nobody wants it any more is the outcome of the call,
// and nothing is sent after it.
func TestAnAnswerToACancelledCall(t *testing.T) {
	t.Parallel()
	for _, status := range []int{401, 503} {
		ctx, cancel := context.WithCancel(t.Context())
		w := &wire{steps: steps{func(req *http.Request) (*http.Response, error) {
			cancel()
			return answer(status, "")(req)
		}}}
		c := client(t, w, withAuth(&numbered{}), backup.WithRetry(backup.RetryPolicy{Delay: func(int) time.Duration { return 0 }}))
		_, err := get(ctx, c)
		if e := asError(t, err); e.StatusCode != status || errors.Is(err, context.Canceled) || len(w.reqs) != 1 {
			t.Errorf("%d requests: %v", len(w.reqs), err)
		}
	}
}

func TestAttemptTimeout(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		hang := func(req *http.Request) (*http.Response, error) {
			<-req.Context().Done()
			return nil, req.Context().Err()
		}
		w := &wire{steps: steps{hang, answer(200, `{"name":"x"}`)}}
		start := time.Now()
		c := client(t, w, nil, backup.WithTimeout(5*time.Second), backup.WithRetry(backup.RetryPolicy{Delay: func(int) time.Duration { return 0 }}))
		if _, err := get(t.Context(), c); err != nil || time.Since(start) != 5*time.Second {
			t.Errorf("after %v: %v", time.Since(start), err)
		}
		w.steps = steps{hang, hang, hang}
		_, err := makeThing(t.Context(), c, "")
		if e := asError(t, err); e.Attempts != 1 || !errors.Is(err, backup.ErrUnavailable) || errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "no response within 5s") {
			t.Errorf("%v", err)
		}
	})
}

func TestRateLimit(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := &wire{steps: steps{answer(200, `{}`)}}
		c := client(t, w, nil, backup.WithRateLimit(2, 3))
		start := time.Now()
		for range 7 {
			if _, err := get(t.Context(), c); err != nil {
				t.Fatal(err)
			}
		}
		if took := time.Since(start); took != 2*time.Second {
			t.Errorf("7 calls at 2/s with a burst of 3 took %v", took)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		_, err := get(ctx, c)
		if e := asError(t, err); !errors.Is(err, context.DeadlineExceeded) || e.Attempts != 0 {
			t.Errorf("%v", err)
		}
	})
}

func TestRetryAfterHeader(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		for value, want := range map[string]time.Duration{
			"": 0, "0": 0, "-5": 0, "NaN": 0, "x": 0, "7": 7 * time.Second, " 7 ": 7 * time.Second, "1.5": 1500 * time.Millisecond,
			"99999999999999999999": 1<<63 - 1, "Inf": 1<<63 - 1,
			"9223372036": 9223372036 * time.Second, "9223372036.854775807": 1<<63 - 1, "-0.1": 0, "-Inf": 0,
			time.Now().Add(time.Minute).UTC().Format(http.TimeFormat):  time.Minute,
			time.Now().Add(-time.Minute).UTC().Format(http.TimeFormat): 0,
		} {
			if got := rest.RetryAfter(http.Header{"Retry-After": {value}}); got != want {
				t.Errorf("%q = %v, want %v", value, got, want)
			}
		}
	})
}

func FuzzRetryAfter(f *testing.F) {
	for _, seed := range []string{"1", "-1", "1e400", "Wed, 21 Oct 2026 07:28:00 GMT", "NaN", strconv.FormatInt(1<<60, 10)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, value string) {
		if d := rest.RetryAfter(http.Header{"Retry-After": {value}}); d < 0 {
			t.Errorf("%q is %v", value, d)
		}
	})
}
