//go:build unix

package doctor_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/doctor"
)

// A file of secrets is for its owner, and so is the directory that it is in.
func TestPrivate(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name      string
		file, dir os.FileMode
		want      doctor.State
		words     string
	}{
		{"the owner's", 0o600, 0o700, doctor.OK, "for you alone"},
		{"read by all", 0o644, 0o700, doctor.Problem, "mode 0644"},
		{"changed by the group", 0o620, 0o700, doctor.Problem, "chmod"},
		{"in a directory of all", 0o600, 0o777, doctor.Warning, "others may change"},
		{"in a directory like /tmp", 0o600, 0o777 | os.ModeSticky, doctor.OK, "for you alone"},
		{"not there", 0, 0o700, doctor.OK, "not there yet"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(t.TempDir(), "d")
			if err := os.Mkdir(dir, 0o700); err != nil {
				t.Fatal(err)
			}
			path := filepath.Join(dir, "file")
			if tt.file != 0 {
				if err := os.WriteFile(path, nil, 0o600); err != nil {
					t.Fatal(err)
				}
				if err := os.Chmod(path, tt.file); err != nil {
					t.Fatal(err)
				}
			}
			if err := os.Chmod(dir, tt.dir); err != nil {
				t.Fatal(err)
			}
			var r doctor.Report
			r.Private("", "file", path)
			if f := r.Findings[0]; f.State != tt.want || !strings.Contains(f.Detail, tt.words) {
				t.Errorf("%+v", f)
			}
			if r.Worst() != tt.want || r.Count(tt.want) != 1 {
				t.Errorf("worst %s", r.Worst())
			}
		})
	}
}
