package cloutilitytest_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/backup-sdk/backup-go/cloutility/cloutilitytest"
	"github.com/backup-sdk/backup-go/gen/cloutilityapi"
)

func TestBusinessUnits(t *testing.T) {
	c := newCaller(t)
	c.signIn()
	me := want[cloutilityapi.User](c, http.StatusOK, http.MethodGet, "/v1/me", "")
	if me.BusinessUnit.ID != cloutilitytest.HomeUnit || me.BusinessUnitID != cloutilitytest.HomeUnit || me.Role == nil || me.BusinessUnit.TypeName == "" {
		t.Errorf("me %+v", me)
	}
	tree := want[cloutilityapi.SimpleBusinessUnit](c, http.StatusOK, http.MethodGet, "/v1/bunits", "")
	var names []string
	var walk func(u cloutilityapi.SimpleBusinessUnit)
	walk = func(u cloutilityapi.SimpleBusinessUnit) {
		names = append(names, u.Name)
		for _, child := range u.BusinessUnits {
			if child.ParentID != u.ID {
				t.Errorf("%s hangs below %d, not %d", child.Name, child.ParentID, u.ID)
			}
			walk(child)
		}
	}
	walk(tree)
	if diff := cmp.Diff([]string{"Nordlicht GmbH", "Vertrieb", "Entwicklung", "Labor"}, names); diff != "" {
		t.Error(diff)
	}
	if below := want[cloutilityapi.SimpleBusinessUnit](c, http.StatusOK, http.MethodGet, "/v1/bunits?bunitId=91", ""); below.Name != "Entwicklung" || below.ParentID != 0 {
		t.Errorf("subtree %+v", below)
	}
	full := want[cloutilityapi.BusinessUnit](c, http.StatusOK, http.MethodGet, "/v1/bunits/57", "")
	if full.Users == nil || full.Users.Total != 0 || len(full.Users.Items) != 0 || full.Users.Href != c.srv.URL()+"/v1/bunits/57/users" || full.ParentBusinessUnit.ID != 12 {
		t.Errorf("unit %+v", full)
	}
	for _, path := range []string{"/v1/bunits/12", "/v1/bunits/31", "/v1/bunits/4711", "/v1/bunits?bunitId=12", "/v1/bunits/12/consumers"} {
		want[cloutilityapi.Error](c, http.StatusNotFound, http.MethodGet, path, "")
	}
	want[cloutilityapi.Error](c, http.StatusBadRequest, http.MethodGet, "/v1/bunits/abc", "")
}

func TestLife(t *testing.T) {
	for name, opts := range map[string][]cloutilitytest.Option{"plain": nil, "base path": {cloutilitytest.WithBasePath("/cloutility/")}} {
		t.Run(name, func(t *testing.T) { testLife(t, opts...) })
	}
}

