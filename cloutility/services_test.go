package cloutility_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cloutility"
	"github.com/backup-sdk/backup-go/cloutility/cloutilitytest"
)

// TestADay does what a person does with the service, against each of its
// possible manners.
func TestADay(t *testing.T) {
	t.Parallel()
	for name, opts := range map[string][]cloutilitytest.Option{
		"as documented":   nil,
		"plain names":     {cloutilitytest.WithPlainNames()},
		"empty responses": {cloutilitytest.WithEmptyResponses()},
		"base path":       {cloutilitytest.WithBasePath("/cloutility")},
		"paging":          {cloutilitytest.WithPageSize(1)},
		"quirks 1":        {cloutilitytest.WithQuirks(1)},
		"quirks 2":        {cloutilitytest.WithQuirks(2)},
		"quirks 3":        {cloutilitytest.WithQuirks(3), cloutilitytest.WithPageSize(2)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			day(t, cloutilitytest.NewServer(t, opts...))
		})
	}
}

func day(t *testing.T, srv *cloutilitytest.Server) {
	client := connect(t, srv)
	ctx := t.Context()
	version, err := client.System.Version(ctx)
	if err != nil || version != "1.0.5120.0" {
		t.Fatalf("version %q, %v", version, err)
	}
	me, err := client.Users.Me(ctx)
	if err != nil || me.BusinessUnit.ID != home || me.LastLoginDate.IsZero() || me.LastLoginDate.Text != "" {
		t.Fatalf("me %+v, %v", me, err)
	}
	full, err := client.BusinessUnits.Get(ctx, home)
	if err != nil || full.ParentBusinessUnit == nil || full.TimeZone == nil || full.Users == nil || full.Users.Href == "" || full.StorageLimit != 2048.5 {
		t.Fatalf("unit %+v, %v", full, err)
	}
	var names []string
	for unit, err := range client.BusinessUnits.Descendants(ctx, 0) {
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, unit.Name)
	}
	if diff := cmp.Diff([]string{"Nordlicht GmbH", "Vertrieb", "Entwicklung", "Labor"}, names); diff != "" {
		t.Error(diff)
	}

	server, err := client.Servers.Default(ctx, home)
	if err != nil || server.Name != "sp-nord-1" {
		t.Fatalf("server %+v, %v", server, err)
	}
	domains, err := backup.Collect(client.Servers.AllDomains(ctx, home, cloutility.ListDomainsInput{}), 0)
	if err != nil || len(domains) != 3 || domains[2].BackupRetention != 90 {
		t.Fatalf("domains %+v, %v", domains, err)
	}
	sets, err := backup.Collect(client.Servers.AllClientOptionSets(ctx, home, cloutility.ListClientOptionSetsInput{}), 0)
	if err != nil || len(sets) != 2 {
		t.Fatalf("option sets %+v, %v", sets, err)
	}
	systems, err := backup.Collect(client.Catalogues.AllOperatingSystems(ctx, cloutility.ListOperatingSystemsInput{}), 0)
	if err != nil || len(systems) != 3 || len(systems[1].SupportedNodeTypes) != 2 {
		t.Fatalf("platforms %+v, %v", systems, err)
	}
	types, err := backup.Collect(client.Catalogues.AllNodeTypes(ctx, cloutility.ListNodeTypesInput{}), 0)
	if err != nil || len(types) != 2 {
		t.Fatalf("types %+v, %v", types, err)
	}

	unit, err := client.Consumers.Create(ctx, home, cloutility.CreateConsumerInput{Name: "laptop"})
	if err != nil {
		t.Fatal(err)
	}
	twin, err := client.Consumers.Create(ctx, home, cloutility.CreateConsumerInput{Name: "laptop"})
	if err != nil || twin.ID == unit.ID {
		t.Fatalf("twin %+v, %v", twin, err)
	}
	got, err := client.Consumers.Get(ctx, home, unit.ID)
	if err != nil || got.Name != "laptop" || got.LimitHighStorage != 100 || got.CreatedDate.IsZero() || got.CreatedDate.Text != "" {
		t.Fatalf("consumer %+v, %v", got, err)
	}
	units, err := backup.Collect(client.Consumers.All(ctx, home, cloutility.ListConsumersInput{}), 0)
	if err != nil || len(units) != 2 {
		t.Fatalf("units %+v, %v", units, err)
	}

	if _, err := client.Nodes.Get(ctx, home, unit.ID); !errors.Is(err, backup.ErrNotFound) {
		t.Errorf("node before it is made: %v", err)
	}
	node, err := client.Nodes.Create(ctx, home, unit.ID, cloutility.CreateNodeInput{
		OperatingSystem: thing(systems[1].ID), Type: thing(types[0].ID), Domain: thing(domains[2].ID),
		ClientOptionSet: thing(sets[0].ID), Server: thing(server.ID), Contact: "me",
	})
	if err != nil || node.DataSourceState.Name != "Unregistered" || !node.TSMPassword.IsZero() || node.CPUCount != 1 || node.Domain.Name != "90DAYS" {
		t.Fatalf("node %+v, %v", node, err)
	}
	if _, err := client.Nodes.Create(ctx, home, unit.ID, nodeInput()); !errors.Is(err, backup.ErrConflict) {
		t.Errorf("second node: %v", err)
	}
	expected, err := client.Nodes.SPName(ctx, home, unit.ID)
	if err != nil || len(expected) != 12 {
		t.Fatalf("name %q, %v", expected, err)
	}
	node, err = client.Nodes.Activate(ctx, home, unit.ID, cloutility.ActivateNodeInput{})
	if err != nil || node.TSMName != expected || node.DataSourceState.Name != "Unaccessed" || node.Domain.Server.NodeNetworkPort != 1600 {
		t.Fatalf("activated %+v, %v", node, err)
	}
	if pass := node.TSMPassword.Reveal(); pass == "" || pass != srv.NodePassword(unit.ID) {
		t.Errorf("password %q", pass)
	}
	if _, err := client.Nodes.Activate(ctx, home, unit.ID, cloutility.ActivateNodeInput{}); !errors.Is(err, backup.ErrConflict) {
		t.Errorf("second activation: %v", err)
	}

	yes := true
	if err := client.Nodes.Delete(ctx, home, unit.ID, cloutility.DeleteNodeInput{DeleteAssociations: &yes}); err != nil {
		t.Fatal(err)
	}
	if _, err := client.Consumers.Get(ctx, home, unit.ID); !errors.Is(err, backup.ErrNotFound) {
		t.Errorf("unit of a deleted node: %v", err)
	}
	srv.AddSecondaryDataSource(twin.ID)
	in := cloutility.DeleteConsumerInput{Comment: "a & b", DeleteAssociations: new(bool)}
	if err := client.Consumers.Delete(ctx, home, twin.ID, in); !errors.Is(err, backup.ErrConflict) {
		t.Errorf("unit with secondary sources: %v", err)
	}
	in.UnassignSecondaryDataSources = true
	if err := client.Consumers.Delete(ctx, home, twin.ID, in); err != nil {
		t.Fatal(err)
	}
	if err := client.Consumers.Delete(ctx, home, twin.ID, in); !errors.Is(err, backup.ErrNotFound) {
		t.Errorf("second deletion: %v", err)
	}
	if diff := cmp.Diff([]cloutilitytest.Deletion{{ConsumerID: unit.ID, Node: true, Associations: true}, {ConsumerID: twin.ID, Comment: "a & b"}}, srv.Deletions()); diff != "" {
		t.Error(diff)
	}
	if srv.Logins() != 1 {
		t.Errorf("%d sign-ins", srv.Logins())
	}
}

