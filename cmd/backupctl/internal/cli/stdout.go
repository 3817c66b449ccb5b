package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"syscall"

	"golang.org/x/term"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/output"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/terminal"
)

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

// isTerminal reports whether w is a terminal that can redraw a line.
func isTerminal(w any) bool {
	if t, ok := w.(*terminal.Writer); ok {
		w = t.Unwrap()
	}
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd())) && os.Getenv("TERM") != "dumb"
}

// show writes a result.
func (a *app) show(tree any, o output.Options) error {
	if !o.Reveal {
		tree = a.known.Values(tree)
	}
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

// showTree shows what is not from a service.
func (a *app) showTree(v any) error {
	o, err := a.options()
	if err != nil {
		return err
	}
	if err := o.Check(); err != nil {
		return err
	}
	tree, err := output.Tree(v, false)
	if err != nil {
		return err
	}
	return a.show(tree, o)
}
