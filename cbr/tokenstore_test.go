package cbr_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cbr"
	"github.com/backup-sdk/backup-go/cbr/cbrtest"
)

// tokenMap is a store that clients share, as runs of a program share a file.
type tokenMap struct {
	mu     sync.Mutex
	tokens map[string]backup.Token
}

func (m *tokenMap) Load(_ context.Context, key string) (backup.Token, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.tokens[key], nil
}

func (m *tokenMap) Save(_ context.Context, key string, t backup.Token) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.tokens[key] = t
	return nil
}

func (m *tokenMap) Delete(_ context.Context, key string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.tokens, key)
	return nil
}

// TestTokenStore: the second run of a program signs in only when the service does
// not accept the token of the first any more.
func TestTokenStore(t *testing.T) {
	srv := cbrtest.New()
	store := &tokenMap{tokens: make(map[string]backup.Token)}
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
	for key, token := range store.tokens {
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
	for key, token := range store.tokens {
		token.Project = "../x"
		store.tokens[key] = token
	}
	before := srv.Logins()
	if _, err := connect(t, srv, backup.WithTokenStore(store)).Vaults.Get(t.Context(), id); err != nil || srv.Logins() != before+1 {
		t.Errorf("%d logins, %v", srv.Logins()-before, err)
	}
	// Who has only a token stores nothing.
	agency := cbr.Agency{Base: cbr.Token{Value: backup.NewSecret("nobody's")}, Name: "a", Domain: "d"}
	kept := len(store.tokens)
	cfg = srv.Config()
	cfg.Credentials = agency
	if _, err := newClient(t, cfg, append(srv.Options(), backup.WithTokenStore(store))...).Vaults.Get(t.Context(), id); !errors.Is(err, backup.ErrUnauthenticated) || len(store.tokens) != kept {
		t.Errorf("%d tokens are stored, %v", len(store.tokens), err)
	}
}
