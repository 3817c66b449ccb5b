// Package allocbudget bounds what a decoder may allocate for each byte that it is
// given, in tests and fuzz targets: a small response must not cost much memory.
package allocbudget

import (
	"runtime"
	"testing"
)

// Fixed is allowed for any input, for buffers, errors and what is made once.
const Fixed = 64 << 10

// tries is how often a budget is measured before it counts as exceeded: the runtime
// and its other goroutines allocate too.
const tries = 3

// Check runs f, which decodes an input of that many bytes, and fails the test when it
// allocates more than [Fixed] and perByte for each of them. It must not run beside
// other tests, as fuzz targets do not.
func Check(t testing.TB, input int, perByte uint64, f func()) {
	t.Helper()
	budget := Fixed + perByte*uint64(input) //nolint:gosec // a length
	least := Measure(f)
	for range tries - 1 {
		if least <= budget {
			return
		}
		least = min(least, Measure(f))
	}
	if least > budget {
		t.Errorf("%d bytes of input cost %d bytes of memory, at most %d", input, least, budget)
	}
}

// Measure tells how many bytes are allocated while f runs.
func Measure(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}
