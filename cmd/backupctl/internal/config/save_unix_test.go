//go:build !windows

package config_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/config"
)

// A file that is a link stays one, whatever it leads to, and keeps its mode.
func TestUpdateThroughLinks(t *testing.T) {
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
