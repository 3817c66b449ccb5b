package cbr_test

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jarcoal/httpmock"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cbr"
	"github.com/backup-sdk/backup-go/cbr/cbrtest"
)

func TestProtectables(t *testing.T) {
	srv := cbrtest.NewServer(t)
	client := connect(t, srv)
	ctx := t.Context()
	free := srv.AddProtectable(cbrtest.ProtectableSpec{Name: "ecs-free", SizeGB: 80})
	stopped := srv.AddProtectable(cbrtest.ProtectableSpec{Name: "ecs-broken", Status: "ERROR", Code: "BackupService.7101", Reason: "The state of the server does not allow a backup."})
	disk := srv.AddProtectable(cbrtest.ProtectableSpec{Type: cbr.ResourceTypeVolume, ServerID: free})
	share := srv.AddProtectable(cbrtest.ProtectableSpec{Type: cbr.ResourceTypeTurbo})

	vault := srv.Vaults()[0]
	servers := collect(t, client.Protectables.All(ctx, cbr.ProtectableTypeServer, cbr.ListProtectablesInput{}))
	var ids []string
	for _, p := range servers {
		ids = append(ids, p.ID)
	}
	if diff := cmp.Diff([]string{vault.Resources[0].ID, vault.Resources[1].ID, free, stopped}, ids); diff != "" {
		t.Fatalf("servers (-want +got):\n%s", diff)
	}
	if p := servers[0]; p.Protectable.OK.Value || p.Protectable.Code != "BackupService.7116" || p.Protectable.Vault.ID != vault.ID || len(p.Children) != 1 || p.Status != "ACTIVE" {
		t.Errorf("in a vault: %+v, %+v", p, p.Protectable)
	}
	var child struct{ Name string }
	if err := servers[0].Children[0].Decode(&child); err != nil || child.Name != "payroll-1-system" {
		t.Errorf("child %+v, %v", child, err)
	}
	if p := servers[2]; !p.Protectable.OK.Value || p.SizeGB.Value != 80 || p.Protectable.Vault != nil || p.Detail.IsZero() {
		t.Errorf("free: %+v, %+v", p, p.Protectable)
	}

	for _, tt := range []struct {
		kind cbr.ProtectableType
		in   cbr.ListProtectablesInput
		want string
	}{
		{cbr.ProtectableTypeServer, cbr.ListProtectablesInput{Status: "ERROR"}, stopped},
		{cbr.ProtectableTypeServer, cbr.ListProtectablesInput{Name: "ecs-free", EnterpriseProjectID: "0"}, free},
		{cbr.ProtectableTypeDisk, cbr.ListProtectablesInput{ServerID: free}, disk},
		{cbr.ProtectableTypeTurbo, cbr.ListProtectablesInput{ID: share}, share},
	} {
		if got := collect(t, client.Protectables.All(ctx, tt.kind, tt.in)); len(got) != 1 || got[0].ID != tt.want {
			t.Errorf("%s, %+v: %+v", tt.kind, tt.in, got)
		}
	}

	in := cbr.ListProtectablesInput{
		Limit: 5, Cursor: free, ID: "i", Name: "n", Status: "s", ServerID: "v", EnterpriseProjectID: "e",
	}
	if page, err := client.Protectables.List(ctx, cbr.ProtectableTypeServer, in); err == nil || page != nil { // the marker is not among no matches
		t.Errorf("page %+v, %v", page, err)
	}
	last := srv.Requests()[len(srv.Requests())-1]
	want := "enterprise_project_id=e&id=i&limit=5&marker=" + free + "&name=n&server_id=v&status=s"
	if diff := cmp.Diff(values(t, want), values(t, last.RawQuery)); diff != "" || !strings.HasSuffix(last.Path, "/protectables/server/instances") {
		t.Errorf("%s (-want +got):\n%s", last.Path, diff)
	}

	one, err := client.Protectables.Get(ctx, cbr.ProtectableTypeDisk, disk)
	if err != nil || one.ID != disk || one.Status != "in-use" || !one.Protectable.OK.Value {
		t.Errorf("disk: %+v, %v", one, err)
	}
	for kind, code := range map[cbr.ProtectableType]string{cbr.ProtectableTypeDisk: "BackupService.7000", cbr.ProtectableTypeServer: "BackupService.7100"} {
		if _, err := client.Protectables.Get(ctx, kind, "none"); !errors.Is(err, backup.ErrNotFound) || details(t, err).Code != code {
			t.Errorf("%s: %v", kind, err)
		}
	}
	if _, err := client.Protectables.Get(ctx, cbr.ProtectableTypeTurbo, share); !errors.Is(err, backup.ErrInvalid) {
		t.Errorf("a kind it does not know: %v", err)
	}
}

