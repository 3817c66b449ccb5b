package cloutility_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cloutility"
	"github.com/backup-sdk/backup-go/cloutility/cloutilitytest"
)

// TestEnrollWaitsForWhatItMakes ends the context while a request that makes
// something is under way. A run that begins at once sees what it made.
func TestEnrollWaitsForWhatItMakes(t *testing.T) {
	for _, operation := range []string{"createConsumer", "createNode", "activateNode"} {
		for _, tt := range []struct{ takes, returns time.Duration }{{3 * time.Second, 3 * time.Second}, {time.Minute, 11 * time.Second}} {
			t.Run(fmt.Sprint(operation, " takes ", tt.takes), func(t *testing.T) {
				bubble(t, nil, func(t *testing.T, srv *cloutilitytest.Server, client *cloutility.Client) {
					srv.Inject(cloutilitytest.Fault{Operation: operation, Delay: tt.takes}.Once())
					ctx, cancel := context.WithTimeout(t.Context(), time.Second)
					defer cancel()
					start := time.Now()
					out, err := client.Enroll(ctx, machine("web-7"))
					if took := time.Since(start); took != tt.returns {
						t.Errorf("returned after %v", took)
					}
					if !errors.Is(err, context.DeadlineExceeded) && out.Steps[len(out.Steps)-1].Step != cloutility.StepResult {
						t.Errorf("error %v after %v", err, out.Steps)
					}
					one(t, srv, client, "web-7")
				})
			})
		}
	}
}

