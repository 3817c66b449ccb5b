package cbr_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cbr"
	"github.com/backup-sdk/backup-go/cbr/cbrtest"
)

// TestListsThatChange: between two pages of a list backups come and go. What was
// there from the first page to the last comes once, or the list says that it is
// not whole.
func TestListsThatChange(t *testing.T) {
	whole := 0
	for seed := range uint64(40) {
		synctest.Test(t, func(t *testing.T) {
			rng := rand.New(rand.NewPCG(seed, 1))
			srv := cbrtest.New()
			vault := srv.Vaults()[0].ID
			there := srv.AddBackups(vault, 110)
			always := slices.Clone(there)
			writer := connect(t, srv)
			changes := rng.IntN(4)
			transport := roundTrip(func(r *http.Request) (*http.Response, error) {
				resp, err := srv.RoundTripper().RoundTrip(r)
				if !strings.HasSuffix(r.URL.Path, "/backups") || changes == 0 {
					return resp, err
				}
				changes--
				if n := rng.IntN(15); n > 0 && rng.IntN(2) == 0 {
					there = append(there, srv.AddBackups(vault, n)...)
				}
				for range rng.IntN(5) {
					i := rng.IntN(len(there))
					id := there[i]
					there = slices.Delete(there, i, i+1)
					always = slices.DeleteFunc(always, func(have string) bool { return have == id })
					if err := writer.Backups.Delete(t.Context(), id); err != nil {
						t.Fatal(err)
					}
					if err := writer.Backups.WaitDeleted(t.Context(), id); err != nil {
						t.Fatal(err)
					}
				}
				return resp, err
			})
			client := newClient(t, srv.Config(), append(srv.Options(), backup.WithHTTPClient(&http.Client{Transport: transport}))...)
			met := make(map[string]int)
			var failed error
			for b, err := range client.Backups.All(t.Context(), cbr.ListBackupsInput{Limit: 10 + rng.Int64N(50)}) {
				if err != nil {
					failed = err
					break
				}
				met[b.ID]++
			}
			for id, n := range met {
				if n != 1 {
					t.Errorf("seed %d: %s came %d times", seed, id, n)
				}
			}
			if failed != nil {
				if !errors.Is(failed, backup.ErrIncomplete) {
					t.Errorf("seed %d: %v", seed, failed)
				}
				return
			}
			whole++
			for _, id := range always {
				if met[id] == 0 {
					t.Errorf("seed %d: %s was there all the time and did not come", seed, id)
				}
			}
		})
	}
	if whole < 20 {
		t.Errorf("only %d of 40 lists were whole", whole)
	}
}

// TestPagesAreNoProof: the page of a proxy that finds nothing does not end a wait
// for a deletion.
func TestPagesAreNoProof(t *testing.T) {
	for name, wait := range map[string]func(*testing.T, *cbr.Client, string) error{
		"backup": func(t *testing.T, c *cbr.Client, id string) error {
			return c.Backups.WaitDeleted(t.Context(), id, quick()...)
		},
		"vault": func(t *testing.T, c *cbr.Client, id string) error {
			return c.Vaults.WaitDeleted(t.Context(), id, quick()...)
		},
		"checkpoint": func(t *testing.T, c *cbr.Client, id string) error {
			return c.Checkpoints.WaitDeleted(t.Context(), id, quick()...)
		},
	} {
		for _, tt := range []struct {
			kind, body string
			gone       bool
		}{
			{"text/html", "<html>Not Found</html>", false},
			{jsonType, `{"error_code":"BackupService.6105","error_msg":"no"}`, true},
		} {
			err := wait(t, at(t, responding(404, tt.kind, tt.body)), "x")
			if (err == nil) != tt.gone {
				t.Error(fmt.Errorf("%s, %s: %w", name, tt.body, err))
			}
		}
	}
}
