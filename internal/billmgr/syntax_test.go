package billmgr_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
	"sync"
	"testing"
	"unsafe"

	"github.com/google/go-cmp/cmp"

	"github.com/backup-sdk/backup-go/internal/billmgr"
	"github.com/backup-sdk/backup-go/internal/jsonread"
)

func TestSyntaxErrors(t *testing.T) {
	t.Parallel()
	tests := []struct {
		in        string
		offset    int
		truncated bool
	}{
		{``, 0, true},
		{`  `, 2, true},
		{`<html>`, 0, false},
		{`{"doc":{"a":{"$":"x"}}`, 22, true},
		{`{"doc":{"a":{"$":"x`, 19, true},
		{`{"doc":{}} x`, 11, false},
		{`{"doc":{"a" "x"}}`, 12, false},
		{`{"doc":{"a":"x" "b":"y"}}`, 16, false},
		{`{"doc":{"a":"x",}}`, 16, false},
		{`{"doc":{,}}`, 8, false},
		{`{"doc":{"a":["x" "y"]}}`, 17, false},
		{`{"doc":{"a":["x",]}}`, 17, false},
		{`{"doc":{"a":[,]}}`, 13, false},
		{`{"doc":{"a":01}}`, 13, false},
		{`{"doc":{"a":-}}`, 13, false},
		{`{"doc":{"a":1.}}`, 14, false},
		{`{"doc":{"a":1e+}}`, 15, false},
		{`{"doc":{"a":+1}}`, 12, false},
		{`{"doc":{"a":nul}}`, 15, false},
		{`{"doc":{"a":truE}}`, 15, false},
		{`{"doc":{"a":fals`, 16, true},
		{`{"doc":{"a":"\x"}}`, 13, false},
		{`{"doc":{"a":"\u12g4"}}`, 13, false},
		{"{\"doc\":{\"a\":\"\n\"}}", 13, false},
		{"{\"doc\":{\"a\":\"\x00\"}}", 13, false},
		{"{\"doc\":{\"a\":\"0123456\t89abcdef0123456789\"}}", 20, false},
		{"{\"doc\":{\"a\":\"0123456789\x1fbcdef0123456789\"}}", 23, false},
		{"\x00", 0, false},
		{"\ufeff{}", 0, false},
	}
	for _, tt := range tests {
		for _, target := range targets() {
			err := billmgr.Unmarshal([]byte(tt.in), target)
			var syntax *jsonread.SyntaxError
			if !errors.As(err, &syntax) {
				t.Errorf("%q into %T: %v, want a SyntaxError", tt.in, target, err)
				continue
			}
			if syntax.Offset != tt.offset || errors.Is(err, io.ErrUnexpectedEOF) != tt.truncated {
				t.Errorf("%q into %T: %v (truncated %t), want offset %d, %t", tt.in, target, err, errors.Is(err, io.ErrUnexpectedEOF), tt.offset, tt.truncated)
			}
			if !strings.Contains(err.Error(), fmt.Sprint(tt.offset)) {
				t.Errorf("the error does not name the offset: %v", err)
			}
		}
	}
}

// wide has a field for every way of reading, under the names that the documents
// of the tests use.
type wide struct {
	V      string                  `json:"v"`
	Text   string                  `dollar:"v,text"`
	A      *int                    `json:"a"`
	B      []wide                  `json:"b"`
	C      map[string]string       `json:"c"`
	D      any                     `json:"d"`
	E      billmgr.Node            `json:"e"`
	F      billmgr.List[[]float64] `json:"f"`
	G      json.RawMessage         `json:"g"`
	H      shouting                `json:"h"`
	I      billmgr.Value           `json:"i"`
	J      map[string]*wide        `json:"j"`
	K      jsonOnly                `json:"k"`
	L      billmgr.Switch          `json:"l"`
	Attr   string                  `json:"$attr"`
	Self   string                  `json:"$"`
	Missed map[string]string       `json:"-" dollar:",unparsed"`
	Extra  map[string]string       `json:"-" dollar:",extra"`
}

func targets() []any {
	return []any{
		new(wide), new([]wide), new(any), new(billmgr.Node), new(billmgr.Value), new(string), new(map[string]string), new(json.RawMessage),
		new(struct{}), new(*int), new(shouting), new(jsonOnly), new(billmgr.List[billmgr.Value]),
	}
}

