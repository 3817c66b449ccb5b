package guard

import (
	"bytes"
	"encoding/json"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/meta"
)

const (
	providerZomro = "zomro"
	// functionMark is where the name of a function begins in a route, and, after
	// "&", a field that it is called with.
	functionMark = "/#func="
)

// api is one of the APIs a client calls.
type api struct {
	provider, host, base string
	operations           []meta.Operation
}

// Look finds out which call a request is. The body is sent, which is not read from it.
func (g *Guard) Look(r *http.Request, sent []byte) *Call {
	c := &Call{Method: r.Method, Path: r.URL.EscapedPath(), Header: r.Header, Sent: sent}
	form := readForm(r, sent)
	c.Body = decode(sent, form)
	for _, a := range g.apis {
		if a.host != r.URL.Host && a.host != "" {
			continue
		}
		if c.Provider == "" {
			c.Provider = a.provider
		}
		below, ok := strings.CutPrefix(r.URL.EscapedPath(), a.base)
		if !ok {
			continue
		}
		if o := a.find(r.Method, below, form); o != nil {
			c.Provider, c.Operation, c.Path = a.provider, *o, below
			break
		}
	}
	switch {
	case c.Provider != providerZomro:
	case c.Operation.ID == "" && r.Method == http.MethodGet && !form.Has("func"):
		c.Operation.Read = true // the look at a long task, at an address the service made up
	case c.Operation.Read && form.Has("sok"): // a form that is shown, submitted: another function
		c.Operation = meta.Operation{}
	}
	return c
}

// find is the best operation for a request: of several, the one with the earlier
// literal, or with more fields.
func (a *api) find(method, path string, form url.Values) *meta.Operation {
	if method == http.MethodHead {
		method = http.MethodGet
	}
	var best *meta.Operation
	for i := range a.operations {
		o := &a.operations[i]
		if o.Method != method || !covers(o.Route, path, form) {
			continue
		}
		if best == nil || beats(o.Route, best.Route) {
			best = o
		}
	}
	return best
}

// covers says that a request is a call of a route.
func covers(route, path string, form url.Values) bool {
	if _, function, ok := strings.Cut(route, functionMark); ok {
		function, field, _ := strings.Cut(function, "&")
		name, value, _ := strings.Cut(field, "=")
		return strings.Trim(path, "/") == "" && form.Get("func") == function && (name == "" || form.Get(name) == value)
	}
	segments, sent := strings.Split(route, "/"), strings.Split(path, "/")
	if len(segments) != len(sent) {
		return false
	}
	for i, s := range segments {
		if strings.HasPrefix(s, "{") && sent[i] == "" || !strings.HasPrefix(s, "{") && sent[i] != s {
			return false
		}
	}
	return true
}

func beats(route, other string) bool {
	if strings.Contains(route, functionMark) {
		return len(route) > len(other)
	}
	others := strings.Split(other, "/")
	for i, s := range strings.Split(route, "/") {
		if variable := strings.HasPrefix(s, "{"); variable != strings.HasPrefix(others[i], "{") {
			return !variable
		}
	}
	return false
}

// maxForm bounds what is kept of a form in memory; files are no forms of ours.
const maxForm = 1 << 20

// readForm are the fields of query and body, nil when the body is no form.
func readForm(r *http.Request, sent []byte) url.Values {
	form := r.URL.Query()
	kind, parameters, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch {
	case err != nil:
	case kind == "application/x-www-form-urlencoded":
		if fields, err := url.ParseQuery(string(sent)); err == nil {
			add(form, fields)
		}
	case kind == "multipart/form-data" && parameters["boundary"] != "":
		probe := &http.Request{Method: http.MethodPost, URL: &url.URL{}, Header: r.Header, Body: io.NopCloser(bytes.NewReader(sent))}
		if probe.ParseMultipartForm(maxForm) == nil {
			add(form, probe.MultipartForm.Value)
			_ = probe.MultipartForm.RemoveAll() // in memory
		}
	}
	return form
}

// add puts the fields of a body before those of the query.
func add(form, body url.Values) {
	for name, values := range body {
		form[name] = append(append([]string(nil), values...), form[name]...)
	}
}

// decode is a body: JSON, or a form as texts by name.
func decode(sent []byte, form url.Values) any {
	var body any
	if json.Unmarshal(sent, &body) == nil {
		return body
	}
	out := make(map[string]any, len(form))
	for name, values := range form {
		if values[0] != "" {
			out[name] = values[0]
		}
	}
	return out
}
