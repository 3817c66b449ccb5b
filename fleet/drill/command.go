package drill

import (
	"context"
	"time"

	"github.com/backup-sdk/backup-go/fleet/internal/program"
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
	p := program.Program{What: "canary program: " + action, Argv: c.Argv, Env: c.Env, Timeout: timeout, MaxOutput: maxOutput}
	value, exit, err := p.Run(ctx, input, action, m.ID, m.Name)
	if exit == exitNoCanary {
		return "", ErrNoCanary
	}
	return value, err
}
