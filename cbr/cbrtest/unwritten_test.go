package cbrtest

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/backup-sdk/backup-go/gen/cbrserver"
	"github.com/backup-sdk/backup-go/gen/iamapi"
	"github.com/backup-sdk/backup-go/gen/iamserver"
	"github.com/backup-sdk/backup-go/internal/serve"
)

// An operation that nobody wrote yet is refused in the service's own shape, and the
// fake compiles without it.
func TestUnwritten(t *testing.T) {
	_, err := cbrserver.Unwritten{}.ShowVault(t.Context(), "p", "v")
	var unwritten *serve.UnwrittenError
	if !errors.As(err, &unwritten) || unwritten.Operation != "showVault" {
		t.Fatalf("%v", err)
	}
	for name, c := range map[string]struct {
		failed func(http.ResponseWriter, *http.Request, error)
		err    error
		status int
		want   string
	}{
		"cbr":           {failed, err, http.StatusNotImplemented, `{"error_code":"BackupService.9910","error_msg":"showVault is not implemented in this fake"}`},
		"iam":           {failedIAM, err, http.StatusNotImplemented, `{"error":{"code":501,"message":"showVault is not implemented in this fake","title":"Not Implemented"}}`},
		"another error": {failed, errors.New("x"), http.StatusInternalServerError, `{"error_code":"BackupService.9910","error_msg":"x"}`},
	} {
		rec := httptest.NewRecorder()
		c.failed(rec, httptest.NewRequest(http.MethodGet, "/", nil), c.err)
		if got := strings.TrimSpace(rec.Body.String()); rec.Code != c.status || got != c.want {
			t.Errorf("%s: %d %s, want %d %s", name, rec.Code, got, c.status, c.want)
		}
	}
	if _, err := (iamserver.Unwritten{}).ListProjects(t.Context(), iamapi.ListProjectsInput{}); !errors.As(err, &unwritten) {
		t.Errorf("iam: %v", err)
	}
}
