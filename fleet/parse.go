package fleet

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/backup-sdk/backup-go/cloutility"
)

// Parse reads a fleet.yaml. Name is what errors call it; open reads a file that it
// names, a table of machines, by its path as it is written. Whatever is wrong is a
// [*FileError] with the line and column of each problem: fields that do not exist,
// wrong types, what is there twice, names of nothing, and secrets.
func Parse(name string, data []byte, open func(path string) ([]byte, error)) (*File, error) {
	out := &found{at: &positions{value: make(map[string]*yaml.Node), key: make(map[string]*yaml.Node)}}
	if len(data) > maxBytes {
		out.addf("", "has more than %d bytes", maxBytes)
		return nil, out.err(name)
	}
	root, problem := document(data)
	if problem != nil {
		return nil, &FileError{Name: name, Problems: []Problem{*problem}}
	}
	doc := (&tree{out: out}).of(root, "", 0)
	if err := out.err(name); err != nil {
		return nil, err
	}
	if err := validate(doc, out); err != nil {
		return nil, err
	}
	if err := out.err(name); err != nil {
		return nil, err
	}
	f := new(File)
	if err := root.Decode(f); err != nil { // the schema says no less
		return nil, fmt.Errorf("%s: %s", name, strings.TrimPrefix(err.Error(), "yaml: "))
	}
	f.at = out.at
	f.check(out)
	f.tables(open, out)
	if err := out.err(name); err != nil {
		return nil, err
	}
	return f, nil
}

// document is the one document of a file.
func document(data []byte) (*yaml.Node, *Problem) {
	d := yaml.NewDecoder(bytes.NewReader(data))
	var n yaml.Node
	switch err := d.Decode(&n); {
	case errors.Is(err, io.EOF):
		return nil, &Problem{Line: 1, Column: 1, Text: "is empty"}
	case err != nil:
		return nil, syntax(data, err)
	}
	var more yaml.Node
	switch err := d.Decode(&more); {
	case err == nil:
		return nil, &Problem{Line: more.Line, Column: more.Column, Text: "a second document begins here; there can be one only"}
	case !errors.Is(err, io.EOF):
		return nil, syntax(data, err)
	}
	if len(n.Content) != 1 {
		return nil, &Problem{Line: 1, Column: 1, Text: "is empty"}
	}
	return n.Content[0], nil
}

// syntax is the problem of what is no YAML. The parser tells a line; the column is
// that of the first letter in it, or of the tab.
func syntax(data []byte, err error) *Problem {
	text := strings.TrimPrefix(err.Error(), "yaml: ")
	p := &Problem{Line: 1, Column: 1, Text: "not YAML: " + text}
	m := regexp.MustCompile(`^line (\d+): (.*)`).FindStringSubmatch(text)
	if m == nil {
		return p
	}
	line, convErr := strconv.Atoi(m[1])
	if convErr != nil {
		return p
	}
	p.Text = "not YAML: " + m[2]
	lines := bytes.Split(data, []byte("\n"))
	blanks := func(i int) []byte { return lines[i][:len(lines[i])-len(bytes.TrimLeft(lines[i], " \t"))] }
	switch { // the parser counts lines from 0 in some errors, and names where a block began
	case strings.HasPrefix(m[2], "did not find expected"):
		line++
	case strings.Contains(m[2], "tab character"):
		for i := line - 1; i < len(lines); i++ {
			if at := bytes.IndexByte(blanks(i), '\t'); at >= 0 {
				p.Line, p.Column = i+1, at+1
				return p
			}
		}
	}
	p.Line = min(line, len(lines))
	p.Column = 1 + len(blanks(p.Line-1))
	return p
}

// tables reads the tables of machines.
func (f *File) tables(open func(string) ([]byte, error), out *found) {
	for i := range f.Groups {
		g := &f.Groups[i]
		if g.CSV == "" {
			continue
		}
		at := fmt.Sprintf("/groups/%d/csv", i)
		if open == nil {
			out.addf(at, "cannot be read here")
			continue
		}
		data, err := open(g.CSV)
		if err != nil {
			out.addf(at, "%v", err)
			continue
		}
		machines, err := cloutility.ReadEnrollCSV(bytes.NewReader(data), cloutility.EnrollInput{})
		if err != nil {
			out.addf(at, "%v", err)
			continue
		}
		g.rows = make(map[string]Enroll, len(machines))
		for _, m := range machines {
			row := Enroll{name: m.Name, OperatingSystem: m.OperatingSystem, NodeType: m.NodeType, Domain: m.Domain, ClientOptionSet: m.ClientOptionSet}
			g.table, g.rows[fold(m.Name)] = append(g.table, row), row
		}
	}
}
