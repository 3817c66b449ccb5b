package zomro

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/internal/billmgr"
	"github.com/backup-sdk/backup-go/internal/rest"
)

// Codes of [backup.Error.Code] that this package branches on or makes itself;
// all others are the service's words.
const (
	codeAccess     = "access"
	codeRunning    = "runningoperation"
	codeLongTask   = "long_task"
	codeBlocked    = "blocked"
	codeUnreadable = "unreadable"
	codeProtected  = "protected"
	codeBlockLogon = "blocklogon"
	codePayment    = "payment_required"
)

// statusBlocked is how the proxy in front of the service responds to addresses
// it blocks for a while; not a registered status.
const statusBlocked = 460

// loginBlock is how long the service blocks an account after failed sign-ins.
const loginBlock = 20 * time.Second

// errorDoc is doc.error.
type errorDoc struct {
	Type   string       `json:"$type"`
	Object string       `json:"$object"`
	Text   string       `json:"$"`
	Msg    string       `json:"msg" dollar:"text"`
	Detail string       `json:"detail" dollar:"text"`
	Params []errorParam `json:"param"`
}

type errorParam struct {
	Name string `json:"$name"`
	Type string `json:"$type"`
	Text string `json:"$"`
}

// checkResponse turns a response into an error when it is one. The service
// reports its own errors under status 200; other statuses and HTML pages come
// from the proxy in front of it, or from the engine when a function takes long.
func checkResponse(r *rest.Response) *backup.Error {
	body := bytes.TrimLeft(r.Body, "\ufeff \t\r\n")
	document := len(body) > 0 && body[0] == '{'
	if document {
		if raw, ok := billmgr.Lookup(body, "doc", "error"); ok && string(raw) != "null" {
			if raw[0] == '"' && !r.Quotable() {
				return &backup.Error{Message: "error that is a bare text"}
			}
			return serviceError(r, raw)
		}
		if e := paymentDue(r, body); e != nil {
			return e
		}
	}
	switch {
	case r.Status == statusBlocked || r.Status == http.StatusForbidden:
		return &backup.Error{
			Kind: backup.KindPermission, Code: codeBlocked,
			Message: "the address is blocked, usually for a while; " + r.Prefix(),
		}
	case document || !r.OK():
		return rest.ClassifyStatus(r)
	case isLongTask(body):
		return &backup.Error{
			Kind: backup.KindBusy, Code: codeLongTask,
			Message: "the service goes on with the work in the background",
			Err:     &longTaskError{address: taskAddress(body)},
		}
	default:
		return &backup.Error{Kind: backup.KindUnreadable, Code: codeUnreadable, Message: "response is not a document: " + r.Prefix()}
	}
}

// byField are messages by the name of a field: some functions put them, as JSON,
// where others name the field.
func byField(object string) string {
	if !strings.HasPrefix(object, "{") {
		return ""
	}
	var fields map[string]json.RawMessage
	if json.Unmarshal([]byte(object), &fields) != nil {
		return ""
	}
	var out []string
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		var texts []string
		if json.Unmarshal(fields[name], &texts) != nil {
			var text string
			if json.Unmarshal(fields[name], &text) != nil {
				continue
			}
			texts = []string{text}
		}
		out = append(out, name+": "+strings.Join(texts, ", "))
	}
	return strings.Join(out, "; ")
}

// serviceError reads the service's own error.
func serviceError(r *rest.Response, raw []byte) *backup.Error {
	var doc errorDoc
	if err := billmgr.Unmarshal(raw, &doc); err != nil {
		return &backup.Error{Kind: backup.KindUnreadable, Code: codeUnreadable, Message: "error that cannot be read", Err: err}
	}
	e := &backup.Error{Kind: doc.kind(), Code: doc.code(), Message: doc.message(), Err: doc.details(r.Clean)}
	if e.Code == codeBlockLogon {
		e.RetryAfter = loginBlock
	}
	return e
}

// code is the object where it says more than the class: for failed sign-ins
// and errors without a class. Objects can also be JSON, with messages by field.
func (d *errorDoc) code() string {
	switch {
	case d.Object == codeRunning || isSignInError(d.Object):
		return d.Object
	case (d.Type == "auth" || d.Type == "") && isWord(d.Object):
		return d.Object
	default:
		return d.Type
	}
}

