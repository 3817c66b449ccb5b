package backup

import (
	"context"
	"time"
)

// Observer receives the events of every call, for metrics and traces. Nil
// functions are left out; all must be safe for concurrent use and return
// quickly. An observer sees operations, statuses and durations, never a
// header, query, body or identifier.
type Observer struct {
	// OperationStart begins a call. The context it returns (nil: the one
	// given) is used for everything inside, so a span can travel in it.
	OperationStart func(ctx context.Context, op Operation) context.Context
	// OperationEnd ends it, after all attempts.
	OperationEnd func(ctx context.Context, event OperationEvent)
	// AttemptStart begins one request on the wire. The context it returns is
	// used for that request.
	AttemptStart func(ctx context.Context, op Operation, attempt int) context.Context
	// AttemptEnd ends it, when its answer has been read and classified.
	AttemptEnd func(ctx context.Context, event AttemptEvent)
}

// OperationEvent describes a finished call.
type OperationEvent struct {
	Operation Operation
	// Attempts counts the requests sent, 0 when the call ended before.
	Attempts int
	// Duration is the time of all attempts and the pauses between them.
	Duration time.Duration
	// Err is what the caller gets.
	Err error
}

// AttemptEvent describes one request of a call.
type AttemptEvent struct {
	Operation Operation
	// Attempt counts from 1.
	Attempt int
	// Scheme and Host say where the request went: "https", and the host with its
	// port where that is not the scheme's own.
	Scheme, Host string
	// StatusCode is the HTTP status, 0 when no answer came.
	StatusCode int
	// Duration is the time until the answer was read.
	Duration time.Duration
	// RequestID is the vendor's id of the request, if it gave one.
	RequestID string
	// Err is the attempt's failure.
	Err error
	// RetryIn is the pause before the next attempt, 0 when this was the last.
	RetryIn time.Duration
}
