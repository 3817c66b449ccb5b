package billmgr_test

import (
	"encoding/json"
	"errors"
	"math/big"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/backup-sdk/backup-go/internal/billmgr"
	"github.com/backup-sdk/backup-go/lenient"
)

// scalars has a field of every kind that takes a scalar, all from one member.
type scalars struct {
	String  string            `json:"v"`
	Int     int64             `dollar:"v,"`
	Small   int8              `dollar:"v,"`
	Uint    uint16            `dollar:"v,"`
	Float   float64           `dollar:"v,"`
	Bool    bool              `dollar:"v,"`
	Time    time.Time         `dollar:"v,"`
	Ptr     *int64            `dollar:"v,"`
	StrPtr  *string           `dollar:"v,"`
	Bytes   []byte            `dollar:"v,"`
	Value   billmgr.Value     `dollar:"v,"`
	Switch  billmgr.Switch    `dollar:"v,"`
	Text    string            `dollar:"v,text"`
	Strings []string          `dollar:"v,"`
	Missed  map[string]string `dollar:",unparsed" json:"-"`
}

func TestScalarShapes(t *testing.T) {
	t.Parallel()
	int64Of := func(n int64) *int64 { return &n }
	textOf := func(s string) *string { return &s }
	seven := scalars{
		String: "7", Int: 7, Small: 7, Uint: 7, Float: 7, Ptr: int64Of(7), StrPtr: textOf("7"), Bytes: []byte("7"),
		Value: billmgr.NewValue("7"), Text: "7", Strings: []string{"7"}, Missed: map[string]string{"v": "7"},
	}
	none := scalars{}
	tests := []struct {
		name, in string
		want     scalars
	}{
		{"element", `{"$":"7"}`, seven},
		{"element with blanks", ` { "$" : "7" } `, seven},
		{"escaped", `{"\u0024":"\u0037"}`, seven},
		{"number in the element", `{"$":7}`, seven},
		{"bare string", `"7"`, seven},
		{"bare number", `7`, seven},
		{"array", `[{"$":"7"},{"$":"8"}]`, with(seven, func(s *scalars) { s.Strings = []string{"7", "8"} })},
		{"array of bare strings", `["7"]`, seven},
		{"array in an array", `[["7"]]`, seven},
		{"array in the element", `{"$":["7","8"]}`, seven},
		{"attributes too", `{"$color":"red","$":"7"}`, with(seven, func(s *scalars) { s.Value.Attrs = map[string]string{"color": "red"} })},
		{"attributes after", `{"$":"7","$color":"red"}`, with(seven, func(s *scalars) { s.Value.Attrs = map[string]string{"color": "red"} })},
		{"children too", `{"$":"7","child":{"$":"x"}}`, seven},
		{"empty element", `{}`, none},
		{"null", `null`, none},
		{"null in the element", `{"$":null}`, with(none, func(s *scalars) { s.Strings = []string{""} })},
		{"empty array", `[]`, with(none, func(s *scalars) { s.Strings = []string{} })},
		{"array of nothing", `[{}]`, with(none, func(s *scalars) { s.Strings = []string{""} })},
		{"attributes only", `{"$color":"red"}`, with(none, func(s *scalars) {
			s.Value.Attrs = map[string]string{"color": "red"}
			s.Strings = []string{""}
		})},
		{"empty text", `{"$":""}`, with(none, func(s *scalars) {
			s.StrPtr, s.Bytes, s.Strings = textOf(""), []byte{}, []string{""}
		})},
		{"translated", `{"$orig":"2","$":"Active"}`, scalars{
			String: "2", Int: 2, Small: 2, Uint: 2, Float: 2, Ptr: int64Of(2), StrPtr: textOf("2"), Bytes: []byte("2"),
			Value: billmgr.NewTranslated("2", "Active"), Text: "Active", Strings: []string{"2"}, Missed: map[string]string{"v": "2"},
		}},
		{"code only", `{"$orig":"2"}`, scalars{
			String: "2", Int: 2, Small: 2, Uint: 2, Float: 2, Ptr: int64Of(2), StrPtr: textOf("2"), Bytes: []byte("2"),
			Value: billmgr.NewTranslated("2", ""), Text: "2", Strings: []string{"2"}, Missed: map[string]string{"v": "2"},
		}},
		{"empty code", `{"$orig":"","$":"on"}`, scalars{
			String: "on", Bool: true, Switch: true, StrPtr: textOf("on"), Bytes: []byte("on"),
			Value: billmgr.NewValue("on"), Text: "on", Strings: []string{"on"}, Missed: map[string]string{"v": "on"},
		}},
		{"bare boolean", `true`, scalars{
			String: "true", Bool: true, Switch: true, StrPtr: textOf("true"), Bytes: []byte("true"),
			Value: billmgr.NewValue("true"), Text: "true", Strings: []string{"true"}, Missed: map[string]string{"v": "true"},
		}},
		{"date", `{"$":"2031-04-05"}`, scalars{
			String: "2031-04-05", Time: time.Date(2031, 4, 5, 0, 0, 0, 0, time.UTC), StrPtr: textOf("2031-04-05"), Bytes: []byte("2031-04-05"),
			Value: billmgr.NewValue("2031-04-05"), Text: "2031-04-05", Strings: []string{"2031-04-05"}, Missed: map[string]string{"v": "2031-04-05"},
		}},
		{"money", `{"$":"7.35 EUR / Month"}`, scalars{
			String: "7.35 EUR / Month", Float: 7.35, StrPtr: textOf("7.35 EUR / Month"), Bytes: []byte("7.35 EUR / Month"),
			Value: billmgr.NewValue("7.35 EUR / Month"), Text: "7.35 EUR / Month", Strings: []string{"7.35 EUR / Month"},
			Missed: map[string]string{"v": "7.35 EUR / Month"},
		}},
		{"element with children", `{"a":{"$":"1"}}`, scalars{Strings: nil, Missed: map[string]string{"v": `{"a":{"$":"1"}}`}}},
	}
	for _, tt := range tests {
		// What was there before must not shine through.
		got := scalars{
			String: "old", Int: 1, Small: 1, Uint: 1, Float: 1, Bool: true, Time: time.Unix(1, 0), Ptr: int64Of(1), StrPtr: textOf("old"),
			Bytes: []byte("old"), Value: billmgr.NewValue("old"), Switch: true, Text: "old", Strings: []string{"old", "old"},
		}
		if err := billmgr.Unmarshal([]byte(`{"doc":{"v":`+tt.in+`}}`), &got); err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s: %s (-want +got):\n%s", tt.name, tt.in, diff)
		}
	}
}

