// Package demo does a day's work on each of the three services, against their
// fakes and through the public SDK.
package demo

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/emulator"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/problems"
)

// Options say how the demo shows what it does.
type Options struct {
	// JSON prints one document and nothing else.
	JSON bool
	// Terminal says that lines can be redrawn.
	Terminal bool
}

// pace keeps the whole demo to a few seconds.
func pace() emulator.Pace {
	return emulator.Pace{Saving: 1500 * time.Millisecond, Checkpoint: 1500 * time.Millisecond, Restore: time.Second, Deletion: 200 * time.Millisecond}
}

// Run starts the fakes on a free port, works with them, stops them and reports.
func Run(ctx context.Context, out io.Writer, o Options) error {
	e, err := emulator.Start(ctx, emulator.Options{Addr: "127.0.0.1:0", Pace: pace()})
	if err != nil {
		return err
	}
	return run(ctx, e, out, o)
}

// report is what is printed as JSON.
type report struct {
	OK     bool   `json:"ok"`
	Error  string `json:"error,omitempty"`
	Millis int64  `json:"duration_ms"`
	Steps  []step `json:"steps"`
}

// run works with the fakes, stops them and reports.
func run(ctx context.Context, e *emulator.Emulator, out io.Writer, o Options) error {
	start := time.Now()
	s := &steps{terminal: o.Terminal}
	if !o.JSON {
		s.out = out
	}
	err := work(ctx, e, s)
	if closeErr := e.Close(); err == nil {
		err = closeErr
	}
	took := time.Since(start)
	if o.JSON {
		return printJSON(out, s.done, took, err)
	}
	if err == nil {
		fmt.Fprintln(out)
		s.table(out, took)
	}
	return err
}

func printJSON(out io.Writer, done []step, took time.Duration, err error) error {
	r := report{OK: err == nil, Millis: took.Milliseconds(), Steps: append([]step{}, done...)}
	if err != nil {
		r.Error = err.Error()
	}
	encoder := json.NewEncoder(out)
	encoder.SetIndent("", "  ")
	if writeErr := encoder.Encode(r); writeErr != nil {
		return writeErr
	}
	if err != nil {
		return &problems.ReportedError{Err: err}
	}
	return nil
}

// work does the day's work on each service.
func work(ctx context.Context, e *emulator.Emulator, s *steps) error {
	for _, day := range []func(context.Context, *emulator.Emulator, *steps) error{workCloutility, workZomro, workCBR} {
		if err := day(ctx, e, s); err != nil {
			return err
		}
	}
	return nil
}

// quickly polls at the demo's pace in place of the real services'.
func quickly(tell backup.WaitOption) []backup.WaitOption {
	const pause = 100 * time.Millisecond
	return []backup.WaitOption{backup.WithPollDelay(0), backup.WithPollInterval(pause, pause), tell}
}
