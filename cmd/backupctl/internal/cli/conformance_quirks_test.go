package cli

import (
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/backup-sdk/backup-go/cbr/cbrtest"
	"github.com/backup-sdk/backup-go/cloutility/cloutilitytest"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/emulator"
	"github.com/backup-sdk/backup-go/zomro/zomrotest"
)

// deferred runs what a test leaves behind.
type deferred struct{ t *testing.T }

func (d deferred) Defer(f func()) { d.t.Cleanup(f) }

// conform has a validator look at what a fake responds to some requests.
func conform(t *testing.T, routes []route, name, prefix string, fake http.Handler, requests func(address string) []*http.Request) {
	t.Helper()
	c := &conformance{routes: routes, breaches: make(map[string]string), checked: make(map[string]bool)}
	srv := httptest.NewServer(fake)
	t.Cleanup(srv.Close)
	address, err := c.proxy(deferred{t}, srv.URL)
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	for _, r := range requests(address + prefix) {
		resp, err := client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
	}
	if len(c.checked) == 0 {
		t.Errorf("%s: nothing was looked at", name)
	}
	for _, breach := range slices.Sorted(maps.Keys(c.breaches)) {
		// Some quirks are fields that nobody declares.
		if !strings.HasSuffix(breach, " is not declared") {
			t.Errorf("%s: %s", name, breach)
		}
	}
}

func request(t *testing.T, method, address, body string, header ...string) *http.Request {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	return r
}

// undeclaredForm is why a validator rejects what a quirk sends, empty when it does not.
func undeclaredForm(quirk cloutilitytest.Quirk) string {
	switch quirk {
	case cloutilitytest.QuirkDateForms:
		return "every date that was seen is a date-time, and other generators make a date of that"
	case cloutilitytest.QuirkNullForNothing:
		return "the documents say that nothing comes back, which is declared as 204; that null may mean it is a guess"
	}
	return ""
}

// TestQuirksConform: what real responses have and documents do not is declared by
// the specifications all the same.
func TestQuirksConform(t *testing.T) {
	routes := newConformance(t).routes
	for _, quirk := range cbrtest.Quirks() {
		for _, done := range []bool{false, true} {
			options := []cbrtest.Option{cbrtest.WithQuirk(quirk)}
			if done {
				options = append(options, cbrtest.WithDurations(0, 0, 0))
			}
			srv := cbrtest.New(options...)
			v, p := srv.Vaults()[0].ID, srv.Account().ProjectID
			backup := srv.AddBackups(v, 2)[0]
			conform(t, routes, "cbr "+string(quirk), emulator.CBRPath, http.StripPrefix(emulator.CBRPath, srv), func(address string) (all []*http.Request) {
				address += "/v3/" + p + "/"
				add := func(method, path, body string) {
					all = append(all, request(t, method, address+path, body, "X-Auth-Token", srv.IssueToken(), "Content-Type", "application/json"))
				}
				add(http.MethodPost, "checkpoints", `{"checkpoint":{"vault_id":"`+v+`","parameters":{"name":"n"}}}`)
				add(http.MethodPost, "vault/"+v+"/tags", `{"tag":{"key":"k","value":"v"}}`)
				add(http.MethodPost, "backups/"+backup+"/replicate", `{"replicate":{"destination_project_id":"p","destination_region":"r","destination_vault_id":"w"}}`)
				for _, path := range []string{
					"vaults", "vaults/" + v, "backups?show_replication=true", "backups/" + backup, "backups/none", "checkpoints/none", "operation-logs",
					"vault/tags", "vault/" + v + "/tags", "storage_usage", "vaults/summary", "protectables/server/instances", "policies", "agents",
				} {
					add(http.MethodGet, path, "")
				}
				add(http.MethodPut, "vaults/"+v, `{"vault":{"name":"m"}}`)
				return all
			})
		}
	}
	for _, quirk := range zomrotest.Quirks() {
		srv := zomrotest.New(zomrotest.WithQuirk(quirk))
		srv.AddBackup(zomrotest.Backup{InstanceID: zomrotest.InstanceID, Name: "x", SizeGB: 3})
		conform(t, routes, "zomro "+string(quirk), emulator.ZomroPath, http.StripPrefix(emulator.ZomroPath, srv), func(address string) (all []*http.Request) {
			for _, function := range []string{"auth", "whoami", "keepalive", "instances", "instances.fleio_bckps", "instances.snapshots", "image", "no.such"} {
				form := url.Values{
					"func": {function}, "out": {"json"}, "lang": {"en"}, "auth": {srv.NewSession()}, "elid": {strconv.FormatInt(zomrotest.InstanceID, 10)},
					"username": {zomrotest.Username}, "password": {zomrotest.Password},
				}
				all = append(all, request(t, http.MethodPost, address+"/", form.Encode(), "Content-Type", "application/x-www-form-urlencoded"))
			}
			return all
		})
	}
	for _, quirk := range cloutilitytest.Quirks() {
		if why := undeclaredForm(quirk); why != "" {
			t.Logf("%s is not held to the specification: %s", quirk, why)
			continue
		}
		srv := cloutilitytest.New(cloutilitytest.WithQuirk(quirk), cloutilitytest.WithBasePath(emulator.CloutilityPath))
		id := srv.AddNode(cloutilitytest.HomeUnit, "host-1")
		conform(t, routes, "cloutility "+string(quirk), emulator.CloutilityPath, srv, func(address string) (all []*http.Request) {
			unit := "/v1/bunits/" + strconv.FormatInt(cloutilitytest.HomeUnit, 10)
			node := unit + "/consumers/" + strconv.FormatInt(id, 10)
			account := srv.Account()
			header := []string{"Origin", account.Origin, "Authorization", "Bearer " + portalToken(t, srv), "Content-Type", "application/json"}
			for _, path := range []string{"/v1/me", unit, unit + "/consumers", node, node + "/node", unit + "/contract", unit + "/consumers/1", "/v1/bunits/88/contract"} {
				all = append(all, request(t, http.MethodGet, address+path, "", header...))
			}
			return append(all, request(t, http.MethodPost, address+unit+"/consumers", `{"name":"x"}`, header...), request(t, http.MethodDelete, address+node, "", header...))
		})
	}
}

// portalToken signs in at the fake of Cloutility.
func portalToken(t *testing.T, srv *cloutilitytest.Server) string {
	t.Helper()
	a := srv.Account()
	form := url.Values{"grant_type": {"password"}, "client_id": {a.ClientID}, "username": {a.Username}, "password": {a.Password}}
	w := httptest.NewRecorder()
	srv.ServeHTTP(w, request(t, http.MethodPost, "http://fake.test"+emulator.CloutilityPath+"/v1/oauth", form.Encode(),
		"Origin", a.Origin, "Content-Type", "application/x-www-form-urlencoded"))
	_, rest, ok := strings.Cut(w.Body.String(), `"access_token":"`)
	if !ok {
		t.Fatalf("no token: %d %s", w.Code, w.Body)
	}
	text, _, _ := strings.Cut(rest, `"`)
	return text
}