// TestProtectablePages follows markers: by offset the service repeats pages of
// servers.
func TestProtectablePages(t *testing.T) {
	srv := cbrtest.New(cbrtest.WithoutVaults())
	client := connect(t, srv)
	ctx := t.Context()
	var want []string
	for i := range 120 {
		want = append(want, srv.AddProtectable(cbrtest.ProtectableSpec{Name: "ecs-" + strconv.Itoa(i)}))
	}
	for _, limit := range []int64{0, 7, 50} {
		srv.ResetLog()
		var got []string
		for _, p := range collect(t, client.Protectables.All(ctx, cbr.ProtectableTypeServer, cbr.ListProtectablesInput{Limit: limit})) {
			got = append(got, p.ID)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("limit %d (-want +got):\n%s", limit, diff)
		}
	}
	if last := srv.Requests()[3].RawQuery; last != "limit=50&marker="+want[119] {
		t.Errorf("query %s", last)
	}
	// The repetition itself, as a user of List meets it.
	var pages [2]string
	for i := range pages {
		page, err := client.Protectables.List(ctx, cbr.ProtectableTypeServer, cbr.ListProtectablesInput{Offset: int64(i), Limit: 10})
		if err != nil || page.Total != -1 {
			t.Fatalf("%+v, %v", page, err)
		}
		pages[i] = page.Next
	}
	if pages[0] != want[9] || pages[0] != pages[1] {
		t.Errorf("pages end with %v", pages)
	}
	var got []string
	for _, p := range collect(t, client.Protectables.All(ctx, cbr.ProtectableTypeServer, cbr.ListProtectablesInput{Offset: 3, Limit: 50})) {
		got = append(got, p.ID)
	}
	if diff := cmp.Diff(want[100:], got); diff != "" {
		t.Errorf("from an offset on (-want +got):\n%s", diff)
	}
}

// TestProtectablesThatRepeat: a service that does not look at markers, and one
// whose pages overlap, end, and give nothing twice.
func TestProtectablesThatRepeat(t *testing.T) {
	page := func(from, to int) *http.Response {
		var items []string
		for i := from; i < to; i++ {
			items = append(items, fmt.Sprintf(`{"id":"r%d"}`, i))
		}
		resp := httpmock.NewStringResponse(200, `{"instances":[`+strings.Join(items, ",")+`]}`)
		resp.Header.Set("Content-Type", jsonType)
		return resp
	}
	for name, tt := range map[string]struct {
		response      func(call int) *http.Response
		want, request int
	}{
		"the same page for ever": {func(int) *http.Response { return page(0, 50) }, 50, 2},
		"half of the last page":  {func(call int) *http.Response { return page(25*min(call, 3), 25*min(call, 3)+50) }, 125, 5},
		"an empty page":          {func(call int) *http.Response { return page(50*call, 50*min(call+1, 2)) }, 100, 3},
		"nothing":                {func(int) *http.Response { return page(0, 0) }, 0, 1},
	} {
		t.Run(name, func(t *testing.T) {
			calls := 0
			mock := httpmock.NewMockTransport()
			mock.RegisterNoResponder(func(*http.Request) (*http.Response, error) {
				calls++
				return tt.response(calls - 1), nil
			})
			got := collect(t, at(t, mock).Protectables.All(t.Context(), cbr.ProtectableTypeServer, cbr.ListProtectablesInput{}))
			seen := make(map[string]bool)
			for _, p := range got {
				seen[p.ID] = true
			}
			if len(got) != tt.want || len(seen) != tt.want || calls != tt.request {
				t.Errorf("%d resources, %d different, in %d requests", len(got), len(seen), calls)
			}
		})
	}
}

