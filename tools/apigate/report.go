package main

import (
	"fmt"
	"slices"
	"strings"
)

type weight uint8

const (
	breaking weight = iota
	deprecation
	addition
)

const (
	areaSpecs    = "Specifications"
	areaGo       = "Go packages"
	areaCommands = "Command line"
)

// change is one thing that is another now.
type change struct {
	area   string
	weight weight
	text   string
	// names are the words by which a changelog may call it: one is enough.
	names []string
}

type report struct {
	base, version string
	changes       []change
}

// of are the changes of a weight.
func (r report) of(w weight) []change {
	var out []change
	for _, c := range r.changes {
		if c.weight == w {
			out = append(out, c)
		}
	}
	return out
}

// String is the report in Markdown.
func (r report) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "# What changes since %s\n\n%s\n", r.base, r.verdict())
	for _, part := range []struct {
		weight weight
		head   string
	}{{breaking, "Breaking"}, {deprecation, "Deprecated"}, {addition, "Added"}} {
		found := r.of(part.weight)
		fmt.Fprintf(&b, "\n## %s: %d\n", part.head, len(found))
		for _, area := range []string{areaSpecs, areaGo, areaCommands} {
			of := slices.DeleteFunc(slices.Clone(found), func(c change) bool { return c.area != area })
			if len(of) == 0 {
				continue
			}
			fmt.Fprintf(&b, "\n### %s\n\n", area)
			for _, c := range of {
				fmt.Fprintf(&b, "- %s\n", plain(c.text))
			}
		}
	}
	if draft := r.draft(); draft != "" {
		b.WriteString("\n## Draft for the changelog\n\n```markdown\n" + draft + "```\n")
	}
	return b.String()
}

// plain keeps the texts of other programs from being markup of the report.
func plain(text string) string {
	return strings.NewReplacer("\n", " ", "<", "&lt;", "|", "\\|", "*", "\\*").Replace(text)
}

// verdict is what the next version has to be.
func (r report) verdict() string {
	part := "patch: nothing that others can see has changed"
	released := r.version != "" && !strings.HasPrefix(r.version, "v0.")
	switch {
	case len(r.of(breaking)) > 0 && released:
		part = "major"
	case len(r.of(breaking)) > 0:
		part = "minor: something breaks, and before v1.0 a minor version may do that"
	case len(r.of(addition)) > 0 || len(r.of(deprecation)) > 0:
		part = "minor"
	}
	return "The next version is a new " + part + "."
}

// draft has a line for each thing, to be shortened by hand.
func (r report) draft() string {
	var b strings.Builder
	for _, part := range []struct {
		weight weight
		head   string
	}{{addition, "Added"}, {breaking, "Changed"}, {deprecation, "Deprecated"}} {
		found := r.of(part.weight)
		if len(found) == 0 {
			continue
		}
		fmt.Fprintf(&b, "### %s\n\n", part.head)
		for _, c := range found {
			fmt.Fprintf(&b, "- %s\n", strings.ReplaceAll(c.text, "\n", " "))
		}
		b.WriteString("\n")
	}
	return b.String()
}

// unsaid are the changes that break something and that no new line of the
// changelog calls by a name.
func (r report) unsaid(said string) []string {
	var out []string
	for _, c := range r.of(breaking) {
		if !slices.ContainsFunc(c.names, func(name string) bool { return names(said, name) }) {
			out = append(out, c.text)
		}
	}
	return out
}

// names reports whether a text has a name as a word of its own.
func names(text, name string) bool {
	for rest := text; name != ""; {
		i := strings.Index(rest, name)
		if i < 0 {
			return false
		}
		before, after := rest[:i], rest[i+len(name):]
		if !endsInWord(before) && !beginsWithWord(after) {
			return true
		}
		rest = after
	}
	return false
}

func endsInWord(text string) bool     { return text != "" && isWord(text[len(text)-1]) }
func beginsWithWord(text string) bool { return text != "" && isWord(text[0]) }

func isWord(c byte) bool {
	return c == '_' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
}
