package cloutilitytest

import (
	"encoding/json"
	"net/http"
	"slices"
	"time"

	"github.com/backup-sdk/backup-go/internal/serve"
)

// What the documents leave open is decided here: by the options, and, with
// [WithQuirks], at random.

// Quirk is something that real responses have and documents do not, by name.
type Quirk string

// The quirks of the service.
const (
	// QuirkCreatedStatus responds with 201 to what makes something.
	QuirkCreatedStatus Quirk = "created-status"
	// QuirkPlainNames sends names as plain text, as [WithPlainNames] does.
	QuirkPlainNames Quirk = "plain-names"
	// QuirkEmptyResponses sends 200 and nothing, as [WithEmptyResponses] does.
	QuirkEmptyResponses Quirk = "empty-responses"
	// QuirkQuietDeletions sends 204 where a deletion has something to say.
	QuirkQuietDeletions Quirk = "quiet-deletions"
	// QuirkNothingForAbsent sends no error, but nothing, for what there is none of.
	QuirkNothingForAbsent Quirk = "nothing-for-absent"
	// QuirkNullForNothing sends null where there is nothing to send, which the
	// specification declares as 204 alone.
	QuirkNullForNothing Quirk = "null-for-nothing"
	// QuirkDateForms sends dates in forms that servers on .NET are known for, though
	// this one has not been seen to: the specification does not declare them.
	QuirkDateForms Quirk = "date-forms"
	// QuirkNumericCodes sends the codes of errors as numbers.
	QuirkNumericCodes Quirk = "numeric-codes"
	// QuirkTextLifetimes sends the life of a token as text.
	QuirkTextLifetimes Quirk = "text-lifetimes"
)

// Quirks are all of them.
func Quirks() []Quirk {
	return []Quirk{
		QuirkCreatedStatus, QuirkPlainNames, QuirkEmptyResponses, QuirkQuietDeletions, QuirkNothingForAbsent, QuirkNullForNothing,
		QuirkDateForms, QuirkNumericCodes, QuirkTextLifetimes,
	}
}

// odd says whether to do the less likely thing: when it is switched on by name, or
// now and then with all quirks. The lock is held.
func (s *service) odd(quirk Quirk) bool {
	return slices.Contains(s.named, quirk) || s.quirks != nil && s.quirks.IntN(2) == 1
}

// created is the response to a request that made something. Servers may differ
// in its status.
func (s *service) created(body any) (any, error) {
	if s.odd(QuirkCreatedStatus) {
		return serve.Response{Status: http.StatusCreated, Body: body}, nil
	}
	return body, nil
}

// name is the response that is a bare string.
func (s *service) name(text string) (any, error) {
	if s.plainNames != s.odd(QuirkPlainNames) {
		return plainText(text), nil
	}
	return text, nil
}

// deleted is the response to a deletion: body is what a talkative server sends.
func (s *service) deleted(body any) (any, error) {
	switch {
	case s.emptyResponses != s.odd(QuirkEmptyResponses):
		return serve.Response{Status: http.StatusOK}, nil
	case body != nil && !s.odd(QuirkQuietDeletions):
		return body, nil
	}
	return serve.Response{Status: http.StatusNoContent}, nil
}

// perhaps is the response of which the documents do not show whether it has a body.
func (s *service) perhaps(body any, made bool) (any, error) {
	switch {
	case s.emptyResponses != s.odd(QuirkEmptyResponses):
		return serve.Response{Status: http.StatusOK}, nil
	case made:
		return s.created(body)
	}
	return body, nil
}

// done is the response to a change of which nothing is to be said.
func (s *service) done() (any, error) {
	if s.emptyResponses != s.odd(QuirkEmptyResponses) {
		return serve.Response{Status: http.StatusOK}, nil
	}
	return serve.Response{Status: http.StatusNoContent}, nil
}

// absent is the response to a request for the one thing of its kind when there
// is none. Documents say of contracts that nothing comes back. Of other things
// they say nothing: here they are not found, or, with quirks, one of the ways to
// return nothing.
func (s *service) absent(text string) (any, error) {
	if !s.odd(QuirkNothingForAbsent) {
		return nil, notFound(text)
	}
	return s.nothing()
}

// nothing is null or, without quirks and sometimes with them, no body at all.
func (s *service) nothing() (any, error) {
	if s.odd(QuirkNullForNothing) {
		return json.RawMessage("null"), nil
	}
	return s.done()
}

// date writes a moment the way the service does: UTC, with as many digits of
// the milliseconds as there are. Quirks bring other forms.
func (s *service) date(t time.Time) string {
	t = t.UTC()
	forms := [...]string{"2006-01-02T15:04:05.999Z", "2006-01-02T15:04:05.000", "2006-01-02 15:04:05.000Z", "2006-01-02T15:04:05.000+0000"}
	if s.quirks == nil {
		if slices.Contains(s.named, QuirkDateForms) {
			return t.Format(forms[2])
		}
		return t.Format(forms[0])
	}
	if i := s.quirks.IntN(len(forms) + 1); i < len(forms) {
		return t.Format(forms[i])
	}
	const offset = 2 * 60 * 60
	return t.In(time.FixedZone("", offset)).Format("2006-01-02T15:04:05.0000000-07:00")
}
