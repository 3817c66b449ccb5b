package demo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"time"

	"github.com/jedib0t/go-pretty/v6/table"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/emulator"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/progress"
)

// step is one thing the demo did.
type step struct {
	Service  string        `json:"service"`
	Name     string        `json:"step"`
	Result   string        `json:"result"`
	Duration time.Duration `json:"-"`
	Millis   int64         `json:"duration_ms"`
	Error    string        `json:"error,omitempty"`
}

// steps runs one thing after the other, shows the progress of each and keeps
// what was done.
type steps struct {
	out      io.Writer // nil shows nothing
	terminal bool
	done     []step
}

// run does one step. Work returns what to show for it; it may tell its
// progress on the way.
func (s *steps) run(ctx context.Context, service, name string, work func(ctx context.Context, tell backup.WaitOption) (string, error)) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	start := time.Now()
	display := progress.Start(s.out, progress.Options{Terminal: s.terminal}, fmt.Sprintf("%-10s  %s", service, name))
	result, err := work(ctx, backup.WithProgress(display.Tell))
	took := time.Since(start)
	record := step{Service: service, Name: name, Result: result, Duration: took, Millis: took.Milliseconds()}
	if err != nil {
		record.Result, record.Error = "failed", err.Error()
		display.Done("failed: " + record.Error)
		err = fmt.Errorf("%s: %s: %w", service, name, err)
	} else {
		display.Done(result + " (" + round(took) + ")")
	}
	s.done = append(s.done, record)
	return err
}

// silently is run's work without progress.
func silently(work func(ctx context.Context) (string, error)) func(context.Context, backup.WaitOption) (string, error) {
	return func(ctx context.Context, _ backup.WaitOption) (string, error) { return work(ctx) }
}

// table prints what was done and how long it took.
func (s *steps) table(w io.Writer, total time.Duration) {
	t := table.NewWriter()
	t.SetOutputMirror(w)
	t.SetStyle(emulator.TableStyle())
	t.AppendHeader(table.Row{"service", "step", "result", "time"})
	last := ""
	for _, step := range s.done {
		if last != "" && step.Service != last {
			t.AppendSeparator()
		}
		last = step.Service
		t.AppendRow(table.Row{step.Service, step.Name, step.Result, round(step.Duration)})
	}
	t.AppendFooter(table.Row{"", "", "total", round(total)})
	t.Render()
}

// round keeps three digits or so.
func round(d time.Duration) string {
	if d < time.Millisecond {
		return d.Round(time.Microsecond).String()
	}
	return d.Round(time.Millisecond).String()
}

// errEmptyList is a list that should have had an entry.
var errEmptyList = errors.New("the list is empty")

// first returns the first entry of a list.
func first[T any](seq iter.Seq2[T, error]) (T, error) {
	for item, err := range seq {
		return item, err
	}
	var none T
	return none, errEmptyList
}
