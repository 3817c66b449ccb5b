package cbrtest

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
//	Operation   string        // operationId, such as "createCheckpoint" or "createToken"; "" is every request
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

// FaultStatus responds with a status and a body.
func FaultStatus(operation string, status int, body string) Fault {
	return fake.FaultStatus(operation, status, body)
}

// FaultHTML responds with a proxy's HTML page under the given status.
func FaultHTML(operation string, status int) Fault { return fake.FaultHTML(operation, status) }

// FaultTruncate cuts the response after n bytes.
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

// FaultTooMany responds with 429, with Retry-After unless it is 0.
func FaultTooMany(operation string, retryAfter time.Duration) Fault {
	return fake.FaultTooMany(operation, retryAfter)
}

// FaultDelay holds the response back.
func FaultDelay(operation string, delay time.Duration) Fault {
	return fake.FaultDelay(operation, delay)
}

// FaultRedirect responds with a temporary redirect that keeps method and body.
func FaultRedirect(operation, location string) Fault { return fake.FaultRedirect(operation, location) }

// Failure is how a piece of work ends badly.
type Failure struct {
	// Status is the end state: "error" for a checkpoint, "failed", "timeout" or
	// "skipped" for a restore.
	Status string
	// Code and Message explain it in the operation log.
	Code, Message string
	// ResourceID limits the failure of a checkpoint to one of its resources;
	// the checkpoint itself becomes available then.
	ResourceID string
}

// FailNextCheckpoint makes the next checkpoint that is created end badly. Calls
// add up: each is good for one checkpoint.
func (s *Server) FailNextCheckpoint(f Failure) {
	defer s.svc.enter()()
	s.svc.failCheckpoint = append(s.svc.failCheckpoint, f)
}

// FailNextRestore makes the next restore end badly. Calls add up.
func (s *Server) FailNextRestore(f Failure) {
	defer s.svc.enter()()
	s.svc.failRestore = append(s.svc.failRestore, f)
}

// FailNextVaultDeletion makes the next deletion of a vault end badly; the vault
// is in the state of the failure then, error by default. Calls add up.
func (s *Server) FailNextVaultDeletion(f Failure) {
	defer s.svc.enter()()
	s.svc.failDelete = append(s.svc.failDelete, f)
}

// FailNextReplication makes the next copy of a backup end badly, as fail or
// skip. Calls add up.
func (s *Server) FailNextReplication(f Failure) {
	defer s.svc.enter()()
	s.svc.failCopy = append(s.svc.failCopy, f)
}

// FailNextSync makes the next sync end badly. Calls add up.
func (s *Server) FailNextSync(f Failure) {
	defer s.svc.enter()()
	s.svc.failSync = append(s.svc.failSync, f)
}

// FailNextMigration makes the next migration end badly: with the code, such as
// 4006, and the message of the failure. Calls add up.
func (s *Server) FailNextMigration(f Failure) {
	defer s.svc.enter()()
	s.svc.failMigration = append(s.svc.failMigration, f)
}

// badOrder is what a failed order has in its response, whose status is 200.
type badOrder struct {
	code int64
	text string
}

// FailNextOrder makes the next order fail the way orders do: under status 200,
// with a code in the response that is not 0. Calls add up.
func (s *Server) FailNextOrder(code int64, text string) {
	defer s.svc.enter()()
	s.svc.failOrder = append(s.svc.failOrder, badOrder{code, text})
}

// take removes the first of what is to go wrong, if there is any.
func take[T any](list *[]T) (first T, ok bool) {
	if len(*list) == 0 {
		return first, false
	}
	first, *list = (*list)[0], (*list)[1:]
	return first, true
}
