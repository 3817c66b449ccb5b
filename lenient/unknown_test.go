package lenient_test

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/backup-sdk/backup-go/internal/allocbudget"
	"github.com/backup-sdk/backup-go/lenient"
)

// known is a struct to compare encoding/json with.
type known struct {
	A string       `json:"a"`
	B lenient.Int  `json:"b"`
	C *bool        `json:"c"`
	D []string     `json:"d"`
	E lenient.Time `json:"long_name"`
}

func (k *known) decode(in string) (map[string]lenient.Raw, error) {
	return lenient.DecodeObject([]byte(in), lenient.Field{Name: "a", Into: &k.A}, lenient.Field{Name: "b", Into: &k.B},
		lenient.Field{Name: "c", Into: &k.C}, lenient.Field{Name: "d", Into: &k.D}, lenient.Field{Name: "long_name", Into: &k.E})
}

func TestDecodeObject(t *testing.T) {
	t.Parallel()
	yes := true
	for _, tt := range []struct {
		in      string
		want    known
		unknown map[string]lenient.Raw
		fails   bool
	}{
		{in: `{}`}, {in: `null`}, {in: `""`},
		{in: `{"a":"x","B":"7","c":true,"d":["y"],"Long_Name":"2026-04-12"}`, want: known{
			A: "x", B: lenient.NewInt(7), C: &yes, D: []string{"y"}, E: lenient.NewTime(time.Date(2026, 4, 12, 0, 0, 0, 0, time.UTC)),
		}},
		{in: `{"a":null,"b":null,"c":null,"d":null}`},
		{in: `{"a":"one","A":"two"}`, want: known{A: "two"}},
		{in: `{"a":"q\u0041\\\","}`, want: known{A: "qA\\\","}},
		{in: `"{\"a\":\"inside\",\"z\":1}"`, want: known{A: "inside"}, unknown: map[string]lenient.Raw{"z": lenient.Raw(`1`)}},
		{in: ` { "a" : "x" , "x" : { "a" : [1, "}]"] } , "y" : "q\\\"," } `, want: known{A: "x"}, unknown: map[string]lenient.Raw{
			"x": lenient.Raw(`{ "a" : [1, "}]"] }`), "y": lenient.Raw(`"q\\\","`),
		}},
		{in: `{"x":null,"\u0079":[],"z":{}}`, unknown: map[string]lenient.Raw{"x": lenient.Raw("null"), "y": lenient.Raw("[]"), "z": lenient.Raw("{}")}},
		{in: `{"a":1,"b":2,"z":3}`, want: known{B: lenient.NewInt(2)}, unknown: map[string]lenient.Raw{"z": lenient.Raw(`3`)}, fails: true},
		{in: `{"d":"no list","c":true}`, want: known{C: &yes}, fails: true},
		{in: `[{"a":"x"}]`, fails: true}, {in: `"x"`, fails: true}, {in: `7`, fails: true}, {in: ``, fails: true},
	} {
		var got known
		unknown, err := got.decode(tt.in)
		if (err != nil) != tt.fails {
			t.Errorf("%s: error %v", tt.in, err)
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.in, diff)
		}
		if diff := cmp.Diff(tt.unknown, unknown); diff != "" {
			t.Errorf("%s, unknown (-want +got):\n%s", tt.in, diff)
		}
	}
}

// TestDecodeObjectMalformed checks that malformed JSON is an error, and that
// nothing after the place is read.
func TestDecodeObjectMalformed(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]known{
		`{"a":"x"`: {A: "x"}, `{"a":"x",`: {A: "x"}, `{"a":"x"}}`: {A: "x"}, `{"a":"x"} 7`: {A: "x"}, `{"a":"x" "b":5}`: {A: "x"},
		`{"a":"x","b":}`: {A: "x"}, `{"a":,"b":5}`: {}, `{"z":,"b":5}`: {}, `{"z":[,"b":5}`: {}, `{"a":"x","z":{"b":5,}}`: {A: "x"},
	} {
		var got known
		if _, err := got.decode(in); err == nil {
			t.Errorf("%s: no error", in)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", in, diff)
		}
	}
}

func TestUnpack(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		`"{\"a\":1}"`: `{"a":1}`, `" "`: `{}`, `""`: `{}`, `"word"`: `"word"`, `"{word"`: `"{word"`, `{"a":1}`: `{"a":1}`, `null`: `null`, ``: ``, `"{`: `"{`,
	} {
		if got := string(lenient.Unpack([]byte(in))); got != want {
			t.Errorf("%s: %s, want %s", in, got, want)
		}
	}
}

