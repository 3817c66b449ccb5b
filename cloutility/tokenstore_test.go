package cloutility_test

import (
	"context"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cloutility"
	"github.com/backup-sdk/backup-go/cloutility/cloutilitytest"
)

// memory is a token store that several clients share.
type memory struct {
	mu     sync.Mutex
	tokens map[string]backup.Token
}

func (m *memory) Load(_ context.Context, key string) (backup.Token, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.tokens[key], nil
}

func (m *memory) Save(_ context.Context, key string, token backup.Token) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.tokens[key] = token
	return nil
}

func (m *memory) Delete(_ context.Context, key string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.tokens, key)
	return nil
}

// TestTokenStore is a program that runs for a moment, again and again.
func TestTokenStore(t *testing.T) {
	bubble(t, nil, func(t *testing.T, srv *cloutilitytest.Server, _ *cloutility.Client) {
		store := &memory{tokens: make(map[string]backup.Token)}
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
		keys := slices.Collect(maps.Keys(store.tokens))
		if len(keys) != 1 || !strings.Contains(keys[0], account.Username) || !strings.Contains(keys[0], account.ClientID) || strings.Contains(keys[0], account.Password) {
			t.Errorf("keys %q", keys)
		}
		if kept := store.tokens[keys[0]]; kept.Access.IsZero() || kept.Refresh.IsZero() || !kept.Expiry.After(time.Now()) {
			t.Errorf("stored %+v", kept)
		}
	})
}
