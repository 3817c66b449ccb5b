package rest

import (
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/url"
	"reflect"
	"strconv"
	"strings"

	"github.com/oapi-codegen/runtime"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/internal/form"
)

// Request is one call of an operation, as a generated method describes it. Its
// methods keep the first thing that is wrong, and [Client.Do] returns that
// before anything is sent.
type Request struct {
	// Op is the operation.
	Op *backup.Operation
	// Returns names what the response is about, for errors: a response that is
	// empty, null or {} is one without it. Empty accepts every response that has
	// a body.
	Returns string
	// MayBeAbsent makes such a response a [backup.ErrNotFound].
	MayBeAbsent bool
	// MayBeEmpty accepts a response without a body.
	MayBeEmpty bool
	// Sensitive says that a response may hold a token or a password, whatever its
	// status and its form: nothing of it is quoted in an error.
	Sensitive bool
	// Missing looks at the decoded response and names what it lacks, "" if
	// nothing. Nil looks for nothing.
	Missing func() string

	// ResponseHeader is the header of the response, set by a successful
	// [Client.Do].
	ResponseHeader http.Header

	path        string // escaped, below the base address, without a slash at the start
	absolute    *url.URL
	fragment    string // what follows # in a route: the function of a form endpoint
	query       strings.Builder
	body        []byte
	contentType string
	form        url.Values
	header      http.Header
	hidden      []backup.Secret // see secrets; nil until somebody asks
	mayBeText   bool            // a *string takes a response that is no JSON text as it is
	err         error

	call  call     // its way through the chain
	first outgoing // its first attempt
}

// outgoing is what belongs to the request of one attempt, in one piece.
type outgoing struct {
	url     url.URL
	body    bytes.Reader
	timeout attemptContext
}

// PathParam is a value of a route's parameter, with the name that the caller
// knows it by.
type PathParam struct{ name, value, problem string }

// Text is a path parameter that must not lead elsewhere: empty, "." and ".."
// would be resolved away, and a deleted tag could become a deleted collection.
func Text(name, value string) PathParam {
	p := PathParam{name: name, value: value}
	if !SafeSegment(value) {
		p.problem = "must not be empty, . or .."
	}
	return p
}

// ID is a path parameter that is a positive number.
func ID(name string, value int64) PathParam {
	p := PathParam{name: name, value: strconv.FormatInt(value, 10)}
	if value <= 0 {
		p.problem = "must be positive"
	}
	return p
}

// SafeSegment reports whether a value can be one segment of a path.
func SafeSegment(s string) bool { return s != "" && s != "." && s != ".." }

// Path fills the parameters of the route, in its order.
func (r *Request) Path(params ...PathParam) {
	route := strings.TrimPrefix(r.Op.Route, "/")
	if before, fragment, ok := strings.Cut(route, "#"); ok {
		route, r.fragment = before, fragment
	}
	if len(params) == 0 {
		r.path = route
		return
	}
	var b strings.Builder
	b.Grow(len(route) + 40*len(params)) // most ids are UUIDs
	for _, p := range params {
		if p.problem != "" {
			r.invalid(p.name, p.problem)
			return
		}
		before, after, _ := strings.Cut(route, "{")
		_, after, _ = strings.Cut(after, "}")
		b.WriteString(before)
		b.WriteString(url.PathEscape(p.value))
		route = after
	}
	b.WriteString(route)
	r.path = b.String()
}

// Query adds a query parameter in the form its specification asks for. A zero
// value is left out unless the parameter is required; one whose zero means
// something is a pointer.
func (r *Request) Query(name, style string, explode, required bool, value any) {
	v := reflect.ValueOf(value)
	if !v.IsValid() || !required && (v.IsZero() || v.Kind() == reflect.Slice && v.Len() == 0) {
		return
	}
	text, err := runtime.StyleParamWithOptions(style, explode, name, value, runtime.StyleParamOptions{ParamLocation: runtime.ParamLocationQuery})
	if err != nil {
		r.invalid(name, "cannot be encoded: "+err.Error())
		return
	}
	if r.query.Len() > 0 {
		r.query.WriteByte('&')
	}
	r.query.WriteString(text)
}

