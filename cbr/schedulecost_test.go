package cbr_test

import (
	"runtime"
	"strings"
	"testing"

	"github.com/backup-sdk/backup-go/cbr"
)

// What reading a schedule may cost: for a start, and for each byte of it.
const (
	scheduleStart   = 64 << 10
	schedulePerByte = 256
)

// scheduleCost is how many bytes are allocated to read a schedule.
func scheduleCost(patterns []string) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, _ = cbr.ParseSchedule(patterns)
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

func checkScheduleCost(t *testing.T, patterns []string) {
	t.Helper()
	length := 0
	for _, p := range patterns {
		length += len(p) + 1
	}
	// Other goroutines allocate too: the least of some tries is what it costs.
	budget := scheduleStart + schedulePerByte*uint64(length)
	cost := scheduleCost(patterns)
	for try := 0; cost > budget && try < 5; try++ {
		cost = min(cost, scheduleCost(patterns))
	}
	if cost > budget {
		t.Errorf("%d bytes cost %d, want %d at most", length, cost, budget)
	}
}

// TestScheduleCost: hours and minutes multiply, and nobody can make that a bomb.
func TestScheduleCost(t *testing.T) {
	const good = "FREQ=DAILY;BYHOUR=6;BYMINUTE=0"
	list := func(n int) string { return strings.Repeat("1,", n) + "1" }
	for name, patterns := range map[string][]string{
		"good":          {good},
		"12 kB":         {"FREQ=DAILY;BYHOUR=" + list(3000) + ";BYMINUTE=" + list(3000)},
		"short":         {"FREQ=DAILY;BYHOUR=" + list(110) + ";BYMINUTE=" + list(110)},
		"many short":    slicesOf("FREQ=DAILY;BYHOUR="+list(110)+";BYMINUTE="+list(110), 24),
		"many":          slicesOf(good, 100_000),
		"many parts":    {strings.Repeat("FREQ=DAILY;", 100_000)},
		"many days":     {"FREQ=WEEKLY;BYDAY=" + strings.Repeat("MO,", 100_000) + "MO;BYHOUR=6;BYMINUTE=0"},
		"long interval": {"FREQ=DAILY;INTERVAL=" + strings.Repeat("9", 1<<20) + ";BYHOUR=6;BYMINUTE=0"},
	} {
		t.Run(name, func(t *testing.T) { checkScheduleCost(t, patterns) })
	}
	// All that the service takes still fits.
	whole := "FREQ=WEEKLY;INTERVAL=100;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYHOUR=0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23;BYMINUTE=59"
	if s, err := cbr.ParseSchedule([]string{whole}); err != nil || len(s) != 1 || len(s[0].Times) != 24 {
		t.Errorf("%v, %v", s, err)
	}
	if _, err := cbr.ParseSchedule([]string{"FREQ=DAILY;BYHOUR=" + list(30) + ";BYMINUTE=1"}); badField(t, err) != "patterns[0]" {
		t.Errorf("error %v", err)
	}
}

func slicesOf(s string, n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = s
	}
	return out
}

// FuzzScheduleCost: no text costs more than its length allows.
func FuzzScheduleCost(f *testing.F) {
	f.Add("FREQ=DAILY;BYHOUR=1,1,1,1,1,1,1,1,1,1;BYMINUTE=1,1,1,1,1,1,1,1,1,1,1")
	f.Add("FREQ=WEEKLY;BYDAY=MO,TU,WE;BYHOUR=1,3,5;BYMINUTE=07\nFREQ=DAILY;BYHOUR=9;BYMINUTE=0")
	f.Fuzz(func(t *testing.T, text string) { checkScheduleCost(t, strings.Split(text, "\n")) })
}
