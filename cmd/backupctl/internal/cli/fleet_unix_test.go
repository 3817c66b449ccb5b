//go:build !windows

package cli

import (
	"bytes"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/problems"
	"github.com/backup-sdk/backup-go/zomro/zomrotest"
)

// Killed at any moment and started again, it goes on, and nothing is there twice.
func TestFleetApplyKilled(t *testing.T) {
	t.Parallel()
	const n = 24
	l := newFleetLab(t, n)
	l.Zomro.Inject(zomrotest.FaultDelay("createSchedule", 30*time.Millisecond))
	for kill := 1; ; kill++ {
		cmd := process(t, l.env, "fleet", "apply", "--yes", "--confirm-cost")
		cmd.Dir = l.dir
		var errs bytes.Buffer
		cmd.Stderr = &errs
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		before := l.writes()
		if kill <= 2 {
			soon(t, "some work", func() bool { return l.writes() >= before+8*kill })
			if err := cmd.Process.Signal(syscall.SIGKILL); err != nil {
				t.Fatal(err)
			}
			_ = cmd.Wait() // it was killed
			continue
		}
		if err := cmd.Wait(); err != nil {
			t.Fatalf("%v, %s", err, errs.String())
		}
		if !strings.Contains(errs.String(), "going on with harbor.apply.") {
			t.Errorf("%s", errs.String())
		}
		break
	}
	l.once(t)
	l.resetLogs()
	if code, _, errs := l.run(t, "fleet", "apply", "--yes", "--confirm-cost"); code != problems.OK || l.writes() != 0 {
		t.Errorf("%d, %d writes, %s", code, l.writes(), errs)
	}
}

// SIGTERM ends it between steps, with what goes on the next time.
func TestFleetApplyStopped(t *testing.T) {
	t.Parallel()
	const n = 24
	l := newFleetLab(t, n)
	l.Zomro.Inject(zomrotest.FaultDelay("createSchedule", 50*time.Millisecond))
	cmd := process(t, l.env, "fleet", "apply", "--yes", "--confirm-cost")
	cmd.Dir = l.dir
	var errs bytes.Buffer
	cmd.Stderr = &errs
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	soon(t, "some work", func() bool { return l.Zomro.Count("createSchedule") > 2 })
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait() // its exit code is looked at
	if cmd.ProcessState.ExitCode() != problems.Interrupted || !strings.Contains(errs.String(), "interrupted: what was done is recorded") {
		t.Errorf("%v, %s", cmd.ProcessState, errs.String())
	}
	if code, _, errs := l.run(t, "fleet", "apply", "--yes", "--confirm-cost"); code != problems.OK || !strings.Contains(errs, "going on with") {
		t.Errorf("%d, %s", code, errs)
	}
	l.once(t)
}
