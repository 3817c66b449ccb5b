package cbrtest_test

import (
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"testing"
	"time"

	"github.com/backup-sdk/backup-go/cbr/cbrtest"
	"github.com/backup-sdk/backup-go/gen/cbrapi"
)

// TestEveryKey: responses have what the documents show, zero or not.
func TestEveryKey(t *testing.T) {
	srv := cbrtest.New(cbrtest.WithDurations(0, 0, 0))
	r := with(t, srv)
	empty := srv.AddVault(cbrtest.VaultSpec{Name: "empty"}).ID
	have := srv.Vaults()[0].ID
	_, _, made := r.do(http.MethodPost, "/v3/{p}/checkpoints", `{"checkpoint":{"vault_id":"`+have+`","parameters":{"incremental":false}}}`)
	r.want(http.MethodPost, "/v3/{p}/policies", `{"policy":{"name":"off","enabled":false,"operation_definition":{},"trigger":{"properties":{"pattern":["FREQ=DAILY;BYHOUR=1;BYMINUTE=0"]}}}}`, 200,
		`"enabled":false`)
	checkpoint := fmt.Sprint(dig(made, "checkpoint", "id"))
	r.want(http.MethodDelete, "/v3/{p}/vaults/"+empty, "", 204, "")
	for path, wants := range map[string][]string{
		"backups?limit=5&name=none":      {`"backups":[]`, `"count":0`, `"offset":0`, `"limit":5`},
		"operation-logs?vault_id=none":   {`"operation_logs":[]`, `"count":0`, `"offset":0`},
		"backups":                        {`"incremental":false`, `"expired_at":null`, `"parent_id":null`, `"description":""`, `"children":[{`},
		"vaults/" + have:                 {`"locked":false`, `"tags":[]`, `"threshold":80`, `"used":2048`, `"is_multi_az":false`},
		"checkpoints/" + checkpoint:      {`"skipped_resources":[]`, `"resource_size":"40"`, `"backup_count":"1"`, `"description":""`},
		"operation-logs?limit=9":         {`"incremental":"false"`, `"error_info":{"code":"","message":""}`},
		"policies?operation_type=backup": {`"associated_vaults":[]`, `"operation_definition":{}`},
	} {
		for _, want := range wants {
			r.want(http.MethodGet, "/v3/{p}/"+path, "", 200, want)
		}
	}
	_, _, out := r.do(http.MethodGet, "/v3/{p}/operation-logs?operation_type=vault_delete", "")
	if info, _ := dig(out, "operation_logs", "0", "extra_info").(map[string]any); info["vault_delete"] == nil || info["resource"] != nil {
		t.Errorf("a vault is no resource: %v", out)
	}
}

// TestEmptyVault: an empty vault says so.
func TestEmptyVault(t *testing.T) {
	srv := cbrtest.New()
	id := srv.AddVault(cbrtest.VaultSpec{}).ID
	for _, want := range []string{`"resources":[]`, `"allocated":0`, `"used":0`} {
		with(t, srv).want(http.MethodGet, "/v3/{p}/vaults/"+id, "", 200, want)
	}
}

// TestNewResources: what was just added is not shown yet, but there.
func TestNewResources(t *testing.T) {
	now := time.Date(2026, 4, 12, 22, 0, 4, 0, time.UTC)
	srv := cbrtest.New(cbrtest.WithDurations(time.Minute, time.Minute, time.Minute), cbrtest.WithClock(func() time.Time { return now }))
	r := with(t, srv)
	one, two := srv.AddVault(cbrtest.VaultSpec{}).ID, srv.AddVault(cbrtest.VaultSpec{}).ID
	add := func(id string) {
		r.want(http.MethodPost, "/v3/{p}/vaults/"+one+"/addresources", `{"resources":[{"id":"`+id+`","type":"OS::Nova::Server"}]}`, 200, id)
	}
	for _, id := range []string{"s-1", "s-2", "s-3"} {
		add(id)
	}
	r.want(http.MethodGet, "/v3/{p}/vaults/"+one, "", 200, `"resources":[]`)
	r.want(http.MethodPost, "/v3/{p}/vaults/"+one+"/removeresources", `{"resource_ids":["s-2"]}`, 200, "s-2")
	r.want(http.MethodPost, "/v3/{p}/vaults/"+one+"/migrateresources", `{"resource_ids":["s-3"],"destination_vault_id":"`+two+`"}`, 200, "s-3")
	r.want(http.MethodPost, "/v3/{p}/checkpoints", `{"checkpoint":{"vault_id":"`+one+`","parameters":{"resources":["s-1"]}}}`, 200, `"id":"s-1"`)
	now = now.Add(time.Hour)
	r.want(http.MethodGet, "/v3/{p}/vaults/"+one, "", 200, `"resources":[{`)
	r.want(http.MethodGet, "/v3/{p}/vaults/"+two, "", 200, `"id":"s-3"`)
}

