package rest_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/internal/rest"
	"github.com/backup-sdk/backup-go/internal/token"
)

// numbered hands out token-1, token-2, … and a new one after each refusal.
type numbered struct {
	generation token.Generation
	asked      int
	err        error
	refused    []token.Generation
	last       bool // no fresh credentials
}

func (n *numbered) Authenticate(_ context.Context, req *http.Request) (token.Generation, error) {
	n.asked++
	if n.err != nil {
		return 0, n.err
	}
	generation := n.generation + 1
	req.Header.Set("Authorization", fmt.Sprintf("token-%d", generation))
	return generation, nil
}

func (n *numbered) Rejected(_ context.Context, generation token.Generation, _ *backup.Error) bool {
	n.refused = append(n.refused, generation)
	n.generation++
	return !n.last
}

func withAuth(n *numbered) func(*rest.Config) { return func(cfg *rest.Config) { cfg.Auth = n } }

func TestRefusedCredentialsAreReplacedOnce(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		steps steps
		auth  numbered
		want  []string // Authorization of each request
		ok    bool
	}{
		"accepted":      {steps{answer(200, `{}`)}, numbered{}, []string{"token-1"}, true},
		"401 once":      {steps{answer(401, ""), answer(200, `{}`)}, numbered{}, []string{"token-1", "token-2"}, true},
		"401 for ever":  {steps{answer(401, "")}, numbered{}, []string{"token-1", "token-2"}, false},
		"403":           {steps{answer(403, "")}, numbered{last: true}, []string{"token-1"}, false},
		"nothing fresh": {steps{answer(401, "")}, numbered{last: true}, []string{"token-1"}, false},
		"503, 401, 503": {steps{answer(503, "", "Retry-After", "0.001"), answer(401, ""), answer(503, "", "Retry-After", "0.001"), answer(201, `{}`)},
			numbered{}, []string{"token-1", "token-1", "token-2", "token-2"}, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := &wire{steps: tt.steps}
			_, err := makeThing(t.Context(), client(t, w, withAuth(&tt.auth)), `{"a":1}`)
			if (err == nil) != tt.ok {
				t.Errorf("error %v", err)
			}
			var got []string
			for i, req := range w.reqs {
				got = append(got, req.Header.Get("Authorization"))
				if w.sent[i] != `{"a":1}` {
					t.Errorf("attempt %d sent the body %q", i+1, w.sent[i])
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
			if len(tt.auth.refused) > 1 {
				t.Errorf("%d refusals reported", len(tt.auth.refused))
			}
		})
	}
}

func TestFreshCredentialsAreNoRetry(t *testing.T) {
	t.Parallel()
	w := &wire{steps: steps{answer(401, ""), answer(502, ""), answer(200, `{}`)}}
	c := client(t, w, withAuth(&numbered{}), backup.WithRetry(backup.RetryPolicy{MaxAttempts: 2, Delay: func(int) time.Duration { return 0 }}))
	if _, err := get(t.Context(), c); err != nil {
		t.Errorf("an expired token used up a retry: %v", err)
	}
}

