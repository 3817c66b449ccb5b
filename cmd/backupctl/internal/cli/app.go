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
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"golang.org/x/term"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/names"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/output"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/problems"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/secrets"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/trace"
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
	// everything makes all commands, and not only those the arguments name.
	everything bool
}

// app is one run of the program.
type app struct {
	Program
	global  globals
	secrets *secrets.Finder
	archive *trace.Archive
}

// globals are the flags that all commands have.
type globals struct {
	context, config                      string
	format, query, colour                string
	columns, sort, filters               []string
	noHeaders, quiet, debug, yes, dryRun bool
	traceFile                            string
	requestTimeout                       time.Duration
	maxAttempts                          int
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
	root.SetOut(quietWriter{p.Stdout})
	root.SetErr(p.Stderr)
	err := root.ExecuteContext(ctx)
	if a.archive != nil {
		if closeErr := a.archive.Close(); closeErr != nil {
			err = errors.Join(err, fmt.Errorf("the trace file is incomplete: %w", closeErr))
		}
	}
	if err == nil {
		return problems.OK
	}
	report := problems.Of(err)
	if _, ok := errors.AsType[*problems.ReportedError](err); ok {
		return report.ExitCode
	}
	if ctx.Err() != nil {
		report.ExitCode, report.Kind, report.Hint = problems.Interrupted, "interrupted", ""
		report.Message = "interrupted"
		if interrupted, ok := errors.AsType[*interruptedError](err); ok {
			report.Message, report.Hint = interrupted.text, interrupted.hint
		}
	}
	report.Print(p.Stderr, wantsJSON(a, p.Args))
	return report.ExitCode
}

// nobodyReads says that standard output is a pipe without a reader, or closed:
// the command does its work all the same, and nobody wants to know.
func nobodyReads(err error) bool {
	return errors.Is(err, syscall.EPIPE) || errors.Is(err, os.ErrClosed) || errors.Is(err, io.ErrClosedPipe) || errors.Is(err, syscall.EBADF)
}

// quietWriter is standard output for help and completions: when nobody reads,
// that is no problem.
type quietWriter struct{ io.Writer }

func (q quietWriter) Write(p []byte) (int, error) {
	n, err := q.Writer.Write(p)
	if err != nil && nobodyReads(err) {
		return len(p), nil
	}
	return n, err
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

func newApp(p Program) *app {
	if p.Getenv == nil {
		p.Getenv = os.Getenv
	}
	a := &app{Program: p}
	a.secrets = &secrets.Finder{Getenv: p.Getenv, Stdin: p.Stdin, Stderr: p.Stderr, Ask: secrets.Terminal(p.Stdin, p.Stderr)}
	return a
}

// requested says that the arguments name a command. The others are not made in
// full: with hundreds of them that is what a start would take its time for.
func (a *app) requested(name string, aliases []string) bool {
	return a.everything || slices.ContainsFunc(a.Args, func(arg string) bool { return arg == name || slices.Contains(aliases, arg) })
}

func (a *app) addGlobals(fs *pflag.FlagSet) {
	g := &a.global
	fs.StringVar(&g.context, "context", "", "`name` of the context to use instead of the current one")
	fs.StringVar(&g.config, "config", "", "configuration `file` (BACKUPCTL_CONFIG)")
	fs.StringVarP(&g.format, "output", "o", "", "`format` of the result: "+strings.Join(output.Formats(), ", "))
	fs.StringSliceVar(&g.columns, "columns", nil, "`fields` to show, such as id,name,billing.size_gb")
	fs.StringSliceVar(&g.sort, "sort", nil, "`fields` to sort a list by; -field is downwards")
	fs.StringArrayVar(&g.filters, "filter", nil, "only rows with `field=value`; also != ~ < <= > >=; repeatable, all must hold")
	fs.BoolVar(&g.noHeaders, "no-headers", false, "no headings in tables and CSV")
	fs.StringVar(&g.query, "query", "", "JMESPath `expression` to apply to the result")
	fs.StringVar(&g.colour, "color", "auto", "`when` to use colours: auto, always, never")
	fs.BoolVarP(&g.quiet, "quiet", "q", false, "no progress and no confirmations on standard error")
	fs.BoolVar(&g.debug, "debug", false, "show each request and answer on standard error, without secrets")
	fs.StringVar(&g.traceFile, "trace-file", "", "write all requests and answers to a `file` (HAR), without secrets")
	fs.BoolVarP(&g.yes, "yes", "y", false, "do not ask before destroying something")
	fs.BoolVar(&g.dryRun, "dry-run", false, "show what would be done, and do nothing")
	fs.DurationVar(&g.requestTimeout, "request-timeout", 0, "longest `time` for one request (default 1m)")
	fs.IntVar(&g.maxAttempts, "max-attempts", 0, "how `often` a failed request is sent at most (default 4)")
}

// root makes the tree of commands.
func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "backupctl",
		Short: "Backups of Cloutility, Zomro and Huawei Cloud CBR",
		Long: `Backups of Cloutility, Zomro and Huawei Cloud CBR.

Begin with a context, a named account:

  backupctl context create work --service zomro --username ops@example.com
  backupctl zomro backup create --wait
  backupctl zomro backup list

Results go to standard output; progress, questions and problems to standard
error. Exit codes tell the kind of a problem: see backupctl help exit-codes.`,
		Example:       "  backupctl zomro backup list -o json\n  backupctl cbr vault list --columns id,name,billing.size_gb --sort name",
		Version:       backup.Version,
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          noArgs,
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.SetFlagErrorFunc(flagError)
	root.PersistentPreRun = func(cmd *cobra.Command, _ []string) {
		if a.ran != nil {
			a.ran(cmd.CommandPath())
		}
	}
	root.CompletionOptions.DisableDescriptions = false
	a.addGlobals(root.PersistentFlags())
	a.completeGlobals(root)
	for _, s := range services() {
		root.AddCommand(a.serviceCommand(s))
	}
	root.AddCommand(a.shortcuts()...)
	root.AddCommand(a.newContext(), newDemo(), newEmulate(), a.newVersion(), helpExitCodes(), helpOutput(), helpConfiguration())
	return root
}

