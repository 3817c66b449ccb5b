package output

import (
	"bytes"
	"slices"
	"strconv"
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/terminal"
)

const (
	gap      = 2  // blanks between columns
	narrowed = 12 // a column is not made narrower than this
)

// table writes rows under headings. Columns that do not fit are left out from
// the right; the first one is never cut, for it is what other commands want.
func (o *Options) table(b *bytes.Buffer, rows []any) {
	asked := len(o.Columns) > 0
	columns := o.tableColumns(rows)
	cells := make([][]string, 0, len(rows)+1)
	if !o.NoHeaders {
		cells = append(cells, headings(columns))
	}
	for _, row := range rows {
		cells = append(cells, o.line(row, columns))
	}
	if len(cells) == 0 || len(columns) == 0 {
		return
	}
	if o.tooWide(cells) && !o.Wide {
		o.shortenIDs(cells, columns)
	}
	widths := o.fit(cells, asked)
	dropped := make([]string, 0, len(columns))
	for _, column := range columns[len(widths):] {
		dropped = append(dropped, shown(column))
	}
	o.hidden = append(dropped, o.hidden...)
	for n, line := range cells {
		for i, width := range widths {
			cell := line[i]
			if text.StringWidth(cell) > width {
				cell = text.Trim(cell, width-1) + "…"
			}
			padded := cell
			if i < len(widths)-1 {
				padded = text.Pad(cell, width+gap, ' ')
			}
			b.WriteString(o.paint(padded, cell, columns[i], n == 0 && !o.NoHeaders))
		}
		b.WriteByte('\n')
	}
}

// fit gives the columns their widths, those that are shown only.
func (o *Options) fit(cells [][]string, asked bool) []int {
	widths := make([]int, len(cells[0]))
	for _, line := range cells {
		for i, cell := range line {
			widths[i] = max(widths[i], text.StringWidth(cell))
		}
	}
	if o.Width <= 0 || o.Wide {
		return widths
	}
	total := func(limit int) int {
		sum := -gap
		for i, w := range widths {
			if i > 0 {
				w = min(w, limit)
			}
			sum += w + gap
		}
		return sum
	}
	for !asked && len(widths) > 1 && total(narrowed) > o.Width {
		widths = widths[:len(widths)-1]
	}
	limit := slices.Max(widths)
	for limit > narrowed && total(limit) > o.Width {
		limit--
	}
	for i := range widths {
		if i > 0 {
			widths[i] = min(widths[i], limit)
		}
	}
	return widths
}

// record writes one thing, a field per line.
func (o *Options) record(b *bytes.Buffer, v any) {
	object, ok := v.(*Object)
	if !ok {
		return
	}
	var lines [][2]string
	if o.Whole {
		collectAll(object, "", &lines)
	} else {
		o.collect(object, "", &lines)
	}
	width := 0
	for _, line := range lines {
		width = max(width, text.StringWidth(line[0]))
	}
	for _, line := range lines {
		head := text.Pad(line[0], width+gap, ' ')
		if o.Colour {
			head = text.Bold.Sprint(head)
		}
		b.WriteString(head + o.paint(line[1], line[1], line[0], false) + "\n")
	}
}

// collect gathers the fields that say something, nested ones one level deep.
func (o *Options) collect(object *Object, prefix string, lines *[][2]string) {
	keys := slices.Clone(object.Keys)
	slices.SortStableFunc(keys, func(a, b string) int { return rank(a) - rank(b) })
	for _, key := range keys {
		value := object.Values[key]
		if inner, ok := value.(*Object); ok && prefix == "" && Text(inner.Values["name"]) == "" && !o.hasWords(key, value) {
			o.collect(inner, key+".", lines)
			continue
		}
		if cell := o.field(prefix+key, value); cell != "" && !isLink(key) {
			*lines = append(*lines, [2]string{terminal.Line(prefix + key), cell})
		}
	}
}

// hasWords says that the words of a value are known.
func (o *Options) hasWords(path string, v any) bool {
	if o.Words == nil {
		return false
	}
	_, ok := o.Words(path, v)
	return ok
}

// collectAll gathers all that is in a value, however deep, by its path.
func collectAll(v any, path string, lines *[][2]string) {
	below := func(key string, v any) {
		if path != "" {
			key = path + "." + key
		}
		collectAll(v, key, lines)
	}
	switch x := v.(type) {
	case *Object:
		for _, key := range x.Keys {
			below(key, x.Values[key])
		}
	case []any:
		if slices.ContainsFunc(x, isList) {
			for i, item := range x {
				below(strconv.Itoa(i), item)
			}
			return
		}
		texts := make([]string, len(x))
		for i, item := range x {
			texts[i] = Text(item)
		}
		collectAll(strings.Join(texts, ", "), path, lines)
	default:
		if cell := Text(v); cell != "" {
			*lines = append(*lines, [2]string{terminal.Line(path), cell})
		}
	}
}

// rank puts what a thing is called first.
func rank(key string) int {
	switch key {
	case "id":
		return 0
	case "name":
		return 1
	}
	return 2 //nolint:mnd // the rest
}

// paint colours headings and states.
func (o *Options) paint(padded, cell, column string, heading bool) string {
	if !o.Colour {
		return padded
	}
	if heading {
		return text.Bold.Sprint(padded)
	}
	if !strings.HasSuffix(column, "status") && !strings.HasSuffix(column, "state") {
		return padded
	}
	switch strings.ToLower(cell) {
	case "active", "available", "success", "ok", "accepted":
		return text.FgGreen.Sprint(padded)
	case "error", "failed", "fail", "timeout", "suspended", "frozen", "rejected":
		return text.FgRed.Sprint(padded)
	case "":
		return padded
	default:
		return text.FgYellow.Sprint(padded)
	}
}
