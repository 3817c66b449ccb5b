package backup

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// FileTokenStore is a [TokenStore] in a directory: a file for each key, readable
// by its owner alone (on Windows: as the directory is). Files are replaced as a
// whole, so any number of processes can use one directory, and of those that find
// no token one signs in for all (see [TokenLocker]; an empty file for each key).
type FileTokenStore struct{ dir string }

// NewFileTokenStore keeps tokens in a directory, which is made when the first one
// is saved.
func NewFileTokenStore(dir string) (*FileTokenStore, error) {
	if dir == "" {
		return nil, &ArgumentError{Provider: "backup", Field: "dir", Reason: "is empty"}
	}
	return &FileTokenStore{dir: dir}, nil
}

// maxTokenFile bounds what is read: the tokens of IAM are a few kilobytes.
const maxTokenFile = 1 << 20

// file is where the token of a key is. A key may hold anything, a name of a file
// may not.
func (s *FileTokenStore) file(key string) string {
	sum := sha256.Sum256([]byte(key))
	return filepath.Join(s.dir, hex.EncodeToString(sum[:])+".json")
}

// Load implements [TokenStore]. A file that others may read is an error: somebody
// may have put it there.
func (s *FileTokenStore) Load(_ context.Context, key string) (Token, error) {
	name := s.file(key)
	info, err := os.Stat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return Token{}, nil
	case err != nil:
		return Token{}, err
	case info.Size() > maxTokenFile:
		return Token{}, fmt.Errorf("%s is too large for a token", name)
	case private && info.Mode().Perm()&0o077 != 0:
		return Token{}, fmt.Errorf("%s can be read or written by others: mode %v, want 0600", name, info.Mode().Perm())
	}
	data, err := os.ReadFile(name) //nolint:gosec // in the caller's directory, by a hash
	if err != nil {
		return Token{}, err
	}
	return UnmarshalToken(data)
}

// Save implements [TokenStore].
func (s *FileTokenStore) Save(_ context.Context, key string, token Token) (err error) {
	data, err := MarshalToken(token)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		return err
	}
	file, err := os.CreateTemp(s.dir, filepath.Base(s.file(key))+".*"+unfinished) // mode 0600
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(file.Name())
		}
	}()
	_, err = file.Write(data)
	if err := errors.Join(err, file.Close()); err != nil {
		return err
	}
	if err := os.Rename(file.Name(), s.file(key)); err != nil {
		return err
	}
	s.sweep(key)
	return nil
}

// What a writer that is killed leaves behind: a file that nobody reads, with a token
// in it. It is certain to be left after a while, and goes with the next token.
const (
	unfinished = ".tmp"
	leftAfter  = time.Hour
)

// sweep removes what killed writers left of a key.
func (s *FileTokenStore) sweep(key string) {
	entries, err := os.ReadDir(s.dir)
	if err != nil {
		return // the token is there, and that is what was asked for
	}
	for _, entry := range entries {
		name := entry.Name()
		if !strings.HasPrefix(name, filepath.Base(s.file(key))+".") || !strings.HasSuffix(name, unfinished) {
			continue
		}
		if info, err := entry.Info(); err == nil && time.Since(info.ModTime()) > leftAfter {
			_ = os.Remove(filepath.Join(s.dir, name)) // or the next time
		}
	}
}

// errLocked is the error of a lock that somebody has.
var errLocked = errors.New("locked")

// lockPause is how long a lock that somebody has is left alone.
const lockPause = 20 * time.Millisecond

// Lock implements [TokenLocker], among all processes that use the directory.
func (s *FileTokenStore) Lock(ctx context.Context, key string) (unlock func(), err error) {
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		return nil, err
	}
	for {
		unlock, err := lockFile(s.file(key) + ".lock")
		if err == nil || !errors.Is(err, errLocked) {
			return unlock, err
		}
		if err := Sleep(ctx, lockPause); err != nil {
			return nil, err
		}
	}
}

// Delete implements [TokenStore].
func (s *FileTokenStore) Delete(_ context.Context, key string) error {
	if err := os.Remove(s.file(key)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
