package output

import (
	"bytes"
	"encoding/csv"
	"io"
	"slices"
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"
)

// Stream shows the rows of a list as they come, each at once.
type Stream struct {
	o       Options
	w       io.Writer
	columns []string
	widths  []int // of a table's columns
	rows    int
}

// Streams reports whether a list can be shown row by row: whoever sorts it, or asks
// something of all of it, has to wait for its end, and so do forms that are one
// document.
func (o *Options) Streams() bool {
	return len(o.Sort) == 0 && o.Query == "" && slices.Contains([]string{"table", "jsonl", "csv", "name"}, o.Format)
}

// NewStream begins a list. Expected are the widths that the columns of a table will
// need, as far as they are known.
func NewStream(w io.Writer, o Options, expected map[string]int) (*Stream, error) {
	s := &Stream{o: o, w: w, columns: o.Columns}
	switch {
	case len(s.columns) > 0:
	case o.Format == "table" && len(o.Defaults) > 0:
		s.columns = o.Defaults
	default:
		s.columns = o.All
	}
	var b bytes.Buffer
	switch o.Format {
	case "table":
		cells := make([]string, len(s.columns))
		for i, column := range s.columns {
			cells[i] = strings.Repeat("x", expected[column])
		}
		s.widths = s.o.fit([][]string{headings(s.columns), cells}, len(o.Columns) > 0)
		for _, column := range s.columns[len(s.widths):] {
			s.o.hidden = append(s.o.hidden, shown(column))
		}
		if hint := s.o.hint(); hint != "" && o.Note != nil {
			defer o.Note(hint)
		}
		if !o.NoHeaders {
			s.line(&b, headings(s.columns), true)
		}
	case "csv":
		if !o.NoHeaders {
			if err := writeCSV(&b, s.o.csvHeader(s.columns)); err != nil {
				return s, err
			}
		}
	}
	err := s.flush(&b)
	return s, err
}

// Row shows a row, unless --filter or --limit leave it out.
func (s *Stream) Row(row any) error {
	rows, err := (&Options{Filters: s.o.Filters, Known: s.o.Known}).choice([]any{row})
	if err != nil || len(rows) == 0 || s.o.Limit > 0 && s.rows >= s.o.Limit {
		return err
	}
	s.rows++
	var b bytes.Buffer
	switch s.o.Format {
	case "table":
		s.line(&b, s.o.line(row, s.columns), false)
	case "csv":
		err = writeCSV(&b, s.o.csvRecord(s.columns, row))
	case "name":
		b.WriteString(nameOf(row) + "\n")
	default:
		err = renderLine(&b, s.o.narrow(row))
	}
	if err != nil {
		return err
	}
	return s.flush(&b)
}

// line writes a row of a table. Without a terminal nothing is cut: a cell that is
// longer than expected moves those behind it.
func (s *Stream) line(b *bytes.Buffer, cells []string, heading bool) {
	for i, width := range s.widths {
		cell := cells[i]
		last := i == len(s.widths)-1
		if s.o.Width > 0 && !s.o.Wide && i > 0 && text.StringWidth(cell) > max(width, s.room(last)) {
			cell = text.Trim(cell, max(width, s.room(last))-1) + "…"
		}
		padded := cell
		if !last {
			padded = text.Pad(cell, width+gap, ' ')
		}
		b.WriteString(s.o.paint(padded, cell, s.columns[i], heading))
	}
	b.WriteByte('\n')
}

// room is what the last column may take of the terminal: what the others leave.
func (s *Stream) room(last bool) int {
	if !last {
		return 0
	}
	left := s.o.Width
	for _, width := range s.widths[:len(s.widths)-1] {
		left -= width + gap
	}
	return left
}

func (s *Stream) flush(b *bytes.Buffer) error {
	if b.Len() == 0 {
		return nil
	}
	_, err := s.w.Write(b.Bytes())
	return err
}

func writeCSV(b *bytes.Buffer, record []string) error {
	w := csv.NewWriter(b)
	if err := w.Write(record); err != nil {
		return err
	}
	w.Flush()
	return w.Error()
}
