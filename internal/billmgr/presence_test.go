package billmgr_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/backup-sdk/backup-go/internal/billmgr"
)

// TestPointersAreNilWithoutValue checks, for all that can be empty in more than
// one way, which of them count as a value.
func TestPointersAreNilWithoutValue(t *testing.T) {
	t.Parallel()
	type target struct {
		Any   *any               `dollar:"v,"`
		Node  *billmgr.Node      `dollar:"v,"`
		Value *billmgr.Value     `dollar:"v,"`
		List  *[]string          `dollar:"v,"`
		Map   *map[string]string `dollar:"v,"`
		Own   *shouting          `dollar:"v,"`
		JSON  *jsonOnly          `dollar:"v,"`
	}
	type present struct{ Any, Node, Value, List, Map, Own, JSON bool }
	tests := map[string]present{
		`null`:                       {},
		`{}`:                         {},
		`[]`:                         {Any: true},
		`[{}]`:                       {Any: true, List: true},
		`""`:                         {Any: true, Own: true, JSON: true},
		`"x"`:                        {true, true, true, true, false, true, true},
		`{"$":"x"}`:                  {true, true, true, true, true, true, true},
		`{"$a":"x"}`:                 {Any: true, Node: true, Value: true, Map: true},
		`{"$orig":"2"}`:              {true, true, true, true, true, true, true},
		`{"a":{}}`:                   {Any: true, Node: true, Map: true, JSON: true},
		`{"a":{"$":"x"},"$a":"x"}`:   {Any: true, Node: true, Value: true, Map: true, JSON: true},
		`{"$a":"x","a":"y","$":"z"}`: {true, true, true, true, true, true, true},
	}
	for in, want := range tests {
		var v target
		if err := billmgr.Unmarshal([]byte(`{"v":`+in+`}`), &v); err != nil {
			t.Errorf("%s: %v", in, err)
			continue
		}
		got := present{v.Any != nil, v.Node != nil, v.Value != nil, v.List != nil, v.Map != nil, v.Own != nil, v.JSON != nil}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", in, diff)
		}
	}
}

// TestWholeDocumentWithoutRows reads the smallest documents that hold no rows.
func TestWholeDocumentWithoutRows(t *testing.T) {
	t.Parallel()
	for _, in := range []string{`{}`, `{ }`, `""`, `null`, `{"doc":{}}`, `{"doc":""}`, `{"doc":null}`} {
		rows := []string{"old"}
		if err := billmgr.Unmarshal([]byte(in), &rows); err != nil || rows != nil {
			t.Errorf("%s: %q, %v", in, rows, err)
		}
	}
}

// TestUnnamedMember gives an element a member of the empty name, which is a child
// like any other.
func TestUnnamedMember(t *testing.T) {
	t.Parallel()
	type target struct {
		Int    int               `json:"v"`
		Node   billmgr.Node      `dollar:"v,"`
		Any    any               `dollar:"v,"`
		Map    map[string]string `dollar:"v,"`
		Missed map[string]string `dollar:",unparsed" json:"-"`
	}
	var got target
	if err := billmgr.Unmarshal([]byte(`{"v":{"":"x"}}`), &got); err != nil {
		t.Fatal(err)
	}
	want := target{
		Node: billmgr.Node{Name: "", Children: []billmgr.Node{{Text: "x"}}}, Any: map[string]any{"": "x"}, Map: map[string]string{"": "x"},
		Missed: map[string]string{"v": `{"":"x"}`},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// TestChildrenAndAttributesInAnyOrder checks that an element with children and no
// value is kept as it was sent, whatever comes last in it.
func TestChildrenAndAttributesInAnyOrder(t *testing.T) {
	t.Parallel()
	for _, in := range []string{
		`{"a":{"$":"1"}}`, `{"a":{"$":"1"},"$color":"red"}`, `{"$color":"red","a":{"$":"1"}}`, `{"":"1","$color":"red"}`, `{"a":"1","b":{}}`, `{"":{}}`,
	} {
		got := struct {
			V      int               `json:"v"`
			Missed map[string]string `dollar:",unparsed" json:"-"`
		}{V: 1}
		if err := billmgr.Unmarshal([]byte(`{"v": `+in+` }`), &got); err != nil || got.V != 0 || got.Missed["v"] != in {
			t.Errorf("%s: %+v, %v", in, got, err)
		}
	}
}

// TestElementAnywhere reads an element after strings of every length that are full
// of escapes.
func TestElementAnywhere(t *testing.T) {
	t.Parallel()
	for n := range 20 {
		in := `["` + strings.Repeat("x", n) + `\\z\"",{"$":"y"},"\n"]`
		want := []string{strings.Repeat("x", n) + `\z"`, "y", "\n"}
		var got []string
		if err := billmgr.Unmarshal([]byte(in), &got); err != nil || !cmp.Equal(got, want) {
			t.Errorf("%s: %q, %v, want %q", in, got, err, want)
		}
	}
}

// grade is a byte with its own reading.
type grade uint8

func (g *grade) UnmarshalDollar(s billmgr.Scalar) error {
	if len(s.Text) != 1 {
		return errors.New("one letter is wanted")
	}
	*g = grade(s.Text[0])
	return nil
}

// TestBytesWithTheirOwnReading checks that only plain bytes are read as text.
func TestBytesWithTheirOwnReading(t *testing.T) {
	t.Parallel()
	type octet uint8
	type target struct {
		Grades []grade           `dollar:"v,"`
		Octets []octet           `dollar:"v,"`
		Bytes  []byte            `dollar:"v,"`
		Raw    json.RawMessage   `dollar:"v,"`
		Missed map[string]string `dollar:",unparsed" json:"-"`
	}
	tests := map[string]target{
		`["A","B"]`: {Grades: []grade{'A', 'B'}, Octets: []octet("A"), Bytes: []byte("A"), Raw: json.RawMessage(`["A","B"]`)},
		`{"$":"C"}`: {Grades: []grade{'C'}, Octets: []octet("C"), Bytes: []byte("C"), Raw: json.RawMessage(`{"$":"C"}`)},
		`"DE"`:      {Octets: []octet("DE"), Bytes: []byte("DE"), Raw: json.RawMessage(`"DE"`), Missed: map[string]string{"v": "DE"}},
	}
	for in, want := range tests {
		var got target
		if err := billmgr.Unmarshal([]byte(`{"v":`+in+`}`), &got); err != nil {
			t.Errorf("%s: %v", in, err)
			continue
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", in, diff)
		}
	}
}
