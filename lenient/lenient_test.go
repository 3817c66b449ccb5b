package lenient_test

import (
	"encoding/json"
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/backup-sdk/backup-go/lenient"
)

func TestIntDecode(t *testing.T) {
	t.Parallel()
	tests := []struct {
		in   string
		want lenient.Int
	}{
		{`40`, lenient.NewInt(40)},
		{`"40"`, lenient.NewInt(40)},
		{`40.0`, lenient.NewInt(40)},
		{`"40.00"`, lenient.NewInt(40)},
		{`" 40 "`, lenient.NewInt(40)},
		{`-7`, lenient.NewInt(-7)},
		{`4e1`, lenient.NewInt(40)},
		{`9223372036854775807`, lenient.NewInt(math.MaxInt64)},
		{`9223372036854775807.0`, lenient.NewInt(math.MaxInt64)},
		{`"9223372036854775807."`, lenient.NewInt(math.MaxInt64)},
		{`9.007199254740992e15`, lenient.NewInt(1 << 53)},
		{`-9.007199254740992e15`, lenient.NewInt(-1 << 53)},
		{`9.007199254740994e15`, lenient.Int{Text: "9.007199254740994e15"}},
		{`null`, lenient.Int{}},
		{`""`, lenient.Int{}},
		{`"  "`, lenient.Int{}},
		{`9223372036854775808`, lenient.Int{Text: "9223372036854775808"}},
		{`1e300`, lenient.Int{Text: "1e300"}},
		{`40.5`, lenient.Int{Text: "40.5"}},
		{`"4."`, lenient.NewInt(4)},
		{`"4.x"`, lenient.Int{Text: "4.x"}},
		{`"."`, lenient.Int{Text: "."}},
		{`"1e2."`, lenient.Int{Text: "1e2."}},
		{`".0"`, lenient.Int{Text: ".0"}},
		{`"n/a"`, lenient.Int{Text: "n/a"}},
		{`"0x10"`, lenient.Int{Text: "0x10"}},
		{`true`, lenient.Int{Text: "true"}},
		{`{"a": [1, 2]}`, lenient.Int{Text: `{"a":[1,2]}`}},
		{`[]`, lenient.Int{Text: `[]`}},
	}
	for _, tt := range tests {
		check(t, tt.in, tt.want)
	}
}

func TestFloatDecode(t *testing.T) {
	t.Parallel()
	tests := []struct {
		in   string
		want lenient.Float
	}{
		{`0.5`, lenient.NewFloat(0.5)},
		{`"0.5"`, lenient.NewFloat(0.5)},
		{`"1e3"`, lenient.NewFloat(1000)},
		{`-3`, lenient.NewFloat(-3)},
		{`"90.9"`, lenient.NewFloat(90.9)},
		{`" 2 "`, lenient.NewFloat(2)},
		{`null`, lenient.Float{}},
		{`""`, lenient.Float{}},
		{`1e999`, lenient.Float{Text: "1e999"}},
		{`"NaN"`, lenient.Float{Text: "NaN"}},
		{`"Inf"`, lenient.Float{Text: "Inf"}},
		{`"0x1p-2"`, lenient.Float{Text: "0x1p-2"}},
		{`"1,5"`, lenient.Float{Text: "1,5"}},
		{`false`, lenient.Float{Text: "false"}},
		{`{}`, lenient.Float{Text: "{}"}},
	}
	for _, tt := range tests {
		check(t, tt.in, tt.want)
	}
}

func TestBoolDecode(t *testing.T) {
	t.Parallel()
	tests := []struct {
		in   string
		want lenient.Bool
	}{
		{`true`, lenient.NewBool(true)},
		{`"True"`, lenient.NewBool(true)},
		{`1`, lenient.NewBool(true)},
		{`1.0`, lenient.NewBool(true)},
		{`"1"`, lenient.NewBool(true)},
		{`" on "`, lenient.NewBool(true)},
		{`"yes"`, lenient.NewBool(true)},
		{`"Y"`, lenient.NewBool(true)},
		{`false`, lenient.Bool{}},
		{`"FALSE"`, lenient.Bool{}},
		{`0`, lenient.Bool{}},
		{`"off"`, lenient.Bool{}},
		{`"no"`, lenient.Bool{}},
		{`"n"`, lenient.Bool{}},
		{`""`, lenient.Bool{}},
		{`null`, lenient.Bool{}},
		{`2`, lenient.Bool{Text: "2"}},
		{`"maybe"`, lenient.Bool{Text: "maybe"}},
		{`["on"]`, lenient.Bool{Text: `["on"]`}},
	}
	for _, tt := range tests {
		check(t, tt.in, tt.want)
	}
}

