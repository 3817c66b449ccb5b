package lenient_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/backup-sdk/backup-go/lenient"
)

func TestCollectionDecode(t *testing.T) {
	t.Parallel()
	type collection = lenient.Collection[lenient.Int]
	for in, want := range map[string]struct {
		value    collection
		expanded bool
	}{
		`null`:                     {},
		`7`:                        {},
		`{}`:                       {},
		`"https://h.example/list"`: {value: collection{Href: "https://h.example/list"}},
		`{"$type": "T", "href": "h", "total": 0, "items": []}`: {value: collection{TypeName: "T", Href: "h", Items: []lenient.Int{}}},
		`{"href": "h", "total": 0, "offset": 0, "first": "f", "items": []}`: {
			value: collection{Href: "h", First: "f", Items: []lenient.Int{}}, expanded: true,
		},
		`{"href": "h", "total": "2", "items": [1, "2"]}`: {
			value: collection{Href: "h", Total: 2, Items: []lenient.Int{lenient.NewInt(1), lenient.NewInt(2)}}, expanded: true,
		},
		`{"href": "h", "total": 3, "items": [1, 2]}`: {
			value: collection{Href: "h", Total: 3, Items: []lenient.Int{lenient.NewInt(1), lenient.NewInt(2)}},
		},
		`{"href": "h", "total": 3, "offset": 1, "first": "f", "items": [1, 2, 3]}`: {
			value: collection{Href: "h", Total: 3, Offset: 1, First: "f", Items: []lenient.Int{lenient.NewInt(1), lenient.NewInt(2), lenient.NewInt(3)}},
		},
		` [4]`: {value: collection{Total: 1, Items: []lenient.Int{lenient.NewInt(4)}}, expanded: true},
	} {
		var got collection
		if err := json.Unmarshal([]byte(in), &got); err != nil {
			t.Errorf("%s: %v", in, err)
		}
		if diff := cmp.Diff(want.value, got); diff != "" {
			t.Errorf("%s: %s", in, diff)
		}
		if got.Expanded() != want.expanded {
			t.Errorf("%s: expanded %t", in, got.Expanded())
		}
		if got.IsZero() != (in == "null" || in == "7" || in == "{}") {
			t.Errorf("%s: zero %t", in, got.IsZero())
		}
	}
	var none *collection
	if none.Expanded() {
		t.Error("no collection is expanded")
	}
}

func FuzzCollection(f *testing.F) { fuzz[lenient.Collection[lenient.String]](f) }