func TestCheckAgents(t *testing.T) {
	srv := cbrtest.NewServer(t)
	client := connect(t, srv)
	with := srv.AddProtectable(cbrtest.ProtectableSpec{AgentVersion: "1.2.11"})
	without := srv.AddProtectable(cbrtest.ProtectableSpec{Type: cbr.ResourceTypeBareMetal})
	got, err := client.Protectables.CheckAgents(t.Context(), cbr.CheckAgentsInput{Servers: []cbr.AgentCheck{
		{ResourceID: with, ResourceType: cbr.ResourceTypeServer, ResourceName: "n"}, {ResourceID: without, ResourceType: cbr.ResourceTypeBareMetal},
	}})
	if err != nil || len(got) != 2 {
		t.Fatalf("%+v, %v", got, err)
	}
	if a := got[0]; a.ResourceID != with || !a.Installed.Value || !a.IsOld.Value || a.Version != "1.2.11" {
		t.Errorf("with: %+v", a)
	}
	if a := got[1]; a.ResourceID != without || a.Installed.Value || a.Code.Value == 0 || a.Message == "" {
		t.Errorf("without: %+v", a)
	}
	want := `{"agent_status":[{"resource_id":"` + with + `","resource_name":"n","resource_type":"OS::Nova::Server"},{"resource_id":"` + without + `","resource_type":"OS::Ironic::BareMetalServer"}]}`
	if body := strings.TrimSpace(string(srv.Requests()[1].Body)); body != want {
		t.Errorf("body %s", body)
	}
	// It only asks, so it is sent again.
	srv.ResetLog()
	srv.Inject(cbrtest.FaultReset("checkAgent").Once())
	if _, err := client.Protectables.CheckAgents(t.Context(), cbr.CheckAgentsInput{Servers: []cbr.AgentCheck{{ResourceID: with, ResourceType: cbr.ResourceTypeServer}}}); err != nil || srv.Count("checkAgent") != 2 {
		t.Errorf("%d requests, %v", srv.Count("checkAgent"), err)
	}
}

func TestReplicationCapabilities(t *testing.T) {
	srv := cbrtest.NewServer(t)
	regions, err := connect(t, srv).Protectables.ReplicationCapabilities(t.Context())
	want := []cbr.ReplicationRegion{{Name: "eu-west-101", Destinations: []string{"eu-west-0"}}, {Name: "eu-west-0", Destinations: []string{"eu-west-101"}}}
	if diff := cmp.Diff(want, regions); err != nil || diff != "" {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}

func TestProtectableArguments(t *testing.T) {
	mock := responding(200, jsonType, `{}`)
	client := at(t, mock)
	ctx := t.Context()
	list := func(in cbr.ListProtectablesInput) error {
		_, err := client.Protectables.List(ctx, cbr.ProtectableTypeServer, in)
		return err
	}
	kind := func(kind cbr.ProtectableType) error {
		_, err := client.Protectables.List(ctx, kind, cbr.ListProtectablesInput{})
		return err
	}
	agents := func(in ...cbr.AgentCheck) error {
		_, err := client.Protectables.CheckAgents(ctx, cbr.CheckAgentsInput{Servers: in})
		return err
	}
	for i, tt := range []struct {
		field string
		err   error
	}{
		{"protectableType", kind("")},
		{"protectableType", kind("..")},
		{"ListProtectablesInput.Limit", list(cbr.ListProtectablesInput{Limit: 51})},
		{"ListProtectablesInput.Limit", list(cbr.ListProtectablesInput{Limit: -1})},
		{"ListProtectablesInput.Offset", list(cbr.ListProtectablesInput{Offset: -1})},
		{"ListProtectablesInput.Cursor", list(cbr.ListProtectablesInput{Offset: 1, Cursor: "m"})},
		{"CheckAgentsInput.Servers", agents()},
		{"CheckAgentsInput.Servers[1].ResourceID", agents(cbr.AgentCheck{ResourceID: "r", ResourceType: "t"}, cbr.AgentCheck{ResourceType: "t"})},
		{"CheckAgentsInput.Servers[0].ResourceType", agents(cbr.AgentCheck{ResourceID: "r"})},
	} {
		if field := badField(t, tt.err); field != tt.field {
			t.Errorf("%d: field %s, want %s: %v", i, field, tt.field, tt.err)
		}
	}
	if n := mock.GetTotalCallCount(); n != 0 {
		t.Errorf("%d requests were sent", n)
	}
}
