package fake

import (
	"bytes"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"

	backup "github.com/backup-sdk/backup-go"
)

// funcMark is where the name of an RPC function starts in a pseudo-path.
const funcMark = "/#func="

// Router is a base router for oapi-codegen's std-http servers that knows the
// two cases net/http's ServeMux does not: "POST /#func=name" goes by the form
// field func (and "POST /#func=name&sok=ok", which comes first, by sok as well),
// and of two paths that both match, the one with the earlier
// literal segment wins in place of a panic ("/v3/vaults/{id}" against
// "/v3/{project}/vaults"). The zero value is ready; it must not change while it
// serves.
type Router struct {
	// NotFound responds to requests without a route; http.NotFound by default.
	NotFound http.HandlerFunc

	routes []route
}

type route struct {
	method   string
	function string   // of an RPC route
	fields   []string // "name=value", more fields an RPC route asks for
	segments []string // of all others
	handler  http.HandlerFunc
}

// HandleFunc registers "METHOD /path/{parameter}" or "METHOD /#func=name".
func (rt *Router) HandleFunc(pattern string, handler func(http.ResponseWriter, *http.Request)) {
	method, path, _ := strings.Cut(pattern, " ")
	rt.routes = append(rt.routes, newRoute(method, path, handler))
}

func newRoute(method, path string, handler http.HandlerFunc) route {
	r := route{method: method, handler: handler}
	if prefix, function, ok := strings.Cut(path, funcMark); ok {
		path = prefix
		parts := strings.Split(function, "&")
		r.function, r.fields = parts[0], parts[1:]
	}
	r.segments = split(strings.TrimSuffix(path, "{$}")) // ServeMux's mark of the end: here all paths end
	return r
}

// ServeHTTP calls the route's handler with its path values. The form of an RPC
// call arrives urlencoded, also when it was sent as multipart/form-data.
func (rt *Router) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	form, err := readForm(r, rt.routes)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	found := match(rt.routes, r, form)
	switch {
	case found == nil && rt.NotFound != nil:
		rt.NotFound(w, r)
		return
	case found == nil:
		http.NotFound(w, r)
		return
	case found.function != "":
		encoded := form.Encode()
		r = withBody(r, []byte(encoded))
		r.ContentLength = int64(len(encoded))
		r.Header = r.Header.Clone()
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	default:
		segments := split(r.URL.EscapedPath())
		for i, s := range found.segments {
			if name, ok := parameter(s); ok {
				value, err := url.PathUnescape(segments[i])
				if err != nil {
					value = segments[i]
				}
				r.SetPathValue(name, value)
			}
		}
	}
	found.handler(w, r)
}

// Namer names requests by the generated operation tables. Paths count from
// basePath.
func Namer(basePath string, operations []backup.Operation) func(*http.Request) string {
	routes := make([]route, len(operations))
	names := make(map[*route]string, len(operations))
	for i, op := range operations {
		routes[i] = newRoute(op.Method, basePath+op.Route, nil)
		names[&routes[i]] = op.ID
	}
	return func(r *http.Request) string {
		form, err := readForm(r, routes)
		if err != nil {
			return ""
		}
		return names[match(routes, r, form)]
	}
}

// match finds the best route: of several, the one with the earlier literal.
func match(routes []route, r *http.Request, form url.Values) *route {
	segments := split(r.URL.EscapedPath())
	var best *route
	for i := range routes {
		candidate := &routes[i]
		if candidate.method != r.Method || !candidate.covers(segments) {
			continue
		}
		if candidate.function != "" && !candidate.asksFor(form) {
			continue
		}
		if best == nil || candidate.beats(best) {
			best = candidate
		}
	}
	return best
}

// asksFor reports whether a form is a call of an RPC route.
func (c *route) asksFor(form url.Values) bool {
	if c.function != form.Get("func") {
		return false
	}
	for _, field := range c.fields {
		name, value, _ := strings.Cut(field, "=")
		if form.Get(name) != value {
			return false
		}
	}
	return true
}

func (c *route) covers(segments []string) bool {
	if n := len(segments); c.function != "" && n > 0 && segments[n-1] == "" {
		segments = segments[:n-1] // the one endpoint works with and without the slash
	}
	if len(c.segments) != len(segments) {
		return false
	}
	for i, s := range c.segments {
		if _, ok := parameter(s); ok && segments[i] == "" || !ok && s != segments[i] {
			return false
		}
	}
	return true
}

func (c *route) beats(other *route) bool {
	for i, s := range c.segments {
		_, variable := parameter(s)
		_, otherVariable := parameter(other.segments[i])
		if variable != otherVariable {
			return otherVariable
		}
	}
	return len(c.fields) > len(other.fields)
}

func parameter(segment string) (name string, ok bool) {
	if strings.HasPrefix(segment, "{") && strings.HasSuffix(segment, "}") {
		return segment[1 : len(segment)-1], true
	}
	return "", false
}

// split cuts a path into its segments; a slash at the end leaves an empty one.
func split(path string) []string {
	path = strings.TrimPrefix(path, "/")
	if path == "" {
		return nil
	}
	return strings.Split(path, "/")
}

// readForm reads the fields of query and body when a route needs them, and
// puts the body back.
func readForm(r *http.Request, routes []route) (url.Values, error) {
	needed := false
	for i := range routes {
		needed = needed || routes[i].function != ""
	}
	if !needed {
		return url.Values{}, nil
	}
	return Form(r)
}

// Form gives the fields of query and body, urlencoded or multipart, and leaves
// the body readable. A field's value in the body comes before the query's.
func Form(r *http.Request) (url.Values, error) {
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody))
	if err != nil {
		return nil, err
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	parsed := withBody(r, body)
	parsed.Form, parsed.PostForm, parsed.MultipartForm = nil, nil, nil
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if kind == "multipart/form-data" {
		err = parsed.ParseMultipartForm(maxBody)
	} else {
		err = parsed.ParseForm()
	}
	if err != nil {
		return nil, err
	}
	return parsed.Form, nil
}
