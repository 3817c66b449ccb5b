package jsonread_test

import (
	"fmt"
	"strings"
	"testing"
	"unsafe"

	"github.com/backup-sdk/backup-go/internal/jsonread"
)

// TestStrings checks that equal short strings of a long document share their
// bytes, that others do not get mixed up, and that nothing points into the
// document.
func TestStrings(t *testing.T) {
	t.Parallel()
	const rows = 2000
	long := strings.Repeat("x", 37)
	for text, want := range map[string]int{
		// The first few are copies, and another string may push it out.
		"Region-1": 32 + rows/20,
		long[1:]:   32 + rows/20,
		long:       rows, // too long to be shared
	} {
		var all jsonread.Strings
		copies := make(map[*byte]bool)
		for i := range rows {
			for _, text := range []string{text, fmt.Sprint("name-", i)} {
				doc := []byte(`"` + text + `"`)
				s := jsonread.Scanner{Data: doc}
				token, _ := s.Quoted()
				got := all.Of(token)
				clear(doc)
				if got != text {
					t.Fatalf("%q became %q", text, got)
				}
				if !strings.HasPrefix(text, "name-") {
					copies[unsafe.StringData(got)] = true
				}
			}
		}
		if n := len(copies); n > want || want == rows && n < rows {
			t.Errorf("%d copies of %q, want %d", n, text, want)
		}
	}
}

// TestFewStrings checks that a small document costs no table: its strings are
// all there is.
func TestFewStrings(t *testing.T) {
	token := quoted(t, `"Region-1"`)
	const few = 31
	if n := testing.AllocsPerRun(20, func() {
		var s jsonread.Strings
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
		all  jsonread.Strings
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

// TestSharingSpreads checks that strings which differ in a few places only, as
// ids and codes do, do not push each other out: of 64 strings in a table of 256
// slots, three in four would have one to themselves by chance.
func TestSharingSpreads(t *testing.T) {
	t.Parallel()
	const n = 64
	for name, form := range map[string]string{
		"last part of an id":    "3e5a7c91-2d4f-46b8-a0c2-5e0f6b7c%04x",
		"first part of an id":   "%08x-2d4f-46b8-a0c2-5e0f6b7c1d23",
		"middle of an id":       "3e5a7c91-2d4f-%04x-a0c2-5e0f6b7c1d23",
		"short codes":           "c%d",
		"regions":               "eu-west-%d",
		"eight bytes":           "code-%03d",
		"end of eight bytes":    "12345678%03d",
		"sixteen bytes":         "%04d-of-something",
		"names of many parts":   "ecs-payroll-%d-eu-west-101a",
		"a digit in the middle": "ecs-%03d-payroll",
	} {
		var all jsonread.Strings
		var before, after [n]*byte
		for range 3 { // until the table is there, and full
			for i := range n {
				text := fmt.Sprintf(form, i)
				before[i], after[i] = after[i], unsafe.StringData(all.Of(jsonread.Token{Raw: []byte(text)}))
			}
		}
		shared := 0
		for i := range n {
			if before[i] == after[i] {
				shared++
			}
		}
		if shared < 5*n/8 {
			t.Errorf("%s: only %d of %d strings are shared", name, shared, n)
		}
	}
}