func isWord(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '_' && r != '.' && r != '-'
	})
}

// kind classifies the error, by what it is about where the class is a module's
// own word.
func (d *errorDoc) kind() backup.Kind {
	switch {
	case d.Object == codeRunning:
		return backup.KindBusy
	case isSignInError(d.Object):
		return backup.KindUnauthenticated
	}
	switch d.Type {
	case "auth":
		return backup.KindUnauthenticated
	case codeAccess, "license":
		return backup.KindPermission
	case "missed":
		return backup.KindNotFound
	case "exists":
		return backup.KindConflict
	case "value":
		return backup.KindInvalid
	case "limit", "fraud_phone_try_limit":
		return backup.KindQuota
	case "min_email_send_timeout", "fraud_phone_try_timeout":
		return backup.KindRateLimited
	}
	switch {
	case d.Object == "nouser" || d.Object == "account_not_found":
		return backup.KindNotFound
	case slices.ContainsFunc(d.Params, func(p errorParam) bool { return p.Name == paramAmount }):
		return backup.KindQuota // what the balance lacks
	case byField(d.Object) != "":
		return backup.KindInvalid
	}
	return backup.KindUnknown
}

// isSignInError reports the objects of errors of signing in: they say more than
// the class, whatever it is.
func isSignInError(object string) bool {
	switch object {
	case "badpassword", "badip", "blocked_ip", codeBlockLogon, "blockgeoip", "recaptcha", "auth_error":
		return true
	}
	return false
}

// message is the text for people, with its templates filled in. It names the
// field where the text may not.
func (d *errorDoc) message() string {
	text, detail := d.fill(d.Msg), d.fill(d.Detail)
	if text == "" {
		text = d.fill(d.Text)
	}
	switch {
	case text == "":
		text = detail
	case detail != "" && !strings.Contains(text, detail):
		text += ": " + detail
	}
	if fields := byField(d.Object); fields != "" {
		return strings.TrimPrefix(text+": "+fields, ": ")
	}
	if text == "" {
		text = strings.TrimSpace(d.Type + " " + d.Object)
	}
	if text == "" {
		return "error without a text"
	}
	switch d.Type {
	case "value", "exists", "missed", codeAccess:
		if d.Object != "" && !strings.Contains(text, d.Object) {
			text += " (" + d.Object + ")"
		}
	}
	return text
}

// fill puts the parameters in the places "__name__" of a template. Parameters
// are text: they are never templates themselves.
func (d *errorDoc) fill(template string) string {
	template = strings.TrimSpace(template)
	if !strings.Contains(template, "__") {
		return template
	}
	var pairs []string
	for _, p := range d.Params {
		if p.Name != "" {
			pairs = append(pairs, "__"+p.Name+"__", p.Text)
		}
	}
	return strings.NewReplacer(pairs...).Replace(template)
}

// failure is an error of a call whose response cannot be used.
func failure(op *backup.Operation, kind backup.Kind, code, message string) *backup.Error {
	return &backup.Error{
		Provider: provider, Operation: op.ID, StatusCode: http.StatusOK, Kind: kind, Code: code, Message: message, Attempts: 1,
		MaybeExecuted: !refused(kind),
	}
}

// unreadable is an error of a call whose response is not about what it was asked
// for.
func unreadable(op *backup.Operation, message string) *backup.Error {
	return failure(op, backup.KindUnreadable, codeUnreadable, message)
}

// refused reports the kinds that say that the work was not done.
func refused(kind backup.Kind) bool {
	switch kind {
	case backup.KindUnauthenticated, backup.KindPermission, backup.KindNotFound, backup.KindConflict, backup.KindInvalid, backup.KindQuota, backup.KindRateLimited:
		return true
	}
	return false
}

// notSent is an error of a call that was given up after a look at what it is
// about.
func notSent(op *backup.Operation, kind backup.Kind, code, message string) *backup.Error {
	return &backup.Error{Provider: provider, Operation: op.ID, Kind: kind, Code: code, Message: message}
}
