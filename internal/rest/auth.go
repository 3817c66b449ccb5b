package rest

import (
	"context"
	"errors"
	"net/http"
	"strings"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/internal/token"
)

// Authenticator adds credentials to requests. It is safe for concurrent use.
type Authenticator interface {
	// Authenticate adds credentials to one attempt and returns the generation of
	// the token it used, 0 when there is none. The request belongs to it.
	Authenticate(ctx context.Context, req *http.Request) (token.Generation, error)
	// Rejected is told that the service refused what Authenticate added. It
	// reports whether another attempt would carry fresh credentials. It is
	// asked once per call.
	Rejected(ctx context.Context, generation token.Generation, err *backup.Error) bool
}

// Acceptor is an [Authenticator] that wants to know which tokens the service takes.
type Acceptor interface {
	Accepted(generation token.Generation)
}

// authenticate signs each attempt, and has a call sent again once when the
// service refuses its credentials: a refused request was not executed.
func (c *Client) authenticate(next handler) handler {
	auth := c.cfg.Auth
	accepts, _ := auth.(Acceptor)
	return func(ctx context.Context, call *call) error {
		call.prepare(ctx, c)
		if auth == nil {
			return next(ctx, call)
		}
		generation, err := auth.Authenticate(ctx, call.attempt)
		if err != nil {
			return call.signInFailed(ctx, err)
		}
		err = next(ctx, call)
		if err == nil {
			if accepts != nil {
				accepts.Accepted(generation)
			}
			return nil
		}
		if e, ok := errors.AsType[*backup.Error](err); ok && !call.reauthed && e.StatusCode != 0 &&
			(e.Kind == backup.KindUnauthenticated || e.Kind == backup.KindPermission) {
			call.reauthed = true
			call.again = auth.Rejected(ctx, generation, e)
		}
		return err
	}
}

// prepare makes the request of one attempt. Nothing of it is shared with the ones
// before: a transport may still look at a request that failed.
func (call *call) prepare(ctx context.Context, c *Client) {
	call.response = Response{Op: call.response.Op, client: c, request: call.request}
	o := &call.request.first
	if call.attempt != nil {
		o = new(outgoing)
	}
	o.timeout.Context = ctx
	call.attempt, call.timeout = c.build(call.request, o), &o.timeout
}

// signInFailed is the error of a call whose credentials could not be had.
func (call *call) signInFailed(ctx context.Context, err error) error {
	call.final = true // the sign-in has had its own retries
	if cause := backup.ContextError(ctx); cause != nil {
		return call.fail(backup.KindUnknown, "waiting for sign-in", cause)
	}
	out := SignInError(call.response.Op, err)
	out.Attempts = call.attempts
	return out
}

// SignInError is the error of an operation whose credentials could not be had. It
// has all that the service said to the sign-in, in its own words, but names the
// operation.
func SignInError(op backup.Operation, err error) *backup.Error {
	const prefix = "sign-in failed"
	out := &backup.Error{Provider: op.Provider, Operation: op.ID, Kind: backup.KindUnauthenticated, Message: prefix, Err: err}
	held, isHeld := errors.AsType[*token.HeldError](err)
	if isHeld {
		out.RetryAfter = held.Rest
	}
	e, ok := errors.AsType[*backup.Error](err)
	if !ok {
		if strings.Contains(err.Error(), "sign-in") {
			out.Message = ""
		}
		return out
	}
	out.Kind, out.Code, out.StatusCode, out.RequestID = e.Kind, e.Code, e.StatusCode, e.RequestID
	if !isHeld {
		out.RetryAfter = e.RetryAfter
	}
	cause := &signInError{err: err}
	if e.Err != nil {
		cause.text = e.Err.Error()
	}
	out.Err = cause
	// What was said on the way of the error, such as "not tried again for 5s: ".
	before, _ := strings.CutSuffix(err.Error(), e.Error())
	if before == err.Error() {
		before = ""
	}
	out.Message = strings.TrimSuffix(before+e.Message, ": ")
	switch {
	case out.Message == "":
		out.Message = prefix
	case !strings.Contains(out.Message, "sign-in"):
		out.Message = prefix + ": " + out.Message
	}
	return out
}

// signInError is the cause of a call that could not be signed in. Its text is only
// what the call's own error does not say already.
type signInError struct {
	err  error
	text string
}

// Error implements error.
func (e *signInError) Error() string { return e.text }

// Unwrap returns the error of the sign-in.
func (e *signInError) Unwrap() error { return e.err }

// fail makes an error of this call.
func (call *call) fail(kind backup.Kind, message string, cause error) *backup.Error {
	return &backup.Error{
		Provider: call.response.Op.Provider, Operation: call.response.Op.ID, StatusCode: call.response.Status,
		Kind: kind, Message: message, RequestID: call.response.shownID(), Attempts: call.attempts, Err: call.response.cleanCause(cause),
	}
}
