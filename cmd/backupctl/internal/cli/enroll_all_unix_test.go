//go:build !windows

package cli

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/backup-sdk/backup-go/cloutility/cloutilitytest"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/problems"
)

// A run that is killed has shown what was done until then, each machine as soon as
// it was through, and says how to go on.
func TestEnrollAllKilled(t *testing.T) {
	const n = 600
	for _, tt := range []struct {
		signal os.Signal
		format string
	}{{os.Interrupt, "jsonl"}, {syscall.SIGTERM, "table"}, {syscall.SIGTERM, "json"}} {
		l := newLab(t)
		l.Cloutility.Inject(cloutilitytest.FaultDelay("createNode", 20*time.Millisecond)) // for all of them: seconds
		cmd := process(t, l.env, "cloutility", "enroll-all", "--csv", "-", "--workers", "1", "-o", tt.format)
		cmd.Stdin = strings.NewReader(machineTable(n))
		var errs bytes.Buffer
		cmd.Stderr = &errs
		stdout, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		first := ""
		reader := bufio.NewReader(stdout)
		if tt.format == "json" {
			soon(t, "a machine", func() bool { return l.Cloutility.Count("activateNode") > 3 })
		} else {
			for !strings.Contains(first, "host-") { // the headings of a table come before
				line, err := reader.ReadString('\n')
				if err != nil {
					t.Fatal(err, errs.String())
				}
				first += line
			}
		}
		if err := cmd.Process.Signal(tt.signal); err != nil {
			t.Fatal(err)
		}
		rest, err := io.ReadAll(reader)
		if err != nil {
			t.Fatal(err)
		}
		var exit *exec.ExitError
		if err := cmd.Wait(); !errors.As(err, &exit) || exit.ExitCode() != problems.Interrupted {
			t.Errorf("%v: %v", tt, err)
		}
		shown := strings.Count(first+string(rest), "host-")
		if made := l.Cloutility.ConsumerCount(); shown == 0 || shown >= n || strings.Count(first+string(rest), "changed") > made {
			t.Errorf("%v: %d shown of %d made", tt, shown, made)
		}
		for _, want := range []string{"interrupted: ", "machines are through", "not begun", "run it again"} {
			if !strings.Contains(errs.String(), want) {
				t.Errorf("%v: no %q in %s", tt, want, errs.String())
			}
		}
		if tt.format == "json" {
			var rows []map[string]any
			if err := json.Unmarshal(rest, &rows); err != nil || len(rows) == 0 {
				t.Errorf("%v: %d rows", err, len(rows))
			}
		}
	}
}
