package cloutility_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cloutility"
	"github.com/backup-sdk/backup-go/cloutility/cloutilitytest"
)

func machine(name string) cloutility.EnrollInput {
	return cloutility.EnrollInput{
		Name: name, OperatingSystem: "linux", NodeType: "file SERVER", Domain: "90days", ClientOptionSet: "2", Contact: "storage@nordlicht.example",
	}
}

// writes are the requests that change something.
func writes(srv *cloutilitytest.Server) string {
	return fmt.Sprintf("%d units, %d nodes, %d activations", srv.Count("createConsumer"), srv.Count("createNode"), srv.Count("activateNode"))
}

func TestEnrollTwice(t *testing.T) {
	srv := cloutilitytest.NewServer(t)
	client := connect(t, srv)
	var told []string
	spec := machine("db-1")
	spec.Progress = func(s cloutility.EnrollStep) { told = append(told, s.Step+" "+s.Action) }
	first, err := client.Enroll(t.Context(), spec)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"business unit found", "names found", "consumption unit created", "node created", "activation created", "result found"}
	if diff := cmp.Diff(want, told); diff != "" {
		t.Error(diff)
	}
	if !first.Changed || first.State != "Unaccessed" || first.Accessed || len(first.NodeName) != 12 || first.ServerAddress != "sp-nord-1.backup.example" || first.ServerPort != 1600 ||
		first.ServerName != "sp-nord-1" || first.BusinessUnitID != home || first.Password.IsZero() || first.Password.Reveal() != srv.NodePassword(first.ConsumerID) {
		t.Errorf("first %+v", first)
	}
	for _, text := range []string{fmt.Sprintf("%+v", first), fmt.Sprintf("%#v", first), fmt.Sprint(first.Steps)} {
		if strings.Contains(text, first.Password.Reveal()) {
			t.Errorf("shows the password: %s", text)
		}
	}
	node, err := client.Nodes.Get(t.Context(), home, first.ConsumerID)
	if err != nil || node.Contact != spec.Contact || node.Domain.Name != "90DAYS" || node.ClientOptionSet.ID != 2 || node.OperatingSystem.Name != "Linux" || node.Type.Name != "File server" {
		t.Errorf("node %+v, %v", node, err)
	}

	srv.ResetLog()
	told = nil
	spec.Name = " DB-1 "
	second, err := client.Enroll(t.Context(), spec)
	if err != nil {
		t.Fatal(err)
	}
	if got := writes(srv); got != "0 units, 0 nodes, 0 activations" || second.Changed || len(second.Differences) != 0 {
		t.Errorf("second run: %s, %+v", got, second)
	}
	if diff := cmp.Diff([]string{"business unit found", "names found", "consumption unit found", "node found", "activation found", "result found"}, told); diff != "" {
		t.Error(diff)
	}
	second.Name, second.Changed, second.Steps = first.Name, first.Changed, first.Steps
	if fmt.Sprintf("%+v", first) != fmt.Sprintf("%+v", second) || !first.Password.Equal(second.Password) {
		t.Errorf("results differ:\n%+v\n%+v", first, second)
	}

	srv.SignInNode(first.ConsumerID)
	third, err := client.Enroll(t.Context(), machine("db-1"))
	if err != nil || !third.Accessed || third.State != "Active" {
		t.Errorf("after a sign-in: %+v, %v", third, err)
	}
}

// one demands that a machine has exactly one place, as it should be.
func one(t *testing.T, srv *cloutilitytest.Server, client *cloutility.Client, name string) {
	t.Helper()
	srv.ClearFaults()
	out, err := client.Enroll(t.Context(), machine(name))
	if err != nil {
		t.Fatalf("run again: %v", err)
	}
	if n := srv.ConsumerCount(); n != 1 {
		t.Errorf("%d consumption units", n)
	}
	if out.State != "Unaccessed" || out.NodeName == "" || out.Password.Reveal() != srv.NodePassword(out.ConsumerID) {
		t.Errorf("ends as %+v", out)
	}
	if n := srv.Activations(out.ConsumerID); n != 1 {
		t.Errorf("%d activations", n)
	}
	before := len(srv.Requests())
	if again, err := client.Enroll(t.Context(), machine(name)); err != nil || again.Changed {
		t.Errorf("once more: %+v, %v", again, err)
	}
	for _, r := range srv.Requests()[before:] {
		if r.Method != http.MethodGet || r.Operation == "activateNode" {
			t.Errorf("once more sent %s", r.Operation)
		}
	}
}

