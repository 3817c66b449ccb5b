package rest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	backup "github.com/backup-sdk/backup-go"
)

// Response is what came back for one attempt. Its Body is only valid while it is
// classified.
type Response struct {
	Op        backup.Operation
	Status    int
	Header    http.Header
	Body      []byte
	RequestID string // as it came, see [Response.shownID]

	client    *Client  // knows the secrets to cut out; nil keeps all
	request   *Request // may hold some of its own
	sensitive bool     // nothing of the body may be shown, see [Request.Sensitive]
}

// redact takes out of a text what nobody may read.
func (r *Response) redact(text string) string {
	if r.client == nil || text == "" {
		return text
	}
	return r.client.redact(r.request, text)
}

// shownID is the request id fit for errors, events and logs: it is the service's
// text too.
func (r *Response) shownID() string { return oneLine(r.redact(r.RequestID), maxCode) }

// OK reports whether the status means success.
func (r *Response) OK() bool { return succeeded(r.Op, r.Status) }

func succeeded(op backup.Operation, status int) bool {
	return status >= 200 && status < 300 || slices.Contains(op.Success, status)
}

// check has the provider classify the response. A page in place of a response is a
// failure whatever its status: a proxy or a network's sign-in made it, and the
// service may never have seen the call.
func (c *Client) check(next handler) handler {
	return func(ctx context.Context, call *call) error {
		e := notFollowed(&call.response)
		if e == nil {
			e = c.cfg.CheckResponse(&call.response)
		}
		if (e == nil || e.Err == nil) && call.response.IsPage() {
			if e == nil {
				e = &backup.Error{Kind: backup.KindUnreadable, Message: call.response.Prefix()}
			}
			e.Err = &pageError{failed: !call.response.OK()}
		}
		if e != nil {
			return c.finish(call, e)
		}
		return next(ctx, call)
	}
}

// pageError marks the error of a page. It says nothing of its own: the error has
// the beginning of the page.
type pageError struct {
	failed bool // the status says more than the page
}

// Error implements error.
func (*pageError) Error() string { return "" }

// Is makes each page unreadable, and one in place of a success a failure of the
// service or of the way to it.
func (e *pageError) Is(target error) bool {
	return target == backup.ErrUnreadable || target == backup.ErrUnavailable && !e.failed
}

// notFollowed is the error of a redirect that net/http hands out as a response: it
// cannot send the body again.
func notFollowed(r *Response) *backup.Error {
	switch r.Status {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
	default:
		return nil
	}
	target, err := url.Parse(r.Header.Get("Location"))
	if err != nil {
		target = new(url.URL)
	}
	return &backup.Error{Err: &redirectError{target: withoutQuery(target), reason: "the request cannot be sent twice"}}
}

// Quotable reports whether an error may repeat what the response says in a form
// that nobody documents. It may not where the response can hold a token.
func (r *Response) Quotable() bool { return !r.sensitive }

// Clean makes a text of the response fit for errors: secrets cut out, one line,
// bounded. What is in [backup.Error] itself is cleaned anyway; this is for the
// details behind it.
func (r *Response) Clean(text string) string {
	return oneLine(r.redact(text), maxMessage)
}

// IsPage reports an HTML or XML document, or a text that says it is one: no
// service answers with that. JSON is JSON, whatever its type says.
func (r *Response) IsPage() bool {
	body := bytes.TrimSpace(bytes.TrimPrefix(r.Body, []byte("\xef\xbb\xbf")))
	if len(body) == 0 || isJSON(body) {
		return false
	}
	return body[0] == '<' || strings.HasPrefix(r.Header.Get("Content-Type"), "text/html")
}

// finish completes an error with what the call knows and takes secrets out.
func (c *Client) finish(call *call, e *backup.Error) *backup.Error {
	e.Provider, e.Operation, e.Attempts = call.response.Op.Provider, call.response.Op.ID, call.attempts
	if e.StatusCode == 0 {
		e.StatusCode = call.response.Status
	}
	if e.RequestID == "" {
		e.RequestID = call.response.shownID()
	}
	if e.RetryAfter == 0 {
		e.RetryAfter = RetryAfter(call.response.Header)
	}
	r := &call.response
	e.Code, e.Message, e.RequestID = oneLine(r.redact(e.Code), maxCode), oneLine(r.redact(e.Message), maxMessage), oneLine(r.redact(e.RequestID), maxCode)
	e.Err = r.cleanCause(e.Err)
	return e
}

