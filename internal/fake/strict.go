package fake

import (
	"errors"
	"net/http"
)

// Problem is an error response on its way to the vendor's shape. A method of a
// strict server may return one as its error.
type Problem struct {
	Status  int
	Code    string // the vendor's
	Message string
}

func (p *Problem) Error() string {
	if p.Code == "" {
		return p.Message
	}
	return p.Code + ": " + p.Message
}

// ErrorWriter writes a problem the way one vendor does. Its methods fit the
// error hooks of oapi-codegen's servers.
type ErrorWriter func(w http.ResponseWriter, r *http.Request, p *Problem)

// Request responds to what the generated server could not read (parameters and
// bodies): a 400 with badRequest as its code. It fits
// StdHTTPServerOptions.ErrorHandlerFunc and
// StrictHTTPServerOptions.RequestErrorHandlerFunc.
func (write ErrorWriter) Request(badRequest string) func(http.ResponseWriter, *http.Request, error) {
	return write.hook(http.StatusBadRequest, badRequest)
}

// Response responds to an error a method returned: a *Problem as it is, anything
// else as a 500 with internalError as its code. It fits
// StrictHTTPServerOptions.ResponseErrorHandlerFunc.
func (write ErrorWriter) Response(internalError string) func(http.ResponseWriter, *http.Request, error) {
	return write.hook(http.StatusInternalServerError, internalError)
}

func (write ErrorWriter) hook(status int, code string) func(http.ResponseWriter, *http.Request, error) {
	return func(w http.ResponseWriter, r *http.Request, err error) {
		var p *Problem
		if !errors.As(err, &p) {
			p = &Problem{Status: status, Code: code, Message: err.Error()}
		}
		write(w, r, p)
	}
}
