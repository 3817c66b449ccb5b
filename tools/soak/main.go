// Command soak works for a while with all three services through a bad network,
// and then looks whether anything was lost, done twice or left behind:
//
//	go run ./tools/soak -duration 2m
//
// The services are the fakes, over loopback. One request in ten fails, in one of
// many ways, and tokens live for two seconds. It ends with exit code 1 when a
// thing that was created is missing or there twice, when there were more
// sign-ins than tokens ran out, or when memory or goroutines grow.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"sync"
	"time"
)

// settings are the flags.
type settings struct {
	workers  int
	duration time.Duration
	faults   float64
	life     time.Duration
	seed     uint64
}

func main() {
	var s settings
	flag.IntVar(&s.workers, "workers", 64, "workers, divided among the services")
	flag.DurationVar(&s.duration, "duration", 2*time.Minute, "how long they work")
	flag.Float64Var(&s.faults, "faults", 0.1, "share of the requests that fail")
	flag.DurationVar(&s.life, "life", 2*time.Second, "life of tokens and sessions")
	flag.Uint64Var(&s.seed, "seed", 1, "seed of the faults")
	flag.Parse()

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Stdout, s)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "soak:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, out io.Writer, s settings) error {
	before := runtime.NumGoroutine()
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	all, err := openAll(ctx, s)
	if err != nil {
		return err
	}
	working, cancel := context.WithTimeout(ctx, s.duration)
	defer cancel()
	g := growth{heapBefore: heap()}
	var wg sync.WaitGroup
	for i := range s.workers {
		service := all[i%len(all)]
		wg.Go(func() { work(working, ctx, service, i) })
	}
	g.watch(working)
	wg.Wait()
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}

	failed := report(out, s, all)
	stop()
	for _, service := range all {
		service.close()
		service.fake = fake{}
	}
	failed = append(failed, settle(context.WithoutCancel(ctx), before))
	g.heapAfter = heap()
	runtime.KeepAlive(all)
	fmt.Fprintln(out, &g)
	return errors.Join(append(failed, g.check())...)
}

// report prints what happened, and returns what must not have.
func report(out io.Writer, s settings, all []*service) []error {
	var failed []error
	fmt.Fprintf(out, "%-11s %9s %8s %9s %8s %9s %9s %8s\n", "service", "requests", "faults", "created", "refused", "unclear", "sign-ins", "at most")
	for _, service := range all {
		most := int(s.duration/(s.life/2)) + 2 // renewed in the second half of a life
		l := &service.ledger
		n := service.signIns()
		fmt.Fprintf(out, "%-11s %9d %8d %9d %8d %9d %9d %8d\n", service.name, service.network.requests.Load(), service.network.faults.Load(),
			l.created.Load(), l.refused.Load(), l.unclear.Load(), n, most)
		failed = append(failed, l.problems()...)
		if n > most {
			failed = append(failed, fmt.Errorf("%s: %d sign-ins, at most %d tokens can have run out", service.name, n, most))
		}
		if l.created.Load() == 0 {
			failed = append(failed, fmt.Errorf("%s: nothing was created", service.name))
		}
	}
	return failed
}

// settle waits for the goroutines of closed clients and servers to end.
func settle(ctx context.Context, before int) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	for runtime.NumGoroutine() > before {
		if pause(ctx, 20*time.Millisecond) != nil {
			return fmt.Errorf("%d goroutines are left, %d before", runtime.NumGoroutine(), before)
		}
	}
	return nil
}
