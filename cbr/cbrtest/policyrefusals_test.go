package cbrtest_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/backup-sdk/backup-go/cbr/cbrtest"
	"github.com/backup-sdk/backup-go/gen/cbrapi"
)

// TestPolicyRefusals are requests that the client would not send, and some that
// it would.
func TestPolicyRefusals(t *testing.T) {
	srv := cbrtest.New()
	r := with(t, srv)
	const (
		when    = `{"properties":{"pattern":["FREQ=DAILY;BYHOUR=1;BYMINUTE=0"]}}`
		trigger = `"trigger":` + when
		group   = `"name":"n","policy_name":"p","operation_type":"backup","policy_enabled":true,"policy_operation_definition":{},"policy_trigger":` + when
		post    = http.MethodPost
		put     = http.MethodPut
		get     = http.MethodGet
		del     = http.MethodDelete
	)
	policy := func(definition string) string {
		return `{"policy":{"name":"n","operation_type":"backup","operation_definition":{` + definition + `},` + trigger + `}}`
	}
	pattern := func(rules string) string {
		return `{"policy":{"name":"n","operation_type":"backup","operation_definition":{},"trigger":{"properties":{"pattern":[` + rules + `]}}}}`
	}
	_, _, made := r.do(post, "/v3/{p}/policies", `{"policy":{"name":"n","operation_definition":{},`+trigger+`}}`)
	one, _ := made["policy"].(map[string]any)
	if enabled, ok := one["enabled"].(bool); one["operation_type"] != "backup" || !ok || !enabled {
		t.Fatalf("a policy without a kind: %v", one)
	}
	id, _ := one["id"].(string)
	for _, tt := range []struct {
		method, path, body string
		status             int
		answer             string
	}{
		{post, "/v3/{p}/policies", strings.Replace(policy(""), `"name":"n"`, `"name":""`, 1), 400, "name"},
		{post, "/v3/{p}/policies", strings.Replace(policy(""), `"name":"n"`, `"name":"a b"`, 1), 400, "name"},
		{post, "/v3/{p}/policies", strings.Replace(policy(""), `:"backup"`, `:"rehearsal"`, 1), 400, "BackupService.6117"},
		{post, "/v3/{p}/policies", strings.Replace(policy(""), `:"backup"`, `:"replication"`, 1), 400, "destination_region"},
		{post, "/v3/{p}/policies", strings.Replace(policy(`"destination_project_id":"p","destination_region":"eu-west-101"`), `:"backup"`, `:"replication"`, 1), 400, "destination_region"},
		{post, "/v3/{p}/policies", policy(`"day_backups":101`), 400, "0 and 100"},
		{post, "/v3/{p}/policies", policy(`"day_backups":1`), 400, "timezone"},
		{post, "/v3/{p}/policies", policy(`"max_backups":-2`), 400, "max_backups"},
		{post, "/v3/{p}/policies", policy(`"full_backup_interval":101`), 400, "full_backup_interval"},
		{post, "/v3/{p}/policies", pattern(""), 400, "1 to 24"},
		{post, "/v3/{p}/policies", pattern(`"FREQ=HOURLY;BYMINUTE=0"`), 400, "HOURLY"},
		{post, "/v3/{p}/policies", pattern(`"FREQ=DAILY;BYHOUR=24;BYMINUTE=0"`), 400, "pattern"},
		{post, "/v3/{p}/policies", pattern(strings.TrimSuffix(strings.Repeat(`"FREQ=DAILY;BYHOUR=1;BYMINUTE=0",`, 25), ",")), 400, "1 to 24"},
		{get, "/v3/{p}/policies?operation_type=rehearsal", "", 400, "operation_type"},
		{get, "/v3/{p}/policies", "", 200, `"count":1`},
		{get, "/v3/{p}/policies/" + id, "", 200, `"policy_type":"custom_policy"`},
		{put, "/v3/{p}/policies/" + id, `{"policy":{"name":"` + strings.Repeat("n", 65) + `"}}`, 400, "name"},
		{put, "/v3/{p}/policies/" + id, `{"policy":{"operation_definition":{"week_backups":-1}}}`, 400, "long-term"},
		{put, "/v3/{p}/policies/" + id, `{"policy":{"trigger":{"properties":{"pattern":["x"]}}}}`, 400, "pattern"},
		{put, "/v3/{p}/policies/none", `{"policy":{}}`, 404, "BackupService.6000"},
		{get, "/v3/{p}/policies/none", "", 404, "BackupService.6000"},
		{del, "/v3/{p}/policies/none", "", 404, "BackupService.6000"},
		{del, "/v3/{p}/policies/" + id, "", 204, "null"},

		{post, "/v3/{p}/organization-policies", `{"policy":{` + strings.Replace(group, `"n"`, `""`, 1) + `}}`, 400, "name"},
		{post, "/v3/{p}/organization-policies", `{"policy":{` + group + `,"description":"` + strings.Repeat("d", 256) + `"}}`, 400, "description"},
		{post, "/v3/{p}/organization-policies", `{"policy":{` + strings.Replace(group, `"backup"`, `"x"`, 1) + `}}`, 400, "operation_type"},
		{post, "/v3/{p}/organization-policies", `{"policy":{` + strings.Replace(group, `"policy_operation_definition":{}`, `"policy_operation_definition":{"day_backups":1}`, 1) + `}}`, 400, "timezone"},
		{get, "/v3/{p}/organization-policies", "", 400, "operation_type"},
		{get, "/v3/{p}/organization-policies?operation_type=x", "", 400, "operation_type"},
		{get, "/v3/{p}/organization-policies?operation_type=backup&limit=0", "", 400, "limit"},
		{get, "/v3/{p}/organization-policies/none", "", 404, "BackupService.6000"},
		{put, "/v3/{p}/organization-policies/none", `{"policy":{}}`, 404, "BackupService.6000"},
		{del, "/v3/{p}/organization-policies/none", "", 404, "BackupService.6000"},
		{get, "/v3/{p}/organization-policies/none/policy-detail", "", 404, "BackupService.6000"},
	} {
		r.want(tt.method, tt.path, tt.body, tt.status, tt.answer)
	}
	r.want(post, "/v3/{p}/organization-policies", `{"policy":{`+group+`}}`, 200, `"status":"syncing"`)
}

// TestOtherRefusals are those of everything else: resources, agents, projects,
// the migration, features and versions.
func TestOtherRefusals(t *testing.T) {
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
		answer             string
	}{
		{get, "/v3/{p}/protectables/castle/instances", "", 400, "protectable_type"},
		{get, "/v3/{p}/protectables/server/instances?limit=51", "", 400, "limit"},
		{get, "/v3/{p}/protectables/server/instances?marker=none", "", 400, "marker"},
		{get, "/v3/{p}/protectables/turbo/instances", "", 200, `"status":"available"`},
		{get, "/v3/{p}/protectables/disk/instances", "", 200, `"status":"in-use"`},
		{get, "/v3/{p}/protectables/workspace_v2/instances", "", 200, `{}`},
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
		r.want(tt.method, tt.path, tt.body, tt.status, tt.answer)
	}
	r.token = ""
	r.want(get, "/v3/region-projects", "", 401, "APIGW.0301")
}
