// Package ensuretest proves Ensure… methods over the fakes: by cutting at every
// request, before and after it is executed, and by two calls at once in every order.
package ensuretest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	backup "github.com/backup-sdk/backup-go"
)

// Service is a fake, and one thing that is wanted there.
type Service struct {
	// Transport reaches the fake.
	Transport http.RoundTripper
	// Ensure wants the thing, by a new client that uses the transport.
	Ensure func(ctx context.Context, transport http.RoundTripper) (Outcome, error)
	// IDs are those of the things that there are of the name.
	IDs func() []string
	// Creations counts the requests to make one that arrived.
	Creations func() int
	// Close ends the fake.
	Close func()
}

// Outcome is what one call said.
type Outcome struct {
	ID      string
	Action  backup.Action
	Doubles []string
}

// Of is the outcome of an Ensure… method.
func Of[T any](e *backup.Ensured[T], err error, id func(*T) string) (Outcome, error) {
	if e == nil {
		return Outcome{}, err
	}
	return Outcome{ID: id(e.Value), Action: e.Action, Doubles: e.Doubles}, err
}

// Suite is the proof for one method.
type Suite struct {
	// New makes a fake with nothing of the name.
	New func(t testing.TB) Service
	// Stay says that of two made at once both stay.
	Stay bool
	// Tick passes with every request, so that what is made later is younger.
	Tick time.Duration
	// Ties says that of two that are equally old both may be left, with an error.
	Ties bool
}

// Run runs the whole proof.
func (s Suite) Run(t *testing.T) {
	t.Helper()
	t.Run("twice", s.twice)
	t.Run("cut", s.cut)
	t.Run("two at once", s.two)
}

var errCut = errors.New("cut")

// line is the way of one client to the service. It can be cut at one request, or held
// there until it is opened.
type line struct {
	next     http.RoundTripper
	tick     time.Duration
	at       int  // request, from 1; 0: none
	executed bool // the service carries that request out
	cut      bool // its response is lost
	dead     func()

	reached, open chan struct{} // held where they are there

	mu   sync.Mutex
	sent int
}

func (l *line) RoundTrip(req *http.Request) (*http.Response, error) {
	_ = backup.Sleep(req.Context(), l.tick) // at its end the request goes out all the same
	l.mu.Lock()
	l.sent++
	n := l.sent
	l.mu.Unlock()
	switch {
	case l.dead != nil && l.at > 0 && n > l.at:
		return nil, errCut
	case n != l.at:
		return l.next.RoundTrip(req)
	}
	if l.dead != nil {
		defer l.dead()
	}
	if !l.executed {
		l.hold()
		if l.cut {
			return nil, errCut
		}
		return l.next.RoundTrip(req)
	}
	// The service's work does not end with the client.
	resp, err := l.next.RoundTrip(req.WithContext(context.WithoutCancel(req.Context())))
	l.hold()
	if err != nil || !l.cut {
		return resp, err
	}
	_, err = io.Copy(io.Discard, resp.Body)
	return nil, errors.Join(errCut, err, resp.Body.Close())
}

func (l *line) hold() {
	if l.reached != nil {
		close(l.reached)
		<-l.open
	}
}

// requests is how many a call sends that is alone.
func (s Suite) requests(t *testing.T) (n int) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		service := s.New(t)
		defer service.Close()
		l := &line{next: service.Transport}
		if _, err := service.Ensure(t.Context(), l); err != nil {
			t.Fatal(err)
		}
		n = l.sent
	})
	return n
}

// twice wants the thing again: nothing is made then.
func (s Suite) twice(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		service := s.New(t)
		defer service.Close()
		first, err := service.Ensure(t.Context(), service.Transport)
		if err != nil || first.Action != backup.ActionCreated || !slices.Equal(service.IDs(), []string{first.ID}) {
			t.Fatalf("%+v, %v; there are %q", first, err, service.IDs())
		}
		second, err := service.Ensure(t.Context(), service.Transport)
		if err != nil || second.Action != backup.ActionFound || second.ID != first.ID || service.Creations() != 1 {
			t.Errorf("again: %+v, %v; %d creations", second, err, service.Creations())
		}
	})
}

