package drift

import (
	"bytes"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// Exchange is a request and what came of it.
type Exchange struct {
	Method string
	URL    *url.URL
	// Form are the fields of query and body.
	Form url.Values
	// Status is 0 when nothing came.
	Status int
	Type   string
	Body   []byte
	// Hidden says that a trace has left the body out.
	Hidden bool
}

// NewExchange is a request as it was sent, to be filled with its response. The type is
// that of its body.
func NewExchange(method string, u *url.URL, contentType string, sent []byte) *Exchange {
	return &Exchange{Method: method, URL: u, Form: formOfRequest(u, contentType, sent)}
}

// maxPrefix is how many segments may stand before the path of an API: a server's base
// path, or that of a proxy.
const maxPrefix = 3

// match is what an exchange is a call of. Without an operation the specification is
// that of the host, nil for other hosts. Home says which specifications the host is
// known to serve; it may be nil.
func (b *Book) match(x *Exchange, home map[*Spec]bool) (o *Operation, s *Spec) {
	method := x.Method
	if method == http.MethodHead {
		method = http.MethodGet
	}
	host := strings.ToLower(x.URL.Host)
	owner := b.owner(host)
	var best *Operation
	for _, s := range b.specs {
		if owner != nil && owner != s {
			continue
		}
		for _, o := range s.Operations {
			if o.Method == method || o.form["func"] != "" && method == http.MethodGet {
				if o.fits(x, owner == s || home[s]) && (best == nil || o.vague() < best.vague()) {
					best = o
				}
			}
		}
	}
	if best != nil {
		return best, best.Spec
	}
	return nil, owner
}

// owner is the specification that names a host among its servers.
func (b *Book) owner(host string) *Spec {
	for _, s := range b.specs {
		for _, pattern := range s.hosts {
			if pattern.MatchString(host) {
				return s
			}
		}
	}
	return nil
}

// fits says that an exchange is a call of an operation, whatever stands before its
// path. At a host that is nobody's a path has to be more than a word.
func (o *Operation) fits(x *Exchange, home bool) bool {
	if len(o.form) > 0 {
		for name, value := range o.form {
			if x.Form.Get(name) != value {
				return false
			}
		}
		// A form that is shown, submitted, is another function.
		return !o.Read || !x.Form.Has("sok")
	}
	sent := strings.Split(strings.Trim(x.URL.EscapedPath(), "/"), "/")
	segments := o.segments
	if len(segments) == 1 && segments[0] == "" { // the root
		if segments = nil; sent[0] == "" {
			sent = nil
		}
	}
	before := len(sent) - len(segments)
	if before < 0 || before > maxPrefix {
		return false
	}
	if o.vague() >= len(segments) { // nothing in it to know it by
		named := before > 0 && sent[before-1] == o.Spec.Name
		if !named && (!home || before > 0) {
			return false
		}
	}
	for i, segment := range segments {
		text := sent[before+i]
		switch {
		case strings.HasPrefix(segment, "{"):
			if text == "" {
				return false
			}
		case !strings.EqualFold(segment, text):
			return false
		}
	}
	return true
}

// maxForm bounds what is kept of a form's files in memory.
const maxForm = 1 << 20

// formOfRequest are the fields of query and body.
func formOfRequest(u *url.URL, contentType string, body []byte) url.Values {
	form := u.Query()
	kind, parameters, err := mime.ParseMediaType(contentType)
	switch {
	case err != nil:
	case kind == "application/x-www-form-urlencoded":
		if fields, err := url.ParseQuery(string(body)); err == nil {
			addForm(form, fields)
		}
	case kind == "multipart/form-data" && parameters["boundary"] != "":
		probe := &http.Request{Method: http.MethodPost, URL: &url.URL{}, Header: http.Header{"Content-Type": {contentType}}, Body: io.NopCloser(bytes.NewReader(body))}
		if probe.ParseMultipartForm(maxForm) == nil {
			addForm(form, probe.MultipartForm.Value)
			_ = probe.MultipartForm.RemoveAll() // in memory
		}
	}
	return form
}

func addForm(form, body url.Values) {
	for name, values := range body {
		form[name] = append(slices.Clone(values), form[name]...)
	}
}
