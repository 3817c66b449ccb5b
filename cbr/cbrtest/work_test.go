package cbrtest_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/backup-sdk/backup-go/cbr/cbrtest"
)

// TestWork follows what the service does over time.
func TestWork(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := cbrtest.New(cbrtest.WithDurations(10*time.Minute, 10*time.Minute, 4*time.Minute))
		r := with(t, srv)
		vault := srv.Vaults()[0]
		// at shows the states at a time.
		start := time.Now()
		at := func(d time.Duration, path string, keys ...string) (states []string) {
			t.Helper()
			time.Sleep(time.Until(start.Add(d)))
			_, _, out := r.do(http.MethodGet, path, "")
			for _, key := range keys {
				states = append(states, fmt.Sprint(dig(out, strings.Split(key, ".")...)))
			}
			return states
		}
		same := func(got []string, want ...string) {
			t.Helper()
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		}

		_, _, out := r.do(http.MethodPost, "/v3/{p}/checkpoints", `{"checkpoint":{"vault_id":"`+vault.ID+`","parameters":{"name":"n"}}}`)
		checkpoint := "/v3/{p}/checkpoints/" + fmt.Sprint(dig(out, "checkpoint", "id"))
		keys := []string{"checkpoint.status", "checkpoint.vault.resources.0.protect_status", "checkpoint.vault.resources.1.protect_status"}
		same(at(0, checkpoint, keys...), "protecting", "protecting", "protecting")
		r.want(http.MethodPost, "/v3/{p}/checkpoints", `{"checkpoint":{"vault_id":"`+vault.ID+`"}}`, 400, `{"error_code":"1001","error_msg":`)
		same(at(4*time.Minute, checkpoint, keys...), "available", "protecting", "protecting")
		same(at(5*time.Minute, checkpoint, keys...), "available", "available", "protecting")
		same(at(10*time.Minute, checkpoint, keys...), "available", "available", "available")
		same(at(10*time.Minute, "/v3/{p}/vaults/"+vault.ID, "vault.billing.used", "vault.resources.0.backup_count"), "2048", "1")

		_, _, out = r.do(http.MethodGet, "/v3/{p}/backups?resource_id="+vault.Resources[0].ID, "")
		id := fmt.Sprint(dig(out, "backups", "0", "id"))
		child := fmt.Sprint(dig(out, "backups", "0", "children", "0", "id"))
		backup := "/v3/{p}/backups/" + id
		start = time.Now()
		status, _, out := r.do(http.MethodPost, backup+"/restore", `{"restore":{"server_id":"`+vault.Resources[0].ID+`","mappings":[{"backup_id":"`+child+`","volume_id":"v"}]}}`)
		if status != 202 {
			t.Fatalf("%d %v", status, out)
		}
		task := "/v3/{p}/operation-logs/" + fmt.Sprint(out["job_id"])
		same(at(0, task, "operation_log.status", "operation_log.extra_info.common.progress"), "waiting", "0")
		same(at(0, backup, "backup.status"), "waiting_restore")
		r.want(http.MethodPost, backup+"/restore", `{"restore":{"resource_id":"x"}}`, 400, `BackupService.2010`)
		r.want(http.MethodDelete, backup, "", 400, `BackupService.6216`)
		same(at(5*time.Minute, task, "operation_log.status", "operation_log.extra_info.common.progress"), "running", "50")
		same(at(5*time.Minute, backup, "backup.status", "backup.children.0.status"), "restoring", "restoring")
		same(at(10*time.Minute, task, "operation_log.status", "operation_log.extra_info.common.progress", "operation_log.extra_info.restore.backup_id"), "success", "100", id)
		same(at(10*time.Minute, backup, "backup.status"), "available")

		start = time.Now()
		r.want(http.MethodDelete, "/v3/{p}/backups/"+child, "", 400, `BackupService.6201`)
		r.want(http.MethodDelete, backup, "", 204, `null`)
		r.want(http.MethodDelete, backup, "", 204, `null`)
		same(at(0, backup, "backup.status"), "waiting_delete")
		same(at(2*time.Minute, backup, "backup.status"), "deleting")
		time.Sleep(2 * time.Minute)
		r.want(http.MethodGet, backup, "", 404, `BackupService.6200`) // clients wait for that
		r.want(http.MethodGet, checkpoint, "", 200, `"available"`)    // another backup is left
	})
}
