package guard

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/meta"
)

// Call is a request, as the specification knows it.
type Call struct {
	// Provider is the API, Operation what the specification says; its ID is empty
	// for a request that no specification has.
	Provider  string
	Operation meta.Operation
	// Method and Path are the request's; the path is escaped, and below the
	// address of the API.
	Method, Path string
	// Header and Sent are what was to be sent, Body is Sent decoded: JSON, or a
	// form as texts by name.
	Header http.Header
	Sent   []byte
	Body   any
}

// Name is the request in messages: its method and path, or its function.
func (c *Call) Name() string {
	if _, function, ok := strings.Cut(c.Operation.Route, functionMark); ok {
		function, _, _ = strings.Cut(function, "&")
		return function
	}
	if body, ok := c.Body.(map[string]any); ok && c.Provider == providerZomro {
		if function, ok := body["func"].(string); ok {
			return function
		}
	}
	return c.Method + " " + c.Path
}

// Reads says that the request changes nothing at all.
func (c *Call) Reads() bool { return c.Operation.Read }

// SignsIn says that the request opens a session.
func (c *Call) SignsIn() bool { return c.Operation.SignsIn }

// Destroys says that the request destroys or overwrites something. What no
// specification has may do so.
func (c *Call) Destroys() bool { return c.Operation.ID == "" || c.Operation.Destroys.Holds(c.Body) }

// Spends says that the request spends money.
func (c *Call) Spends() bool { return c.Operation.Spends.Holds(c.Body) }

// Target is the request that shows what this one is about: the operation of
// the specification, or of a REST API the nearest one above. The form is for
// Zomro, whose path is the name of a function.
func (g *Guard) Target(c *Call) (path string, form url.Values, ok bool) {
	if c.Operation.Target != "" {
		return g.target(c)
	}
	if c.Operation.ID == "" || strings.Contains(c.Operation.Route, "#") {
		return "", nil, false
	}
	route, sent := strings.Split(c.Operation.Route, "/"), strings.Split(c.Path, "/")
	for n := min(len(route), len(sent)); n > 0; n-- {
		prefix := strings.Join(route[:n], "/")
		whole := n == len(route)
		if whole && !strings.HasSuffix(prefix, "}") && c.Method != http.MethodDelete {
			continue // what is made need not be there yet
		}
		if owned := strings.NewReplacer("{project_id}", "").Replace(prefix); !strings.Contains(owned, "{") {
			break // nothing in particular
		}
		if g.reads(c.Provider, prefix) {
			return strings.Join(sent[:n], "/"), nil, true
		}
	}
	return "", nil, false
}

func (g *Guard) reads(provider, route string) bool {
	for _, a := range g.apis {
		if a.provider == provider && slices.ContainsFunc(a.operations, func(o meta.Operation) bool {
			return o.Method == http.MethodGet && o.Route == route && o.Read
		}) {
			return true
		}
	}
	return false
}

// target is the request of the operation that the specification names.
func (g *Guard) target(c *Call) (path string, form url.Values, ok bool) {
	value, ok := meta.Member(c.Body, c.Operation.TargetID)
	id, isText := value.(string)
	if !ok || !isText || id == "" {
		return "", nil, false
	}
	for _, a := range g.apis {
		for _, o := range a.operations {
			if a.provider != c.Provider || o.ID != c.Operation.Target {
				continue
			}
			if _, function, ok := strings.Cut(o.Route, functionMark); ok {
				return function, url.Values{"elid": {id}}, true
			}
			at := strings.LastIndex(o.Route, "/{")
			return o.Route[:at+1] + url.PathEscape(id), nil, at >= 0
		}
	}
	return "", nil, false
}

// Named is the call that a request by hand would be. The path is below the address of
// an API, or an address; the form is for Zomro.
func (g *Guard) Named(method, path string, form url.Values) *Call {
	for _, a := range g.apis {
		u, err := url.Parse(path)
		if err != nil {
			break
		}
		if u.Host == "" {
			u.Host, u.Path, u.RawPath = a.host, a.base+u.Path, "" // that of any is none
		}
		r := &http.Request{Method: method, URL: u, Header: http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}}
		if c := g.Look(r, []byte(form.Encode())); c.Operation.ID != "" {
			return c
		}
	}
	return &Call{Method: method, Path: path}
}