func testLife(t *testing.T, opts ...cloutilitytest.Option) {
	c := newCaller(t, opts...)
	prefix := ""
	if len(opts) > 0 {
		prefix = "/cloutility"
		oauth := url.Values{"client_id": {c.srv.Account().ClientID}, "grant_type": {"password"}, "username": {c.srv.Account().Username}, "password": {c.srv.Account().Password}}
		_, text := c.raw(http.MethodPost, prefix+"/v1/oauth", http.Header{"Origin": {c.srv.Account().Origin}, "Content-Type": {"application/x-www-form-urlencoded"}}, oauth.Encode())
		var g grant
		if err := json.Unmarshal([]byte(text), &g); err != nil {
			t.Fatal(err)
		}
		c.token = g.Access
	} else {
		c.signIn()
	}
	units := prefix + "/v1/bunits/57/consumers"

	want[cloutilityapi.Error](c, http.StatusBadRequest, http.MethodPost, units, `{"name": "  "}`)
	one := want[cloutilityapi.Consumer](c, http.StatusOK, http.MethodPost, units, `{"name": "twin"}`)
	two := want[cloutilityapi.Consumer](c, http.StatusOK, http.MethodPost, units, `{"Name": "twin"}`)
	if one.ID == two.ID || one.Name != two.Name || one.DataSourceState.Name != "Unregistered" || one.Href != c.srv.URL()+units+"/"+itoa(one.ID) {
		t.Fatalf("units %+v, %+v", one, two)
	}
	list := want[cloutilityapi.ConsumerList](c, http.StatusOK, http.MethodGet, units, "")
	if list.Total != 2 || len(list.Items) != 2 || list.Items[0].BusinessUnit != nil {
		t.Errorf("list %+v", list)
	}

	unit := units + "/" + itoa(one.ID)
	node := unit + "/node"
	want[cloutilityapi.Error](c, http.StatusNotFound, http.MethodGet, node, "")
	want[cloutilityapi.Error](c, http.StatusNotFound, http.MethodGet, node+"/spname", "")
	want[cloutilityapi.Error](c, http.StatusBadRequest, http.MethodPost, node, `{}`)
	want[cloutilityapi.Error](c, http.StatusBadRequest, http.MethodPost, node, `{"operatingSystem":{"id":3},"type":{"id":1},"domain":{"id":99}}`)
	want[cloutilityapi.Error](c, http.StatusBadRequest, http.MethodPost, node, `{`)
	const body = `{"operatingSystem":{"id":3},"type":{"id":1},"domain":{"id":7},"clientOptionSet":{"id":2},"contact":"me"}`
	n := want[cloutilityapi.Node](c, http.StatusOK, http.MethodPost, node, body)
	if n.DataSourceState.Name != "Unregistered" || n.TSMName != "" || !n.TSMPassword.IsZero() || n.Domain.Server.NodeNetworkPort != 1600 || n.CPUCount != 1 {
		t.Errorf("node %+v", n)
	}
	want[cloutilityapi.Error](c, http.StatusConflict, http.MethodPost, node, body)

	name := want[string](c, http.StatusOK, http.MethodGet, node+"/spname", "")
	if len(name) != 12 || strings.ToUpper(name) != name {
		t.Errorf("spname %q", name)
	}
	// Clients send back what spname gave, with its quotes, and under any name.
	want[cloutilityapi.Error](c, http.StatusBadRequest, http.MethodGet, node+"/activate?tsmName="+url.QueryEscape(`"`+name), "")
	want[string](c, http.StatusOK, http.MethodGet, node+"/activate?TSMname="+url.QueryEscape(`"`+name+`"`), "")
	want[cloutilityapi.Error](c, http.StatusConflict, http.MethodGet, node+"/activate?tsmName="+name, "")
	n = want[cloutilityapi.Node](c, http.StatusOK, http.MethodGet, node, "")
	if n.DataSourceState.Name != "Unaccessed" || n.TSMName != name || n.TSMPassword.Reveal() != c.srv.NodePassword(one.ID) || n.TSMPassword.IsZero() || n.ActivatedDate.IsZero() {
		t.Errorf("activated node %+v", n)
	}
	if !c.srv.SignInNode(one.ID) {
		t.Error("SignInNode found no node")
	}
	if n = want[cloutilityapi.Node](c, http.StatusOK, http.MethodGet, node, ""); n.DataSourceState.Name != "Active" || n.SessionSecurity.Name != "Strict" {
		t.Errorf("used node %+v", n)
	}

	want[cloutilityapi.Node](c, http.StatusOK, http.MethodDelete, node+"?deleteAssociations=true", "")
	want[cloutilityapi.Error](c, http.StatusNotFound, http.MethodGet, unit, "")
	c.srv.AddSecondaryDataSource(two.ID)
	second := units + "/" + itoa(two.ID)
	want[cloutilityapi.Error](c, http.StatusConflict, http.MethodDelete, second, "")
	if status, text := c.call(http.MethodDelete, second+"?unassignSecondaryDataSources=true&deletionComment=gone", ""); status != http.StatusNoContent || text != "" {
		t.Errorf("delete: status %d %q", status, text)
	}
	want[cloutilityapi.Error](c, http.StatusNotFound, http.MethodDelete, second, "")
	if diff := cmp.Diff([]cloutilitytest.Deletion{
		{ConsumerID: one.ID, Node: true, Associations: true}, {ConsumerID: two.ID, Associations: true, Comment: "gone"},
	}, c.srv.Deletions()); diff != "" {
		t.Error(diff)
	}
	if c.srv.ConsumerCount() != 0 {
		t.Errorf("%d units left", c.srv.ConsumerCount())
	}
}

func TestCatalogues(t *testing.T) {
	c := newCaller(t)
	c.signIn()
	if s := want[cloutilityapi.BackupServer](c, http.StatusOK, http.MethodGet, "/v1/bunits/57/defaultserver", ""); s.ID != 4 || s.Name == "" {
		t.Errorf("server %+v", s)
	}
	if l := want[cloutilityapi.DomainList](c, http.StatusOK, http.MethodGet, "/v1/bunits/57/defaultserver/domains", ""); l.Total != 3 || l.Items[2].Name != "90DAYS" {
		t.Errorf("domains %+v", l)
	}
	if l := want[cloutilityapi.ClientOptionSetList](c, http.StatusOK, http.MethodGet, "/v1/bunits/57/defaultserver/clientoptionsets?offset=1", ""); l.Total != 2 || len(l.Items) != 1 || l.Offset != 1 {
		t.Errorf("option sets %+v", l)
	}
	if l := want[cloutilityapi.NodeOperatingSystemList](c, http.StatusOK, http.MethodGet, "/v1/nodeoperatingsystems", ""); len(l.Items) != 3 || len(l.Items[0].SupportedNodeTypes) != 2 {
		t.Errorf("platforms %+v", l)
	}
	if l := want[cloutilityapi.NodeTypeList](c, http.StatusOK, http.MethodGet, "/v1/nodetypes?limit=1", ""); l.Total != 2 || len(l.Items) != 1 {
		t.Errorf("types %+v", l)
	}
}

