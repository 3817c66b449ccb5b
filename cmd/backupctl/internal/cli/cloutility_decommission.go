package cli

import (
	"context"

	"github.com/backup-sdk/backup-go/cloutility"
)

// decommissionInput is a decommissioning as flags have it.
type decommissionInput struct {
	Name                         string
	ConsumerID                   int64  `help:"the consumption unit, when several have the name"`
	BusinessUnit                 string `help:"name or id of the business unit; the user's own by default"`
	DryRun                       bool   `flag:"-" help:"show what would be deleted, and delete nothing"`
	DeleteAssociations           *bool  `help:"also delete the node's schedule associations (default true)"`
	UnassignSecondaryDataSources bool   `help:"unassign secondary data sources first"`
	Comment                      string `help:"text for the audit log"`
}

func decommission(ctx context.Context, c *cloutility.Client, in decommissionInput) (*cloutility.Decommissioning, error) {
	return c.Decommission(ctx, cloutility.DecommissionInput{
		Name: in.Name, ConsumerID: in.ConsumerID, BusinessUnit: in.BusinessUnit, DryRun: in.DryRun,
		DeleteAssociations: in.DeleteAssociations, UnassignSecondaryDataSources: in.UnassignSecondaryDataSources, Comment: in.Comment,
		Progress: func(s cloutility.EnrollStep) { note(ctx, s.Step+" "+s.Action) },
	})
}