func TestStringDecode(t *testing.T) {
	t.Parallel()
	tests := []struct {
		in   string
		want lenient.String
	}{
		{`"web-01"`, "web-01"},
		{`"a\"b\u00e9"`, `a"bé`},
		{`"žluťoučký"`, "žluťoučký"},
		{`12.50`, "12.50"},
		{`true`, "true"},
		{`null`, ""},
		{`""`, ""},
		{`{ "a" : 1 }`, `{"a":1}`},
		{`[ 1 ]`, `[1]`},
		{"\"\xff\"", "\ufffd"},
		{"[\"\xff\"]", "[\"\ufffd\"]"},
	}
	for _, tt := range tests {
		check(t, tt.in, tt.want)
	}
}

func TestZeroAndString(t *testing.T) {
	t.Parallel()
	type zeroer interface{ IsZero() bool }
	zeros := []zeroer{
		lenient.Int{}, lenient.Float{}, lenient.Bool{}, lenient.String(""), lenient.Time{}, lenient.List[int](nil),
		lenient.Raw(nil), lenient.Raw("null"),
	}
	for _, z := range zeros {
		if !z.IsZero() {
			t.Errorf("%T %v is not zero", z, z)
		}
	}
	values := []struct {
		value zeroer
		text  string
	}{
		{lenient.NewInt(5), "5"},
		{lenient.Int{Text: "x"}, "x"},
		{lenient.NewFloat(0.25), "0.25"},
		{lenient.Float{Text: "x"}, "x"},
		{lenient.NewBool(true), "true"},
		{lenient.Bool{Text: "x"}, "x"},
		{lenient.String("x"), "x"},
		{lenient.Time{Text: "x"}, "x"},
		{lenient.NewTime(time.Unix(0, 0).UTC()), "1970-01-01T00:00:00Z"},
		{lenient.Raw(`[1]`), "[1]"},
	}
	for _, tt := range values {
		if tt.value.IsZero() {
			t.Errorf("%T %v is zero", tt.value, tt.value)
		}
		if got := tt.value.(interface{ String() string }).String(); got != tt.text {
			t.Errorf("%T: String = %q, want %q", tt.value, got, tt.text)
		}
	}
	if got := (lenient.Bool{}).String(); got != "false" {
		t.Errorf("zero Bool: %q", got)
	}
	if (lenient.List[int]{}).IsZero() {
		t.Error("an empty list that was sent is zero")
	}
}