// TestDefaultsAreNotSent holds what absent options look like on the wire.
func TestDefaultsAreNotSent(t *testing.T) {
	srv := inMemory(t)
	client := connect(t, srv)
	ctx := t.Context()
	id := srv.AddConsumers(home, 1)[0]
	if err := client.Consumers.Delete(ctx, home, id, cloutility.DeleteConsumerInput{}); err != nil {
		t.Fatal(err)
	}
	if _, err := client.Consumers.List(ctx, home, cloutility.ListConsumersInput{}); err != nil {
		t.Fatal(err)
	}
	if _, err := client.BusinessUnits.Tree(ctx, 0); err != nil {
		t.Fatal(err)
	}
	if _, err := client.Consumers.Create(ctx, home, cloutility.CreateConsumerInput{Name: "x"}); err != nil {
		t.Fatal(err)
	}
	for _, r := range srv.Requests() {
		if r.RawQuery != "" {
			t.Errorf("%s sent %q", r.Operation, r.RawQuery)
		}
		if r.Operation == "createConsumer" && strings.TrimSpace(string(r.Body)) != `{"name":"x"}` {
			t.Errorf("body %s", r.Body)
		}
	}
	if d := srv.Deletions(); len(d) != 1 || !d[0].Associations {
		t.Errorf("deletions %+v", d)
	}
}

