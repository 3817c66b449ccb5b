package jsonread_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/backup-sdk/backup-go/internal/allocbudget"
	"github.com/backup-sdk/backup-go/internal/jsonread"
)

// counted is a type that reads itself, and refuses "no".
type counted struct{ Text string }

// calls is how often any of them was asked.
var calls atomic.Int64

func (c *counted) UnmarshalJSON(data []byte) error {
	calls.Add(1)
	c.Text = string(data)
	if c.Text == `"no"` {
		return errors.New("refused")
	}
	return nil
}

// level reads a text.
type level int

func (l *level) UnmarshalText(text []byte) error {
	*l = level(len(text))
	return nil
}

type word string

type inner struct {
	X string `json:"x"`
	Y []int  `json:"y,omitempty"`
}

// wide has a field of every kind.
type wide struct {
	String   string          `json:"s"`
	Word     word            `json:"w"`
	Bool     bool            `json:"b"`
	Int      int             `json:"i"`
	Int8     int8            `json:"i8"`
	Int64    int64           `json:"i64"`
	Uint     uint            `json:"u"`
	Float    float64         `json:"f"`
	Float32  float32         `json:"f32"`
	Number   json.Number     `json:"n"`
	Raw      json.RawMessage `json:"raw"`
	Any      any             `json:"any"`
	Bytes    []byte          `json:"bytes"`
	Strings  []string        `json:"ss"`
	Inner    inner           `json:"inner"`
	Pointer  *inner          `json:"p"`
	PInt     *int            `json:"pi"`
	PPInt    **int           `json:"ppi"`
	PCounted *counted        `json:"pc"`
	Inners   []inner         `json:"inners"`
	PInners  []*inner        `json:"pinners"`
	Map      map[string]int  `json:"m"`
	Array    [2]int          `json:"a"`
	Counted  counted         `json:"c"`
	Counteds []counted       `json:"cs"`
	Level    level           `json:"l"`
	Time     time.Time       `json:"t"`
	Children []wide          `json:"children"`
	Untagged string
	Hidden   string `json:"-"`
	Quoted   int    `json:",string"`
	private  string
}

// plain has the kinds that are read without the help of encoding/json.
type plain struct {
	String   string    `json:"s"`
	Bool     bool      `json:"b"`
	Int      int       `json:"i"`
	Int8     int8      `json:"i8"`
	Float    float64   `json:"f"`
	Strings  []string  `json:"ss"`
	Pointer  *inner    `json:"p"`
	Inners   []inner   `json:"inners"`
	Counted  counted   `json:"c"`
	Counteds []counted `json:"cs"`
	Any      any       `json:"any"`
	Level    level     `json:"l"`
	Bytes    []byte    `json:"bytes"`
	PPInt    **int     `json:"ppi"`
	Children []plain   `json:"children"`
	Untagged string
	Hidden   string `json:"-"`
}

type embedding struct {
	inner
	*plain
	X int `json:"i"`
}

// ambiguous has two fields of one name; the compiler's own checks would refuse it
// as a type of the source.
var ambiguous = reflect.StructOf([]reflect.StructField{
	{Name: "A", Type: reflect.TypeFor[string](), Tag: `json:"a"`}, {Name: "B", Type: reflect.TypeFor[string](), Tag: `json:"a"`},
})

type odd struct {
	A string `json:"a b"`
	B string `json:"-,"` //nolint:staticcheck // a name that is hardly ever meant
	C string `json:"%"`
}

func targets() []func() any {
	return append(unusualTargets(),
		func() any { return new(wide) }, func() any { return new(plain) }, func() any { return new([]plain) }, func() any { return new(*plain) },
		func() any { return new(embedding) }, func() any { return reflect.New(ambiguous).Interface() }, func() any { return new(odd) }, func() any { return new(string) },
		func() any { return new(int8) }, func() any { return new(float64) }, func() any { return new(bool) }, func() any { return new(any) },
		func() any { return new(map[string]plain) }, func() any { return new(counted) }, func() any { return new([]string) }, func() any { return new(struct{}) },
	)
}

