package cbr_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cbr"
	"github.com/backup-sdk/backup-go/cbr/cbrtest"
)

// shelf is a service with a vault of two servers and its own time.
type shelf struct {
	*cbrtest.Server

	client         *cbr.Client
	vault          string
	server, second string

	mu  sync.Mutex
	now time.Time
}

func (s *shelf) clock() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now
}

func newShelf(t *testing.T, opts ...cbrtest.Option) *shelf {
	t.Helper()
	s := &shelf{now: time.Date(2026, 8, 10, 3, 0, 0, 0, time.UTC)}
	s.Server = cbrtest.NewServer(t, append(opts,
		cbrtest.WithClock(s.clock), cbrtest.WithDurations(0, 0, 0), cbrtest.WithTokenLifetime(10_000*time.Hour), cbrtest.WithoutVaults())...)
	v := s.AddVault(cbrtest.VaultSpec{Name: "web", Resources: []cbrtest.ResourceSpec{
		{Name: "web-1", Volumes: []cbrtest.VolumeSpec{{Name: "root"}, {Name: "data"}}}, {Name: "web-2"},
	}})
	s.vault, s.server, s.second = v.ID, v.Resources[0].ID, v.Resources[1].ID
	s.client = connect(t, s.Server)
	return s
}

// backUp makes a backup of both servers on each of n days at three o'clock, as a policy
// does or by hand.
func (s *shelf) backUp(t *testing.T, n int, auto bool) {
	t.Helper()
	for range n {
		name := "day-" + s.clock().Format("02")
		if _, err := s.client.Checkpoints.Create(t.Context(), cbr.CreateCheckpointInput{VaultID: s.vault, Parameters: cbr.CheckpointParameters{Name: name, AutoTrigger: auto}}); err != nil {
			t.Fatal(err)
		}
		s.mu.Lock()
		s.now = s.now.AddDate(0, 0, 1)
		s.mu.Unlock()
	}
	s.ResetLog()
}

// left are the names of a server's backups, the oldest first.
func (s *shelf) left(t *testing.T, resource string) []string {
	t.Helper()
	var out []string
	for _, b := range collect(t, s.client.Backups.All(t.Context(), cbr.ListBackupsInput{ResourceID: resource, Sort: "created_at:asc"})) {
		out = append(out, b.Name)
	}
	return out
}

func names(backups []cbr.Backup) []string {
	var out []string
	for _, b := range backups {
		out = append(out, b.Name)
	}
	return out
}

func TestPrune(t *testing.T) {
	s := newShelf(t, cbrtest.WithPageSize(3))
	s.backUp(t, 8, true)
	var steps []string
	policy := cbr.PruneBackupsInput{KeepLast: 2, KeepWeekly: 2, Progress: func(p cbr.PruneProgress) {
		steps = append(steps, fmt.Sprintf("%d/%d %s %s", p.Done, p.Total, p.Backup.Name, p.Skipped))
	}}
	plan, err := s.client.Backups.PlanPrune(t.Context(), s.server, policy)
	if err != nil {
		t.Fatal(err)
	}
	if n := s.Count("deleteBackup"); n != 0 || len(plan.Steps) != 8 {
		t.Fatalf("planning sent %d deletions; %v", n, plan)
	}
	text := plan.String()
	for _, want := range []string{
		"ACTION  BACKUP ", "2026-08-17 03:00:00  auto  day-17  last, weekly\n", "2026-08-15 03:00:00  auto  day-15  no rule keeps it\n",
		"resource " + s.server + ": 6 to delete, 2 to keep\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	result, err := s.client.Backups.Prune(t.Context(), s.server, policy)
	if err != nil {
		t.Fatal(err)
	}
	// 10 August 2026 is a Monday: the newest of its week is that of the 16th.
	if diff := cmp.Diff([]string{"day-16", "day-17"}, s.left(t, s.server)); diff != "" {
		t.Errorf("left, -want +got:\n%s", diff)
	}
	if diff := cmp.Diff([]string{"1/6 day-10 ", "2/6 day-11 ", "3/6 day-12 ", "4/6 day-13 ", "5/6 day-14 ", "6/6 day-15 "}, steps); diff != "" {
		t.Errorf("progress, -want +got:\n%s", diff)
	}
	if len(result.Deleted) != 6 || len(result.Skipped) != 0 || result.Plan == nil {
		t.Errorf("%+v", result)
	}
	if n := len(s.left(t, s.second)); n != 8 {
		t.Errorf("%d backups of the other server are left", n)
	}
	again, err := s.client.Backups.Prune(t.Context(), s.server, policy)
	if err != nil || len(again.Deleted) != 0 {
		t.Errorf("once more: %+v, %v", again, err)
	}
}

// Days begin where it was said.
func TestPruneInAZone(t *testing.T) {
	s := newShelf(t)
	s.now = time.Date(2026, 8, 10, 15, 0, 0, 0, time.UTC) // the 11th in Auckland
	s.backUp(t, 1, false)
	s.now = time.Date(2026, 8, 11, 1, 0, 0, 0, time.UTC)
	s.backUp(t, 1, false)
	for zone, want := range map[string]int{"": 0, "UTC": 0, "Pacific/Auckland": 1} {
		plan, err := s.client.Backups.PlanPrune(t.Context(), s.server, cbr.PruneBackupsInput{KeepDaily: 5, TimeZone: zone})
		if err != nil || len(plan.Deletions()) != want {
			t.Errorf("%q: %v\n%v", zone, err, plan)
		}
	}
}

// Automatic backups in a locked vault cannot be deleted: they stay and do not count.
// Those made by hand can.
func TestPruneALockedVault(t *testing.T) {
	s := newShelf(t)
	s.backUp(t, 2, true)
	s.backUp(t, 3, false)
	s.backUp(t, 1, true)
	if _, err := s.client.Vaults.Update(t.Context(), s.vault, cbr.UpdateVaultInput{Locked: new(true)}); err != nil {
		t.Fatal(err)
	}
	plan, err := s.client.Backups.PlanPrune(t.Context(), s.server, cbr.PruneBackupsInput{KeepLast: 1})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"day-12", "day-13"}, names(plan.Deletions())); diff != "" {
		t.Errorf("-want +got:\n%s\n%v", diff, plan)
	}
	if plan.Steps[0].Reason != "automatic, in a locked vault" || !plan.Steps[0].Keeper {
		t.Errorf("%+v", plan.Steps[0])
	}
	result, err := s.client.Backups.ExecutePrune(t.Context(), plan, nil)
	if err != nil || len(result.Deleted) != 2 {
		t.Errorf("%+v, %v", result, err)
	}
}

