package cbr

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	backup "github.com/backup-sdk/backup-go"
)

// PruneChange is a backup that a plan counts on and that is not there as it was.
type PruneChange struct {
	// Backup is as the plan knows it.
	Backup Backup
	// What has become of it, such as "is gone".
	What string
}

// StalePlanError is a [PrunePlan] that cannot be carried out any more: backups
// that were to stay have changed, and what it deletes might be all that is left.
// Plan anew. It matches [backup.ErrConflict].
type StalePlanError struct {
	ResourceID string
	Changes    []PruneChange
}

// maxChangesTold is how many changes the text of an error names.
const maxChangesTold = 5

// Error implements error: it names the backups that have changed.
func (e *StalePlanError) Error() string {
	var told []string
	for _, c := range e.Changes[:min(len(e.Changes), maxChangesTold)] {
		told = append(told, fmt.Sprintf("backup %s %q of %s %s", c.Backup.ID, c.Backup.Name, momentOf(c.Backup), c.What))
	}
	if more := len(e.Changes) - len(told); more > 0 {
		told = append(told, strconv.Itoa(more)+" more have changed")
	}
	return fmt.Sprintf("%s: the plan for resource %s is out of date, plan anew: %s", provider, e.ResourceID, strings.Join(told, "; "))
}

// Is reports whether target is [backup.ErrConflict].
func (e *StalePlanError) Is(target error) bool { return target == backup.ErrConflict }

// check rejects what is no plan: one that deletes and keeps nothing is made by no
// rules.
func (p *PrunePlan) check() error {
	switch {
	case p == nil:
		return invalidArgument("plan", "is nil")
	case slices.ContainsFunc(p.Steps, func(s PruneStep) bool { return s.Delete }) &&
		!slices.ContainsFunc(p.Steps, func(s PruneStep) bool { return s.Keeper && !s.Delete }):
		return invalidArgument("plan.Steps", "have no keeper: this would delete everything")
	}
	return nil
}

// changes are the keepers of a plan that are not among the backups present, or not
// as they were. A backup that has another name or is being restored is still there.
func (p *PrunePlan) changes(present map[string]Backup) []PruneChange {
	usable := []BackupStatus{BackupStatusAvailable, BackupStatusRestoring, BackupStatusWaitingRestore}
	var out []PruneChange
	for _, step := range p.Steps {
		if !step.Keeper || step.Delete {
			continue
		}
		was := step.Backup
		now, there := present[was.ID]
		switch {
		case !there:
			out = append(out, PruneChange{was, "is gone"})
		case !slices.Contains(usable, now.Status):
			out = append(out, PruneChange{was, "is in state " + strconv.Quote(string(now.Status))})
		case !madeAt(now).Equal(madeAt(was)):
			out = append(out, PruneChange{was, "is of " + momentOf(now) + " now"})
		}
	}
	return out
}