func with[T any](v T, change func(*T)) T {
	change(&v)
	return v
}

// shouting is a string with its own reading.
type shouting string

func (s *shouting) UnmarshalDollar(v billmgr.Scalar) error {
	if v.Text == "fail" {
		*s = "must be cleared"
		return errors.New("refused")
	}
	*s = shouting(strings.ToUpper(v.Text) + "/" + v.Orig)
	if !v.Present {
		*s = "absent"
	}
	return nil
}

func TestOwnReaders(t *testing.T) {
	t.Parallel()
	type target struct {
		Own    shouting                    `json:"own"`
		OwnPtr *shouting                   `json:"own_ptr"`
		Owns   []shouting                  `json:"owns"`
		ByName map[string]shouting         `json:"by_name"`
		IP     netip.Addr                  `json:"ip"`
		Big    *big.Int                    `json:"big"`
		Int    lenient.Int                 `json:"int"`
		Raw    json.RawMessage             `json:"raw"`
		Custom jsonOnly                    `json:"custom"`
		List   billmgr.List[billmgr.Value] `json:"list"`
		Any    any                         `json:"any"`
		Missed map[string]string           `json:"-" dollar:",unparsed"`
	}
	shout := shouting("A/")
	tests := []struct {
		in   string
		want target
	}{
		{`{"own":{"$":"a","$orig":"1"},"own_ptr":{"$":"a"},"owns":[{"$":"a"},{}]}`, target{Own: "A/1", OwnPtr: &shout, Owns: []shouting{"A/", "absent"}}},
		{`{"own":{},"own_ptr":{},"owns":{"$":"a"}}`, target{Own: "absent", Owns: []shouting{"A/"}}},
		{`{"own":"fail"}`, target{Missed: map[string]string{"own": "fail"}}},
		{`{"own":{"a":{"$":"1"}}}`, target{Missed: map[string]string{"own": `{"a":{"$":"1"}}`}}},
		{`{"by_name":{"a":"a","$b":"b","c":{"$":"fail"}}}`, target{ByName: map[string]shouting{"a": "A/", "$b": "B/"}, Missed: map[string]string{"by_name": "fail"}}},
		{`{"ip":{"$":"192.0.2.7"},"big":{"$":"123456789012345678901234567890"}}`, target{IP: netip.MustParseAddr("192.0.2.7"), Big: bigOf("123456789012345678901234567890")}},
		{`{"ip":{"$":"none"},"big":{"$":""}}`, target{Missed: map[string]string{"ip": "none"}}},
		{`{"ip":{},"big":{}}`, target{}},
		{`{"int":{"$":"40"}}`, target{Int: lenient.NewInt(40)}},
		{`{"int":{"$":"n/a"}}`, target{Int: lenient.Int{Text: "n/a"}}},
		{`{"int":{}}`, target{}},
		{`{"raw": {"a" : [1]} }`, target{Raw: json.RawMessage(`{"a" : [1]}`)}},
		{`{"custom":{"$":"x"}}`, target{Custom: `"x"`}},
		{`{"custom":{"a":{"$":"1"}}}`, target{Custom: `{"a":{"$":"1"}}`}},
		{`{"custom":{}}`, target{Custom: `null`}},
		{`{"custom":"fail"}`, target{Missed: map[string]string{"custom": "fail"}}},
		{`{"list":{"$":"a"}}`, target{List: billmgr.List[billmgr.Value]{billmgr.NewValue("a")}}},
		{`{"any":{"a":{"$":"1"},"$b":"c","d":[{"$":"e"},{}],"f":{"$orig":"2","$":"g"},"h":{"$k":"l","$":"m","$orig":"n"},"o":{"$orig":"","$":"p"}}}`, target{Any: map[string]any{
			"a": "1", "$b": "c", "d": []any{"e", nil}, "f": "2", "h": map[string]any{"$k": "l", "$": "m", "$orig": "n"}, "o": "p",
		}}},
		{`{"any":null}`, target{}},
	}
	for _, tt := range tests {
		got := target{Any: "old"}
		if err := billmgr.Unmarshal([]byte(tt.in), &got); err != nil {
			t.Errorf("%s: %v", tt.in, err)
			continue
		}
		if !strings.Contains(tt.in, "any") {
			got.Any = nil
		}
		opts := cmp.Options{cmp.Comparer(func(a, b *big.Int) bool { return a == b || a != nil && b != nil && a.Cmp(b) == 0 }), cmp.Comparer(func(a, b netip.Addr) bool { return a == b })}
		if diff := cmp.Diff(tt.want, got, opts); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.in, diff)
		}
	}
}

