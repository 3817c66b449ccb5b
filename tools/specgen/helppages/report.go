package helppages

import (
	"fmt"
	"strings"
)

// String is the comparison in Markdown, the text of an issue too.
func (c *Comparison) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "# Help pages and %s\n\n", c.Specification)
	fmt.Fprintf(&b, "Of what %d pages show, the specification has\n\n", c.Pages)
	for _, t := range []struct {
		name string
		Tally
	}{{"operations", c.Operations}, {"query parameters", c.Parameters}, {"models", c.Models}, {"fields", c.Fields}, {"values of enumerations", c.Values}} {
		if t.Of > 0 {
			fmt.Fprintf(&b, "- %d of %d %s\n", t.Have, t.Of, t.name)
		}
	}
	if c.News() == 0 {
		b.WriteString("\nNothing is new: the specification has all of it.\n")
	}
	section(&b, "New operations", []string{"Operation", "What it does"}, c.NewOperations, func(f Finding) []string { return []string{f.Where, f.Text} })
	section(&b, "New query parameters", []string{"Operation", "Parameter", "Type", "Text"}, c.NewParameters, all)
	section(&b, "New models", []string{"Model", "Fields"}, c.NewModels, func(f Finding) []string { return []string{f.Where, f.What} })
	section(&b, "New fields", []string{"Schema", "Field", "Type", "Text"}, c.NewFields, all)
	section(&b, "New values", []string{"Schema", "Value", "Number", "Text"}, c.NewValues, all)
	section(&b, "Other types", []string{"Where", "Name", "Type", "In the specification"}, c.Types, func(f Finding) []string { return []string{f.Where, f.What, f.Type, f.Ours} })
	if len(c.Unlisted) > 0 {
		fmt.Fprintf(&b, "\n## Not on these pages: %d\n\nOther builds and the vendor's documentation show them.\n\n", len(c.Unlisted))
		for _, name := range c.Unlisted {
			b.WriteString("- " + escape(name) + "\n")
		}
	}
	if len(c.Unknown) > 0 {
		fmt.Fprintf(&b, "\n## Not read: %d\n\nThese files are no help pages that are known here.\n\n", len(c.Unknown))
		for _, name := range c.Unknown {
			b.WriteString("- " + escape(name) + "\n")
		}
	}
	return b.String()
}

func all(f Finding) []string { return []string{f.Where, f.What, f.Type, f.Text} }

func section(b *strings.Builder, title string, columns []string, rows []Finding, cells func(Finding) []string) {
	if len(rows) == 0 {
		return
	}
	fmt.Fprintf(b, "\n## %s: %d\n\n| %s |\n|%s\n", title, len(rows), strings.Join(columns, " | "), strings.Repeat("---|", len(columns)))
	for _, row := range rows {
		for _, text := range cells(row) {
			b.WriteString("| " + escape(text) + " ")
		}
		b.WriteString("|\n")
	}
}

// escape keeps a text of a page a text in Markdown.
func escape(text string) string {
	const longest = 300
	text = clean(text)
	if runes := []rune(text); len(runes) > longest {
		text = string(runes[:longest]) + "…"
	}
	return strings.NewReplacer(`\`, `\\`, "|", `\|`, "`", "\\`", "<", "&lt;", ">", "&gt;", "[", `\[`, "]", `\]`, "*", `\*`, "_", `\_`, "@", "&#64;", "#", `\#`).Replace(text)
}
