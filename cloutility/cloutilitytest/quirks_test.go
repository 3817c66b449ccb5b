package cloutilitytest_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/backup-sdk/backup-go/cloutility/cloutilitytest"
)

// TestQuirksByName: each one alone, whenever it can come.
func TestQuirksByName(t *testing.T) {
	const unit, made, node = "/v1/bunits/57", "/v1/bunits/57/consumers/NEW", "/v1/bunits/57/consumers/NEW/node"
	covered := 0
	for quirk, tt := range map[cloutilitytest.Quirk]struct {
		method, path, body string
		status             int
		want               string // of the response, all of it where it is in slashes
		plain              int
	}{
		cloutilitytest.QuirkCreatedStatus:    {http.MethodPost, unit + "/consumers", `{"name":"x"}`, http.StatusCreated, `"name":"x"`, http.StatusOK},
		cloutilitytest.QuirkPlainNames:       {http.MethodGet, node + "/spname", "", http.StatusOK, `/NAME/`, http.StatusOK},
		cloutilitytest.QuirkEmptyResponses:   {http.MethodDelete, made, "", http.StatusOK, `//`, http.StatusNoContent},
		cloutilitytest.QuirkQuietDeletions:   {http.MethodDelete, node, "", http.StatusNoContent, `//`, http.StatusOK},
		cloutilitytest.QuirkNothingForAbsent: {http.MethodGet, made + "/jobs/first", "", http.StatusNoContent, `//`, http.StatusNotFound},
		cloutilitytest.QuirkNullForNothing:   {http.MethodGet, "/v1/bunits/88/contract", "", http.StatusOK, `/null/`, http.StatusNoContent},
		cloutilitytest.QuirkDateForms:        {http.MethodGet, unit, "", http.StatusOK, `"createdDate":"2024-01-15 08:29:11.032Z"`, http.StatusOK},
		cloutilitytest.QuirkNumericCodes:     {http.MethodGet, unit + "/consumers/1", "", http.StatusNotFound, `"code":1`, http.StatusNotFound},
		cloutilitytest.QuirkTextLifetimes:    {http.MethodPost, "/v1/oauth", "", http.StatusOK, `"expires_in":"299"`, http.StatusOK},
	} {
		covered++
		call := func(opts ...cloutilitytest.Option) (int, string) {
			c := newCaller(t, opts...)
			c.signInLeniently()
			id := c.srv.AddNode(cloutilitytest.HomeUnit, "host-1")
			if strings.HasSuffix(tt.path, "/oauth") {
				return c.rawSignIn()
			}
			return c.call(tt.method, strings.ReplaceAll(tt.path, "NEW", itoa(id)), tt.body)
		}
		status, body := call(cloutilitytest.WithQuirk(quirk))
		was, plain := call()
		want := strings.ReplaceAll(tt.want, "NAME", strings.Trim(strings.TrimSpace(plain), `"`))
		whole := len(want) > 1 && want[0] == '/'
		if status != tt.status || !strings.Contains(body, strings.Trim(want, "/")) || whole && "/"+strings.TrimSpace(body)+"/" != want {
			t.Errorf("%s: %d %q, want %d %s", quirk, status, body, tt.status, want)
		}
		if was != tt.plain || was == status && plain == body {
			t.Errorf("without %s: %d %q", quirk, was, plain)
		}
		if !slices.Contains(cloutilitytest.Quirks(), quirk) {
			t.Errorf("%s is not among all", quirk)
		}
	}
	if len(cloutilitytest.Quirks()) != covered {
		t.Errorf("%d of %d quirks were tried", covered, len(cloutilitytest.Quirks()))
	}
}
