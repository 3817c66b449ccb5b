//go:build !windows

package cli

import (
	"os"
	"strings"
	"testing"
)

// A file that others can read is not used, and somebody hears of it.
func TestTokensOthersCanRead(t *testing.T) {
	l := newLab(t)
	home := l.home(t)
	l.must(t, "zomro", "instance", "list")
	if err := os.Chmod(tokenFiles(t, home)[0], 0o644); err != nil {
		t.Fatal(err)
	}
	if _, _, errs := l.run(t, "zomro", "instance", "list"); !strings.Contains(errs, "tokens are not kept") || l.Zomro.Logins() != 2 {
		t.Errorf("%d sign-ins, %q", l.Zomro.Logins(), errs)
	}
}
