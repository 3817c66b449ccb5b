package allocbudget_test

import (
	"fmt"
	"testing"

	"github.com/backup-sdk/backup-go/internal/allocbudget"
)

// told keeps what a check says.
type told struct {
	testing.TB
	errors []string
}

func (*told) Helper() {}
func (t *told) Errorf(format string, args ...any) {
	t.errors = append(t.errors, fmt.Sprintf(format, args...))
}

var sink []byte // so that the compiler allocates

// A decoder that takes a hundred bytes for each of its input is found, and one that
// takes ten is not.
func TestCheck(t *testing.T) {
	const input = 10_000
	for _, tt := range []struct{ perByte, errors int }{{10, 0}, {100, 1}} {
		told := &told{TB: t}
		allocbudget.Check(told, input, 50, func() { sink = make([]byte, tt.perByte*input) })
		if len(told.errors) != tt.errors {
			t.Errorf("%d bytes for each: %v", tt.perByte, told.errors)
		}
	}
}

func TestMeasure(t *testing.T) {
	if n := allocbudget.Measure(func() { sink = make([]byte, 1<<20) }); n < 1<<20 || n > 1<<20+allocbudget.Fixed {
		t.Errorf("a megabyte is %d bytes", n)
	}
}
