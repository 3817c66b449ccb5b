package backup

import (
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"time"
)

// The kinds of failure, to be matched with [errors.Is].
var (
	// ErrNotFound: the thing does not exist, or is invisible to this account.
	ErrNotFound = errors.New("not found")
	// ErrUnauthenticated: credentials are missing, wrong or expired.
	ErrUnauthenticated = errors.New("not authenticated")
	// ErrPermission: the credentials are good but may not do this.
	ErrPermission = errors.New("permission denied")
	// ErrConflict: the thing exists already, or its state forbids the call.
	ErrConflict = errors.New("conflict")
	// ErrBusy: another operation runs on the thing; the call may work later.
	ErrBusy = errors.New("busy")
	// ErrInvalid: an argument was refused, by this library or by the service.
	ErrInvalid = errors.New("invalid argument")
	// ErrQuota: a quota or limit of the account is reached.
	ErrQuota = errors.New("quota exceeded")
	// ErrRateLimited: too many requests in a short time.
	ErrRateLimited = errors.New("rate limited")
	// ErrUnavailable: the service, or the way to it, does not work at present.
	ErrUnavailable = errors.New("service unavailable")
	// ErrUnreadable: the response is none that the service documents: a page of a
	// proxy, nothing at all, cut off, or without the thing that it is about. The
	// call may have been executed, see [Error.MaybeExecuted]. A page, and a
	// response that broke off on its way, match [ErrUnavailable] as well.
	ErrUnreadable = errors.New("unreadable response")
	// ErrOrderFailed: the service took an order and did not carry it out.
	ErrOrderFailed = errors.New("order failed")
	// ErrUnsupported: the service does not have the operation here, in this cloud or
	// this version.
	ErrUnsupported = errors.New("not supported")
)

// Kind classifies an [Error]. Each kind but [KindUnknown] matches one of the
// Err… values with [errors.Is].
type Kind uint8

// The kinds of errors.
const (
	KindUnknown Kind = iota
	KindNotFound
	KindUnauthenticated
	KindPermission
	KindConflict
	KindBusy
	KindInvalid
	KindQuota
	KindRateLimited
	KindUnavailable
	KindUnreadable
	KindOrderFailed
	KindUnsupported
)

// Sentinel returns the Err… value of the kind, nil for [KindUnknown].
func (k Kind) Sentinel() error {
	switch k {
	case KindNotFound:
		return ErrNotFound
	case KindUnauthenticated:
		return ErrUnauthenticated
	case KindPermission:
		return ErrPermission
	case KindConflict:
		return ErrConflict
	case KindBusy:
		return ErrBusy
	case KindInvalid:
		return ErrInvalid
	case KindQuota:
		return ErrQuota
	case KindRateLimited:
		return ErrRateLimited
	case KindUnavailable:
		return ErrUnavailable
	case KindUnreadable:
		return ErrUnreadable
	case KindOrderFailed:
		return ErrOrderFailed
	case KindUnsupported:
		return ErrUnsupported
	default:
		return nil
	}
}

// String returns the kind's text, such as "not found".
func (k Kind) String() string {
	if err := k.Sentinel(); err != nil {
		return err.Error()
	}
	return "unknown"
}

// KindOfStatus returns the kind an HTTP status stands for when the body says
// nothing better, [KindUnknown] where the status alone does not tell. Status
// 500 is unknown on purpose: services use it for permanent refusals.
func KindOfStatus(status int) Kind {
	switch status {
	case 400, 405, 406, 411, 413, 414, 415, 422:
		return KindInvalid
	case 401:
		return KindUnauthenticated
	case 403:
		return KindPermission
	case 404, 410:
		return KindNotFound
	case 409, 412:
		return KindConflict
	case 423:
		return KindBusy
	case 429:
		return KindRateLimited
	case 408, 502, 503, 504:
		return KindUnavailable
	default:
		return KindUnknown
	}
}

