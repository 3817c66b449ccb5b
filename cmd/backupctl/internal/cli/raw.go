package cli

import (
	"encoding/json"
	"net/http"
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
