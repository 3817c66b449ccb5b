package cbrtest_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/backup-sdk/backup-go/cbr/cbrtest"
)

// TestInvalidPolicies are requests that the client would not send, and some that
// it would.
func TestInvalidPolicies(t *testing.T) {
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
		response           string
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
		r.want(tt.method, tt.path, tt.body, tt.status, tt.response)
	}
	r.want(post, "/v3/{p}/organization-policies", `{"policy":{`+group+`}}`, 200, `"status":"syncing"`)
}
