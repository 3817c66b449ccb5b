package output_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/output"
)

// Three neighbours that one float stands for, a number with a fraction, and an
// ordinary one.
const large = `[
	{"id": 9007199254740993, "name": "b", "small": 7, "cost": 0.1},
	{"id": 9007199254740992, "name": "a", "small": 8, "cost": 1.50},
	{"id": 9007199254740994, "name": "c", "small": 9, "cost": 3},
	{"id": 18446744073709551615, "name": "d", "small": -1, "cost": 12345678901234567890.25}
]`

// Numbers that floats cannot tell apart come out as they went in, whichever way.
func TestLargeNumbers(t *testing.T) {
	for _, tt := range []struct {
		o    output.Options
		want string
	}{
		{output.Options{Query: "[].id | [0]"}, "9007199254740993"},
		{output.Options{Query: "[?id==`9007199254740993`].name"}, "b"},
		{output.Options{Query: "[?id>`9007199254740993`].name"}, "c d"},
		{output.Options{Query: "[?id!=`18446744073709551615`].name"}, "b a c"},
		{output.Options{Query: "sort_by(@, &id)[].id"}, "9007199254740992 9007199254740993 9007199254740994 18446744073709551615"},
		{output.Options{Query: "max_by(@, &id).id"}, "18446744073709551615"},
		{output.Options{Query: "[].to_string(id) | [2]"}, "9007199254740994"},
		{output.Options{Query: "[?id==to_number('9007199254740993')].name"}, "b"},
		{output.Options{Query: "to_number('9007199254740995')"}, "9007199254740995"},
		{output.Options{Query: "`{\"a\": [9007199254740997]}`.a[0]"}, "9007199254740997"},
		{output.Options{Query: "[?name=='9007199254740993 ` x'] | length(@)"}, "0"},
		{output.Options{Query: "[].small | sum(@)"}, "23"},
		{output.Options{Query: "[].cost"}, "0.1 1.50 3 12345678901234567890.25"},
		{output.Options{Query: "[?cost==`1.5`].name"}, "a"},
		{output.Options{Filters: []string{"id=9007199254740993"}, Format: "name"}, "9007199254740993"},
		{output.Options{Filters: []string{"id>9007199254740993"}, Format: "name"}, "9007199254740994 18446744073709551615"},
		{output.Options{Filters: []string{"id<=9007199254740992"}, Format: "name"}, "9007199254740992"},
		{output.Options{Sort: []string{"-id"}, Format: "name"}, "18446744073709551615 9007199254740994 9007199254740993 9007199254740992"},
	} {
		for _, format := range []string{"table", "json", "yaml", "csv"} {
			v, err := output.Parse([]byte(large))
			if err != nil {
				t.Fatal(err)
			}
			o := tt.o
			if o.Format == "" {
				o.Format = format
			}
			var b bytes.Buffer
			if err := o.Check(); err != nil {
				t.Fatal(err)
			}
			if err := output.Render(&b, v, o); err != nil {
				t.Fatal(err)
			}
			got := strings.Join(strings.FieldsFunc(b.String(), func(r rune) bool { return strings.ContainsRune("[]\"', \n", r) }), " ")
			if got = strings.TrimPrefix(strings.ReplaceAll(got, " - ", " "), "- "); got != tt.want {
				t.Errorf("%+v as %s: %s, want %s", tt.o, format, got, tt.want)
			}
		}
	}
}

// Numbers that would be endless are no more than texts.
func TestEndlessNumbers(t *testing.T) {
	v, err := output.Parse([]byte(`[{"id": 1e999999999}, {"id": 1e-999999999}, {"id": 9007199254740993}]`))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := output.Render(&b, v, output.Options{Format: "json", Query: "[].id", Filters: []string{"id>0"}}); err != nil || !strings.Contains(b.String(), "9007199254740993") {
		t.Errorf("%s, %v", b.String(), err)
	}
}
