package zomro

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// made is a saved backup of a day, such as "2026-08-17".
func made(id int64, day string, change ...func(*Backup)) Backup {
	date, err := time.Parse(time.DateOnly, day)
	if err != nil {
		date = time.Time{}
	}
	b := Backup{ID: id, Name: "b" + strconv.FormatInt(id, 10), CreateDate: date, Status: BackupActive, Type: BackupManual, SizeGB: 2}
	for _, f := range change {
		f(&b)
	}
	return b
}

func protected(b *Backup) { b.Protected = true }

func scheduled(b *Backup) { b.Type = BackupAuto }

func inState(s BackupStatus) func(*Backup) { return func(b *Backup) { b.Status = s } }

func TestPlanPrune(t *testing.T) {
	t.Parallel()
	week := []Backup{ // in no order, as lists come
		made(3, "2026-08-12"), made(1, "2026-08-10"), made(5, "2026-08-14"), made(4, "2026-08-14"), made(2, "2026-08-11"),
	}
	tests := []struct {
		name    string
		backups []Backup
		policy  PruneBackupsInput
		want    []int64 // deleted, oldest first
	}{
		{"nothing there", nil, PruneBackupsInput{KeepLast: 1}, nil},
		{"newest", week, PruneBackupsInput{KeepLast: 2}, []int64{1, 2, 3}},
		{"more than there are", week, PruneBackupsInput{KeepLast: 9}, nil},
		{"daily", week, PruneBackupsInput{KeepDaily: 2}, []int64{1, 2, 4}},
		{"daily keeps days that have one, not days gone by", week, PruneBackupsInput{KeepDaily: 4}, []int64{4}},
		{"newest and daily together", week, PruneBackupsInput{KeepLast: 2, KeepDaily: 2}, []int64{1, 2}},
		{
			"weekly, from Monday, across the turn of the year",
			[]Backup{made(1, "2025-12-28"), made(2, "2025-12-29"), made(3, "2026-01-01"), made(4, "2026-01-04"), made(5, "2026-01-05")},
			PruneBackupsInput{KeepWeekly: 3}, []int64{2, 3},
		},
		{
			"monthly",
			[]Backup{made(1, "2026-05-31"), made(2, "2026-06-01"), made(3, "2026-06-30"), made(4, "2026-08-02")},
			PruneBackupsInput{KeepMonthly: 2}, []int64{1, 2},
		},
		{
			"protected ones stay and do not count",
			[]Backup{made(1, "2026-08-01", protected), made(2, "2026-08-02"), made(3, "2026-08-03", protected), made(4, "2026-08-04")},
			PruneBackupsInput{KeepLast: 1}, []int64{2},
		},
		{
			"only what is saved is touched",
			[]Backup{made(1, "2026-08-01", inState("compressing")), made(2, "2026-08-02", inState(BackupSuspended)), made(3, "2026-08-03", inState(" ACTIVE")), made(4, "2026-08-04"), made(5, "2026-08-05", inState(BackupSaving))},
			PruneBackupsInput{KeepLast: 1}, []int64{3},
		},
		{
			"one type",
			[]Backup{made(1, "2026-08-01"), made(2, "2026-08-02", scheduled), made(3, "2026-08-03", scheduled), made(4, "2026-08-04")},
			PruneBackupsInput{KeepLast: 1, Type: BackupAuto}, []int64{2},
		},
		{"without a date", []Backup{made(1, ""), made(2, "2026-08-02"), made(3, "2026-08-03")}, PruneBackupsInput{KeepLast: 1}, []int64{2}},
		{"without an id", []Backup{made(0, "2026-08-01"), made(2, "2026-08-02")}, PruneBackupsInput{KeepLast: 1}, nil},
		{
			"perhaps protected",
			[]Backup{made(1, "2026-08-01", func(b *Backup) { b.Unparsed = map[string]string{"protected": "perhaps"} }), made(2, "2026-08-02")},
			PruneBackupsInput{KeepLast: 1}, nil,
		},
		{"listed twice", []Backup{made(1, "2026-08-01"), made(2, "2026-08-02"), made(2, "2026-08-02")}, PruneBackupsInput{KeepLast: 2}, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			before := slices.Clone(test.backups)
			plan := planPrune(7, test.backups, test.policy)
			if diff := cmp.Diff(test.want, idsOf(plan.Deletions())); diff != "" {
				t.Errorf("-want +got:\n%s\n%v", diff, plan)
			}
			if diff := cmp.Diff(before, test.backups); diff != "" {
				t.Errorf("the list was changed: %s", diff)
			}
			for _, step := range plan.Steps {
				if step.Reason == "" {
					t.Errorf("no reason for %d", step.Backup.ID)
				}
			}
		})
	}
}

