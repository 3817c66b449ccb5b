package cloutilitytest

import (
	"time"

	"github.com/backup-sdk/backup-go/internal/fake"
)

// Fault is one thing that goes wrong with a request; see [Server.Inject]. Its
// Operation is an operationId of the specification, such as "createNode" or
// "createToken", or "" for every request.
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