// Error is a failed API call: the service refused it, answered something that
// cannot be read, or could not be reached. It holds no header, query, body or
// credential. Use [errors.As] for the details and [errors.Is] with the Err…
// values for the kind; errors of the context match too.
type Error struct {
	// Provider and Operation name the call, as in [Operation].
	Provider, Operation string
	// StatusCode is the HTTP status, 0 when no answer came. Zomro reports its
	// errors under status 200.
	StatusCode int
	// Kind classifies the failure.
	Kind Kind
	// Code is the vendor's error code, such as "BackupService.6105".
	Code string
	// Message is the vendor's text, or a short prefix of an answer that could
	// not be read.
	Message string
	// RequestID is the vendor's id of the request, for support cases.
	RequestID string
	// Attempts counts the requests that were sent, 0 when none was.
	Attempts int
	// MaybeExecuted says that the service may have done what the call asks for,
	// although the call failed: an attempt left, and no response said that it was
	// refused. Attempts that never left, and those that were refused for their
	// credentials, their contents or the rate of requests, do not count.
	MaybeExecuted bool
	// RetryAfter is the wait the service asked for, 0 when it did not. While a sign-in
	// that failed is not tried again, it is the rest of that pause.
	RetryAfter time.Duration
	// Err is the cause when there is one, such as a network error.
	Err error
}

// Error implements error: operation, status, code, message, cause, request id.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Provider)
	if e.Operation != "" {
		b.WriteString(" " + e.Operation)
	}
	b.WriteString(": ")
	var parts []string
	if e.StatusCode != 0 {
		parts = append(parts, "status "+strconv.Itoa(e.StatusCode))
	}
	if e.Code != "" {
		parts = append(parts, e.Code)
	}
	b.WriteString(strings.Join(parts, " "))
	text := e.Message
	if cause := e.cause(); cause != "" {
		if text != "" {
			text += ": "
		}
		text += cause
	}
	if text == "" {
		text = e.Kind.String()
	}
	if len(parts) > 0 {
		b.WriteString(": ")
	}
	b.WriteString(text)
	var notes []string
	if e.RequestID != "" {
		notes = append(notes, "request id "+e.RequestID)
	}
	if e.Attempts > 1 {
		notes = append(notes, strconv.Itoa(e.Attempts)+" attempts")
	}
	if e.RetryAfter > 0 {
		notes = append(notes, "retry after "+e.RetryAfter.Round(time.Millisecond).String())
	}
	if len(notes) > 0 {
		b.WriteString(" (" + strings.Join(notes, ", ") + ")")
	}
	return b.String()
}

// cause is the text of the cause. Details that add nothing to the message have
// none.
func (e *Error) cause() string {
	if e.Err == nil {
		return ""
	}
	return e.Err.Error()
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Is reports whether target is the Err… value of the error's kind.
func (e *Error) Is(target error) bool {
	sentinel := e.Kind.Sentinel()
	return sentinel != nil && target == sentinel
}

// LogValue implements [slog.LogValuer] with one attribute per detail.
func (e *Error) LogValue() slog.Value {
	attrs := []slog.Attr{
		slog.String("provider", e.Provider),
		slog.String("operation", e.Operation),
		slog.String("kind", e.Kind.String()),
	}
	if e.StatusCode != 0 {
		attrs = append(attrs, slog.Int("status", e.StatusCode))
	}
	if e.Code != "" {
		attrs = append(attrs, slog.String("code", e.Code))
	}
	if e.Message != "" {
		attrs = append(attrs, slog.String("message", e.Message))
	}
	if e.RequestID != "" {
		attrs = append(attrs, slog.String("request_id", e.RequestID))
	}
	if e.Attempts != 0 {
		attrs = append(attrs, slog.Int("attempts", e.Attempts))
	}
	if e.MaybeExecuted {
		attrs = append(attrs, slog.Bool("maybe_executed", true))
	}
	if e.RetryAfter != 0 {
		attrs = append(attrs, slog.Duration("retry_after", e.RetryAfter))
	}
	if cause := e.cause(); cause != "" {
		attrs = append(attrs, slog.String("cause", cause))
	}
	return slog.GroupValue(attrs...)
}

// ArgumentError is a configuration or argument that this library refused
// before anything was sent. It matches [ErrInvalid].
type ArgumentError struct {
	// Provider is the package that refused it, as in [Operation].
	Provider string
	// Field names what is wrong, such as "Config.Region" or "vault_id".
	Field string
	// Reason says why, without the value.
	Reason string
}

// Error implements error.
func (e *ArgumentError) Error() string {
	return fmt.Sprintf("%s: %s %s", e.Provider, e.Field, e.Reason)
}

// Is reports whether target is [ErrInvalid].
func (e *ArgumentError) Is(target error) bool { return target == ErrInvalid }
