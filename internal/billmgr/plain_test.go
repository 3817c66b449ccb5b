package billmgr

import (
	"slices"
	"testing"
)

// TestMayContain checks that documents without a name are told apart at once, for
// every name that has one spelling only.
func TestMayContain(t *testing.T) {
	t.Parallel()
	spelledInWays := []byte{'"', '\\', '/'}
	for c := range 256 {
		name := "a" + string([]byte{byte(c)})
		want := c < ' ' || c >= 0x80 || slices.Contains(spelledInWays, byte(c))
		if got := mayContain([]byte(`{"a":{"b":1}}`), name); got != want {
			t.Errorf("%q: %t, want %t", name, got, want)
		}
	}
	for in, want := range map[string]bool{`{"name":1}`: true, `{"\u006eame":1}`: true, `{"names":1,"first name":2,"Name":3}`: false, ``: false} {
		if got := mayContain([]byte(in), "name"); got != want {
			t.Errorf("%s: %t, want %t", in, got, want)
		}
	}
}
