package zomro

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	backup "github.com/backup-sdk/backup-go"
)

// PrunePolicy says which backups to keep. A backup is kept when one rule keeps
// it. At least one Keep… must be set: a policy that keeps nothing is refused.
//
// Never deleted, and not counted by any rule, are protected backups, those that
// are still being saved or in a state this package does not know, and, where a
// rule goes by age, those without a readable date.
type PrunePolicy struct {
	// KeepNewest keeps the n newest backups.
	KeepNewest int
	// KeepDaily keeps the newest backup of each of the last n days that have
	// one; KeepWeekly and KeepMonthly do so for weeks (from Monday) and months.
	KeepDaily, KeepWeekly, KeepMonthly int
	// Type leaves all backups of the other type alone; empty means both.
	Type BackupType
	// Progress is told of each step after it was taken; nil tells nobody.
	Progress func(PruneProgress)
}

func (p PrunePolicy) check() error {
	for _, rule := range []struct {
		field string
		keep  int
	}{{"KeepNewest", p.KeepNewest}, {"KeepDaily", p.KeepDaily}, {"KeepWeekly", p.KeepWeekly}, {"KeepMonthly", p.KeepMonthly}} {
		if rule.keep < 0 {
			return refuse(rule.field, "must not be negative")
		}
	}
	if p.KeepNewest == 0 && !p.byAge() {
		return refuse("KeepNewest", "and all other rules are 0: this would delete everything")
	}
	return checkOneOf("Type", p.Type, []BackupType{BackupManual, BackupAuto})
}

func (p PrunePolicy) byAge() bool { return p.KeepDaily > 0 || p.KeepWeekly > 0 || p.KeepMonthly > 0 }

// PruneStep is one backup of a plan.
type PruneStep struct {
	Backup Backup
	// Delete says that it goes.
	Delete bool
	// Reason says why it goes or stays.
	Reason string
}

// PrunePlan is what a pruning will do: every backup of the instance, newest
// first.
type PrunePlan struct {
	InstanceID int64
	Steps      []PruneStep
}

// Deletions are the backups that go, oldest first, which is the order of the
// execution: cut short, it has kept the newer ones.
func (p *PrunePlan) Deletions() []Backup {
	var out []Backup
	for _, step := range slices.Backward(p.Steps) {
		if step.Delete {
			out = append(out, step.Backup)
		}
	}
	return out
}

// String is the plan as a table, one line for each backup, and a sum.
func (p *PrunePlan) String() string {
	var out strings.Builder
	w := tabwriter.NewWriter(&out, 0, 0, 2, ' ', 0)
	var sum int64
	for _, step := range p.Steps {
		what := "keep"
		if step.Delete {
			what = "delete"
			sum += step.Backup.SizeGB
		}
		b := step.Backup
		day := "no date"
		if !b.CreateDate.IsZero() {
			day = b.CreateDate.Format(time.DateOnly)
		}
		// A tabwriter on a strings.Builder cannot fail.
		_, _ = fmt.Fprintf(w, "%s\t%d\t%s\t%s\t%d GB\t%s\n", what, b.ID, day, b.Name, b.SizeGB, step.Reason)
	}
	_ = w.Flush()
	n := len(p.Deletions())
	fmt.Fprintf(&out, "instance %d: %d to delete (%d GB), %d to keep\n", p.InstanceID, n, sum, len(p.Steps)-n)
	return out.String()
}

// planPrune decides about each backup.
func planPrune(instanceID int64, backups []Backup, policy PrunePolicy) *PrunePlan {
	plan := &PrunePlan{InstanceID: instanceID}
	backups = slices.Clone(backups)
	slices.SortStableFunc(backups, func(a, b Backup) int {
		// Dates are days: within one, ids grow.
		return cmp.Or(b.CreateDate.Compare(a.CreateDate), cmp.Compare(b.ID, a.ID))
	})
	rules := policy.rules()
	for _, b := range backups {
		step := PruneStep{Backup: b, Reason: policy.untouched(b)}
		if step.Reason == "" {
			var kept []string
			for _, rule := range rules {
				if reason := rule.keeps(b); reason != "" {
					kept = append(kept, reason)
				}
			}
			step.Reason = strings.Join(kept, ", ")
		}
		if step.Reason == "" {
			step.Delete, step.Reason = true, "no rule keeps it"
		}
		plan.Steps = append(plan.Steps, step)
	}
	return plan
}

