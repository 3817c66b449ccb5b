package main

import (
	"fmt"
	"io"
	"slices"
)

// Contenders, as they are called on the page.
const (
	byHand   = "by hand"
	ours     = "backup-go"
	ogens    = "ogen's client"
	vendors  = "vendor's SDK"
	inMemory = "In memory"
	loopback = "Over loopback"

	oneObject = "CBR: create checkpoint, token"
	onePage   = "CBR: list 1,000 backups"
	allPages  = "CBR: list all of 50,000 backups"
)

// results are what was measured, for the goals.
type results struct {
	rows    []row
	scaling map[string]map[string]float64 // by way and maker: all cores against one
	builds  map[string]build
}

type row struct {
	way, call string
	*contender
	live uint64 // heap, in bytes
}

// find gives a row, and whether it was measured.
func (r *results) find(way, call, maker string) (row, bool) {
	for _, x := range r.rows {
		if x.way == way && x.call == call && x.name == maker {
			return x, true
		}
	}
	return row{}, false
}

// worst is the highest ratio of our rows to those of another maker, of the calls
// that match.
func (r *results) worst(way, other string, match func(call string) bool, ratio func(us, them row) float64) (most float64, call string) {
	for _, us := range r.rows {
		if us.way != way || us.name != ours || !match(us.call) {
			continue
		}
		if them, ok := r.find(way, us.call, other); ok && ratio(us, them) > most {
			most, call = ratio(us, them), us.call
		}
	}
	return most, call
}

// goals compares what was measured with what was aimed at.
func (r *results) goals(out io.Writer, cores int) error {
	fmt.Fprint(out, "### Goals\n\n| Goal | Measured | Met |\n|---|---|---|\n")
	line := func(goal string, met bool, format string, args ...any) {
		answer := "no"
		if met {
			answer = "yes"
		}
		fmt.Fprintf(out, "| %s | %s | %s |\n", goal, fmt.Sprintf(format, args...), answer)
	}
	elapsed := func(us, them row) float64 { return us.against(them.contender).median }
	allocs := func(us, them row) float64 { return us.allocs() / them.allocs() }
	every := func(string) bool { return true }
	only := func(names ...string) func(string) bool {
		return func(call string) bool { return slices.Contains(names, call) }
	}
	for _, goal := range []struct {
		text, way, other string
		match            func(string) bool
		ratio            func(us, them row) float64
		most             float64
	}{
		{"over loopback every call takes at most 1.05 × the time of one by hand", loopback, byHand, every, elapsed, 1.05},
		{"in memory a call for one object takes at most 1.0 ×", inMemory, byHand, only(oneObject), elapsed, 1.0},
		{"in memory every call takes at most 1.0 ×", inMemory, byHand, every, elapsed, 1.0},
		{"in memory a call for one object takes at most 1.1 × the time of ogen's client", inMemory, ogens, only(oneObject), elapsed, 1.1},
		{"in memory a page takes at most 0.9 × the time of ogen's client", inMemory, ogens, only(onePage, allPages), elapsed, 0.9},
		{"in memory at most 0.5 × the time of the vendor's SDK", inMemory, vendors, every, elapsed, 0.5},
		{"in memory at most 0.5 × its allocations", inMemory, vendors, every, allocs, 0.5},
	} {
		if x, call := r.worst(goal.way, goal.other, goal.match, goal.ratio); call != "" {
			line(goal.text, x <= goal.most, "at most %.2f (%s)", x, call)
		}
	}
	if object, ok := r.find(inMemory, oneObject, ours); ok {
		line("a call for one object makes at most 58 allocations", object.allocs() <= 58, "%.0f", object.allocs())
	}
	page, ok := r.find(inMemory, onePage, ours)
	if all, both := r.find(inMemory, allPages, ours); ok && both {
		line("50,000 backups need the memory of one page", float64(all.live) <= 1.5*float64(page.live), "%.1f MB, one page %.1f MB",
			float64(all.live)/1e6, float64(page.live)/1e6)
	}
	if scaling := r.scaling[inMemory]; scaling[ours] > 0 {
		line(fmt.Sprintf("64 workers on %d cores do as many times the work of one core as hashing does, which allocates nothing", cores), scaling[ours] >= 0.95*scaling[machine],
			"%.2f; by hand %.2f, hashing %.2f", scaling[ours], scaling[byHand], scaling[machine])
	}
	if us, floor := r.builds[ours], r.builds[byHand]; us.size > 0 {
		times := us.against(floor)
		line("a cold build takes at most 1.12 × that of the program by hand", times.median <= 1.12, "%.2f × (%.2f–%.2f)", times.median, times.low, times.high)
		line("a stripped program is at most 500 kB larger", us.size-floor.size <= 500_000, "%d kB; by package, see Programs", (us.size-floor.size)/1000)
		line("a program links at most 5 modules beside this one", us.modules <= 6, "%d", us.modules-1)
	}
	_, err := fmt.Fprintln(out)
	return err
}
