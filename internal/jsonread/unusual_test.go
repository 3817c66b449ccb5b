package jsonread_test

import (
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"
	"unsafe"

	"github.com/backup-sdk/backup-go/internal/jsonread"
)

// inPlace reads itself without a pointer: only what it refers to can change.
type inPlace map[string]string

func (m inPlace) UnmarshalJSON(data []byte) error {
	if m != nil {
		m["read"] = string(data)
	}
	return nil
}

// both reads JSON and text, which differ in what they keep.
type both struct{ JSON, Text string }

func (b *both) UnmarshalJSON(data []byte) error { b.JSON = string(data); return nil }
func (b *both) UnmarshalText(data []byte) error { b.Text = string(data); return nil }

// list and boolean are of kinds that are read without them.
type (
	list    []int
	boolean bool
	octet   uint8
	octets  []octet
)

func (l *list) UnmarshalJSON(data []byte) error    { *l = append(*l, len(data)); return nil }
func (b *boolean) UnmarshalText(data []byte) error { *b = string(data) == "on"; return nil }
func (o *octet) UnmarshalJSON(data []byte) error   { *o = octet(len(data)); return nil }

// refusing fails with an error for a type.
type refusing struct{ Text string }

func (r *refusing) UnmarshalJSON(data []byte) error { return json.Unmarshal(data, &r.Text) }

// named has the methods of what it embeds.
type named struct{ both }

// tree, nest, deep and chain contain themselves.
type (
	tree struct {
		Left, Right *tree
		Value       any
	}
	nest  []nest
	deep  map[string]deep
	chain struct {
		Next *chain `json:"n"`
		Last []chain
		Self selfRead
	}
	// selfRead reads itself by this package.
	selfRead struct{ Inside *chain }
)

func (s *selfRead) UnmarshalJSON(data []byte) error { return jsonread.Unmarshal(data, &s.Inside) }

// methods have them in every way a field can.
type methods struct {
	InPlace  inPlace
	PInPlace *inPlace
	Both     both
	PBoth    *both
	PPBoth   **both
	Boths    []both
	PBoths   []*both
	Two      [2]both
	ByName   map[string]both
	ByLevel  map[level]*both
	List     list
	Lists    []list
	Boolean  boolean
	Octets   octets
	Refusing refusing
	Refused  []refusing
	Named    named
	Number   json.Number
	PNumber  *json.Number
	Numbers  []json.Number
	Asker    json.Unmarshaler
	PAny     *any
	Anys     []any
	Nothing  []struct{}
}

// unnamed are types without a name that have a method all the same.
type unnamed struct {
	Here   struct{ counted }
	Beside struct {
		both
		X int
	}
	Behind  *struct{ counted }
	Many    []struct{ counted }
	Text    struct{ fixed }
	Number  struct{ json.Number }
	NoHand  struct{ inner }
	ByName  map[string]struct{ counted }
	Pointer struct{ *counted }
}

// fixed reads a text.
type fixed struct{ Of string }

func (f *fixed) UnmarshalText(text []byte) error { f.Of = string(text); return nil }

// tagged has tags of every sort that is no plain name.
type tagged struct {
	A string `json:"it's"` //nolint:staticcheck // encoding/json takes the name of the field then
	B string `json:"naïve"`
	C string `json:"a\\b"` //nolint:staticcheck // the same
	F string `json:",omitempty"`
	G string `xml:"g"`
	H string `json:" h"`
	Ü string //nolint:asciicheck // a field that has its own rules of case
	I int    `json:"azAZ09_$."`
	J int    `json:"-,omitempty"` //nolint:revive,staticcheck // a name, not a field left out
}

// inText has values that are sent as text, each with a plain name.
type inText struct {
	D string `json:"d,omitempty,string"`
	E *int   `json:"e,string"`
	F string
}

// sizes has numbers of every size, and types that nothing can be read into.
type sizes struct {
	I16  int16
	I32  int32
	U8   uint8
	U64  uint64
	UP   uintptr
	F32  float32
	C    complex128
	Func func()
	Chan chan int
	Arr  [2]inner
	Zero [0]int
	Map  map[int]inner
	Sub  map[string]*inner
	Err  error
}

var (
	longName = strings.Repeat("abcdefghi", 7) // as long as names can be that are looked up
	ofLength = func(n int) reflect.StructField {
		return reflect.StructField{Name: "F" + fmt.Sprint(n), Type: reflect.TypeFor[inner](), Tag: reflect.StructTag(`json:"` + (longName + "j")[:n] + `"`)}
	}
	// longNamed has names around the longest, one at a time and together.
	longNamed = []reflect.Type{
		reflect.StructOf([]reflect.StructField{ofLength(62)}), reflect.StructOf([]reflect.StructField{ofLength(63)}), reflect.StructOf([]reflect.StructField{ofLength(64)}),
		reflect.StructOf([]reflect.StructField{ofLength(62), ofLength(63)}),
	}
)

