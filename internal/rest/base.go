package rest

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"

	backup "github.com/backup-sdk/backup-go"
)

// parseBase validates the address of an API and ends it in a slash.
func parseBase(cfg Config) (*url.URL, error) {
	field := cfg.BaseURLField
	if field == "" {
		field = "BaseURL"
	}
	refuse := func(reason string) error {
		return &backup.ArgumentError{Provider: cfg.Provider, Field: field, Reason: reason}
	}
	if cfg.BaseURL == "" {
		return nil, refuse("is empty")
	}
	// The parser's error repeats the address, which may hold a password.
	base, err := url.Parse(cfg.BaseURL)
	switch {
	case err != nil:
		return nil, refuse("is not a URL")
	case base.Scheme != "http" && base.Scheme != "https", base.Host == "", base.Opaque != "", base.Hostname() == "":
		return nil, refuse("must be an absolute https URL")
	case base.User != nil:
		return nil, refuse("must not hold a user or password")
	case base.RawQuery != "" || base.ForceQuery:
		return nil, refuse("must not have a query")
	case strings.Contains(cfg.BaseURL, "#"):
		return nil, refuse("must not have a fragment")
	case base.Scheme == "http" && !cfg.Settings.InsecureHTTP:
		return nil, refuse("must be https, unless backup.WithInsecureHTTP allows http")
	}
	for segment := range strings.SplitSeq(base.EscapedPath(), "/") {
		if segment == "." || segment == ".." {
			return nil, refuse("must not have . or .. in its path")
		}
	}
	if !strings.HasSuffix(base.Path, "/") {
		base = base.JoinPath("/")
	}
	return base, nil
}

// sameOrigin reports whether u has scheme, host and port of the base.
func sameOrigin(base, u *url.URL) bool {
	if u.Scheme == base.Scheme && u.Host == base.Host {
		return true // what the builders make: no need to look closer
	}
	return strings.EqualFold(u.Scheme, base.Scheme) && strings.EqualFold(hostPort(u), hostPort(base))
}

func hostPort(u *url.URL) string {
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[strings.ToLower(u.Scheme)]
	}
	return u.Hostname() + ":" + port
}

// adopt puts the address in front of a request that has only a path, which the
// builders make of [NoHost].
func (c *Client) adopt(req *http.Request) {
	u := req.URL
	if u.Host != "" || u.Scheme != "" || u.Opaque != "" {
		return
	}
	u.Scheme, u.Host, req.Host = c.base.Scheme, c.base.Host, c.base.Host
	if u.RawPath != "" || c.base.RawPath != "" {
		u.RawPath = c.basePath + strings.TrimPrefix(u.EscapedPath(), "/")
	}
	if c.base.Path == "/" && strings.HasPrefix(u.Path, "/") {
		return
	}
	u.Path = c.base.Path + strings.TrimPrefix(u.Path, "/")
}

// guard refuses a request before anything is sent: one for another origin, and
// one whose path is not of the operation's route. A path parameter that is
// empty, "." or ".." would otherwise reach another resource: the builders
// resolve it away, and a deleted tag could become a deleted collection.
func (c *Client) guard(op backup.Operation, req *http.Request) error {
	refuse := func(field, reason string) error {
		return &backup.ArgumentError{Provider: op.Provider, Field: field, Reason: reason}
	}
	if !sameOrigin(c.base, req.URL) {
		return refuse("URL", "is not on the configured host")
	}
	path, ok := strings.CutPrefix(req.URL.EscapedPath(), c.basePath)
	if !ok {
		return refuse("URL", "is not below the configured address")
	}
	if op.Route == "" {
		for segment := range strings.SplitSeq(path, "/") {
			if s, err := url.PathUnescape(segment); err != nil || s == "." || s == ".." {
				return refuse("path", "must not have . or .. as a segment")
			}
		}
		return nil
	}
	route, _, _ := strings.Cut(strings.TrimPrefix(op.Route, "/"), "#")
	for route != "" || path != "" {
		var want, got string
		want, route, _ = strings.Cut(route, "/")
		got, path, _ = strings.Cut(path, "/")
		if name, isParam := paramName(want); isParam {
			if !SafeSegment(got) {
				return refuse(name, "must not be empty, . or ..")
			}
		} else if want != got {
			return refuse(op.Route, "has a parameter that is empty, . or ..")
		}
	}
	return nil
}

func paramName(segment string) (string, bool) {
	if len(segment) > 2 && segment[0] == '{' && segment[len(segment)-1] == '}' {
		return segment[1 : len(segment)-1], true
	}
	return "", false
}

// PathParams validates the path parameters of an operation before its request
// is built, so that the error names the right one: strings that are empty,
// "." or "..", and integers that are not positive. Values fill the route's
// parameters from the right; those left over on the left are not checked.
func PathParams[T string | int64](op backup.Operation, values ...T) error {
	if len(values) == 0 {
		return nil
	}
	var names []string
	for segment := range strings.SplitSeq(op.Route, "/") {
		if name, ok := paramName(segment); ok {
			names = append(names, name)
		}
	}
	names = names[max(0, len(names)-len(values)):]
	for i, name := range names {
		reason := ""
		switch v := any(values[i]).(type) {
		case string:
			if !SafeSegment(v) {
				reason = "must not be empty, . or .."
			}
		case int64:
			if v <= 0 {
				reason = "must be positive"
			}
		}
		if reason != "" {
			return &backup.ArgumentError{Provider: op.Provider, Field: name, Reason: reason}
		}
	}
	return nil
}

// maxRedirects of one request, all on the same origin.
const maxRedirects = 5

// redirectError is a redirect that is not followed. It names the target without
// its query, which may hold anything.
type redirectError struct {
	status         int
	header         http.Header // of the response that redirects
	target, reason string
}

func (e *redirectError) Error() string {
	return "redirect to " + e.target + " is not followed: " + e.reason
}

// guarded copies the caller's HTTP client and makes it refuse redirects that
// would carry credentials to another origin (net/http drops some headers there,
// but neither vendor tokens nor form bodies), and those that would turn a change
// into a question: after 301, 302 and 303 net/http sends a GET, whose success is
// not that of the call.
func guarded(given *http.Client, base *url.URL) *http.Client {
	client := *given
	next := client.CheckRedirect
	client.CheckRedirect = func(req *http.Request, via []*http.Request) error {
		invalid := func(reason string) error {
			e := &redirectError{target: withoutQuery(req.URL), reason: reason}
			if req.Response != nil {
				e.status, e.header = req.Response.StatusCode, req.Response.Header
			}
			return e
		}
		first := via[0].Method
		switch {
		case !sameOrigin(base, req.URL):
			return invalid("it is on another host")
		case first != http.MethodGet && first != http.MethodHead && req.Method != first:
			return invalid("the " + first + " would become a " + req.Method)
		case len(via) > maxRedirects:
			return invalid(fmt.Sprintf("there were %d already", maxRedirects))
		}
		if next != nil {
			return next(req, via)
		}
		return nil
	}
	return &client
}

// withoutQuery is an address as it may be shown.
func withoutQuery(u *url.URL) string {
	shown := url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path, RawPath: u.RawPath}
	return shown.String()
}