// jsonOnly keeps the JSON it is given.
type jsonOnly string

func (j *jsonOnly) UnmarshalJSON(data []byte) error {
	if string(data) == `"fail"` {
		return errors.New("refused")
	}
	*j = jsonOnly(data)
	return nil
}

func bigOf(text string) *big.Int {
	n, _ := new(big.Int).SetString(text, 10)
	return n
}

func TestContainers(t *testing.T) {
	t.Parallel()
	type row struct {
		ID   int    `json:"id"`
		Name string `json:"$name"`
	}
	type text struct {
		V     string `json:"$"`
		Color string `json:"$color"`
		Orig  string `json:"$orig"`
	}
	type tree struct {
		Name  string `json:"$name"`
		Nodes []tree `json:"node"`
		Up    *tree  `json:"up"`
	}
	type target struct {
		Rows   []row                        `json:"elem"`
		Ptrs   []*row                       `json:"ptrs"`
		Ints   []int                        `json:"ints"`
		Nested [][]int                      `json:"nested"`
		One    row                          `json:"one"`
		Ptr    *row                         `json:"ptr"`
		Flag   *struct{}                    `json:"ok"`
		Text   text                         `json:"text"`
		Msg    map[string]string            `json:"msg"`
		Deep   map[string]map[string]string `json:"deep"`
		Tree   tree                         `json:"tree"`
		Missed map[string]string            `json:"-" dollar:",unparsed"`
		Extra  map[string]string            `json:"-" dollar:",extra"`
	}
	tests := []struct {
		name, in string
		want     target
	}{
		{"many", `{"elem":[{"id":{"$":"1"},"$name":"a"},{"id":{"$":"2"}}]}`, target{Rows: []row{{1, "a"}, {2, ""}}}},
		{"one", `{"elem":{"id":{"$":"1"}}}`, target{Rows: []row{{ID: 1}}}},
		{"none", `{"p_cnt":{"$":"50"}}`, target{Extra: map[string]string{"p_cnt": "50"}}},
		{"empty array", `{"elem":[]}`, target{Rows: []row{}}},
		{"null, {} and \"\"", `{"elem":null,"ptrs":{ },"ints":""}`, target{}},
		{"text where rows are listed", `{"elem":"no rows"}`, target{Missed: map[string]string{"elem": "no rows"}}},
		{"empty rows keep their place", `{"elem":[{},null,{"id":{"$":"3"}}],"ptrs":[{},null,{"id":"3"}]}`,
			target{Rows: []row{{}, {}, {ID: 3}}, Ptrs: []*row{{}, nil, {ID: 3}}}},
		{"odd elements", `{"ints":[{"$":"1"},{"$":"x"},"3",[4,5]]}`, target{Ints: []int{1, 0, 3, 4}, Missed: map[string]string{"ints": "x"}}},
		{"lists of lists", `{"nested":[[1,2],3,[],{}]}`, target{Nested: [][]int{{1, 2}, {3}, {}, nil}}},
		{"array for a struct", `{"one":[{"id":"1"},{"id":"2"}]}`, target{One: row{ID: 1}}},
		{"empty array for a struct", `{"one":[],"ptr":[]}`, target{}},
		{"text for a struct", `{"one":"x","ptr":7}`, target{Missed: map[string]string{"one": "x", "ptr": "7"}}},
		{"null for a struct", `{"one":null,"ptr":null}`, target{}},
		{"nothing for a struct", `{"one":"","ptr":""}`, target{}},
		{"{} is present", `{"ok":{},"ptr":{}}`, target{Flag: &struct{}{}, Ptr: &row{}}},
		{"struct", `{"ptr":{"id":{"$":"4"}}}`, target{Ptr: &row{ID: 4}}},
		{"text struct", `{"text":{"$orig":"2","$":"Active","$color":"green"}}`, target{Text: text{"Active", "green", "2"}}},
		{"bare text struct", `{"text":"Active"}`, target{Text: text{V: "Active"}}},
		{"flat map", `{"msg":{"a":"x","b":{"$":"y"},"$c":"z","d":{},"e":["f"]}}`, target{Msg: map[string]string{"a": "x", "b": "y", "$c": "z", "d": "", "e": "f"}}},
		{"empty maps", `{"msg":{},"deep":null}`, target{}},
		{"array for a map", `{"msg":[{"a":"x"},{"b":"y"}],"deep":[]}`, target{Msg: map[string]string{"a": "x"}}},
		{"text for a map", `{"msg":"x","deep":""}`, target{Missed: map[string]string{"msg": "x"}}},
		{"odd member of a map", `{"msg":{"a":{"b":{}}}}`, target{Missed: map[string]string{"msg": `{"b":{}}`}}},
		{"map of maps", `{"deep":{"a":{"b":"c"}}}`, target{Deep: map[string]map[string]string{"a": {"b": "c"}}}},
		{"recursive", `{"tree":{"$name":"a","node":[{"$name":"b","node":{"$name":"c"}}],"up":{"$name":"d"}}}`,
			target{Tree: tree{Name: "a", Nodes: []tree{{Name: "b", Nodes: []tree{{Name: "c"}}}}, Up: &tree{Name: "d"}}}},
		{"unknown members", `{"$lang":"en","a":{"$":"1"},"b":{"$orig":"2","$":"two"},"c":[{"$":"3"}],"d":{"e":{"$":"4"}},"f":{},"g":"5","h":6,"i":null,"":"7"}`,
			target{Extra: map[string]string{"a": "1", "b": "2", "c": "3", "g": "5", "h": "6", "": "7"}}},
		{"twice", `{"one":{"id":"1","$name":"a"},"ints":[1,2],"one":{"id":"2"},"ints":3}`, target{One: row{2, "a"}, Ints: []int{3}}},
	}
	for _, tt := range tests {
		var got target
		if err := billmgr.Unmarshal([]byte(`{"doc":`+tt.in+`}`), &got); err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

func TestLocation(t *testing.T) {
	t.Parallel()
	kyiv := time.FixedZone("", 3*60*60)
	var got struct {
		At time.Time `json:"at"`
	}
	in := []byte(`{"at":{"$":"2031-04-05 06:07:08"}}`)
	if err := billmgr.Unmarshal(in, &got, billmgr.WithLocation(kyiv), billmgr.WithLocation(nil)); err != nil {
		t.Fatal(err)
	}
	if want := time.Date(2031, 4, 5, 3, 7, 8, 0, time.UTC); !got.At.Equal(want) || got.At.Location() != kyiv {
		t.Errorf("%v, want %v", got.At, want)
	}
}

func TestTypeErrors(t *testing.T) {
	t.Parallel()
	type bad struct {
		Ch chan int `json:"ch"`
	}
	var nilRow *bad
	targets := []any{
		nil, bad{}, nilRow, new(bad), new([]bad), new(map[string]*bad), new(func()), new(complex64), new(map[int]string), new(**int), new([2]int),
		new(time.Duration), new(interface{ String() string }),
		&struct {
			M map[string]int `dollar:",unparsed"`
		}{},
		&struct {
			M []string `dollar:",extra"`
		}{},
	}
	for _, target := range targets {
		err := billmgr.Unmarshal([]byte(`{}`), target)
		if _, ok := errors.AsType[*billmgr.TypeError](err); !ok {
			t.Errorf("%T: %v, want a TypeError", target, err)
		}
	}
	err := billmgr.Unmarshal([]byte(`{}`), new(bad))
	if want := "field Ch of type billmgr_test.bad: type chan int: cannot hold any part of a document"; err == nil || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
}

// TestNothingShared makes sure that results do not change with the document's
// bytes, and that a kept string does not keep them.
func TestNothingShared(t *testing.T) {
	t.Parallel()
	data := []byte(`{"doc":{"v":{"$":"text"},"w":{"a":"b"},"x":{"$":"raw"},"y":{"$":"bytes"},"z":{"$":"n/a"},"q":{"$":"q"}}}`)
	var got struct {
		V      string            `json:"v"`
		W      map[string]string `json:"w"`
		X      json.RawMessage   `json:"x"`
		Y      []byte            `json:"y"`
		Z      int               `json:"z"`
		Missed map[string]string `json:"-" dollar:",unparsed"`
		Extra  map[string]string `json:"-" dollar:",extra"`
	}
	if err := billmgr.Unmarshal(data, &got); err != nil {
		t.Fatal(err)
	}
	want := got
	want.W, want.Missed, want.Extra = map[string]string{"a": "b"}, map[string]string{"z": "n/a"}, map[string]string{"q": "q"}
	want.X, want.Y = json.RawMessage(`{"$":"raw"}`), []byte("bytes")
	for i := range data {
		data[i] = '#'
	}
	want.V = "text"
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