func TestPages(t *testing.T) {
	srv := inMemory(t, cloutilitytest.WithPageSize(40))
	client := connect(t, srv)
	ids := srv.AddConsumers(home, 101)
	var got []int64
	for unit, err := range client.Consumers.All(t.Context(), home, cloutility.ListConsumersInput{}) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, unit.ID)
	}
	if diff := cmp.Diff(ids, got); diff != "" {
		t.Error(diff)
	}
	if n := srv.Count("listConsumers"); n != 3 {
		t.Errorf("%d requests", n)
	}
	page, err := client.Consumers.List(t.Context(), home, cloutility.ListConsumersInput{Cursor: "100", Limit: 7})
	if err != nil || page.Total != 101 || len(page.Items) != 1 || page.Next != "" {
		t.Errorf("page %+v, %v", page, err)
	}
	if page, err = client.Consumers.List(t.Context(), 88, cloutility.ListConsumersInput{}); err != nil || page.Total != 0 || len(page.Items) != 0 {
		t.Errorf("empty list %+v, %v", page, err)
	}
}

// TestStubbornPages is a server that says there is more and always sends the
// same: the iteration ends, and says that entries are missing.
func TestStubbornPages(t *testing.T) {
	srv := inMemory(t)
	client := connect(t, srv)
	srv.Inject(cloutilitytest.Fault{Operation: "listConsumers", Body: `{"href":"x","total":9,"items":[{"id":1},{"id":2}]}`})
	units, err := backup.Collect(client.Consumers.All(t.Context(), home, cloutility.ListConsumersInput{}), 0)
	if !errors.Is(err, backup.ErrIncomplete) || !strings.Contains(err.Error(), "2 of 9") || len(units) != 2 {
		t.Errorf("%d units, %v", len(units), err)
	}
	if n := srv.Count("listConsumers"); n < 2 || n > 10 { // it is asked for once more
		t.Errorf("%d requests", n)
	}
}

func TestActivationNames(t *testing.T) {
	srv := cloutilitytest.NewServer(t)
	client := connect(t, srv)
	unit := srv.AddConsumers(home, 2)
	for _, id := range unit {
		if _, err := client.Nodes.Create(t.Context(), home, id, nodeInput()); err != nil {
			t.Fatal(err)
		}
	}
	const name = "a&b+c-d.e_f"
	node, err := client.Nodes.Activate(t.Context(), home, unit[0], cloutility.ActivateNodeInput{TSMName: name})
	if err != nil || node.TSMName != strings.ToUpper(name) {
		t.Fatalf("node %+v, %v", node, err)
	}
	if srv.Count("getNodeSPName") != 0 {
		t.Error("asked for a name that was given")
	}
	if _, err := client.Nodes.Activate(t.Context(), home, unit[1], cloutility.ActivateNodeInput{TSMName: name}); !errors.Is(err, backup.ErrConflict) {
		t.Errorf("taken name: %v", err)
	}
}

