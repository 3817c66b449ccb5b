package cloutility

import (
	"bytes"
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"slices"
	"strings"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/cloutilityapi"
	"github.com/backup-sdk/backup-go/internal/rest"
	"github.com/backup-sdk/backup-go/lenient"
)

// ErrorDetail is what the service said of a failed call, part by part. It is behind
// a [backup.Error] whose response was in a form of the service; [errors.As] finds
// it:
//
//	var detail *cloutility.ErrorDetail
//	if errors.As(err, &detail) { log.Print(detail.DeveloperMessage) }
type ErrorDetail struct {
	// Code is the service's code, that of OAuth 2 at a sign-in.
	Code string
	// Message is the text for people, in their language.
	Message string
	// DeveloperMessage is the text for developers, often the clearer one.
	DeveloperMessage string
	// Fields says what is wrong with which field of the request, where the service
	// looked at each.
	Fields map[string][]string

	oauth bool // Code is that of OAuth 2, in its form
}

// Error is empty: the message of the [backup.Error] in front says it all already,
// both texts and the fields.
func (*ErrorDetail) Error() string { return "" }

// message joins what was said to people and to developers; both are often the
// same.
func (d *ErrorDetail) message() string {
	texts := []lenient.String{lenient.String(d.Message), lenient.String(d.DeveloperMessage)}
	for _, name := range slices.Sorted(maps.Keys(d.Fields)) {
		for _, text := range d.Fields[name] {
			texts = append(texts, lenient.String(name+": "+text))
		}
	}
	return joined(texts...)
}

// checkResponse turns a failed response into an error. Known shapes are the API's own,
// that of the token endpoint (OAuth 2), and those of ASP.NET underneath; only
// the first two come from the vendor's documents. Whatever the body is, the
// status stays.
func checkResponse(r *rest.Response) *backup.Error {
	if r.OK() {
		return nil
	}
	e := rest.ClassifyStatus(r)
	detail := readError(r)
	if detail != nil {
		e.Code, e.Message, e.Err = detail.Code, detail.message(), detail
	}
	if signIn := r.Op.ID == cloutilityapi.OpCreateToken.ID; signIn || detail != nil && detail.oauth {
		e.Kind = signInKind(r, e, signIn)
	}
	return e
}

// codeInvalidGrant is what OAuth 2 says to a wrong password, and to a refresh token
// that is not good any more.
const codeInvalidGrant = "invalid_grant"

// signInKind is the meaning of the token endpoint's responses. It says 400 where
// the API says 401: the request itself is always well-formed.
func signInKind(r *rest.Response, e *backup.Error, signIn bool) backup.Kind {
	if r.Status < http.StatusBadRequest || r.Status >= http.StatusInternalServerError {
		return e.Kind
	}
	switch e.Code {
	case "invalid_request", "unsupported_grant_type", "invalid_scope":
		return backup.KindInvalid
	case "access_denied":
		return backup.KindPermission
	case "server_error", "temporarily_unavailable":
		return backup.KindUnavailable
	case codeInvalidGrant, "invalid_client", "unauthorized_client", "invalid_token":
		return backup.KindUnauthenticated
	}
	switch {
	case !signIn:
	case r.IsPage():
		return backup.KindUnavailable // of a proxy: the service has not seen the credentials
	case r.Status == http.StatusBadRequest:
		return backup.KindUnauthenticated
	}
	return e.Kind
}

// errorBody is the union of the shapes. encoding/json matches names without
// regard to case, so Message of ASP.NET lands in Message too.
type errorBody struct {
	Code             lenient.String `json:"code"`
	Message          lenient.String `json:"message"`
	DeveloperMessage lenient.String `json:"developerMessage"`

	// OAuth is the code of OAuth 2. Some gateways put an object there.
	OAuth            lenient.Raw    `json:"error"`
	OAuthDescription lenient.String `json:"error_description"`

	MessageDetail lenient.String `json:"messageDetail"`
	ModelState    lenient.Raw    `json:"modelState"`
	Title         lenient.String `json:"title"`
	Detail        lenient.String `json:"detail"`
}

