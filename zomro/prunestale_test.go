package zomro_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/zomro"
	"github.com/backup-sdk/backup-go/zomro/zomrotest"
)

// A plan that lay around: what it keeps was deleted meanwhile, and what it deletes
// is all that is left.
func TestPlanWhoseKeepersAreGone(t *testing.T) {
	srv, ids := shelf(t, 6)
	client := newClient(t, srv)
	plan, err := client.Backups.PlanPrune(t.Context(), zomrotest.InstanceID, zomro.PruneBackupsInput{KeepLast: 2})
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range ids[4:] {
		if err := client.Backups.Delete(t.Context(), zomrotest.InstanceID, id); err != nil {
			t.Fatal(err)
		}
	}
	result, err := client.Backups.ExecutePrune(t.Context(), plan, nil)
	var stale *zomro.StalePlanError
	if !errors.As(err, &stale) || !errors.Is(err, backup.ErrConflict) || len(stale.Changes) != 2 || len(result.Deleted) != 0 {
		t.Fatalf("%+v, error %v", result, err)
	}
	want := fmt.Sprintf(`zomro: the plan for instance 7310442 is out of date, plan anew: backup %d "day 5" of 2026-08-15 is gone, or hidden by a filter; backup %d "day 4" of 2026-08-14 is gone, or hidden by a filter`, ids[5], ids[4])
	if err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
	if diff := cmp.Diff(ids[:4], left(srv)); diff != "" {
		t.Errorf("left, -want +got:\n%s", diff)
	}
}

func TestStalePlanNamesFiveChanges(t *testing.T) {
	e := &zomro.StalePlanError{InstanceID: 7}
	for id := range int64(8) {
		e.Changes = append(e.Changes, zomro.PruneChange{Backup: zomro.Backup{ID: id + 1}, What: "is gone"})
	}
	if text := e.Error(); strings.Count(text, "is gone") != 5 || !strings.HasSuffix(text, "; 3 more have changed") || !strings.Contains(text, `backup 1 "" of no date is gone`) {
		t.Error(text)
	}
}

// A plan that keeps nothing was made by no rules.
func TestPlanWithoutAKeeper(t *testing.T) {
	srv, ids := shelf(t, 2)
	plan := &zomro.PrunePlan{InstanceID: zomrotest.InstanceID, Steps: []zomro.PruneStep{{Backup: zomro.Backup{ID: ids[0]}, Delete: true}}}
	_, err := newClient(t, srv).Backups.ExecutePrune(t.Context(), plan, nil)
	var arg *backup.ArgumentError
	if !errors.As(err, &arg) || arg.Field != "plan.Steps" || len(left(srv)) != 2 || srv.Count("") != 0 {
		t.Errorf("error %v, %d requests", err, srv.Count(""))
	}
}

// Whatever happens to the backups between a plan and its execution, and during it:
// it either leaves every keeper of the plan, or stops with the names of those that
// were lost, having deleted nothing after they could be known to be.
func TestBackupsChangeUnderAPlan(t *testing.T) {
	for seed := range uint64(60) {
		synctest.Test(t, func(t *testing.T) {
			random := rand.New(rand.NewPCG(seed, 8))
			m := newPlanModel(t, random)
			for range random.IntN(4) {
				m.change()
			}
			lost, present := m.lost(), left(m.srv)
			deletedBefore := m.srv.Count("deleteImage")
			steps, lostOnTheWay, seen := 0, 0, false
			result, err := m.client.Backups.ExecutePrune(t.Context(), m.plan, func(zomro.PruneProgress) {
				if seen {
					steps++
				}
				if random.IntN(3) == 0 {
					m.change()
					lostOnTheWay = len(m.lost())
					time.Sleep(31 * time.Second) // the next look sees it
					seen = lostOnTheWay > 0
				}
			})
			if err == nil && len(m.lost()) > 0 && !m.over {
				t.Fatalf("seed %d: %v were lost, and no error\n%v", seed, m.lost(), m.plan)
			}
			var stale *zomro.StalePlanError
			switch {
			case len(m.plan.Deletions()) == 0: // nothing to look for
				if err != nil || len(result.Deleted) != 0 {
					t.Fatalf("seed %d: %+v, %v", seed, result, err)
				}
			case len(lost) > 0:
				if !errors.As(err, &stale) || len(stale.Changes) != len(lost) || len(result.Deleted) != 0 {
					t.Fatalf("seed %d: %v are lost: error %v, deleted %v", seed, lost, err, result.Deleted)
				}
				for _, c := range stale.Changes {
					if !slices.Contains(lost, c.Backup.ID) || !strings.Contains(err.Error(), fmt.Sprint(c.Backup.ID)) {
						t.Errorf("seed %d: %+v, lost %v", seed, c, lost)
					}
				}
				if diff := cmp.Diff(present, left(m.srv)); diff != "" || m.srv.Count("deleteImage") != deletedBefore {
					t.Fatalf("seed %d: a plan out of date deleted: %s", seed, diff)
				}
			case err != nil && !errors.As(err, &stale):
				t.Fatalf("seed %d: %v", seed, err)
			}
			if steps > 0 {
				t.Fatalf("seed %d: %d deletions after keepers were lost", seed, steps)
			}
			for _, b := range result.Deleted {
				if !m.doomed[b.ID] {
					t.Fatalf("seed %d: %d was deleted, which the plan keeps", seed, b.ID)
				}
			}
			for id := range m.since {
				if !slices.Contains(left(m.srv), id) {
					t.Fatalf("seed %d: %d was made after the plan, and deleted", seed, id)
				}
			}
		})
	}
}

