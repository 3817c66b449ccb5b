package jsonscan_test

import (
	"fmt"
	"strings"
	"testing"
	"unsafe"

	"github.com/backup-sdk/backup-go/internal/jsonscan"
)

// TestStrings checks that equal short strings of a long document share their
// bytes, that others do not get mixed up, and that nothing points into the
// document.
func TestStrings(t *testing.T) {
	t.Parallel()
	var all jsonscan.Strings
	copies := make(map[string]map[*byte]bool)
	long := strings.Repeat("x", 33)
	for i := range 2000 {
		for _, text := range []string{"Region-1", long[1:], long, fmt.Sprint("name-", i)} {
			doc := []byte(`"` + text + `"`)
			s := jsonscan.Scanner{Data: doc}
			token, _ := s.Quoted()
			got := all.Of(token)
			clear(doc)
			if got != text {
				t.Fatalf("%q became %q", text, got)
			}
			if copies[text] == nil {
				copies[text] = make(map[*byte]bool)
			}
			copies[text][unsafe.StringData(got)] = true
		}
	}
	// The first few are copies, and two that share a slot take turns at worst.
	if n := len(copies["Region-1"]); n > 100 {
		t.Errorf("%d copies of a short string", n)
	}
	if n := len(copies[long[1:]]); n > 100 {
		t.Errorf("%d copies of the longest string that is shared", n)
	}
	if n := len(copies[long]); n != 2000 {
		t.Errorf("%d copies of a string that is too long to be shared", n)
	}
}

// TestFewStrings checks that a small document costs no table: its strings are
// all there is.
func TestFewStrings(t *testing.T) {
	token := quoted(t, `"Region-1"`)
	const few = 31
	if n := testing.AllocsPerRun(20, func() {
		var s jsonscan.Strings
		for range few {
			s.Of(token)
		}
	}); n != few {
		t.Errorf("%v allocations for %d strings", n, few)
	}
}

// TestSharedFromTheTable checks from which string on the copies end.
func TestSharedFromTheTable(t *testing.T) {
	t.Parallel()
	token := quoted(t, `"Region-1"`)
	var (
		all  jsonscan.Strings
		last *byte
	)
	for i := range 40 {
		data := unsafe.StringData(all.Of(token))
		if shared := data == last; shared != (i >= 32) {
			t.Errorf("string %d is the one before: %t", i, shared)
		}
		last = data
	}
}