// many has n fields.
func many(n int) reflect.Type {
	fields := make([]reflect.StructField, n)
	for i := range fields {
		fields[i] = reflect.StructField{Name: fmt.Sprint("F", i), Type: reflect.TypeFor[*inner]()}
	}
	return reflect.StructOf(fields)
}

func unusualTargets() []func() any {
	all := []func() any{
		func() any { return new(methods) }, func() any { return new(unnamed) }, func() any { return new(tagged) }, func() any { return new(inText) }, func() any { return new(sizes) },
		func() any { return new(inPlace) }, func() any { return new(both) }, func() any { return new(*both) }, func() any { return new(named) },
		func() any { return new(list) }, func() any { return new([]list) }, func() any { return new(boolean) }, func() any { return new(octets) },
		func() any { return new(tree) }, func() any { return new(nest) }, func() any { return new(deep) }, func() any { return new(chain) },
		func() any { return new(struct{ counted }) }, func() any { return new(*struct{ counted }) }, func() any { return new([]struct{}) },
		func() any { return new([][]string) }, func() any { return new([]byte) }, func() any { return new(**int) }, func() any { return new([2]inner) },
		func() any { return new(json.Number) }, func() any { return new(json.RawMessage) }, func() any { return new(refusing) }, func() any { return new([]any) },
	}
	for _, t := range append([]reflect.Type{many(63), many(64), many(65)}, longNamed...) {
		all = append(all, func() any { return reflect.New(t).Interface() })
	}
	return all
}

var unusualDocuments = []string{
	`{"InPlace":{"a":"b"},"PInPlace":[ 1 ],"Both":"x","PBoth": "y" ,"PPBoth":{ "a" : 1 },"Boths":[ 1 , "two" , null ],"PBoths":[null, {}],"Two":["x"],"ByName":{"a":null}}`,
	`{"InPlace":null,"PInPlace":null,"Both":null,"PBoth":null,"PPBoth":null,"Boths":null,"PBoths":[null],"Two":null,"ByName":null,"ByLevel":null,"List":null,"Boolean":null}`,
	`{"ByLevel":{"x":1,"yy":null},"List":[1,2],"Lists":[[],null,"x"],"Boolean":"on","Octets":["a",1,null],"Number":1.50,"PNumber":-1,"Numbers":[1,"2",null]}`,
	`{"Octets":"aGVsbG8="}`, `{"Octets":null,"Number":null,"PNumber":null,"Asker":null,"PAny":null,"Anys":[null],"Nothing":[{},null,{"x":1}]}`,
	`{"Refusing":"x","Both":1}`, `{"Both":1,"Refusing":5,"List":1}`, `{"Both":1,"Refused":["a",5,"b"],"List":1}`, `{"Boolean":true}`, `{"Boolean":"of\u0066"}`,
	`{"Number":"1"}`, `{"Number":"x"}`, `{"Number":""}`, `{"Number":true}`, `{"Asker":1}`, `{"PAny":{"a":[1]},"Anys":[1,"x",{}],"Named":{"JSON":"x"}}`, `{"Named":null}`,
	`{"Here":{"Text":"x"}}`, `{"Here":null}`, `{"Here":"x"}`, `{"Beside":{"JSON":"x","X":1}}`, `{"Behind":{"Text":"x"}}`, `{"Behind":null}`, `{"Many":[{"Text":"x"},{}]}`,
	`{"Text":{"Of":"x"}}`, `{"Text":"x"}`, `{"NoHand":{"x":"y"}}`, `{"ByName":{"a":{"Text":"x"}}}`, `{"Pointer":{"Text":"x"}}`, `{"Number":{"Number":1}}`, `{"Text":"x","Of":"y"}`,
	`{"it's":"1","A":"2","naïve":"3","B":"4","a\\b":"5","C":"6"}`, `{"d":"\"7\"","e":"8","F":"9","G":"10","g":"11"," h":"12","ü":"13"}`, `{"Ü":"14","azAZ09_$.":15,"-":16}`,
	`{"AZaz09_$.":1}`, `{"d":"x"}`, `{"e":8}`, `{"e":null}`, `{"H":"x","h":"y"}`,
	`{"I16":32767,"I32":-2147483648,"U8":255,"U64":18446744073709551615,"UP":1,"F32":1e38,"Arr":[{"x":"a"}],"Zero":[1],"Map":{"1":{"x":"b"}},"Sub":{"a":{"y":[1]},"b":null}}`,
	`{"I16":32768}`, `{"I32":2147483648}`, `{"U8":256}`, `{"U8":-1}`, `{"F32":1e39}`, `{"C":1}`, `{"Func":1}`, `{"Func":null,"Chan":null,"C":null,"Err":null}`, `{"Chan":[]}`, `{"Err":"x"}`, `{"Map":{"x":{}}}`,
	`{"Left":{"Left":{"Value":1},"Right":null},"Right":{"Value":{"Left":[]}}}`, `{"Left":{"left":{}}}`, `[[],[[]],[[[]],[]],null]`, `[[],[[1]]]`, `{"a":{"b":{},"c":null}}`,
	`{"n":{"n":{"Last":[{"n":null},{}]}},"Last":[],"Self":{"n":{"Self":{"n":{}}}}}`, `{"Self":{"Last":[{"Self":[]}]}}`, `{"Self":{"n":{"N":{}}},"N":{}}`, `{"Self":null}`,
	`[["a"],null,[]]`, `[["a",1]]`, `"aGVsbG8="`, `"not base64!"`, `[1,2]`, `"on"`, `-0`, `-0.0`, `{"f":-0.0,"i":-0}`, `1e-999`, `9`, `9.9`,
	`{"F63":{"x":"a"},"F62":{"x":"b"},"F63":{"y":[1]}}`, `{"F64":{"x":"a"},"F62":{"x":"b"},"F64":{"y":[1]}}`, `{"F0":{"x":"a"},"F64":null,"F63":null,"F0":{"y":[1]}}`, `{"f63":{}}`, `{"f64":{"x":"a"}}`,
	`{"` + longName + `":{"x":"a"},"` + longName[:62] + `":{"x":"b"},"` + longName + `j":{"x":"c"}}`, `{"` + strings.ToUpper(longName) + `":{"x":"a"}}`,
	`{"` + strings.ToUpper(longName[:62]) + `":{"x":"a"}}`, `{"` + strings.ToUpper(longName) + `J":{"x":"a"}}`, `{"` + longName + longName + `":{"x":"a"}}`,
}

