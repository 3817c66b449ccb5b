package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Two runs make the same pages, and a page that is left over goes.
func TestPages(t *testing.T) {
	dir := t.TempDir()
	if err := run(filepath.Join(dir, "man"), dir, filepath.Join(dir, "api", "surface.txt")); err != nil {
		t.Fatal(err)
	}
	first := read(t, dir)
	if err := os.WriteFile(filepath.Join(dir, "backupctl_gone.md"), []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "README.md"), []byte("by hand"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := run(filepath.Join(dir, "man"), dir, filepath.Join(dir, "api", "surface.txt")); err != nil {
		t.Fatal(err)
	}
	second := read(t, dir)
	if second["README.md"] != "by hand" {
		t.Error("a page written by hand is gone")
	}
	delete(second, "README.md")
	if len(first) != len(second) {
		t.Errorf("%d pages, then %d", len(first), len(second))
	}
	for name, text := range first {
		if second[name] != text {
			t.Errorf("%s differs between two runs", name)
		}
	}
	page := first["backupctl_zomro_backup.md"]
	for _, want := range []string{"## backupctl zomro backup create", "backupctl zomro backup create --wait", "--poll-interval"} {
		if !strings.Contains(page, want) {
			t.Errorf("no %q on the page of zomro backup", want)
		}
	}
	if err := run("", "", ""); err == nil {
		t.Error("nothing to do is no error")
	}
	if !strings.Contains(first["backupctl.md"], "backupctl_zomro.md") || first["backupctl-zomro-backup-create.1"] == "" {
		t.Error("no link to a page, or no manual page")
	}
}

func read(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := make(map[string]string)
	for _, pattern := range []string{"*.md", "man/*.1"} {
		paths, err := filepath.Glob(filepath.Join(dir, pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range paths {
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			out[filepath.Base(path)] = string(text)
		}
	}
	return out
}
