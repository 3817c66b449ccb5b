package cli

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/problems"
)

// grace is how long a command has to end after an interruption.
const grace = 900 * time.Millisecond

// Main runs the command line of the process and returns its exit code. An
// interruption cancels the command; what has not ended a second later, and a
// second interruption, end the process.
func Main() int {
	if completes(os.Args[1:]) {
		if null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0); err == nil {
			os.Stderr = null // cobra writes there, whatever it was told
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	signals := make(chan os.Signal, 2) //nolint:mnd // the second one is meant
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	defer signal.Stop(signals)
	ended := make(chan struct{})
	defer close(ended)
	go func() {
		select {
		case <-signals:
		case <-ended:
			return
		}
		cancel()
		select {
		case <-signals:
		case <-time.After(grace):
		case <-ended:
			return
		}
		fmt.Fprintln(os.Stderr, "backupctl: interrupted; it is not known how far it got")
		os.Exit(problems.Interrupted) //nolint:revive // nothing else ends what does not listen
	}()
	return Run(ctx, os.Args[1:], os.Stdout, os.Stderr)
}
