package emulator

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// envHeader begins each file that WriteEnv makes, and is how it knows one again.
const envHeader = "# Made by backupctl emulate: "

// envFile is the settings as variables, one NAME=value a line, as `docker run
// --env-file` and `set -a; . FILE` read them.
func (e *Emulator) envFile() []byte {
	var b bytes.Buffer
	b.WriteString(envHeader + "credentials of fakes, for nothing else.\n")
	for _, s := range e.Settings() {
		for _, name := range s.Variables {
			fmt.Fprintf(&b, "%s=%s\n", name, s.Value)
		}
	}
	b.WriteString("OS_IDENTITY_API_VERSION=3\n")
	return b.Bytes()
}

// WriteEnv writes the settings as variables to a file. It replaces a file that it
// made, and no other.
func (e *Emulator) WriteEnv(path string) error {
	switch have, err := os.ReadFile(path); { //nolint:gosec // the caller's choice
	case err == nil && !strings.HasPrefix(string(have), envHeader):
		return fmt.Errorf("%s exists and was not made by backupctl emulate: it is left alone", path)
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return err
	}
	return writeFile(path, e.envFile())
}

// writeFile replaces a file as a whole or not at all, for its owner only.
func writeFile(path string, data []byte) error {
	file, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*") // of mode 0600
	if err != nil {
		return err
	}
	_, err = file.Write(data)
	if err == nil {
		err = file.Sync()
	}
	if err = errors.Join(err, file.Close()); err == nil {
		err = os.Rename(file.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(file.Name()))
	}
	return nil
}
