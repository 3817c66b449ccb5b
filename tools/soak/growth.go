package main

import (
	"context"
	"fmt"
	"runtime"
	"time"
)

// growth is what a run has left behind.
type growth struct {
	// The heap before the work, and after it without the fakes, which remember
	// all that was asked of them: what is left is the clients'.
	heapBefore, heapAfter uint64
	// The goroutines after a third of the time and shortly before its end.
	early, late int
}

// watch counts goroutines while the workers work.
func (g *growth) watch(ctx context.Context) {
	deadline, _ := ctx.Deadline()
	all := time.Until(deadline)
	g.early = goroutines(ctx, all/3)
	g.late = goroutines(ctx, time.Until(deadline)-all/20)
}

// goroutines takes the least of some samples: what is there at all times.
func goroutines(ctx context.Context, after time.Duration) int {
	if pause(ctx, after) != nil {
		return 0
	}
	least := runtime.NumGoroutine()
	for range 20 {
		if pause(ctx, 5*time.Millisecond) != nil {
			return least
		}
		least = min(least, runtime.NumGoroutine())
	}
	return least
}

// heap is the memory in use. It is collected twice, for what pools keep over
// one collection.
func heap() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// String is a line for people.
func (g *growth) String() string {
	return fmt.Sprintf("heap of the clients %.1f MB before, %.1f MB after; goroutines %d after a third of the time, %d at the end",
		float64(g.heapBefore)/1e6, float64(g.heapAfter)/1e6, g.early, g.late)
}

// slack is for what is made once and kept: connections' buffers, and what
// encoding/json knows of types.
const slack = 8 << 20

func (g *growth) check() error {
	if g.heapAfter > g.heapBefore+slack {
		return fmt.Errorf("the heap grows: %s", g)
	}
	if g.late > 2*g.early {
		return fmt.Errorf("the goroutines grow: %s", g)
	}
	return nil
}
