package cli

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"strings"

	"github.com/spf13/cobra"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cloutility"
)

func cloutilityExtra() []verb {
	return []verb{
		{
			use: "enroll [NAME]", short: "Enrol a machine for backup", kind: changes, call: enroll,
			long: `Enrol a machine: make its consumption unit and node and activate it. The name is
that of this machine by default. What is there already is found and kept, so
that the command can be run again. The result has the node's name and first
password; --show-secrets shows it. --options linux adds the text of the client's
option files.`,
			example: "enroll --operating-system Linux --node-type 'File Server' --domain STANDARD --show-secrets\nenroll web-1 -o json --show-secrets",
		},
		{
			use: "enroll-all", short: "Enrol the machines of a table", kind: changes, call: enrollAll,
			long:    "Enrol the machines of a CSV file with the columns of the portal's bulk import:\nname, operatingSystem[name], type[name], domain[name], clientOptionSet[name].",
			example: "enroll-all --csv machines.csv --workers 8 -o csv --show-secrets",
			columns: "name result node_name server_address error",
		},
		{
			use: "decommission NAME", short: "Delete the consumption unit of a machine, and its node", kind: destroys, call: decommission,
			example: "decommission web-1 --dry-run\ndecommission web-1 --yes",
		},
		{
			use: "raw METHOD PATH", short: "Call any operation of the API", call: cloutilityRaw, also: []any{(*cloutility.Client).Do}, acts: actsByMethod,
			long:    "Call an operation and show its answer as it is. DELETE asks first.",
			example: "raw GET /v1/timezones\nraw POST /v1/bunits/17/consumers --body consumer.json",
		},
	}
}

// shortcuts are commands that people look for at the top.
func (a *app) shortcuts() []*cobra.Command {
	var out []*cobra.Command
	for _, v := range cloutilityExtra() {
		if v.name() == "enroll" || v.name() == "decommission" {
			s := &session{app: a, service: cloutilityService()}
			cmd := a.verbCommand(s, "", v)
			cloutilityFlags(cmd, s)
			out = append(out, cmd)
		}
	}
	return out
}

// enrollInput is an enrolment as flags have it.
type enrollInput struct {
	Name            string
	ConsumerID      int64               `help:"consumption unit to continue with, when several have the name"`
	BusinessUnit    string              `help:"name or id of the business unit; the user's own by default"`
	OperatingSystem string              `help:"name or id of the platform; needed when the node has to be made"`
	NodeType        string              `help:"name or id of the kind of node"`
	Domain          string              `help:"name or id of the policy domain"`
	ClientOptionSet string              `help:"name or id of a set of options the server enforces"`
	Contact         string              `help:"whom to ask about the machine"`
	NodeName        string              `help:"name on the backup server; the suggested one by default"`
	Options         cloutility.Platform `help:"add the text of dsm.sys and dsm.opt for this platform: linux, macos, windows"`
}

// enrolled is what an enrolment gives.
type enrolled struct {
	cloutility.Enrolment
	OptionFiles []cloutility.OptionFile
}

func enroll(ctx context.Context, c *cloutility.Client, in enrollInput) (*enrolled, error) {
	if in.Name == "" {
		host, err := os.Hostname()
		if err != nil {
			return nil, err
		}
		in.Name = host
	}
	result, err := cloutility.Enroll(ctx, c, cloutility.EnrollSpec{
		Name: in.Name, ConsumerID: in.ConsumerID, BusinessUnit: in.BusinessUnit, OperatingSystem: in.OperatingSystem,
		NodeType: in.NodeType, Domain: in.Domain, ClientOptionSet: in.ClientOptionSet, Contact: in.Contact, NodeName: in.NodeName,
		Progress: func(s cloutility.EnrollStep) { note(ctx, s.Step+" "+s.Did) },
	})
	if result == nil {
		return nil, err
	}
	out := &enrolled{Enrolment: *result}
	if in.Options != "" && err == nil {
		out.OptionFiles, err = result.Options(in.Options)
	}
	return out, err
}

// enrollAllInput is where the machines are.
type enrollAllInput struct {
	CSV             []byte `help:"file with the machines"`
	Workers         int    `help:"how many are enrolled at a time (default 4)"`
	BusinessUnit    string `help:"name or id of the business unit of all"`
	OperatingSystem string `help:"platform of those that name none"`
	NodeType        string `help:"kind of node of those that name none"`
	Domain          string `help:"policy domain of those that name none"`
	ClientOptionSet string `help:"option set of those that name none"`
	Contact         string `help:"whom to ask about the machines"`
}