// A lock that came after the plan is found by the service itself, and ends nothing.
func TestLockedAtTheLastMoment(t *testing.T) {
	s := newShelf(t)
	s.backUp(t, 2, true)
	s.backUp(t, 1, false)
	s.backUp(t, 1, true)
	plan, err := s.client.Backups.PlanPrune(t.Context(), s.server, cbr.PruneBackupsInput{KeepLast: 1})
	if err != nil || len(plan.Deletions()) != 3 {
		t.Fatalf("%v, %v", plan, err)
	}
	if _, err := s.client.Vaults.Update(t.Context(), s.vault, cbr.UpdateVaultInput{Locked: new(true)}); err != nil {
		t.Fatal(err)
	}
	var skipped []string
	result, err := s.client.Backups.ExecutePrune(t.Context(), plan, func(p cbr.PruneProgress) {
		if p.Skipped != "" {
			skipped = append(skipped, p.Backup.Name+" "+p.Skipped)
		}
	})
	if err != nil || len(result.Deleted) != 1 || len(result.Skipped) != 2 {
		t.Errorf("%+v, %v", result, err)
	}
	if diff := cmp.Diff([]string{"day-10 locked", "day-11 locked"}, skipped); diff != "" {
		t.Error(diff)
	}
}

// Type and vault leave everything else alone.
func TestPruneOneType(t *testing.T) {
	s := newShelf(t)
	s.backUp(t, 2, true)
	s.backUp(t, 2, false)
	for _, test := range []struct {
		in   cbr.PruneBackupsInput
		want []string
	}{
		{cbr.PruneBackupsInput{KeepLast: 1, Type: cbr.BackupAuto}, []string{"day-10"}},
		{cbr.PruneBackupsInput{KeepLast: 1, Type: cbr.BackupManual}, []string{"day-12"}},
		{cbr.PruneBackupsInput{KeepLast: 1, VaultID: "another"}, nil},
		{cbr.PruneBackupsInput{KeepLast: 1, ImageType: cbr.ImageTypeReplication}, nil},
		{cbr.PruneBackupsInput{KeepWithin: 24 * time.Hour}, []string{"day-10", "day-11"}},
	} {
		plan, err := s.client.Backups.PlanPrune(t.Context(), s.server, test.in)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(test.want, names(plan.Deletions())); diff != "" {
			t.Errorf("%+v: -want +got:\n%s\n%v", test.in, diff, plan)
		}
	}
}

