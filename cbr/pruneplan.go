package cbr

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"
	"time"
	"unicode"

	"github.com/backup-sdk/backup-go/internal/retention"
)

// PruneStep is one backup of a plan.
type PruneStep struct {
	Backup Backup
	// Delete says that it goes.
	Delete bool
	// Keeper says that a rule or a lock keeps it: the deletions of the plan are right
	// only while it is there.
	Keeper bool
	// Reason says why it goes or stays.
	Reason string
}

// PrunePlan is what a pruning will do: every backup of the resource, newest first.
type PrunePlan struct { //nolint:recvcheck // as with all that reads itself
	ResourceID string
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

// String is the plan as a table: one line for each backup, newest first, and the
// numbers. It has no sizes: what a deletion frees is less than a backup, as backups
// share their data.
func (p PrunePlan) String() string {
	var out strings.Builder
	w := tabwriter.NewWriter(&out, 0, 0, 2, ' ', 0)
	// A tabwriter on a strings.Builder cannot fail.
	_, _ = fmt.Fprintln(w, "ACTION\tBACKUP\tTIME\tTYPE\tNAME\tREASON")
	for _, step := range p.Steps {
		what := "keep"
		if step.Delete {
			what = "delete"
		}
		b := step.Backup
		_, _ = fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\n", what, oneCell(b.ID), momentOf(b), cmp.Or(TypeOf(b), "unknown"), oneCell(b.Name), oneCell(step.Reason))
	}
	_ = w.Flush()
	n := len(p.Deletions())
	fmt.Fprintf(&out, "resource %s: %d to delete, %d to keep\n", p.ResourceID, n, len(p.Steps)-n)
	return out.String()
}

// oneCell keeps a text from breaking the table it stands in.
func oneCell(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, text)
}

// madeAt is when a backup was made.
func madeAt(b Backup) time.Time {
	if !b.CreatedAt.IsZero() {
		return b.CreatedAt.Time
	}
	return b.ProtectedAt.Time
}

// momentOf is when a backup was made, for people.
func momentOf(b Backup) string {
	at := madeAt(b)
	if at.IsZero() {
		return "no time"
	}
	return at.UTC().Format("2006-01-02 15:04:05")
}

// planPrune decides about each backup.
func planPrune(resourceID string, backups []Backup, vaults map[string]*Vault, in PruneBackupsInput, rules retention.Rules) *PrunePlan {
	plan := &PrunePlan{ResourceID: resourceID}
	backups = slices.Clone(backups)
	slices.SortStableFunc(backups, func(a, b Backup) int {
		return cmp.Or(madeAt(b).Compare(madeAt(a)), cmp.Compare(b.ID, a.ID))
	})
	// A list that changes while it is read may show a backup twice.
	backups = slices.CompactFunc(backups, func(a, b Backup) bool { return a.ID == b.ID && a.ID != "" })
	var counted []int // the steps that rules decide about
	var times []time.Time
	for i, b := range backups {
		step := PruneStep{Backup: b}
		if step.Reason = in.untouched(b); step.Reason == "" {
			step.Reason = undeletable(b, vaults[b.VaultID])
			step.Keeper = step.Reason != ""
		}
		if step.Reason == "" {
			counted, times = append(counted, i), append(times, madeAt(b))
		}
		plan.Steps = append(plan.Steps, step)
	}
	for i, reason := range rules.Keep(times) {
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
	case b.Status != BackupStatusAvailable:
		return "in state " + string(b.Status)
	case madeAt(b).IsZero() || b.ID == "":
		return "no time or id"
	case in.VaultID != "" && b.VaultID != in.VaultID:
		return "in vault " + b.VaultID
	case cmp.Or(b.ImageType, ImageTypeBackup) != cmp.Or(in.ImageType, ImageTypeBackup):
		return "a " + string(cmp.Or(b.ImageType, ImageTypeBackup))
	case in.Type != "" && TypeOf(b) != in.Type:
		return "of type " + string(cmp.Or(TypeOf(b), "unknown"))
	}
	return ""
}

// undeletable says why the service would not delete a backup.
func undeletable(b Backup, v *Vault) string {
	switch {
	case b.ExtendInfo != nil && len(b.ExtendInfo.OSImagesData) > 0:
		return "an image is made of it"
	case v == nil:
		return "its vault is not known"
	case v.Billing != nil && v.Billing.Status == VaultStatusDeleting:
		return "its vault is being deleted"
	case v.Locked.Text != "" && TypeOf(b) != BackupManual:
		return "its vault is perhaps locked"
	case v.Locked.Value && TypeOf(b) == BackupAuto:
		return "automatic, in a locked vault"
	case v.Locked.Value && TypeOf(b) == "":
		return "perhaps automatic, in a locked vault"
	}
	return ""
}
