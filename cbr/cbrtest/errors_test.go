package cbrtest_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/backup-sdk/backup-go/cbr/cbrtest"
	"github.com/backup-sdk/backup-go/gen/cbrapi"
)

// TestInvalidRequests are requests that the client would not send, and some that
// it would.
func TestInvalidRequests(t *testing.T) {
	srv := cbrtest.New()
	r := with(t, srv)
	vault := srv.Vaults()[0]
	empty := srv.AddVault(cbrtest.VaultSpec{})
	frozen := srv.AddVault(cbrtest.VaultSpec{Status: cbrapi.VaultStatusFrozen, Resources: []cbrtest.ResourceSpec{{}}})
	id := srv.AddBackups(vault.ID, 1)[0]
	create := func(vaultID, parameters string) string {
		return `{"checkpoint":{"vault_id":"` + vaultID + `","parameters":` + parameters + `}}`
	}
	for _, tt := range []struct {
		method, path, body string
		status             int
		response           string
	}{
		{http.MethodGet, "/v3/{p}/vaults/none", "", 404, `{"error_code":"BackupService.6105"`},
		{http.MethodGet, "/v3/{p}/backups/none", "", 404, `BackupService.6200`},
		{http.MethodDelete, "/v3/{p}/backups/none", "", 404, `BackupService.6200`},
		{http.MethodGet, "/v3/{p}/checkpoints/none", "", 404, `BackupService.6217`},
		{http.MethodGet, "/v3/{p}/operation-logs/none", "", 404, `BackupService.6500`},
		{http.MethodPost, "/v3/{p}/checkpoints", `{"checkpoint":`, 400, `BackupService.9900`},
		{http.MethodPost, "/v3/{p}/checkpoints", create("", `{}`), 400, `vault_id`},
		{http.MethodPost, "/v3/{p}/checkpoints", create("none", `{}`), 404, `BackupService.6105`},
		{http.MethodPost, "/v3/{p}/checkpoints", create(empty.ID, `{}`), 400, `BackupService.0001`},
		{http.MethodPost, "/v3/{p}/checkpoints", create(frozen.ID, `{}`), 400, `BackupService.6113`},
		{http.MethodPost, "/v3/{p}/checkpoints", create(vault.ID, `{"name":"a b"}`), 400, `name`},
		{http.MethodPost, "/v3/{p}/checkpoints", create(vault.ID, `{"name":"`+strings.Repeat("n", 65)+`"}`), 400, `name`},
		{http.MethodPost, "/v3/{p}/checkpoints", create(vault.ID, `{"description":"<"}`), 400, `description`},
		{http.MethodPost, "/v3/{p}/checkpoints", create(vault.ID, `{"resource_details":[{"id":"x"}]}`), 400, `resource_details`},
		{http.MethodPost, "/v3/{p}/backups/" + id + "/restore", `{"restore":{}}`, 400, `exactly one`},
		{http.MethodPost, "/v3/{p}/backups/" + id + "/restore", `{"restore":{"server_id":"s"}}`, 400, `mappings are needed`},
		{http.MethodPost, "/v3/{p}/backups/" + id + "/restore", `{"restore":{"volume_id":"s"}}`, 400, `BackupService.6300`},
		{http.MethodPost, "/v3/{p}/backups/" + id + "/restore", `{"restore":{"server_id":"s","mappings":[{"backup_id":"x","volume_id":"y"}]}}`, 400, `mappings name`},
		{http.MethodGet, "/v3/{p}/vaults?limit=0", "", 400, `limit`},
		{http.MethodGet, "/v3/{p}/vaults?limit=1001", "", 400, `limit`},
		{http.MethodGet, "/v3/{p}/vaults?limit=x", "", 400, `limit`},
		{http.MethodGet, "/v3/{p}/vaults?offset=-1", "", 400, `offset`},
		{http.MethodGet, "/v3/{p}/vaults?status=good", "", 400, `filter`},
		{http.MethodGet, "/v3/{p}/backups?status=available&status=good", "", 400, `filter`},
		{http.MethodGet, "/v3/{p}/backups?used_percent=0", "", 400, `filter`},
		{http.MethodGet, "/v3/{p}/backups?sort=size", "", 400, `filter`},
		{http.MethodGet, "/v3/{p}/backups?start_time=yesterday", "", 400, `start_time`},
		{http.MethodGet, "/v3/{p}/backups?marker=none", "", 400, `marker`},
		{http.MethodGet, "/v3/{p}/operation-logs?operation_type=none", "", 400, `filter`},
	} {
		r.want(tt.method, tt.path, tt.body, tt.status, tt.response)
	}
}

