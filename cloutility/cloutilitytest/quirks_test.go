package cloutilitytest_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/backup-sdk/backup-go/cloutility/cloutilitytest"
)

// TestQuirksByName: each one alone, whenever it can come.
func TestQuirksByName(t *testing.T) {
	const unit = "/v1/bunits/57"
	for quirk, tt := range map[cloutilitytest.Quirk]struct {
		method, path, body string
		status             int
		want               string
	}{
		cloutilitytest.QuirkCreatedStatus: {http.MethodPost, unit + "/consumers", `{"name":"x"}`, http.StatusCreated, `"name":"x"`},
		cloutilitytest.QuirkDateForms:     {http.MethodGet, unit, "", http.StatusOK, `"createdDate":"2024-01-15 08:29:11.032Z"`},
		cloutilitytest.QuirkNumericCodes:  {http.MethodGet, unit + "/consumers/1", "", http.StatusNotFound, `"code":`},
	} {
		c := newCaller(t, cloutilitytest.WithQuirk(quirk))
		c.signIn()
		status, body := c.call(tt.method, tt.path, tt.body)
		if status != tt.status || !strings.Contains(body, tt.want) {
			t.Errorf("%s: %d %s", quirk, status, body)
		}
		plain := newCaller(t)
		plain.signIn()
		if was, text := plain.call(tt.method, tt.path, tt.body); was == status && text == body {
			t.Errorf("%s changes nothing: %d %s", quirk, was, text)
		}
	}
	if len(cloutilitytest.Quirks()) != 9 {
		t.Error(cloutilitytest.Quirks())
	}
}
