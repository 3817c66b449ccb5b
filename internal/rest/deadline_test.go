package rest

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// TestAttemptContext checks that the end of an attempt is that of a context with a
// timeout, however it is looked at.
func TestAttemptContext(t *testing.T) {
	cause := errors.New("too late")
	for name, look := range map[string]func(t *testing.T, ctx context.Context){
		"waiting": func(t *testing.T, ctx context.Context) {
			<-ctx.Done()
		},
		"asking": func(t *testing.T, ctx context.Context) {
			if err := ctx.Err(); err != nil {
				t.Errorf("before the end: %v", err)
			}
			<-time.After(time.Minute)
			synctest.Wait()
		},
		"asking late": func(*testing.T, context.Context) {
			<-time.After(time.Minute)
		},
		"a context made of it": func(t *testing.T, ctx context.Context) {
			inner, cancel := context.WithCancel(ctx)
			defer cancel()
			<-inner.Done()
			if context.Cause(inner) != cause { //nolint:errorlint // the very one
				t.Errorf("the cause is %v", context.Cause(inner))
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var a attemptContext
				begin := time.Now()
				a.start(t.Context(), time.Minute, cause)
				if end, ok := a.Deadline(); !ok || end.Sub(begin) != time.Minute {
					t.Errorf("the end is after %v", end.Sub(begin))
				}
				look(t, &a)
				if took := time.Since(begin); took != time.Minute {
					t.Errorf("it ended after %v", took)
				}
				if !errors.Is(a.Err(), context.DeadlineExceeded) || context.Cause(&a) != cause { //nolint:errorlint // the very one
					t.Errorf("error %v, cause %v", a.Err(), context.Cause(&a))
				}
				a.finish()
			})
		})
	}
}

// TestAttemptContextOfAnother checks that the caller's context shows through.
func TestAttemptContextOfAnother(t *testing.T) {
	t.Parallel()
	type key struct{}
	parent, cancel := context.WithTimeout(context.WithValue(t.Context(), key{}, "value"), time.Hour)
	defer cancel()
	var a attemptContext
	a.start(parent, 2*time.Hour, nil)
	end, _ := a.Deadline()
	if want, _ := parent.Deadline(); !end.Equal(want) {
		t.Errorf("the end is %v, want the caller's %v", end, want)
	}
	if a.Value(key{}) != "value" {
		t.Error("the value is lost")
	}
	if a.Err() != nil || a.Value(key{}) != "value" {
		t.Error("the value is lost once the timer runs")
	}
	var endless attemptContext
	endless.start(t.Context(), 0, nil)
	if _, ok := endless.Deadline(); ok || endless.Err() != nil {
		t.Errorf("an end, or the error %v, without a timeout", endless.Err())
	}
	endless.start(parent, 0, nil)
	if got, ok := endless.Deadline(); !ok || !got.Equal(end) {
		t.Errorf("the end is %v, want the caller's %v", got, end)
	}
	cancel()
	<-a.Done()
	<-endless.Done()
	if !errors.Is(a.Err(), context.Canceled) {
		t.Errorf("error %v", a.Err())
	}
}

// TestAttemptContextAfterwards checks that who looks at the context when the
// attempt is over does not wait for its end, and that no timer is left.
func TestAttemptContextAfterwards(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begin := time.Now()
		var early, late attemptContext
		early.start(t.Context(), time.Hour, nil)
		late.start(t.Context(), time.Hour, nil)
		var wg sync.WaitGroup
		wg.Go(func() { <-early.Done() })
		synctest.Wait()
		early.finish()
		late.finish()
		wg.Wait()
		<-late.Done()
		if early.Err() == nil || late.Err() == nil || time.Since(begin) != 0 {
			t.Errorf("errors %v and %v after %v", early.Err(), late.Err(), time.Since(begin))
		}
	})
}

// TestAttemptContextWithoutTimer checks that nothing is made for a transport that
// does not look.
func TestAttemptContextWithoutTimer(t *testing.T) {
	var a attemptContext
	ctx := context.Background()
	if n := testing.AllocsPerRun(10, func() {
		a.start(ctx, time.Hour, nil)
		a.Deadline()
		a.finish()
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