func TestDepth(t *testing.T) {
	t.Parallel()
	const deepest = 10_000 // encoding/json's own limit
	for _, parts := range [][2]string{{`[`, `]`}, {`{"$":`, `}`}, {`{"b":`, `}`}, {`{"d":[`, `]}`}, {`{"e":`, `}`}} {
		levels := deepest / (strings.Count(parts[0], "[") + strings.Count(parts[0], "{"))
		for n, want := range map[int]bool{levels: true, levels + 1: false} {
			in := strings.Repeat(parts[0], n) + `"x"` + strings.Repeat(parts[1], n)
			if got := json.Valid([]byte(in)); got != want {
				t.Fatalf("encoding/json takes %d times %s: %t", n, parts[0], got)
			}
			for _, target := range []any{new(wide), new(any), new(billmgr.Node), new(billmgr.Value), new(string)} {
				if err := billmgr.Unmarshal([]byte(in), target); (err == nil) != want {
					t.Errorf("%d times %s into %T: %v", n, parts[0], target, err)
				}
			}
			inner := strings.Replace(in, `"x"`, `{"$":"x"}`, 1)
			if err := billmgr.Unmarshal([]byte(inner), new(string)); (err == nil) != json.Valid([]byte(inner)) {
				t.Errorf("%d times %s and an element: %v", n, parts[0], err)
			}
			if _, ok := billmgr.Lookup([]byte(in), "a"); ok && !want {
				t.Errorf("Lookup takes %d times %s", n, parts[0])
			}
		}
	}
}

func TestStrings(t *testing.T) {
	t.Parallel()
	tests := map[string]string{
		`"\"\\\/\b\f\n\r\t"`:                    "\"\\/\b\f\n\r\t",
		`"\u0041\u00e9\u20AC\ud83d\uDE00"`:      "Aé€😀",
		`"\ud83d"`:                              "\ufffd",
		`"\ud83dx"`:                             "\ufffdx",
		`"\ud83d\u0041"`:                        "\ufffdA",
		`"\ude00\ud83d\ude00"`:                  "\ufffd😀",
		`"Не вдалося"`:                          "Не вдалося",
		"\"\xff\xc3(\"":                         "\ufffd\ufffd(",
		"\"\x7f\"":                              "\x7f",
		`"0123456\"89abcdef\u0030"`:             `0123456"89abcdef0`,
		`"` + strings.Repeat("long ", 50) + `"`: strings.Repeat("long ", 50),
	}
	for in, want := range tests {
		var reference string
		if err := json.Unmarshal([]byte(in), &reference); err != nil || reference != want {
			t.Fatalf("%s: encoding/json reads %q, %v", in, reference, err)
		}
		for _, doc := range []string{in, `{"$":` + in + `}`, `{"$":` + in + `  }`, `{"\u0024":` + in + `}`} {
			var got string
			if err := billmgr.Unmarshal([]byte(doc), &got); err != nil || got != want {
				t.Errorf("%s: %q, %v, want %q", doc, got, err, want)
			}
		}
		var keys map[string]string
		if err := billmgr.Unmarshal([]byte(`{`+in+`:"x"}`), &keys); err != nil || keys[want] != "x" {
			t.Errorf("key %s: %q, %v", in, keys, err)
		}
	}
}

// TestInterning checks that equal short strings of a long document share their
// bytes, and long or different ones do not get mixed up.
func TestInterning(t *testing.T) {
	t.Parallel()
	const rows = 2000
	var doc strings.Builder
	doc.WriteString(`[`)
	for i := range rows {
		if i > 0 {
			doc.WriteString(`,`)
		}
		fmt.Fprintf(&doc, `{"region":{"$":"Region-%d"},"name":{"$":"name-%d"}}`, i%3, i)
	}
	doc.WriteString(`]`)
	type row struct {
		Region string `json:"region"`
		Name   string `json:"name"`
	}
	var got []row
	if err := billmgr.Unmarshal([]byte(doc.String()), &got); err != nil {
		t.Fatal(err)
	}
	shared := make(map[*byte]int)
	for i, r := range got {
		if r.Region != fmt.Sprintf("Region-%d", i%3) || r.Name != fmt.Sprintf("name-%d", i) {
			t.Fatalf("row %d: %+v", i, r)
		}
		shared[unsafe.StringData(r.Region)]++
	}
	if len(got) != rows || len(shared) > rows/2 {
		t.Errorf("%d rows have %d copies of 3 strings", len(got), len(shared))
	}
	if c := cap(got); c > rows+rows/4+1 {
		t.Errorf("%d rows have room for %d", rows, c)
	}
}