// TestInvalidOthers are those of everything else: resources, agents, projects,
// the migration, features and versions.
func TestInvalidOthers(t *testing.T) {
	srv := cbrtest.New(cbrtest.WithDurations(time.Hour, 0, 0))
	r := with(t, srv)
	share := srv.AddProtectable(cbrtest.ProtectableSpec{Type: cbrapi.ResourceTypeTurbo})
	const (
		post   = http.MethodPost
		get    = http.MethodGet
		agent  = `{"agent":{"agent_id":"a","host_name":"n","host_ip":"i","host_os":"o"}}`
		server = `{"resource_id":"r","resource_type":"OS::Nova::Server"}`
	)
	for _, tt := range []struct {
		method, path, body string
		status             int
		response           string
	}{
		{get, "/v3/{p}/protectables/castle/instances", "", 400, "protectable_type"},
		{get, "/v3/{p}/protectables/server/instances?limit=51", "", 400, "limit"},
		{get, "/v3/{p}/protectables/server/instances?marker=none", "", 400, "marker"},
		{get, "/v3/{p}/protectables/turbo/instances", "", 200, `"status":"available"`},
		{get, "/v3/{p}/protectables/disk/instances", "", 200, `"status":"in-use"`},
		{get, "/v3/{p}/protectables/workspace_v2/instances", "", 200, `{"instances":[]}`},
		{get, "/v3/{p}/protectables/turbo/instances/" + share, "", 400, "server or disk"},
		{get, "/v3/{p}/protectables/disk/instances/none", "", 404, "BackupService.7000"},
		{post, "/v3/{p}/agent/check", `{"agent_status":[]}`, 400, "agent_status"},
		{post, "/v3/{p}/agent/check", `{"agent_status":[` + strings.Replace(server, "Nova::Server", "Sfs::Turbo", 1) + `]}`, 400, "no server"},
		{post, "/v3/{p}/agent/check", `{"agent_status":[` + server + `]}`, 200, `"message":"the agent is not installed"`},
		{get, "/v3/{p}/replication-capabilities", "", 200, `"replication_destinations":["eu-west-0"]`},

		{post, "/v3/{p}/agents", strings.Replace(agent, `"n"`, `""`, 1), 400, "BackupService.7403"},
		{post, "/v3/{p}/agents", strings.Replace(agent, `"a"`, `"a","agent_version":"1.0"`, 1), 400, "BackupService.7403"},
		{post, "/v3/{p}/agents", agent, 200, `"status":"normal"`},
		{post, "/v3/{p}/agents", agent, 200, `"agent_id":"a"`},
		{get, "/v3/{p}/agents", "", 200, `"count":1`},
		{get, "/v3/{p}/agents?limit=x", "", 400, "limit"},
		{get, "/v3/{p}/agents?limit=1001", "", 400, "limit"},
		{get, "/v3/{p}/agents/none", "", 404, "BackupService.7410"},
		{http.MethodPut, "/v3/{p}/agents/a", `{"agent":{"status":"normal"}}`, 400, "uninstall"},
		{http.MethodPut, "/v3/{p}/agents/none", `{"agent":{"status":"uninstall"}}`, 404, "BackupService.7410"},
		{post, "/v3/{p}/agents/a/add-path", `{"add_path":["/a"],"exclude_path":[{"path_name":"/b"}]}`, 400, "exclude_path"},
		{post, "/v3/{p}/agents/a/add-path", `{"add_path":[""]}`, 400, "add_path"},
		{post, "/v3/{p}/agents/none/remove-path", `{"remove_path":["/a"]}`, 404, "BackupService.7410"},
		{http.MethodDelete, "/v3/{p}/agents/a", "", 200, "null"},

		{get, "/v3/domain/nobody/projects", "", 400, "BackupService.6704"},
		{get, "/v3/domain/nobody", "", 400, "BackupService.6704"},
		{get, "/v3/region-projects", "", 200, `"links":{"self":`},
		{get, "/v3/migrates", "", 404, "BackupService.4001"},
		{post, "/v3/migrates", `{"all_regions":true}`, 400, "reservation"},
		{post, "/v3/migrates", `{"reservation":0.2}`, 400, "all_regions"},
		{post, "/v3/migrates", `{"all_regions":true,"reservation":1.5}`, 400, "reservation"},
		{post, "/v3/migrates", `{"all_regions":true,"reservation":0}`, 200, `{"eu-west-101":"running"}`},
		{get, "/v3/migrates?all_regions=false", "", 200, `"status":"migrating"`},
		{post, "/v3/migrates", `{"all_regions":true,"reservation":0}`, 400, "BackupService.4002"},
		{get, "/v3/{p}/storage_usage?resource_type=OS::Sfs::Turbo", "", 400, "resource_type"},
		{get, "/v3/{p}/storage_usage?offset=1", "", 200, `"resource_count":2`},
		{get, "/v3/{p}/cbr-features?offset=1001", "", 400, "offset"},
		{get, "/v3/{p}/cbr-features/replication.enable?limit=0", "", 400, "limit"},
		{get, "/v3/{p}/cbr-features/replication.enable", "", 200, `{"replication.enable":true}`},
		{get, "/", "", 300, `"status":"CURRENT"`},
		{get, "/cbr", "", 300, `"id":"v3"`},
		{get, "/v4", "", 404, "APIGW.0101"},
	} {
		r.want(tt.method, tt.path, tt.body, tt.status, tt.response)
	}
	r.token = ""
	r.want(get, "/v3/region-projects", "", 401, "APIGW.0301")
}
