package zomro_test

import (
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/zomro"
	"github.com/backup-sdk/backup-go/zomro/zomrotest"
)

// TestPruneWhileOthersWork is a model: somebody makes, protects and deletes backups
// between the steps of a pruning, at random. Whatever happens, the pruning deletes
// only what its plan deletes, never a protected backup, and stops within one
// deletion of a keeper's going, for each deletion takes longer than a look holds.
func TestPruneWhileOthersWork(t *testing.T) {
	t.Parallel()
	stale, whole := 0, 0
	for seed := range uint64(60) {
		synctest.Test(t, func(t *testing.T) {
			random := rand.New(rand.NewPCG(seed, 26))
			srv := zomrotest.New()
			for day := range 6 + random.IntN(6) {
				srv.AddBackup(zomrotest.Backup{
					InstanceID: zomrotest.InstanceID, Kind: zomrotest.KindBackup, Name: "model",
					Created: time.Now().AddDate(0, 0, -day), Protected: random.IntN(6) == 0,
				})
			}
			other := newClient(t, srv)

			var plan *zomro.PrunePlan
			keepers, doomed := map[int64]bool{}, map[int64]bool{}
			lost, after := false, 0 // a keeper went; deletions since then
			meddle := func() {
				all := srv.Backups(zomrotest.InstanceID)
				if len(all) == 0 || random.IntN(4) > 0 {
					return
				}
				b := all[random.IntN(len(all))]
				switch random.IntN(3) {
				case 0:
					srv.AddBackup(zomrotest.Backup{InstanceID: zomrotest.InstanceID, Kind: zomrotest.KindBackup, Name: "new", Created: time.Now()})
				case 1:
					if err := other.Backups.Protect(t.Context(), b.ID); err != nil {
						t.Error(err)
					}
				default:
					if b.Protected {
						return
					}
					if err := other.Backups.Delete(t.Context(), zomrotest.InstanceID, b.ID); err != nil {
						t.Error(err)
					}
					lost = lost || keepers[b.ID]
				}
			}
			client := newClient(t, srv, backup.WithHTTPClient(&http.Client{Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
				deletes := strings.Contains(sent(t, r), "delete")
				if deletes {
					if lost {
						after++
					}
					time.Sleep(31 * time.Second)
				}
				before := srv.Backups(zomrotest.InstanceID)
				resp, err := srv.RoundTripper().RoundTrip(r)
				if deletes {
					for _, b := range before {
						gone := !slices.ContainsFunc(srv.Backups(zomrotest.InstanceID), func(have zomrotest.Backup) bool { return have.ID == b.ID })
						if gone && (!doomed[b.ID] || b.Protected) {
							t.Errorf("seed %d: backup %d went, which the plan keeps (protected: %t)", seed, b.ID, b.Protected)
						}
					}
				}
				if plan != nil {
					meddle()
				}
				return resp, err
			})}))

			var err error
			plan, err = client.Backups.PlanPrune(t.Context(), zomrotest.InstanceID, zomro.PruneBackupsInput{KeepLast: 2, KeepWeekly: 1})
			if err != nil {
				t.Fatal(err)
			}
			for _, step := range plan.Steps {
				doomed[step.Backup.ID] = step.Delete
				keepers[step.Backup.ID] = step.Keeper && !step.Delete
			}
			_, err = client.Backups.ExecutePrune(t.Context(), plan, nil)
			switch {
			case err == nil:
				whole++
			case errors.Is(err, backup.ErrConflict):
				if stale++; !lost {
					t.Errorf("seed %d: %v, and no keeper went", seed, err)
				}
			default:
				t.Errorf("seed %d: %v", seed, err)
			}
			if after > 1 {
				t.Errorf("seed %d: %d deletions after a keeper had gone", seed, after)
			}
		})
	}
	if stale < 5 || whole < 5 {
		t.Errorf("%d plans were stale and %d were carried out: the model does not try both", stale, whole)
	}
}

// sent is the body of a request, which can be sent afterwards.
func sent(t *testing.T, r *http.Request) string {
	t.Helper()
	if r.Body == nil {
		return ""
	}
	data, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	r.Body = io.NopCloser(bytes.NewReader(data))
	return string(data)
}