// TestForbiddenValues: what the documents forbid is rejected, and named.
func TestForbiddenValues(t *testing.T) {
	srv := cbrtest.New()
	r := with(t, srv)
	v := srv.Vaults()[0].ID
	const post = http.MethodPost
	for _, tt := range []struct{ path, body, want string }{
		{"checkpoints", `{"checkpoint":{"vault_id":"` + v + `","parameters":{"name":""}}}`, "name"},
		{"vaults/" + v + "/addresources", `{"resources":[{"id":"x","type":"OS::No::Such"}]}`, "type"},
		{"agents", `{"agent":{"agent_id":"a","host_name":"h","host_ip":"1"}}`, "host_os"},
		{"checkpoints/replicate", `{}`, "replicate"},
		{"checkpoints", `{"checkpoint":[]}`, "checkpoint"},
		{"checkpoints", `{"checkpoint":{"vault_id":7}}`, "vault_id"},
		{"vaults", `{"vault":{"billing":{"size":"big"}}}`, "billing.size"},
	} {
		status, _, out := r.do(post, "/v3/{p}/"+tt.path, tt.body)
		r.want(post, "/v3/{p}/"+tt.path, tt.body, 400, tt.want)
		for _, leak := range []string{"cbrapi", "Go ", "lenient", "int64"} {
			if text := fmt.Sprint(out); status == 400 && contains(text, leak) {
				t.Errorf("%s leaks a type of Go: %s", tt.body, text)
			}
		}
	}
	r.want(post, "/v3/migrates", `{"all_regions":true,"reservation":1.5}`, 400, "between 0 and 1")
}

// TestQuirksByName: each one alone.
func TestQuirksByName(t *testing.T) {
	for _, tt := range []struct {
		quirk cbrtest.Quirk
		path  string
		want  string
	}{
		{cbrtest.QuirkUnknownIs401, "backups/none", `Malformed request url`},
		{cbrtest.QuirkUnknownIs401, "checkpoints/none", `Malformed request url`},
		{cbrtest.QuirkNumbersAsText, "vaults", `"size":"`},
		{cbrtest.QuirkNulls, "backups", `"resource_az":null`},
		{cbrtest.QuirkUnknownFields, "vaults", `"x_undocumented"`},
		{cbrtest.QuirkMovedFields, "backups", `"app_consistency"`},
	} {
		srv := cbrtest.New(cbrtest.WithQuirk(tt.quirk))
		srv.AddBackups(srv.Vaults()[0].ID, 1)
		r := with(t, srv)
		_, _, out := r.do(http.MethodGet, "/v3/{p}/"+tt.path, "")
		if text := encoded(t, out); !contains(text, tt.want) {
			t.Errorf("%s: %s is not in %s", tt.quirk, tt.want, text)
		}
		plain := with(t, cbrtest.New())
		_, _, out = plain.do(http.MethodGet, "/v3/{p}/"+tt.path, "")
		if text := encoded(t, out); contains(text, tt.want) {
			t.Errorf("without %s: %s", tt.quirk, text)
		}
	}
	srv := cbrtest.New(cbrtest.WithQuirk(cbrtest.QuirkNoWindow, cbrtest.QuirkBareCheckpoint, cbrtest.QuirkNoProviderID), cbrtest.WithDurations(0, 0, 0))
	r, v := with(t, srv), srv.Vaults()[0].ID
	if _, _, out := r.do(http.MethodGet, "/v3/{p}/vaults", ""); out["limit"] != nil || out["count"] == nil {
		t.Error(out)
	}
	_, _, out := r.do(http.MethodPost, "/v3/{p}/checkpoints", `{"checkpoint":{"vault_id":"`+v+`"}}`)
	r.want(http.MethodGet, "/v3/{p}/checkpoints/"+fmt.Sprint(dig(out, "checkpoint", "id")), "", 200, `"vault":null`)
	if _, _, out = r.do(http.MethodPut, "/v3/{p}/vaults/"+v, `{"vault":{"name":"n"}}`); dig(out, "vault", "name") != "n" || contains(encoded(t, out), "provider_id") {
		t.Error(out)
	}
	if got := len(cbrtest.Quirks()); got != 10 {
		t.Errorf("%d quirks", got)
	}
}

