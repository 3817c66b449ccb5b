// Package cli is the command line backupctl: one file per group of commands, in
// which a command is a few declarative lines. What the lines mean is in verb.go;
// the mechanisms are in the packages below this one.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/guard"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/problems"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/terminal"
)

// Program is a command line and the world it runs in.
type Program struct {
	Args           []string
	Stdin          io.Reader
	Stdout, Stderr io.Writer
	// Getenv reads a variable, Dir is where relative files of configuration
	// are looked for.
	Getenv func(string) string
	Dir    string

	// ran, if set, is told the command that runs.
	ran func(path string)
	// sent, if set, is told each request that passes.
	sent func(*invocation, *guard.Call)
	// ask, if set, types passwords and codes in place of somebody at a terminal.
	ask func(ctx context.Context, prompt string) (string, error)
	// clock, if set, is the time that ages are counted from.
	clock func() time.Time
	// everything makes all commands, and not only those the arguments name.
	everything bool
}

// Run executes a command line with the environment of the process and returns
// the process' exit code. The context ends the command; everything it started
// has ended when Run returns.
func Run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	return Program{Args: args, Stdin: os.Stdin, Stdout: stdout, Stderr: stderr, Getenv: os.Getenv}.Run(ctx)
}

// Run executes the command line and returns the exit code.
func (p Program) Run(ctx context.Context) int {
	a := newApp(p)
	root := a.root()
	root.SetArgs(p.Args)
	root.SetIn(p.Stdin)
	root.SetOut(&terminal.Writer{To: quietWriter{p.Stdout}, Mask: a.known.Cut})
	root.SetErr(a.Stderr)
	err := root.ExecuteContext(ctx)
	if a.archive != nil {
		if closeErr := a.archive.Close(); closeErr != nil {
			err = errors.Join(err, fmt.Errorf("the trace file is incomplete: %w", closeErr))
		}
	}
	if err == nil {
		return problems.OK
	}
	if coded, ok := errors.AsType[*problems.CodeError](err); ok {
		if coded.Err != nil {
			fmt.Fprintln(a.Stderr, "backupctl:", coded.Err)
		}
		return coded.Code
	}
	report := problems.Of(err)
	a.explain(&report, err)
	if _, ok := errors.AsType[*problems.ReportedError](err); ok {
		return report.ExitCode
	}
	if ctx.Err() != nil {
		report.ExitCode, report.Kind, report.Hint = problems.Interrupted, "interrupted", ""
		report.Message = "interrupted"
		if interrupted, ok := errors.AsType[*interruptedError](err); ok {
			report.Message, report.Hint = interrupted.text, a.here(interrupted.hint)
		}
	}
	report.Print(a.Stderr, wantsJSON(a, p.Args))
	return report.ExitCode
}

// wantsJSON works for command lines that could not be parsed, too.
func wantsJSON(a *app, args []string) bool {
	if a.global.format == "json" {
		return true
	}
	for i, arg := range args {
		if arg == "--output=json" || arg == "-ojson" || arg == "-o=json" || (arg == "-o" || arg == "--output") && i+1 < len(args) && args[i+1] == "json" {
			return true
		}
	}
	return false
}
