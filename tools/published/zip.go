package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/module"
	"golang.org/x/mod/zip"
)

// askedVersion is the version of the library that a go.mod asks for: all modules
// are released together.
func askedVersion(file string) (string, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return "", err
	}
	mod, err := modfile.Parse(file, data, nil)
	if err != nil {
		return "", err
	}
	if len(mod.Replace) > 0 {
		return "", fmt.Errorf("%s has a replace line, with which nobody can install it", file)
	}
	for _, require := range mod.Require {
		if require.Mod.Path == library {
			return require.Mod.Version, nil
		}
	}
	return "", fmt.Errorf("%s does not ask for %s", file, library)
}

// publish puts a module into a folder that is laid out as a proxy is.
func publish(ctx context.Context, proxy, modulePath, version, dir string) error {
	text, err := exec.CommandContext(ctx, "git", "-C", dir, "ls-files", "-co", "--exclude-standard", "--deduplicate").Output()
	if err != nil {
		return err
	}
	var files []zip.File
	for name := range strings.Lines(string(text)) {
		f := file{dir, strings.TrimSpace(name)}
		if _, err := f.Lstat(); err == nil { // a file that is deleted and not yet committed
			files = append(files, f)
		}
	}
	at := filepath.Join(proxy, filepath.FromSlash(modulePath), "@v")
	if err := os.MkdirAll(at, 0o750); err != nil {
		return err
	}
	mod, err := os.ReadFile(filepath.Join(dir, "go.mod"))
	if err != nil {
		return err
	}
	for name, data := range map[string][]byte{
		"list":            []byte(version + "\n"),
		version + ".info": []byte(`{"Version":"` + version + `"}`),
		version + ".mod":  mod,
	} {
		if err := os.WriteFile(filepath.Join(at, name), data, 0o600); err != nil {
			return err
		}
	}
	w, err := os.Create(filepath.Join(at, version+".zip"))
	if err != nil {
		return err
	}
	if err := zip.Create(w, module.Version{Path: modulePath, Version: version}, files); err != nil {
		return err
	}
	return w.Close()
}

// file is one of the tree, as the zip takes it.
type file struct{ dir, name string }

func (f file) Path() string                 { return path.Clean(f.name) }
func (f file) Lstat() (os.FileInfo, error)  { return os.Lstat(f.local()) }
func (f file) Open() (io.ReadCloser, error) { return os.Open(f.local()) }

func (f file) local() string { return filepath.Join(f.dir, filepath.FromSlash(f.name)) }
