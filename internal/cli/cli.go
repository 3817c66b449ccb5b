// Package cli is the command line backupctl: one file per group of commands.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	backup "github.com/backup-sdk/backup-go"
)

// Exit codes of backupctl.
const (
	exitOK          = 0
	exitFailed      = 1
	exitUsage       = 2
	exitInterrupted = 130
)

// Run executes a command line and returns the process' exit code. The context
// ends the command; everything it started has ended when Run returns.
func Run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	root := newRoot()
	root.SetArgs(args)
	root.SetOut(stdout)
	root.SetErr(stderr)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return exitOK
	}
	var reported *reportedError
	switch {
	case ctx.Err() != nil:
		fmt.Fprintln(stderr, "backupctl: interrupted")
		return exitInterrupted
	case errors.As(err, &reported):
		return exitFailed
	}
	fmt.Fprintln(stderr, "backupctl:", err)
	var usage *usageError
	if errors.As(err, &usage) {
		return exitUsage
	}
	return exitFailed
}

// usageError is a wrong command line, as opposed to a command that failed.
type usageError struct{ error }

func (e *usageError) Unwrap() error { return e.error }

// reportedError is a failure the command has told the user already.
type reportedError struct{ error }

func (e *reportedError) Unwrap() error { return e.error }

func newRoot() *cobra.Command {
	root := &cobra.Command{
		Use:           "backupctl",
		Short:         "Backups of Cloutility, Zomro and Huawei Cloud CBR",
		Version:       backup.Version,
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          noArgs,
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return &usageError{fmt.Errorf("%w (see '%s --help')", err, cmd.CommandPath())}
	})
	root.AddCommand(newDemo(), newEmulate())
	return root
}

// noArgs refuses arguments, among them unknown commands.
func noArgs(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	return &usageError{fmt.Errorf("unknown command or argument %q (see '%s --help')", args[0], cmd.CommandPath())}
}

// isTerminal reports whether w is a terminal that can redraw a line.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd())) && os.Getenv("TERM") != "dumb"
}
