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
	invalid := func(reason string) error {
		return &backup.ArgumentError{Provider: cfg.Provider, Field: field, Reason: reason}
	}
	if cfg.BaseURL == "" {
		return nil, invalid("is empty")
	}
	// The parser's error repeats the address, which may hold a password.
	base, err := url.Parse(cfg.BaseURL)
	switch {
	case err != nil:
		return nil, invalid("is not a URL")
	case base.Scheme != "http" && base.Scheme != "https", base.Host == "", base.Opaque != "", base.Hostname() == "":
		return nil, invalid("must be an absolute https URL")
	case base.User != nil:
		return nil, invalid("must not hold a user or password")
	case base.RawQuery != "" || base.ForceQuery:
		return nil, invalid("must not have a query")
	case strings.Contains(cfg.BaseURL, "#"):
		return nil, invalid("must not have a fragment")
	case base.Scheme == "http" && !cfg.Settings.InsecureHTTP:
		return nil, invalid("must be https, unless backup.WithInsecureHTTP allows http")
	}
	for segment := range strings.SplitSeq(base.EscapedPath(), "/") {
		if segment == "." || segment == ".." {
			return nil, invalid("must not have . or .. in its path")
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
func guarded(caller *http.Client) *http.Client {
	client := *caller
	next := client.CheckRedirect
	client.CheckRedirect = func(req *http.Request, via []*http.Request) error {
		invalid := func(reason string) error {
			e := &redirectError{target: withoutQuery(req.URL), reason: reason}
			if req.Response != nil {
				e.status, e.header = req.Response.StatusCode, req.Response.Header
			}
			return e
		}
		first := via[0].Method // of the request that the chain made
		switch {
		case !sameOrigin(via[0].URL, req.URL):
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