// A plan whose keeper goes is not carried out, nor is its rest when that happens in
// the middle of it.
func TestStalePlan(t *testing.T) {
	s := newShelf(t)
	s.backUp(t, 5, true)
	plan, err := s.client.Backups.PlanPrune(t.Context(), s.server, cbr.PruneBackupsInput{KeepLast: 1})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.client.Backups.Delete(t.Context(), plan.Steps[0].Backup.ID); err != nil {
		t.Fatal(err)
	}
	result, err := s.client.Backups.ExecutePrune(t.Context(), plan, nil)
	var stale *cbr.StalePlanError
	if !errors.As(err, &stale) || !errors.Is(err, backup.ErrConflict) || len(result.Deleted) != 0 {
		t.Fatalf("%+v, %v", result, err)
	}
	if want := `"day-14" of 2026-08-14 03:00:00 is gone`; !strings.Contains(err.Error(), want) || len(stale.Changes) != 1 {
		t.Errorf("%v has no %q", err, want)
	}
	if diff := cmp.Diff([]string{"day-10", "day-11", "day-12", "day-13"}, s.left(t, s.server)); diff != "" {
		t.Error(diff)
	}
	// What was deleted by somebody else is gone, and what is new is left alone.
	plan, err = s.client.Backups.PlanPrune(t.Context(), s.server, cbr.PruneBackupsInput{KeepLast: 1})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.client.Backups.Delete(t.Context(), plan.Deletions()[0].ID); err != nil {
		t.Fatal(err)
	}
	s.backUp(t, 1, true)
	result, err = s.client.Backups.ExecutePrune(t.Context(), plan, nil)
	if err != nil || len(result.Deleted) != 3 {
		t.Errorf("%+v, %v", result, err)
	}
	if diff := cmp.Diff([]string{"day-13", "day-15"}, s.left(t, s.server)); diff != "" {
		t.Error(diff)
	}
}

// Interrupted, or stopped by an error, it says what it did, and goes on another time.
func TestPruneIsInterrupted(t *testing.T) {
	s := newShelf(t)
	s.backUp(t, 6, true)
	ctx, cancel := context.WithCancel(t.Context())
	result, err := s.client.Backups.Prune(ctx, s.server, cbr.PruneBackupsInput{KeepLast: 1, Progress: func(p cbr.PruneProgress) {
		if p.Done == 2 {
			cancel()
		}
	}})
	if !errors.Is(err, context.Canceled) || len(result.Deleted) != 2 {
		t.Fatalf("%+v, %v", result, err)
	}
	s.Inject(cbrtest.FaultStatus("deleteBackup", http.StatusForbidden, `{"error_code":"BackupService.0401","error_msg":"no"}`).Once())
	result, err = s.client.Backups.Prune(t.Context(), s.server, cbr.PruneBackupsInput{KeepLast: 1})
	if err == nil || !strings.Contains(err.Error(), "pruning resource "+s.server+", backup ") || len(result.Deleted) != 0 {
		t.Fatalf("%+v, %v", result, err)
	}
	result, err = s.client.Backups.Prune(t.Context(), s.server, cbr.PruneBackupsInput{KeepLast: 1})
	if err != nil || len(result.Deleted) != 3 {
		t.Errorf("%+v, %v", result, err)
	}
	if diff := cmp.Diff([]string{"day-15"}, s.left(t, s.server)); diff != "" {
		t.Error(diff)
	}
}

