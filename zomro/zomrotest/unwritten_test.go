package zomrotest

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/backup-sdk/backup-go/gen/zomroserver"
)

// A function that nobody wrote yet is refused in the service's own shape.
func TestUnwritten(t *testing.T) {
	_, err := zomroserver.Unwritten{}.Whoami(t.Context())
	rec := httptest.NewRecorder()
	failed(rec, httptest.NewRequest(http.MethodPost, "/", nil), err)
	if got := rec.Body.String(); rec.Code != http.StatusOK || !strings.Contains(got, `"$type":"system"`) || !strings.Contains(got, "whoami is not implemented in this fake") {
		t.Errorf("%d %s", rec.Code, got)
	}
}
