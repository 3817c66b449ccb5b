package cloutility_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cloutility"
	"github.com/backup-sdk/backup-go/cloutility/cloutilitytest"
	"github.com/backup-sdk/backup-go/internal/allocbudget"
)

func TestReadEnrollCSV(t *testing.T) {
	defaults := cloutility.EnrollInput{Domain: "STANDARD", NodeType: "Workstation", Contact: "me", BusinessUnit: "88"}
	want := []cloutility.EnrollInput{
		{Name: "web-1", OperatingSystem: "Linux", NodeType: "File server", Domain: "90DAYS", ClientOptionSet: "COMPRESS", Contact: "me", BusinessUnit: "88"},
		{Name: "laptop, Ada's", OperatingSystem: "Microsoft Windows", NodeType: "Workstation", Domain: "STANDARD", Contact: "me", BusinessUnit: "88"},
	}
	for name, text := range map[string]string{
		"portal":     "name,operatingSystem[name],type[name],domain[name],clientOptionSet[name]\nweb-1,Linux,File server,90DAYS,COMPRESS\n\"laptop, Ada's\",Microsoft Windows,,,\n",
		"semicolons": "Name;OPERATINGSYSTEM[NAME];Type[Name];domain[name];clientOptionSet[name]\r\nweb-1;Linux;File server;90DAYS;COMPRESS\r\nlaptop, Ada's;Microsoft Windows;;;\r\n",
		"mark":       "\ufefftype[name],name,domain[name],clientOptionSet[name],operatingSystem[name]\nFile server, web-1,90DAYS,COMPRESS,Linux\n\n,\"laptop, Ada's\",,,Microsoft Windows",
	} {
		got, err := cloutility.ReadEnrollCSV(strings.NewReader(text), defaults)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(cloutility.EnrollInput{}, "Progress")); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	for text, says := range map[string]string{
		"":                               "is empty",
		"name\n":                         "no line but the header",
		"domain[name]\nSTANDARD\n":       "has no name",
		"name,domain\na,b\n":             `unknown column "domain"; the columns are name, operatingSystem[name]`,
		"name,NAME\na,b\n":               "name twice",
		"name,domain[name]\na\n":         "CSV line 2",
		"name,domain[name]\na,b\n,c\n":   "CSV line 3 has no name",
		"name\na\nb\n A \n":              `CSV line 4 has the name "A" of line 2 again`,
		"name\n\"a\n":                    "CSV line",
		"name,domain[name]\na,b\nx,y,z ": "CSV line 3",
	} {
		got, err := cloutility.ReadEnrollCSV(strings.NewReader(text), defaults)
		if !errors.Is(err, backup.ErrInvalid) || !strings.Contains(strings.ReplaceAll(err.Error(), ": ", " "), says) || got != nil {
			t.Errorf("%q: %v, want %q", text, err, says)
		}
	}
	if _, err := cloutility.ReadEnrollCSV(brokenReader{}, defaults); !errors.Is(err, errBroken) {
		t.Errorf("broken file: %v", err)
	}
}

// FuzzReadEnrollCSV holds that whatever the table is, it gives machines with
// names that differ, or is an invalid argument.
func FuzzReadEnrollCSV(f *testing.F) {
	for _, text := range []string{
		"", "name", "name\na\nA\n", "\ufeffName;type[name]\r\na;b\r\n", "name,domain[name]\n\"a\nb\",c\n", "name\n\"", "name\n\xff\n", "name;name", ";\n", "name\n \n\u017f\ns",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var specs []cloutility.EnrollInput
		var err error
		allocbudget.Check(t, len(text), 1024, func() { specs, err = cloutility.ReadEnrollCSV(strings.NewReader(text), cloutility.EnrollInput{}) })
		if err != nil {
			if !errors.Is(err, backup.ErrInvalid) || specs != nil {
				t.Fatalf("%v with %d machines", err, len(specs))
			}
			return
		}
		for i, a := range specs {
			if strings.TrimSpace(a.Name) == "" {
				t.Fatalf("machine %d has no name", i)
			}
			for _, b := range specs[:i] {
				if strings.EqualFold(a.Name, b.Name) {
					t.Fatalf("%q and %q", a.Name, b.Name)
				}
			}
		}
	})
}

var errBroken = errors.New("broken")

type brokenReader struct{}

func (brokenReader) Read([]byte) (int, error) { return 0, errBroken }

func machines(n int) []cloutility.EnrollInput {
	out := make([]cloutility.EnrollInput, n)
	for i := range out {
		out[i] = machine(fmt.Sprintf("node-%03d", i+1))
	}
	return out
}

