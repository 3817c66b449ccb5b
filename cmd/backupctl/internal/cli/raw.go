package cli

import (
	"encoding/json"
	"net/http"
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

// actsByMethod is what a request of a REST API does.
func actsByMethod(args []string, _ func(string) bool) kind {
	switch strings.ToUpper(args[0]) {
	case http.MethodGet, http.MethodHead:
		return reads
	case http.MethodDelete:
		return destroys
	}
	return changes
}
