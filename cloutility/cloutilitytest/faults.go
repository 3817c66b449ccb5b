package cloutilitytest

import (
	"time"

	"github.com/backup-sdk/backup-go/internal/fake"
)

// Fault is one thing that goes wrong with a request. [Server.Inject] arms it, the
// functions called Fault… make the usual ones, and three methods change one:
//
//	f.Once()       // strikes once
//	f.Repeat(n)    // strikes n times
//	f.AfterWork()  // the service does its work first, and only the response is lost
//
// Its fields combine: a delayed 503 with a body, a reset after the work was done.
//
//	Operation   string        // operationId, such as "createNode" or "createToken"; "" is every request
//	Skip        int           // requests that pass before the first strike
//	Times       int           // strikes, 0 for any number
//	After       bool          // as AfterWork
//	Delay       time.Duration // before the response
//	Status      int           // in place of the service's response; 200 with a Body alone
//	Header      http.Header   // of the response
//	Body        string        // of the response
//	ContentType string        // JSON or plain text by default, as the body begins
//	RetryAfter  time.Duration // sent in whole seconds, rounded up
//	Redirect    string        // a Location, with status 307 by default
//	Reset       bool          // the connection breaks in place of a response
//	Unreachable bool          // as if nobody listened; on a socket it is a Reset
//	Truncate    int           // the body ends after so many bytes; before the first one when it is negative
//	SlowBody    time.Duration // over which the body is spread
type Fault = fake.Fault

// Inject arms faults. Each request meets at most one: the first one armed that
// matches and is not used up.
func (s *Server) Inject(faults ...Fault) { s.Server.Inject(faults...) }

// ClearFaults disarms every fault.
func (s *Server) ClearFaults() { s.Server.ClearFaults() }

// FaultStatus responds to an operation with a status and a body.
func FaultStatus(operation string, status int, body string) Fault {
	return fake.FaultStatus(operation, status, body)
}

// FaultHTML responds with a proxy's HTML page under the given status.
func FaultHTML(operation string, status int) Fault { return fake.FaultHTML(operation, status) }

// FaultTruncate cuts the service's response after n bytes.
func FaultTruncate(operation string, n int) Fault { return fake.FaultTruncate(operation, n) }

// FaultReset breaks the connection before the service saw the request; with
// AfterWork after it did all its work.
func FaultReset(operation string) Fault { return fake.FaultReset(operation) }

// FaultUnreachable fails the request as if nobody listened, so that it provably never
// left. It needs a client without a socket, of a server of [New]; on a socket it is a
// [FaultReset].
func FaultUnreachable(operation string) Fault { return fake.FaultUnreachable(operation) }

// FaultSlow sends the headers of the service's response at once and spreads its body
// over a time.
func FaultSlow(operation string, over time.Duration) Fault { return fake.FaultSlow(operation, over) }

// FaultTooMany responds with 429 and Retry-After, without that header when it is
// 0.
func FaultTooMany(operation string, retryAfter time.Duration) Fault {
	return fake.FaultTooMany(operation, retryAfter)
}

// FaultDelay holds the service's response back.
func FaultDelay(operation string, delay time.Duration) Fault {
	return fake.FaultDelay(operation, delay)
}

// FaultRedirect responds with a temporary redirect that keeps method and body.
func FaultRedirect(operation, location string) Fault { return fake.FaultRedirect(operation, location) }
