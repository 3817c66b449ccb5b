package fake

import (
	"net/http"
	"sync"
	"time"
)

const (
	maxLogged     = 10_000   // requests kept; the counters go on
	maxLoggedBody = 64 << 10 // bytes kept of each body
)

// Request is one request as the server saw it.
type Request struct {
	Time      time.Time
	Operation string // operationId, "" when unknown
	Method    string
	Host      string
	Path      string // as sent, still escaped
	RawQuery  string
	Header    http.Header // with credentials: tests look at them
	Body      []byte      // at most 64 KiB of it
	// Status is that of the response, 0 while the request runs and when it got
	// none at all.
	Status int
	// Handled says that the service itself saw the request, whatever the client
	// was told. Two handled requests for one call are a double execution.
	Handled bool
	// Faulted says that an injected fault played a part.
	Faulted bool
}

type requestLog struct {
	mu      sync.Mutex
	entries []*Request
	counts  map[string]int
	total   int
}

func (l *requestLog) add(now time.Time, operation string, r *http.Request, body []byte) *Request {
	if len(body) > maxLoggedBody {
		body = body[:maxLoggedBody]
	}
	entry := &Request{
		Time: now, Operation: operation, Method: r.Method, Host: r.Host,
		Path: r.URL.EscapedPath(), RawQuery: r.URL.RawQuery, Header: r.Header.Clone(), Body: body,
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.counts == nil {
		l.counts = make(map[string]int)
	}
	l.counts[operation]++
	l.total++
	if len(l.entries) >= maxLogged {
		l.entries = append(l.entries[:0], l.entries[maxLogged/2:]...)
	}
	l.entries = append(l.entries, entry)
	return entry
}

func (l *requestLog) change(set func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	set()
}

func (l *requestLog) handled(e *Request)            { l.change(func() { e.Handled = true }) }
func (l *requestLog) faulted(e *Request)            { l.change(func() { e.Faulted = true }) }
func (l *requestLog) finish(e *Request, status int) { l.change(func() { e.Status = status }) }

// Requests are the newest requests, oldest first, at most 10,000 of them. They
// are copies.
func (s *Server) Requests() []Request {
	s.log.mu.Lock()
	defer s.log.mu.Unlock()
	out := make([]Request, len(s.log.entries))
	for i, e := range s.log.entries {
		out[i] = *e
		out[i].Header = e.Header.Clone()
		out[i].Body = append([]byte(nil), e.Body...)
	}
	return out
}

// Count says how many requests arrived for an operation, faults included; ""
// counts them all. An operation that does not exist is a mistake; see Err.
func (s *Server) Count(operation string) int {
	if !s.named(operation) {
		return 0
	}
	s.log.mu.Lock()
	defer s.log.mu.Unlock()
	if operation == "" {
		return s.log.total
	}
	return s.log.counts[operation]
}

// ResetLog forgets all requests and sets the counters to zero.
func (s *Server) ResetLog() {
	s.log.mu.Lock()
	defer s.log.mu.Unlock()
	s.log.entries, s.log.counts, s.log.total = nil, nil, 0
}
