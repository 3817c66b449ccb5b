package cbr

import (
	"bytes"
	"encoding/json"
	"unicode"
	"unicode/utf8"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/internal/rest"
)

// ErrorDetail is what the service said of a failed call, part by part. It is behind
// a [backup.Error] whose response was in a form of the service; [errors.As] finds
// it:
//
//	var detail *cbr.ErrorDetail
//	if errors.As(err, &detail) { log.Print(detail.Causes) }
type ErrorDetail struct {
	// Code is the error code, such as "BackupService.6105" and "APIGW.0301"; that of
	// IAM is the status.
	Code string
	// Message is the text for people. A response that is a bare text is all message.
	Message string
	// Title is IAM's name of the status, such as "Unauthorized".
	Title string
	// Wrapper is the name of the object around code and message, where there is one:
	// "unauthorized", "badRequest", or "error" from IAM.
	Wrapper string
	// Causes are the single reasons of a refusal by a policy.
	Causes []ErrorCause
	// AuthorizationMessage says which permission lacks, in a form that only the
	// service decodes.
	AuthorizationMessage string
	// OrderID is the order that failed, where the response names it.
	OrderID string

	order bool // it is about an order that was not carried out
}

// ErrorCause is one reason of a refusal.
type ErrorCause struct{ Code, Message string }

// Error is empty: the [backup.Error] in front says it all already.
func (*ErrorDetail) Error() string { return "" }

// Is makes orders that failed match [backup.ErrOrderFailed], whatever their code
// says beside that.
func (d *ErrorDetail) Is(target error) bool { return d.order && target == backup.ErrOrderFailed }

// detail is a failure in the form of users, without secrets.
func (f failure) detail(r *rest.Response) *ErrorDetail {
	d := &ErrorDetail{
		Code: r.Clean(f.code), Message: r.Clean(f.message), Title: r.Clean(f.title), Wrapper: r.Clean(f.wrapper),
		AuthorizationMessage: r.Clean(f.denied),
	}
	for _, cause := range f.causes {
		d.Causes = append(d.Causes, ErrorCause{Code: r.Clean(cause.Code), Message: r.Clean(cause.Message)})
	}
	return d
}

// longestText is how much of a bare text is looked at: more than is shown, so that
// a secret at the cut is known as one.
const longestText = 64 << 10

// bareText is a response that is a text and nothing else, as some operations have
// it: JSON or plain. It is "" for all others, and where nothing may be quoted.
func bareText(r *rest.Response) string {
	if !r.Quotable() || r.IsPage() {
		return ""
	}
	var text string
	if json.Unmarshal(r.Body, &text) == nil {
		return text
	}
	body := bytes.TrimSpace(r.Body)
	if len(body) == 0 || json.Valid(body) || bytes.ContainsAny(body[:1], `{["`) {
		return ""
	}
	body = body[:min(len(body), longestText)]
	for len(body) > 0 && !utf8.Valid(body[max(0, len(body)-utf8.UTFMax):]) && len(r.Body) > longestText {
		body = body[:len(body)-1] // the cut is within a character
	}
	if !utf8.Valid(body) || bytes.ContainsFunc(body, func(c rune) bool { return unicode.IsControl(c) && !unicode.IsSpace(c) }) {
		return ""
	}
	return string(body)
}
