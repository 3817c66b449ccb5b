package cloutility_test

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cloutility"
	"github.com/backup-sdk/backup-go/cloutility/cloutilitytest"
)

// TestTokenStore is a program that runs for a moment, again and again.
func TestTokenStore(t *testing.T) {
	bubble(t, nil, func(t *testing.T, srv *cloutilitytest.Server, _ *cloutility.Client) {
		store := backup.NewMemoryTokenStore()
		run := func() {
			t.Helper()
			version(t, connect(t, srv, backup.WithTokenStore(store)))
		}
		run()
		run()
		counts(t, srv, 1, 0)
		time.Sleep(time.Hour) // the access token has ended, the refresh token has not
		run()
		counts(t, srv, 1, 1)
		srv.ExpireTokens()
		run()
		counts(t, srv, 1, 2)
		srv.ExpireTokens()
		srv.RevokeRefreshTokens()
		run()
		counts(t, srv, 2, 2)

		account := srv.Account()
		stored := maps.Collect(store.All())
		keys := slices.Collect(maps.Keys(stored))
		if len(keys) != 1 || !strings.Contains(keys[0], account.Username) || !strings.Contains(keys[0], account.ClientID) || strings.Contains(keys[0], account.Password) {
			t.Errorf("keys %q", keys)
		}
		if kept := stored[keys[0]]; kept.Access.IsZero() || kept.Refresh.IsZero() || !kept.Expiry.After(time.Now()) {
			t.Errorf("stored %+v", kept)
		}
	})
}
