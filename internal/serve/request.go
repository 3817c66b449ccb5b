package serve

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"

	"github.com/oapi-codegen/runtime"
)

// maxBody bounds the body of a request, in bytes. The services' own requests are
// a few kilobytes.
const maxBody = 16 << 20

// Request reads the parts of a request. It keeps the first thing that cannot be
// read.
type Request struct {
	*http.Request

	query url.Values // nil until a parameter is asked for
	fold  bool       // its names are taken in any case
	err   error
}

// requestKey is where the context of a call has its request.
type requestKey struct{}

// newRequest bounds the body and puts the request into its own context.
func newRequest(w http.ResponseWriter, r *http.Request, foldQuery bool) *Request {
	out := &Request{fold: foldQuery}
	out.Request = r.WithContext(context.WithValue(r.Context(), requestKey{}, out))
	if r.Body != nil {
		out.Body = http.MaxBytesReader(w, r.Body, maxBody)
	}
	return out
}

// HTTPRequest gives an operation the request that it performs, for what the
// specification does not describe, such as a header or a parameter that was sent
// with its zero value. A body of JSON can be read again. Outside an operation it is
// nil.
func HTTPRequest(ctx context.Context) *http.Request {
	if r, ok := ctx.Value(requestKey{}).(*Request); ok {
		return r.Request
	}
	return nil
}

// badRequestError is a request that cannot be read.
type badRequestError struct{ err error }

func (e *badRequestError) Error() string { return e.err.Error() }
func (e *badRequestError) Unwrap() error { return e.err }

// Err is what could not be read, nil when all could.
func (r *Request) Err() error {
	if r.err == nil {
		return nil
	}
	return &badRequestError{r.err}
}

func (r *Request) fail(err error) {
	if r.err == nil {
		r.err = err
	}
}

// Path reads a parameter of the path into dest.
func (r *Request) Path(name string, dest any) {
	err := runtime.BindStyledParameterWithOptions("simple", name, r.PathValue(name), dest, runtime.BindStyledParameterOptions{
		ParamLocation: runtime.ParamLocationPath, Required: true, ValueIsUnescaped: true,
	})
	if err != nil {
		r.fail(fmt.Errorf("path parameter %s: %w", name, err))
	}
}

// Query reads a parameter of the query into dest.
func (r *Request) Query(name, style string, explode, required bool, dest any) {
	if r.query == nil {
		var err error
		if r.query, err = url.ParseQuery(r.URL.RawQuery); err != nil {
			r.fail(fmt.Errorf("query: %w", err))
		}
	}
	if r.fold && !r.query.Has(name) {
		for have, values := range r.query {
			if strings.EqualFold(have, name) {
				r.query[name] = values
				break
			}
		}
	}
	if err := runtime.BindQueryParameterWithOptions(style, explode, required, name, r.query, dest, runtime.BindQueryParameterOptions{}); err != nil {
		r.fail(fmt.Errorf("query parameter %s: %w", name, err))
	}
}

// JSON reads the body, which must be there.
func (r *Request) JSON(dest any) {
	if !r.OptionalJSON(dest) {
		r.fail(errors.New("the body is empty"))
	}
}

// OptionalJSON reads the body and reports whether there is one. A body of
// another content type than JSON cannot be read; one without any is tried.
func (r *Request) OptionalJSON(dest any) bool {
	data, err := io.ReadAll(r.Body)
	if err != nil {
		r.fail(fmt.Errorf("body: %w", err))
		return true
	}
	r.Body = io.NopCloser(bytes.NewReader(data)) // for what the type does not tell, see HTTPRequest
	if len(bytes.TrimSpace(data)) == 0 {
		return false
	}
	kind := r.mediaType()
	if kind != "" && kind != "application/json" && !strings.HasSuffix(kind, "+json") {
		r.fail(fmt.Errorf("the content type %s is not JSON", kind))
		return true
	}
	if err := json.Unmarshal(data, dest); err != nil {
		r.fail(jsonError(err))
	}
	return true
}

// jsonError names the member of a body by its name in JSON, without the Go types
// of the message of encoding/json.
func jsonError(err error) error {
	var wrong *json.UnmarshalTypeError
	switch {
	case !errors.As(err, &wrong):
		return fmt.Errorf("body: %w", err)
	case wrong.Field == "":
		return fmt.Errorf("the body cannot be read from a JSON %s", wrong.Value)
	}
	return fmt.Errorf("body: %s cannot be read from a JSON %s", wrong.Field, wrong.Value)
}

// Form reads the fields of a form, urlencoded or multipart, and those of the
// query.
func (r *Request) Form(dest any) {
	var err error
	switch kind := r.mediaType(); kind {
	case "", "application/x-www-form-urlencoded":
		err = r.ParseForm()
	case "multipart/form-data":
		err = r.ParseMultipartForm(maxBody)
	default:
		err = fmt.Errorf("the content type %s is not that of a form", kind)
	}
	if err != nil {
		r.fail(fmt.Errorf("form: %w", err))
		return
	}
	if err := runtime.BindForm(dest, r.Request.Form, nil, nil); err != nil {
		r.fail(wrongField(dest, r.Request.Form, err))
	}
}

// FieldError is a field of a form that cannot be read.
type FieldError struct {
	// Field is its name on the wire.
	Field string
	Err   error
}

// Error implements error.
func (e *FieldError) Error() string { return "form: " + e.Field + ": " + e.Err.Error() }

// Unwrap returns what is wrong with the field.
func (e *FieldError) Unwrap() error { return e.Err }

// wrongField finds the first field, by name, that alone cannot be read into dest
// either; the error of [runtime.BindForm] has none.
func wrongField(dest any, form url.Values, err error) error {
	for _, name := range slices.Sorted(maps.Keys(form)) {
		one := reflect.New(reflect.TypeOf(dest).Elem()).Interface()
		if err := runtime.BindForm(one, url.Values{name: form[name]}, nil, nil); err != nil {
			return &FieldError{name, err}
		}
	}
	return fmt.Errorf("form: %w", err)
}

// Multipart gives the parts of the body.
func (r *Request) Multipart() *multipart.Reader {
	parts, err := r.MultipartReader()
	if err != nil {
		r.fail(fmt.Errorf("body: %w", err))
	}
	return parts
}

// mediaType is the content type without its parameters, "" when there is none.
func (r *Request) mediaType() string {
	text := r.Header.Get("Content-Type")
	kind, _, err := mime.ParseMediaType(text)
	if err != nil {
		return text
	}
	return kind
}
