package cbrtest_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/backup-sdk/backup-go/cbr/cbrtest"
)

func login(a cbrtest.Account, scope string) string {
	return fmt.Sprintf(`{"auth":{"identity":{"methods":["password"],"password":{"user":{"domain":{"name":%q},"name":%q,"password":%q}}},"scope":%s}}`,
		a.Domain, a.User, a.Password, scope)
}

func TestIAM(t *testing.T) {
	srv := cbrtest.New(cbrtest.WithAccount(cbrtest.Account{User: "somebody"}))
	a := srv.Account()
	r := raw{t: t, srv: srv}
	const path = "/v3/auth/tokens"
	for _, tt := range []struct {
		body     string
		status   int
		response string
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
		r.want(http.MethodPost, path, tt.body, tt.status, tt.response)
	}
	status, header, out := r.do(http.MethodPost, path+"?nocatalog=true", login(a, `{"project":{"name":"eu-west-101"}}`))
	token, _ := out["token"].(map[string]any)
	if status != 201 || header.Get("X-Subject-Token") == "" || header.Get("X-Iam-Trace-Id") == "" || fmt.Sprint(token["catalog"]) != "[]" {
		t.Errorf("%d %v %v", status, header, out)
	}
	if srv.Logins() != 4 || srv.FailedLogins() != 1 {
		t.Errorf("%d logins, %d failed", srv.Logins(), srv.FailedLogins())
	}
	r.want(http.MethodGet, "/v3/projects", "", 401, `"error":{"code":401`)
	r.token = header.Get("X-Subject-Token")
	r.want(http.MethodGet, "/v3/projects?name=eu-west-101&enabled=true", "", 200, `"projects":[{"description":"","domain_id":"b2f4d6e80a1c4e3f9d7b5a3c1e0f2d4b"`)
	r.want(http.MethodGet, "/v3/projects?page=1", "", 400, `per_page`)
	r.want(http.MethodGet, "/v3/projects?page=x&per_page=1", "", 400, `"code":400`)
	r.want(http.MethodGet, "/v3/auth/unknown", "", 404, `APIGW.0101`)
}

func TestTokens(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := cbrtest.New(cbrtest.WithTokenLifetime(time.Hour))
		r := raw{t: t, srv: srv}
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
