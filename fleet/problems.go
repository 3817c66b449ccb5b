package fleet

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Problem is something wrong with a file, and where.
type Problem struct {
	// Line and Column begin with 1.
	Line   int `json:"line"`
	Column int `json:"column"`
	// Field is the path to it, such as groups[2].vault; empty for the whole.
	Field string `json:"field,omitempty"`
	Text  string `json:"text"`
}

// FileError is a file that cannot be used. It quotes nothing that may be a secret.
type FileError struct {
	// Name is what the file is called.
	Name     string
	Problems []Problem
}

// mostProblems is how many a text tells.
const mostProblems = 20

// Error implements error: a line for each problem, in the order of the file.
func (e *FileError) Error() string {
	lines := make([]string, 0, len(e.Problems))
	for i, p := range e.Problems {
		if i == mostProblems {
			lines = append(lines, fmt.Sprintf("%s: and %d more", e.Name, len(e.Problems)-i))
			break
		}
		field := p.Field
		if field != "" {
			field += ": "
		}
		lines = append(lines, fmt.Sprintf("%s:%d:%d: %s%s", e.Name, p.Line, p.Column, field, p.Text))
	}
	return strings.Join(lines, "\n")
}

// found collects problems.
type found struct {
	at   *positions
	list []Problem
}

// addf notes a problem at a path such as /groups/2/vault.
func (f *found) addf(path, format string, args ...any) {
	line, column := f.at.of(path)
	f.list = append(f.list, Problem{Line: line, Column: column, Field: fieldOf(path), Text: fmt.Sprintf(format, args...)})
}

// err is nil without a problem.
func (f *found) err(name string) error {
	if len(f.list) == 0 {
		return nil
	}
	slices.SortStableFunc(f.list, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column), cmp.Compare(a.Text, b.Text))
	})
	return &FileError{Name: name, Problems: slices.Compact(f.list)}
}

// fieldOf writes the path /groups/2/vault as groups[2].vault.
func fieldOf(path string) string {
	var b strings.Builder
	for part := range strings.SplitSeq(strings.TrimPrefix(path, "/"), "/") {
		switch {
		case part == "":
		case strings.Trim(part, "0123456789") == "":
			b.WriteString("[" + part + "]")
		default:
			if b.Len() > 0 {
				b.WriteByte('.')
			}
			b.WriteString(quoteKey(part))
		}
	}
	return b.String()
}

// quoteKey makes a key of a file fit for a line of text.
func quoteKey(key string) string {
	const most = 60
	if len(key) > most {
		key = key[:most] + "…"
	}
	if strings.ContainsFunc(key, func(r rune) bool { return r < ' ' || r == 0x7f || r == '\ufffd' }) {
		return fmt.Sprintf("%q", key)
	}
	return key
}

// near names the word that comes closest, for a hint.
func near(word string, all []string) string {
	best, distance := "", max(2, len(word)/3)+1 //nolint:mnd // a third of the letters, or two
	for _, candidate := range all {
		if d := edits(strings.ToLower(word), strings.ToLower(candidate)); d < distance {
			best, distance = candidate, d
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf("; did you mean %q?", best)
}

// edits is how many letters differ between two short words.
func edits(a, b string) int {
	const most = 64
	if len(a) > most || len(b) > most {
		return most
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		before := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			before, row[j+1] = row[j+1], min(row[j+1]+1, row[j]+1, before+cost)
		}
	}
	return row[len(b)]
}
