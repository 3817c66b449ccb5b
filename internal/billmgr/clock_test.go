package billmgr

import (
	"fmt"
	"testing"
	"time"
)

// wantClock checks parseClock against the package time.
func wantClock(t *testing.T, text string) {
	t.Helper()
	want, err := time.ParseInLocation(time.DateTime[:len(text)], text, time.UTC)
	got, ok := parseClock([]byte(text), time.UTC)
	if ok != (err == nil) || !got.Equal(want) {
		t.Errorf("%q: %v, %t, want %v, %v", text, got, ok, want, err)
	}
}

// TestParseClock checks that the quick reader takes every time that there is and
// no other, so that none has to go the slow way.
func TestParseClock(t *testing.T) {
	t.Parallel()
	for _, year := range []int{1999, 2000, 2031, 2032, 2100} {
		for month := range 14 {
			for _, day := range []int{0, 1, 9, 28, 29, 30, 31, 32, 99} {
				wantClock(t, fmt.Sprintf("%04d-%02d-%02d", year, month, day))
			}
		}
	}
	for _, hour := range []int{0, 1, 19, 23, 24, 99} {
		for _, minute := range []int{0, 1, 39, 59, 60, 99} {
			for _, second := range []int{0, 1, 49, 59, 60, 99} {
				wantClock(t, fmt.Sprintf("2031-10-29 %02d:%02d:%02d", hour, minute, second))
			}
		}
	}
}

// TestParseClockMarks puts something else into every place of a time.
func TestParseClockMarks(t *testing.T) {
	t.Parallel()
	const text = "2031-10-19 20:41:38"
	for i := range text {
		if i == len(time.DateOnly) {
			continue // the caller's
		}
		for _, odd := range "/;x+" {
			with := text[:i] + string(odd) + text[i+1:]
			wantClock(t, with)
			if i < len(time.DateOnly) {
				wantClock(t, with[:len(time.DateOnly)])
			}
		}
	}
	for _, both := range []string{"2031/10/19", "2031-10-19 20/41/38"} {
		wantClock(t, both)
	}
}
