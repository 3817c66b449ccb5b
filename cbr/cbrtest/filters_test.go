package cbrtest_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/backup-sdk/backup-go/cbr/cbrtest"
	"github.com/backup-sdk/backup-go/gen/cbrapi"
)

func TestFilters(t *testing.T) {
	srv := cbrtest.New(cbrtest.WithDurations(0, 0, 0))
	r := with(t, srv)
	first := srv.Vaults()[0]
	second := srv.AddVault(cbrtest.VaultSpec{
		Name: "second", ObjectType: cbrapi.ObjectTypeDisk, PolicyID: "pol", EnterpriseProject: "ep-1", Status: cbrapi.VaultStatusLocked, SizeGB: 1,
		Resources: []cbrtest.ResourceSpec{{ID: "disk-1", Name: "disk", Type: cbrapi.ResourceTypeVolume}},
	})
	srv.AddBackups(first.ID, 2)
	r.want(http.MethodPost, "/v3/{p}/checkpoints", `{"checkpoint":{"vault_id":"`+second.ID+`","parameters":{"name":"made","incremental":false}}}`, 200, "")
	_, _, out := r.do(http.MethodGet, "/v3/{p}/backups?name=made", "")
	made := fmt.Sprint(dig(out, "backups", "0", "id"))
	r.want(http.MethodDelete, "/v3/{p}/backups/"+fmt.Sprint(dig(mustList(r, "past-0"), "backups", "0", "id")), "", 204, "")

	for _, tt := range []struct {
		path string
		want int
	}{
		{"vaults", 2},
		{"vaults?name=second", 1}, {"vaults?name=sec", 0}, {"vaults?object_type=disk", 1}, {"vaults?policy_id=pol", 1}, {"vaults?status=lock", 1},
		{"vaults?cloud_type=public", 2}, {"vaults?protect_type=replication", 0}, {"vaults?resource_ids=disk-1,other", 1}, {"vaults?resource_ids=other", 0},
		{"vaults?id=" + first.ID + "&id=" + second.ID, 2}, {"vaults?id=" + first.ID, 1},
		{"vaults?enterprise_project_id=ep-1", 1}, {"vaults?enterprise_project_id=all_granted_eps", 2},
		{"backups", 2}, {"backups?vault_id=" + first.ID, 1}, {"backups?resource_type=OS::Cinder::Volume", 1}, {"backups?resource_id=disk-1", 1},
		{"backups?resource_name=disk", 1}, {"backups?incremental=false", 1}, {"backups?incremental=true", 1}, {"backups?status=available&status=error", 2},
		{"backups?status=error", 0}, {"backups?own_type=shared", 0}, {"backups?member_status=pending", 0}, {"backups?image_type=replication", 0},
		{"backups?used_percent=100", 1}, {"backups?start_time=2001-01-01T00:00:00Z", 2}, {"backups?end_time=2001-01-01T00:00:00Z", 0},
		{"backups?resource_az=eu-west-101a", 2}, {"backups?resource_az=eu-west-101b", 0}, {"backups?parent_id=" + made, 0}, {"backups?dec=true", 2},
		{"backups?checkpoint_id=none", 0}, {"backups?enterprise_project_id=ep-1", 1}, {"backups?limit=1", 2}, {"backups?marker=" + made, 2},
		{"operation-logs", 2}, {"operation-logs?operation_type=backup", 1}, {"operation-logs?status=success", 2}, {"operation-logs?status=failed", 0},
		{"operation-logs?resource_id=disk-1", 1}, {"operation-logs?resource_name=disk", 1}, {"operation-logs?vault_id=" + first.ID, 1},
		{"operation-logs?vault_name=second", 1}, {"operation-logs?provider_id=x", 0}, {"operation-logs?enterprise_project_id=ep-1", 1},
		{"operation-logs?end_time=2001-01-01T00:00:00Z", 0}, {"operation-logs?offset=5", 2},
	} {
		_, _, out := r.do(http.MethodGet, "/v3/{p}/"+tt.path, "")
		count, _ := out["count"].(float64)
		if int(count) != tt.want {
			t.Errorf("%s: %v, want %d", tt.path, out["count"], tt.want)
		}
	}
}

func mustList(r raw, name string) map[string]any {
	r.t.Helper()
	_, _, out := r.do(http.MethodGet, "/v3/{p}/backups?name="+name, "")
	return out
}
