package zomro

import (
	"context"
	"errors"
	"fmt"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/internal/retention"
)

// PruneBackupsInput says which backups to keep. A backup is kept when one rule
// keeps it. At least one Keep… must be set: to keep nothing is an error.
//
// Never deleted, and not counted by any rule, are protected backups, those in
// any state but [BackupActive], and those whose date cannot be read. Backups
// that a filter of the control panel hides are not seen; what is deleted
// without them would have been deleted with them too.
type PruneBackupsInput struct {
	// KeepLast keeps the n newest backups.
	KeepLast int
	// KeepDaily keeps the newest backup of each of the last n days that have
	// one; KeepWeekly, KeepMonthly and KeepYearly do so for weeks (from Monday),
	// months and years.
	KeepDaily, KeepWeekly, KeepMonthly, KeepYearly int
	// KeepWithin keeps all backups that are no more than this older than the newest.
	// The service lists days, so it is counted from day to day.
	KeepWithin time.Duration
	// Type leaves all backups of the other type alone; empty means both.
	Type BackupType
	// Progress is told of each step after it was taken; nil tells nobody.
	Progress func(PruneProgress)
}

// rules are those of the input. Days are those that the service lists.
func (in PruneBackupsInput) rules() retention.Rules {
	return retention.Rules{
		Last: in.KeepLast, Daily: in.KeepDaily, Weekly: in.KeepWeekly, Monthly: in.KeepMonthly, Yearly: in.KeepYearly, Within: in.KeepWithin,
	}
}

func (in PruneBackupsInput) check() error {
	if problem := in.rules().Check(); problem != nil {
		return arg.Invalid("PruneBackupsInput."+problem.Field, problem.Reason)
	}
	return checkOneOf("PruneBackupsInput.Type", in.Type, []BackupType{BackupManual, BackupAuto})
}

// PruneProgress is one step that was taken.
type PruneProgress struct {
	Backup Backup
	// Done of Total deletions are over, this one included.
	Done, Total int
	// Skipped says why it was not deleted after all, empty when it was.
	Skipped string
}

// PruneResult is what a pruning did.
type PruneResult struct {
	// Plan is what it set out to do.
	Plan *PrunePlan
	// Deleted are the backups that went, those that had gone in the meantime
	// included; Skipped those that were protected in the meantime.
	Deleted, Skipped []Backup
}

// PlanPrune lists the backups of an instance and decides about each. It changes
// nothing. Print the plan to see what [BackupsService.Prune] would do.
func (s *BackupsService) PlanPrune(ctx context.Context, instanceID int64, in PruneBackupsInput) (*PrunePlan, error) {
	if err := arg.Positive("instanceID", instanceID); err != nil {
		return nil, err
	}
	if err := in.check(); err != nil {
		return nil, err
	}
	backups, err := backup.Collect(s.All(ctx, instanceID, ListBackupsInput{}), 0)
	if err != nil {
		return nil, err
	}
	return planPrune(instanceID, backups, in), nil
}

// Prune deletes the backups of an instance that no rule keeps; see
// [PruneBackupsInput]. It plans as [BackupsService.PlanPrune] does, and deletes one
// backup after the other, oldest first, looking at each again before.
//
// It stops when one that was to stay goes meanwhile; see
// [BackupsService.ExecutePrune].
//
// It can be interrupted at any moment and run again: it plans anew, and what is
// gone is gone. An error comes with what was done until then.
func (s *BackupsService) Prune(ctx context.Context, instanceID int64, in PruneBackupsInput) (*PruneResult, error) {
	plan, err := s.PlanPrune(ctx, instanceID, in)
	if err != nil {
		return nil, err
	}
	return s.ExecutePrune(ctx, plan, in.Progress)
}

// ExecutePrune carries out a plan of [BackupsService.PlanPrune], which somebody
// may have looked at in the meantime. Backups that were protected since then
// are skipped, and those made since then are left alone. Progress may be nil.
//
// A plan ages: what it deletes was right to delete because others stay. So
// ExecutePrune lists the backups anew, and again whenever half a minute has gone
// by. When one that was to stay is not there any more, or not as it was, it
// deletes nothing further and returns a [*StalePlanError] that says what has
// changed.
func (s *BackupsService) ExecutePrune(ctx context.Context, plan *PrunePlan, progress func(PruneProgress)) (*PruneResult, error) {
	if err := plan.check(); err != nil {
		return nil, err
	}
	result := &PruneResult{Plan: plan}
	deletions := plan.Deletions()
	var looked time.Time
	for i, b := range deletions {
		if ctx.Err() != nil {
			return result, backup.ContextError(ctx)
		}
		if i == 0 || time.Since(looked) >= planLook {
			if err := s.compare(ctx, plan); err != nil {
				return result, err
			}
			looked = time.Now()
		}
		step := PruneProgress{Backup: b, Done: i + 1, Total: len(deletions)}
		switch err := s.Delete(ctx, plan.InstanceID, b.ID); {
		case err == nil, errors.Is(err, backup.ErrNotFound):
			result.Deleted = append(result.Deleted, b)
		case isProtected(err):
			step.Skipped = "protected"
			result.Skipped = append(result.Skipped, b)
		default:
			return result, fmt.Errorf("pruning instance %d, backup %d: %w", plan.InstanceID, b.ID, err)
		}
		if progress != nil {
			progress(step)
		}
	}
	return result, nil
}

// planLook is how long a look at the list holds while a plan is carried out.
const planLook = 30 * time.Second

// compare looks whether the keepers of a plan are still there.
func (s *BackupsService) compare(ctx context.Context, plan *PrunePlan) error {
	present := make(map[int64]Backup)
	for b, err := range s.All(ctx, plan.InstanceID, ListBackupsInput{}) {
		if err != nil {
			return fmt.Errorf("pruning instance %d, looking again: %w", plan.InstanceID, err)
		}
		present[b.ID] = b
	}
	if changes := plan.changes(present); len(changes) > 0 {
		return &StalePlanError{InstanceID: plan.InstanceID, Changes: changes}
	}
	return nil
}

// isProtected reports the error of a backup that is protected.
func isProtected(err error) bool {
	var e *backup.Error
	return errors.As(err, &e) && e.Code == codeProtected
}
