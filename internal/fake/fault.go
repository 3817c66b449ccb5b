package fake

import (
	"net/http"
	"strconv"
	"sync"
	"time"
)

// Fault is one thing that goes wrong. Fields combine: a delayed 503 with a
// body, a truncated response of the service, a reset after the work was done.
//
// Without Status, Body, Redirect, Unreachable and Reset the service's own response is
// used, with the fault's headers, delay, truncation and slowness applied.
type Fault struct {
	// Operation is the operationId the fault waits for, "" for every request.
	Operation string
	// Skip lets that many matching requests pass first.
	Skip int
	// Times is how often the fault strikes, 0 for always.
	Times int

	// After lets the service handle the request before anything goes wrong, so
	// that what it changed stays changed and only the response is lost.
	After bool
	// Delay is waited before the response. It ends early when the client goes
	// away or the server closes.
	Delay time.Duration

	// Status is sent in place of the service's response; 200 when only Body is set.
	Status int
	Header http.Header
	Body   string
	// ContentType defaults to JSON for a body that starts like JSON and to
	// plain text otherwise.
	ContentType string
	// RetryAfter sets the header of that name, in whole seconds, rounded up.
	RetryAfter time.Duration
	// Redirect responds with this Location and Status, 307 by default.
	Redirect string

	// Reset breaks the connection in place of a response.
	Reset bool
	// Unreachable fails the request as if nobody listened, so that it provably
	// never left. It needs the in-memory transport; on a socket it is a Reset.
	Unreachable bool
	// Truncate announces the whole body and sends its first n bytes; a negative
	// n sends none.
	Truncate int
	// SlowBody sends the headers at once and spreads the body over this time.
	SlowBody time.Duration
}

// Once limits the fault to one strike.
func (f Fault) Once() Fault { return f.Repeat(1) }

// Repeat limits the fault to n strikes.
func (f Fault) Repeat(n int) Fault {
	f.Times = n
	return f
}

// AfterWork lets the service do its work before the fault strikes.
func (f Fault) AfterWork() Fault {
	f.After = true
	return f
}

// FaultStatus responds to operation ("" for all) with a status and a body.
func FaultStatus(operation string, status int, body string) Fault {
	return Fault{Operation: operation, Status: status, Body: body}
}

// FaultHTML responds with a proxy's HTML page under the given status; 200 is the
// nasty one.
func FaultHTML(operation string, status int) Fault {
	return Fault{
		Operation: operation, Status: status, ContentType: "text/html; charset=utf-8",
		Body: "<!DOCTYPE html>\n<html><head><title>Gateway</title></head><body><h1>Please try again later</h1></body></html>\n",
	}
}

// FaultTruncate cuts the service's response after n bytes.
func FaultTruncate(operation string, n int) Fault {
	if n <= 0 {
		n = -1
	}
	return Fault{Operation: operation, Truncate: n}
}

// FaultReset breaks the connection before the service saw the request; with
// AfterWork after it did all its work.
func FaultReset(operation string) Fault {
	return Fault{Operation: operation, Reset: true}
}

// FaultUnreachable fails the request as if nobody listened, so that it provably never
// left. It needs a client without a socket; on a socket it is a FaultReset.
func FaultUnreachable(operation string) Fault {
	return Fault{Operation: operation, Unreachable: true}
}

// FaultSlow sends the headers of the service's response at once and spreads its body
// over a time.
func FaultSlow(operation string, over time.Duration) Fault {
	return Fault{Operation: operation, SlowBody: over}
}

// FaultTooMany responds 429 with Retry-After, without the header when it is 0.
func FaultTooMany(operation string, retryAfter time.Duration) Fault {
	return Fault{Operation: operation, Status: http.StatusTooManyRequests, RetryAfter: retryAfter}
}

// FaultDelay holds the service's response back.
func FaultDelay(operation string, delay time.Duration) Fault {
	return Fault{Operation: operation, Delay: delay}
}

// FaultRedirect responds with a temporary redirect that keeps method and body.
func FaultRedirect(operation, location string) Fault {
	return Fault{Operation: operation, Redirect: location}
}

// responds says whether the fault brings its own response.
func (f Fault) responds() bool { return f.Status != 0 || f.Body != "" || f.Redirect != "" }

func (f Fault) response() *recorder {
	rec := newRecorder()
	status := f.Status
	if f.Redirect != "" {
		rec.header.Set("Location", f.Redirect)
		if status == 0 {
			status = http.StatusTemporaryRedirect
		}
	}
	if f.Body != "" {
		rec.header.Set("Content-Type", contentType(f.Body))
		_, _ = rec.body.WriteString(f.Body)
	}
	if status != 0 {
		rec.status = status
	}
	return rec
}

func contentType(body string) string {
	if body[0] == '{' || body[0] == '[' {
		return "application/json"
	}
	return "text/plain; charset=utf-8"
}

// decorate adds the fault's headers to a response, its own or the service's.
func (f Fault) decorate(header http.Header) {
	if f.ContentType != "" {
		header.Set("Content-Type", f.ContentType)
	}
	if f.RetryAfter > 0 {
		seconds := (f.RetryAfter + time.Second - 1) / time.Second
		header.Set("Retry-After", strconv.FormatInt(int64(seconds), 10))
	}
	for name, values := range f.Header {
		header[http.CanonicalHeaderKey(name)] = values
	}
}

type faultList struct {
	mu    sync.Mutex
	armed []Fault
}

// Inject arms faults. Each request meets at most one: the first one armed that
// matches and is not used up, so faults with Times strike in order. A fault of an
// operation that does not exist is a mistake; see Err.
func (s *Server) Inject(faults ...Fault) {
	for _, f := range faults {
		if !s.named(f.Operation) {
			return
		}
	}
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	for _, f := range faults {
		f.Header = f.Header.Clone()
		s.faults.armed = append(s.faults.armed, f)
	}
}

// ClearFaults disarms every fault.
func (s *Server) ClearFaults() {
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	s.faults.armed = nil
}

// take finds the fault of one request and counts it down.
func (l *faultList) take(operation string) (Fault, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for i := range l.armed {
		f := &l.armed[i]
		if f.Operation != "" && f.Operation != operation {
			continue
		}
		if f.Skip > 0 {
			f.Skip--
			continue
		}
		hit := *f
		if f.Times == 1 {
			l.armed = append(l.armed[:i:i], l.armed[i+1:]...)
		} else if f.Times > 1 {
			f.Times--
		}
		return hit, true
	}
	return Fault{}, false
}