// readError reads what the body says in a known shape, nil if nothing.
func readError(r *rest.Response) *ErrorDetail {
	data := bytes.TrimSpace(bytes.TrimPrefix(r.Body, []byte("\xef\xbb\xbf")))
	if len(data) == 0 {
		return nil
	}
	var body errorBody
	switch data[0] {
	case '{':
		if json.Unmarshal(data, &body) != nil {
			return nil //nolint:nilerr // then it is in no known shape
		}
	case '"':
		var text string
		if !r.Quotable() || json.Unmarshal(data, &text) != nil {
			return nil //nolint:nilerr // then it is in no known shape
		}
		body.Message = lenient.String(text)
	default:
		return nil
	}
	if !r.Quotable() {
		body.strict()
	}
	detail := body.detail(true)
	if detail.Code == "" && detail.message() == "" {
		return nil
	}
	detail.Code, detail.Message, detail.DeveloperMessage = r.Clean(detail.Code), r.Clean(detail.Message), r.Clean(detail.DeveloperMessage)
	fields := make(map[string][]string, len(detail.Fields))
	for name, texts := range detail.Fields {
		for _, text := range texts {
			fields[r.Clean(name)] = append(fields[r.Clean(name)], r.Clean(text))
		}
	}
	detail.Fields = fields
	return detail
}

// strict leaves out what is not a plain text: a response that may hold a token is
// repeated only in forms that say something to people.
func (b *errorBody) strict() {
	for _, s := range []*lenient.String{&b.Code, &b.Message, &b.DeveloperMessage, &b.OAuthDescription, &b.MessageDetail, &b.Title, &b.Detail} {
		if strings.HasPrefix(string(*s), "{") || strings.HasPrefix(string(*s), "[") {
			*s = ""
		}
	}
	b.ModelState = nil
	var inner errorBody
	if bytes.HasPrefix(bytes.TrimSpace(b.OAuth), []byte("{")) && json.Unmarshal(b.OAuth, &inner) == nil {
		inner.OAuth = nil
		inner.strict()
		b.OAuth = nil
		for to, from := range map[*lenient.String]lenient.String{
			&b.Code: inner.Code, &b.Message: inner.Message, &b.DeveloperMessage: inner.DeveloperMessage,
			&b.Title: inner.Title, &b.Detail: inner.Detail,
		} {
			if *to == "" {
				*to = from
			}
		}
	}
	if bytes.HasPrefix(bytes.TrimSpace(b.OAuth), []byte("[")) {
		b.OAuth = nil
	}
}

// detail sorts what the body says: to people, and to developers. An error that is
// an object is one in the same shapes once more.
func (b *errorBody) detail(outer bool) *ErrorDetail {
	d := &ErrorDetail{
		Code:             string(b.Code),
		Message:          joined(b.Message, b.OAuthDescription, b.Title),
		DeveloperMessage: joined(b.DeveloperMessage, b.MessageDetail, b.Detail),
		Fields:           b.fields(),
	}
	var code string
	var inner errorBody
	switch {
	case b.OAuth.IsZero():
	case json.Unmarshal(b.OAuth, &code) == nil:
		if d.Code == "" {
			d.Code, d.oauth = code, outer
		}
	case outer && json.Unmarshal(b.OAuth, &inner) == nil:
		in := inner.detail(false)
		if d.Code == "" {
			d.Code = in.Code
		}
		d.Message = joined(lenient.String(d.Message), lenient.String(in.Message))
		d.DeveloperMessage = joined(lenient.String(d.DeveloperMessage), lenient.String(in.DeveloperMessage))
		if d.Fields == nil {
			d.Fields = in.Fields
		}
	case d.Code == "":
		d.Code = b.OAuth.String() // a number, or what nobody expects
	}
	return d
}

// joined is all texts that are not empty, each once.
func joined(texts ...lenient.String) string {
	var parts []string
	for _, text := range texts {
		text := strings.TrimSpace(string(text))
		if text != "" && !slices.Contains(parts, text) {
			parts = append(parts, text)
		}
	}
	return strings.Join(parts, ": ")
}

// maxFields bounds what an error keeps of the fields.
const maxFields = 20

// fields are the validation errors of ASP.NET.
func (b *errorBody) fields() map[string][]string {
	var state map[string]lenient.List[lenient.String]
	if b.ModelState.Decode(&state) != nil {
		return nil
	}
	out := make(map[string][]string)
	left := maxFields
	for _, name := range slices.Sorted(maps.Keys(state)) {
		for _, text := range state[name] {
			if left--; left < 0 {
				return out
			}
			out[name] = append(out[name], string(text))
		}
	}
	return out
}

// incomplete is the error of a response that lacks what it is about.
func incomplete(op backup.Operation, message string) error {
	return &backup.Error{Provider: op.Provider, Operation: op.ID, StatusCode: http.StatusOK, Kind: backup.KindUnreadable, Message: message, Attempts: 1}
}

// maybeExecuted reports failures that leave it open whether the service did what
// was asked.
func maybeExecuted(err error) bool {
	var e *backup.Error
	return errors.As(err, &e) && e.MaybeExecuted
}
