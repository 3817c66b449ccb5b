package emulator

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"github.com/gofrs/flock"
)

// stateFormat and stateVersion say what a file of state is. What is in it are the
// requests that made the state: the fakes number everything in the same order, so
// the same requests at the same times make the same state again.
const (
	stateFormat  = "backupctl emulator state"
	stateVersion = 1
)

// state is the file.
type state struct {
	Format   string    `json:"format"`
	Version  int       `json:"version"`
	Scenario string    `json:"scenario"`
	Cloud    string    `json:"cloud"`
	Pace     Pace      `json:"pace"` // in nanoseconds
	Started  time.Time `json:"started"`
	Requests []entry   `json:"requests"`
}

// stateFile is a file that one emulator at a time keeps its state in.
type stateFile struct {
	path string
	lock *flock.Flock
}

// openState takes a file, and reads what it holds; nil when it does not exist yet.
func openState(path string) (*stateFile, *state, error) {
	f := &stateFile{path: path, lock: flock.New(path+".lock", flock.SetPermissions(0o600))}
	switch locked, err := f.lock.TryLock(); {
	case err != nil:
		return nil, nil, fmt.Errorf("state file %s cannot be locked: %w", path, err)
	case !locked:
		return nil, nil, fmt.Errorf("state file %s is in use by another emulator", path)
	}
	have, err := readState(path)
	if err != nil {
		return nil, nil, errors.Join(err, f.close())
	}
	return f, have, nil
}

func readState(path string) (*state, error) {
	data, err := os.ReadFile(path) //nolint:gosec // the caller's choice
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil //nolint:nilnil // there is no state yet, which is fine
	case err != nil:
		return nil, fmt.Errorf("state file: %w", err)
	}
	var head struct {
		Format  string `json:"format"`
		Version int    `json:"version"`
	}
	var have state
	switch {
	case json.Unmarshal(data, &head) != nil || head.Format != stateFormat:
		return nil, fmt.Errorf("%s is not a state file of an emulator; it is left as it is", path)
	case head.Version != stateVersion:
		return nil, fmt.Errorf("state file %s has version %d, and this backupctl reads version %d; it is left as it is", path, head.Version, stateVersion)
	}
	if err := json.Unmarshal(data, &have); err != nil {
		return nil, fmt.Errorf("state file %s cannot be read, and is left as it is: %w", path, err)
	}
	return &have, nil
}

// write replaces what the file holds.
func (f *stateFile) write(s *state) error {
	data, err := json.Marshal(s)
	if err != nil {
		return err
	}
	return writeFile(f.path, append(data, '\n'))
}

// close lets go of the file. The lock's own file stays: who has just opened it may
// wait for it.
func (f *stateFile) close() error { return f.lock.Unlock() }
