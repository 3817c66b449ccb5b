package cli

import (
	"encoding/json"
	"net/http"
	"net/url"
	"reflect"
	"strings"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/output"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/redact"
)

// rawResponse is a response as it was sent.
type rawResponse struct{ json.RawMessage }

// isRaw says that the result is as the service sent it, in which only names and
// values tell what is secret.
func (inv *invocation) isRaw() bool { return inv.resultType() == reflect.TypeFor[rawResponse]() }

// learnRaw makes the secrets known that a request holds by the names of its fields.
func (inv *invocation) learnRaw(values []reflect.Value) {
	known := inv.session.app.known
	for _, v := range values {
		switch in := v.Interface().(type) {
		case rawInput:
			if body, err := output.Parse(in.Body); err == nil {
				known.Fields(body)
			}
		case []string:
			for _, parameter := range in {
				if name, value, ok := strings.Cut(parameter, "="); ok && redact.FormName(name) {
					known.Learn(value)
				}
			}
		}
	}
}

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
