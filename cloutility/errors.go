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

// checkResponse turns a failed response into an error. Known shapes are the API's own,
// that of the token endpoint (OAuth 2), and those of ASP.NET underneath; only
// the first two come from the vendor's documents. Whatever the body is, the
// status stays.
func checkResponse(r *rest.Response) *backup.Error {
	if r.OK() {
		return nil
	}
	e := rest.ClassifyStatus(r)
	body, ok := readError(r)
	if ok {
		e.Code, e.Message = body.code(), body.text()
	}
	switch {
	case r.Op.ID == cloutilityapi.OpCreateToken.ID:
		e.Kind = signInKind(r.Status, e.Code, e.Kind)
	case ok && body.OAuth != "":
		e.Kind = signInKind(r.Status, e.Code, e.Kind)
	}
	return e
}

// signInKind is the meaning of the token endpoint's responses. It says 400 where
// the API says 401: the request itself is always well-formed.
func signInKind(status int, code string, fallback backup.Kind) backup.Kind {
	if status < http.StatusBadRequest || status >= http.StatusInternalServerError {
		return fallback
	}
	switch code {
	case "invalid_request", "unsupported_grant_type", "invalid_scope":
		return backup.KindInvalid
	case "access_denied":
		return backup.KindPermission
	case "server_error", "temporarily_unavailable":
		return backup.KindUnavailable
	case "invalid_grant", "invalid_client", "unauthorized_client", "invalid_token":
		return backup.KindUnauthenticated
	}
	if status == http.StatusBadRequest || status == http.StatusUnauthorized {
		return backup.KindUnauthenticated
	}
	return fallback
}

// errorBody is the union of the shapes. encoding/json matches names without
// regard to case, so Message of ASP.NET lands in Message too.
type errorBody struct {
	Code             lenient.String `json:"code"`
	Message          lenient.String `json:"message"`
	DeveloperMessage lenient.String `json:"developerMessage"`

	OAuth            lenient.String `json:"error"`
	OAuthDescription lenient.String `json:"error_description"`

	MessageDetail lenient.String `json:"messageDetail"`
	ModelState    lenient.Raw    `json:"modelState"`
	Title         lenient.String `json:"title"`
	Detail        lenient.String `json:"detail"`
}

// readError reports whether the body says anything in a known shape.
func readError(r *rest.Response) (*errorBody, bool) {
	data := bytes.TrimSpace(bytes.TrimPrefix(r.Body, []byte("\xef\xbb\xbf")))
	body := new(errorBody)
	if len(data) == 0 {
		return body, false
	}
	switch data[0] {
	case '{':
		if json.Unmarshal(data, body) != nil {
			return body, false
		}
	case '"':
		var text string
		if !r.Quotable() || json.Unmarshal(data, &text) != nil {
			return body, false
		}
		body.Message = lenient.String(text)
	default:
		return body, false
	}
	return body, body.code() != "" || body.text() != ""
}

func (b *errorBody) code() string {
	if b.Code != "" {
		return string(b.Code)
	}
	return string(b.OAuth)
}

// text joins what the body says to people and to developers. The second is
// usually the clearer one; both are often the same.
func (b *errorBody) text() string {
	var parts []string
	for _, part := range []lenient.String{b.Message, b.DeveloperMessage, b.OAuthDescription, b.MessageDetail, b.Title, b.Detail} {
		text := strings.TrimSpace(string(part))
		if text != "" && !slices.Contains(parts, text) {
			parts = append(parts, text)
		}
	}
	return strings.Join(append(parts, b.fields()...), ": ")
}

// fields are the validation errors of ASP.NET, in the order of their names.
func (b *errorBody) fields() []string {
	var state map[string]lenient.List[lenient.String]
	if b.ModelState.Decode(&state) != nil {
		return nil
	}
	var out []string
	for _, name := range slices.Sorted(maps.Keys(state)) {
		for _, text := range state[name] {
			out = append(out, name+": "+string(text))
		}
	}
	return out
}

// incomplete is the error of a response that lacks what it is about.
func incomplete(op backup.Operation, message string) error {
	return &backup.Error{Provider: op.Provider, Operation: op.ID, StatusCode: http.StatusOK, Message: message, Attempts: 1}
}

// maybeExecuted reports failures that leave it open whether the service did what
// was asked.
func maybeExecuted(err error) bool {
	var e *backup.Error
	return errors.As(err, &e) && e.MaybeExecuted
}
