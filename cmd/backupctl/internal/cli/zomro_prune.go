package cli

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"github.com/backup-sdk/backup-go/zomro"
)

// pruneInput is a policy and whether to carry it out.
type pruneInput struct {
	zomro.PruneBackupsInput
	DryRun bool `flag:"-" help:"show what would be deleted, and delete nothing"`
}

// pruneRow is what became of one backup.
type pruneRow struct {
	ID      int64
	Name    string
	Created time.Time
	Type    zomro.BackupType
	Action  string
	Reason  string
}

func pruneZomro(ctx context.Context, c *zomro.Client, instanceID int64, in pruneInput) ([]pruneRow, error) {
	plan, err := c.Backups.PlanPrune(ctx, instanceID, in.PruneBackupsInput)
	if err != nil {
		return nil, err
	}
	return executeZomro(ctx, c, plan, in.DryRun)
}

// executeZomro carries out a plan, unless it is only to be shown.
func executeZomro(ctx context.Context, c *zomro.Client, plan *zomro.PrunePlan, dry bool) ([]pruneRow, error) {
	action := "delete"
	done := make(map[int64]string)
	var err error
	if !dry {
		var result *zomro.PruneResult
		result, err = c.Backups.ExecutePrune(ctx, plan, func(p zomro.PruneProgress) {
			note(ctx, fmt.Sprintf("%d of %d", p.Done, p.Total))
		})
		action = "left"
		if result != nil {
			for _, b := range result.Deleted {
				done[b.ID] = "deleted"
			}
			for _, b := range result.Skipped {
				done[b.ID] = "skipped"
			}
		}
	}
	rows := make([]pruneRow, 0, len(plan.Steps))
	for _, s := range plan.Steps {
		row := pruneRow{ID: s.Backup.ID, Name: s.Backup.Name, Created: s.Backup.CreateDate, Type: s.Backup.Type, Action: "keep", Reason: s.Reason}
		if s.Delete {
			row.Action = cmp.Or(done[row.ID], action)
		}
		rows = append(rows, row)
	}
	return rows, err
}