// Header sets a line of the header, for what one request has and others do not.
func (r *Request) Header(name, value string) {
	if r.header == nil {
		r.header = make(http.Header, 1)
	}
	r.header.Set(name, value)
}

// JSON sets the body. A pointer saves encoding/json a copy of what it points to.
func (r *Request) JSON(contentType string, body any) {
	data, err := json.Marshal(body)
	if err != nil {
		r.invalid("body", "cannot be encoded: "+err.Error())
		return
	}
	r.Body(contentType, data)
}

// Body sets the body as it is.
func (r *Request) Body(contentType string, data []byte) { r.contentType, r.body = contentType, data }

// Form sets the fields of a form, from a struct. Nil is a form without fields.
// More fields, whose names are not known beforehand, are added to them.
func (r *Request) Form(fields any, more map[string]string) {
	values := url.Values{}
	if fields != nil {
		var err error
		if values, err = form.Encode(fields); err != nil {
			r.invalid("form", "cannot be encoded: "+err.Error())
			return
		}
	}
	for name, text := range more {
		values.Set(name, text)
	}
	r.form = values
}

func (r *Request) invalid(field, reason string) {
	if r.err == nil {
		r.err = &backup.ArgumentError{Provider: r.Op.Provider, Field: field, Reason: reason}
	}
}

// build makes the request of an attempt in o. The address is put together and not
// parsed: that took a fifth of a call.
func (c *Client) build(r *Request, o *outgoing) *http.Request {
	u := r.absolute
	if u == nil {
		u = &o.url
		*u = url.URL{Scheme: c.base.Scheme, Host: c.base.Host, RawQuery: r.query.String(), Fragment: r.fragment}
		if strings.Contains(r.path, "%") || c.base.RawPath != "" {
			u.RawPath = c.basePath + r.path
			u.Path, _ = url.PathUnescape(u.RawPath) // what PathEscape made can be read
		} else {
			u.Path = c.base.Path + r.path
		}
	}
	template := http.Request{
		Method: r.Op.Method, URL: u, Host: u.Host,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		// The values are shared by all requests: nothing changes them, and
		// net/http clones headers before it does.
		Header: maps.Clone(c.header),
	}
	req := template.WithContext(&o.timeout)
	maps.Copy(req.Header, r.header)
	switch {
	case r.form != nil && c.cfg.Encode != nil:
		req.PostForm = r.form
	case r.form != nil:
		o.setBody(req, []string{"application/x-www-form-urlencoded"}, []byte(r.form.Encode()))
	case r.contentType == jsonType:
		o.setBody(req, c.jsonType, r.body)
	case r.contentType != "":
		o.setBody(req, []string{r.contentType}, r.body)
	}
	if !r.Op.Idempotent && (req.Method == http.MethodGet || req.Method == http.MethodHead) {
		onlyOnce(req)
	}
	return req
}

const jsonType = "application/json"

func (o *outgoing) setBody(req *http.Request, contentType []string, data []byte) {
	o.body.Reset(data)
	req.Header["Content-Type"] = contentType
	req.ContentLength = int64(len(data))
	req.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(data)), nil }
	// Only of the standard library's own readers does net/http know that headers
	// and body can be sent together.
	req.Body = io.NopCloser(&o.body)
}

// onlyOnce keeps net/http from sending a request again by itself. It does so when
// a kept connection breaks, for it takes each GET for harmless, unless there is a
// body that it cannot have anew. Cloutility has a GET that activates a node.
func onlyOnce(req *http.Request) {
	req.GetBody = nil
	if req.Body == nil {
		req.Body = io.NopCloser(eof{})
	}
}

// eof is a body without a byte that net/http does not know to be one.
type eof struct{}

func (eof) Read([]byte) (int, error) { return 0, io.EOF }
