package billmgr_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/backup-sdk/backup-go/internal/billmgr"
)

// TestDollarTags reads one member by every way to name it and to ask for its
// text.
func TestDollarTags(t *testing.T) {
	t.Parallel()
	type target struct {
		JSON     string `json:"v"`
		Named    string `dollar:"v"`
		Comma    string `dollar:"v,"`
		Text     string `dollar:"v,text"`
		Over     string `json:"other" dollar:"v"`
		Unnamed  string `dollar:"text"`
		Member   string `dollar:"text,"`
		OmitJSON string `json:",omitempty"`
	}
	in := `{"v":{"$orig":"2","$":"Active"},"other":"no","Unnamed":{"$orig":"1","$":"On"},"text":"member","OmitJSON":"plain"}`
	want := target{
		JSON: "2", Named: "2", Comma: "2", Text: "Active", Over: "2", Unnamed: "On", Member: "member", OmitJSON: "plain",
	}
	var got target
	if err := billmgr.Unmarshal([]byte(in), &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// TestSkippedFields checks that json:"-" hides a field, unless it collects what
// no field takes.
func TestSkippedFields(t *testing.T) {
	t.Parallel()
	type target struct {
		Hidden string            `json:"-"`
		ID     int               `json:"id"`
		Missed map[string]string `json:"-" dollar:",unparsed"`
		Extra  map[string]string `json:"-" dollar:",extra"`
	}
	var got target
	if err := billmgr.Unmarshal([]byte(`{"Hidden":"a","-":"b","id":"x","Missed":"c","Extra":"d"}`), &got); err != nil {
		t.Fatal(err)
	}
	want := target{Missed: map[string]string{"id": "x"}, Extra: map[string]string{"Hidden": "a", "-": "b", "Missed": "c", "Extra": "d"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// Label is embedded, but has no fields to offer.
type Label string

// Page is embedded through Ring, by a pointer in a pointer.
type Page struct {
	Number int `json:"p_num"`
}

// Ring embeds by a pointer.
type Ring struct {
	*Page
	Kind string `json:"kind"`
}

// TestEmbeddedFieldsOfTheirOwn embeds types that are read as a whole, and has
// fields whose structs are not embedded.
func TestEmbeddedFieldsOfTheirOwn(t *testing.T) {
	t.Parallel()
	type inner struct {
		Kind string `json:"kind"`
	}
	type target struct {
		Label
		billmgr.Value // has the methods of Node too, so target has neither's
		billmgr.Node
		*Ring
		Inner inner
		Ptr   *inner
	}
	in := `{"Label":"l","Value":{"$":"s"},"Node":"n","kind":"outer","p_num":"3","Inner":{"kind":"inner"},"Ptr":{"kind":"ptr"},"Kind":"x","Text":"x"}`
	want := target{
		Label: "l", Value: billmgr.NewValue("s"), Node: billmgr.Node{Text: "n"}, Ring: &Ring{Page: &Page{Number: 3}, Kind: "outer"},
		Inner: inner{Kind: "inner"}, Ptr: &inner{Kind: "ptr"},
	}
	var got target
	if err := billmgr.Unmarshal([]byte(in), &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

type (
	// LeftExtra and RightExtra are embedded side by side.
	LeftExtra struct {
		Left map[string]string `json:"-" dollar:",extra"`
	}
	RightExtra struct {
		Right map[string]string `json:"-" dollar:",extra"`
	}
)

// TestFirstOfEqualMaps checks that of two maps at the same depth the first is
// filled.
func TestFirstOfEqualMaps(t *testing.T) {
	t.Parallel()
	in, filled := []byte(`{"a":"x"}`), map[string]string{"a": "x"}
	var side struct {
		LeftExtra
		RightExtra
	}
	if err := billmgr.Unmarshal(in, &side); err != nil || !cmp.Equal(side.Left, filled) || side.Right != nil {
		t.Errorf("side by side: %+v, %v", side, err)
	}
	var same struct {
		A, B map[string]string `json:"-" dollar:",extra"`
	}
	if err := billmgr.Unmarshal(in, &same); err != nil || !cmp.Equal(same.A, filled) || same.B != nil {
		t.Errorf("in one struct: %+v, %v", same, err)
	}
}

// TestNothingIsKeptWithoutMaps reads what does not parse and what has no field
// into a struct that collects neither.
func TestNothingIsKeptWithoutMaps(t *testing.T) {
	t.Parallel()
	got := struct {
		ID int `json:"id"`
	}{ID: 1}
	if err := billmgr.Unmarshal([]byte(`{"id":"n/a","other":"x","":"y","$a":"z"}`), &got); err != nil || got.ID != 0 {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestTypeErrorsNameTheField(t *testing.T) {
	t.Parallel()
	tests := map[string]any{
		"type func(): cannot hold any part of a document":                       new(func()),
		"type **int: is a pointer to a pointer":                                 new(**int),
		"type map[int]string: want a map with string keys":                      new(map[int]string),
		"type time.Duration: a number of what? Use a type with UnmarshalDollar": new([]time.Duration),
		"type int: want a pointer that is not nil":                              7,
		"field M of type struct { M []string \"dollar:\\\",extra\\\"\" }: want a map[string]string": &struct {
			M []string `dollar:",extra"`
		}{},
	}
	for want, target := range tests {
		err := billmgr.Unmarshal([]byte(`{`), target)
		var typeErr *billmgr.TypeError
		if !errors.As(err, &typeErr) || err.Error() != want {
			t.Errorf("%T: %v, want %s", target, err, want)
		}
	}
}
