package rest

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"time"

	backup "github.com/backup-sdk/backup-go"
)

// Bounds of what is read of a response.
const (
	maxBody      = 64 << 20
	maxErrorBody = 1 << 20
	maxPooled    = 1 << 20 // larger buffers are left to the garbage collector
)

// send puts one attempt on the wire and reads its response whole, within the
// attempt's timeout, before the rest of the chain looks at it.
func (c *Client) send(next handler) handler {
	return func(ctx context.Context, call *call) (err error) {
		if encode := c.cfg.Encode; encode != nil {
			if err := encode(call.attempt); err != nil {
				call.final = true
				return call.fail(backup.KindInvalid, "request cannot be encoded", err)
			}
		}
		call.attempts++
		call.sent = true
		if c.observed {
			start := time.Now()
			ctx = c.attemptStart(ctx, call)
			defer func() { call.report = &attemptReport{ctx: ctx, duration: time.Since(start), err: err} }()
		}

		sendCtx := call.timeout // is the request's
		sendCtx.start(ctx, c.cfg.Settings.Timeout, c.timedOut)
		defer sendCtx.finish()
		resp, err := c.http.Do(call.attempt) //nolint:bodyclose // closed by readResponse
		if err != nil {
			return call.sendFailed(ctx, sendCtx, c, err)
		}
		buf := c.buffer()
		defer c.release(buf)
		if err := call.readResponse(sendCtx, c, resp, buf); err != nil {
			return call.readFailed(ctx, sendCtx, err)
		}
		return next(ctx, call)
	}
}

// byteOrderMark is that of UTF-8.
const byteOrderMark = "\xef\xbb\xbf"

// buffer returns an empty buffer for a response, from the pool if it has one.
func (c *Client) buffer() *bytes.Buffer {
	if buf, ok := c.buffers.Get().(*bytes.Buffer); ok {
		return buf
	}
	return new(bytes.Buffer)
}

func (c *Client) release(buf *bytes.Buffer) {
	if buf.Cap() <= maxPooled {
		buf.Reset()
		c.buffers.Put(buf)
	}
}

// readResponse reads and closes a response. The response's body lives in buf.
func (call *call) readResponse(ctx context.Context, c *Client, resp *http.Response, buf *bytes.Buffer) error {
	defer func() {
		// The body is read to its end or given up: an error of Close says
		// nothing more.
		_ = resp.Body.Close()
	}()
	call.response.Status, call.response.Header = resp.StatusCode, resp.Header
	call.response.sensitive = call.request.Sensitive
	call.response.RequestID = requestID(resp.Header, c.cfg.RequestIDHeaders)

	if n := max(resp.ContentLength, 0); n <= maxPooled {
		buf.Grow(int(n) + bytes.MinRead)
	}
	// A byte order mark is no part of JSON, but some servers and proxies send one.
	defer func() { call.response.Body = bytes.TrimPrefix(call.response.Body, []byte(byteOrderMark)) }()
	if !succeeded(call.response.Op, resp.StatusCode) {
		// The beginning of an error page is enough, and a broken one is still
		// an error with a status.
		_, err := buf.ReadFrom(call.limit(resp.Body, maxErrorBody))
		call.response.Body = buf.Bytes()
		if ctx.Err() == nil {
			return nil
		}
		return err
	}
	if resp.ContentLength > maxBody {
		return errTooLarge // and nothing of it is read
	}
	_, err := buf.ReadFrom(call.limit(resp.Body, maxBody+1))
	call.response.Body = buf.Bytes()
	if buf.Len() > maxBody {
		return errTooLarge
	}
	return err
}

// limit is [io.LimitReader] without an allocation.
func (call *call) limit(body io.Reader, n int64) io.Reader {
	call.limited = io.LimitedReader{R: body, N: n}
	return &call.limited
}

var errTooLarge = fmt.Errorf("response is larger than %d MiB", maxBody>>20)