func TestExtend(t *testing.T) {
	t.Parallel()
	object := []byte(`{"a":1}  `)
	got, err := lenient.Extend(object, map[string]lenient.Raw{"z": lenient.Raw(`[1]`), "b": nil, "a": lenient.Raw(`2`)})
	if err != nil || string(got) != `{"a":1,"b":null,"z":[1]}` {
		t.Errorf("got %s, %v", got, err)
	}
	if string(object) != `{"a":1}  ` {
		t.Errorf("the object became %s", object)
	}
	if got, err = lenient.Extend([]byte(`{}`), map[string]lenient.Raw{"b": lenient.Raw(`1`)}); err != nil || string(got) != `{"b":1}` {
		t.Errorf("got %s, %v", got, err)
	}
	if _, err = lenient.Extend([]byte(`[]`), map[string]lenient.Raw{"b": nil}); err == nil {
		t.Error("a list was extended")
	}
	if _, err = lenient.Extend([]byte(`{}`), map[string]lenient.Raw{"b": lenient.Raw(`{`)}); err == nil {
		t.Error("broken JSON was written")
	}
}

// FuzzDecodeObject holds the scanner against encoding/json.
func FuzzDecodeObject(f *testing.F) {
	for _, seed := range append(seeds, `{"a":"1","b":{"c":[{}]},"d":["\"}"],"x":1}`, `{"A":"x","a":7,"long_name":1}`) {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, in string) {
		if !json.Valid([]byte(in)) || strings.HasPrefix(strings.TrimSpace(in), `"`) {
			return
		}
		var got, want known
		var unknown map[string]lenient.Raw
		var err error
		allocbudget.Check(t, len(in), perByte, func() { unknown, err = new(known).decode(in) })
		unknown, err = got.decode(in)
		if wantErr := json.Unmarshal([]byte(in), &want); (err != nil) != (wantErr != nil) {
			t.Fatalf("%q: error %v, want %v", in, err, wantErr)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("%q (-want +got):\n%s", in, diff)
		}
		var all map[string]lenient.Raw
		if json.Unmarshal([]byte(in), &all) != nil {
			return
		}
		for name, value := range all {
			field := slices.ContainsFunc([]string{"a", "b", "c", "d", "long_name"}, func(k string) bool { return strings.EqualFold(k, name) })
			if have, ok := unknown[name]; ok == field || ok && !value.Equal(have) {
				t.Fatalf("%q: field %q is %s, want %s", in, name, have, value)
			}
		}
	})
}

// shout is a text that reads itself.
type shout string

func (s *shout) UnmarshalText(text []byte) error {
	*s = shout(strings.ToUpper(string(text)))
	return nil
}

func TestTextsInFields(t *testing.T) {
	t.Parallel()
	type word string
	for _, tt := range []struct {
		in   string
		into any
		want any // nil: it is refused
	}{
		{`"x"`, new(string), "x"}, {`"x"`, new(word), word("x")}, {`"x"`, new(shout), shout("X")}, {`"12"`, new(json.Number), json.Number("12")},
		{`"x"`, new(json.Number), nil}, {`5`, new(word), nil}, {`"x"`, "x", nil}, {`"x"`, (*string)(nil), nil}, {`"x"`, (*word)(nil), nil},
	} {
		_, err := lenient.DecodeObject([]byte(`{"a":`+tt.in+`}`), lenient.Field{Name: "a", Into: tt.into})
		if (err == nil) != (tt.want != nil) {
			t.Errorf("%s into %T: %v", tt.in, tt.into, err)
		}
		if tt.want != nil {
			if got := reflect.ValueOf(tt.into).Elem().Interface(); got != tt.want {
				t.Errorf("%s into %T: %v, want %v", tt.in, tt.into, got, tt.want)
			}
		}
	}
}

func TestNamesThatDifferInCase(t *testing.T) {
	t.Parallel()
	for in, want := range map[string][2]string{
		`{"a":"x"}`: {"x", ""}, `{"A":"x"}`: {"", "x"}, `{"\u0061":"x"}`: {"x", ""}, `{"\u0041":"x"}`: {"", "x"},
	} {
		var small, large string
		unknown, err := lenient.DecodeObject([]byte(in), lenient.Field{Name: "a", Into: &small}, lenient.Field{Name: "A", Into: &large})
		if err != nil || unknown != nil || small != want[0] || large != want[1] {
			t.Errorf("%s: %q, %q, %v, %v", in, small, large, unknown, err)
		}
	}
}
