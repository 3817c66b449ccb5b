package backup_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	backup "github.com/backup-sdk/backup-go"
)

// script polls through a list of states, then stays at the last.
type script struct {
	steps []backup.Status[string]
	errs  []error
	times []time.Duration
	start time.Time
	n     int
}

func (s *script) poll(context.Context) (backup.Status[string], error) {
	s.times = append(s.times, time.Since(s.start))
	i := min(s.n, len(s.steps)-1)
	var err error
	if s.n < len(s.errs) {
		err = s.errs[s.n]
	}
	s.n++
	return s.steps[i], err
}

func state(word string, phase backup.Phase) backup.Status[string] {
	return backup.Status[string]{Value: "v-" + word, State: word, Phase: phase, Percent: -1}
}

func TestWaitPollsWithGrowingPauses(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &script{start: time.Now(), steps: []backup.Status[string]{
			state("queued", 0), state("strange", 0), state("running", 0), state("running", 0), state("running", 0), state("ready", backup.Done),
		}}
		var seen []string
		settings := backup.NewWaitSettings(backup.WaitSettings{Delay: 30 * time.Second, Interval: time.Hour},
			backup.WithPollInterval(10*time.Second, 20*time.Second),
			backup.WithProgress(func(p backup.Progress) { seen = append(seen, p.Subject+" "+p.State) }))
		got, err := backup.Wait(t.Context(), "thing 1", s.poll, settings)
		if err != nil || got != "v-ready" {
			t.Fatalf("got %q, %v", got, err)
		}
		want := []time.Duration{30 * time.Second, 40 * time.Second, 55 * time.Second, 75 * time.Second, 95 * time.Second, 115 * time.Second}
		if diff := cmp.Diff(want, s.times); diff != "" {
			t.Errorf("polls at the wrong times: %s", diff)
		}
		if diff := cmp.Diff([]string{"thing 1 queued", "thing 1 strange", "thing 1 running", "thing 1 running", "thing 1 running", "thing 1 ready"}, seen); diff != "" {
			t.Errorf("progress: %s", diff)
		}
	})
}

func TestWaitFailureKeepsTheLastState(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		failed := state("error", backup.Failed)
		failed.Reason = "disk is gone"
		s := &script{start: time.Now(), steps: []backup.Status[string]{state("running", 0), failed}}
		got, err := backup.Wait(t.Context(), "thing", s.poll, backup.WaitSettings{})
		var e *backup.WaitError
		if !errors.As(err, &e) {
			t.Fatalf("error is %T", err)
		}
		want := backup.WaitError{Subject: "thing", State: "error", Reason: "disk is gone", Failed: true, Last: "v-error"}
		if diff := cmp.Diff(want, *e); diff != "" {
			t.Error(diff)
		}
		if got != "v-error" || !strings.Contains(err.Error(), "ended in state error: disk is gone") {
			t.Errorf("got %q, %v", got, err)
		}
	})
}

func TestWaitEndsWithTheContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &script{start: time.Now(), steps: []backup.Status[string]{state("running", 0)}}
		ctx, cancel := context.WithTimeoutCause(t.Context(), 25*time.Second, errors.New("shutting down"))
		defer cancel()
		_, err := backup.Wait(ctx, "thing", s.poll, backup.WaitSettings{Interval: 10 * time.Second})
		if !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "shutting down") || !strings.Contains(err.Error(), "still running") {
			t.Errorf("error %v", err)
		}
		if took := time.Since(s.start); took != 25*time.Second {
			t.Errorf("ended after %v", took)
		}
		var e *backup.WaitError
		if errors.As(err, &e) && e.Failed {
			t.Error("a cut wait is reported as failed work")
		}
	})
}

func TestWaitTimeout(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &script{start: time.Now(), steps: []backup.Status[string]{state("running", 0)}}
		_, err := backup.Wait(t.Context(), "thing", s.poll, backup.NewWaitSettings(backup.WaitSettings{}, backup.WithWaitTimeout(time.Minute), backup.WithPollDelay(time.Second)))
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("error %v", err)
		}
		if took := time.Since(s.start); took != time.Minute {
			t.Errorf("ended after %v", took)
		}
	})
}

func TestWaitToleratesTroubleOnTheWay(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		away := &backup.Error{Kind: backup.KindUnavailable}
		limited := &backup.Error{Kind: backup.KindRateLimited, RetryAfter: time.Minute}
		s := &script{start: time.Now(), errs: []error{nil, away, limited, nil},
			steps: []backup.Status[string]{state("running", 0), state("x", 0), state("x", 0), state("ready", backup.Done)}}
		var failures int
		_, err := backup.Wait(t.Context(), "thing", s.poll, backup.WaitSettings{Interval: time.Second, Progress: func(p backup.Progress) {
			if p.Err != nil {
				failures++
				if p.State != "running" {
					t.Errorf("a failed poll reports state %q, want the last good one", p.State)
				}
			}
		}})
		if err != nil || failures != 2 {
			t.Errorf("%d failures reported, error %v", failures, err)
		}
		want := []time.Duration{0, time.Second, 2 * time.Second, 62 * time.Second}
		if diff := cmp.Diff(want, s.times); diff != "" {
			t.Errorf("Retry-After does not stretch the pause: %s", diff)
		}
	})
}

func TestWaitCountsTroubleInARowOnly(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		away := error(&backup.Error{Kind: backup.KindUnavailable})
		s := &script{start: time.Now(), errs: []error{away, away, away, nil, away, away, away, nil}, steps: []backup.Status[string]{
			state("", 0), state("", 0), state("", 0), state("running", 0), state("", 0), state("", 0), state("", 0), state("ready", backup.Done),
		}}
		if _, err := backup.Wait(t.Context(), "thing", s.poll, backup.WaitSettings{}); err != nil {
			t.Errorf("six troubles with a success between them: %v", err)
		}
	})
}

func TestWaitGivesUp(t *testing.T) {
	t.Parallel()
	away := error(&backup.Error{Kind: backup.KindUnavailable})
	for name, tt := range map[string]struct {
		errs  []error
		polls int
		is    error
	}{
		"a poll refused for good":   {[]error{&backup.Error{Kind: backup.KindPermission}}, 1, backup.ErrPermission},
		"too much trouble in a row": {[]error{away, away, away, away, away, away, away}, 6, backup.ErrUnavailable},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := &script{start: time.Now(), errs: tt.errs, steps: []backup.Status[string]{state("running", 0)}}
				_, err := backup.Wait(t.Context(), "thing", s.poll, backup.WaitSettings{})
				if !errors.Is(err, tt.is) || s.n != tt.polls {
					t.Errorf("%d polls, error %v", s.n, err)
				}
			})
		})
	}
}
