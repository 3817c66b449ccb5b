package jsonread_test

import (
	"fmt"
	"strings"
	"testing"
	"unsafe"

	"github.com/backup-sdk/backup-go/gen/cbrapi"
	"github.com/backup-sdk/backup-go/internal/jsonread"
	"github.com/backup-sdk/backup-go/lenient"
)

// tolerant has a field of every type that reads itself.
type tolerant struct {
	Int        lenient.Int                         `json:"int"`
	Float      lenient.Float                       `json:"float"`
	Bool       lenient.Bool                        `json:"bool"`
	String     lenient.String                      `json:"string"`
	Time       lenient.Time                        `json:"time"`
	Raw        lenient.Raw                         `json:"raw"`
	List       lenient.List[tolerant]              `json:"list"`
	Texts      lenient.List[string]                `json:"texts"`
	Octets     lenient.List[byte]                  `json:"octets"`
	Lists      lenient.List[lenient.List[int]]     `json:"lists"`
	Collection lenient.Collection[tolerant]        `json:"collection"`
	Numbers    lenient.Collection[lenient.Int]     `json:"numbers"`
	Object     open                                `json:"object"`
	Pointer    *lenient.Int                        `json:"pint"`
	PTime      **lenient.Time                      `json:"ptime"`
	PList      *lenient.List[string]               `json:"plist"`
	PObject    *open                               `json:"pobject"`
	Times      []lenient.Time                      `json:"times"`
	ByName     map[string]lenient.Int              `json:"byname"`
	Stamped    stamped                             `json:"stamped"`
	Deeper     struct{ stamped }                   `json:"deeper"`
	Wrapped    wrapped                             `json:"wrapped"`
	Large      large                               `json:"large"`
	Stops      stops                               `json:"stops"`
	Info       cbrapi.BackupExtendInfo             `json:"info"`
	Renamed    renamed                             `json:"renamed"`
	Openers    lenient.List[*open]                 `json:"openers"`
	Everything map[string]lenient.Collection[open] `json:"everything"`
}

// open keeps the members that it does not know, as generated types do.
type open struct {
	A    string                 `json:"a"`
	B    lenient.Int            `json:"b"`
	C    *open                  `json:"c"`
	More map[string]lenient.Raw `json:"-"`
}

func (o *open) UnmarshalJSON(data []byte) (err error) {
	o.More, err = lenient.DecodeObject(data, lenient.Field{Name: "a", Into: &o.A}, lenient.Field{Name: "b", Into: &o.B}, lenient.Field{Name: "c", Into: &o.C})
	return err
}

func (o *open) ReadJSON(r *jsonread.Reader) bool {
	type plain open
	return jsonread.OpenObject(r, (*plain)(o), &o.More)
}

// stamped has the methods of what it embeds, wrapped one of its own beside them,
// and renamed none at all.
type (
	stamped struct {
		lenient.Time
		Note string
	}
	wrapped struct {
		lenient.Int
		Sent string
	}
	renamed lenient.Int
)

func (w *wrapped) UnmarshalJSON(data []byte) error {
	w.Sent = string(data)
	return w.Int.UnmarshalJSON(data)
}

// large has more fields than are read here.
type large struct {
	F0, F1, F2, F3, F4, F5, F6, F7, F8, F9, F10, F11, F12, F13, F14, F15, F16, F17, F18, F19, F20, F21           int
	F22, F23, F24, F25, F26, F27, F28, F29, F30, F31, F32, F33, F34, F35, F36, F37, F38, F39, F40, F41, F42      int
	F43, F44, F45, F46, F47, F48, F49, F50, F51, F52, F53, F54, F55, F56, F57, F58, F59, F60, F61, F62, F63, F64 int
	More                                                                                                         map[string]lenient.Raw `json:"-"`
}

func (l *large) UnmarshalJSON(data []byte) (err error) {
	l.More, err = lenient.DecodeObject(data, lenient.Field{Name: "F64", Into: &l.F64})
	return err
}

func (l *large) ReadJSON(r *jsonread.Reader) bool {
	type plain large
	return jsonread.OpenObject(r, (*plain)(l), &l.More)
}

// stops gives up in the middle of an array, and leaves all else alone.
type stops struct{ Sent string }

func (s *stops) UnmarshalJSON(data []byte) error { s.Sent = string(data); return nil }

func (*stops) ReadJSON(r *jsonread.Reader) bool {
	if r.Peek() == '[' {
		r.Enter()
	}
	return false
}

