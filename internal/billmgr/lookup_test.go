package billmgr_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/backup-sdk/backup-go/internal/billmgr"
)

// TestLookupNeverLeavesArrays checks that only the first element of an array is
// looked at, and that the rest of it is checked.
func TestLookupNeverLeavesArrays(t *testing.T) {
	t.Parallel()
	tests := []struct {
		in   string
		want string
		ok   bool
	}{
		{`{"a":{"b":1}}`, `1`, true},
		{`{"a":[{"b":1},{"b":2}]}`, `1`, true},
		{`[{"a":[[{"b":[1]}]]}]`, `[1]`, true},
		{`{"a":[],"a":{"b":2}}`, `2`, true},
		{`{"a":{"b":1},"a":[]}`, ``, false},
		{`{"a":[],"b":1}`, ``, false},
		{`{"a":[{"c":1},{"b":2}]}`, ``, false},
		{`{"a":["b"]}`, ``, false},
		{`{"a":["b",{"b":2}]}`, ``, false},
		{`{"a":{"c":"b"}}`, ``, false},
		{`["a",{"a":{"b":1}}]`, ``, false},
		{`{"a":[{"b":1},]}`, ``, false},
		{`{"a":[{"b":1} 2]}`, ``, false},
		{`{"a":{"b":1} "b"}`, ``, false},
	}
	for _, tt := range tests {
		if raw, ok := billmgr.Lookup([]byte(tt.in), "a", "b"); ok != tt.ok || ok && string(raw) != tt.want {
			t.Errorf("%s: %s, %t, want %s, %t", tt.in, raw, ok, tt.want, tt.ok)
		}
	}
}

// TestLookupDepth follows names down to the limit of nested values.
func TestLookupDepth(t *testing.T) {
	t.Parallel()
	const deepest = 10_000
	for _, n := range []int{deepest - 1, deepest} {
		in := strings.Repeat(`[`, n) + `{"a":1}` + strings.Repeat(`]`, n)
		if _, ok := billmgr.Lookup([]byte(in), "a"); ok != json.Valid([]byte(in)) {
			t.Errorf("in %d arrays: %t", n, ok)
		}
		in = strings.Repeat(`{"a":`, n) + `{"b":1}` + strings.Repeat(`}`, n)
		path := strings.Split(strings.Repeat("a", n)+"b", "")
		if _, ok := billmgr.Lookup([]byte(in), path...); ok != json.Valid([]byte(in)) {
			t.Errorf("in %d objects: %t", n, ok)
		}
	}
	if _, ok := billmgr.Lookup([]byte(strings.Repeat(`[`, deepest+1)+`"a"`), "a"); ok {
		t.Error("an array too deep was walked")
	}
}

// TestLookupOfSpelledNames asks for names with every kind of character, written
// as encoding/json does and with escapes only.
func TestLookupOfSpelledNames(t *testing.T) {
	t.Parallel()
	for c := range rune(0x82) {
		name := "a" + string(c) + "b"
		plain, err := json.Marshal(map[string]int{name: 1})
		if err != nil {
			t.Fatal(err)
		}
		escaped := fmt.Sprintf(`{"\u0061\u%04x\u0062":1}`, c)
		for _, in := range []string{string(plain), escaped} {
			if raw, ok := billmgr.Lookup([]byte(in), name); !ok || string(raw) != "1" {
				t.Errorf("%q in %s: %s, %t", name, in, raw, ok)
			}
			if raw, ok := billmgr.Lookup([]byte(in), name+"b"); ok {
				t.Errorf("%q in %s: %s", name+"b", in, raw)
			}
		}
	}
	for in, name := range map[string]string{`{"\b":1}`: "\b", `{"a\nb":1}`: "a\nb", `{"\"":1}`: `"`, `{"\\":1}`: `\`, `{"\/":1}`: "/", "{\"\xff\":1}": "\ufffd"} {
		if raw, ok := billmgr.Lookup([]byte(in), name); !ok || string(raw) != "1" {
			t.Errorf("%q in %s: %s, %t", name, in, raw, ok)
		}
	}
}
