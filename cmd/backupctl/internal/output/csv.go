package output

import (
	"bytes"
	"encoding/csv"
	"strconv"
	"strings"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/terminal"
)

func (o *Options) csv(b *bytes.Buffer, rows []any) error {
	columns := o.csvColumns(rows)
	w := csv.NewWriter(b)
	if !o.NoHeaders && len(columns) > 0 {
		if err := w.Write(o.csvHeader(columns)); err != nil {
			return err
		}
	}
	for _, row := range rows {
		if err := w.Write(o.csvRecord(columns, row)); err != nil {
			return err
		}
	}
	w.Flush()
	return w.Error()
}

func (o *Options) csvColumns(rows []any) []string {
	switch {
	case len(o.Columns) > 0:
		return o.Columns
	case len(o.All) > 0:
		return o.All
	}
	return union(rows)
}

func (o *Options) csvHeader(columns []string) []string {
	out := make([]string, len(columns))
	for i, column := range columns {
		out[i] = o.csvCell(column)
	}
	return out
}

func (o *Options) csvRecord(columns []string, row any) []string {
	if _, ok := row.(*Object); !ok {
		return []string{o.csvCell(row)}
	}
	out := make([]string, len(columns))
	for i, column := range columns {
		out[i] = o.csvCell(Lookup(row, column))
	}
	return out
}

// csvCell is a value that a spreadsheet shows and does not run: a text that would
// begin a formula has an apostrophe in front. Numbers are numbers.
func (o *Options) csvCell(v any) string {
	cell := Text(v)
	if _, isText := v.(string); !isText && !isList(v) || o.CSVRaw || !isFormula(cell) {
		return cell
	}
	return "'" + cell
}

// Cell is a text of a service that a spreadsheet shows and does not run.
func Cell(text string) string {
	text = terminal.Line(text)
	if isFormula(text) {
		return "'" + text
	}
	return text
}

// isList reports what [Text] makes a text of others of.
func isList(v any) bool {
	switch v.(type) {
	case []any, *Object:
		return true
	}
	return false
}

// isFormula reports a text that a spreadsheet takes for a formula. The wide forms
// of the marks are read as the usual ones in some languages.
func isFormula(cell string) bool {
	cell = strings.TrimLeft(cell, " \u00a0\u3000")
	if strings.IndexAny(cell, "=+-@＝＋－＠−") != 0 {
		return false
	}
	_, err := strconv.ParseFloat(cell, 64)
	return err != nil
}
