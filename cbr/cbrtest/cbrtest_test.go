package cbrtest_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"github.com/backup-sdk/backup-go/cbr/cbrtest"
	"github.com/backup-sdk/backup-go/gen/cbrapi"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// raw talks to the fake without any client of ours.
type raw struct {
	t     *testing.T
	srv   *cbrtest.Server
	token string
}

func (r raw) do(method, path, body string) (int, http.Header, map[string]any) {
	r.t.Helper()
	req, err := http.NewRequestWithContext(r.t.Context(), method, r.srv.URL()+strings.ReplaceAll(path, "{p}", r.srv.Account().ProjectID), strings.NewReader(body))
	if err != nil {
		r.t.Fatal(err)
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	if r.token != "" {
		req.Header.Set("X-Auth-Token", r.token)
	}
	client := r.srv.Client()
	resp, err := client.Do(req)
	if err != nil {
		r.t.Fatal(err)
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		r.t.Fatal(err)
	}
	var out map[string]any
	if len(bytes.TrimSpace(data)) > 0 {
		if err := json.Unmarshal(data, &out); err != nil {
			r.t.Fatalf("%s %s: %q: %v", method, path, data, err)
		}
	}
	return resp.StatusCode, resp.Header, out
}

func (r raw) want(method, path, body string, status int, answer string) {
	r.t.Helper()
	got, header, out := r.do(method, path, body)
	encoded, err := json.Marshal(out)
	if err != nil {
		r.t.Fatal(err)
	}
	if header.Get("X-Request-Id") == "" {
		r.t.Errorf("%s %s: no request id", method, path)
	}
	if got != status || !strings.Contains(string(encoded), answer) {
		r.t.Errorf("%s %s\n got %d %s\nwant %d …%s…", method, path, got, encoded, status, answer)
	}
}

func with(t *testing.T, srv *cbrtest.Server) raw {
	t.Helper()
	return raw{t, srv, srv.IssueToken()}
}

func login(a cbrtest.Account, scope string) string {
	return fmt.Sprintf(`{"auth":{"identity":{"methods":["password"],"password":{"user":{"domain":{"name":%q},"name":%q,"password":%q}}},"scope":%s}}`,
		a.Domain, a.User, a.Password, scope)
}

func TestIAM(t *testing.T) {
	srv := cbrtest.New(cbrtest.WithAccount(cbrtest.Account{User: "somebody"}))
	a := srv.Account()
	r := raw{t, srv, ""}
	const path = "/v3/auth/tokens"
	for _, tt := range []struct {
		body   string
		status int
		answer string
	}{
		{login(a, `{"project":{"name":"eu-west-101"}}`), 201, `"project":{"domain":{"id":"b2f4d6e80a1c4e3f9d7b5a3c1e0f2d4b","name":"example-account"},"id":"5f0c2b7e9a4d4c1d8e6f3a2b1c0d9e8f"`},
		{login(a, `{"project":{"id":"`+a.ProjectID+`"}}`), 201, `"expires_at":`},
		{login(a, `{"domain":{"name":"example-account"}}`), 201, `"domain":{"id":"`},
		{login(a, `{"project":{"name":"xx"}}`), 400, `"title":"Bad Request"`},
		{login(a, `{"project":{"name":"eu-west-101"},"domain":{"name":"x"}}`), 400, `scope`},
		{strings.Replace(login(a, `{}`), a.Password, "guess", 1), 401, `{"error":{"code":401,"message":"The username or password is wrong.","title":"Unauthorized"}}`},
		{`{"auth":{"identity":{"methods":["token"]}}}`, 400, `"code":400`},
		{`{"auth":`, 400, `"code":400`},
	} {
		r.want(http.MethodPost, path, tt.body, tt.status, tt.answer)
	}
	status, header, out := r.do(http.MethodPost, path+"?nocatalog=true", login(a, `{"project":{"name":"eu-west-101"}}`))
	token, _ := out["token"].(map[string]any)
	if status != 201 || header.Get("X-Subject-Token") == "" || header.Get("X-Iam-Trace-Id") == "" || token["catalog"] != nil {
		t.Errorf("%d %v %v", status, header, out)
	}
	if srv.Logins() != 4 || srv.FailedLogins() != 1 {
		t.Errorf("%d logins, %d failed", srv.Logins(), srv.FailedLogins())
	}
	r.want(http.MethodGet, "/v3/projects", "", 401, `"error":{"code":401`)
	r.token = header.Get("X-Subject-Token")
	r.want(http.MethodGet, "/v3/projects?name=eu-west-101&enabled=true", "", 200, `"projects":[{"domain_id":"b2f4d6e80a1c4e3f9d7b5a3c1e0f2d4b"`)
	r.want(http.MethodGet, "/v3/projects?page=1", "", 400, `per_page`)
	r.want(http.MethodGet, "/v3/projects?page=x&per_page=1", "", 400, `"code":400`)
	r.want(http.MethodGet, "/v3/auth/unknown", "", 404, `APIGW.0101`)
}

func TestTokens(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := cbrtest.New(cbrtest.WithTokenLifetime(time.Hour))
		r := raw{t, srv, ""}
		const path = "/v3/{p}/vaults"
		r.want(http.MethodGet, path, "", 401, `"error_code":"APIGW.0301"`)
		r.token = "MIIFunknown"
		r.want(http.MethodGet, path, "", 401, `"request_id":"`)
		r.token = srv.IssueToken()
		r.want(http.MethodGet, path, "", 200, `"count":1`)
		r.want(http.MethodGet, "/v3/0123456789abcdef0123456789abcdef/vaults", "", 403, `"forbidden":{"code":"403"`)
		r.want(http.MethodGet, "/v3/{p}/unheard-of", "", 404, `APIGW.0101`)
		time.Sleep(time.Hour)
		r.want(http.MethodGet, path, "", 401, `APIGW.0301`)
	})
}

func TestRefusals(t *testing.T) {
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
		answer             string
	}{
		{http.MethodGet, "/v3/{p}/vaults/none", "", 404, `{"error_code":"BackupService.6105"`},
		{http.MethodGet, "/v3/{p}/backups/none", "", 401, `{"unauthorized":{"code":"401","message":"Malformed request url"}}`},
		{http.MethodDelete, "/v3/{p}/backups/none", "", 401, `Malformed request url`},
		{http.MethodGet, "/v3/{p}/checkpoints/none", "", 401, `Malformed request url`},
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
		r.want(tt.method, tt.path, tt.body, tt.status, tt.answer)
	}
}

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
		same(at(0, task, "operation_log.status", "operation_log.extra_info.common.progress"), "waiting", "<nil>")
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
		r.want(http.MethodGet, backup, "", 401, `Malformed request url`)
		r.want(http.MethodGet, checkpoint, "", 200, `"available"`) // another backup is left
	})
}

// dig follows keys and indexes into decoded JSON.
func dig(v any, keys ...string) any {
	for _, key := range keys {
		switch inner := v.(type) {
		case map[string]any:
			v = inner[key]
		case []any:
			i := int(key[0] - '0')
			if i >= len(inner) {
				return nil
			}
			v = inner[i]
		default:
			return nil
		}
	}
	return v
}

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

// TestQuirksHappen: each form that quirks are about is seen, and equal seeds
// give equal answers.
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
		t.Errorf("equal seeds give different answers:\n%s", diff)
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
