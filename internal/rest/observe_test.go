package rest_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	backup "github.com/backup-sdk/backup-go"
)

// slow is a step that takes its time.
func slow(takes time.Duration, step func(*http.Request) (*http.Response, error)) func(*http.Request) (*http.Response, error) {
	return func(req *http.Request) (*http.Response, error) {
		if err := backup.Sleep(req.Context(), takes); err != nil {
			return nil, err
		}
		return step(req)
	}
}

func TestALoggerNeedsNoObserver(t *testing.T) {
	t.Parallel()
	const call = "provider=test operation=getThing attempt=1 "
	const boom = "error.provider=test error.operation=getThing error.kind=\"service unavailable\" error.attempts=1 error.cause=boom"
	for name, tt := range map[string]struct {
		level slog.Level
		step  func(*http.Request) (*http.Response, error)
		want  string
	}{
		"a response":           {slog.LevelDebug, answer(200, `{}`), "level=DEBUG msg=request " + call + "duration=2s status=200 request_id=req-7\n"},
		"one without an id":    {slog.LevelDebug, answer(200, `{}`, "X-Request-Id", ""), "level=DEBUG msg=request " + call + "duration=2s status=200\n"},
		"none":                 {slog.LevelDebug, broken(errors.New("boom")), "level=DEBUG msg=request " + call + "duration=2s " + boom + "\n"},
		"a logger that is off": {slog.LevelInfo, answer(200, `{}`), ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var log bytes.Buffer
				logger := slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: tt.level, ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
					if a.Key == slog.TimeKey {
						return slog.Attr{}
					}
					return a
				}}))
				w := &wire{steps: steps{slow(2*time.Second, tt.step)}}
				_, _ = get(t.Context(), client(t, w, nil, backup.WithLogger(logger), backup.WithRetry(backup.RetryPolicy{MaxAttempts: 1})))
				if diff := cmp.Diff(tt.want, log.String()); diff != "" {
					t.Error(diff)
				}
			})
		})
	}
}

func TestAnObserverNeedsNoLogger(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var attempts []backup.AttemptEvent
		var calls []backup.OperationEvent
		observer := backup.Observer{
			AttemptEnd:   func(_ context.Context, e backup.AttemptEvent) { attempts = append(attempts, e) },
			OperationEnd: func(_ context.Context, e backup.OperationEvent) { calls = append(calls, e) },
		}
		w := &wire{steps: steps{slow(time.Second, answer(429, "", "Retry-After", "5")), slow(2*time.Second, answer(200, `{}`))}}
		if _, err := get(t.Context(), client(t, w, nil, backup.WithObserver(observer))); err != nil {
			t.Fatal(err)
		}
		if len(attempts) != 2 || !errors.Is(attempts[0].Err, backup.ErrRateLimited) {
			t.Fatalf("attempts: %+v", attempts)
		}
		attempts[0].Err = nil
		if diff := cmp.Diff([]backup.AttemptEvent{
			{Operation: opGet, Attempt: 1, Scheme: "https", Host: "api.test", StatusCode: 429, Duration: time.Second, RequestID: "req-7", RetryIn: 5 * time.Second},
			{Operation: opGet, Attempt: 2, Scheme: "https", Host: "api.test", StatusCode: 200, Duration: 2 * time.Second, RequestID: "req-7"},
		}, attempts); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff([]backup.OperationEvent{{Operation: opGet, Attempts: 2, Duration: 8 * time.Second}}, calls); diff != "" {
			t.Error(diff)
		}
	})
}
