package cli

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cloutility"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/guard"
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
	DryRun          bool   `flag:"-" help:"show what would be made, and make nothing"`
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
	if in.DryRun {
		return rehearseEnrollments(ctx, c, machines)
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

// rehearseEnrollments tells of each machine what would be made first, or why it could
// not be enrolled.
func rehearseEnrollments(ctx context.Context, c *cloutility.Client, machines []cloutility.EnrollInput) ([]enrolledRow, error) {
	rows := make([]enrolledRow, 0, len(machines))
	failed := 0
	for _, machine := range machines {
		note(ctx, machine.Name)
		row := enrolledRow{Name: machine.Name, Result: "unchanged"}
		trial, r := guard.Rehearse(ctx)
		done, err := c.Enroll(trial, machine)
		r.End()
		switch {
		case ctx.Err() != nil:
			return rows, ctx.Err()
		case r.Stopped() != nil:
			row.Result = "would enrol"
		case err != nil:
			row.Result, row.Error = "would fail", err.Error()
			failed++
		}
		if done != nil {
			row.ConsumerID, row.NodeName, row.ServerAddress, row.ServerPort = done.ConsumerID, done.NodeName, done.ServerAddress, done.ServerPort
		}
		rows = append(rows, row)
	}
	if failed > 0 {
		return rows, fmt.Errorf("%d of %d machines would fail: %w", failed, len(machines), backup.ErrInvalid)
	}
	return rows, nil
}
