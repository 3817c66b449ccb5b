package output

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	jmespath "github.com/jmespath-community/go-jmespath"
	"go.yaml.in/yaml/v3"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/names"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/terminal"
)

// Formats are the values of --output.
func Formats() []string { return []string{"table", "json", "jsonl", "yaml", "csv", "name"} }

// Options say how to show something.
type Options struct {
	Format    string
	Columns   []string
	Sort      []string
	Filters   []string
	Query     string
	NoHeaders bool
	// CSVRaw leaves cells of CSV as they are, also those that a spreadsheet would
	// run as a formula.
	CSVRaw bool
	// Reveal says that secrets were asked for.
	Reveal bool
	// Whole shows one thing with all that is in it, and not only its upper levels.
	Whole bool
	// Limit is how many rows are shown, after sorting; 0 is all.
	Limit int
	// Width of the terminal, 0 when there is none.
	Width  int
	Colour bool
	// Wide shows a table with all columns that have something, and cuts nothing.
	Wide bool
	// TimeFormat is how tables show times, one of [TimeFormats] or a layout of package
	// time; "" is the age in a list, and time and age of one thing. Zone is where the
	// times are those of, this machine's when nil. Ages are those at Now.
	TimeFormat string
	Zone       *time.Location
	Now        time.Time
	// Words, if set, tells a nested value of a path in words, and whether it can.
	Words func(path string, v any) (string, bool)
	// Note, if set, is told what a table does not show.
	Note func(text string)

	// Defaults are the columns of a table when nobody asks for others, Known
	// all paths the type has and All those that fit into a cell.
	Defaults, Known, All []string

	hidden []string // columns that are not shown
}

// Check finds options that contradict themselves before anything is sent.
func (o *Options) Check() error {
	if !slices.Contains(Formats(), o.Format) {
		return &UsageError{fmt.Sprintf("--output %q is not one of %s%s", o.Format, strings.Join(Formats(), ", "), names.Hint(o.Format, Formats()))}
	}
	if err := checkTimeFormat(o.TimeFormat); err != nil {
		return err
	}
	for _, text := range o.Filters {
		if _, err := parseCondition(text); err != nil {
			return err
		}
	}
	if o.Query != "" {
		if _, err := jmespath.Compile(o.Query); err != nil {
			return &UsageError{fmt.Sprintf("--query: %v", err)}
		}
	}
	if len(o.Known) == 0 {
		return nil
	}
	for _, column := range o.Columns {
		if err := check("columns", column, o.Known, nil); err != nil {
			return err
		}
	}
	return nil
}

// Render writes a tree in one piece. A list is []any, anything else is one thing.
func Render(w io.Writer, v any, o Options) error {
	var b bytes.Buffer
	if err := o.render(&b, v); err != nil {
		return err
	}
	if b.Len() == 0 {
		return nil
	}
	_, err := w.Write(b.Bytes())
	if hint := o.hint(); err == nil && hint != "" && o.Note != nil {
		o.Note(hint)
	}
	return err
}

func (o *Options) render(b *bytes.Buffer, v any) error {
	rows, isList := v.([]any)
	if isList {
		var err error
		if rows, err = o.choice(rows); err != nil {
			return err
		}
		v = rows
	}
	if o.Query != "" {
		var err error
		if v, err = Query(v, o.Query); err != nil {
			return err
		}
		rows, isList = v.([]any)
		o.Known, o.All, o.Defaults = nil, nil, nil // it is something else now
	}
	if !isList {
		rows = []any{v}
	}
	for _, column := range o.Columns {
		if err := check("columns", column, o.Known, rows); err != nil {
			return err
		}
	}
	switch o.Format {
	case "json":
		return renderJSON(b, o.narrow(v))
	case "jsonl":
		for _, row := range rows {
			if err := renderLine(b, o.narrow(row)); err != nil {
				return err
			}
		}
		return nil
	case "yaml":
		return renderYAML(b, o.narrow(v))
	case "csv":
		return o.csv(b, rows)
	case "name":
		for _, row := range rows {
			fmt.Fprintln(b, nameOf(row))
		}
		return nil
	}
	switch {
	case v == nil:
		return nil
	case !isObject(rows):
		for _, row := range rows {
			fmt.Fprintln(b, multiline(row))
		}
	case isList || len(o.Columns) > 0:
		o.table(b, rows)
	default:
		o.record(b, v)
	}
	return nil
}

