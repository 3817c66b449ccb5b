package billmgr_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/backup-sdk/backup-go/internal/billmgr"
)

// TestValueEncodesEveryText writes texts with every kind of character and reads
// them again.
func TestValueEncodesEveryText(t *testing.T) {
	t.Parallel()
	texts := []string{"\xff", "a\x80", "\x80", "€", "é", "\u2028", "plain text", "\xc3"}
	for c := range rune(0x80) {
		texts = append(texts, string(c), "a"+string(c))
	}
	for _, text := range texts {
		want, err := json.Marshal(map[string]string{"$": text})
		if err != nil {
			t.Fatal(err)
		}
		got, err := json.Marshal(billmgr.NewValue(text))
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%q: %s, %v, want %s", text, got, err, want)
		}
		attr := billmgr.Value{Attrs: map[string]string{text: text}}
		var again billmgr.Value
		if encoded, err := json.Marshal(attr); err != nil || json.Unmarshal(encoded, &again) != nil {
			t.Errorf("%q as an attribute: %s, %v", text, encoded, err)
		}
		clean := string(bytes.ToValidUTF8([]byte(text), []byte("\ufffd")))
		if diff := cmp.Diff(billmgr.Value{Attrs: map[string]string{clean: clean}}, again); diff != "" {
			t.Errorf("%q as an attribute (-want +got):\n%s", text, diff)
		}
	}
}

// TestPlainTextIsWrittenAsItIs uses an encoder that leaves < and > alone.
func TestPlainTextIsWrittenAsItIs(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	if err := e.Encode(billmgr.NewValue("a < b & c > d")); err != nil || out.String() != `{"$":"a < b & c > d"}`+"\n" {
		t.Errorf("%s, %v", &out, err)
	}
}

func TestValueIsZero(t *testing.T) {
	t.Parallel()
	attrs := map[string]string{"a": ""}
	for _, v := range []billmgr.Value{
		{Text: "x"}, {Orig: "x"}, {Attrs: attrs}, {Text: "x", Orig: "x"}, {Text: "x", Attrs: attrs}, {Orig: "x", Attrs: attrs}, {Text: "x", Orig: "x", Attrs: attrs},
	} {
		if v.IsZero() {
			t.Errorf("%+v says nothing", v)
		}
	}
	for _, v := range []billmgr.Value{{}, {Attrs: map[string]string{}}} {
		if !v.IsZero() {
			t.Errorf("%+v says something", v)
		}
	}
}

func TestScalarOfValue(t *testing.T) {
	t.Parallel()
	tests := []struct {
		v    billmgr.Value
		want billmgr.Scalar
		code string
	}{
		{billmgr.Value{}, billmgr.Scalar{}, ""},
		{billmgr.Value{Attrs: map[string]string{"a": "b"}}, billmgr.Scalar{}, ""},
		{billmgr.NewValue("x"), billmgr.Scalar{Text: "x", Present: true}, "x"},
		{billmgr.NewTranslated("2", ""), billmgr.Scalar{Orig: "2", Present: true}, "2"},
		{billmgr.NewTranslated("2", "x"), billmgr.Scalar{Text: "x", Orig: "2", Present: true}, "2"},
	}
	for _, tt := range tests {
		if got := tt.v.Scalar(); got != tt.want || got.Code() != tt.code {
			t.Errorf("%+v: %+v with the code %q, want %+v, %q", tt.v, got, got.Code(), tt.want, tt.code)
		}
	}
}

// TestAttributesComeAndGo reads attributes that come again, with and without a
// value.
func TestAttributesComeAndGo(t *testing.T) {
	t.Parallel()
	tests := map[string]map[string]string{
		`{"$a":"x","$a":"y"}`:                        {"a": "y"},
		`{"$a":"x","$a":{}}`:                         nil,
		`{"$a":"x","$b":"y","$a":null}`:              {"b": "y"},
		`{"$a":null}`:                                nil,
		`{"$a":null,"$a":"x"}`:                       {"a": "x"},
		`{"$a":"x","$b":"y","$c":"z","$b":{}}`:       {"a": "x", "c": "z"},
		`{"$a":{"$orig":"1","$":"one"},"$b":["2"]}`:  {"a": "1", "b": "2"},
		`{"$a":"x","child":{"$b":"y"},"$":"text"}`:   {"a": "x"},
		`{"$a":"x","":"unnamed","$b":"y","child":1}`: {"a": "x", "b": "y"},
	}
	for in, want := range tests {
		var v billmgr.Value
		var n billmgr.Node
		if err := json.Unmarshal([]byte(in), &v); err != nil || !cmp.Equal(v.Attrs, want) {
			t.Errorf("%s: %v, %v, want %v", in, v.Attrs, err, want)
		}
		if err := json.Unmarshal([]byte(in), &n); err != nil || !cmp.Equal(n.Attrs, want) {
			t.Errorf("%s in a node: %v, %v, want %v", in, n.Attrs, err, want)
		}
	}
}

func TestValueOfNode(t *testing.T) {
	t.Parallel()
	many := make(map[string]string)
	for c := 'a'; c <= 'z'; c++ {
		many[string(c)] = "x"
	}
	with := func(orig string) map[string]string {
		attrs := maps.Clone(many)
		attrs["orig"] = orig
		return attrs
	}
	tests := []struct {
		attrs map[string]string
		want  billmgr.Value
	}{
		{nil, billmgr.Value{}},
		{map[string]string{}, billmgr.Value{}},
		{map[string]string{"a": "x"}, billmgr.Value{Attrs: map[string]string{"a": "x"}}},
		{map[string]string{"orig": "2"}, billmgr.Value{Orig: "2"}},
		{map[string]string{"orig": ""}, billmgr.Value{Attrs: map[string]string{"orig": ""}}},
		{with("2"), billmgr.Value{Orig: "2", Attrs: many}},
		{with(""), billmgr.Value{Attrs: with("")}},
	}
	for _, tt := range tests {
		n := billmgr.Node{Attrs: tt.attrs, Children: []billmgr.Node{{Name: "child"}}}
		before := len(tt.attrs)
		got := n.Value()
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%v (-want +got):\n%s", tt.attrs, diff)
		}
		if got.Attrs != nil {
			got.Attrs["new"] = "x"
		}
		if len(n.Attrs) != before {
			t.Errorf("%v: the value shares the node's attributes", tt.attrs)
		}
	}
}
