package cloutilitytest

import (
	"errors"
	"net/http"
	"testing"

	"github.com/backup-sdk/backup-go/gen/cloutilityserver"
)

// An operation that nobody wrote yet is refused in the service's own shape.
func TestUnwritten(t *testing.T) {
	_, err := cloutilityserver.Unwritten{}.GetMe(t.Context())
	if got := *problemOf(err); got != (problem{http.StatusNotImplemented, "NotImplemented", "getMe is not implemented in this fake"}) {
		t.Errorf("%+v", got)
	}
	if got := *problemOf(errors.New("x")); got != (problem{http.StatusInternalServerError, "InternalServerError", "x"}) {
		t.Errorf("%+v", got)
	}
}
