package zomro

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

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
	InstanceID int64
	Changes    []PruneChange
}

// maxChangesTold is how many changes the text of an error names.
const maxChangesTold = 5

// Error implements error: it names the backups that have changed.
func (e *StalePlanError) Error() string {
	var told []string
	for _, c := range e.Changes[:min(len(e.Changes), maxChangesTold)] {
		told = append(told, fmt.Sprintf("backup %d %q of %s %s", c.Backup.ID, c.Backup.Name, day(c.Backup), c.What))
	}
	if more := len(e.Changes) - len(told); more > 0 {
		told = append(told, strconv.Itoa(more)+" more have changed")
	}
	return fmt.Sprintf("%s: the plan for instance %d is out of date, plan anew: %s", provider, e.InstanceID, strings.Join(told, "; "))
}

// Is reports whether target is [backup.ErrConflict].
func (e *StalePlanError) Is(target error) bool { return target == backup.ErrConflict }

// day is when a backup was made, for people.
func day(b Backup) string {
	if b.CreateDate.IsZero() {
		return "no date"
	}
	return b.CreateDate.Format(time.DateOnly)
}

// check rejects what is no plan: one that deletes and keeps nothing is made by no
// rules.
func (p *PrunePlan) check() error {
	switch {
	case p == nil:
		return arg.Invalid("plan", "is nil")
	case slices.ContainsFunc(p.Steps, func(s PruneStep) bool { return s.Delete }) &&
		!slices.ContainsFunc(p.Steps, func(s PruneStep) bool { return s.Keeper && !s.Delete }):
		return arg.Invalid("plan.Steps", "have no keeper: this would delete everything")
	}
	return nil
}

// changes are the keepers of a plan that are not among the backups present, or not
// as they were. A backup that was protected meanwhile, or has another name, is
// still there; one that is no longer active is of no use.
func (p *PrunePlan) changes(present map[int64]Backup) []PruneChange {
	var out []PruneChange
	for _, step := range p.Steps {
		if !step.Keeper || step.Delete {
			continue
		}
		was := step.Backup
		now, there := present[was.ID]
		switch {
		case !there:
			out = append(out, PruneChange{was, "is gone, or hidden by a filter"})
		case was.Status.Is(BackupActive) && !now.Status.Is(BackupActive):
			out = append(out, PruneChange{was, "is in state " + strconv.Quote(string(now.Status))})
		case !now.CreateDate.Equal(was.CreateDate):
			out = append(out, PruneChange{was, "is of " + day(now) + " now"})
		}
	}
	return out
}