func selfTargets() []func() any {
	return []func() any{
		func() any { return new(tolerant) }, func() any { return new(open) }, func() any { return new(stops) },
		func() any { return new(lenient.Int) }, func() any { return new(lenient.Time) }, func() any { return new(lenient.Raw) }, func() any { return new(lenient.String) },
		func() any { return new(lenient.List[lenient.Bool]) }, func() any { return new(lenient.Collection[open]) }, func() any { return new(cbrapi.Backup) },
		func() any {
			return new(struct {
				Backups []cbrapi.Backup `json:"backups"`
			})
		},
	}
}

// selfDocuments have every kind of value where each of the types above stands.
func selfDocuments() []string {
	values := []string{
		`null`, `""`, `" "`, `0`, `-0`, `1`, `40`, `40.0`, `4e1`, `"40"`, `" 40.0 "`, `0.5`, `"0.5"`, `1e999`, `9223372036854775808`, `true`, `false`, `"on"`, `"x\ny"`, `"ä"`, "\"\xff\"", `"\ud83d"`,
		`"2031-04-05T06:07:08"`, `"2031-04-05 06:07:08.209782"`, `"2031-04-05T06:07:08.733+02:00"`, `"2031\u002d04-05T06:07:08"`, `"2031-02-29T06:07:08Z"`, `1933222028`, `"0001-01-01T00:00:00Z"`,
		`[]`, `[1]`, `["1",2,null]`, `[[1],[],null]`, `["a","b"]`, `[{}]`, `[{"int":"7"},{"int":8}]`, `[{"int":[1]}]`, `[{"texts":"x"}]`, `[{"texts":[1]}]`, `[null]`, `[[[]]]`, `[1,]`,
		`{}`, `{"a":"x","b":"5","c":{"d":[1]},"e": {"f" : 1 } ,"e":null}`, `{"A":"x"}`, `{"a":"x","a":"y"}`, `{"\u0061":"x"}`, `{"ä":"x"}`, `{"a":5}`, `{"a":null,"b":null,"c":null}`, `{"c":{"a":7},"x":1}`,
		`"{\"a\":\"packed\",\"z\":1}"`, `"{\"a\":5}"`, `{"F64":1,"f63":2,"x":3}`, `{"F64":"x"}`,
		`{"$type":"T","href":"h","total":2,"offset":1,"first":"f","items":[{"int":1},{"a":"b"}]}`, `{"href":5}`, `{"total":"2"}`, `{"total":2.0}`, `{"items":null}`, `{"items":{}}`, `{"items":[]}`, `{"ITEMS":[]}`,
		`{"auto_trigger":true,"os_images_data":[{"image_id":"i"}],"zzz":1,"architecture":null}`, `{"auto_trigger":"yes","Bootable":1}`, `{"Time":"2031-04-05T06:07:08","Text":"x","Note":"n"}`, `{"Value":5,"Text":"x"}`,
	}
	fields := []string{
		"int", "float", "bool", "string", "time", "raw", "list", "texts", "octets", "lists", "collection", "numbers", "object", "pint", "ptime", "plist", "pobject", "times", "byname", "stamped", "deeper", "wrapped",
		"large", "stops", "info", "renamed", "openers", "everything", "created_at", "children", "extend_info", "resource_size", "backups",
	}
	all := append([]string{}, values...)
	for _, field := range fields {
		for i, value := range values {
			format := `{"%s":%s}`
			if i%2 == 0 {
				format = `{"%s" : %s , "string":"after"}`
			}
			all = append(all, fmt.Sprintf(format, field, value))
		}
	}
	return append(all,
		`{"list":[{"list":[{"object":{"a":"x","y":[{}]}}],"collection":{"items":[{"collection":[{"int":"1"}]}]}}],"everything":{"x":{"total":1,"items":[{"c":{"c":null}}]}}}`,
		`{"object":`+strings.Repeat(`{"c":`, 900)+`{}`+strings.Repeat(`}`, 900)+`}`,
		`{"raw":`+strings.Repeat(`[`, 9_999)+strings.Repeat(`]`, 9_999)+`}`, `{"object":{"x":`+strings.Repeat(`[`, 9_999)+strings.Repeat(`]`, 9_999)+`}}`,
	)
}

func TestSelfReadersLikeEncodingJSON(t *testing.T) {
	t.Parallel()
	for _, doc := range selfDocuments() {
		for _, target := range selfTargets() {
			same(t, doc, target)
		}
		same(t, `[`+doc+`]`, func() any { return new([]tolerant) })
	}
}

