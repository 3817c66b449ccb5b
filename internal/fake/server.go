package fake

import (
	"bytes"
	"context"
	"errors"
	"io"
	"maps"
	"net"
	"net/http"
	"slices"
	"sync"

	backup "github.com/backup-sdk/backup-go"
)

// maxBody bounds a request body a fake accepts. The services' own requests are
// a few kilobytes; the bound only keeps a runaway client from eating memory.
const maxBody = 16 << 20

// memoryURL is the address of a server without a listener. The name can never
// be resolved (RFC 2606), so a request that misses the transport fails at once.
const memoryURL = "http://fake.test"

var errClosed = errors.New("fake: server is closed")

// TB is the part of testing.TB a fake needs. Spelling it out keeps package
// testing out of programs that embed a fake.
type TB interface {
	Helper()
	Cleanup(func())
	Fatalf(format string, args ...any)
}

// Config describes one fake service.
type Config struct {
	// Handler is the service itself.
	Handler http.Handler
	// Operation names a request by operationId, "" when it is unknown; see
	// Namer. It may consume the body: it gets a copy. Nil names nothing.
	Operation func(*http.Request) string
	// BasePath is where the API starts below the server's address, such as
	// "/billmgr". It only changes what Options gives; the handler sees it.
	BasePath string
	// Operations are all that the service has: a fault of another one is a mistake of
	// the test. Nil knows none, and takes every name.
	Operations []backup.Operation
	// Misuse is what is wrong with the options of the service; see Server.Err.
	Misuse []string
	// Clock stamps the request log. Nil is time.Now.
	Clock Clock
}

// Server puts fault injection, a request log and counters in front of a fake
// service. It works in three ways: on loopback (Start, Listen), without a
// socket (RoundTripper), and mounted in somebody else's server, being an
// http.Handler itself. All methods may be called from many goroutines.
type Server struct {
	cfg    Config
	log    requestLog
	faults faultList

	mu      sync.Mutex
	t       TB       // of the test that the server is for, if it is for one
	wrong   []string // what it was asked for that does not exist
	url     string
	running map[*job]bool
	closed  bool
	idle    chan struct{} // set by Close while something still runs
}

// job is something Close stops and waits for: a handler or an accept loop.
type job struct{ stop func() }

// New makes a server that is reachable through RoundTripper at once and over
// TCP after Start or Listen.
func New(cfg Config) *Server {
	return &Server{cfg: cfg, url: memoryURL, running: make(map[*job]bool), wrong: slices.Clone(cfg.Misuse)}
}

// Start listens on a free loopback port until the test ends.
func (s *Server) Start(t TB) {
	t.Helper()
	if err := s.Err(); err != nil {
		t.Fatalf("fake: %v", err)
	}
	s.mu.Lock()
	s.t = t
	s.mu.Unlock()
	if err := s.Listen("127.0.0.1:0"); err != nil {
		t.Fatalf("fake: %v", err)
	}
	t.Cleanup(s.Close)
}

// Listen serves on addr ("127.0.0.1:0" takes a free port) until Close.
func (s *Server) Listen(addr string) error {
	var lc net.ListenConfig
	listener, err := lc.Listen(context.Background(), "tcp", addr)
	if err != nil {
		return err
	}
	var once sync.Once
	stop := make(chan struct{})
	accept := s.enter(func() { once.Do(func() { close(stop) }) })
	if accept == nil {
		_ = listener.Close()
		return errClosed
	}
	s.mu.Lock()
	s.url = "http://" + listener.Addr().String()
	s.mu.Unlock()
	serving := Serve(listener, s)
	go func() {
		defer s.leave(accept)
		select {
		case <-stop:
		case <-serving.Ended():
		}
		_ = serving.Close() // nobody is there to be told
	}()
	return nil
}

// URL is the server's address without a trailing slash and without BasePath;
// a made-up one while the server only lives in memory.
func (s *Server) URL() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.url
}

// Close drops every connection, ends every running handler's context and waits
// for the handlers to return. It may be called more than once.
func (s *Server) Close() {
	s.mu.Lock()
	s.closed = true
	jobs := slices.Collect(maps.Keys(s.running))
	if len(jobs) > 0 && s.idle == nil {
		s.idle = make(chan struct{})
	}
	idle := s.idle
	s.mu.Unlock()
	for _, j := range jobs {
		j.stop()
	}
	if idle != nil {
		<-idle
	}
}

// enter notes a job and how to stop it; nil means that the server is closed.
func (s *Server) enter(stop func()) *job {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil
	}
	j := &job{stop}
	s.running[j] = true
	return j
}

func (s *Server) leave(j *job) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.running, j)
	if len(s.running) == 0 && s.idle != nil {
		close(s.idle)
		s.idle = nil
	}
}

// ServeHTTP logs the request, applies the first fault that matches and lets
// the service respond.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	running := s.enter(cancel)
	if running == nil {
		abort(w, errClosed)
		return
	}
	defer s.leave(running)
	if s.misused(w) {
		return
	}
	r = r.WithContext(ctx)

	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
			http.Error(w, err.Error(), http.StatusRequestEntityTooLarge)
			return
		}
		abort(w, err) // the client went away in the middle of its request
		return
	}
	operation := ""
	if s.cfg.Operation != nil {
		operation = s.cfg.Operation(withBody(r, body))
	}
	entry := s.log.add(s.cfg.Clock.Now(), operation, r, body)
	out := &statusWriter{ResponseWriter: w}
	defer func() { s.log.finish(entry, out.status) }()
	handle := func(w http.ResponseWriter) {
		s.log.handled(entry)
		s.cfg.Handler.ServeHTTP(w, withBody(r, body))
	}
	fault, ok := s.faults.take(operation)
	if !ok {
		handle(out)
		return
	}
	s.log.faulted(entry)
	fault.strike(ctx, out, handle)
}

// withBody copies r, so that parsing a form in one copy leaves the other as it
// was sent.
func withBody(r *http.Request, body []byte) *http.Request {
	r = r.WithContext(r.Context())
	r.Body = io.NopCloser(bytes.NewReader(body))
	return r
}

// statusWriter remembers the status; 0 means that nothing was sent.
type statusWriter struct {
	http.ResponseWriter
	status int
}

func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

func (w *statusWriter) WriteHeader(status int) {
	if w.status == 0 && status >= http.StatusOK { // not for early hints
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *statusWriter) Write(p []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	return w.ResponseWriter.Write(p)
}

// Flush serves handlers that ask for http.Flusher directly.
func (w *statusWriter) Flush() {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	_ = http.NewResponseController(w.ResponseWriter).Flush()
}