var documents = []string{
	``, ` `, `null`, `{}`, `[]`, `7`, `-7`, `300`, `7.5`, `1e2`, `1e999`, `"x"`, `true`, `"no"`, `[null]`, `["x",null]`, `[{}]`, `{`, `{"s":`, `{} x`, `nul`,
	`{"s":"text","w":"word","b":true,"i":-5,"i8":127,"i64":9007199254740993,"u":7,"f":-1.25e2,"f32":0.5,"n":12.50,"raw":{"a":[1]},"any":{"k":[1,null]}}`,
	`{"bytes":"aGVsbG8=","ss":["a","b\n",""],"inner":{"x":"y","y":[1,2]},"p":{"x":"z"},"pi":5,"ppi":6,"pc":[1],"inners":[{"x":"1"},{},{"y":[]}],"pinners":[null,{"x":"2"}]}`,
	`{"m":{"a":1,"b":2},"a":[1,2,3],"c":{"any":"thing"},"cs":[1,"two",null,{}],"l":"four","t":"2031-04-05T06:07:08Z","children":[{"s":"x","children":[{"i":1}]}],"Untagged":"u","Quoted":"5"}`,
	`{"s":null,"b":null,"i":null,"f":null,"ss":null,"inner":null,"p":null,"pi":null,"inners":null,"c":null,"cs":null,"l":null,"children":null,"any":null}`,
	`{"unknown":{"deep":[1,{"s":"no"}]},"s":"x","zz":"y"}`, `{"S":"other case"}`, `{"untagged":"other case"}`, `{"Hidden":"x","-":"y","private":"z"}`,
	`{"s":"one","s":"two"}`, `{"inners":[{"x":"1"}],"inners":[{"y":[2]}]}`, `{"p":{"x":"1"},"p":{"y":[2]}}`, `{"p":{"x":"1"},"s":"between","p":{"y":[2]}}`, `{"\u0073":"escaped"}`, `{"ſ":"folded"}`,
	`{"s":5}`, `{"b":"true"}`, `{"b":1}`, `{"i":"5"}`, `{"i":5.5}`, `{"i8":300}`, `{"i":1e2}`, `{"f":"x"}`, `{"ss":"x"}`, `{"ss":[1]}`, `{"inner":[]}`, `{"p":7}`, `{"inners":{}}`,
	`{"c":"no","s":"kept"}`, `{"cs":["yes","no","x"],"s":"kept"}`, `{"i":"5","s":"kept","ss":["x"]}`, `{"i":99999999999999999999}`, `{"f":1e999}`,
	"{\"s\":\"\xff\"}", `{"s":"\ud83d"}`, "{\"s\":\"\x01\"}", `{"s":"x",}`, `{"s" "x"}`, `{"a":"x","a b":"y","%":"z"}`, `{"x":"from inner","i":5,"y":[7]}`,
	`{"s":"a","s ":"b","":"c"}`, strings.Repeat(`[`, 10_001) + strings.Repeat(`]`, 10_001), `{"any":` + strings.Repeat(`[`, 9_999) + strings.Repeat(`]`, 9_999) + `}`,
	`{"any":` + strings.Repeat(`[`, 10_000) + strings.Repeat(`]`, 10_000) + `}`,
}

// outcome is all that a call of Unmarshal does.
type outcome struct {
	value any
	err   string
	panic string
}

func outcomeOf(unmarshal func([]byte, any) error, doc string, target any) (o outcome) {
	data := []byte(doc)
	defer func() {
		if p := recover(); p != nil {
			o.panic = fmt.Sprint(p)
		}
		clear(data) // nothing may point there
		o.value = target
	}()
	if err := unmarshal(data, target); err != nil {
		o.err = err.Error()
	}
	return o
}

// same checks that a document has the same effect as with encoding/json. Panics
// are compared too: from Go 1.27 on encoding/json has one for an unnamed struct
// that embeds a pointer to a type that reads itself.
func same(t *testing.T, doc string, target func() any) {
	t.Helper()
	got, want := outcomeOf(jsonread.Unmarshal, doc, target()), outcomeOf(json.Unmarshal, doc, target())
	if got.err != want.err || got.panic != want.panic {
		t.Fatalf("%.200q into %T: error %q, panic %q, want %q, %q", doc, want.value, got.err, got.panic, want.err, want.panic)
	}
	if !reflect.DeepEqual(got.value, want.value) {
		t.Fatalf("%.200q into %T (-want +got):\n%s", doc, want.value, cmp.Diff(want.value, got.value, cmp.Exporter(func(reflect.Type) bool { return true })))
	}
}