func TestEnrollAll(t *testing.T) {
	srv := cloutilitytest.NewServer(t, cloutilitytest.WithPageSize(7))
	client := connect(t, srv)
	ctx := t.Context()
	srv.AddConsumers(home, 10)
	specs := machines(30)
	specs[4].Domain = "FOREVER"
	specs[5].Name = "host-3" // is there, without a node
	specs[29].BusinessUnit = "57"
	specs[29].Name = "NODE-001" // the same business unit, in other words
	done := 0
	report, err := client.EnrollAll(ctx, cloutility.EnrollAllInput{Machines: specs, Workers: 8, Done: func(cloutility.EnrollOutcome) { done++ }})
	if err != nil || done != 30 || report.Changed != 28 || report.Failed != 2 || report.Unchanged != 0 {
		t.Fatalf("%v, %v, %v", report, err, report.Err())
	}
	if report.Summary() != "30 machines: 28 changed, 0 unchanged, 2 failed" {
		t.Error(report)
	}
	if text := report.Err().Error(); !strings.Contains(text, "node-005") || !strings.Contains(text, "FOREVER") || !strings.Contains(text, "another machine") {
		t.Error(text)
	}
	if srv.ConsumerCount() != 10+27 || srv.Count("createNode") != 28 || srv.Count("activateNode") != 28 || srv.Count("listDomains") != 1 {
		t.Errorf("%d units, %s", srv.ConsumerCount(), writes(srv))
	}
	// Lists of six pages, the first of two: most of the 27 new machines share theirs.
	if pages := srv.Count("listConsumers"); pages > 2+27/2*6 {
		t.Errorf("%d pages of lists", pages)
	}
	for i, o := range report.Outcomes {
		if o.Name != specs[i].Name || o.Err == nil && o.Enrolment.NodeName == "" {
			t.Errorf("outcome %d: %+v", i, o)
		}
	}
	specs[4].Domain, specs = "STANDARD", specs[:29]
	if report, err = client.EnrollAll(ctx, cloutility.EnrollAllInput{Machines: specs}); err != nil || report.Changed != 1 || report.Unchanged != 28 || report.Err() != nil {
		t.Errorf("again: %v, %v, %v", report, err, report.Err())
	}
	if srv.ConsumerCount() != 38 {
		t.Errorf("%d units", srv.ConsumerCount())
	}
}

// TestEnrollAllInterrupted stops a bulk in its midst and runs it again.
func TestEnrollAllInterrupted(t *testing.T) {
	srv := inMemory(t)
	client := connect(t, srv)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var steps atomic.Int64
	specs := machines(20)
	for i := range specs {
		specs[i].Progress = func(cloutility.EnrollStep) {
			if steps.Add(1) == 41 {
				cancel()
			}
		}
	}
	report, err := client.EnrollAll(ctx, cloutility.EnrollAllInput{Machines: specs, Workers: 4})
	if !errors.Is(err, context.Canceled) || report.Failed == 0 || report.Failed+report.Changed != 20 {
		t.Fatalf("%v, %v", report, err)
	}
	report, err = client.EnrollAll(t.Context(), cloutility.EnrollAllInput{Machines: specs, Workers: 4})
	if err != nil || report.Failed != 0 || srv.ConsumerCount() != 20 {
		t.Errorf("%v, %v, %d units", report, err, srv.ConsumerCount())
	}
	for _, o := range report.Outcomes {
		if srv.Activations(o.Enrolment.ConsumerID) != 1 {
			t.Errorf("%s has %d activations", o.Name, srv.Activations(o.Enrolment.ConsumerID))
		}
	}
}

func TestEnrollAllInput(t *testing.T) {
	srv := inMemory(t)
	client := connect(t, srv)
	for says, in := range map[string]cloutility.EnrollAllInput{
		"EnrollAllInput.Machines":            {},
		"EnrollAllInput.Workers":             {Machines: machines(1), Workers: -1},
		"must be between 0 and 256":          {Machines: machines(1), Workers: 257},
		"EnrollAllInput.Machines[1].Name":    {Machines: append(machines(1), machine("NODE-001"))},
		"EnrollAllInput.Machines[1].Name is": {Machines: append(machines(1), cloutility.EnrollInput{})},
	} {
		if report, err := client.EnrollAll(t.Context(), in); !errors.Is(err, backup.ErrInvalid) || !strings.Contains(err.Error(), says) || report != nil {
			t.Errorf("%s: %v, %v", says, report, err)
		}
	}
	if n := len(srv.Requests()); n != 0 {
		t.Errorf("%d requests", n)
	}
}
