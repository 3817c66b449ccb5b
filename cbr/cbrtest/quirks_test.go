package cbrtest_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/backup-sdk/backup-go/cbr/cbrtest"
)

// TestQuirksHappen: each form that quirks are about is seen, and equal seeds
// give equal responses.
func TestQuirksHappen(t *testing.T) {
	read := func(seed uint64) string {
		fixed := time.Date(2026, 4, 12, 22, 0, 4, 733129000, time.UTC)
		srv := cbrtest.New(cbrtest.WithQuirks(seed), cbrtest.WithClock(func() time.Time { return fixed }), cbrtest.WithDurations(0, 0, 0))
		r := with(t, srv)
		srv.AddBackups(srv.Vaults()[0].ID, 3)
		var all strings.Builder
		_, _, created := r.do(http.MethodPost, "/v3/{p}/checkpoints", `{"checkpoint":{"vault_id":"`+srv.Vaults()[0].ID+`"}}`)
		id := fmt.Sprint(dig(created, "checkpoint", "id"))
		r.want(http.MethodPost, "/v3/{p}/vault/"+srv.Vaults()[0].ID+"/tags", `{"tag":{"key":"k","value":"only"}}`, 204, "")
		r.want(http.MethodPost, "/v3/{p}/checkpoints/replicate", `{"replicate":{"vault_id":"`+srv.Vaults()[0].ID+
			`","destination_project_id":"p","destination_region":"r","destination_vault_id":"there"}}`, 200, "")
		for _, path := range []string{"vaults", "backups?show_replication=true", "operation-logs", "checkpoints/" + id, "checkpoints/" + id, "vault/tags"} {
			_, _, out := r.do(http.MethodGet, "/v3/{p}/"+path, "")
			encoded, err := json.Marshal(out)
			if err != nil {
				t.Fatal(err)
			}
			all.Write(encoded)
		}
		return all.String()
	}
	if diff := cmp.Diff(read(7), read(7)); diff != "" {
		t.Errorf("equal seeds give different responses:\n%s", diff)
	}
	var all strings.Builder
	for seed := range uint64(10) {
		all.WriteString(read(seed))
	}
	for _, form := range []string{
		`"resource_size":"40"`, `"resource_size":40`, `"backup_count":"`, `"extra_info":"{}"`, `"extra_info":{}`, `"extra_info":null`,
		`"enterprise_project_id":"0"`, `"enterprise_project_id":0`, `"incremental":"true"`, `"vault":null`, `"expired_at":null`, `"resource_az":null`,
		`"created_at":1776031204`, `T22:00:04"`, `T22:00:04.733129"`, `T22:00:04.733+00:00"`, `T22:00:04Z"`, `T22:00:04.733129Z"`, `2026-04-12 22:00:04"`,
		`"x_undocumented"`, `"app_consistency"`, `"values":"only"`, `"values":["only"]`, `"destinatio_vault_id":"there"`, `"partner_bp_id"`,
	} {
		if !strings.Contains(all.String(), form) {
			t.Errorf("%s does not occur", form)
		}
	}
}
