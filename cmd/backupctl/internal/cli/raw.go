package cli

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
)

// rawResponse is a response as it was sent.
type rawResponse struct{ json.RawMessage }

// rawInput is a body for an operation.
type rawInput struct {
	Body []byte `help:"file with the JSON to send"`
}

// json is the body, nil when there is none.
func (in rawInput) json() (any, error) {
	if len(in.Body) == 0 {
		return nil, nil //nolint:nilnil // nothing to send
	}
	if !json.Valid(in.Body) {
		return nil, usagef("--body: the file is not JSON")
	}
	return json.RawMessage(in.Body), nil
}

// signsIn says that a request by hand would sign in.
func (inv *invocation) signsIn() bool {
	if !inv.verb.raw {
		return false
	}
	g := inv.session.guard
	if inv.session.service.name == "zomro" {
		return g.Named(http.MethodPost, "", url.Values{"func": {inv.values[0].String()}}).SignsIn()
	}
	return g.Named(strings.ToUpper(inv.values[0].String()), inv.values[1].String(), nil).SignsIn()
}
