package main

import (
	"context"
	"math"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"slices"
	"sync"
	"time"
)

// contender is one way to make a call.
type contender struct {
	name string
	call func(context.Context) error

	perTurn int // calls in a turn
	turns   []sample
}

// sample is what a call took in one turn.
type sample struct {
	cpu           time.Duration // of the whole process, the garbage collector included
	allocs, bytes float64
}

// turn is how long a contender is measured at a time, at the least.
const turn = 20 * time.Millisecond

// compete has contenders take turns. Each begins as often as the others, so that
// none is always the one behind a busy moment.
func compete(ctx context.Context, turns int, all []*contender) error {
	for _, c := range all {
		if err := c.calibrate(ctx); err != nil {
			return err
		}
	}
	for i := range turns {
		for j := range all {
			if err := all[(i+j)%len(all)].turn(ctx); err != nil {
				return err
			}
		}
	}
	return nil
}

// calibrate finds out how many calls make a turn, by the quickest of a few tries:
// the first call of all opens connections and makes tables, and takes many times
// as long as the next.
func (c *contender) calibrate(ctx context.Context) error {
	const tries = 3
	if err := c.repeat(ctx, tries); err != nil {
		return err
	}
	for c.perTurn = 1; ; c.perTurn *= 2 {
		quickest := time.Duration(math.MaxInt64)
		for range tries {
			start := cpuTime()
			if err := c.repeat(ctx, c.perTurn); err != nil {
				return err
			}
			if quickest = min(quickest, cpuTime()-start); quickest < turn {
				break
			}
		}
		if quickest >= turn {
			return nil
		}
	}
}

func (c *contender) repeat(ctx context.Context, n int) error {
	for range n {
		if err := c.call(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (c *contender) turn(ctx context.Context) error {
	// All begin with the same heap. A collection empties pools too, which the
	// first calls after it fill again.
	runtime.GC()
	if err := c.repeat(ctx, 1+c.perTurn/20); err != nil {
		return err
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	start := cpuTime()
	if err := c.repeat(ctx, c.perTurn); err != nil {
		return err
	}
	elapsed := cpuTime() - start
	runtime.ReadMemStats(&after)
	n := float64(c.perTurn)
	c.turns = append(c.turns, sample{
		cpu: time.Duration(float64(elapsed) / n), allocs: float64(after.Mallocs-before.Mallocs) / n, bytes: float64(after.TotalAlloc-before.TotalAlloc) / n,
	})
	return nil
}

// cpu is the median of all turns, and so are allocs and bytes.
func (c *contender) cpu() time.Duration {
	return time.Duration(c.median(func(s sample) float64 { return float64(s.cpu) }))
}

func (c *contender) allocs() float64 { return c.median(func(s sample) float64 { return s.allocs }) }
func (c *contender) bytes() float64  { return c.median(func(s sample) float64 { return s.bytes }) }

func (c *contender) median(value func(sample) float64) float64 {
	var all []float64
	for _, s := range c.turns {
		all = append(all, value(s))
	}
	return spreadOf(all).median
}

// against compares with another contender turn by turn: what slowed the machine
// down for a moment slowed down both.
func (c *contender) against(other *contender) spread {
	var ratios []float64
	for i := range c.turns {
		ratios = append(ratios, float64(c.turns[i].cpu)/float64(other.turns[i].cpu))
	}
	return spreadOf(ratios)
}

// spread is the middle of many values, and between what half of them lie.
type spread struct{ low, median, high float64 }

func spreadOf(values []float64) spread {
	if len(values) == 0 {
		return spread{}
	}
	sorted := slices.Sorted(slices.Values(values))
	at := func(share float64) float64 { return sorted[int(share*float64(len(sorted)-1)+0.5)] }
	return spread{at(0.25), at(0.5), at(0.75)}
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