// Bounds of what an error repeats of a response.
const (
	maxCode    = 128
	maxMessage = 500
	maxPrefix  = 120

	// redactWindow is how much of a body is searched for secrets before its
	// beginning is shown: more than the longest token.
	redactWindow = 64 << 10
)

// cleanCause makes the cause of an error fit to be shown. Those of net/http and of
// decoders repeat what came: a line that is no status, an address, a value.
func (r *Response) cleanCause(cause error) error {
	if cause == nil {
		return nil
	}
	text := cause.Error()
	shown := r.redact(text)
	if shown == text && !strings.ContainsFunc(text, unicode.IsControl) {
		return cause
	}
	return &cleanedError{text: oneLine(shown, maxMessage), err: cause}
}

// cleanedError is an error whose text held what nobody may read. It matches what the
// error matches, and keeps that to itself.
type cleanedError struct {
	text string
	err  error
}

// Error implements error.
func (e *cleanedError) Error() string { return e.text }

// GoString implements [fmt.GoStringer].
func (e *cleanedError) GoString() string { return fmt.Sprintf("&rest.cleanedError{%q}", e.text) }

// Is reports whether the error matches target.
func (e *cleanedError) Is(target error) bool { return errors.Is(e.err, target) }

// oneLine replaces control characters and invalid bytes by blanks, folds
// white space and cuts what is longer than limit bytes.
func oneLine(text string, limit int) string {
	var b strings.Builder
	blank := false
	for _, r := range text {
		if r == utf8.RuneError || unicode.IsSpace(r) || !unicode.IsPrint(r) {
			blank = b.Len() > 0
			continue
		}
		end := b.Len()
		if blank {
			b.WriteByte(' ')
			blank = false
		}
		b.WriteRune(r)
		if b.Len() > limit {
			return b.String()[:end] + "…"
		}
	}
	return b.String()
}

// ClassifyStatus classifies by status alone: nil for success, else an error
// with the status' kind and a short prefix of the body.
func ClassifyStatus(r *Response) *backup.Error {
	if r.OK() {
		return nil
	}
	return &backup.Error{StatusCode: r.Status, Kind: backup.KindOfStatus(r.Status), Message: r.Prefix()}
}

// Prefix describes a body that is not what the API documents: its content
// type, and the beginning of its text, or only its length if it may hold a token.
func (r *Response) Prefix() string {
	body := bytes.TrimSpace(r.Body)
	if len(body) == 0 {
		return "empty response"
	}
	kind, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";")
	if kind == "" {
		kind = "untyped"
	}
	if r.sensitive {
		return oneLine(kind, maxCode) + " response of " + strconv.Itoa(len(body)) + " bytes"
	}
	text := string(body[:min(len(body), redactWindow)])
	// Before it is cut: half a secret would not be recognised any more.
	return oneLine(kind, maxCode) + " response: " + oneLine(r.redact(text), maxPrefix)
}

// requestID returns the first of the named headers that is set.
func requestID(h http.Header, names []string) string {
	for _, name := range names {
		if id := h.Get(name); id != "" {
			return id
		}
	}
	return ""
}

// RetryAfter reads the header of that name: seconds or an HTTP date. What
// cannot be read, or lies in the past, is 0.
func RetryAfter(h http.Header) time.Duration {
	value := strings.TrimSpace(h.Get("Retry-After"))
	if value == "" {
		return 0
	}
	if seconds, err := strconv.ParseFloat(value, 64); err == nil {
		const most = float64(math.MaxInt64) / float64(time.Second)
		switch {
		case !(seconds > 0): // also NaN
			return 0
		case seconds >= most:
			return math.MaxInt64
		}
		return time.Duration(seconds * float64(time.Second))
	}
	if at, err := http.ParseTime(value); err == nil {
		return max(0, time.Until(at))
	}
	return 0
}
