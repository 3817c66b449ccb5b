package serve

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"

	"github.com/oapi-codegen/runtime"
)

// Request reads the parts of a request. It keeps the first thing that cannot be
// read.
type Request struct {
	*http.Request

	err error
}

// badRequest is a request that cannot be read.
type badRequest struct{ err error }

func (e *badRequest) Error() string { return e.err.Error() }
func (e *badRequest) Unwrap() error { return e.err }

// Err is what could not be read, nil when all could.
func (r *Request) Err() error {
	if r.err == nil {
		return nil
	}
	return &badRequest{r.err}
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
	if err := runtime.BindQueryParameterWithOptions(style, explode, required, name, r.URL.Query(), dest, runtime.BindQueryParameterOptions{}); err != nil {
		r.fail(fmt.Errorf("query parameter %s: %w", name, err))
	}
}

// JSON reads the body, which must be there.
func (r *Request) JSON(dest any) {
	if !r.OptionalJSON(dest) {
		r.fail(errors.New("the body is empty"))
	}
}

// OptionalJSON reads the body and reports whether there is one.
func (r *Request) OptionalJSON(dest any) bool {
	switch err := json.NewDecoder(r.Body).Decode(dest); {
	case errors.Is(err, io.EOF):
		return false
	case err != nil:
		r.fail(fmt.Errorf("body: %w", err))
	}
	return true
}

// Form reads the fields of a form.
func (r *Request) Form(dest any) {
	if err := r.ParseForm(); err != nil {
		r.fail(fmt.Errorf("form: %w", err))
		return
	}
	if err := runtime.BindForm(dest, r.Request.Form, nil, nil); err != nil {
		r.fail(fmt.Errorf("form: %w", err))
	}
}

// Multipart gives the parts of the body.
func (r *Request) Multipart() *multipart.Reader {
	parts, err := r.MultipartReader()
	if err != nil {
		r.fail(fmt.Errorf("body: %w", err))
	}
	return parts
}
