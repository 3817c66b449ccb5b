package cloutility_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cloutility"
)

func report() *cloutility.EnrollReport {
	return &cloutility.EnrollReport{
		Changed: 1, Unchanged: 1, Failed: 2,
		Outcomes: []cloutility.EnrollOutcome{
			{Name: "web-1", Enrolment: &cloutility.Enrolment{
				Name: "web-1", BusinessUnitID: 57, ConsumerID: 903, NodeID: 906, NodeName: "5D20E8A4F61B", Password: backup.NewSecret("canary-1"),
				State: "Unaccessed", ServerName: "sp-nord-1", ServerAddress: "sp-nord-1.backup.example", ServerPort: 1600, Changed: true,
				Steps: []cloutility.EnrollStep{{Enrolment: "web-1", Step: cloutility.StepNode, Action: cloutility.ActionCreated, ID: 906, Detail: "Unregistered"}},
			}},
			{Name: "database-12", Enrolment: &cloutility.Enrolment{
				Name: "database-12", NodeName: "NODE\t1", State: "Active", Accessed: true, Locked: true, Password: backup.NewSecret("canary-2"),
				Differences: []string{"domain is 90DAYS, not STANDARD", "node type is Workstation, not File server"},
			}},
			{Name: "web-2", Err: fmt.Errorf("enrol web-2: %w", &backup.ArgumentError{Provider: "cloutility", Field: "EnrollInput.Domain", Reason: "is\r\nempty"})},
			{Name: "web-3", Enrolment: &cloutility.Enrolment{Name: "web-3"}, Err: errors.New("gone")},
		},
	}
}

func TestReportPrints(t *testing.T) {
	want := `web-1        changed    5D20E8A4F61B  Unaccessed
database-12  unchanged  NODE 1        Active  domain is 90DAYS, not STANDARD; node type is Workstation, not File server
web-2        failed     enrol web-2: cloutility: EnrollInput.Domain is  empty
web-3        failed     gone
4 machines: 1 changed, 1 unchanged, 2 failed`
	got := report().String()
	var lines []string // the gaps behind the third column are the table's business
	for line := range strings.Lines(got) {
		lines = append(lines, strings.TrimRight(line, " \n"))
	}
	if diff := cmp.Diff(squeezed(want), squeezed(strings.Join(lines, "\n"))); diff != "" {
		t.Error(diff)
	}
	if !strings.HasPrefix(got, "web-1        changed    5D20E8A4F61B  Unaccessed") {
		t.Errorf("columns:\n%s", got)
	}
	if err := report().Err(); err == nil || !errors.Is(err, backup.ErrInvalid) || !strings.Contains(err.Error(), "gone") {
		t.Error(err)
	}
	if (&cloutility.EnrollReport{Outcomes: report().Outcomes[:2]}).Err() != nil {
		t.Error("an error without a failure")
	}
	if got := report().Outcomes[1].String(); strings.ContainsAny(got, "\t\r\n") || !strings.HasPrefix(got, "database-12 unchanged NODE 1 Active") {
		t.Errorf("%q", got)
	}
}

func squeezed(text string) []string {
	var out []string
	for line := range strings.Lines(text) {
		out = append(out, strings.Join(strings.Fields(line), " "))
	}
	return out
}

func TestReportMarshals(t *testing.T) {
	got, err := json.MarshalIndent(report(), "", " ")
	if err != nil {
		t.Fatal(err)
	}
	want := `{
 "outcomes": [
  {
   "name": "web-1",
   "result": "changed",
   "enrolment": {
    "name": "web-1",
    "businessUnitId": 57,
    "consumerId": 903,
    "nodeId": 906,
    "nodeName": "5D20E8A4F61B",
    "password": "REDACTED",
    "accessed": false,
    "state": "Unaccessed",
    "serverName": "sp-nord-1",
    "serverAddress": "sp-nord-1.backup.example",
    "serverPort": 1600,
    "changed": true,
    "steps": [
     {
      "enrolment": "web-1",
      "step": "node",
      "action": "created",
      "id": 906,
      "detail": "Unregistered"
     }
    ]
   }
  },
  {
   "name": "database-12",
   "result": "unchanged",
   "enrolment": {
    "name": "database-12",
    "nodeName": "NODE\t1",
    "password": "REDACTED",
    "accessed": true,
    "locked": true,
    "state": "Active",
    "changed": false,
    "differences": [
     "domain is 90DAYS, not STANDARD",
     "node type is Workstation, not File server"
    ],
    "steps": null
   }
  },
  {
   "name": "web-2",
   "result": "failed",
   "error": "enrol web-2: cloutility: EnrollInput.Domain is\r\nempty"
  },
  {
   "name": "web-3",
   "result": "failed",
   "error": "gone",
   "enrolment": {
    "name": "web-3",
    "accessed": false,
    "changed": false,
    "steps": null
   }
  }
 ],
 "changed": 1,
 "unchanged": 1,
 "failed": 2
}`
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Error(diff)
	}
}

// TestReportKeepsSecrets prints it in every way there is.
func TestReportKeepsSecrets(t *testing.T) {
	var out bytes.Buffer
	for _, v := range []any{report(), *report(), report().Outcomes, report().Outcomes[0], report().Outcomes[0].Enrolment, *report().Outcomes[0].Enrolment} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q"} {
			fmt.Fprintf(&out, verb+"\n", v)
		}
		slog.New(slog.NewJSONHandler(&out, nil)).Info("report", "v", v)
		slog.New(slog.NewTextHandler(&out, nil)).Info("report", "v", v)
	}
	if strings.Contains(out.String(), "canary") {
		t.Errorf("shows a password:\n%s", out.String())
	}
}