func TestEncode(t *testing.T) {
	t.Parallel()
	type all struct {
		Int   lenient.Int            `json:"int,omitzero"`
		Float lenient.Float          `json:"float,omitzero"`
		Bool  lenient.Bool           `json:"bool,omitzero"`
		Text  lenient.String         `json:"text,omitzero"`
		Time  lenient.Time           `json:"time,omitzero"`
		List  lenient.List[int]      `json:"list,omitzero"`
		Raw   lenient.Raw            `json:"raw,omitzero"`
		Ptr   *lenient.Int           `json:"ptr,omitempty"`
		Deep  lenient.List[all]      `json:"deep,omitzero"`
		Many  map[string]lenient.Int `json:"many,omitempty"`
	}
	tests := []struct {
		in   all
		want string
	}{
		{all{}, `{}`},
		{all{Int: lenient.NewInt(4), Float: lenient.NewFloat(1.5), Bool: lenient.NewBool(true)}, `{"int":4,"float":1.5,"bool":true}`},
		{all{Int: lenient.Int{Text: "18446744073709551616"}}, `{"int":18446744073709551616}`},
		{all{Int: lenient.Int{Text: "n/a"}, Bool: lenient.Bool{Text: "2"}}, `{"int":"n/a","bool":2}`},
		{all{Int: lenient.Int{Text: "9.5"}, Bool: lenient.Bool{Text: "0.5"}}, `{"int":9.5,"bool":0.5}`},
		{all{Int: lenient.Int{Text: "-0.5"}, Bool: lenient.Bool{Text: "05"}}, `{"int":-0.5,"bool":"05"}`},
		{all{Int: lenient.Int{Text: "5 "}, Bool: lenient.Bool{Text: "+5"}}, `{"int":"5 ","bool":"+5"}`},
		{all{Float: lenient.NewFloat(math.NaN())}, `{"float":null}`},
		{all{Float: lenient.Float{Text: "x"}, Time: lenient.Time{Text: "soon"}}, `{"float":"x","time":"soon"}`},
		{all{Time: lenient.NewTime(time.Date(2031, 4, 5, 6, 7, 8, 9, time.FixedZone("", -3600)))}, `{"time":"2031-04-05T06:07:08.000000009-01:00"}`},
		{all{Text: "x", List: lenient.List[int]{}, Raw: lenient.Raw(`{"a": 1}`)}, `{"text":"x","list":[],"raw":{"a":1}}`},
		{all{Deep: lenient.List[all]{{Ptr: &lenient.Int{}}}, Many: map[string]lenient.Int{"a": lenient.NewInt(1)}}, `{"deep":[{"ptr":0}],"many":{"a":1}}`},
	}
	for _, tt := range tests {
		got, err := json.Marshal(tt.in)
		if err != nil {
			t.Errorf("%+v: %v", tt.in, err)
			continue
		}
		if diff := cmp.Diff(tt.want, string(got)); diff != "" {
			t.Error(diff)
		}
	}
	for _, v := range []any{lenient.Time{}, lenient.Raw(nil)} {
		if got, err := json.Marshal(v); err != nil || string(got) != "null" {
			t.Errorf("%T: zero encodes as %s, %v", v, got, err)
		}
	}
}

func TestMalformed(t *testing.T) {
	t.Parallel()
	for _, in := range []string{`tru`, `nul`, `"abc`, `{"a"`, `[1`, `-`, `01`, "\"a\nb\""} {
		targets := []json.Unmarshaler{
			new(lenient.Int), new(lenient.Float), new(lenient.Bool), new(lenient.String), new(lenient.Time),
		}
		for _, target := range targets {
			if _, isInt := target.(*lenient.Int); isInt && in == "01" {
				continue // strconv reads it; encoding/json never hands it over
			}
			if err := target.UnmarshalJSON([]byte(in)); err == nil {
				t.Errorf("%T read malformed %q", target, in)
			}
		}
		if err := new(lenient.List[int]).UnmarshalJSON([]byte(in)); err == nil {
			t.Errorf("List read malformed %q", in)
		}
	}
	for _, in := range []string{"", " "} {
		if err := new(lenient.List[int]).UnmarshalJSON([]byte(in)); err == nil {
			t.Errorf("List read %q", in)
		}
	}
	var s lenient.String = "kept"
	if err := s.UnmarshalJSON(nil); err != nil || s != "" {
		t.Errorf("no bytes at all: %q, %v", s, err)
	}
}

// check decodes in, compares, and makes sure that the value survives another
// encoding and decoding.
func check[T any](t *testing.T, in string, want T) {
	t.Helper()
	var got T
	if err := json.Unmarshal([]byte(in), &got); err != nil {
		t.Errorf("%s: %v", in, err)
		return
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", in, diff)
	}
	roundTrip(t, []byte(in), got)
}

func roundTrip[T any](t *testing.T, in []byte, value T) {
	t.Helper()
	encoded, err := json.Marshal(value)
	if err != nil {
		t.Errorf("%T of %s: %v", value, in, err)
		return
	}
	var again T
	if err := json.Unmarshal(encoded, &again); err != nil {
		t.Errorf("%T of %s, encoded %s: %v", value, in, encoded, err)
		return
	}
	if diff := cmp.Diff(value, again); diff != "" {
		t.Errorf("%T of %s, encoded %s (-before +after):\n%s", value, in, encoded, diff)
	}
}
