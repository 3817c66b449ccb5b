package output

import (
	"slices"
	"strconv"
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/terminal"
)

// A column of a table is a path, or several with | between them: the first that has
// something is shown.

// shown is what a column is called.
func shown(column string) string {
	first, _, _ := strings.Cut(column, "|")
	return first
}

// of finds the path of a column that has something in a row.
func of(row any, column string) (path string, v any) {
	for path := range strings.SplitSeq(column, "|") {
		if v := Lookup(row, path); Text(v) != "" {
			return path, v
		}
	}
	return shown(column), nil
}

// line are the cells of a row.
func (o *Options) line(row any, columns []string) []string {
	out := make([]string, len(columns))
	for i, column := range columns {
		path, v := of(row, column)
		out[i] = o.cell(path, v)
	}
	return out
}

// isLink reports fields that are addresses within the API, or names of its types.
func isLink(key string) bool { return key == "href" || key == "type_name" }

// tableColumns are those of a table; the others that have something are noted as
// hidden, unless it is to be wide.
func (o *Options) tableColumns(rows []any) []string {
	if len(o.Columns) > 0 {
		return o.Columns
	}
	var columns []string
	for _, column := range o.Defaults {
		if filled(rows, column) {
			columns = append(columns, column)
		}
	}
	if len(columns) == 0 {
		all := o.All
		if len(all) == 0 {
			all = union(rows)
		}
		columns = choose(all, rows)
	}
	others := unseen(rows, columns)
	if o.Wide {
		return append(columns, others...)
	}
	o.hidden = others
	return columns
}

// unseen are the fields that have something in some row and are in no column. Of an
// object that columns show a part of, its own fields count.
func unseen(rows []any, columns []string) []string {
	var have []string
	for _, column := range columns {
		have = append(have, strings.Split(column, "|")...)
	}
	var out []string
	for _, key := range union(rows) {
		switch {
		case isLink(key) || slices.Contains(have, key):
		case slices.ContainsFunc(have, func(path string) bool { return strings.HasPrefix(path, key+".") }):
			inner := make([]any, 0, len(rows))
			for _, row := range rows {
				inner = append(inner, Lookup(row, key))
			}
			for _, below := range union(inner) {
				if path := key + "." + below; !isLink(below) && !slices.Contains(have, path) && filled(rows, path) {
					out = append(out, path)
				}
			}
		case filled(rows, key):
			out = append(out, key)
		}
	}
	return out
}

// tooWide says that a table does not fit the terminal.
func (o *Options) tooWide(cells [][]string) bool {
	if o.Width <= 0 {
		return false
	}
	sum := -gap
	for i := range cells[0] {
		width := 0
		for _, line := range cells {
			width = max(width, text.StringWidth(line[i]))
		}
		sum += width + gap
	}
	return sum > o.Width
}

const (
	shortestID = 8  // characters that are left of an id
	longID     = 16 // an id up to this stays as it is
)

// shortenIDs cuts ids to as many characters as tell them apart in their column.
func (o *Options) shortenIDs(cells [][]string, columns []string) {
	body := cells
	if !o.NoHeaders {
		body = cells[1:]
	}
	for i, column := range columns {
		name := leaf(shown(column))
		if name != "id" && !strings.HasSuffix(name, "_id") && !strings.HasSuffix(name, "uuid") {
			continue
		}
		var ids []string
		for _, line := range body {
			if line[i] != "" {
				ids = append(ids, line[i])
			}
		}
		n := tellsApart(ids)
		if n == 0 {
			continue
		}
		for _, line := range body {
			if len(line[i]) > n+1 {
				line[i] = line[i][:n] + "…"
			}
		}
	}
}

// tellsApart is how many characters tell ids apart, 0 where they are to stay whole:
// they are no long ids of hexadecimal digits.
func tellsApart(ids []string) int {
	if len(ids) == 0 {
		return 0
	}
	for _, id := range ids {
		if len(id) <= longID || strings.Trim(strings.ToLower(id), "0123456789abcdef-") != "" {
			return 0
		}
	}
	ids = slices.Compact(slices.Sorted(slices.Values(ids)))
	n := shortestID
	for i := 1; i < len(ids); i++ { // sorted, the most alike are neighbours
		same := 0
		for same < min(len(ids[i]), len(ids[i-1])) && ids[i][same] == ids[i-1][same] {
			same++
		}
		n = max(n, same+1)
	}
	return n
}

// namedAtMost is how many of the columns that are not shown are named.
const namedAtMost = 12

// hint says which columns are not shown, "" for none.
func (o *Options) hint() string {
	n := len(o.hidden)
	if n == 0 {
		return ""
	}
	named := make([]string, 0, namedAtMost)
	for _, column := range o.hidden[:min(n, namedAtMost)] {
		named = append(named, terminal.Line(column))
	}
	more := ""
	if n > namedAtMost {
		more = " and " + strconv.Itoa(n-namedAtMost) + " more"
	}
	columns := " columns"
	if n == 1 {
		columns = " column"
	}
	hint := strconv.Itoa(n) + columns + " not shown: " + strings.Join(named, ", ") + more + "; --wide shows them"
	if o.Width <= 0 || text.StringWidth(hint) <= o.Width {
		return hint
	}
	lines := strings.Split(text.WrapSoft(hint, o.Width-gap), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.Join(lines, "\n"+strings.Repeat(" ", gap))
}