func TestAFailedSignInIsTheCallsError(t *testing.T) {
	t.Parallel()
	refused := &backup.Error{Provider: "iam", Operation: "createToken", StatusCode: 503, Kind: backup.KindUnavailable, Code: "c", RequestID: "login-1", RetryAfter: time.Second}
	w := &wire{steps: steps{answer(200, `{}`)}}
	auth := &numbered{err: refused}
	_, err := get(t.Context(), client(t, w, withAuth(auth)))
	e := asError(t, err)
	if auth.asked != 1 {
		t.Errorf("signed in %d times: the sign-in has its own retries", auth.asked)
	}
	want := &backup.Error{Provider: "test", Operation: "getThing", StatusCode: 503, Kind: backup.KindUnavailable, Code: "c", Message: "sign-in failed", RequestID: "login-1", RetryAfter: time.Second}
	if e.Error() != want.Error() || !errors.Is(err, refused) {
		t.Errorf("got  %v\nwant %v", e, want)
	}
	if len(w.reqs) != 0 {
		t.Error("a request without credentials was sent")
	}
	if _, err := get(t.Context(), client(t, w, withAuth(&numbered{err: errors.New("no such file")}))); !errors.Is(err, backup.ErrUnauthenticated) {
		t.Errorf("error %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := get(ctx, client(t, w, withAuth(&numbered{err: ctx.Err()}))); !errors.Is(err, context.Canceled) || errors.Is(err, backup.ErrUnauthenticated) {
		t.Errorf("error %v", err)
	}
}

// The service's own words are in the message, each once, and "sign-in" is there
// once.
func TestASignInErrorSaysEverythingOnce(t *testing.T) {
	t.Parallel()
	op := backup.Operation{Provider: "test", ID: "getThing"}
	refused := func(message string, cause error) *backup.Error {
		return &backup.Error{Provider: "iam", Operation: "createToken", StatusCode: 401, Kind: backup.KindUnauthenticated, Code: "AUTH-1", Message: message, RequestID: "login-1", Err: cause}
	}
	held := func(err error) error { return &token.HeldError{Err: err, Rest: 4*time.Second + 1} }
	for want, err := range map[string]error{
		"sign-in failed: The account sleeps.":                               refused("The account sleeps.", nil),
		"sign-in failed: not tried again for 5s: The account sleeps.":       held(refused("The account sleeps.", nil)),
		"sign-in failed: not tried again for 5s: The account sleeps.: deep": held(refused("The account sleeps.", errors.New("deep"))),
		"sign-in failed: not tried again for 5s: deep":                      held(refused("", errors.New("deep"))),
		"sign-in failed":               refused("", nil),
		"No sign-in on Sundays.":       refused("No sign-in on Sundays.", nil),
		"sign-in failed: no such file": errors.New("no such file"),
		"the sign-in panicked":         errors.New("the sign-in panicked"),
	} {
		got := rest.SignInError(op, err)
		says := "test getThing: status 401 AUTH-1: " + want + " (request id login-1)"
		if h, ok := errors.AsType[*token.HeldError](err); ok {
			says = strings.TrimSuffix(says, ")") + ", retry after " + h.Rest.Round(time.Millisecond).String() + ")"
		}
		var e *backup.Error
		if !errors.As(err, &e) {
			says = "test getThing: " + want
		}
		if got.Error() != says || !errors.Is(got, err) || !errors.Is(got, backup.ErrUnauthenticated) || strings.Count(got.Error(), "sign-in") != 1 {
			t.Errorf("got  %v\nwant %v", got, says)
		}
		if e != nil && !strings.Contains(got.Message, e.Message) {
			t.Errorf("message %q", got.Message)
		}
	}
}

func TestObserverAndLogSeeEachStep(t *testing.T) {
	t.Parallel()
	type key struct{}
	var events []string
	var attempts []backup.AttemptEvent
	var ended backup.OperationEvent
	observer := backup.Observer{
		OperationStart: func(ctx context.Context, op backup.Operation) context.Context {
			events = append(events, "start "+op.String())
			return context.WithValue(ctx, key{}, "op")
		},
		AttemptStart: func(ctx context.Context, _ backup.Operation, n int) context.Context {
			events = append(events, fmt.Sprintf("attempt %d in %v", n, ctx.Value(key{})))
			return context.WithValue(ctx, key{}, n)
		},
		AttemptEnd: func(ctx context.Context, e backup.AttemptEvent) {
			events = append(events, fmt.Sprintf("answer %d in %v", e.StatusCode, ctx.Value(key{})))
			attempts = append(attempts, e)
		},
		OperationEnd: func(ctx context.Context, e backup.OperationEvent) {
			events = append(events, fmt.Sprintf("end in %v", ctx.Value(key{})))
			ended = e
		},
	}
	var log bytes.Buffer
	w := &wire{steps: steps{answer(401, "canary-body"), answer(502, "canary-body"), answer(200, `{"name":"canary-body"}`)}}
	c := client(t, w, withAuth(&numbered{}), backup.WithObserver(observer), backup.WithObserver(backup.Observer{}),
		backup.WithLogger(slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))),
		backup.WithRetry(backup.RetryPolicy{Delay: func(int) time.Duration { return time.Microsecond }}))
	if _, err := get(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	want := []string{"start test getThing", "attempt 1 in op", "answer 401 in 1", "attempt 2 in op", "answer 502 in 2", "attempt 3 in op", "answer 200 in 3", "end in op"}
	if diff := cmp.Diff(want, events); diff != "" {
		t.Error(diff)
	}
	if ended.Attempts != 3 || ended.Err != nil || attempts[1].RequestID != "req-7" || !errors.Is(attempts[1].Err, backup.ErrUnavailable) {
		t.Errorf("events: %+v, %+v", ended, attempts)
	}
	for _, want := range []string{"operation=getThing", "attempt=3", "status=200", "request_id=req-7", "level=WARN", "pause=1µs"} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("the log lacks %s:\n%s", want, log.String())
		}
	}
	for _, leak := range []string{"token-1", "token-2", "api.test", "v1/things"} {
		if strings.Contains(log.String(), leak) {
			t.Errorf("the log holds %s:\n%s", leak, log.String())
		}
	}
}
