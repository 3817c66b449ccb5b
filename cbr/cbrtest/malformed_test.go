package cbrtest_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/backup-sdk/backup-go/cbr/cbrtest"
	"github.com/backup-sdk/backup-go/gen/cbrapi"
	"github.com/backup-sdk/backup-go/gen/iamapi"
)

// Whatever is sent, the service responds, and never as if it were broken itself.
func TestMalformedRequests(t *testing.T) {
	srv := cbrtest.New()
	r := with(t, srv)
	parameter := regexp.MustCompile(`\{\w+\}`)
	vault, backup := srv.Vaults()[0].ID, srv.AddBackups(srv.Vaults()[0].ID, 1)[0]
	for _, op := range append(cbrapi.Operations(), iamapi.Operations()...) {
		path := strings.ReplaceAll(op.Route, "{project_id}", "{p}")
		path = strings.NewReplacer("{vault_id}", vault, "{backup_id}", backup, "{p}", "{p}").Replace(path)
		path = parameter.ReplaceAllStringFunc(path, func(name string) string {
			if name == "{p}" {
				return name
			}
			return "x"
		})
		queries, bodies := []string{"", "limit=9223372036854775807&offset=9223372036854775807&page=9223372036854775807&per_page=5000", "limit=-1", "offset=%zz"}, []string{""}
		if op.Method != http.MethodGet && op.Method != http.MethodDelete {
			bodies = []string{"", "null", "[]", "{}", `{"vault":null}`, `{"vault":{},"policy":{},"checkpoint":{},"restore":{},"replicate":{},"sync":{},"agent":{},"backup":{},"tag":{},"auth":{"identity":{"methods":["assume_role"]}}}`}
		}
		for _, query := range queries {
			for _, body := range bodies {
				status, _, out := r.do(op.Method, path+"?"+query, body)
				if code, _ := out["error_code"].(string); code == "BackupService.9910" {
					t.Errorf("%s %s?%s %s: %d %v", op.Method, path, query, body, status, out)
				}
			}
		}
	}
}
