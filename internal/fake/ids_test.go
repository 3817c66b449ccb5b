package fake_test

import (
	"regexp"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/backup-sdk/backup-go/internal/fake"
)

func TestIDs(t *testing.T) {
	uuid := regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)
	make10 := func(seed string) (out []string) {
		ids := fake.NewIDs(seed)
		for range 10 {
			out = append(out, ids.UUID(), ids.Hex(7))
		}
		return out
	}
	first := make10("cbr")
	if diff := cmp.Diff(first, make10("cbr")); diff != "" {
		t.Errorf("not the same twice: %s", diff)
	}
	seen := map[string]bool{}
	for i, id := range append(first, make10("zomro")...) {
		if seen[id] {
			t.Errorf("%s came twice", id)
		}
		seen[id] = true
		if i%2 == 0 && !uuid.MatchString(id) || i%2 == 1 && len(id) != 7 {
			t.Errorf("malformed %q", id)
		}
	}
	if got := fake.NewIDs("").Hex(100); len(got) != 100 {
		t.Errorf("%d digits", len(got))
	}
}
