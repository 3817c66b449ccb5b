// Package tokens keeps what sign-ins bring between runs of the program, so that
// commands that run for a moment do not sign in each time.
package tokens

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"sync"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/dirs"
)

// Dir is where all tokens are, in the platform's directory for what can be made
// again. It is empty where there is none.
func Dir(getenv func(string) string) string {
	dir := dirs.Cache(getenv)
	if dir == "" {
		return ""
	}
	return filepath.Join(dir, "tokens")
}

// Of is the directory of one context of a configuration file, and without a name
// that of accounts which the environment describes. Dir is that of all.
func Of(dir, config, name string) string {
	if name == "" {
		return filepath.Join(dir, "environment")
	}
	if abs, err := filepath.Abs(config); err == nil {
		config = abs
	}
	const enough = 16
	sum := sha256.Sum256([]byte(config + "\x00" + name))
	return filepath.Join(dir, hex.EncodeToString(sum[:enough]))
}

// Forget removes the tokens of a context. Those that were never there are no error.
func Forget(dir, config, name string) error {
	if dir == "" || name == "" {
		return nil
	}
	return os.RemoveAll(Of(dir, config, name))
}

// Store tells of the tokens that pass through it.
type Store struct {
	// Next keeps them; without it nothing is kept.
	Next backup.TokenStore
	// Seen is told each token, so that it is shown nowhere.
	Seen func(...backup.Secret)
	// Trouble is told why tokens are not kept, once.
	Trouble func(error)

	once sync.Once
}

// Load implements [backup.TokenStore].
func (s *Store) Load(ctx context.Context, key string) (backup.Token, error) {
	if s.Next == nil {
		return backup.Token{}, nil
	}
	token, err := s.Next.Load(ctx, key)
	s.Seen(token.Access, token.Refresh)
	return token, s.trouble(err)
}

// Save implements [backup.TokenStore].
func (s *Store) Save(ctx context.Context, key string, token backup.Token) error {
	s.Seen(token.Access, token.Refresh)
	if s.Next == nil {
		return nil
	}
	return s.trouble(s.Next.Save(ctx, key, token))
}

// Delete implements [backup.TokenStore].
func (s *Store) Delete(ctx context.Context, key string) error {
	if s.Next == nil {
		return nil
	}
	return s.trouble(s.Next.Delete(ctx, key))
}

func (s *Store) trouble(err error) error {
	if err != nil {
		s.once.Do(func() { s.Trouble(err) })
	}
	return err
}
