package cbr

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/internal/retention"
	"github.com/backup-sdk/backup-go/internal/validate"
)

// BackupType says how a backup came about.
type BackupType string

// How backups come about.
const (
	// BackupManual: made by hand.
	BackupManual BackupType = "manual"
	// BackupAuto: made by a policy.
	BackupAuto BackupType = "auto"
)

// TypeOf is how a backup came about, empty when its response does not say.
func TypeOf(b Backup) BackupType {
	switch {
	case b.ExtendInfo == nil || b.ExtendInfo.AutoTrigger.Text != "":
		return ""
	case b.ExtendInfo.AutoTrigger.Value:
		return BackupAuto
	}
	return BackupManual
}

// PruneBackupsInput says which backups of a resource to keep. A backup is kept when
// one rule keeps it. At least one Keep… must be set: to keep nothing is an error.
//
// Never deleted, and not counted by any rule, are backups in any state but
// [BackupStatusAvailable], automatic ones in a locked vault, those that an image is
// made of, and those without a time. Whether a backup is full or incremental makes no
// difference: each can be restored by itself, whatever became of those before it.
type PruneBackupsInput struct {
	// KeepLast keeps the n newest backups.
	KeepLast int
	// KeepDaily keeps the newest backup of each of the last n days that have
	// one; KeepWeekly, KeepMonthly and KeepYearly do so for weeks (from Monday),
	// months and years.
	KeepDaily, KeepWeekly, KeepMonthly, KeepYearly int
	// KeepWithin keeps all backups that are no more than this older than the newest.
	KeepWithin time.Duration
	// TimeZone is where days, weeks, months and years begin, such as Europe/Berlin;
	// empty means UTC.
	TimeZone string
	// Type leaves all backups of the other type alone; empty means both.
	Type BackupType
	// VaultID leaves backups in other vaults alone; empty means all vaults.
	VaultID string
	// ImageType is [ImageTypeBackup], which it is when empty, or
	// [ImageTypeReplication]: copies from another region are pruned by themselves.
	ImageType ImageType
	// Progress is told of each step after it was taken; nil tells nobody.
	Progress func(PruneProgress)
}

func (in PruneBackupsInput) rules() (retention.Rules, error) {
	const at = "PruneBackupsInput."
	r := retention.Rules{
		Last: in.KeepLast, Daily: in.KeepDaily, Weekly: in.KeepWeekly, Monthly: in.KeepMonthly, Yearly: in.KeepYearly, Within: in.KeepWithin,
	}
	if problem := r.Check(); problem != nil {
		return r, invalidArgument(at+problem.Field, problem.Reason)
	}
	zone, err := time.LoadLocation(in.TimeZone)
	if err != nil {
		return r, invalidArgument(at+"TimeZone", "is no time zone that is known here, such as Europe/Berlin")
	}
	r.Zone = zone
	return r, validate.FirstError(
		checkOneOf(at+"Type", in.Type, BackupManual, BackupAuto),
		checkOneOf(at+"ImageType", in.ImageType, ImageTypeBackup, ImageTypeReplication),
	)
}

// checkOneOf finds a value that is none of some; empty is always one.
func checkOneOf[T ~string](field string, value T, allowed ...T) error {
	if value == "" || slices.Contains(allowed, value) {
		return nil
	}
	words := make([]string, len(allowed))
	for i, v := range allowed {
		words[i] = string(v)
	}
	return invalidArgument(field, "must be one of "+strings.Join(words, ", "))
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
	// Deleted are the backups whose deletion began, those that had gone in the
	// meantime included; Skipped those that the service keeps.
	Deleted, Skipped []Backup
}

