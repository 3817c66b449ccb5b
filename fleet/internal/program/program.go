// Package program runs a user's program, without a shell and within bounds.
package program

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"time"
	"unicode/utf8"
)

// Program is what to run.
type Program struct {
	// What it is called in errors.
	What string
	// Argv is the program and its first arguments.
	Argv []string
	// Env is its environment, that of this process when nil.
	Env []string
	// Timeout ends it.
	Timeout time.Duration
	// MaxOutput is how many bytes of its output are taken.
	MaxOutput int
}

// grace is for children that hold the output open when the program has ended.
const grace = 5 * time.Second

// Run runs the program with more arguments and an input, and returns what it printed.
// The exit code is -1 when it did not end by itself. Errors have the beginning of what
// it printed to standard error.
func (p *Program) Run(ctx context.Context, input string, args ...string) (output string, exit int, err error) {
	ctx, cancel := context.WithTimeoutCause(ctx, p.Timeout, fmt.Errorf("%s: not done after %s", p.What, p.Timeout))
	defer cancel()
	args = append(p.Argv[1:len(p.Argv):len(p.Argv)], args...)
	cmd := exec.CommandContext(ctx, p.Argv[0], args...) //nolint:gosec // the program is the user's choice, and no shell reads its arguments
	cmd.Env, cmd.WaitDelay = p.Env, grace
	cmd.Stdin = strings.NewReader(input)
	out, errs := bounded{most: p.MaxOutput}, bounded{most: maxText}
	cmd.Stdout, cmd.Stderr = &out, &errs
	err = cmd.Run()
	exit = -1
	if cmd.ProcessState != nil {
		exit = cmd.ProcessState.ExitCode()
	}
	var failed *exec.ExitError
	switch {
	case ctx.Err() != nil:
		return "", exit, context.Cause(ctx)
	case errors.As(err, &failed):
		return "", exit, fmt.Errorf("%s: %w: %s", p.What, err, Plain(errs.String()))
	case err != nil:
		return "", exit, fmt.Errorf("%s: %w", p.What, err)
	case out.full:
		return "", exit, fmt.Errorf("%s: it printed more than %d bytes", p.What, p.MaxOutput)
	}
	return out.String(), exit, nil
}

// bounded keeps the beginning of what is written to it.
type bounded struct {
	bytes.Buffer

	most int
	full bool
}

func (b *bounded) Write(p []byte) (int, error) {
	room := b.most - b.Len()
	if len(p) > room {
		b.full = true
		b.Buffer.Write(p[:room])
		return len(p), nil
	}
	return b.Buffer.Write(p)
}

// maxText bounds what others say, in bytes.
const maxText = 1000

// Plain makes a text of others harmless: one line, without control characters, and
// bounded.
func Plain(text string) string {
	text = strings.Map(func(r rune) rune {
		if r < ' ' || r >= 0x7f && r < 0xa0 || r == utf8.RuneError || r == 0x2028 || r == 0x2029 {
			return ' '
		}
		return r
	}, text)
	if len(text) <= maxText {
		return text
	}
	cut := maxText
	for !utf8.RuneStart(text[cut]) {
		cut--
	}
	return text[:cut] + "…"
}
