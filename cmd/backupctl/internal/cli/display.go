package cli

import (
	"context"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/progress"
)

// startDisplay shows the progress of a command.
func (inv *invocation) startDisplay() *progress.Display { return inv.session.app.display(inv.path) }

// display shows the progress of something, unless nobody wants it or --debug fills
// the screen anyway. It redraws its line behind the writer that cleans standard error.
func (a *app) display(what string) *progress.Display {
	if a.global.quiet || a.global.debug {
		return progress.Start(nil, progress.Options{}, "")
	}
	o := progress.Options{Terminal: isTerminal(a.Stderr), Patience: progress.Patience, Clean: a.errors.Line}
	if o.Terminal {
		o.Width = widthOf(a.errors.To)
	}
	return progress.Start(a.errors.To, o, what)
}

type displayKey struct{}

// withDisplay lets a command's function tell its own progress, and its rows.
func withDisplay(ctx context.Context, inv *invocation) context.Context {
	return context.WithValue(context.WithValue(ctx, displayKey{}, inv.display), runningKey{}, inv)
}

// count tells how far a command's function got, often.
func count(ctx context.Context, text string) {
	if d, ok := ctx.Value(displayKey{}).(*progress.Display); ok {
		d.Count(text)
	}
}

// note tells progress from inside a command's function.
func note(ctx context.Context, text string) {
	if d, ok := ctx.Value(displayKey{}).(*progress.Display); ok {
		d.Note(text)
	}
}
