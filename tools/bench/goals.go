package main

import (
	"fmt"
	"io"
	"time"
)

// Contenders, as they are called on the page.
const (
	byHand   = "by hand"
	ours     = "backup-go"
	vendors  = "vendor's SDK"
	inMemory = "In memory"
	loopback = "Over loopback"
	onePage  = "CBR: list 1,000 backups, AK/SK"
	allPages = "CBR: list all of 50,000 backups, AK/SK"
)

// results are what was measured, for the goals.
type results struct {
	rows    []row
	scaling map[string]map[string]float64 // by way and maker: all cores against one
	builds  map[string]build
}

type row struct {
	way, call, maker string
	time             time.Duration
	allocs           float64
	live             uint64 // heap, in bytes
}

// find gives a row, and whether it was measured.
func (r *results) find(way, call, maker string) (row, bool) {
	for _, x := range r.rows {
		if x.way == way && x.call == call && x.maker == maker {
			return x, true
		}
	}
	return row{}, false
}

// worst is the highest ratio of our rows to those of another maker.
func (r *results) worst(way, other string, value func(row) float64) (most float64, call string) {
	for _, us := range r.rows {
		if us.way != way || us.maker != ours {
			continue
		}
		if them, ok := r.find(way, us.call, other); ok && value(us)/value(them) > most {
			most, call = value(us)/value(them), us.call
		}
	}
	return most, call
}

// goals compares what was measured with what was aimed at.
func (r *results) goals(out io.Writer, cores int) error {
	fmt.Fprint(out, "## Goals\n\n| Goal | Measured | Met |\n|---|---|---|\n")
	line := func(goal string, met bool, format string, args ...any) {
		answer := "no"
		if met {
			answer = "yes"
		}
		fmt.Fprintf(out, "| %s | %s | %s |\n", goal, fmt.Sprintf(format, args...), answer)
	}
	elapsed := func(x row) float64 { return float64(x.time) }
	allocs := func(x row) float64 { return x.allocs }
	for _, goal := range []struct {
		text, way, other string
		value            func(row) float64
		most             float64
	}{
		{"over loopback every call takes at most 1.10 × the time of one by hand", loopback, byHand, elapsed, 1.10},
		{"in memory at most 1.35 ×", inMemory, byHand, elapsed, 1.35},
		{"in memory at most 0.5 × the time of the vendor's SDK", inMemory, vendors, elapsed, 0.5},
		{"in memory at most 0.5 × its allocations", inMemory, vendors, allocs, 0.5},
	} {
		if x, call := r.worst(goal.way, goal.other, goal.value); call != "" {
			line(goal.text, x <= goal.most, "at most %.2f (%s)", x, call)
		}
	}
	page, ok := r.find(inMemory, onePage, ours)
	if plain, both := r.find(inMemory, onePage, byHand); ok && both {
		line("a page of 1,000 backups takes no longer than encoding/json into the same structs", page.time <= plain.time, "%.2f ×", ratio(page.time, plain.time))
	}
	if all, both := r.find(inMemory, allPages, ours); ok && both {
		line("50,000 backups need the memory of one page", float64(all.live) <= 1.5*float64(page.live), "%.1f MB, one page %.1f MB",
			float64(all.live)/1e6, float64(page.live)/1e6)
	}
	if scaling := r.scaling[inMemory]; scaling[ours] > 0 {
		line(fmt.Sprintf("64 workers on %d cores do as many times the work of one core as hashing does, which allocates nothing", cores), scaling[ours] >= 0.95*scaling[machine],
			"%.2f; by hand %.2f, hashing %.2f", scaling[ours], scaling[byHand], scaling[machine])
	}
	if us, floor := r.builds[ours], r.builds[byHand]; us.size > 0 {
		line("a cold build takes at most 1.2 × that of the program by hand", ratio(us.took, floor.took) <= 1.2, "%.2f ×", ratio(us.took, floor.took))
		line("a stripped program is at most 300 kB larger", us.size-floor.size <= 300_000, "%d kB; by package, see Programs", (us.size-floor.size)/1000)
	}
	_, err := fmt.Fprintln(out)
	return err
}