// TestGrowth checks that rows which get larger, or a list at the start of a long
// document, neither lose rows nor keep much unused room.
func TestGrowth(t *testing.T) {
	t.Parallel()
	type page struct {
		Small []int           `json:"small"`
		Mixed []billmgr.Value `json:"mixed"`
	}
	for _, n := range []int{0, 1, 2, 7, 8, 9, 31, 1000} {
		small := strings.Join(slicesOf(n, func(i int) string { return fmt.Sprint(i) }), ",")
		mixed := strings.Join(slicesOf(n, func(i int) string { return `"` + strings.Repeat("x", i) + `"` }), ",")
		var got page
		if err := billmgr.Unmarshal([]byte(`{"doc":{"small":[`+small+`],"mixed":[`+mixed+`]}}`), &got); err != nil {
			t.Fatal(err)
		}
		if len(got.Small) != n || len(got.Mixed) != n || cap(got.Small) > n+n/4+1 || cap(got.Mixed) > n+n/4+1 {
			t.Fatalf("%d: lengths %d, %d, room %d, %d", n, len(got.Small), len(got.Mixed), cap(got.Small), cap(got.Mixed))
		}
		for i := range n {
			if got.Small[i] != i || len(got.Mixed[i].Text) != i {
				t.Fatalf("%d: element %d is %d, %q", n, i, got.Small[i], got.Mixed[i].Text)
			}
		}
	}
}

func slicesOf(n int, f func(int) string) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = f(i)
	}
	return out
}

// TestConcurrentFirstUse makes plans of recursive types from many goroutines at
// once; the race detector watches.
func TestConcurrentFirstUse(t *testing.T) {
	t.Parallel()
	type leaf struct {
		V int `json:"v"`
	}
	type tree struct {
		Leaf leaf   `json:"leaf"`
		Kids []tree `json:"kids"`
	}
	type left struct {
		Tree tree `json:"tree"`
	}
	type right struct {
		Trees map[string]tree `json:"trees"`
	}
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() {
			var l left
			if err := billmgr.Unmarshal([]byte(`{"tree":{"kids":{"kids":{"leaf":{"v":"7"}}}}}`), &l); err != nil || l.Tree.Kids[0].Kids[0].Leaf.V != 7 {
				t.Errorf("%+v, %v", l, err)
			}
		})
		wg.Go(func() {
			var r right
			if err := billmgr.Unmarshal([]byte(`{"trees":{"a":{"kids":{"leaf":{"v":"7"}}}}}`), &r); err != nil || r.Trees["a"].Kids[0].Leaf.V != 7 {
				t.Errorf("%+v, %v", r, err)
			}
		})
	}
	wg.Wait()
}

// TestManyFields checks the field table with more names than hash slots make
// easy.
func TestManyFields(t *testing.T) {
	t.Parallel()
	var fields []reflect.StructField
	var doc []string
	for i := range 300 {
		name := fmt.Sprintf("f%03d", i)
		fields = append(fields, reflect.StructField{Name: "F" + name, Type: reflect.TypeFor[int](), Tag: reflect.StructTag(`json:"` + name + `"`)})
		doc = append(doc, fmt.Sprintf(`%q:{"$":"%d"},"g%03d":{"$":"x"}`, name, i, i))
	}
	target := reflect.New(reflect.StructOf(fields))
	if err := billmgr.Unmarshal([]byte(`{"doc":{`+strings.Join(doc, ",")+`}}`), target.Interface()); err != nil {
		t.Fatal(err)
	}
	for i := range fields {
		if got := target.Elem().Field(i).Int(); got != int64(i) {
			t.Errorf("field %d holds %d", i, got)
		}
	}
}

func TestErrorValue(t *testing.T) {
	t.Parallel()
	err := billmgr.Unmarshal([]byte(`{"doc":{"password":{"$":"geheim" x}}}`), new(billmgr.Node))
	if diff := cmp.Diff("malformed JSON at byte 33: want ',' or '}' after a member", fmt.Sprint(err)); diff != "" {
		t.Error(diff)
	}
}
