package main

import (
	"context"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"sync"
	"time"
)

// contender is one way to make a call.
type contender struct {
	name string
	call func(context.Context) error

	perRound int // calls in a turn, so that it takes a few milliseconds
	best     time.Duration
	allocs   float64
	bytes    float64
}

// turn is how long a contender is measured at a time.
const turn = 15 * time.Millisecond

// shortRounds is how many times more turns there are of calls that take less
// than one: what else the machine does shows more in those.
const shortRounds = 4

// compete measures contenders in turns, and keeps the best of each.
func compete(ctx context.Context, rounds int, all []*contender) error {
	for _, c := range all {
		if err := c.warmUp(ctx); err != nil {
			return err
		}
	}
	if all[0].perRound > 1 {
		rounds *= shortRounds
	}
	for range rounds {
		for _, c := range all {
			if err := c.round(ctx); err != nil {
				return err
			}
		}
	}
	return nil
}

// warmUp fills connections, pools and caches, and finds out how many calls make a
// turn.
func (c *contender) warmUp(ctx context.Context) error {
	for c.perRound = 1; ; c.perRound *= 2 {
		start := time.Now()
		for range c.perRound {
			if err := c.call(ctx); err != nil {
				return err
			}
		}
		if time.Since(start) > turn/2 {
			return nil
		}
	}
}

func (c *contender) round(ctx context.Context) error {
	runtime.GC()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	start := time.Now()
	for range c.perRound {
		if err := c.call(ctx); err != nil {
			return err
		}
	}
	elapsed := time.Since(start) / time.Duration(c.perRound)
	runtime.ReadMemStats(&after)
	if c.best == 0 || elapsed < c.best {
		c.best = elapsed
		c.allocs = float64(after.Mallocs-before.Mallocs) / float64(c.perRound)
		c.bytes = float64(after.TotalAlloc-before.TotalAlloc) / float64(c.perRound)
	}
	return nil
}

// liveHeap is the most memory that the garbage collector finds in use while a
// call is made again and again, over what was in use before.
func liveHeap(ctx context.Context, call func(context.Context) error) (uint64, error) {
	const (
		percent = 10 // so that it looks often
		span    = 300 * time.Millisecond
	)
	defer debug.SetGCPercent(debug.SetGCPercent(percent))
	runtime.GC()
	before, most := live(), uint64(0)
	done := make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		for {
			select {
			case <-done:
				return
			case <-time.After(200 * time.Microsecond):
				most = max(most, live())
			}
		}
	})
	var err error
	for start := time.Now(); err == nil && time.Since(start) < span; {
		err = call(ctx)
	}
	close(done)
	wg.Wait()
	return most - min(before, most), err
}

func live() uint64 {
	sample := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}

// throughput is how many calls a number of workers make in a second.
func throughput(ctx context.Context, workers int, call func(context.Context) error) (float64, error) {
	const span = 700 * time.Millisecond
	var (
		wg     sync.WaitGroup
		mu     sync.Mutex
		total  int
		failed error
	)
	start := time.Now()
	for range workers {
		wg.Go(func() {
			n := 0
			var err error
			for err == nil && time.Since(start) < span {
				err = call(ctx)
				n++
			}
			mu.Lock()
			defer mu.Unlock()
			total += n
			if err != nil {
				failed = err
			}
		})
	}
	wg.Wait()
	return float64(total) / time.Since(start).Seconds(), failed
}
