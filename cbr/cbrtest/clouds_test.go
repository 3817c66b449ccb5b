package cbrtest_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/backup-sdk/backup-go/cbr/cbrtest"
	"github.com/backup-sdk/backup-go/gen/cbrapi"
)

// TestCloudsHaveTheirOperations: an operation that a cloud does not have is no path
// of its gateway.
func TestCloudsHaveTheirOperations(t *testing.T) {
	for _, cloud := range cbrapi.Clouds() {
		r := with(t, cbrtest.New(cbrtest.WithCloud(cloud.ID)))
		have := 0
		for _, op := range cbrapi.Operations() {
			path := strings.NewReplacer("{project_id}", "{p}", "{protectable_type}", "server", "{api_version}", "v3").Replace(op.Route)
			for strings.Contains(path, "{") && !strings.Contains(path, "{p}") || strings.Count(path, "{") > strings.Count(path, "{p}") {
				before, after, _ := strings.Cut(strings.Replace(path, "{p}", "\x00", 1), "{")
				_, after, _ = strings.Cut(after, "}")
				path = strings.Replace(before+"none"+after, "\x00", "{p}", 1)
			}
			status, _, out := r.do(op.Method, path, "")
			missing := status == http.StatusNotFound && out["error_code"] == "APIGW.0101"
			if missing == cloud.Has(op.ID) && !shadowed(op.ID) {
				t.Errorf("%s, %s: %d %v", cloud.ID, op.ID, status, out)
			}
			if !missing {
				have++
			}
		}
		if project := r.srv.Account().ProjectName; project != cloud.Regions[0] {
			t.Errorf("%s has the project %s", cloud.ID, project)
		}
		t.Logf("%s: %d operations", cloud.ID, have)
	}
	if got := len(cbrtest.Clouds()); got != 8 {
		t.Errorf("%d clouds", got)
	}
}

// shadowed are operations whose last segment is an id for others: where they are
// not, there is no such vault.
func shadowed(operation string) bool {
	switch operation {
	case cbrapi.OpShowSummary.ID, cbrapi.OpBatchUpdateVault.ID, cbrapi.OpListExternalVault.ID:
		return true
	}
	return false
}

// TestCloudsReject: what a cloud is known not to take.
func TestCloudsReject(t *testing.T) {
	vault := func(from, to, more string) string {
		return `{"vault":{"name":"n",` + strings.Replace(plainBilling, from, to, 1) + `,"resources":[]` + more + `}}`
	}
	tags := `,"tags":[`
	for i := range 11 {
		tags += `{"key":"` + strings.Repeat("k", i+1) + `","value":"v"},`
	}
	tags = strings.TrimSuffix(tags, ",") + "]"
	for _, tt := range []struct {
		body, rejected, accepted, says string
	}{
		{vault("", "", `,"locked":true`), "cloud-ru", "otc", "locked"},
		{vault("", "", `,"auto_expand":true`), "otc otc-swiss", "huawei flexible-engine", "auto_expand"},
		{vault("crash_consistent", "app_consistent", ""), "otc otc-swiss", "huawei g42", "consistent_level"},
		{vault(`"server"`, `"turbo"`, ""), "otc-swiss", "otc huawei", "object_type"},
		{vault(`"server"`, `"workspace"`, ""), "otc otc-swiss", "huawei", "object_type"},
		{vault(`"protect_type":"backup"`, `"protect_type":"replication"`, ""), "otc-swiss", "otc", "protect_type"},
		{vault("", "", `,"description":"`+strings.Repeat("d", 65)+`"`), "otc otc-swiss", "huawei", "description"},
		{vault("", "", tags), "huawei otc-swiss", "otc", "tags"},
	} {
		for cloud := range strings.FieldsSeq(tt.rejected) {
			with(t, cbrtest.New(cbrtest.WithCloud(cloud))).want(http.MethodPost, "/v3/{p}/vaults", tt.body, 400, tt.says)
		}
		for _, cloud := range append(strings.Fields(tt.accepted), "") {
			if cloud == "" && tt.says == "tags" {
				continue
			}
			with(t, cbrtest.New(cbrtest.WithCloud(cloud))).want(http.MethodPost, "/v3/{p}/vaults", tt.body, 200, `"vault":`)
		}
	}
	srv := cbrtest.New(cbrtest.WithCloud("cloud-ru"))
	with(t, srv).want(http.MethodPut, "/v3/{p}/vaults/"+srv.Vaults()[0].ID, `{"vault":{"locked":false}}`, 400, "locked")
}

// TestCloudHosts: CBR and IAM each have a host, and the catalog leads from one to
// the other.
func TestCloudHosts(t *testing.T) {
	srv := cbrtest.New(cbrtest.WithCloud("otc-swiss"))
	token := srv.IssueToken()
	at := func(host, path string) (int, string) {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, srv.URL()+path, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		req.Host = host
		req.Header.Set("X-Auth-Token", token)
		resp, err := srv.Client().Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		body, err := io.ReadAll(resp.Body)
		if err != nil {
			t.Fatal(err)
		}
		return resp.StatusCode, string(body)
	}
	vaults := "/v3/" + srv.Account().ProjectID + "/vaults"
	for _, tt := range []struct {
		host, path string
		status     int
		body       string
	}{
		{"cbr.eu-ch2.test", vaults, 200, `"vaults"`},
		{"iam-pub.eu-ch2.test", vaults, 404, "APIGW.0101"},
		{"cbr.eu-ch2.test", "/v3/projects", 404, "APIGW.0101"},
		{"iam-pub.eu-ch2.test:8099", "/v3/auth/catalog", 200, `"url":"http://cbr.eu-ch2.test:8099/v3/`},
		{"localhost", "/v3/projects", 200, `"projects"`},
		{"localhost", vaults, 200, `"vaults"`},
	} {
		if status, body := at(tt.host, tt.path); status != tt.status || !strings.Contains(body, tt.body) {
			t.Errorf("%s%s: %d %s", tt.host, tt.path, status, body)
		}
	}
}
