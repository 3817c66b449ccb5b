package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/problems"
)

const demoLong = `Start fakes of the three services on a free port of this machine and do a day's
work on each through the public SDK, over real HTTP: sign in, enrol a machine at
Cloutility, back up a Zomro instance, and make and restore a CBR checkpoint.
There is nothing to configure and nothing leaves this machine.`

const demoExample = `  backupctl demo
  backupctl demo --json`

// demoPace keeps the whole demo to a few seconds.
var demoPace = pace{ //nolint:gochecknoglobals // a constant in all but form
	saving: 1500 * time.Millisecond, checkpoint: 1500 * time.Millisecond,
	restore: time.Second, deletion: 200 * time.Millisecond,
}

// demoLimit ends a demo that hangs.
const demoLimit = time.Minute

func newDemo() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:     "demo",
		Short:   "Do a day's work on all three services, against built-in fakes",
		Long:    demoLong,
		Example: demoExample,
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx, cancel := context.WithTimeout(cmd.Context(), demoLimit)
			defer cancel()
			e, err := startEmulator(ctx, "127.0.0.1:0", demoPace)
			if err != nil {
				return err
			}
			if output, flagErr := cmd.Flags().GetString("output"); flagErr == nil && output == "json" {
				asJSON = true
			}
			return runDemo(ctx, e, cmd.OutOrStdout(), asJSON)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON document and nothing else")
	return cmd
}

// demoReport is what --json prints.
type demoReport struct {
	OK     bool   `json:"ok"`
	Error  string `json:"error,omitempty"`
	Millis int64  `json:"duration_ms"`
	Steps  []step `json:"steps"`
}

// runDemo works with the fakes, stops them and reports.
func runDemo(ctx context.Context, e *emulator, out io.Writer, asJSON bool) error {
	start := time.Now()
	s := &steps{display: plain{w: out}}
	switch {
	case asJSON:
		s.display = quiet{}
	case isTerminal(out):
		s.display = newLive(out)
	}
	err := e.work(ctx, s)
	s.display.close()
	if closeErr := e.close(); err == nil {
		err = closeErr
	}
	took := time.Since(start)
	if asJSON {
		return reportJSON(out, s.done, took, err)
	}
	if err == nil {
		fmt.Fprintln(out)
		s.table(out, took)
	}
	return err
}

func reportJSON(out io.Writer, done []step, took time.Duration, err error) error {
	report := demoReport{OK: err == nil, Millis: took.Milliseconds(), Steps: append([]step{}, done...)}
	if err != nil {
		report.Error = err.Error()
	}
	encoder := json.NewEncoder(out)
	encoder.SetIndent("", "  ")
	if writeErr := encoder.Encode(report); writeErr != nil {
		return writeErr
	}
	if err != nil {
		return &problems.ReportedError{Err: err}
	}
	return nil
}

// work does the day's work on each service.
func (e *emulator) work(ctx context.Context, s *steps) error {
	for _, day := range []func(context.Context, *steps) error{e.workCloutility, e.workZomro, e.workCBR} {
		if err := day(ctx, s); err != nil {
			return err
		}
	}
	return nil
}

// options point a client at one of the fakes.
func (e *emulator) options(path string) []backup.Option {
	return []backup.Option{backup.WithBaseURL(e.url + path), backup.WithInsecureHTTP()}
}

// quickly polls at the demo's pace in place of the real services'.
func quickly(tell backup.WaitOption) []backup.WaitOption {
	const pause = 100 * time.Millisecond
	return []backup.WaitOption{backup.WithPollDelay(0), backup.WithPollInterval(pause, pause), tell}
}

// silently is run's work without progress.
func silently(work func(ctx context.Context) (string, error)) func(context.Context, backup.WaitOption) (string, error) {
	return func(ctx context.Context, _ backup.WaitOption) (string, error) { return work(ctx) }
}
