package config

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
	"go.yaml.in/yaml/v3"
)

const (
	// lockTime is how long others may take with the file: a change of theirs is a
	// matter of milliseconds, and one of them may be stopped in the middle.
	lockTime = 30 * time.Second
	lockLook = 20 * time.Millisecond
)

// Update reads the file, changes it and writes it, while no other process does.
// When the function fails, or says that there is no change, nothing is written.
func Update(ctx context.Context, path string, change func(*File) (changed bool, err error)) (err error) {
	target, err := behind(path)
	if err != nil {
		return &Error{err.Error()}
	}
	if err := os.MkdirAll(filepath.Dir(target), 0o700); err != nil { //nolint:mnd // the user alone
		return &Error{err.Error()}
	}
	// A file of its own: the other one is replaced, and a lock stays with what it
	// was taken on.
	lock := flock.New(target+".lock", flock.SetPermissions(0o600)) //nolint:mnd // the user alone
	waiting, cancel := context.WithTimeout(ctx, lockTime)
	defer cancel()
	if _, err := lock.TryLockContext(waiting, lockLook); err != nil {
		if ctx.Err() == nil && errors.Is(err, context.DeadlineExceeded) {
			return &Error{path + " is being changed by another process"}
		}
		return err
	}
	defer func() { err = errors.Join(err, lock.Close()) }()
	f, err := Load(path)
	if err != nil {
		return err
	}
	changed, err := change(f)
	if err != nil || !changed {
		return err
	}
	return f.save(target)
}

// maxLinks is as many as Linux follows.
const maxLinks = 40

// behind is the file that a path means, which need not be there yet: who keeps the
// file elsewhere and has a link here keeps both.
func behind(path string) (string, error) {
	for range maxLinks {
		target, err := os.Readlink(path)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return path, nil
		case err != nil:
			info, statErr := os.Lstat(path)
			if statErr == nil && info.Mode()&fs.ModeSymlink == 0 {
				return path, nil // no link
			}
			return "", err
		case filepath.IsAbs(target):
			path = target
		default:
			path = filepath.Join(filepath.Dir(path), target)
		}
	}
	return "", fmt.Errorf("%s is a link to a link to a link", path)
}

// save writes the file anew in one step, for the user alone, with the mode it had.
func (f *File) save(path string) error {
	data, err := yaml.Marshal(f)
	if err != nil {
		return err
	}
	mode := fs.FileMode(0o600)
	if info, err := os.Stat(path); err == nil {
		mode = info.Mode().Perm()
	}
	temporary, err := os.CreateTemp(filepath.Dir(path), ".config-*.yaml") // mode 0600
	if err != nil {
		return err
	}
	_, err = temporary.Write(data)
	err = errors.Join(err, temporary.Chmod(mode), temporary.Sync(), temporary.Close())
	if err == nil {
		err = os.Rename(temporary.Name(), path)
	}
	if err != nil {
		_ = os.Remove(temporary.Name()) // the first error says more
	}
	return err
}
