package fake_test

import (
	"testing"
	"time"

	"github.com/backup-sdk/backup-go/internal/fake"
)

func TestClock(t *testing.T) {
	fixed := time.Unix(1, 0)
	if got := fake.Clock(func() time.Time { return fixed }).Now(); got != fixed {
		t.Errorf("got %v", got)
	}
	if got := time.Since(fake.Clock(nil).Now()); got < 0 || got > time.Minute {
		t.Errorf("the nil clock is off by %v", got)
	}
}