// readFailed is the error of a response that broke off.
func (call *call) readFailed(ctx, sendCtx context.Context, err error) error {
	if cause := endOf(ctx, sendCtx); cause != nil {
		return call.cut(ctx, cause)
	}
	if errors.Is(err, errTooLarge) {
		call.final = true
		return call.fail(backup.KindUnreadable, "", err)
	}
	// The status stays in the error, but half a response is none: the call may
	// be sent again if that is harmless.
	return call.fail(backup.KindUnavailable, "response broke off", &brokeOffError{err})
}

// brokeOffError is the end of a response before its end: it matches the error of
// the connection, and [backup.ErrUnreadable].
type brokeOffError struct{ err error }

// Error implements error.
func (e *brokeOffError) Error() string { return e.err.Error() }

// Unwrap returns what the connection said.
func (e *brokeOffError) Unwrap() error { return e.err }

// Is reports whether target is [backup.ErrUnreadable].
func (*brokeOffError) Is(target error) bool { return target == backup.ErrUnreadable }

// sendFailed is the error of a request without a response. The *url.Error of
// net/http is taken off: it repeats the URL with its query.
func (call *call) sendFailed(ctx, sendCtx context.Context, c *Client, err error) error {
	if cause := endOf(ctx, sendCtx); cause != nil {
		return call.cut(ctx, cause)
	}
	// Behind a redirect the first request has been answered: whatever happens on
	// the way to the next host does not undo it.
	redirected := false
	if urlErr, ok := errors.AsType[*url.Error](err); ok {
		err, redirected = urlErr.Err, urlErr.URL != call.attempt.URL.Redacted()
	}
	kind := backup.KindUnavailable
	redirect, isRedirect := errors.AsType[*redirectError](err)
	switch {
	case isRedirect:
		kind, call.final = backup.KindUnknown, true
		call.response.Status, call.response.Header = redirect.status, redirect.header
		call.response.RequestID = requestID(redirect.header, c.cfg.RequestIDHeaders)
		err = &redirectError{target: redirect.target, reason: redirect.reason}
	case isPermanent(err):
		kind, call.final, call.neverLeft = backup.KindUnknown, true, !redirected
	case neverConnected(err):
		call.neverLeft = !redirected
	}
	return call.fail(kind, "", err)
}

// cut is the error of an attempt that ran out of time or was cancelled.
func (call *call) cut(ctx context.Context, cause error) error {
	if ctx.Err() != nil {
		return call.fail(backup.KindUnknown, "", cause)
	}
	return call.fail(backup.KindUnavailable, "", cause)
}

// endOf returns why the caller's context ended, or else the attempt's, nil
// while both live.
func endOf(ctx, sendCtx context.Context) error {
	if err := backup.ContextError(ctx); err != nil {
		return err
	}
	if sendCtx.Err() != nil {
		return context.Cause(sendCtx)
	}
	return nil
}

// timeoutError is the end of one attempt. It does not match the errors of
// contexts: the caller's own still lives.
type timeoutError struct{ after time.Duration }

func (e *timeoutError) Error() string { return "no response within " + e.after.String() }

// Timeout makes it a timeout for net.Error users.
func (*timeoutError) Timeout() bool { return true }

// neverConnected reports errors that come before a connection stands: nothing
// of the request has left then.
func neverConnected(err error) bool {
	if op, ok := errors.AsType[*net.OpError](err); ok && (op.Op == "dial" || op.Op == "proxyconnect") {
		return true
	}
	return isA[*net.DNSError](err)
}

// isPermanent reports connection errors that no retry mends.
func isPermanent(err error) bool {
	return errors.Is(err, http.ErrSchemeMismatch) || // net/http puts it in place of a RecordHeaderError
		isA[x509.UnknownAuthorityError](err) || isA[x509.HostnameError](err) || isA[x509.CertificateInvalidError](err) ||
		isA[*tls.CertificateVerificationError](err) || isA[tls.RecordHeaderError](err)
}

func isA[E error](err error) bool {
	_, is := errors.AsType[E](err)
	return is
}
