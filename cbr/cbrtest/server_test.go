package cbrtest_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/backup-sdk/backup-go/cbr/cbrtest"
	"github.com/backup-sdk/backup-go/gen/cbrapi"
)

// A parameter that is sent with its zero value is not one that is absent.
func TestPageSize(t *testing.T) {
	srv := cbrtest.New(cbrtest.WithPageSize(2))
	r := with(t, srv)
	first := srv.Vaults()[0].ID
	srv.AddVault(cbrtest.VaultSpec{Name: "second"})
	srv.AddVault(cbrtest.VaultSpec{Name: "third"})
	for range 3 {
		srv.AddProtectable(cbrtest.ProtectableSpec{Type: cbrapi.ResourceTypeTurbo})
	}
	for _, tt := range []struct {
		path, list string
		want       int
	}{
		{"vaults", "vaults", 2},
		{"vaults?limit=3", "vaults", 3},
		{"vaults?offset=2", "vaults", 1},
		{"vaults?offset=", "vaults", 2},
		{"vaults?offset=9223372036854775807", "vaults", 0},
		{"protectables/turbo/instances", "instances", 2},
		{"protectables/turbo/instances?limit=50", "instances", 3},
		{"protectables/turbo/instances?offset=2", "instances", 1},
		{"protectables/server/instances?limit=1&offset=2", "instances", 1}, // the second page
	} {
		_, _, out := r.do(http.MethodGet, "/v3/{p}/"+tt.path, "")
		if list, _ := out[tt.list].([]any); len(list) != tt.want {
			t.Errorf("%s: %d, want %d", tt.path, len(list), tt.want)
		}
	}
	r.want(http.MethodGet, "/v3/{p}/vaults?limit=0", "", 400, "limit")
	r.want(http.MethodGet, "/v3/{p}/vaults?limit=", "", 400, "limit")
	r.want(http.MethodGet, "/v3/{p}/vaults?offset=x", "", 400, "offset")
	r.want(http.MethodGet, "/v3/{p}/protectables/server/instances?limit=0", "", 400, "limit")
	r.want(http.MethodPost, "/v3/{p}/vault/resource_instances/action", `{"action":"filter"}`, 200, `"total_count":3`)
	_, _, out := r.do(http.MethodPost, "/v3/{p}/vault/resource_instances/action", `{"action":"filter","offset":"2"}`)
	if list, _ := out["resources"].([]any); len(list) != 1 {
		t.Errorf("tagged vaults after the second: %d", len(list))
	}
	r.want(http.MethodGet, "/v3/{p}/vaults?id="+first, "", 200, `"count":1`)
	r.want(http.MethodGet, "/v3/projects?page=1&per_page=1", "", 200, `"name":"eu-west-101","`)
	r.want(http.MethodGet, "/v3/projects?page=2&per_page=1", "", 200, `"name":"eu-west-101_other","`)
	r.want(http.MethodGet, "/v3/projects?page=0&per_page=1", "", 400, "page")
	r.want(http.MethodGet, "/v3/projects?page=1&per_page=0", "", 400, "page")
}

// What cannot be read is invalid, and the error says which part of it.
func TestMalformedBodies(t *testing.T) {
	srv := cbrtest.New()
	r := with(t, srv)
	const path = "/v3/{p}/checkpoints"
	for _, tt := range []struct{ body, response string }{
		{`{"checkpoint":{"vault_id":7}}`, "checkpoint.vault_id cannot be read from a JSON number"},
		{`{"checkpoint":[]}`, "checkpoint cannot be read from a JSON array"},
		{`{"checkpoint":{}}{}`, "after top-level value"},
		{`"checkpoint"`, "the body cannot be read from a JSON string"},
		{" ", "the body is empty"},
	} {
		r.want(http.MethodPost, path, tt.body, 400, tt.response)
	}
	r.contentType = "application/x-www-form-urlencoded"
	r.want(http.MethodPost, path, `{"checkpoint":{"vault_id":"x"}}`, 400, "the content type application/x-www-form-urlencoded is not JSON")
	r.want(http.MethodPost, "/v3/auth/tokens", `{"auth":{}}`, 400, `"title":"Bad Request"`)
}

func TestFaults(t *testing.T) {
	srv := cbrtest.New()
	r := with(t, srv)
	srv.Inject(
		cbrtest.FaultTooMany("listVault", 0).Once(),
		cbrtest.FaultStatus("listVault", http.StatusServiceUnavailable, `{"error_code":"APIGW.0000"}`).Once(),
		cbrtest.FaultTruncate("showVault", 1),
	)
	var got []int
	for range 3 {
		status, _, _ := r.do(http.MethodGet, "/v3/{p}/vaults", "")
		got = append(got, status)
	}
	srv.ClearFaults()
	id := srv.Vaults()[0].ID
	r.want(http.MethodGet, "/v3/{p}/vaults/"+id, "", 200, id)
	if diff := cmp.Diff([]int{429, 503, 200}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if srv.Count("listVault") != 3 || srv.Count("showVault") != 1 || srv.Count("") != 4 {
		t.Errorf("%d lists, %d vaults, %d requests", srv.Count("listVault"), srv.Count("showVault"), srv.Count(""))
	}
	var seen []string
	for _, q := range srv.Requests() {
		seen = append(seen, fmt.Sprintf("%s %d %v", q.Operation, q.Status, q.Handled))
	}
	if diff := cmp.Diff("listVault 429 false, listVault 503 false, listVault 200 true, showVault 200 true", strings.Join(seen, ", ")); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	srv.ResetLog()
	if srv.Count("") != 0 || len(srv.Requests()) != 0 {
		t.Error("requests are remembered")
	}
}