func TestPrivileges(t *testing.T) {
	c := newCaller(t, cloutilitytest.WithoutDeletePrivilege())
	c.signIn()
	id := c.srv.AddConsumers(cloutilitytest.HomeUnit, 1)[0]
	want[cloutilityapi.Error](c, http.StatusForbidden, http.MethodDelete, "/v1/bunits/57/consumers/"+itoa(id), "")
	if c.srv.ConsumerCount() != 1 {
		t.Error("deleted all the same")
	}
}

// TestQuirks asks for a node often enough to see each form of a date, and each
// form of what else varies; all must decode to the same.
func TestQuirks(t *testing.T) {
	c := newCaller(t, cloutilitytest.WithQuirks(7))
	c.signInLeniently()
	id := c.srv.AddConsumers(cloutilitytest.HomeUnit, 1)[0]
	forms := map[int]bool{}
	codes := map[byte]bool{}
	var first cloutilityapi.Consumer
	for i := range 60 {
		status, text := c.call(http.MethodGet, "/v1/bunits/57/consumers/"+itoa(id), "")
		if status != http.StatusOK {
			t.Fatal(text)
		}
		var raw struct {
			Created string `json:"createdDate"`
		}
		var got cloutilityapi.Consumer
		if err := json.Unmarshal([]byte(text), &raw); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal([]byte(text), &got); err != nil {
			t.Fatal(err)
		}
		forms[len(raw.Created)] = true
		if i == 0 {
			first = got
		}
		if !got.CreatedDate.Equal(first.CreatedDate) || got.CreatedDate.Text != "" {
			t.Fatalf("%q reads as %v, not %v", raw.Created, got.CreatedDate, first.CreatedDate)
		}
		_, text = c.call(http.MethodGet, "/v1/bunits/57/consumers/1", "")
		codes[text[bytes.Index([]byte(text), []byte(`"code":`))+7]] = true
	}
	if len(forms) < 3 || len(codes) < 2 {
		t.Errorf("lengths of dates %v, first bytes of codes %v", forms, codes)
	}
}

// TestQuirksRepeat reads everything from two servers with the same seed.
func TestQuirksRepeat(t *testing.T) {
	noon := time.Date(2026, time.March, 10, 12, 0, 0, 123456789, time.UTC)
	read := func() string {
		c := newCaller(t, cloutilitytest.WithQuirks(11), cloutilitytest.WithClock(func() time.Time { return noon }))
		c.signInLeniently()
		id := c.srv.AddNode(cloutilitytest.HomeUnit, "host")
		c.srv.RunBackup(cloutilitytest.Backup{ConsumerID: id, MegaBytes: 10, Scheduled: true})
		var all strings.Builder
		for _, s := range shapes() {
			path := strings.NewReplacer("U", "bunits/57", "C", "bunits/57/consumers/"+itoa(id), "F", "1").Replace(s.path)
			_, text := c.call(http.MethodGet, "/v1/"+path, "")
			all.WriteString(path + " " + text + "\n")
		}
		return all.String()
	}
	if diff := cmp.Diff(read(), read()); diff != "" {
		t.Error(diff)
	}
}

func TestFaultsAndLog(t *testing.T) {
	c := newCaller(t)
	c.signIn()
	c.srv.Inject(cloutilitytest.Fault{Operation: "createConsumer", Status: http.StatusServiceUnavailable, RetryAfter: time.Second}.Once())
	if status, _ := c.call(http.MethodPost, "/v1/bunits/57/consumers", `{"name":"a"}`); status != http.StatusServiceUnavailable {
		t.Errorf("status %d", status)
	}
	want[cloutilityapi.Consumer](c, http.StatusOK, http.MethodPost, "/v1/bunits/57/consumers", `{"name":"a"}`)
	if c.srv.Count("createConsumer") != 2 || c.srv.ConsumerCount() != 1 {
		t.Errorf("%d requests, %d units", c.srv.Count("createConsumer"), c.srv.ConsumerCount())
	}
	want[cloutilityapi.Error](c, http.StatusNotFound, http.MethodGet, "/v1/nowhere", "")
}