// TestEnrollCancelledAfterEachStep kills a run after its first step, its
// second and so on, and runs it again.
func TestEnrollCancelledAfterEachStep(t *testing.T) {
	t.Parallel()
	const steps = 6
	for _, quirks := range []bool{false, true} {
		for n := 1; n <= steps; n++ {
			t.Run(fmt.Sprintf("step %d, quirks %t", n, quirks), func(t *testing.T) {
				t.Parallel()
				var opts []cloutilitytest.Option
				if quirks {
					opts = append(opts, cloutilitytest.WithQuirks(uint64(n)), cloutilitytest.WithPageSize(1))
				}
				srv := inMemory(t, opts...)
				client := connect(t, srv)
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				spec := machine("web-7")
				done := 0
				spec.Progress = func(cloutility.EnrollStep) {
					if done++; done == n {
						cancel()
					}
				}
				out, err := client.Enroll(ctx, spec)
				// The last two steps send nothing: there is nothing to cut off.
				if n < steps-1 && (!errors.Is(err, context.Canceled) || len(out.Steps) != n) {
					t.Errorf("%v after %d steps", err, len(out.Steps))
				}
				one(t, srv, client, "web-7")
			})
		}
	}
}

// TestEnrollBrokenAtEachRequest breaks each request of a run in turn: before
// the service sees it, after all its work, and with the process gone as well.
func TestEnrollBrokenAtEachRequest(t *testing.T) {
	t.Parallel()
	srv := inMemory(t)
	if _, err := connect(t, srv).Enroll(t.Context(), machine("web-7")); err != nil {
		t.Fatal(err)
	}
	requests := len(srv.Requests())
	if requests < 10 {
		t.Fatalf("%d requests", requests)
	}
	for n := range requests {
		for name, fault := range map[string]cloutilitytest.Fault{
			"before": {Skip: n, Reset: true}, "after": {Skip: n, Reset: true, After: true},
			"503": {Skip: n, Status: http.StatusServiceUnavailable}, "500 after": {Skip: n, Status: http.StatusInternalServerError, After: true},
			"cut": {Skip: n, Truncate: -1},
		} {
			for _, lasting := range []bool{false, true} {
				fault := fault // each has its own
				t.Run(fmt.Sprintf("%d %s lasting %t", n, name, lasting), func(t *testing.T) {
					t.Parallel()
					srv := inMemory(t)
					if !lasting {
						fault.Times = 1
					}
					srv.Inject(fault)
					out, err := connect(t, srv).Enroll(t.Context(), machine("web-7"))
					if lasting && err == nil {
						t.Error("no error")
					}
					// One response that is lost on its way does no harm, but a sign-in is
					// not sent twice.
					if lost := fault.Status == 0 && (fault.After || fault.Truncate != 0); lost && !lasting && n > 0 && err != nil {
						t.Errorf("error %v", err)
					}
					if err == nil && out.Password.Reveal() != srv.NodePassword(out.ConsumerID) {
						t.Errorf("no error, but %+v", out)
					}
					one(t, srv, connect(t, srv), "web-7")
				})
			}
		}
	}
}

