package zomrotest

import (
	"net/http"
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
//	Operation   string        // operationId, such as "createBackup" or "auth"; "" is every request
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
//
// The operations are named as in the specification: auth, listBackups, createBackup,
// orderInstance and so on. A function that shows a form and performs it has two, such
// as previewRebuild and rebuildInstance.
type Fault = fake.Fault

// FaultStatus responds with a status and a body.
func FaultStatus(operation string, status int, body string) Fault {
	return fake.FaultStatus(operation, status, body)
}

// FaultError responds with an error of the service, under HTTP 200.
func FaultError(operation, errorType, object, text string) Fault {
	held := &heldResponse{header: make(http.Header)}
	writeDocument(held, (&serviceError{Type: errorType, Object: object, Text: text}).document(callInfo{lang: "en"}))
	return fake.FaultStatus(operation, http.StatusOK, held.body.String())
}

// FaultLongTask responds with the page the service shows in place of a document
// when a function takes long. There is never a response at the address on it: for
// tasks that end, see [WithLongTasks].
func FaultLongTask(operation string) Fault {
	return Fault{
		Operation: operation, Status: http.StatusOK, ContentType: htmlType,
		Body: waitPage(taskPath + "40fd7a92" + basePath),
	}
}

// statusBlocked is what the proxy in front of the service sends to addresses it
// blocks for a while; not a registered status.
const statusBlocked = 460

// FaultBlocked responds with the proxy's page for blocked addresses: status 403,
// or the service's own 460.
func FaultBlocked(operation string, forbidden bool) Fault {
	status := statusBlocked
	if forbidden {
		status = http.StatusForbidden
	}
	return Fault{
		Operation: operation, Status: status, ContentType: htmlType,
		Body: "<!DOCTYPE html><html><head><title>Access denied</title></head>" +
			"<body><h1>Your address was blocked temporarily</h1></body></html>",
	}
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
func FaultRedirect(operation, location string) Fault {
	return fake.FaultRedirect(operation, location)
}
