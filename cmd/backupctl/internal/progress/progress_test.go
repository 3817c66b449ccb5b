package progress_test

import (
	"bytes"
	"errors"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/progress"
)

type buffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

// pass lets time go by, and everybody do what is due.
func pass(d time.Duration) {
	<-time.After(d)
	synctest.Wait()
}

func TestQuickWorkIsSilent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, terminal := range []bool{false, true} {
			var b buffer
			d := progress.Start(&b, progress.Options{Terminal: terminal, Patience: progress.Patience}, "work")
			d.Note("busy")
			pass(progress.Patience - time.Millisecond)
			d.End()
			if b.String() != "" {
				t.Errorf("%q", b.String())
			}
		}
	})
}

func TestPlainLines(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var b buffer
		d := progress.Start(&b, progress.Options{Patience: progress.Patience}, "backup create")
		pass(time.Second)
		for range 3 {
			d.Tell(backup.Progress{Subject: "backup 7", State: "Saving", Percent: -1})
			pass(time.Second)
		}
		d.Tell(backup.Progress{Subject: "backup 7", State: "Saving", Percent: 40})
		d.Tell(backup.Progress{Subject: "backup 7", State: "Saving", Percent: 140, Err: errors.New("x")})
		pass(time.Second)
		d.End()
		want := "backup create …\nbackup create: backup 7 Saving …\nbackup create: backup 7 Saving [########------------] 40 % …\n" +
			"backup create: backup 7 Saving [####################] 100 % (trouble, asking again) …\n"
		if b.String() != want {
			t.Errorf("%q", b.String())
		}
	})
}

func TestSpinner(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var b buffer
		d := progress.Start(&b, progress.Options{Terminal: true, Patience: progress.Patience}, "backup create")
		d.Note("Saving")
		pass(2 * time.Second)
		d.End()
		got := b.String()
		if !strings.Contains(got, "\r\x1b[K⠋ backup create: Saving") || !strings.Contains(got, "⠙") || !strings.HasSuffix(got, "\r\x1b[K") || strings.Contains(got, "\n") {
			t.Errorf("%q", got)
		}
	})
}

func TestSilent(t *testing.T) {
	d := progress.Start(nil, progress.Options{Terminal: true}, "x")
	d.Note("y")
	d.Tell(backup.Progress{})
	d.End()
	d.Done("z")
}

// Without patience a state is shown when it is told, and the last line stays.
func TestSteps(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for terminal, want := range map[bool]string{
			false: "cbr  restore: running …\ncbr  restore: job 7 (20ms)\n",
			true:  "cbr  restore: job 7 (20ms)\n",
		} {
			var b buffer
			d := progress.Start(&b, progress.Options{Terminal: terminal}, "cbr  restore")
			d.Note("running")
			pass(20 * time.Millisecond)
			d.Note("running")
			d.Done("job 7 (20ms)")
			if b.String() != want {
				t.Errorf("terminal %v: %q", terminal, b.String())
			}
		}
	})
}

// What changes all the time is a line now and then, and stays within a terminal;
// what others write there takes the place of the line that is redrawn.
func TestCounts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var plain, terminal buffer
		lines := progress.Start(&plain, progress.Options{}, "work")
		redrawn := progress.Start(&terminal, progress.Options{Terminal: true, Width: 30}, "work")
		for i := range 200 {
			for _, d := range []*progress.Display{lines, redrawn} {
				d.Count(strings.Repeat("x", i%50) + "\x1b[31m")
			}
			pass(100 * time.Millisecond)
		}
		redrawn.Above(func() { _, _ = terminal.Write([]byte("a row\n")) })
		lines.End()
		redrawn.End()
		if got := strings.Count(plain.String(), "\n"); got < 3 || got > 6 {
			t.Errorf("%d lines in 20 seconds", got)
		}
		if strings.Contains(plain.String(), "\x1b") || !strings.Contains(terminal.String(), "\r\x1b[Ka row\n") || strings.Contains(terminal.String(), "[31m\x1b") {
			t.Errorf("%q", terminal.String())
		}
		for frame := range strings.SplitSeq(terminal.String(), "\r\x1b[K") {
			if n := len([]rune(strings.TrimSuffix(frame, "\n"))); n >= 30 {
				t.Errorf("%d columns: %q", n, frame)
			}
		}
	})
}
