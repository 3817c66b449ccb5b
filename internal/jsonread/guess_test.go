package jsonread

import (
	"reflect"
	"testing"
)

func TestGuessedKeys(t *testing.T) {
	t.Parallel()
	const key = `"a":`
	for _, tt := range []struct {
		doc   string
		first bool
		moved int // 0: it is not the key
	}{
		{`"a":1`, true, 4},
		{`"a":`, true, 4},
		{`,"a":1`, false, 5},
		{`,"a":`, false, 5},
		{`,"a":1`, true, 0},
		{`"a":1`, false, 0},
		{`x"a":1`, false, 0},
		{`"a"`, true, 0},
		{`,"a"`, false, 0},
		{`,`, false, 0},
		{``, true, 0},
		{``, false, 0},
		{`"b":1`, true, 0},
		{`,"b":1`, false, 0},
		{` "a":1`, true, 0},
		{`, "a":1`, false, 0},
	} {
		r := Scanner{Data: []byte("[" + tt.doc), Pos: 1}
		if is := r.next(key, tt.first); is != (tt.moved > 0) || r.Pos != 1+tt.moved {
			t.Errorf("%s, first %t: %t, moved by %d, want %d", tt.doc, tt.first, is, r.Pos-1, tt.moved)
		}
	}
}

// A name that a document may write in several ways is searched for.
func TestNamesThatAreNotPlainAreNotGuessed(t *testing.T) {
	t.Parallel()
	for _, name := range []string{`a"b`, `a\\b`, "a\tb", "é", ""} {
		n := NewNames([]string{"plain", name})
		for i, want := range []int{0, -1} {
			n.Learn(0, i)
			s := Scanner{Data: []byte(`"` + n.names[i] + `":1`)}
			if name == "" && i == 1 {
				want = 1
			}
			if got := n.Guess(&s, 0, true); got != want {
				t.Errorf("%q: guessed %d, want %d", n.names[i], got, want)
			}
		}
	}
}

// TestGuessesAreLearned checks that the next member is looked for where it was
// the last time, and that members nobody knows do not get in the way.
func TestGuessesAreLearned(t *testing.T) {
	t.Parallel()
	type row struct {
		A int `json:"a"`
		B int `json:"b"`
		C int `json:"c"`
	}
	s := (&builder{made: make(map[reflect.Type]*plan)}).structPlan(reflect.TypeFor[row]())
	order := func() (follows [4]int32) {
		for i := range follows {
			follows[i] = s.names.follows[i].Load()
		}
		return follows
	}
	for _, tt := range []struct {
		doc  string
		want [4]int32 // after the start, a, b and c: 1 for a, 2 for b, 3 for c
	}{
		{`{}`, [4]int32{}},
		{`{"c":3,"a":1,"b":2}`, [4]int32{3, 2, 0, 1}},
		{`{"c":3,"x":0,"a":1,"b":2}`, [4]int32{3, 2, 0, 1}},
		{`{"c":3, "a":1}`, [4]int32{3, 2, 0, 1}},
		{`{"b":2,"c":3}`, [4]int32{2, 2, 3, 1}},
		{`{"x":{},"a":1,"y":[],"c":3}`, [4]int32{1, 3, 3, 1}},
	} {
		r := Reader{Scanner: Scanner{Data: []byte(tt.doc)}}
		var got row
		if !s.readPlain(&r, reflect.ValueOf(&got).Elem()) || !r.End() {
			t.Fatalf("%s: %v", tt.doc, r.Err)
		}
		if follows := order(); follows != tt.want {
			t.Errorf("after %s: %v, want %v", tt.doc, follows, tt.want)
		}
		if got.A > 0 && got.A != 1 || got.B > 0 && got.B != 2 || got.C > 0 && got.C != 3 {
			t.Errorf("%s: %+v", tt.doc, got)
		}
	}
}