// cut loses each request in turn, before and after it is executed. Either the client
// goes on, or its process dies. The next call must find what there is, or make it.
func (s Suite) cut(t *testing.T) {
	t.Parallel()
	for n := 1; n <= s.requests(t); n++ {
		for _, executed := range []bool{false, true} {
			for _, dies := range []bool{false, true} {
				t.Run(fmt.Sprintf("%d executed %t dies %t", n, executed, dies), func(t *testing.T) {
					t.Parallel()
					synctest.Test(t, func(t *testing.T) { s.cutAt(t, &line{at: n, executed: executed, cut: true}, dies) })
				})
			}
		}
	}
}

func (s Suite) cutAt(t *testing.T, l *line, dies bool) {
	service := s.New(t)
	defer service.Close()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	l.next = service.Transport
	if dies {
		l.dead = cancel
	}
	first, err := service.Ensure(ctx, l)
	made := service.IDs()
	created := service.Creations()
	var uncertain *backup.UncertainError
	switch {
	case err == nil && !slices.Equal(made, []string{first.ID}):
		t.Fatalf("says %+v; there are %q", first, made)
	case err != nil && dies && !errors.Is(err, context.Canceled):
		t.Errorf("the error of a call whose context ended: %v", err)
	case err != nil && created > 0 && !errors.As(err, &uncertain):
		t.Errorf("a creation may have been executed, and the error does not say so: %v", err)
	case err != nil && len(made) > 0 && !dies:
		t.Errorf("it is there, and the call that went on did not see it: %v", err)
	}
	second, err := service.Ensure(t.Context(), service.Transport)
	there := service.IDs()
	if err != nil || len(there) != 1 || second.ID != there[0] || len(made) == 1 && there[0] != made[0] {
		t.Fatalf("after %q, the second call: %+v, %v; there are %q", made, second, err, there)
	}
	if len(made) > 0 && (second.Action != backup.ActionFound || service.Creations() != created) {
		t.Errorf("it was there, and the second call sent %d more creations: %+v", service.Creations()-created, second)
	}
}

// two holds one call at each of its requests, lets another one go to each of its own,
// and then both to their ends.
func (s Suite) two(t *testing.T) {
	t.Parallel()
	requests := s.requests(t)
	for n := 1; n <= requests; n++ {
		for _, executed := range []bool{false, true} {
			t.Run(fmt.Sprintf("%d executed %t", n, executed), func(t *testing.T) {
				t.Parallel()
				for m := range requests + 3 { // a second one that meets a first has more requests
					synctest.Test(t, func(t *testing.T) { s.twoAt(t, n, executed, m) })
				}
			})
		}
	}
}

func (s Suite) twoAt(t *testing.T, n int, executed bool, m int) {
	service := s.New(t)
	defer service.Close()
	begin := func(at int, executed bool) (chan struct{}, chan result) {
		l := &line{next: service.Transport, tick: s.Tick, at: at, executed: executed, reached: make(chan struct{}), open: make(chan struct{})}
		done := make(chan result, 1)
		go func() {
			outcome, err := service.Ensure(t.Context(), l)
			done <- result{outcome, err}
		}()
		select {
		case <-l.reached:
		case r := <-done:
			done <- r
		}
		return l.open, done
	}
	open1, done1 := begin(n, executed)
	open2, done2 := begin(m, true)
	close(open1)
	a := <-done1
	close(open2)
	b := <-done2
	there := service.IDs()
	at := fmt.Sprintf("second at %d: %+v, %+v; there are %q", m, a, b, there)
	if len(there) == 0 || !s.Stay && !s.Ties && len(there) != 1 {
		t.Fatal(at)
	}
	successes := 0
	for _, r := range []result{a, b} {
		var duplicate *backup.DuplicateError
		switch {
		case r.err == nil:
			successes++
			if !slices.Contains(there, r.ID) || s.Stay && len(there) > 1 && a.err == nil && b.err == nil && a.ID != b.ID {
				t.Errorf("returned what is not the one: %s", at)
			}
		case errors.Is(r.err, backup.ErrBusy) && s.Stay:
		case !errors.As(r.err, &duplicate) || !errors.Is(r.err, backup.ErrConflict):
			t.Errorf("fails: %s", at)
		}
	}
	if !s.Stay && len(there) > 1 && successes > 1 {
		t.Errorf("two are left without a word: %s", at)
	}
	if successes == 0 {
		t.Errorf("none of both succeeds: %s", at)
	}
}

type result struct {
	Outcome

	err error
}
