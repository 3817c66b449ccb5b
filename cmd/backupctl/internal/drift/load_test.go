package drift_test

import (
	"testing"
	"time"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/drift"
)

// The specifications are read in a moment, and have all operations.
func TestLoad(t *testing.T) {
	begun := time.Now()
	b, err := drift.Load()
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, s := range b.Specs() {
		n += len(s.Operations)
	}
	t.Logf("%d operations in %v", n, time.Since(begun))
	if n < 250 {
		t.Errorf("%d operations", n)
	}
}