// untouched says why a backup is left alone whatever the rules say.
func (p PrunePolicy) untouched(b Backup) string {
	switch {
	case b.Protected:
		return "protected"
	case p.Type != "" && b.Type != p.Type:
		return "of type " + string(b.Type)
	case !b.Status.Is(BackupActive) && !b.Status.Is(BackupSuspended):
		return "in state " + string(b.Status)
	case p.byAge() && b.CreateDate.IsZero():
		return "no date"
	case b.Unparsed["protected"] != "":
		return "perhaps protected"
	}
	return ""
}

// pruneRule keeps the newest backup of each of some periods.
type pruneRule struct {
	name   string
	left   int
	last   string
	period func(Backup) string
}

// keeps must be asked in order, newest first.
func (r *pruneRule) keeps(b Backup) string {
	period := r.period(b)
	if r.left == 0 || period == r.last {
		return ""
	}
	r.last = period
	r.left--
	return r.name
}

func (p PrunePolicy) rules() []*pruneRule {
	return []*pruneRule{
		{name: "newest", left: p.KeepNewest, period: func(b Backup) string { return text(b.ID) }},
		{name: "daily", left: p.KeepDaily, period: func(b Backup) string { return b.CreateDate.Format(time.DateOnly) }},
		{name: "weekly", left: p.KeepWeekly, period: func(b Backup) string {
			year, week := b.CreateDate.ISOWeek()
			return fmt.Sprintf("%d-W%02d", year, week)
		}},
		{name: "monthly", left: p.KeepMonthly, period: func(b Backup) string { return b.CreateDate.Format("2006-01") }},
	}
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
func (s *BackupsService) PlanPrune(ctx context.Context, instanceID int64, policy PrunePolicy) (*PrunePlan, error) {
	if err := checkID("instance_id", instanceID); err != nil {
		return nil, err
	}
	if err := policy.check(); err != nil {
		return nil, err
	}
	backups, err := backup.Collect(s.All(ctx, ListBackupsInput{InstanceID: instanceID}), 0)
	if err != nil {
		return nil, err
	}
	return planPrune(instanceID, backups, policy), nil
}

// Prune deletes the backups of an instance that no rule of the policy keeps; see
// [PrunePolicy]. It plans as [BackupsService.PlanPrune] does, and deletes one
// backup after the other, oldest first, looking at each again before.
//
// It can be interrupted at any moment and run again: it plans anew, and what is
// gone is gone. An error comes with what was done until then.
func (s *BackupsService) Prune(ctx context.Context, instanceID int64, policy PrunePolicy) (*PruneResult, error) {
	plan, err := s.PlanPrune(ctx, instanceID, policy)
	if err != nil {
		return nil, err
	}
	return s.ExecutePrune(ctx, plan, policy.Progress)
}

// ExecutePrune carries out a plan of [BackupsService.PlanPrune], which somebody
// may have looked at in the meantime. Backups that were protected since then
// are skipped. Progress may be nil.
func (s *BackupsService) ExecutePrune(ctx context.Context, plan *PrunePlan, progress func(PruneProgress)) (*PruneResult, error) {
	if plan == nil {
		return nil, refuse("plan", "is nil")
	}
	result := &PruneResult{Plan: plan}
	deletions := plan.Deletions()
	for i, b := range deletions {
		if ctx.Err() != nil {
			return result, backup.ContextError(ctx)
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

// isProtected reports the refusal of a protected backup.
func isProtected(err error) bool {
	var e *backup.Error
	return errors.As(err, &e) && e.Code == codeProtected
}
