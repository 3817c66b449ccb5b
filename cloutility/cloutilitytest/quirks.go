package cloutilitytest

import (
	"encoding/json"
	"net/http"
	"time"

	"github.com/backup-sdk/backup-go/internal/serve"
)

// What the documents leave open is decided here: by the options, and, with
// [WithQuirks], at random.

// odd says whether to do the less likely thing; never without quirks. The lock
// is held.
func (s *service) odd() bool { return s.quirks != nil && s.quirks.IntN(2) == 1 }

// created is the response to a request that made something. Servers may differ
// in its status.
func (s *service) created(body any) (any, error) {
	if s.odd() {
		return serve.Response{Status: http.StatusCreated, Body: body}, nil
	}
	return body, nil
}

// name is the response that is a bare string.
func (s *service) name(text string) (any, error) {
	if s.plainNames != s.odd() {
		return plainText(text), nil
	}
	return text, nil
}

// deleted is the response to a deletion: body is what a talkative server sends.
func (s *service) deleted(body any) (any, error) {
	switch {
	case s.emptyResponses != s.odd():
		return serve.Response{Status: http.StatusOK}, nil
	case body != nil && !s.odd():
		return body, nil
	}
	return serve.Response{Status: http.StatusNoContent}, nil
}

// done is the response to a change of which nothing is to be said.
func (s *service) done() (any, error) {
	if s.emptyResponses != s.odd() {
		return serve.Response{Status: http.StatusOK}, nil
	}
	return serve.Response{Status: http.StatusNoContent}, nil
}

// absent is the response to a request for the one thing of its kind when there
// is none. Documents say of contracts that nothing comes back. Of other things
// they say nothing: here they are not found, or, with quirks, one of the ways to
// return nothing.
func (s *service) absent(text string) (any, error) {
	if !s.odd() {
		return nil, notFound(text)
	}
	return s.nothing()
}

// nothing is null or, without quirks and sometimes with them, no body at all.
func (s *service) nothing() (any, error) {
	if s.odd() {
		return json.RawMessage("null"), nil
	}
	return s.done()
}

// date writes a moment the way the service does: UTC, with as many digits of
// the milliseconds as there are. Quirks bring the other forms seen in the wild.
func (s *service) date(t time.Time) string {
	t = t.UTC()
	forms := [...]string{"2006-01-02T15:04:05.999Z", "2006-01-02T15:04:05.000", "2006-01-02 15:04:05.000Z", "2006-01-02T15:04:05.000+0000"}
	if s.quirks == nil {
		return t.Format(forms[0])
	}
	if i := s.quirks.IntN(len(forms) + 1); i < len(forms) {
		return t.Format(forms[i])
	}
	const offset = 2 * 60 * 60
	return t.In(time.FixedZone("", offset)).Format("2006-01-02T15:04:05.0000000-07:00")
}