// TestRowsLikeEncodingJSON checks lists that are long enough for texts to be
// remembered from row to row, with texts that end elsewhere in the next row.
func TestRowsLikeEncodingJSON(t *testing.T) {
	t.Parallel()
	type row struct {
		String lenient.String           `json:"string"`
		Texts  lenient.List[string]     `json:"texts"`
		Time   lenient.Time             `json:"time"`
		Raw    lenient.Raw              `json:"raw"`
		Int    lenient.Int              `json:"int"`
		A      string                   `json:"A"`
		Info   *cbrapi.BackupExtendInfo `json:"info"`
	}
	texts := []string{`""`, `"a"`, `"a\",\"b"`, `"a","string":"b"`, `"ab"`, `"a\u0022"`, `"a\\"`, `"ä"`, `"\u00e4"`, "\"\xff\"", `"a b"`, `null`, `"` + strings.Repeat("x", 100) + `"`, `"2031-04-05T06:07:08Z"`}
	for _, field := range []string{"string", "texts", "time", "raw", "int", "A"} {
		for i, first := range texts {
			for _, second := range texts[i:] {
				line := fmt.Sprintf(`{"%s":%s},{"%[1]s":%s},{"string":%[2]s,"info":{"architecture":%[3]s}},`, field, first, second)
				same(t, `[`+strings.Repeat(line, 20)+`{}]`, func() any { return new([]row) })
			}
		}
	}
}

// TestTextsOfShortDocuments checks that a short document is copied once (the other allocation is the
// reader), and that
// a longer one is not kept whole by a text of it.
func TestTextsOfShortDocuments(t *testing.T) {
	for _, tt := range []struct {
		length   int
		allocs   float64
		together bool
	}{{100, 2, true}, {1024, 2, true}, {1025, 4, false}} {
		var got struct{ A, B, C string }
		doc := []byte(`{"A":"first","B":"second","C":"third"}`)
		doc = append(doc, strings.Repeat(" ", tt.length-len(doc))...)
		if n := testing.AllocsPerRun(20, func() {
			got.A, got.B, got.C = "", "", ""
			if err := jsonread.Unmarshal(doc, &got); err != nil {
				t.Fatal(err)
			}
		}); n != tt.allocs {
			t.Errorf("%d bytes: %v allocations, want %v", tt.length, n, tt.allocs)
		}
		if got.A != "first" || got.B != "second" || got.C != "third" {
			t.Errorf("%d bytes: %+v", tt.length, got)
		}
		a, b := uintptr(unsafe.Pointer(unsafe.StringData(got.A))), uintptr(unsafe.Pointer(unsafe.StringData(got.B)))
		if together := b-a == uintptr(len(`first","B":"`)); together != tt.together {
			t.Errorf("%d bytes: texts of one piece: %t", tt.length, together)
		}
	}
}

// TestSelfReadersInOnePass checks that what services send all day is not left to
// UnmarshalJSON or encoding/json.
func TestSelfReadersInOnePass(t *testing.T) {
	for _, doc := range []string{
		`{"int":"40","float":0.5,"bool":1,"string":5,"time":"2031-04-05T06:07:08","raw":{"a":[1]}}`,
		`{"list":[{"int":1}],"texts":["a"],"collection":{"total":1,"items":[{"int":2}]},"object":{"a":"x","y":{}},"pobject":{"b":1},"info":{"auto_trigger":true,"x":1}}`,
		`{"int":null,"time":null,"string":null,"bool":null,"float":null,"raw":null}`,
	} {
		before := calls.Load()
		var target struct {
			Counted counted  `json:"counted"`
			Value   tolerant `json:"value"`
		}
		if err := jsonread.Unmarshal([]byte(`{"counted":1,"value":`+doc+`}`), &target); err != nil {
			t.Errorf("%s: %v", doc, err)
		}
		if n := calls.Load() - before; n != 1 {
			t.Errorf("%s was read %d times", doc, n)
		}
	}
}

func FuzzSelfReaders(f *testing.F) {
	for i, doc := range selfDocuments() {
		if len(doc) < 1000 && i%20 == 0 {
			f.Add(doc)
		}
	}
	all := selfTargets()
	f.Fuzz(func(t *testing.T, doc string) {
		for _, target := range all {
			same(t, doc, target)
		}
		same(t, `[`+strings.Repeat(doc+`,`, 40)+doc+`]`, func() any { return new([]cbrapi.Backup) })
	})
}
