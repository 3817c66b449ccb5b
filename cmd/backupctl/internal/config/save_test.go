package config_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/gofrs/flock"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/config"
)

func put(name string) func(*config.File) (bool, error) {
	return func(f *config.File) (bool, error) {
		f.Put(config.Context{Name: name, Service: "zomro"})
		return true, nil
	}
}

// A file that is a link stays one, whatever it leads to, and keeps its mode.
func TestUpdateThroughLinks(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("links and modes are others there")
	}
	dir := t.TempDir()
	kept := filepath.Join(dir, "dotfiles", "config.yaml")
	second, link := filepath.Join(dir, "second"), filepath.Join(dir, "link")
	for name, target := range map[string]string{second: filepath.Join("dotfiles", "config.yaml"), link: second} {
		if err := os.Symlink(target, name); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"a", "b"} { // the first makes the file that the links mean
		if err := config.Update(t.Context(), link, put(name)); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(kept, 0o400); err != nil {
			t.Fatal(err)
		}
	}
	if err := config.Update(t.Context(), link, put("c")); err != nil {
		t.Fatal(err)
	}
	info, err := os.Lstat(kept)
	if err != nil || info.Mode() != 0o400 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	if info, err := os.Lstat(link); err != nil || info.Mode().Type() != os.ModeSymlink {
		t.Errorf("the link is %v, %v", info.Mode(), err)
	}
	f, err := config.Load(link)
	if err != nil || len(f.Contexts) != 3 {
		t.Errorf("%+v, %v", f, err)
	}
	if err := os.Symlink(filepath.Join(dir, "round"), filepath.Join(dir, "round")); err != nil {
		t.Fatal(err)
	}
	if err := config.Update(t.Context(), filepath.Join(dir, "round"), put("a")); err == nil {
		t.Error("a link to itself was followed to its end")
	}
}

// What fails or changes nothing writes nothing, and lets go of the lock.
func TestUpdateThatDoesNot(t *testing.T) {
	path := filepath.Join(t.TempDir(), "config.yaml")
	broken := errors.New("broken")
	if err := config.Update(t.Context(), path, func(*config.File) (bool, error) { return true, broken }); !errors.Is(err, broken) {
		t.Error(err)
	}
	if err := config.Update(t.Context(), path, func(*config.File) (bool, error) { return false, nil }); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
		t.Error("a file was written")
	}
	if err := config.Update(t.Context(), path, put("a")); err != nil {
		t.Error(err)
	}
}

// Whoever waits for another process can be interrupted.
func TestUpdateWaits(t *testing.T) {
	path := filepath.Join(t.TempDir(), "config.yaml")
	lock := flock.New(path + ".lock")
	if err := lock.Lock(); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := config.Update(ctx, path, put("a")); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	done := make(chan error)
	go func() { done <- config.Update(t.Context(), path, put("b")) }()
	if err := lock.Unlock(); err != nil {
		t.Fatal(err)
	}
	if err := <-done; err != nil {
		t.Error(err)
	}
	data, err := os.ReadFile(path)
	if err != nil || !strings.Contains(string(data), "name: b") {
		t.Errorf("%s, %v", data, err)
	}
}