// flagError names flags that come close to an unknown one.
func flagError(cmd *cobra.Command, err error) error {
	text := err.Error()
	if name, ok := strings.CutPrefix(text, "unknown flag: --"); ok {
		var all []string
		cmd.Flags().VisitAll(func(f *pflag.Flag) { all = append(all, f.Name) })
		near := names.Closest(name, all)
		for i := range near {
			near[i] = "--" + near[i]
		}
		if len(near) > 0 {
			text += "; did you mean " + strings.Join(near, " or ") + "?"
		}
	}
	return &problems.UsageError{Err: fmt.Errorf("%s (see '%s --help')", text, cmd.CommandPath())}
}

// noArgs refuses arguments, among them unknown commands.
func noArgs(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	if !cmd.HasAvailableSubCommands() {
		return problems.Usagef("unexpected argument %q (see '%s --help')", args[0], cmd.CommandPath())
	}
	var all []string
	for _, sub := range cmd.Commands() {
		if sub.IsAvailableCommand() {
			all = append(append(all, sub.Name()), sub.Aliases...)
		}
	}
	return problems.Usagef("unknown command %q for %s%s (see '%s --help')", args[0], cmd.CommandPath(), names.Hint(args[0], all), cmd.CommandPath())
}

// isTerminal reports whether w is a terminal that can redraw a line.
func isTerminal(w any) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd())) && os.Getenv("TERM") != "dumb"
}

// options say how to show a result.
func (a *app) options() (output.Options, error) {
	g := &a.global
	o := output.Options{Format: g.format, Columns: g.columns, Sort: g.sort, Filters: g.filters, Query: g.query, NoHeaders: g.noHeaders}
	if o.Format == "" {
		o.Format = "table"
	}
	if !slices.Contains([]string{"auto", "always", "never"}, g.colour) {
		return o, problems.Usagef("--color %q is not auto, always or never", g.colour)
	}
	terminal := isTerminal(a.Stdout)
	o.Colour = g.colour == "always" || g.colour == "auto" && terminal && a.Getenv("NO_COLOR") == ""
	if f, ok := a.Stdout.(*os.File); ok && terminal {
		if width, _, err := term.GetSize(int(f.Fd())); err == nil {
			o.Width = width
		}
	}
	return o, nil
}

// show writes a result.
func (a *app) show(tree any, o output.Options) error {
	w := &watched{w: a.Stdout}
	if err := output.Render(w, tree, o); err != nil {
		switch {
		case w.err == nil:
			return err
		case nobodyReads(w.err):
			return nil
		}
		return fmt.Errorf("the result cannot be written: %w", w.err)
	}
	return nil
}

// watched remembers that it was the writing that failed.
type watched struct {
	w   io.Writer
	err error
}

func (w *watched) Write(p []byte) (int, error) {
	n, err := w.w.Write(p)
	if err != nil {
		w.err = err
	}
	return n, err
}

// sayf tells people something on standard error.
func (a *app) sayf(format string, args ...any) {
	if !a.global.quiet {
		fmt.Fprintf(a.Stderr, format+"\n", args...)
	}
}
