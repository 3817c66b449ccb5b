package cli

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/redact"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/secrets"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/terminal"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/trace"
)

// app is one run of the program.
type app struct {
	Program
	global  globals
	secrets *secrets.Finder
	archive *trace.Archive
	known   *redact.Known // secrets, which nothing that is shown may hold
	errors  *terminal.Writer
	// completing says that a shell asks for names.
	completing bool
	session    *session    // the account in use, nil before there is one
	running    *invocation // the command that runs, nil for those without a service
}

func newApp(p Program) *app {
	if p.Getenv == nil {
		p.Getenv = os.Getenv
	}
	a := &app{Program: p, known: new(redact.Known), completing: completes(p.Args)}
	if a.completing { // nobody is asked, and nobody is told anything but names
		p.Stdin, p.Stderr, p.ask = strings.NewReader(""), io.Discard, nil
		a.Program = p
	}
	a.errors = &terminal.Writer{To: p.Stderr, Mask: a.known.Cut}
	a.Stderr = a.errors
	a.secrets = &secrets.Finder{
		Getenv: p.Getenv, Stdin: p.Stdin, Stderr: p.Stderr, Ask: secrets.Terminal(p.Stdin, a.Stderr), Found: a.known.Add,
	}
	if p.ask != nil {
		a.secrets.Ask = p.ask
	}
	return a
}

// requested says that the arguments name a command. The others are not made in
// full: with hundreds of them that is what a start would take its time for.
func (a *app) requested(name string, aliases []string) bool {
	return a.everything || slices.ContainsFunc(a.Args, func(arg string) bool { return arg == name || slices.Contains(aliases, arg) })
}

// sayf tells people something on standard error.
func (a *app) sayf(format string, args ...any) {
	if !a.global.quiet {
		fmt.Fprintln(a.Stderr, a.here(fmt.Sprintf(format, args...)))
	}
}

// readFile reads a file that the user names.
func (a *app) readFile(path string) ([]byte, error) {
	f, err := os.Open(a.inDir(path))
	if err != nil {
		return nil, err
	}
	defer func() {
		_ = f.Close() // nothing was written
	}()
	return readAll(f)
}

// readAll reads what is not too large.
func readAll(r io.Reader) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxInput+1))
	if err == nil && len(data) > maxInput {
		err = fmt.Errorf("more than %d bytes", maxInput)
	}
	return data, err
}
