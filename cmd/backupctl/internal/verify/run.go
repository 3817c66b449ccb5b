package verify

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/drift"
)

// Recording is the name of the file that a recording is kept in.
const Recording = "recording.har"

// Limits of a run.
const (
	// DefaultCalls is how many calls are made at most.
	DefaultCalls = 250
	// DefaultThings is how many things of a kind are asked for.
	DefaultThings = 2
	// DefaultPause is the time between two calls.
	DefaultPause = 200 * time.Millisecond
	// mostFailures is how many calls in a row may fail for the network or the
	// service before the run gives up.
	mostFailures = 3
)

// Run is one look at an account.
type Run struct {
	Book    *drift.Book
	Service string
	// Local says that the report repeats values.
	Local bool
	// Calls, Things and Pause are the limits; zero takes the default.
	Calls, Things int
	Pause         time.Duration
	// Probe says that ids are asked for that do not exist.
	Probe bool
	// Do makes a call of the client.
	Do func(context.Context, Request) error
	// Now and Sleep are the time.
	Now   func() time.Time
	Sleep func(context.Context, time.Duration) error
	// Progress hears of each call; it may be nil.
	Progress func(done, of int, name string)

	mu      sync.Mutex
	checker *drift.Checker
	last    *drift.Exchange // of the call that is made
	ids     *pool
	made    int
	done    map[*drift.Operation]int
	failed  int
}

// Around puts the run between a client and the network: it sees what comes.
func (r *Run) Around(next http.RoundTripper) http.RoundTripper {
	r.checker = drift.NewChecker(r.Book, r.Local)
	return &transport{next: next, run: r}
}

// Execute makes the calls of the plan, as far as ids for them turn up.
func (r *Run) Execute(ctx context.Context) (*drift.Report, error) {
	r.defaults()
	plan := Plan(r.Book, r.Service)
	for progress := true; progress; {
		progress = false
		for i := range plan {
			more, err := r.call(ctx, &plan[i], plan)
			if err != nil {
				return nil, err
			}
			progress = progress || more
		}
	}
	if r.Probe {
		for _, request := range probes(r.Book, r.Service, r.ids) {
			if err := r.send(ctx, request, plan); err != nil {
				return nil, err
			}
		}
	}
	report := r.checker.Finish()
	for _, c := range plan {
		if r.done[c.Operation] == 0 {
			reason := c.Skip
			if reason == "" {
				reason = "the account has nothing to ask it about"
			}
			if r.made >= r.Calls && c.Skip == "" {
				reason = fmt.Sprintf("the limit of %d calls was reached", r.Calls)
			}
			report.Skipped = append(report.Skipped, drift.Skipped{Spec: r.Service, Operation: c.Operation.ID, Reason: reason})
		}
	}
	return report, nil
}

func (r *Run) defaults() {
	if r.Calls == 0 {
		r.Calls = DefaultCalls
	}
	if r.Things == 0 {
		r.Things = DefaultThings
	}
	if r.Now == nil {
		r.Now = time.Now
	}
	if r.Sleep == nil {
		r.Sleep = sleep
	}
	r.ids, r.done = newPool(r.Things), make(map[*drift.Operation]int)
}

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// call makes the calls of one operation that were not made yet; true when there was
// one.
func (r *Run) call(ctx context.Context, c *Call, plan []Call) (bool, error) {
	if c.Skip != "" {
		return false, nil
	}
	most := r.Things
	if len(c.Needs) == 0 {
		most = 1
	}
	some := false
	for n := r.done[c.Operation]; n < most && r.made < r.Calls; n++ {
		request, ok := c.request(r.ids, n, r.Now())
		if !ok {
			break
		}
		r.done[c.Operation]++
		some = true
		if err := r.send(ctx, request, plan); err != nil {
			return some, err
		}
	}
	return some, nil
}

// send makes one call. That it fails is a result; only what makes the others fail too
// ends the run.
func (r *Run) send(ctx context.Context, request Request, plan []Call) error {
	if r.made > 0 && r.Pause > 0 {
		if err := r.Sleep(ctx, r.Pause); err != nil {
			return err
		}
	}
	r.made++
	if r.Progress != nil {
		r.Progress(r.made, r.Calls, Call{Operation: request.Operation}.Name())
	}
	err := r.Do(ctx, request)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	switch {
	case err == nil:
		r.failed = 0
	case errors.Is(err, backup.ErrUnauthenticated) && r.made == 1:
		return err
	case errors.Is(err, backup.ErrRateLimited):
		return fmt.Errorf("the service asks for fewer calls, so no more are made: %w", err)
	case r.nothingCame():
		if r.failed++; r.failed >= mostFailures || r.made == 1 {
			return err
		}
	}
	r.learn(request.Operation, plan)
	return nil
}

// nothingCame says that the last call had no response.
func (r *Run) nothingCame() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.last == nil || r.last.Status >= http.StatusInternalServerError
}

// learn takes ids from the last response.
func (r *Run) learn(o *drift.Operation, plan []Call) {
	r.mu.Lock()
	x := r.last
	r.last = nil
	r.mu.Unlock()
	if x == nil || x.Status >= http.StatusMultipleChoices {
		return
	}
	d := json.NewDecoder(bytes.NewReader(x.Body))
	d.UseNumber()
	var body any
	if d.Decode(&body) == nil {
		r.ids.learn(o, plan, body)
	}
}

// transport sees what comes.
type transport struct {
	next http.RoundTripper
	run  *Run
}

// maxResponse is more than the library reads of a response.
const maxResponse = 65 << 20

// RoundTrip implements [http.RoundTripper].
func (t *transport) RoundTrip(req *http.Request) (*http.Response, error) {
	var sent []byte
	if req.Body != nil && req.Body != http.NoBody {
		data, err := io.ReadAll(req.Body)
		if problem := errors.Join(err, req.Body.Close()); problem != nil {
			return nil, problem
		}
		sent = data
		clone := req.WithContext(req.Context())
		clone.Body = io.NopCloser(bytes.NewReader(data))
		req = clone
	}
	response, err := t.next.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	body, readErr := io.ReadAll(io.LimitReader(response.Body, maxResponse))
	response.Body = &replayed{Reader: io.MultiReader(bytes.NewReader(body), &failing{readErr}), Closer: response.Body}
	if readErr == nil {
		t.run.look(req, sent, response, body)
	}
	return response, nil
}

// CloseIdleConnections passes the call on; [http.Client] looks for it.
func (t *transport) CloseIdleConnections() {
	if c, ok := t.next.(interface{ CloseIdleConnections() }); ok {
		c.CloseIdleConnections()
	}
}

type replayed struct {
	io.Reader
	io.Closer
}

type failing struct{ err error }

func (f *failing) Read([]byte) (int, error) {
	if f.err != nil {
		return 0, f.err
	}
	return 0, io.EOF
}

func (r *Run) look(req *http.Request, sent []byte, response *http.Response, body []byte) {
	x := drift.NewExchange(req.Method, req.URL, req.Header.Get("Content-Type"), sent)
	x.Status, x.Type, x.Body = response.StatusCode, response.Header.Get("Content-Type"), body
	r.mu.Lock()
	defer r.mu.Unlock()
	r.checker.Look(x)
	r.last = x
}
