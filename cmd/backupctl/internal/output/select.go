package output

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/names"
)

// UsageError is a wish that cannot be fulfilled, such as an unknown column.
type UsageError struct{ Text string }

func (e *UsageError) Error() string { return e.Text }

// operators in the order they are looked for: the longer ones first.
func operators() []string { return []string{"!=", "<=", ">=", "=", "~", "<", ">"} }

// condition is one --filter.
type condition struct{ path, operator, value string }

func parseCondition(text string) (condition, error) {
	at := strings.IndexAny(text, "!=<>~")
	if at <= 0 {
		return condition{}, &UsageError{fmt.Sprintf("--filter %q is not of the form FIELD=VALUE (or != ~ < <= > >=)", text)}
	}
	for _, op := range operators() {
		if strings.HasPrefix(text[at:], op) {
			return condition{path: strings.TrimSpace(text[:at]), operator: op, value: strings.TrimSpace(text[at+len(op):])}, nil
		}
	}
	return condition{}, &UsageError{fmt.Sprintf("--filter %q has an unknown operator", text)}
}

func (c condition) holds(row any) bool {
	value := Lookup(row, c.path)
	switch c.operator {
	case "=":
		return strings.EqualFold(Text(value), c.value)
	case "!=":
		return !strings.EqualFold(Text(value), c.value)
	case "~":
		return strings.Contains(strings.ToLower(Text(value)), strings.ToLower(c.value))
	}
	if value == nil {
		return false
	}
	order := compare(value, c.value)
	switch c.operator {
	case "<":
		return order < 0
	case "<=":
		return order <= 0
	case ">":
		return order > 0
	default:
		return order >= 0
	}
}

// compare orders numbers as numbers, times as times and the rest as text.
func compare(a, b any) int {
	x, y := Text(a), Text(b)
	if order, ok := compareNumbers(x, y); ok {
		return order
	}
	if t, ok := moment(x); ok {
		if u, ok := moment(y); ok {
			return t.Compare(u)
		}
	}
	return cmp.Compare(strings.ToLower(x), strings.ToLower(y))
}

func moment(s string) (time.Time, bool) {
	for _, layout := range []string{time.RFC3339, time.DateTime, time.DateOnly} {
		if t, err := time.Parse(layout, s); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}

// check finds a path that is neither among the known ones nor in a row.
func check(flag, path string, known []string, rows []any) error {
	if len(known) == 0 && len(rows) == 0 || slices.Contains(known, path) {
		return nil
	}
	candidates := slices.Clone(known)
	for _, row := range rows {
		if has(row, path) {
			return nil
		}
		if o, ok := row.(*Object); ok {
			candidates = append(candidates, o.Keys...)
		}
	}
	// A path below a known field, of an object that no row has.
	if head, _, nested := strings.Cut(path, "."); nested && slices.Contains(known, head) {
		return nil
	}
	return &UsageError{fmt.Sprintf("--%s: there is no field %q%s", flag, path, names.Hint(path, candidates))}
}

func has(v any, path string) bool {
	for key := range strings.SplitSeq(path, ".") {
		o, ok := v.(*Object)
		if !ok {
			return false
		}
		if v, ok = o.Values[key]; !ok {
			return false
		}
	}
	return true
}

// choice applies --filter, --sort and --limit to rows.
func (o *Options) choice(rows []any) ([]any, error) {
	for _, text := range o.Filters {
		c, err := parseCondition(text)
		if err != nil {
			return nil, err
		}
		if err := check("filter", c.path, o.Known, rows); err != nil {
			return nil, err
		}
		rows = slices.DeleteFunc(slices.Clone(rows), func(row any) bool { return !c.holds(row) })
	}
	for _, key := range slices.Backward(o.Sort) {
		path, down := strings.CutPrefix(key, "-")
		if err := check("sort", path, o.Known, rows); err != nil {
			return nil, err
		}
		slices.SortStableFunc(rows, func(a, b any) int {
			order := compare(Lookup(a, path), Lookup(b, path))
			if down {
				return -order
			}
			return order
		})
	}
	if o.Limit > 0 && len(rows) > o.Limit {
		rows = rows[:o.Limit]
	}
	return rows, nil
}
