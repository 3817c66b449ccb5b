package emulator

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/guard"
)

// Bounds of a state. Nobody does as much by hand.
const (
	maxRequests = 100_000
	maxKept     = 64 << 20 // bytes of requests
	maxRequest  = 16 << 20
)

// An unchanged read is recorded again after that time: it may have kept a session
// alive.
const readAgain = 10 * time.Minute

// entry is one request of a state.
type entry struct {
	At     time.Time   `json:"at"`
	Method string      `json:"method"`
	Host   string      `json:"host"`
	URI    string      `json:"uri"`
	Header http.Header `json:"header"`
	Body   []byte      `json:"body,omitempty"`
	// Outcome is the status of the response, and whether a document of Zomro, which
	// always has the same one, is an error.
	Outcome string `json:"outcome"`
}

// clock is the time of the fakes. It stands still while a request is served that
// is recorded, or repeated.
type clock struct {
	mu    sync.Mutex
	fixed time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.fixed.IsZero() {
		return c.fixed
	}
	return time.Now()
}

// stop makes the clock stand at a time; the zero time lets it go on.
func (c *clock) stop(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.fixed = at
}

// recorder serves requests one after the other and remembers those that the state
// rests on.
type recorder struct {
	next  http.Handler
	clock *clock
	file  *stateFile
	known *guard.Guard // what each request does

	mu    sync.Mutex
	state *state
	kept  int
	reads map[string]time.Time // since the last change
	dirty bool

	stop, stopped chan struct{}
	failed        error
}

// saveEvery is how long a change may wait to be written.
const saveEvery = time.Second

func newRecorder(next http.Handler, c *clock, file *stateFile, s *state) *recorder {
	known := new(guard.Guard)
	for _, api := range []struct{ provider, path string }{
		{"cloutility", CloutilityPath}, {"zomro", ZomroPath}, {"cbr", CBRPath}, {"iam", IAMPath}, {"cbr", ""}, {"iam", ""},
	} {
		known.Know(api.provider, api.path)
	}
	return &recorder{next: next, clock: c, file: file, known: known, state: s, reads: make(map[string]time.Time), stop: make(chan struct{}), stopped: make(chan struct{})}
}

// replay repeats the requests of a state. A different outcome means that another
// version made it.
func (r *recorder) replay() error {
	defer r.clock.stop(time.Time{})
	for i, e := range r.state.Requests {
		r.clock.stop(e.At)
		if got := r.perform(newHeld(), e); got != e.Outcome {
			return fmt.Errorf("state file %s was made by another version of backupctl: request %d (%s %s) gives %s now and gave %s; it is left as it is",
				r.file.path, i+1, e.Method, withoutQuery(e.URI), got, e.Outcome)
		}
		r.kept += e.size()
	}
	return nil
}

func withoutQuery(uri string) string {
	path, _, _ := strings.Cut(uri, "?")
	return path
}

// held keeps a response until it is complete.
type held struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func newHeld() *held { return &held{header: make(http.Header), status: http.StatusOK} }

// Header implements [http.ResponseWriter].
func (h *held) Header() http.Header { return h.header }

// WriteHeader implements [http.ResponseWriter].
func (h *held) WriteHeader(status int) { h.status = status }

// Write implements [http.ResponseWriter].
func (h *held) Write(p []byte) (int, error) { return h.body.Write(p) }

// perform serves a request and returns its outcome.
func (r *recorder) perform(w *held, e entry) string {
	req, err := e.request()
	if err != nil {
		w.status = http.StatusBadRequest
		return "no address"
	}
	path := req.URL.Path
	r.next.ServeHTTP(w, req)
	outcome := strconv.Itoa(w.status)
	if under(path, ZomroPath) && bytes.Contains(w.body.Bytes(), []byte(`"error":`)) {
		outcome += " error"
	}
	return outcome
}

// request is the request once more.
func (e entry) request() (*http.Request, error) {
	u, err := url.ParseRequestURI(e.URI)
	if err != nil {
		return nil, err
	}
	return &http.Request{
		Method: e.Method, URL: u, RequestURI: e.URI, Host: e.Host, Header: e.Header.Clone(),
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Body: io.NopCloser(bytes.NewReader(e.Body)), ContentLength: int64(len(e.Body)),
	}, nil
}

// size is how many bytes a request has.
func (e entry) size() int {
	n := len(e.Method) + len(e.Host) + len(e.URI) + len(e.Body)
	for name, values := range e.Header {
		for _, value := range values {
			n += len(name) + len(value)
		}
	}
	return n
}

// isRead reports a request that changes nothing at all, as the specifications say.
// A sign-in is none: it numbers a session.
func (r *recorder) isRead(e entry) bool {
	req, err := e.request()
	return err == nil && r.known.Look(req, e.Body).Reads()
}

// ServeHTTP implements [http.Handler].
func (r *recorder) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, req.Body, maxRequest))
	if err != nil {
		http.Error(w, err.Error(), http.StatusRequestEntityTooLarge)
		return
	}
	response := newHeld()
	if !r.record(response, entry{Method: req.Method, Host: req.Host, URI: req.RequestURI, Header: req.Header.Clone(), Body: body}) {
		http.Error(w, "the state file of the emulator is full: begin another with --state", http.StatusInsufficientStorage)
		return
	}
	maps.Copy(w.Header(), response.header)
	w.WriteHeader(response.status)
	_, _ = w.Write(response.body.Bytes()) // a client that has gone cannot be told
}

// record serves a request and remembers it; false means that there is no room.
func (r *recorder) record(w *held, e entry) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.state.Requests) >= maxRequests || r.kept+e.size() > maxKept {
		return false
	}
	e.At = time.Now().UTC()
	key := strings.Join([]string{e.Method, e.URI, e.Header.Get("Authorization"), e.Header.Get("X-Auth-Token"), string(e.Body)}, "\n")
	read := r.isRead(e)
	last, known := r.reads[key]
	r.clock.stop(e.At)
	e.Outcome = r.perform(w, e)
	r.clock.stop(time.Time{})
	switch {
	case read && known && e.At.Sub(last) < readAgain:
		return true
	case !read:
		clear(r.reads)
	default:
		r.reads[key] = e.At
	}
	r.state.Requests = append(r.state.Requests, e)
	r.kept += e.size()
	r.dirty = true
	return true
}

// keep writes changes down until close.
func (r *recorder) keep() {
	defer close(r.stopped)
	tick := time.NewTicker(saveEvery)
	defer tick.Stop()
	for {
		select {
		case <-r.stop:
			return
		case <-tick.C:
			r.save()
		}
	}
}

// save writes the state if it has changed. A failure is told at the end, and tried
// again until then.
func (r *recorder) save() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.dirty {
		return
	}
	if r.failed = r.file.write(r.state); r.failed == nil {
		r.dirty = false
	}
}

// close writes the rest.
func (r *recorder) close() error {
	close(r.stop)
	<-r.stopped
	r.save()
	return r.failed
}
