package cli

import (
	"context"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/progress"
)

// startDisplay shows progress, unless nobody wants it or --debug fills the
// screen anyway.
func (inv *invocation) startDisplay() *progress.Display {
	a := inv.session.app
	if a.global.quiet || a.global.debug {
		return progress.Start(nil, progress.Options{}, "")
	}
	return progress.Start(a.errors.To, progress.Options{Terminal: isTerminal(a.Stderr), Patience: progress.Patience, Clean: a.errors.Line}, inv.path)
}

type displayKey struct{}

// withDisplay lets a command's function tell its own progress.
func withDisplay(ctx context.Context, inv *invocation) context.Context {
	return context.WithValue(ctx, displayKey{}, inv.display)
}

// note tells progress from inside a command's function.
func note(ctx context.Context, text string) {
	if d, ok := ctx.Value(displayKey{}).(*progress.Display); ok {
		d.Note(text)
	}
}
