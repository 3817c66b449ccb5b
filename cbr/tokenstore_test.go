package cbr_test

import (
	"errors"
	"maps"
	"strings"
	"testing"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cbr"
	"github.com/backup-sdk/backup-go/cbr/cbrtest"
)

// TestTokenStore: the second run of a program signs in only when the service does
// not accept the token of the first any more.
func TestTokenStore(t *testing.T) {
	srv := cbrtest.New()
	store := backup.NewMemoryTokenStore()
	id := srv.Vaults()[0].ID
	for run, step := range []struct {
		expired bool
		logins  int
	}{{false, 1}, {false, 1}, {true, 2}, {false, 2}} {
		if step.expired {
			srv.ExpireTokens()
		}
		client := connect(t, srv, backup.WithTokenStore(store))
		if _, err := client.Vaults.Get(t.Context(), id); err != nil || srv.Logins() != step.logins {
			t.Errorf("run %d: %d logins, %v", run, srv.Logins(), err)
		}
	}
	for key, token := range store.All() {
		if strings.Contains(key, srv.Account().Password) || token.Project != srv.Account().ProjectID || token.Expiry.IsZero() {
			t.Errorf("%s: project %s until %v", key, token.Project, token.Expiry)
		}
	}
	// Another account, or another project, finds nothing.
	cfg := srv.Config()
	cfg.ProjectID = strings.Repeat("0", 32)
	if _, err := newClient(t, cfg, append(srv.Options(), backup.WithTokenStore(store))...).Vaults.Get(t.Context(), id); err == nil {
		t.Error("a token for another project was used")
	}
	// A stored token whose project is none is not used.
	for key, token := range store.All() {
		token.Project = "../x"
		if err := store.Save(t.Context(), key, token); err != nil {
			t.Fatal(err)
		}
	}
	before := srv.Logins()
	if _, err := connect(t, srv, backup.WithTokenStore(store)).Vaults.Get(t.Context(), id); err != nil || srv.Logins() != before+1 {
		t.Errorf("%d logins, %v", srv.Logins()-before, err)
	}
	// Who has only a token stores nothing.
	agency := cbr.Agency{Base: cbr.Token{Value: backup.NewSecret("nobody's")}, Name: "a", Domain: "d"}
	kept := maps.Collect(store.All())
	cfg = srv.Config()
	cfg.Credentials = agency
	if _, err := newClient(t, cfg, append(srv.Options(), backup.WithTokenStore(store))...).Vaults.Get(t.Context(), id); !errors.Is(err, backup.ErrUnauthenticated) || !maps.Equal(maps.Collect(store.All()), kept) {
		t.Errorf("stored: %v, %v", maps.Collect(store.All()), err)
	}
}
