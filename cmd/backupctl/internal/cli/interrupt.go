package cli

import (
	"context"
	"errors"
	"strings"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/problems"
)

// interruptedError says what goes on after an interruption.
type interruptedError struct {
	text, hint string
	err        error
}

func (e *interruptedError) Error() string { return e.text }

func (e *interruptedError) Unwrap() error { return e.err }

// interrupted turns an interruption into what it means.
func (inv *invocation) interrupted(err error) error {
	var known *interruptedError
	switch {
	case errors.As(err, &known):
		return err
	case inv.verb.kind == waits:
		var w *backup.WaitError
		state := ""
		if errors.As(err, &w) && w.State != "" {
			state = " (last seen as " + w.State + ")"
		}
		return &interruptedError{"interrupted: the work goes on" + state, "to go on waiting: backupctl " + inv.line(), err}
	case inv.verb.kind != reads:
		return &interruptedError{"interrupted: it is not known whether the service carried this out", "look before doing it again", err}
	}
	return err
}

// stillRunning says how to go on waiting.
func stillRunning(ctx context.Context, err error, line string) error {
	hint := "to go on waiting: backupctl " + line
	if ctx.Err() == nil {
		return &problems.HintError{Err: err, Hint: hint}
	}
	text := "interrupted: the work goes on"
	var w *backup.WaitError
	if errors.As(err, &w) && w.State != "" {
		text += " (" + w.Subject + " was last seen as " + w.State + ")"
	}
	return &interruptedError{text, hint, err}
}

// line is the command line that was given, for doing it again.
func (inv *invocation) line() string {
	parts := []string{inv.path}
	for _, s := range inv.binding.Positions() {
		for _, text := range s.Texts() {
			parts = append(parts, quote(text))
		}
	}
	return inv.session.line(parts...)
}

// line is a command line that works with this account.
func (s *session) line(words ...string) string {
	return strings.Join(append(words, s.chosen()...), " ")
}

func quote(text string) string {
	if text != "" && !strings.ContainsAny(text, " \t\n\"'$`\\*?[]{}()<>|&;~#!") {
		return text
	}
	return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
}