// TestEnrollOddNodes begins with nodes in every state there is.
func TestEnrollOddNodes(t *testing.T) {
	const active = `{"id":5,"name":"N1","tsmName":"N1","tsmPassword":"np-1","activatedDate":"2024-05-05T10:11:12Z",` +
		`"dataSourceState":{"id":3,"name":"Active"},"contact":"storage@nordlicht.example"`
	for name, tt := range map[string]struct {
		node string
		says string // the error, "" for none
		want cloutility.Enrolment
	}{
		"active":         {active + `}`, "", cloutility.Enrolment{NodeName: "N1", State: "Active", Accessed: true}},
		"locked":         {active + `,"locked":true}`, "", cloutility.Enrolment{NodeName: "N1", State: "Active", Accessed: true, Locked: true}},
		"other contact":  {strings.Replace(active, "storage", "old", 1) + `}`, "", cloutility.Enrolment{NodeName: "N1", State: "Active", Accessed: true, Differences: []string{`contact is "old@nordlicht.example", not "storage@nordlicht.example"`}}},
		"decommissioned": {active + `,"decommissioned":true}`, "node N1 is decommissioned on the backup server", cloutility.Enrolment{}},
		"no name":        {`{"id":5,"activatedDate":"2024-05-05T10:11:12Z"}`, "has no name", cloutility.Enrolment{}},
		"few fields":     {`{"id":5,"tsmName":"N1","optionSet":null}`, "", cloutility.Enrolment{NodeName: "N1"}},
		"a server":       {`{"id":5,"tsmName":"N1","domain":{"id":7,"name":"90DAYS","server":{"id":4,"name":"sp"}}}`, "", cloutility.Enrolment{NodeName: "N1", ServerName: "sp"}},
	} {
		t.Run(name, func(t *testing.T) {
			srv := inMemory(t)
			id := srv.AddConsumers(home, 1)[0]
			srv.Inject(cloutilitytest.Fault{Operation: "getNode", Body: tt.node})
			spec := cloutility.EnrollInput{Name: "host-1", Contact: "storage@nordlicht.example"}
			out, err := connect(t, srv).Enroll(t.Context(), spec)
			if (tt.says == "") != (err == nil) || err != nil && (!strings.Contains(err.Error(), tt.says) || !errors.Is(err, backup.ErrConflict)) {
				t.Fatalf("error %v", err)
			}
			if got := writes(srv); got != "0 units, 0 nodes, 0 activations" {
				t.Error(got)
			}
			if err != nil {
				return
			}
			tt.want.Name, tt.want.BusinessUnitID, tt.want.ConsumerID, tt.want.NodeID = "host-1", home, id, 5
			out.Steps, out.Password = nil, backup.Secret{}
			if name != "other contact" {
				out.Differences = nil
			}
			if diff := cmp.Diff(&tt.want, out, cmp.Comparer(backup.Secret.Equal)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestEnrollNameAlone: a node that has a name but is not registered has yet to
// be activated.
func TestEnrollNameAlone(t *testing.T) {
	srv := inMemory(t)
	client := connect(t, srv)
	id := srv.AddConsumers(home, 1)[0]
	node, err := client.Nodes.Create(t.Context(), home, id, nodeInput())
	if err != nil {
		t.Fatal(err)
	}
	meant := fmt.Sprintf(`{"id":%d,"tsmName":"MEANT","dataSourceState":{"id":1,"name":"Unregistered"}}`, node.ID)
	srv.Inject(cloutilitytest.Fault{Operation: "getNode", Body: meant}.Once())
	out, err := client.Enroll(t.Context(), machine("host-1"))
	if err != nil || srv.Activations(id) != 1 || out.Password.Reveal() != srv.NodePassword(id) {
		t.Errorf("%+v, %v, %d activations", out, err, srv.Activations(id))
	}
	// A service that says yes and does not do it is not believed.
	srv.AddConsumers(home, 2) // host-2 among them
	meant = strings.Replace(meant, "MEANT", "HOST-2", 1)
	srv.Inject(cloutilitytest.Fault{Operation: "getNode", Body: meant}, cloutilitytest.Fault{Operation: "activateNode", Body: `"HOST-2"`})
	spec := machine("host-2")
	spec.NodeName = "HOST-2"
	if out, err := client.Enroll(t.Context(), spec); !errors.Is(err, backup.ErrConflict) || out.NodeName != "" || !strings.Contains(err.Error(), "does not show it as activated") {
		t.Errorf("%+v, %v", out, err)
	}
}

// TestEnrollRaces: another run makes the node, or activates it, in between.
func TestEnrollRaces(t *testing.T) {
	for _, step := range []string{cloutility.StepConsumer, cloutility.StepNode} {
		srv := inMemory(t)
		client := connect(t, srv)
		spec := machine("host-1")
		spec.Domain = "STANDARD" // the other one wants 90DAYS
		spec.Progress = func(s cloutility.EnrollStep) {
			if s.Step != step {
				return
			}
			other := machine("host-1")
			if _, err := client.Enroll(t.Context(), other); err != nil {
				t.Error(err)
			}
		}
		out, err := client.Enroll(t.Context(), spec)
		if err != nil || srv.ConsumerCount() != 1 || out.Password.Reveal() != srv.NodePassword(out.ConsumerID) {
			t.Errorf("%s: %+v, %v", step, out, err)
			continue
		}
		last := out.Steps[len(out.Steps)-2]
		if last.Step != cloutility.StepActivation || last.Action != cloutility.ActionFound {
			t.Errorf("%s: %v", step, out.Steps)
		}
		if step == cloutility.StepConsumer && len(out.Differences) != 1 {
			t.Errorf("differences %q", out.Differences)
		}
	}
}

// TestEnrollNodeTypes: a kind of node that exists but does not go with the
// platform is told from one that nobody knows.
func TestEnrollNodeTypes(t *testing.T) {
	srv := inMemory(t)
	srv.Inject(cloutilitytest.Fault{Operation: "listOperatingSystems", Body: `{"total":1,"items":[{"id":3,"name":"Linux","supportedNodeTypes":[{"id":1}]}]}`})
	spec := machine("host-1")
	spec.NodeType = "workstation"
	_, err := connect(t, srv).Enroll(t.Context(), spec)
	var arg *backup.ArgumentError
	if !errors.As(err, &arg) || arg.Field != "EnrollInput.NodeType" || arg.Reason != "Workstation (id 2) does not go with Linux (id 3); there are File server (id 1)" {
		t.Errorf("error %v", err)
	}
	// The only one that goes needs no name.
	spec.NodeType = ""
	if _, err := connect(t, srv).Enroll(t.Context(), spec); err != nil {
		t.Error(err)
	}
}

// TestEnrollUnits names the places of units that have the same name.
func TestEnrollUnits(t *testing.T) {
	srv := inMemory(t)
	client := connect(t, srv)
	below := srv.AddBusinessUnit(91, "Vertrieb")
	spec := machine("host-1")
	spec.BusinessUnit = "VERTRIEB"
	_, err := client.Enroll(t.Context(), spec)
	want := fmt.Sprintf(`cloutility: EnrollInput.BusinessUnit "VERTRIEB" means several; give an id: there are Nordlicht GmbH / Vertrieb (id 88), Nordlicht GmbH / Entwicklung / Vertrieb (id %d)`, below)
	if err == nil || !strings.HasSuffix(err.Error(), want) {
		t.Errorf("error %v\nwant %s", err, want)
	}
	spec.BusinessUnit = fmt.Sprint(below)
	out, err := client.Enroll(t.Context(), spec)
	if err != nil || out.BusinessUnitID != below {
		t.Errorf("%+v, %v", out, err)
	}
	// The same name in another unit is another machine's.
	spec.BusinessUnit = "88"
	if other, err := client.Enroll(t.Context(), spec); err != nil || !other.Changed || other.ConsumerID == out.ConsumerID || srv.ConsumerCount() != 2 {
		t.Errorf("%+v, %v", other, err)
	}
	if srv.Count("createConsumer") != 2 || srv.Count("deleteConsumer") != 0 {
		t.Error(writes(srv))
	}
	srv.Inject(cloutilitytest.Fault{Operation: "getMe", Status: http.StatusForbidden})
	spec.BusinessUnit = ""
	if out, err := client.Enroll(t.Context(), spec); !errors.Is(err, backup.ErrPermission) || out == nil || len(out.Steps) != 0 {
		t.Errorf("%+v, %v", out, err)
	}
}
