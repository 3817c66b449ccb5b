package guard

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/meta"
	"github.com/backup-sdk/backup-go/internal/fake"
)

// Call is a request, as the specification knows it.
type Call struct {
	// Provider and Operation name it; Operation is empty for one that no
	// specification has.
	Provider, Operation string
	// Route is that of the operation, Path the escaped path below the address of
	// the API.
	Method, Route, Path string
	// Effect is what the operation does.
	Effect meta.Effect
	// Header and Sent are what was to be sent, Body is Sent decoded: JSON, or a
	// form as texts by name.
	Header http.Header
	Sent   []byte
	Body   any
}

// Name is the request in messages: its method and path, or its function.
func (c *Call) Name() string {
	if _, function, ok := strings.Cut(c.Route, "#func="); ok {
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
func (c *Call) Reads() bool { return c.Effect.Read }

// SignsIn says that the request opens a session.
func (c *Call) SignsIn() bool { return c.Effect.SignsIn }

// Destroys says that the request destroys or overwrites something. What no
// specification has may do so.
func (c *Call) Destroys() bool { return c.Operation == "" || c.Effect.Destroys.Holds(c.Body) }

// Spends says that the request spends money.
func (c *Call) Spends() bool { return c.Effect.Spends.Holds(c.Body) }

// Target is the request that shows what this one is about: the operation of
// the specification, or of a REST API the nearest one above. The form is for
// Zomro, whose path is the name of a function.
func (g *Guard) Target(c *Call) (path string, form url.Values, ok bool) {
	if c.Effect.Target != "" {
		return g.target(c)
	}
	if c.Operation == "" || strings.Contains(c.Route, "#") {
		return "", nil, false
	}
	route, sent := strings.Split(c.Route, "/"), strings.Split(c.Path, "/")
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
		for _, op := range a.operations {
			if op.Provider == provider && op.Method == http.MethodGet && op.Route == route {
				effect, _ := meta.OperationEffect(provider, op.ID)
				return effect.Read
			}
		}
	}
	return false
}

// target is the request of the operation that the specification names.
func (g *Guard) target(c *Call) (path string, form url.Values, ok bool) {
	value, ok := meta.Member(c.Body, c.Effect.TargetID)
	id, isText := value.(string)
	if !ok || !isText || id == "" {
		return "", nil, false
	}
	for _, a := range g.apis {
		for _, op := range a.operations {
			if op.Provider != c.Provider || op.ID != c.Effect.Target {
				continue
			}
			if _, function, ok := strings.Cut(op.Route, "#func="); ok {
				return function, url.Values{"elid": {id}}, true
			}
			at := strings.LastIndex(op.Route, "/{")
			return op.Route[:at+1] + url.PathEscape(id), nil, at >= 0
		}
	}
	return "", nil, false
}

// api is one of the APIs a client calls.
type api struct {
	provider, host, base string
	operations           []backup.Operation
	name                 func(*http.Request) string
}

// look finds out which call a request is.
func (g *Guard) look(r *http.Request, sent []byte) *Call {
	c := &Call{Method: r.Method, Path: r.URL.EscapedPath(), Header: r.Header, Sent: sent}
	probe := &http.Request{Method: r.Method, URL: r.URL, Header: r.Header, Body: io.NopCloser(bytes.NewReader(sent))}
	if r.Method == http.MethodHead {
		probe.Method = http.MethodGet
	}
	form, err := fake.Form(probe)
	isForm := err == nil && strings.Contains(r.Header.Get("Content-Type"), "form")
	c.Body = decode(sent, form, isForm)
	for _, a := range g.apis {
		if a.host != r.URL.Host {
			continue
		}
		c.Provider = a.provider
		id := a.name(probe)
		if id == "" {
			continue
		}
		for _, op := range a.operations {
			if op.ID == id {
				c.Operation, c.Route = id, op.Route
			}
		}
		c.Path = strings.TrimPrefix(c.Path, a.base)
		c.Effect, _ = meta.OperationEffect(a.provider, id)
		break
	}
	switch {
	case c.Provider != providerZomro:
	case c.Operation == "" && r.Method == http.MethodGet && !form.Has("func"):
		c.Effect.Read = true // the look at a long task, at an address the service made up
	case c.Effect.Read && form.Has("sok"): // a form that is shown, submitted: another function
		c.Operation, c.Effect = "", meta.Effect{}
	}
	return c
}

const providerZomro = "zomro"

// Named is the call that a request by hand would be. The path is below the address of
// an API, or an address; the form is for Zomro.
func (g *Guard) Named(method, path string, form url.Values) *Call {
	for _, a := range g.apis {
		u, err := url.Parse(path)
		if err != nil {
			break
		}
		if u.Host == "" {
			u.Host, u.Path, u.RawPath = a.host, a.base+u.Path, ""
		}
		r := &http.Request{Method: method, URL: u, Header: http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}}
		if c := g.look(r, []byte(form.Encode())); c.Operation != "" {
			return c
		}
	}
	return &Call{Method: method, Path: path}
}

func decode(sent []byte, form url.Values, isForm bool) any {
	if isForm {
		out := make(map[string]any, len(form))
		for name, values := range form {
			if len(values) > 0 && values[0] != "" {
				out[name] = values[0]
			}
		}
		return out
	}
	var body any
	if json.Unmarshal(sent, &body) != nil {
		return nil
	}
	return body
}