// TestQuirksOfManyForms: those that send one thing in several forms send each.
func TestQuirksOfManyForms(t *testing.T) {
	for quirk, tt := range map[cbrtest.Quirk]struct {
		field string
		forms []string // every digit is a 9
	}{
		cbrtest.QuirkExtraInfoForms: {"extra_info", []string{`"{}"`, `{}`, `null`}},
		cbrtest.QuirkTimeForms: {"created_at", []string{
			`"9999-99-99T99:99:99.999999"`, `"9999-99-99T99:99:99"`, `"9999-99-99T99:99:99.999+99:99"`,
			`"9999-99-99T99:99:99Z"`, `"9999-99-99T99:99:99.999999Z"`, `"9999-99-99 99:99:99"`, `9999999999`,
		}},
	} {
		forms := func(opts ...cbrtest.Option) []string {
			srv := cbrtest.New(append(opts, cbrtest.WithDurations(0, 0, 0))...)
			r := with(t, srv)
			_, _, made := r.do(http.MethodPost, "/v3/{p}/checkpoints", `{"checkpoint":{"vault_id":"`+srv.Vaults()[0].ID+`"}}`)
			found := make(map[string]bool)
			value := regexp.MustCompile(`"` + tt.field + `":("[^"]*"|\{\}|null|\d+)`)
			for range 50 {
				_, _, out := r.do(http.MethodGet, "/v3/{p}/checkpoints/"+fmt.Sprint(dig(made, "checkpoint", "id")), "")
				for _, m := range value.FindAllStringSubmatch(encoded(t, out), -1) {
					found[regexp.MustCompile(`\d`).ReplaceAllString(m[1], "9")] = true
				}
			}
			return slices.Sorted(maps.Keys(found))
		}
		if got := forms(cbrtest.WithQuirk(quirk)); !slices.Equal(got, slices.Sorted(slices.Values(tt.forms))) {
			t.Errorf("%s: %q, want %q", quirk, got, tt.forms)
		}
		if got := forms(); !slices.Equal(got, tt.forms[:1]) {
			t.Errorf("without %s: %q", quirk, got)
		}
	}
}

// TestFollowedLinks: what the catalog and links name is where the client came from.
func TestFollowedLinks(t *testing.T) {
	srv := cbrtest.New()
	a := srv.Account()
	r := with(t, srv)
	for path, want := range map[string]string{
		"/v3/auth/catalog":    `"url":"` + srv.URL() + `/v3/` + a.ProjectID + `"`,
		"/v3/projects":        `"self":"` + srv.URL() + `/v3/projects"`,
		"/v3/region-projects": `"self":"` + srv.URL() + `/v3/projects`,
	} {
		r.want(http.MethodGet, path, "", 200, want)
	}
	r.want(http.MethodGet, "/", "", 300, `"href":"`+srv.URL()+`/v3"`)
	if got := cbrapi.OpListVersions.ID; srv.Count(got) != 1 {
		t.Error(got)
	}
}
