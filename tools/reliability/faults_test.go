package reliability

import (
	"crypto/x509"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"syscall"
	"time"

	backup "github.com/backup-sdk/backup-go"
)

// fault is what happens to the requests of an operation.
type fault struct {
	name   string
	strike func(x *exchange) (*http.Response, error)
	once   bool  // heals after the first request
	ownID  bool  // its request id is made of secrets
	cancel stage // ends the caller's context there
	want   want
}

// stage is when a caller gives up.
type stage int

const (
	never stage = iota
	beforehand
	signingIn
	later // by the fault itself
)

// want is what a caller sees.
type want struct {
	kind     backup.Kind
	status   int
	attempts int  // of an operation that is idempotent; others are sent once
	repeat   bool // others are sent as often
	success  bool
	over     bool // the call is over before its context ends
}

const most = 4 // attempts of the default policy

// reset is what a broken connection looks like.
func reset() error { return &net.OpError{Op: "read", Net: "tcp", Err: syscall.ECONNRESET} }

func faults() []fault {
	all := append(basics(), redirects()...)
	all = append(all, twice()...)
	all = append(all, noise()...)
	return append(all, repeats()...)
}

func basics() []fault {
	unavailable := func(status int) want { return want{kind: backup.KindUnavailable, status: status, attempts: most} }
	return []fault{
		{name: "no fault", strike: succeed, want: want{success: true, attempts: 1}},

		{name: "connection refused", want: want{kind: backup.KindUnavailable, attempts: most, repeat: true},
			strike: fail(&net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED})},
		{name: "no such host", want: want{kind: backup.KindUnavailable, attempts: most, repeat: true},
			strike: fail(&net.OpError{Op: "dial", Net: "tcp", Err: &net.DNSError{Err: "no such host", Name: "service.test", IsNotFound: true}})},
		{name: "unknown certificate", want: want{attempts: 1}, strike: fail(x509.UnknownAuthorityError{})},
		{name: "reset before the request arrives", want: unavailable(0), strike: fail(reset())},
		{name: "reset after the work is done", want: unavailable(0), strike: func(x *exchange) (*http.Response, error) {
			x.executed = true
			return nil, reset()
		}},

		{name: "no headers in time", want: unavailable(0), strike: func(x *exchange) (*http.Response, error) {
			x.executed = true
			return nil, x.wait()
		}},
		{name: "no body in time", want: unavailable(200), strike: body(func(x *exchange) io.Reader { return waiting{x} })},
		{name: "truncated body", want: unavailable(200), strike: body(func(*exchange) io.Reader {
			return io.MultiReader(strings.NewReader(`{"`), broken{})
		})},
		{name: "oversized body", want: want{kind: backup.KindUnreadable, status: 200, attempts: 1}, strike: func(x *exchange) (*http.Response, error) {
			x.executed = true
			resp := x.origin.answer(x.req, 200, "application/json", "")
			resp.ContentLength = 1 << 30
			return resp, nil
		}},

		{name: "wrong content type", want: want{success: true, attempts: 1}, strike: func(x *exchange) (*http.Response, error) {
			resp := x.succeed()
			resp.Header.Set("Content-Type", "text/plain")
			return resp, nil
		}},
		{name: "HTML page", want: want{kind: backup.KindUnreadable, status: 200, attempts: most}, strike: func(x *exchange) (*http.Response, error) {
			return x.origin.answer(x.req, 200, "text/html", "<html><body>Sign in to the network. "+x.echo()+"</body></html>"), nil
		}},
		{name: "empty response", want: want{kind: backup.KindUnreadable, status: 200, attempts: 1}, strike: text("")},
		{name: "broken JSON", want: want{kind: backup.KindUnreadable, status: 200, attempts: 1}, strike: text(`{"a": [tru`)},
		{name: "JSON of another type", want: want{kind: backup.KindUnreadable, status: 200, attempts: 1}, strike: text(`[[1], 2, "three"]`)},

		{name: "401 once", once: true, want: want{success: true, attempts: 2, repeat: true}, strike: status(401, nil)},
		{name: "401 always", want: want{kind: backup.KindUnauthenticated, status: 401, attempts: 2, repeat: true}, strike: status(401, nil)},
		{name: "403", want: want{kind: backup.KindPermission, status: 403, attempts: 1}, strike: status(403, nil)},
		{name: "404", want: want{kind: backup.KindNotFound, status: 404, attempts: 1}, strike: status(404, nil)},
		{name: "409", want: want{kind: backup.KindConflict, status: 409, attempts: 1}, strike: status(409, nil)},
		{name: "429", want: want{kind: backup.KindRateLimited, status: 429, attempts: most}, strike: status(429, nil)},
		{name: "429, Retry-After in seconds", want: want{kind: backup.KindRateLimited, status: 429, attempts: most, repeat: true},
			strike: status(429, seconds(2))},
		{name: "429, Retry-After as a date", want: want{kind: backup.KindRateLimited, status: 429, attempts: most, repeat: true},
			strike: status(429, func() string { return time.Now().Add(3 * time.Second).UTC().Format(http.TimeFormat) })},
		{name: "429, Retry-After of years", want: want{kind: backup.KindRateLimited, status: 429, attempts: 1},
			strike: status(429, seconds(1<<40))},
		{name: "500", want: want{status: 500, attempts: 1}, strike: status(500, nil)},
		{name: "502", want: unavailable(502), strike: status(502, nil)},
		{name: "503", want: unavailable(503), strike: status(503, nil)},
		{name: "503, Retry-After in seconds", want: want{kind: backup.KindUnavailable, status: 503, attempts: most, repeat: true},
			strike: status(503, seconds(2))},
		{name: "504", want: unavailable(504), strike: status(504, nil)},
		{name: "cancelled before the call", cancel: beforehand, strike: succeed},
		{name: "cancelled while signing in", cancel: signingIn, strike: func(x *exchange) (*http.Response, error) {
			x.origin.cancelSoon()
			return nil, x.wait()
		}},
		{name: "cancelled before the headers", cancel: later, want: want{attempts: 1}, strike: func(x *exchange) (*http.Response, error) {
			x.executed = true
			x.origin.cancelSoon()
			return nil, x.wait()
		}},
		{name: "cancelled in the body", cancel: later, want: want{status: 200, attempts: 1}, strike: body(func(x *exchange) io.Reader {
			x.origin.cancelSoon()
			return waiting{x}
		})},
		{name: "cancelled before the next attempt", cancel: later, want: want{kind: backup.KindUnavailable, status: 503, attempts: 1}, strike: func(x *exchange) (*http.Response, error) {
			x.origin.cancelSoon()
			return status(503, seconds(30))(x)
		}},
	}
}

