package jsonread

import (
	"fmt"
	"strings"
	"testing"
)

func TestNames(t *testing.T) {
	t.Parallel()
	for n := range 200 {
		names := make([]string, n)
		for i := range names {
			names[i] = strings.Repeat("a", i%5) + fmt.Sprint(i%90) + "z"
		}
		table := NewNames(names)
		for i, name := range names {
			want := i
			for j := range names[:i] {
				if names[j] == name {
					want = j
					break
				}
			}
			if got := table.Find([]byte(name)); got != want {
				t.Fatalf("%d names: %q is %d, want %d", n, name, got, want)
			}
		}
		for _, absent := range []string{"", "z", "a1y", "90z", "aaaaaa1z"} {
			if got := table.Find([]byte(absent)); got != -1 {
				t.Errorf("%d names: %q is %d", n, absent, got)
			}
		}
	}
	if got := NewNames([]string{"b", ""}).Find(nil); got != 1 {
		t.Errorf("the empty name is %d", got)
	}
}

// TestNamesFarApart checks that names which differ in one respect only do not
// have to be searched for.
func TestNamesFarApart(t *testing.T) {
	t.Parallel()
	const many = 16
	for respect, name := range map[string]func(i int) string{
		"length":          func(i int) string { return strings.Repeat("a", i+1) },
		"first letter":    func(i int) string { return string(rune('a'+i)) + "ame" },
		"letter between":  func(i int) string { return "na" + string(rune('a'+i)) + "e" },
		"last letter":     func(i int) string { return "nam" + string(rune('a'+i)) },
		"number at end":   func(i int) string { return "port_" + fmt.Sprint(i%10) },
		"capital letters": func(i int) string { return string(rune('A'+i)) + "ame" },
	} {
		names := make([]string, many)
		for i := range names {
			names[i] = name(i)
		}
		table := NewNames(names)
		of := make(map[int]string)
		for _, name := range names {
			slot := table.slot([]byte(name))
			if other, taken := of[slot]; taken && other != name {
				t.Errorf("%s: %q and %q share a slot", respect, other, name)
			}
			of[slot] = name
		}
	}
}