func idsOf(backups []Backup) []int64 {
	var out []int64
	for _, b := range backups {
		out = append(out, b.ID)
	}
	return out
}

func TestPrunePlanPrintsWell(t *testing.T) {
	t.Parallel()
	plan := planPrune(7310442, []Backup{
		made(11, "2026-08-01"), made(12, "2026-08-15", protected), made(13, "2026-08-16", scheduled),
		made(14, "2026-08-17", func(b *Backup) { b.Name = "before\tthe\nupgrade" }), made(15, "", inState(BackupSaving)),
	}, PruneBackupsInput{KeepLast: 1, KeepWeekly: 1, KeepMonthly: 1})
	want := strings.TrimLeft(`
ACTION  BACKUP  DATE        TYPE    SIZE  NAME                REASON
keep    14      2026-08-17  manual  2 GB  before the upgrade  last, weekly, monthly
delete  13      2026-08-16  auto    2 GB  b13                 no rule keeps it
keep    12      2026-08-15  manual  2 GB  b12                 protected
delete  11      2026-08-01  manual  2 GB  b11                 no rule keeps it
keep    15      no date     manual  2 GB  b15                 in state Saving
instance 7310442: 2 to delete (4 GB), 3 to keep
`, "\n")
	for _, got := range []string{plan.String(), fmt.Sprint(*plan), fmt.Sprintf("%v", plan)} {
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("-want +got:\n%s", diff)
		}
	}
}

// However a pruning is cut short, running it again goes on where it was: the
// plan for what is left deletes just what had not been deleted yet. And whatever
// is hidden by a filter, nothing is deleted that the whole list would keep.
func TestPruneCanBeInterrupted(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(17, 4))
	for range 2000 {
		var backups []Backup
		for id := range int64(random.IntN(30)) {
			day := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, random.IntN(120)).Format(time.DateOnly)
			b := made(id+1, day)
			b.Protected = random.IntN(5) == 0
			if random.IntN(3) == 0 {
				b.Type = BackupAuto
			}
			if random.IntN(8) == 0 {
				b.Status = BackupSaving
			}
			backups = append(backups, b)
		}
		policy := PruneBackupsInput{KeepLast: random.IntN(4), KeepDaily: random.IntN(4), KeepWeekly: random.IntN(4), KeepMonthly: 1 + random.IntN(3)}
		if random.IntN(3) == 0 {
			policy.Type = BackupManual
		}
		deletions := planPrune(1, backups, policy).Deletions()
		for _, b := range deletions {
			if b.Protected || !b.Status.Is(BackupActive) || policy.Type != "" && b.Type != policy.Type {
				t.Fatalf("%+v is to be deleted", b)
			}
		}
		cut := 0
		if len(deletions) > 0 {
			cut = random.IntN(len(deletions))
		}
		gone := idsOf(deletions[:cut])
		left := slices.DeleteFunc(slices.Clone(backups), func(b Backup) bool { return slices.Contains(gone, b.ID) })
		if diff := cmp.Diff(idsOf(deletions[cut:]), idsOf(planPrune(1, left, policy).Deletions())); diff != "" {
			t.Fatalf("%+v after %d of %v, -want +got:\n%s", policy, cut, idsOf(deletions), diff)
		}
		seen := slices.DeleteFunc(slices.Clone(backups), func(Backup) bool { return random.IntN(4) == 0 })
		for _, b := range planPrune(1, seen, policy).Deletions() {
			if !slices.Contains(idsOf(deletions), b.ID) {
				t.Fatalf("%+v: %d is deleted only because others are hidden", policy, b.ID)
			}
		}
	}
}
