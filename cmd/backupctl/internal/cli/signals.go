package cli

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/problems"
)

// grace is how long a command has to end after an interruption, unless it wants more.
const grace = 900 * time.Millisecond

// patience is how long a command has to end after an interruption.
type patience struct{ time atomic.Int64 }

type patienceKey struct{}

// giveTime lets the command have more time to end after an interruption.
func giveTime(ctx context.Context, d time.Duration) {
	if p, ok := ctx.Value(patienceKey{}).(*patience); ok {
		p.time.Store(int64(max(d, grace)))
	}
}

// Main runs the command line of the process and returns its exit code. An
// interruption cancels the command; what has not ended a second later, or when the time
// is over that it wants for that, and a second interruption, end the process.
func Main() int {
	if completes(os.Args[1:]) {
		if null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0); err == nil {
			os.Stderr = null // cobra writes there, whatever it was told
		}
	}
	wanted := new(patience)
	wanted.time.Store(int64(grace))
	ctx, cancel := context.WithCancel(context.WithValue(context.Background(), patienceKey{}, wanted))
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
		case <-time.After(time.Duration(wanted.time.Load())):
		case <-ended:
			return
		}
		fmt.Fprintln(os.Stderr, "backupctl: interrupted; it is not known how far it got")
		os.Exit(problems.Interrupted) //nolint:revive // nothing else ends what does not listen
	}()
	return Run(ctx, os.Args[1:], os.Stdout, os.Stderr)
}