// TestLostActivations break the one call that must not be repeated.
func TestLostActivations(t *testing.T) {
	for name, tt := range map[string]struct {
		fault  cloutilitytest.Fault
		works  bool
		sent   int
		reread int
	}{
		"response lost":    {cloutilitytest.Fault{Operation: "activateNode", Reset: true, After: true}, true, 1, 1},
		"response cut":     {cloutilitytest.Fault{Operation: "activateNode", Truncate: 3}, true, 1, 1},
		"gateway time-out": {cloutilitytest.Fault{Operation: "activateNode", Status: http.StatusGatewayTimeout, After: true}, true, 1, 1},
		"page of a proxy":  {cloutilitytest.Fault{Operation: "activateNode", Body: "<html>later</html>", ContentType: "text/html", After: true}, true, 1, 1},
		"server failed":    {cloutilitytest.Fault{Operation: "activateNode", Status: http.StatusInternalServerError}, false, 1, 1},
		"never seen":       {cloutilitytest.Fault{Operation: "activateNode", Reset: true}, false, 1, 1},
		"rejected":         {cloutilitytest.Fault{Operation: "activateNode", Status: http.StatusForbidden}, false, 1, 0},
		"cannot be read":   {cloutilitytest.Fault{Operation: "getNode", Status: http.StatusInternalServerError}, false, 1, 1},
	} {
		t.Run(name, func(t *testing.T) {
			srv := inMemory(t)
			client := connect(t, srv)
			id := srv.AddConsumers(home, 1)[0]
			if _, err := client.Nodes.Create(t.Context(), home, id, nodeInput()); err != nil {
				t.Fatal(err)
			}
			srv.Inject(tt.fault)
			node, err := client.Nodes.Activate(t.Context(), home, id, cloutility.ActivateNodeInput{})
			if (err == nil) != tt.works || (node != nil) != tt.works {
				t.Errorf("node %v, error %v", node, err)
			}
			if srv.Count("activateNode") != tt.sent || srv.Count("getNode") != tt.reread {
				t.Errorf("%d activations, %d readings", srv.Count("activateNode"), srv.Count("getNode"))
			}
			if name == "cannot be read" && !strings.Contains(err.Error(), "was activated as") {
				t.Errorf("error does not say that the node is active: %v", err)
			}
		})
	}
}

func TestCreatingIsNotRepeated(t *testing.T) {
	for name, fault := range map[string]cloutilitytest.Fault{
		"response lost":    {Operation: "createConsumer", Reset: true, After: true},
		"gateway time-out": {Operation: "createConsumer", Status: http.StatusGatewayTimeout, After: true},
		"too busy":         {Operation: "createConsumer", Status: http.StatusServiceUnavailable},
	} {
		t.Run(name, func(t *testing.T) {
			srv := inMemory(t)
			client := connect(t, srv)
			srv.Inject(fault)
			if _, err := client.Consumers.Create(t.Context(), home, cloutility.CreateConsumerInput{Name: "x"}); !errors.Is(err, backup.ErrUnavailable) {
				t.Errorf("error %v", err)
			}
			if srv.Count("createConsumer") != 1 {
				t.Errorf("%d requests", srv.Count("createConsumer"))
			}
		})
	}
	srv := inMemory(t)
	client := connect(t, srv)
	id := srv.AddConsumers(home, 1)[0]
	srv.Inject(cloutilitytest.Fault{Operation: "createConsumer", Unreachable: true}.Once(), cloutilitytest.Fault{Operation: "deleteConsumer", Status: http.StatusBadGateway}.Repeat(2))
	if _, err := client.Consumers.Create(t.Context(), home, cloutility.CreateConsumerInput{Name: "x"}); err != nil {
		t.Errorf("a request that never left was not repeated: %v", err)
	}
	if err := client.Consumers.Delete(t.Context(), home, id, cloutility.DeleteConsumerInput{}); err != nil {
		t.Errorf("a deletion was not repeated: %v", err)
	}
}

