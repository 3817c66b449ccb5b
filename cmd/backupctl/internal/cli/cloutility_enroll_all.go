package cli

import (
	"cmp"
	"context"
	"strings"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cloutility"
)

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
		return nil, usagef("--csv is needed: a file with the machines")
	}
	machines, err := cloutility.ReadEnrollCSV(strings.NewReader(string(in.CSV)), cloutility.EnrollInput{
		BusinessUnit: in.BusinessUnit, OperatingSystem: in.OperatingSystem, NodeType: in.NodeType, Domain: in.Domain,
		ClientOptionSet: in.ClientOptionSet, Contact: in.Contact,
	})
	if err != nil {
		return nil, err
	}
	report, err := c.EnrollAll(ctx, cloutility.EnrollAllInput{
		Machines: machines, Workers: in.Workers, Done: func(o cloutility.EnrollOutcome) { note(ctx, o.Name) },
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