// A list that loses rows between its pages makes no plan: what it hides may be what
// has to stay.
func TestPruneOfAListThatChanges(t *testing.T) {
	page := func(total int, ids ...string) string {
		var rows []string
		for _, id := range ids {
			rows = append(rows, fmt.Sprintf(`{"id":%q,"resource_id":"r","vault_id":"v","status":"available","image_type":"backup","created_at":"2026-08-%sT03:00:00Z","extend_info":{"auto_trigger":false}}`, id, id))
		}
		return fmt.Sprintf(`{"backups":[%s],"count":%d}`, strings.Join(rows, ","), total)
	}
	for name, test := range map[string]struct {
		pages []string
		err   error
		gone  []string
	}{
		"whole":            {[]string{page(4, "14", "13"), page(4, "12", "11"), page(4)}, nil, []string{"11", "12", "13"}},
		"a row twice":      {[]string{page(3, "14", "13"), page(3, "13", "12"), page(3)}, nil, []string{"12", "13"}},
		"rows are missing": {[]string{page(4, "14", "13"), page(4)}, backup.ErrIncomplete, nil},
	} {
		t.Run(name, func(t *testing.T) {
			n := 0
			client := at(t, serving(func(r *http.Request) string {
				if strings.Contains(r.URL.Path, "/vaults/") {
					return `{"vault":{"id":"v","locked":false,"billing":{"status":"available"}}}`
				}
				n++
				return test.pages[min(n, len(test.pages))-1]
			}))
			plan, err := client.Backups.PlanPrune(t.Context(), "r", cbr.PruneBackupsInput{KeepLast: 1})
			if test.err != nil {
				if !errors.Is(err, test.err) || plan != nil {
					t.Errorf("%v, %v", plan, err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			var gone []string
			for _, b := range plan.Deletions() {
				gone = append(gone, b.ID)
			}
			if diff := cmp.Diff(test.gone, gone); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// What the service would not delete, or what nobody knows enough of, stays.
func TestPruneLeavesDoubtfulOnes(t *testing.T) {
	row := func(day int, change string) string {
		return fmt.Sprintf(`{"id":"b%d","resource_id":"r","vault_id":"v","status":"available","image_type":"backup","created_at":"2026-08-%02dT03:00:00Z","extend_info":{"auto_trigger":false}%s}`, day, day, change)
	}
	vault := `{"vault":{"id":"v","locked":true,"billing":{"status":"available"}}}`
	for want, test := range map[string]struct{ old, vault string }{
		"no rule keeps it":                        {row(1, ""), vault},
		"in state deleting":                       {row(1, `,"status":"deleting"`), vault},
		"in state error":                          {row(1, `,"status":"error"`), vault},
		"a replication":                           {row(1, `,"image_type":"replication"`), vault},
		"no time or id":                           {row(1, `,"created_at":null`), vault},
		"an image is made of it":                  {row(1, `,"extend_info":{"auto_trigger":false,"os_images_data":[{"image_id":"i"}]}`), vault},
		"automatic, in a locked vault":            {row(1, `,"extend_info":{"auto_trigger":true}`), vault},
		"perhaps automatic, in a locked vault":    {row(1, `,"extend_info":null`), vault},
		"its vault is perhaps locked":             {row(1, `,"extend_info":{"auto_trigger":true}`), `{"vault":{"id":"v","locked":"perhaps"}}`},
		"its vault is being deleted":              {row(1, ""), `{"vault":{"id":"v","billing":{"status":"deleting"}}}`},
		"its vault is not known":                  {row(1, ""), ""},
		"of another resource":                     {row(1, `,"resource_id":"other"`), vault},
		"of a disk, which goes with its server's": {row(1, `,"parent_id":"p"`), vault},
	} {
		client := at(t, serving(func(r *http.Request) string {
			if strings.Contains(r.URL.Path, "/vaults/") {
				return test.vault
			}
			return `{"backups":[` + row(9, "") + `,` + test.old + `],"count":2}`
		}))
		plan, err := client.Backups.PlanPrune(t.Context(), "r", cbr.PruneBackupsInput{KeepLast: 1})
		if err != nil {
			t.Errorf("%s: %v", want, err)
			continue
		}
		if strings.HasPrefix(want, "of ") {
			if len(plan.Steps) != 1 {
				t.Errorf("%s: %v", want, plan)
			}
			continue
		}
		last := plan.Steps[len(plan.Steps)-1]
		if last.Reason != want || last.Delete != (want == "no rule keeps it") {
			t.Errorf("%s: %q\n%v", want, last.Reason, plan)
		}
	}
}

func TestPruneOfBadInput(t *testing.T) {
	client := at(t, serving(func(*http.Request) string {
		t.Error("something was sent")
		return "{}"
	}))
	for want, in := range map[string]cbr.PruneBackupsInput{
		"PruneBackupsInput.KeepLast":   {},
		"PruneBackupsInput.KeepDaily":  {KeepDaily: -1},
		"PruneBackupsInput.KeepWithin": {KeepWithin: -1},
		"PruneBackupsInput.TimeZone":   {KeepLast: 1, TimeZone: "Nowhere/Else"},
		"PruneBackupsInput.Type":       {KeepLast: 1, Type: "other"},
		"PruneBackupsInput.ImageType":  {KeepLast: 1, ImageType: "other"},
	} {
		_, err := client.Backups.PlanPrune(t.Context(), "r", in)
		if got := badField(t, err); got != want {
			t.Errorf("%+v: %s", in, got)
		}
	}
	_, err := client.Backups.PlanPrune(t.Context(), "..", cbr.PruneBackupsInput{KeepLast: 1})
	if got := badField(t, err); got != "resourceID" {
		t.Error(got)
	}
	for want, plan := range map[string]*cbr.PrunePlan{"plan": nil, "plan.Steps": {ResourceID: "r", Steps: []cbr.PruneStep{{Delete: true}}}} {
		_, err := client.Backups.ExecutePrune(t.Context(), plan, nil)
		if got := badField(t, err); got != want {
			t.Errorf("%s: %v", want, err)
		}
	}
}

// serving responds with a body, and with 404 where it is empty.
func serving(body func(*http.Request) string) roundTrip {
	return func(r *http.Request) (*http.Response, error) {
		if text := body(r); text != "" {
			return respond(http.StatusOK, text), nil
		}
		return respond(http.StatusNotFound, `{"error_code":"BackupService.6105","error_msg":"no vault"}`), nil
	}
}
