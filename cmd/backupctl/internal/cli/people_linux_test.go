package cli

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/creack/pty"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/problems"
	"github.com/backup-sdk/backup-go/zomro/zomrotest"
)

// At a terminal several deletions are one question, which names all of them.
func TestOneQuestionForSeveral(t *testing.T) {
	l := newLab(t)
	var ids []string
	for _, name := range []string{"one", "two", "three"} {
		ids = append(ids, fmt.Sprint(l.Zomro.AddBackup(zomrotest.Backup{InstanceID: zomrotest.InstanceID, Name: name, Created: time.Date(2026, 8, 1, 3, 0, 0, 0, time.UTC)})))
	}
	p := atTerminal(t, l.env, "zomro", "backup", "delete", "one", ids[1])
	p.expect("Delete a backup for good (instance 7310442; backup one " + ids[0] + ", " + ids[1] + "). Go on? [y/N] ")
	p.enter("n")
	p.exits(problems.Unconfirmed)
	if n := l.Zomro.Count("deleteImage"); n != 0 {
		t.Errorf("%d deletions after a no", n)
	}
	p = atTerminal(t, l.env, "zomro", "backup", "delete", "one", ids[1])
	p.expect("Go on? [y/N] ")
	p.enter("y")
	p.expect(ids[0] + ": zomro backup delete: done")
	p.expect(ids[1] + ": zomro backup delete: done")
	p.exits(problems.OK)
	if n := strings.Count(p.text(), "[y/N]"); n != 1 || l.Zomro.Count("deleteImage") != 2 {
		t.Errorf("%d questions, %d deletions\n%s", n, l.Zomro.Count("deleteImage"), p.text())
	}
}

// A table keeps to a terminal of 80 columns and says what it leaves out; a wider one
// shows more, and --wide all.
func TestTablesAtATerminal(t *testing.T) {
	l := newLab(t)
	for _, width := range []int{80, 200} {
		p := atTerminal(t, l.env, "cbr", "vault", "list")
		if err := pty.Setsize(p.near, &pty.Winsize{Rows: 40, Cols: uint16(width)}); err != nil {
			t.Fatal(err)
		}
		p.expect("columns not shown: ")
		p.exits(problems.OK)
		for line := range strings.Lines(p.text()) {
			if n := len([]rune(strings.TrimRight(line, "\r\n"))); n > width {
				t.Errorf("a line of %d in a terminal of %d: %q", n, width, line)
			}
		}
		whole := strings.Contains(p.text(), l.CBR.Vaults()[0].ID)
		if whole != (width == 200) || !strings.Contains(p.text(), "500 GiB") {
			t.Errorf("%d columns:\n%s", width, p.text())
		}
	}
	p := atTerminal(t, l.env, "cbr", "vault", "list", "--wide")
	p.expect("PROTECT TYPE")
	p.expect(l.CBR.Vaults()[0].ID)
	p.exits(problems.OK)
	if strings.Contains(p.text(), "not shown") {
		t.Errorf("%s", p.text())
	}
}
