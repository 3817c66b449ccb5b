package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/backup-sdk/backup-go/cbr"
)

// pruneResourcesInput is which resources to prune, how, and whether to carry it out.
type pruneResourcesInput struct {
	Resources []string
	cbr.PruneBackupsInput
	DryRun bool `flag:"-" help:"show what would be deleted, and delete nothing"`
}

// prunedBackup is what became of one backup.
type prunedBackup struct {
	ID       string
	Name     string
	Resource string
	Created  time.Time
	Type     string
	Action   string
	Reason   string
}

func pruneCBR(ctx context.Context, c *cbr.Client, in pruneResourcesInput) ([]prunedBackup, error) {
	var plans []*cbr.PrunePlan
	for _, id := range in.Resources { // all of them, before anything goes
		plan, err := c.Backups.PlanPrune(ctx, id, in.PruneBackupsInput)
		if err != nil {
			return nil, err
		}
		plans = append(plans, plan)
	}
	rows := []prunedBackup{}
	var problems []error
	for _, plan := range plans {
		some, err := executeCBR(ctx, c, plan, in.DryRun)
		rows = append(rows, some...)
		if err != nil {
			problems = append(problems, err)
		}
		if ctx.Err() != nil {
			break
		}
	}
	return rows, errors.Join(problems...)
}

// executeCBR carries out a plan, unless it is only to be shown.
func executeCBR(ctx context.Context, c *cbr.Client, plan *cbr.PrunePlan, dry bool) ([]prunedBackup, error) {
	action := "delete"
	done := make(map[string]string)
	var err error
	if !dry {
		var result *cbr.PruneResult
		result, err = c.Backups.ExecutePrune(ctx, plan, func(p cbr.PruneProgress) {
			note(ctx, fmt.Sprintf("%d of %d", p.Done, p.Total))
			if p.Skipped != "" {
				done[p.Backup.ID] = "skipped"
			}
		})
		action = "left"
		if result != nil {
			for _, b := range result.Deleted {
				done[b.ID] = "deleted"
			}
		}
	}
	rows := make([]prunedBackup, 0, len(plan.Steps))
	for _, s := range plan.Steps {
		row := prunedBackup{
			ID: s.Backup.ID, Name: s.Backup.Name, Resource: cmp.Or(s.Backup.ResourceName, s.Backup.ResourceID), Created: s.Backup.CreatedAt.Time,
			Type: string(cbr.TypeOf(s.Backup)), Action: "keep", Reason: s.Reason,
		}
		if s.Delete {
			row.Action = cmp.Or(done[row.ID], action)
		}
		rows = append(rows, row)
	}
	return rows, err
}
