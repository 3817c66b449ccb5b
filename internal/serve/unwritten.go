package serve

import (
	"errors"
	"net/http"
)

// UnwrittenError is an operation of the specification that a fake does not have.
type UnwrittenError struct {
	// Operation is its operationId.
	Operation string
}

// Error implements error.
func (e *UnwrittenError) Error() string { return e.Operation + " is not implemented in this fake" }

// Status is that of the response to an error which is no [Responder]: 501 for an
// operation that a fake does not have, 500 for all others.
func Status(err error) int {
	if _, ok := errors.AsType[*UnwrittenError](err); ok {
		return http.StatusNotImplemented
	}
	return http.StatusInternalServerError
}