func succeed(x *exchange) (*http.Response, error) { return x.succeed(), nil }

// fail breaks the connection before the service has the request.
func fail(err error) func(*exchange) (*http.Response, error) {
	return func(*exchange) (*http.Response, error) { return nil, err }
}

// status refuses: the service did nothing.
func status(code int, retryAfter func() string) func(*exchange) (*http.Response, error) {
	return func(x *exchange) (*http.Response, error) {
		resp := x.status(code)
		if retryAfter != nil {
			resp.Header.Set("Retry-After", retryAfter())
		}
		return resp, nil
	}
}

func seconds(n int64) func() string {
	return func() string { return strconv.FormatInt(n, 10) }
}

// text carries the request out and answers with something else.
func text(answer string) func(*exchange) (*http.Response, error) {
	return func(x *exchange) (*http.Response, error) {
		x.executed = true
		return x.origin.answer(x.req, 200, "application/json", answer), nil
	}
}

// body carries the request out and answers with a stream.
func body(reader func(*exchange) io.Reader) func(*exchange) (*http.Response, error) {
	return func(x *exchange) (*http.Response, error) {
		x.executed = true
		return x.origin.stream(x.req, 200, "application/json", reader(x)), nil
	}
}

// wait ends with the request, as a transport does.
func (x *exchange) wait() error {
	x.origin.mu.Unlock()
	defer x.origin.mu.Lock()
	<-x.req.Context().Done()
	return x.req.Context().Err()
}

// waiting is a body that does not come.
type waiting struct{ x *exchange }

// Read implements [io.Reader].
func (w waiting) Read([]byte) (int, error) {
	<-w.x.req.Context().Done()
	return 0, w.x.req.Context().Err()
}

// broken is the end of a connection in the middle of a body.
type broken struct{}

// Read implements [io.Reader].
func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }
