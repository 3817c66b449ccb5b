package drill

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"time"
)

// Command is a [Canary] that runs a program, without a shell. After its own arguments
// come what to do, which is write, read or erase, and the id and the name of the
// machine:
//
//	/usr/local/bin/canary read 7310442 harbor-web
//
// For write the value is on standard input. For read it is expected on standard
// output; exit code 3 says that there is no canary, or no machine any more. Any other
// exit code but 0 is an error, whose text is the beginning of standard error. The
// program waits by itself until a restored machine can be reached.
type Command struct {
	// Argv is the program and its first arguments.
	Argv []string
	// Env is its environment, that of this process when nil.
	Env []string
	// Timeout ends it; 10 minutes when zero.
	Timeout time.Duration
}

const (
	commandTimeout = 10 * time.Minute
	commandGrace   = 5 * time.Second // for children that hold its output open
	maxOutput      = 1 << 20
	exitNoCanary   = 3
)

// Write implements [Canary].
func (c *Command) Write(ctx context.Context, m Machine, value string) error {
	_, err := c.run(ctx, "write", m, value)
	return err
}

// Read implements [Canary].
func (c *Command) Read(ctx context.Context, m Machine) (string, error) {
	return c.run(ctx, "read", m, "")
}

// Erase implements [Canary].
func (c *Command) Erase(ctx context.Context, m Machine) error {
	_, err := c.run(ctx, "erase", m, "")
	return err
}

func (c *Command) run(ctx context.Context, action string, m Machine, input string) (string, error) {
	if len(c.Argv) == 0 || c.Argv[0] == "" {
		return "", &ArgumentError{"Command.Argv", "is empty"}
	}
	timeout := c.Timeout
	if timeout <= 0 {
		timeout = commandTimeout
	}
	ctx, cancel := context.WithTimeoutCause(ctx, timeout, fmt.Errorf("canary program: not done after %s", timeout))
	defer cancel()
	args := append(c.Argv[1:len(c.Argv):len(c.Argv)], action, m.ID, m.Name)
	cmd := exec.CommandContext(ctx, c.Argv[0], args...) //nolint:gosec // the program is the user's choice, and no shell reads its arguments
	cmd.Env, cmd.WaitDelay = c.Env, commandGrace
	cmd.Stdin = strings.NewReader(input)
	var out, errs bounded
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	var exit *exec.ExitError
	switch {
	case ctx.Err() != nil:
		return "", context.Cause(ctx)
	case errors.As(err, &exit) && exit.ExitCode() == exitNoCanary:
		return "", ErrNoCanary
	case err != nil:
		return "", fmt.Errorf("canary program: %s: %w: %s", action, err, plain(errs.String()))
	case out.full:
		return "", fmt.Errorf("canary program: %s: it printed more than %d bytes", action, maxOutput)
	}
	return out.String(), nil
}

// bounded keeps the beginning of what is written to it.
type bounded struct {
	bytes.Buffer

	full bool
}

func (b *bounded) Write(p []byte) (int, error) {
	room := maxOutput - b.Len()
	if len(p) > room {
		b.full = true
		b.Buffer.Write(p[:room])
		return len(p), nil
	}
	return b.Buffer.Write(p)
}