// PlanPrune lists the backups of a resource, with the vaults they are in, and decides
// about each. It changes nothing. Print the plan to see what [BackupsService.Prune]
// would do. A list that is not whole is an error, and no plan.
func (s *BackupsService) PlanPrune(ctx context.Context, resourceID string, in PruneBackupsInput) (*PrunePlan, error) {
	if err := argument.Segment("resourceID", resourceID); err != nil {
		return nil, err
	}
	rules, err := in.rules()
	if err != nil {
		return nil, err
	}
	backups, err := s.ofResource(ctx, resourceID)
	if err != nil {
		return nil, err
	}
	vaults, err := s.vaultsOf(ctx, backups)
	if err != nil {
		return nil, err
	}
	return planPrune(resourceID, backups, vaults, in, rules), nil
}

// ofResource are the backups of a resource. What the service lists beside them is
// nothing of ours to delete.
func (s *BackupsService) ofResource(ctx context.Context, resourceID string) ([]Backup, error) {
	all, err := backup.Collect(s.All(ctx, ListBackupsInput{ResourceID: resourceID, Limit: maxLimit}), 0)
	return slices.DeleteFunc(all, func(b Backup) bool { return b.ResourceID != resourceID || b.ParentID != "" }), err
}

// vaultsOf are the vaults of backups, those that are still there.
func (s *BackupsService) vaultsOf(ctx context.Context, backups []Backup) (map[string]*Vault, error) {
	out := make(map[string]*Vault)
	for _, b := range backups {
		if _, asked := out[b.VaultID]; asked || b.VaultID == "" {
			continue
		}
		v, err := s.client.Vaults.Get(ctx, b.VaultID)
		if err != nil && !isGone(err) {
			return nil, err
		}
		out[b.VaultID] = v
	}
	return out, nil
}

// Prune deletes the backups of a resource that no rule keeps; see
// [PruneBackupsInput]. It plans as [BackupsService.PlanPrune] does, and has one backup
// after the other deleted, oldest first. The service deletes asynchronously:
// [BackupsService.WaitDeleted] waits for one of them.
//
// It stops when one that was to stay goes meanwhile; see
// [BackupsService.ExecutePrune].
//
// It can be interrupted at any moment and run again: it plans anew, and what is
// gone is gone. An error comes with what was done until then.
func (s *BackupsService) Prune(ctx context.Context, resourceID string, in PruneBackupsInput) (*PruneResult, error) {
	plan, err := s.PlanPrune(ctx, resourceID, in)
	if err != nil {
		return nil, err
	}
	return s.ExecutePrune(ctx, plan, in.Progress)
}

// ExecutePrune carries out a plan of [BackupsService.PlanPrune], which somebody
// may have looked at in the meantime. Backups that the service keeps, as they are in
// use or locked by now, are skipped, and those made since then are left alone.
// Progress may be nil.
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
		err := s.Delete(ctx, b.ID)
		switch step.Skipped = whyKept(err); {
		case err == nil, isGone(err):
			result.Deleted = append(result.Deleted, b)
		case step.Skipped != "":
			result.Skipped = append(result.Skipped, b)
		default:
			return result, fmt.Errorf("pruning resource %s, backup %s: %w", plan.ResourceID, b.ID, err)
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
	all, err := s.ofResource(ctx, plan.ResourceID)
	if err != nil {
		return fmt.Errorf("pruning resource %s, looking again: %w", plan.ResourceID, err)
	}
	present := make(map[string]Backup, len(all))
	for _, b := range all {
		present[b.ID] = b
	}
	if changes := plan.changes(present); len(changes) > 0 {
		return &StalePlanError{ResourceID: plan.ResourceID, Changes: changes}
	}
	return nil
}

// whyKept is why the service keeps a backup that it was to delete, empty for errors
// that say nothing about this one backup.
func whyKept(err error) string {
	e, ok := errors.AsType[*backup.Error](err)
	if !ok {
		return ""
	}
	switch code, _ := strings.CutPrefix(e.Code, "BackupService."); code {
	case "6201":
		return "the service does not delete it"
	case "6203", "CSBS.2003":
		return "work goes on with it"
	case "6204":
		return "an image is made of it"
	case "6216":
		return "in use"
	case "6220":
		return "locked"
	}
	return ""
}