func TestEnrollRefuses(t *testing.T) {
	srv := inMemory(t)
	client := connect(t, srv)
	twins := srv.AddConsumers(home, 1)
	unit, err := client.Consumers.Create(t.Context(), home, cloutility.CreateConsumerInput{Name: "HOST-1"})
	if err != nil {
		t.Fatal(err)
	}
	srv.AddBusinessUnit(home, "Vertrieb")
	twins = append(twins, unit.ID)
	for name, tt := range map[string]struct {
		change func(*cloutility.EnrollInput)
		field  string
		says   []string
	}{
		"no name":             {func(s *cloutility.EnrollInput) { s.Name = " " }, "EnrollInput.Name", nil},
		"two lines":           {func(s *cloutility.EnrollInput) { s.Name = "a\nb" }, "EnrollInput.Name", nil},
		"negative id":         {func(s *cloutility.EnrollInput) { s.ConsumerID = -1 }, "EnrollInput.ConsumerID", nil},
		"bad node name":       {func(s *cloutility.EnrollInput) { s.NodeName = "a b" }, "EnrollInput.NodeName", nil},
		"unknown unit":        {func(s *cloutility.EnrollInput) { s.BusinessUnit = "Einkauf" }, "EnrollInput.BusinessUnit", []string{"Labor (id 93)", "Nordlicht GmbH (id 57)"}},
		"foreign unit":        {func(s *cloutility.EnrollInput) { s.BusinessUnit = "31" }, "EnrollInput.BusinessUnit", nil},
		"two units":           {func(s *cloutility.EnrollInput) { s.BusinessUnit = "vertrieb" }, "EnrollInput.BusinessUnit", []string{"Vertrieb (id 88)", "give an id"}},
		"unknown system":      {func(s *cloutility.EnrollInput) { s.OperatingSystem = "Plan 9" }, "EnrollInput.OperatingSystem", []string{"Linux (id 3)", "Apple macOS (id 5)"}},
		"no system":           {func(s *cloutility.EnrollInput) { s.OperatingSystem = "" }, "EnrollInput.OperatingSystem", []string{"is empty", "Linux (id 3)"}},
		"unknown type":        {func(s *cloutility.EnrollInput) { s.NodeType = "9" }, "EnrollInput.NodeType", []string{"Workstation (id 2)"}},
		"unknown domain":      {func(s *cloutility.EnrollInput) { s.Domain = "1YEAR" }, "EnrollInput.Domain", []string{"30DAYS (id 6)"}},
		"unknown option set":  {func(s *cloutility.EnrollInput) { s.ClientOptionSet = "x" }, "EnrollInput.ClientOptionSet", []string{"ENCRYPT (id 4)"}},
		"several of one name": {func(s *cloutility.EnrollInput) { s.Name = "host-1" }, "EnrollInput.Name", []string{fmt.Sprint("id ", twins[0]), fmt.Sprint("id ", twins[1]), "Unregistered"}},
		"unknown consumer":    {func(s *cloutility.EnrollInput) { s.ConsumerID = 4 }, "EnrollInput.ConsumerID", nil},
		"other's consumer":    {func(s *cloutility.EnrollInput) { s.ConsumerID = twins[0] }, "EnrollInput.ConsumerID", []string{"host-1"}},
	} {
		t.Run(name, func(t *testing.T) {
			spec := machine("web-7")
			tt.change(&spec)
			srv.ResetLog()
			_, err := client.Enroll(t.Context(), spec)
			var arg *backup.ArgumentError
			if !errors.As(err, &arg) || arg.Field != tt.field {
				t.Fatalf("error %v, want one of %s", err, tt.field)
			}
			for _, text := range tt.says {
				if !strings.Contains(err.Error(), text) {
					t.Errorf("%v does not say %q", err, text)
				}
			}
			if got := writes(srv); got != "0 units, 0 nodes, 0 activations" {
				t.Error(got)
			}
		})
	}
	spec := machine("Host-1")
	spec.ConsumerID = twins[1]
	if out, err := client.Enroll(t.Context(), spec); err != nil || out.ConsumerID != twins[1] {
		t.Errorf("by id: %+v, %v", out, err)
	}
}

// TestEnrollContinues begins with what a person may have left in the portal.
func TestEnrollContinues(t *testing.T) {
	srv := inMemory(t)
	client := connect(t, srv)
	ctx := t.Context()
	lab := srv.AddBusinessUnit(home, "Rechenzentrum")
	unit := srv.AddConsumers(lab, 1)[0]
	spec := machine("host-1")
	spec.BusinessUnit, spec.NodeName = "rechenzentrum", "RZ-HOST-1"
	out, err := client.Enroll(ctx, spec)
	if err != nil || out.ConsumerID != unit || out.NodeName != "RZ-HOST-1" || !out.Changed {
		t.Fatalf("unit without a node: %+v, %v", out, err)
	}
	spec.Domain, spec.NodeName, spec.OperatingSystem, spec.NodeType, spec.ClientOptionSet = "STANDARD", "RZ-2", "windows", "WS", "ENCRYPT"
	out, err = client.Enroll(ctx, spec)
	if err != nil || out.Changed || out.NodeName != "RZ-HOST-1" {
		t.Fatalf("other wishes: %+v, %v", out, err)
	}
	want := []string{
		"operating system is Linux, not Microsoft Windows", "node type is File server, not Workstation", "domain is 90DAYS, not STANDARD",
		"client option set is COMPRESS, not ENCRYPT", "node name is RZ-HOST-1, not RZ-2",
	}
	if diff := cmp.Diff(want, out.Differences); diff != "" {
		t.Error(diff)
	}
	// What is there needs nothing but its name.
	if out, err := client.Enroll(ctx, cloutility.EnrollInput{Name: "host-1", BusinessUnit: fmt.Sprint(lab)}); err != nil || out.Changed || len(out.Differences) != 0 {
		t.Errorf("by name only: %+v, %v", out, err)
	}
	// A name that is taken on the backup server is somebody else's.
	spec = machine("host-2")
	spec.NodeName = "rz-host-1"
	out, err = client.Enroll(ctx, spec)
	if !errors.Is(err, backup.ErrConflict) || out.NodeID == 0 || out.NodeName != "" || !strings.Contains(err.Error(), "enrol host-2: activation") {
		t.Errorf("taken name: %+v, %v", out, err)
	}
}