// multiline is a text on its own, which may have several lines.
func multiline(v any) string {
	text, ok := v.(string)
	if !ok {
		return Text(v)
	}
	return terminal.Lines(text)
}

// isObject says that rows have columns; no rows at all do.
func isObject(rows []any) bool {
	for _, row := range rows {
		if _, ok := row.(*Object); !ok {
			return false
		}
	}
	return true
}

// narrow leaves only the columns asked for in machine output.
func (o *Options) narrow(v any) any {
	if len(o.Columns) == 0 {
		return v
	}
	one := func(v any) any {
		out := NewObject()
		for _, column := range o.Columns {
			out.Set(column, Lookup(v, column))
		}
		return out
	}
	list, ok := v.([]any)
	if !ok {
		return one(v)
	}
	out := make([]any, len(list))
	for i, item := range list {
		out[i] = one(item)
	}
	return out
}

func nameOf(v any) string {
	if o, ok := v.(*Object); ok {
		for _, key := range []string{"id", "line_item_id", "name", "job_id", "key"} {
			if text := Text(o.Values[key]); text != "" {
				return text
			}
		}
	}
	return Text(v)
}

func renderJSON(b *bytes.Buffer, v any) error {
	data, err := Encode(v)
	if err != nil {
		return err
	}
	var indented bytes.Buffer
	if err := json.Indent(&indented, data, "", "  "); err != nil {
		return err
	}
	b.WriteString(terminal.JSON(indented.String()))
	b.WriteByte('\n')
	return nil
}

// renderLine writes a value as JSON on one line.
func renderLine(b *bytes.Buffer, v any) error {
	data, err := Encode(v)
	if err != nil {
		return err
	}
	b.WriteString(terminal.JSON(string(data)) + "\n")
	return nil
}

func renderYAML(b *bytes.Buffer, v any) error {
	var document strings.Builder
	e := yaml.NewEncoder(&document)
	e.SetIndent(2)
	if err := errors.Join(e.Encode(node(v)), e.Close()); err != nil {
		return err
	}
	b.WriteString(terminal.YAML(document.String()))
	return nil
}

// node keeps the order of fields, and texts that look like numbers as texts.
func node(v any) *yaml.Node {
	switch x := v.(type) {
	case *Object:
		n := &yaml.Node{Kind: yaml.MappingNode}
		if len(x.Keys) == 0 {
			n.Style = yaml.FlowStyle
		}
		for _, key := range x.Keys {
			n.Content = append(n.Content, node(key), node(x.Values[key]))
		}
		return n
	case []any:
		n := &yaml.Node{Kind: yaml.SequenceNode}
		if len(x) == 0 {
			n.Style = yaml.FlowStyle
		}
		for _, item := range x {
			n.Content = append(n.Content, node(item))
		}
		return n
	case nil:
		return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!null", Value: "null"}
	case bool:
		return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!bool", Value: strconv.FormatBool(x)}
	case json.Number:
		return &yaml.Node{Kind: yaml.ScalarNode, Value: x.String()}
	default:
		n := &yaml.Node{}
		n.SetString(fmt.Sprint(x))
		if terminal.HasActs(n.Value) {
			n.Style = yaml.DoubleQuotedStyle // where they can be escaped
		}
		return n
	}
}

// union is every name that a row has, for responses whose shape nobody knows.
func union(rows []any) []string {
	var out []string
	for _, row := range rows {
		o, ok := row.(*Object)
		if !ok {
			continue
		}
		for _, key := range o.Keys {
			if !slices.Contains(out, key) {
				out = append(out, key)
			}
		}
	}
	return out
}
