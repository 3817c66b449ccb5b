package rest

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"

	backup "github.com/backup-sdk/backup-go"
)

// operationDo names what is called through an escape hatch: it is none of the
// specification's.
const operationDo = "do"

// Custom is the request of an escape hatch. Its response may be empty.
func (c *Client) Custom(in backup.Request) (*Request, error) {
	method := in.Method
	if method == "" {
		method = http.MethodGet
	}
	r := &Request{
		Op:         &backup.Operation{Provider: c.cfg.Provider, ID: operationDo, Method: method, Idempotent: in.Idempotent},
		MayBeEmpty: true, mayBeText: true,
	}
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete:
	default:
		r.invalid("Request.Method", "is not an HTTP method of the service")
		return nil, r.err
	}
	target, err := c.Resolve("Request.Path", in.Path)
	if err != nil {
		return nil, err
	}
	if len(in.Query) > 0 {
		query, err := url.ParseQuery(target.RawQuery)
		if err != nil {
			r.invalid("Request.Path", "has a query that cannot be read")
			return nil, r.err
		}
		for name, values := range in.Query {
			query[name] = append(query[name], values...)
		}
		target.RawQuery = query.Encode()
	}
	r.absolute = target
	switch {
	case in.Body != nil && in.Form != nil:
		r.invalid("Request.Form", "and Request.Body cannot both be sent")
	case in.Body != nil:
		data, err := json.Marshal(in.Body)
		if err != nil {
			r.invalid("Request.Body", "cannot be encoded: "+err.Error())
		}
		r.Body("application/json", data)
	case in.Form != nil:
		r.form = in.Form
	}
	return r, r.err
}

// Resolve makes the URL of a path below the base address, or of an absolute
// address on the same origin, such as an href of a response. Field is what the
// caller knows the text by.
func (c *Client) Resolve(field, ref string) (*url.URL, error) {
	invalid := func(reason string) error {
		return &backup.ArgumentError{Provider: c.cfg.Provider, Field: field, Reason: reason}
	}
	u, err := url.Parse(ref)
	switch {
	case err != nil:
		return nil, invalid("is not a URL path")
	case u.User != nil:
		return nil, invalid("must not hold a user or password")
	case u.Host != "" || u.Scheme != "":
		if !sameOrigin(c.base, u) {
			return nil, invalid("must have the scheme, host and port of the configured address")
		}
		if !strings.HasPrefix(u.EscapedPath(), c.basePath) {
			return nil, invalid("is not below the configured address")
		}
	case u.Path == "" || u.Opaque != "":
		return nil, invalid("is empty")
	}
	for segment := range strings.SplitSeq(u.EscapedPath(), "/") {
		if s, err := url.PathUnescape(segment); err != nil || s == "." || s == ".." {
			return nil, invalid("must not have . or .. as a segment")
		}
	}
	if u.Host != "" || u.Scheme != "" {
		return u, nil
	}
	out := c.base.JoinPath(strings.TrimPrefix(u.EscapedPath(), "/"))
	out.RawQuery = u.RawQuery
	return out, nil
}