// enrolledRow is what became of one machine.
type enrolledRow struct {
	Name, Result  string
	ConsumerID    int64
	NodeName      string
	Password      backup.Secret
	ServerAddress string
	ServerPort    int64
	Error         string
}

func enrollAll(ctx context.Context, c *cloutility.Client, in enrollAllInput) ([]enrolledRow, error) {
	if len(in.CSV) == 0 {
		return nil, refuse("--csv is needed: a file with the machines")
	}
	specs, err := cloutility.ReadEnrollCSV(strings.NewReader(string(in.CSV)), cloutility.EnrollSpec{
		BusinessUnit: in.BusinessUnit, OperatingSystem: in.OperatingSystem, NodeType: in.NodeType, Domain: in.Domain,
		ClientOptionSet: in.ClientOptionSet, Contact: in.Contact,
	})
	if err != nil {
		return nil, err
	}
	report, err := cloutility.EnrollAll(ctx, c, cloutility.EnrollAllInput{
		Specs: specs, Workers: in.Workers, Done: func(o cloutility.EnrollOutcome) { note(ctx, o.Name) },
	})
	if report == nil {
		return nil, err
	}
	rows := make([]enrolledRow, 0, len(report.Outcomes))
	for _, o := range report.Outcomes {
		row := enrolledRow{Name: o.Name, Result: "unchanged"}
		if e := o.Enrolment; e != nil {
			row.ConsumerID, row.NodeName, row.Password = e.ConsumerID, e.NodeName, e.Password
			row.ServerAddress, row.ServerPort = e.ServerAddress, e.ServerPort
			if e.Changed {
				row.Result = "changed"
			}
		}
		if o.Err != nil {
			row.Result, row.Error = "failed", o.Err.Error()
		}
		rows = append(rows, row)
	}
	return rows, cmp.Or(err, report.Err())
}

// decommissionInput is a decommissioning as flags have it.
type decommissionInput struct {
	Name                         string
	ConsumerID                   int64  `help:"the consumption unit, when several have the name"`
	BusinessUnit                 string `help:"name or id of the business unit; the user's own by default"`
	DryRun                       bool   `help:"show what would be deleted, and delete nothing"`
	DeleteAssociations           *bool  `help:"also delete the node's schedule associations (default true)"`
	UnassignSecondaryDataSources bool   `help:"unassign secondary data sources first"`
	Comment                      string `help:"text for the audit log"`
}

func decommission(ctx context.Context, c *cloutility.Client, in decommissionInput) (*cloutility.Decommissioning, error) {
	return cloutility.Decommission(ctx, c, cloutility.DecommissionSpec{
		Name: in.Name, ConsumerID: in.ConsumerID, BusinessUnit: in.BusinessUnit, DryRun: in.DryRun,
		DeleteAssociations: in.DeleteAssociations, UnassignSecondaryDataSources: in.UnassignSecondaryDataSources, Comment: in.Comment,
		Progress: func(s cloutility.EnrollStep) { note(ctx, s.Step+" "+s.Did) },
	})
}

// rawInput is a body for an operation.
type rawInput struct {
	Body []byte `help:"file with the JSON to send"`
}

// json is the body, nil when there is none.
func (in rawInput) json() (any, error) {
	if len(in.Body) == 0 {
		return nil, nil //nolint:nilnil // nothing to send
	}
	if !json.Valid(in.Body) {
		return nil, refuse("--body: the file is not JSON")
	}
	return json.RawMessage(in.Body), nil
}

// actsByMethod is what a request of a REST API does.
func actsByMethod(args []string, _ func(string) bool) kind {
	switch strings.ToUpper(args[0]) {
	case http.MethodGet, http.MethodHead:
		return reads
	case http.MethodDelete:
		return destroys
	}
	return changes
}

func cloutilityRaw(ctx context.Context, c *cloutility.Client, method, path string, in rawInput) (*rawAnswer, error) {
	body, err := in.json()
	if err != nil {
		return nil, err
	}
	var answer rawAnswer
	err = c.Do(ctx, strings.ToUpper(method), path, url.Values{}, body, &answer.RawMessage)
	if err != nil || len(answer.RawMessage) == 0 {
		return nil, err
	}
	return &answer, nil
}
