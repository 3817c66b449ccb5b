package engine

import (
	"path/filepath"
	"testing"
	"time"
)

// All who wait get turns of their own with one statement, after those of before.
func TestTurns(t *testing.T) {
	t.Parallel()
	db, err := openDatabase(t.Context(), filepath.Join(t.TempDir(), "fleet.db"), true)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.sql.Close() }()
	l, other := newLimiter(db, "acme", 2), newLimiter(db, "acme", 2)
	var all []time.Time
	for _, l := range []*limiter{l, other, l} {
		var asking []chan turn
		for range 4 {
			asking = append(asking, make(chan turn, 1))
			l.waiting <- asking[len(asking)-1]
		}
		l.ask(t.Context())
		for _, c := range asking {
			all = append(all, (<-c).at)
		}
	}
	for i := 1; i < len(all); i++ {
		// Exact in one request to the store; between two, by what that takes.
		if gap := all[i].Sub(all[i-1]); i%4 != 0 && gap != 500*time.Millisecond || gap < 300*time.Millisecond {
			t.Errorf("turn %d comes %v after the one before", i, gap)
		}
	}
}
