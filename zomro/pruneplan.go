package zomro

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"
	"time"
	"unicode"
)

// PruneStep is one backup of a plan.
type PruneStep struct {
	Backup Backup
	// Delete says that it goes.
	Delete bool
	// Keeper says that a rule or its protection keeps it: the deletions of the plan
	// are right only while it is there.
	Keeper bool
	// Reason says why it goes or stays.
	Reason string
}

// PrunePlan is what a pruning will do: every backup of the instance, newest
// first.
type PrunePlan struct { //nolint:recvcheck // as with all that reads itself
	InstanceID int64
	Steps      []PruneStep
}

// Deletions are the backups that go, oldest first, which is the order of the
// execution: cut short, it has kept the newer ones.
func (p PrunePlan) Deletions() []Backup {
	var out []Backup
	for _, step := range slices.Backward(p.Steps) {
		if step.Delete {
			out = append(out, step.Backup)
		}
	}
	return out
}

// String is the plan as a table: one line for each backup, newest first, and a
// sum.
func (p PrunePlan) String() string {
	var out strings.Builder
	w := tabwriter.NewWriter(&out, 0, 0, 2, ' ', 0)
	// A tabwriter on a strings.Builder cannot fail.
	_, _ = fmt.Fprintln(w, "ACTION\tBACKUP\tDATE\tTYPE\tSIZE\tNAME\tREASON")
	var sum int64
	for _, step := range p.Steps {
		what := "keep"
		if step.Delete {
			what = "delete"
			sum += step.Backup.SizeGB
		}
		b := step.Backup
		_, _ = fmt.Fprintf(w, "%s\t%d\t%s\t%s\t%d GB\t%s\t%s\n", what, b.ID, day(b), b.Type, b.SizeGB, oneCell(b.Name), step.Reason)
	}
	_ = w.Flush()
	n := len(p.Deletions())
	fmt.Fprintf(&out, "instance %d: %d to delete (%d GB), %d to keep\n", p.InstanceID, n, sum, len(p.Steps)-n)
	return out.String()
}

// oneCell keeps a name from breaking the table it stands in.
func oneCell(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, name)
}

// planPrune decides about each backup.
func planPrune(instanceID int64, backups []Backup, in PruneBackupsInput) *PrunePlan {
	plan := &PrunePlan{InstanceID: instanceID}
	backups = slices.Clone(backups)
	slices.SortStableFunc(backups, func(a, b Backup) int {
		// Dates are days: within one, ids grow.
		return cmp.Or(b.CreateDate.Compare(a.CreateDate), cmp.Compare(b.ID, a.ID))
	})
	// A list that changes while it is read may show a backup twice.
	backups = slices.CompactFunc(backups, func(a, b Backup) bool { return a.ID == b.ID && a.ID > 0 })
	var counted []int // the steps that rules decide about
	var times []time.Time
	for i, b := range backups {
		step := PruneStep{Backup: b, Reason: in.untouched(b), Keeper: b.Protected || b.Unparsed["protected"] != ""}
		if step.Reason == "" {
			counted, times = append(counted, i), append(times, b.CreateDate)
		}
		plan.Steps = append(plan.Steps, step)
	}
	for i, reason := range in.rules().Keep(times) {
		step := &plan.Steps[counted[i]]
		step.Keeper, step.Delete, step.Reason = reason != "", reason == "", reason
		if step.Delete {
			step.Reason = "no rule keeps it"
		}
	}
	return plan
}

// untouched says why a backup is left alone whatever the rules say.
func (in PruneBackupsInput) untouched(b Backup) string {
	switch {
	case b.Protected:
		return "protected"
	case in.Type != "" && b.Type != in.Type:
		return "of type " + string(b.Type)
	case !b.Status.Is(BackupActive):
		return "in state " + string(b.Status)
	case b.CreateDate.IsZero() || b.ID <= 0:
		return "no date or id"
	case b.Unparsed["protected"] != "":
		return "perhaps protected"
	}
	return ""
}
