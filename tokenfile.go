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
)

// FileTokenStore is a [TokenStore] in a directory: a file for each key, readable
// by its owner alone (on Windows: as the directory is). Files are replaced as a
// whole, so any number of processes can use one directory.
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
	file, err := os.CreateTemp(s.dir, "token-*") // mode 0600
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
	return os.Rename(file.Name(), s.file(key))
}

// Delete implements [TokenStore].
func (s *FileTokenStore) Delete(_ context.Context, key string) error {
	if err := os.Remove(s.file(key)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
