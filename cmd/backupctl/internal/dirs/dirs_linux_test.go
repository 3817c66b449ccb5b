package dirs_test

import (
	"testing"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/dirs"
)

// The variable of XDG counts when it holds a whole path, else the home.
func TestDirs(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ xdg, home, config, state, cache string }{
		{"", "/home/u", "/home/u/.config/backupctl", "/home/u/.local/state/backupctl", "/home/u/.cache/backupctl"},
		{"/x", "/home/u", "/x/backupctl", "/x/backupctl", "/x/backupctl"},
		{"relative", "/home/u", "/home/u/.config/backupctl", "/home/u/.local/state/backupctl", "/home/u/.cache/backupctl"},
		{"relative", "", "", "", ""},
	} {
		getenv := func(name string) string {
			if name == "HOME" {
				return tt.home
			}
			return tt.xdg
		}
		if c, s, k := dirs.Config(getenv), dirs.State(getenv), dirs.Cache(getenv); c != tt.config || s != tt.state || k != tt.cache {
			t.Errorf("%+v: %s, %s, %s", tt, c, s, k)
		}
	}
}
