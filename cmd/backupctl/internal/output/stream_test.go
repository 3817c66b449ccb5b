package output_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/output"
)

// Rows that come one by one look as they do together.
func TestStream(t *testing.T) {
	columns := []string{"id", "name", "status"}
	for _, o := range []output.Options{
		{Format: "jsonl"}, {Format: "csv"}, {Format: "name"}, {Format: "table"}, {Format: "csv", NoHeaders: true},
		{Format: "jsonl", Columns: []string{"name"}}, {Format: "jsonl", Filters: []string{"id>9"}}, {Format: "table", Limit: 1}, {Format: "table", Width: 80},
	} {
		o.All, o.Defaults, o.Known = columns, columns, columns
		if !o.Streams() {
			t.Errorf("%+v does not stream", o)
		}
		list, ok := tree(t, rows(), false).([]any)
		if !ok {
			t.Fatal("no list")
		}
		var together, single bytes.Buffer
		if err := output.Render(&together, list, o); err != nil {
			t.Fatal(err)
		}
		s, err := output.NewStream(&single, o, map[string]int{"name": 3})
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range list {
			if err := s.Row(row); err != nil {
				t.Fatal(err)
			}
		}
		if single.String() != together.String() {
			t.Errorf("%+v: %q one by one, %q together", o, single.String(), together.String())
		}
	}
	for _, o := range []output.Options{{Format: "json"}, {Format: "yaml"}, {Format: "jsonl", Query: "[0]"}, {Format: "table", Sort: []string{"id"}}} {
		if o.Streams() {
			t.Errorf("%+v streams", o)
		}
	}
}

// Rows that are longer than expected stay within a terminal, and are whole
// elsewhere.
func TestStreamOfLongRows(t *testing.T) {
	long := []row{{Name: strings.Repeat("n", 60), Status: strings.Repeat("s", 90)}}
	for width, want := range map[int]bool{40: false, 0: true} {
		o := output.Options{Format: "table", Width: width, Defaults: []string{"id", "name", "status"}}
		var b bytes.Buffer
		s, err := output.NewStream(&b, o, map[string]int{"name": 10})
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Row(tree(t, long, false).([]any)[0]); err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(b.String()) {
			if n := len([]rune(strings.TrimRight(line, "\n"))); width > 0 && n > width {
				t.Errorf("a line of %d in a terminal of %d: %q", n, width, line)
			}
		}
		if got := strings.Contains(b.String(), long[0].Status); got != want {
			t.Errorf("width %d: %q", width, b.String())
		}
	}
}
