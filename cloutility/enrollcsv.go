package cloutility

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
)

// csvColumn is a column of the portal's bulk import.
type csvColumn struct {
	name   string
	needed bool
	field  func(*EnrollInput) *string
}

func csvColumns() []csvColumn {
	return []csvColumn{
		{"name", true, func(s *EnrollInput) *string { return &s.Name }},
		{"operatingSystem[name]", false, func(s *EnrollInput) *string { return &s.OperatingSystem }},
		{"type[name]", false, func(s *EnrollInput) *string { return &s.NodeType }},
		{"domain[name]", false, func(s *EnrollInput) *string { return &s.Domain }},
		{"clientOptionSet[name]", false, func(s *EnrollInput) *string { return &s.ClientOptionSet }},
	}
}

// ReadEnrollCSV reads machines to enrol from a table with the columns of the
// portal's bulk import: name, operatingSystem[name], type[name], domain[name]
// and clientOptionSet[name], in any order and case. Only name is needed. Fields
// are separated by commas or semicolons, whichever the first line has. What is
// empty, or has no column, comes from defaults, and so do all other settings.
//
// A column that is unknown, a line of the wrong length, and a name that is
// there twice are errors with the number of the line: two machines of one name
// would make a consumption unit each.
func ReadEnrollCSV(r io.Reader, defaults EnrollInput) ([]EnrollInput, error) {
	in := bufio.NewReader(r)
	if mark, err := in.Peek(len("\ufeff")); err == nil && string(mark) == "\ufeff" {
		_, _ = in.Discard(len(mark)) // what was peeked can be discarded
	}
	table := csv.NewReader(in)
	table.TrimLeadingSpace = true
	if first, _ := in.Peek(in.Size()); strings.ContainsRune(firstLine(first), ';') { // an error shows up again below
		table.Comma = ';'
	}
	header, err := table.Read()
	if errors.Is(err, io.EOF) {
		return nil, invalidArgument("CSV", "is empty")
	}
	if err != nil {
		return nil, invalidCSV(err)
	}
	columns, err := readHeader(header)
	if err != nil {
		return nil, err
	}
	var out []EnrollInput
	lines := make(map[string]int)
	for {
		record, err := table.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, invalidCSV(err)
		}
		line, _ := table.FieldPos(0)
		machine := defaults
		for i, column := range columns {
			if text := strings.TrimSpace(record[i]); text != "" {
				*column.field(&machine) = text
			} else if column.needed {
				return nil, invalidArgument(fmt.Sprintf("CSV line %d", line), "has no "+column.name)
			}
		}
		if before := lines[fold(machine.Name)]; before != 0 {
			return nil, invalidArgument(fmt.Sprintf("CSV line %d", line), fmt.Sprintf("has the name %q of line %d again", machine.Name, before))
		}
		lines[fold(machine.Name)] = line
		out = append(out, machine)
	}
	if len(out) == 0 {
		return nil, invalidArgument("CSV", "has no line but the header")
	}
	return out, nil
}

func firstLine(data []byte) string {
	line, _, _ := strings.Cut(string(data), "\n")
	return line
}

// readHeader gives the column of each field.
func readHeader(header []string) ([]csvColumn, error) {
	known := csvColumns()
	names := make([]string, len(known))
	for i, c := range known {
		names[i] = c.name
	}
	choices := "the columns are " + strings.Join(names, ", ")
	out := make([]csvColumn, len(header))
	seen := make(map[string]bool)
	for i, title := range header {
		title = strings.TrimSpace(title)
		for _, c := range known {
			if strings.EqualFold(c.name, title) {
				out[i] = c
			}
		}
		switch name := out[i].name; {
		case name == "":
			return nil, invalidArgument("CSV header", fmt.Sprintf("has an unknown column %q; %s", title, choices))
		case seen[name]:
			return nil, invalidArgument("CSV header", "has "+name+" twice")
		}
		seen[out[i].name] = true
	}
	if !seen[known[0].name] {
		return nil, invalidArgument("CSV header", "has no "+known[0].name+"; "+choices)
	}
	return out, nil
}

// invalidCSV names the line of a table that cannot be read.
func invalidCSV(err error) error {
	if parse, ok := errors.AsType[*csv.ParseError](err); ok {
		return invalidArgument(fmt.Sprintf("CSV line %d", parse.Line), parse.Err.Error())
	}
	return fmt.Errorf("cloutility: CSV cannot be read: %w", err)
}
