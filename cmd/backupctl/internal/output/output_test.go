package output_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cbr"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/output"
	"github.com/backup-sdk/backup-go/lenient"
	"github.com/backup-sdk/backup-go/zomro"
)

type inner struct {
	Name   string
	SizeGB int64
}

type base struct{ ID int64 }

type row struct {
	base
	Name     string
	Status   string
	Created  time.Time
	Password backup.Secret
	Cost     zomro.Money
	Used     lenient.Int
	Inner    *inner
	Tags     []string
	Any      lenient.Raw
	Days     []time.Weekday
	Extra    map[string]string
	hidden   int
	Hook     func()
}

func rows() []row {
	return []row{
		{base{9}, "web", "active", time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), backup.NewSecret("hush"), zomro.Money{Text: "0.21 EUR / Day"}, lenient.NewInt(7), &inner{"in", 40}, []string{"a", "b"}, lenient.Raw(`{"x":1}`), []time.Weekday{time.Monday}, nil, 1, nil},
		{base{10}, "db", "error", time.Time{}, backup.Secret{}, zomro.Money{}, lenient.Int{}, nil, nil, nil, nil, map[string]string{"new": "field"}, 2, nil},
	}
}

func tree(t *testing.T, v any, reveal bool) any {
	t.Helper()
	out, err := output.Tree(v, reveal)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestTree(t *testing.T) {
	data, err := json.Marshal(tree(t, rows()[0], false))
	want := `{"id":9,"name":"web","status":"active","created":"2026-01-02T03:04:05Z","password":"REDACTED","cost":"0.21 EUR / Day","used":7,` +
		`"inner":{"name":"in","size_gb":40},"tags":["a","b"],"any":{"x":1},"days":["Monday"]}`
	if diff := cmp.Diff(want, string(data)); diff != "" || err != nil {
		t.Error(diff, err)
	}
	second, err := json.Marshal(tree(t, rows()[1], false))
	if text := string(second); err != nil || !strings.Contains(text, `"created":null`) || !strings.Contains(text, `"inner":null`) || !strings.Contains(text, `"extra":{"new":"field"}`) {
		t.Error(text, err)
	}
	if got := output.Lookup(tree(t, rows()[0], true), "password"); got != "hush" {
		t.Errorf("revealed: %v", got)
	}
	// Models are shown by their Go names, whatever they marshal as.
	if got := output.Lookup(tree(t, &cbr.Vault{Billing: &cbr.Billing{SizeGB: lenient.NewInt(5)}}, false), "billing.size_gb"); output.Text(got) != "5" {
		t.Errorf("size %v", got)
	}
	if _, err := output.Tree(make(chan int), false); err == nil {
		t.Error("a channel can be shown")
	}
	type loop struct{ Next *loop }
	l := &loop{}
	l.Next = l
	if _, err := output.Tree(l, false); err == nil {
		t.Error("an endless thing can be shown")
	}
}

func render(t *testing.T, v any, o output.Options) string {
	t.Helper()
	typ := reflect.TypeFor[row]()
	o.Known, o.All = output.Known(typ), output.TypeColumns(typ)
	if o.Format == "" {
		o.Format = "table"
	}
	if err := o.Check(); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := output.Render(&b, tree(t, v, false), o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestFormats(t *testing.T) {
	tests := []struct {
		name string
		v    any
		o    output.Options
		want string
	}{
		{"table", rows(), output.Options{Defaults: []string{"id", "name", "inner.size_gb"}}, "ID  NAME  SIZE\n9   web   40 GiB\n10  db    \n"},
		{"no headers", rows(), output.Options{Columns: []string{"name"}, NoHeaders: true}, "web\ndb\n"},
		{"csv", rows(), output.Options{Format: "csv"}, "id,name,status,created,password,cost,used\n9,web,active,2026-01-02T03:04:05Z,REDACTED,0.21 EUR / Day,7\n10,db,error,,,,0\n"},
		{"no rows in csv", []row{}, output.Options{Format: "csv"}, "id,name,status,created,password,cost,used\n"},
		{"no rows in json", []row{}, output.Options{Format: "json"}, "[]\n"},
		{"name", rows(), output.Options{Format: "name"}, "9\n10\n"},
		{"json of columns", rows()[0], output.Options{Format: "json", Columns: []string{"id", "inner.name"}}, "{\n  \"id\": 9,\n  \"inner.name\": \"in\"\n}\n"},
		{"yaml", rows()[0], output.Options{Format: "yaml", Columns: []string{"id", "name", "tags", "created", "inner"}}, "id: 9\nname: web\ntags:\n  - a\n  - b\ncreated: \"2026-01-02T03:04:05Z\"\ninner:\n  name: in\n  size_gb: 40\n"},
		{"query", rows(), output.Options{Query: "[?id > `9`].name | [0]"}, "db\n"},
		{"query of objects", rows(), output.Options{Query: "[].{n: name}"}, "N\nweb\ndb\n"},
		{"query of nothing", rows(), output.Options{Query: "nothing"}, ""},
		{"sort downwards", rows(), output.Options{Format: "name", Sort: []string{"-id"}}, "10\n9\n"},
		{"sort as numbers", rows(), output.Options{Format: "name", Sort: []string{"id"}}, "9\n10\n"},
		{"limit", rows(), output.Options{Format: "name", Sort: []string{"name"}, Limit: 1}, "10\n"},
		{"filter", rows(), output.Options{Format: "name", Filters: []string{"status=ACTIVE"}}, "9\n"},
		{"not", rows(), output.Options{Format: "name", Filters: []string{"status!=active"}}, "10\n"},
		{"contains", rows(), output.Options{Format: "name", Filters: []string{"name~W"}}, "9\n"},
		{"less", rows(), output.Options{Format: "name", Filters: []string{"id<10"}}, "9\n"},
		{"at least", rows(), output.Options{Format: "name", Filters: []string{"id>=10"}}, "10\n"},
		{"before", rows(), output.Options{Format: "name", Filters: []string{"created<2026-02-01"}}, "9\n"},
		{"nothing is not less", rows(), output.Options{Format: "name", Filters: []string{"inner.size_gb<=40", "id>0"}}, "9\n"},
		{"text", "one\ntwo\x1b[31m", output.Options{}, "one\ntwo\ufffd[31m\n"},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(tt.want, render(t, tt.v, tt.o)); diff != "" {
			t.Errorf("%s: %s", tt.name, diff)
		}
	}
}

func TestRecord(t *testing.T) {
	got := render(t, rows()[0], output.Options{})
	if !strings.HasPrefix(got, "id        9\nname      web\n") || strings.Contains(got, "hush") {
		t.Errorf("%s", got)
	}
}

// A plan is shown whole: a line for each value, however deep.
func TestWhole(t *testing.T) {
	tree, err := output.Parse([]byte(`{"body":{"vault":{"name":"web","billing":{"size":500}},"resources":[{"id":"a"},{"id":"b\u001b[2J"}],"days":[1,2,3,4,5,6]}}`))
	if err != nil {
		t.Fatal(err)
	}
	got := strings.Split(strings.TrimSpace(render(t, tree, output.Options{Whole: true})), "\n")
	for i := range got {
		got[i] = strings.Join(strings.Fields(got[i]), " ")
	}
	want := []string{"body.vault.name web", "body.vault.billing.size 500", "body.resources.0.id a", "body.resources.1.id b\ufffd[2J", "body.days 1, 2, 3, 4, 5, 6"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestFitsTheTerminal(t *testing.T) {
	list := []row{{base: base{1234567890123}, Name: strings.Repeat("n", 60), Status: strings.Repeat("s", 60)}}
	for _, width := range []int{20, 40, 80, 200} {
		for line := range strings.Lines(render(t, list, output.Options{Width: width, Defaults: []string{"id", "name", "status", "created"}})) {
			if n := len([]rune(strings.TrimRight(line, "\n"))); n > width {
				t.Errorf("a line of %d in a terminal of %d: %q", n, width, line)
			}
		}
	}
	// The first column is what other commands want: it is whole.
	if got := render(t, list, output.Options{Width: 10}); !strings.Contains(got, "1234567890123") {
		t.Errorf("%s", got)
	}
}

func TestColour(t *testing.T) {
	if got := render(t, rows(), output.Options{Defaults: []string{"id", "status"}, Colour: true}); !strings.Contains(got, "\x1b[32m") || !strings.Contains(got, "\x1b[31m") {
		t.Errorf("%q", got)
	}
	if got := render(t, rows(), output.Options{Defaults: []string{"id", "status"}}); strings.Contains(got, "\x1b") {
		t.Errorf("%q", got)
	}
}

func TestTerminalsAreSafe(t *testing.T) {
	got := render(t, []row{{Name: "evil\x1b]0;title\x07name", Status: "a\nb\tc"}}, output.Options{})
	if strings.ContainsAny(got, "\x1b\x07\t") {
		t.Errorf("%q", got)
	}
}

func TestRefusedWishes(t *testing.T) {
	known := output.Known(reflect.TypeFor[row]())
	for want, o := range map[string]output.Options{
		`"jsn" is not one of`:            {Format: "jsn"},
		`"naem"; did you mean "name"`:    {Format: "json", Columns: []string{"naem"}},
		`--query`:                        {Format: "json", Query: "["},
		`is not of the form FIELD=VALUE`: {Format: "json", Filters: []string{"x"}},
	} {
		o.Known = known
		var usage *output.UsageError
		if err := o.Check(); !errors.As(err, &usage) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", want, err)
		}
	}
	var b bytes.Buffer
	for _, o := range []output.Options{{Sort: []string{"nope"}}, {Filters: []string{"nope=1"}}} {
		o.Format, o.Known = "name", known
		if err := output.Render(&b, tree(t, rows(), false), o); err == nil {
			t.Errorf("%+v: no error", o)
		}
	}
}

func TestParse(t *testing.T) {
	for _, bad := range []string{"", "{", "[1", "{} {}", `{"a"`} {
		if _, err := output.Parse([]byte(bad)); err == nil {
			t.Errorf("%q: no error", bad)
		}
	}
	v, err := output.Parse([]byte(`{"b":[1,null,true],"a":"<&>"}`))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := output.Render(&b, v, output.Options{Format: "json"}); err != nil || !strings.Contains(b.String(), `"a": "<&>"`) || strings.Index(b.String(), `"b"`) > strings.Index(b.String(), `"a"`) {
		t.Error(b.String(), err)
	}
}