func TestLikeEncodingJSON(t *testing.T) {
	t.Parallel()
	for _, target := range targets() {
		for _, doc := range slices.Concat(documents, unusualDocuments) {
			same(t, doc, target)
		}
	}
}

// TestTargetWithContent checks that what is there already stays, as it does with
// encoding/json.
func TestTargetWithContent(t *testing.T) {
	t.Parallel()
	for _, doc := range documents {
		same(t, doc, func() any {
			return &plain{String: "before", Int: 5, Strings: []string{"a", "b", "c"}, Pointer: &inner{X: "before"}, Inners: []inner{{X: "before"}}, Untagged: "before"}
		})
	}
}

func TestTargets(t *testing.T) {
	t.Parallel()
	for _, target := range []any{nil, plain{}, (*plain)(nil), 5} {
		err, want := jsonread.Unmarshal([]byte(`{}`), target), json.Unmarshal([]byte(`{}`), target)
		if err == nil || want == nil || err.Error() != want.Error() {
			t.Errorf("%T: %v, want %v", target, err, want)
		}
	}
}

// TestOnePass checks that ordinary answers are not left to encoding/json, and odd
// ones are: then the type that reads itself is asked twice.
func TestOnePass(t *testing.T) {
	for doc, want := range map[string]int64{
		`{"c":1,"s":"text","b":true,"i":-5,"i8":127,"f":-1.25e2,"ss":["a","b\n"],"p":{"x":"z","y":[1]},"inners":[{"x":"1"},{}],"any":[1],"l":"x","Untagged":"u"}`: 1,
		`{"c":1,"s":null,"b":null,"i":null,"f":null,"ss":null,"p":null,"inners":null,"cs":null,"any":null,"children":null}`:                                       1,
		`{"children":[{"children":[{"s":"x"}],"c":2}],"unknown":{"s":[1,{"s":"x"}]},"toolong":1,"":2}`:                                                            1,
		" { \"c\" : \"x\" , \"ss\" : [ \"a\" , \"b\" ] } \n":                                                                                                      1,
		`{"c":1,"i":9,"i8":0,"f":9.5}`:       1,
		`{"c":1,"bytes":"aGVsbG8=","ppi":6}`: 1,
		`{"c":1,"S":"x"}`:                    2,
		`{"c":1,"s":"a","s":"b"}`:            2,
		`{"c":1,"i":"5"}`:                    2,
		`{"c":1,"\u0069":5}`:                 2,
	} {
		before := calls.Load()
		var got plain
		_ = jsonread.Unmarshal([]byte(doc), &got) // the other tests look at errors
		if n := calls.Load() - before; n != want {
			t.Errorf("%s was read %d times, want %d", doc, n, want)
		}
	}
}

// TestAtTheSameTime makes the plan of types that contain each other from many
// goroutines.
func TestAtTheSameTime(t *testing.T) {
	t.Parallel()
	type leaf struct {
		Tree []struct {
			Up *plain `json:"up"`
		} `json:"tree"`
	}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			var got leaf
			if err := jsonread.Unmarshal([]byte(`{"tree":[{"up":{"s":"x","children":[{"s":"y"}]}}]}`), &got); err != nil {
				t.Error(err)
			} else if got.Tree[0].Up.Children[0].String != "y" {
				t.Errorf("%+v", got)
			}
		})
	}
	wg.Wait()
}

func FuzzUnmarshal(f *testing.F) {
	for _, doc := range slices.Concat(documents, unusualDocuments) {
		if len(doc) < 1000 {
			f.Add(doc)
		}
	}
	all := targets()
	f.Fuzz(func(t *testing.T, doc string) {
		for _, target := range all {
			same(t, doc, target)
			allocbudget.Check(t, len(doc), 2048, func() { outcomeOf(jsonread.Unmarshal, doc, target()) })
		}
	})
}