func TestDecommission(t *testing.T) {
	srv := cloutilitytest.NewServer(t)
	client := connect(t, srv)
	ctx := t.Context()
	enrolled, err := client.Enroll(ctx, machine("db-1"))
	if err != nil {
		t.Fatal(err)
	}
	var told []string
	spec := cloutility.DecommissionInput{
		Name: "DB-1", DryRun: true, Comment: "replaced",
		Progress: func(s cloutility.EnrollStep) { told = append(told, s.Step+" "+s.Action) },
	}
	out, err := client.Decommission(ctx, spec)
	if err != nil || out.Deleted || out.ConsumerID != enrolled.ConsumerID || out.NodeName != enrolled.NodeName || out.State != "Unaccessed" || srv.ConsumerCount() != 1 {
		t.Errorf("dry run: %+v, %v", out, err)
	}
	if diff := cmp.Diff([]string{"business unit found", "consumption unit found", "node found", "deletion planned"}, told); diff != "" {
		t.Error(diff)
	}
	spec.DryRun = false
	srv.Inject(cloutilitytest.Fault{Operation: "deleteConsumer", Reset: true, After: true, Times: 1})
	if out, err = client.Decommission(ctx, spec); err != nil || !out.Deleted || srv.ConsumerCount() != 0 {
		t.Errorf("%+v, %v", out, err)
	}
	if diff := cmp.Diff([]cloutilitytest.Deletion{{ConsumerID: enrolled.ConsumerID, Associations: true, Comment: "replaced"}}, srv.Deletions()); diff != "" {
		t.Error(diff)
	}
	if out, err = client.Decommission(ctx, spec); err != nil || out.Deleted || out.ConsumerID != 0 {
		t.Errorf("again: %+v, %v", out, err)
	}

	twins := append(srv.AddConsumers(home, 1), srv.AddConsumers(home, 1)...)
	var arg *backup.ArgumentError
	if _, err := client.Decommission(ctx, cloutility.DecommissionInput{Name: "host-1"}); !errors.As(err, &arg) || arg.Field != "DecommissionInput.Name" {
		t.Errorf("twins: %v", err)
	}
	if out, err := client.Decommission(ctx, cloutility.DecommissionInput{Name: "host-1", ConsumerID: twins[1]}); err != nil || !out.Deleted || out.NodeName != "" || out.State != "Unregistered" {
		t.Errorf("one of the twins: %+v, %v", out, err)
	}
	for name, spec := range map[string]cloutility.DecommissionInput{"DecommissionInput.Name": {}, "DecommissionInput.ConsumerID": {Name: "x", ConsumerID: -1}, "DecommissionInput.BusinessUnit": {Name: "x", BusinessUnit: "y"}} {
		if _, err := client.Decommission(ctx, spec); !errors.As(err, &arg) || arg.Field != name {
			t.Errorf("%s: %v", name, err)
		}
	}
	poor := inMemory(t, cloutilitytest.WithoutDeletePrivilege())
	poor.AddConsumers(home, 1)
	if out, err := connect(t, poor).Decommission(ctx, cloutility.DecommissionInput{Name: "host-1"}); !errors.Is(err, backup.ErrPermission) || out.Deleted {
		t.Errorf("without the privilege: %+v, %v", out, err)
	}
}