// planModel is a plan, and somebody who changes the backups it is about.
type planModel struct {
	t      *testing.T
	random *rand.Rand
	srv    *zomrotest.Server
	client *zomro.Client
	plan   *zomro.PrunePlan

	keepers map[int64]bool // that must stay
	doomed  map[int64]bool
	since   map[int64]bool // made after the plan
	over    bool           // the plan may be over before a change is seen
}

func newPlanModel(t *testing.T, random *rand.Rand) *planModel {
	t.Helper()
	srv := zomrotest.New(zomrotest.WithPageSize(3))
	m := &planModel{
		t: t, random: random, srv: srv, client: newClient(t, srv),
		keepers: make(map[int64]bool), doomed: make(map[int64]bool), since: make(map[int64]bool),
	}
	for i := range 4 + random.IntN(6) {
		srv.AddBackup(zomrotest.Backup{
			InstanceID: zomrotest.InstanceID, Name: fmt.Sprintf("day %d", i), Protected: random.IntN(4) == 0,
			Created: time.Date(2026, 8, 10+i, 3, 0, 0, 0, time.UTC),
		})
	}
	var err error
	m.plan, err = m.client.Backups.PlanPrune(t.Context(), zomrotest.InstanceID, zomro.PruneBackupsInput{KeepLast: 1 + random.IntN(2), KeepWeekly: random.IntN(2)})
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range m.plan.Steps {
		m.keepers[step.Backup.ID] = !step.Delete
		m.doomed[step.Backup.ID] = step.Delete
	}
	return m
}

// change does something to one of the backups, or makes one.
func (m *planModel) change() {
	ids := left(m.srv)
	if len(ids) == 0 {
		return
	}
	id := ids[m.random.IntN(len(ids))]
	var err error
	switch m.random.IntN(6) {
	case 0, 1:
		_ = m.client.Backups.Unprotect(m.t.Context(), id)
		err = m.client.Backups.Delete(m.t.Context(), zomrotest.InstanceID, id)
		delete(m.since, id)
	case 2:
		m.srv.SetStatus(id, "suspended")
	case 3:
		err = m.client.Backups.Protect(m.t.Context(), id)
	case 4:
		err = m.client.Backups.Rename(m.t.Context(), id, "renamed")
	default:
		m.since[m.srv.AddBackup(zomrotest.Backup{InstanceID: zomrotest.InstanceID, Name: "later", Created: time.Now()})] = true
	}
	if err != nil {
		m.t.Fatal(err)
	}
	m.over = len(m.remaining()) == 0
}

// remaining are the backups that the plan would still delete.
func (m *planModel) remaining() []int64 {
	return slices.DeleteFunc(left(m.srv), func(id int64) bool { return !m.doomed[id] })
}

// lost are the keepers that are gone or of no use.
func (m *planModel) lost() []int64 {
	var out []int64
	good := make(map[int64]bool)
	for _, b := range m.srv.Backups(zomrotest.InstanceID) {
		good[b.ID] = strings.EqualFold(b.Status, "active")
	}
	for id, keep := range m.keepers {
		if keep && !good[id] {
			out = append(out, id)
		}
	}
	slices.Sort(out)
	return out
}