func TestWithoutPrivilege(t *testing.T) {
	srv := inMemory(t, cloutilitytest.WithoutDeletePrivilege())
	client := connect(t, srv)
	id := srv.AddConsumers(home, 1)[0]
	err := client.Consumers.Delete(t.Context(), home, id, cloutility.DeleteConsumerInput{})
	if !errors.Is(err, backup.ErrPermission) {
		t.Errorf("error %v", err)
	}
	if srv.Logins() != 1 || srv.Count("deleteConsumer") != 1 {
		t.Errorf("%d sign-ins, %d deletions", srv.Logins(), srv.Count("deleteConsumer"))
	}
}

// TestLists asks each list for its second item alone.
func TestLists(t *testing.T) {
	srv := inMemory(t)
	client := connect(t, srv)
	ctx := t.Context()
	srv.AddConsumers(home, 3)
	type part struct {
		Name  string
		Items int
		Total int
		Next  string
	}
	check := func(name string, got part, err error, want part) {
		t.Helper()
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	units, err := client.Consumers.List(ctx, home, cloutility.ListConsumersInput{Cursor: "1", Limit: 1})
	check("consumption units", part{units.Items[0].Name, len(units.Items), units.Total, units.Next}, err, part{"host-2", 1, 3, "2"})
	domains, err := client.Servers.ListDomains(ctx, home, cloutility.ListDomainsInput{Cursor: "1", Limit: 1})
	check("domains", part{domains.Items[0].Name, len(domains.Items), domains.Total, domains.Next}, err, part{"30DAYS", 1, 3, "2"})
	sets, err := client.Servers.ListClientOptionSets(ctx, home, cloutility.ListClientOptionSetsInput{Cursor: "1", Limit: 1})
	check("option sets", part{sets.Items[0].Name, len(sets.Items), sets.Total, sets.Next}, err, part{"ENCRYPT", 1, 2, ""})
	systems, err := client.Catalogues.ListOperatingSystems(ctx, cloutility.ListOperatingSystemsInput{Cursor: "1", Limit: 1})
	check("platforms", part{systems.Items[0].Name, len(systems.Items), systems.Total, systems.Next}, err, part{"Linux", 1, 3, "2"})
	types, err := client.Catalogues.ListNodeTypes(ctx, cloutility.ListNodeTypesInput{Cursor: "1", Limit: 1})
	check("node types", part{types.Items[0].Name, len(types.Items), types.Total, types.Next}, err, part{"Workstation", 1, 2, ""})
}

func TestTree(t *testing.T) {
	srv := inMemory(t)
	client := connect(t, srv)
	id := srv.AddBusinessUnit(93, "Keller")
	tree, err := client.BusinessUnits.Tree(t.Context(), 91)
	if err != nil {
		t.Fatal(err)
	}
	if tree.ID != 91 || len(tree.BusinessUnits) != 1 || tree.BusinessUnits[0].BusinessUnits[0].ID != id {
		t.Errorf("tree %+v", tree)
	}
	seen := 0
	for _, err := range client.BusinessUnits.Descendants(t.Context(), 0) {
		if err != nil {
			t.Fatal(err)
		}
		if seen++; seen == 2 {
			break
		}
	}
	if _, err := backup.Collect(client.BusinessUnits.Descendants(t.Context(), 4711), 0); !errors.Is(err, backup.ErrNotFound) {
		t.Errorf("unknown unit: %v", err)
	}
}