// TestDepth checks types that contain themselves at the limit of nesting.
func TestDepthLikeEncodingJSON(t *testing.T) {
	t.Parallel()
	for _, n := range []int{9_999, 10_000, 10_001} {
		for _, doc := range []string{
			strings.Repeat(`[`, n) + strings.Repeat(`]`, n), strings.Repeat(`{"n":`, n-1) + `{}` + strings.Repeat(`}`, n-1),
			strings.Repeat(`{"Last":[`, n/2) + strings.Repeat(`]}`, n/2), strings.Repeat(`{"Left":`, n-1) + `{"Value":1}` + strings.Repeat(`}`, n-1),
			`{"unknown":` + strings.Repeat(`[`, n-1) + strings.Repeat(`]`, n-1) + `}`, `{"Both":` + strings.Repeat(`[`, n-1) + strings.Repeat(`]`, n-1) + `}`,
		} {
			for _, target := range []func() any{func() any { return new(nest) }, func() any { return new(chain) }, func() any { return new(tree) }, func() any { return new(methods) }} {
				got, want := target(), target()
				err, wantErr := jsonread.Unmarshal([]byte(doc), got), json.Unmarshal([]byte(doc), want)
				if (err == nil) != (wantErr == nil) || err != nil && err.Error() != wantErr.Error() {
					t.Errorf("%.20q, %d deep, into %T: error %v, want %v", doc, n, got, err, wantErr)
				}
			}
		}
	}
}

// TestNegativeZero checks a sign that comparing does not show.
func TestNegativeZero(t *testing.T) {
	t.Parallel()
	var got plain
	if err := jsonread.Unmarshal([]byte(`{"f":-0}`), &got); err != nil || !math.Signbit(got.Float) {
		t.Errorf("%v, %v", got.Float, err)
	}
}

// TestReadHere checks that structs with ordinary names, whatever they hold, are
// not left to encoding/json: then equal texts of a long list share their bytes.
func TestReadHere(t *testing.T) {
	t.Parallel()
	text := reflect.StructField{Name: "Text", Type: reflect.TypeFor[string](), Tag: `json:"s"`}
	several := []reflect.StructField{text}
	for i := range 63 {
		several = append(several, reflect.StructField{Name: fmt.Sprint("F", i), Type: reflect.TypeFor[int]()})
	}
	for name, fields := range map[string][]reflect.StructField{
		"one field":          {text},
		"every letter":       {text, {Name: "A", Type: reflect.TypeFor[int](), Tag: `json:"azAZ09"`}},
		"underscore":         {text, {Name: "A", Type: reflect.TypeFor[int](), Tag: `json:"a_z"`}},
		"dollar":             {text, {Name: "A", Type: reflect.TypeFor[int](), Tag: `json:"$type"`}},
		"dot":                {text, {Name: "A", Type: reflect.TypeFor[int](), Tag: `json:"a.z"`}},
		"the longest name":   {text, ofLength(63)},
		"as many fields":     several,
		"a field left out":   {text, {Name: "A", Type: reflect.TypeFor[int](), Tag: `json:"-"`}},
		"pointer to pointer": {text, {Name: "A", Type: reflect.TypeFor[**int]()}},
	} {
		got := reflect.New(reflect.SliceOf(reflect.StructOf(fields)))
		doc := `[` + strings.Repeat(`{"s":"text"},`, 199) + `{"s":"text"}]`
		if err := jsonread.Unmarshal([]byte(doc), got.Interface()); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		a, b := got.Elem().Index(198).Field(0).String(), got.Elem().Index(199).Field(0).String()
		if a != "text" || unsafe.StringData(a) != unsafe.StringData(b) {
			t.Errorf("%s: %q and %q are two texts", name, a, b)
		}
	}
}
