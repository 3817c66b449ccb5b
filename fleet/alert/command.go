package alert

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/backup-sdk/backup-go/fleet/internal/program"
)

// Command gives events to a program, without a shell: as JSON on standard input. An
// exit code other than 0 means that it was not delivered. What it prints is left out.
type Command struct {
	// Label tells commands apart; "command" when empty.
	Label string
	// Argv is the program and its arguments.
	Argv []string
	// Env is its environment, that of this process when nil.
	Env []string
	// Timeout ends it; a minute when zero.
	Timeout time.Duration
}

const maxPrinted = 1 << 20

// Name implements [Sender].
func (c *Command) Name() string { return cmp.Or(c.Label, "command") }

// Send implements [Sender].
func (c *Command) Send(ctx context.Context, e Event) error {
	if len(c.Argv) == 0 || c.Argv[0] == "" {
		return &ArgumentError{"Command.Argv", "is empty"}
	}
	input, err := json.Marshal(e)
	if err != nil {
		return fmt.Errorf("alert: %s: %w", c.Name(), err)
	}
	timeout := c.Timeout
	if timeout <= 0 {
		timeout = time.Minute
	}
	p := program.Program{What: "alert: " + c.Name(), Argv: c.Argv, Env: c.Env, Timeout: timeout, MaxOutput: maxPrinted}
	_, _, err = p.Run(ctx, string(input)+"\n")
	return err
}
