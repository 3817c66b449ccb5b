package drift

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v3"
)

// values adds to a list of values: an enumeration's or known codes.
func (p *patcher) values(f *Finding, list string) {
	var add []string
	for _, value := range f.values {
		if p.report.Local || list == "x-codes" && serviceCode().MatchString(value) {
			add = append(add, strings.TrimPrefix(value, servicePrefix))
		}
	}
	if len(add) < len(f.values) {
		p.leave(f, "a value is not told ("+f.Seen+"); with --show-values it is in the patch")
	}
	t := p.texts[f.Spec]
	for _, part := range append([]*Schema{f.site}, partsOf(f.site)...) {
		_, have := keyed(part.node, list)
		if have == nil {
			continue
		}
		names := member(part.node, "x-enum-varnames")
		prefix := ""
		if names != nil {
			prefix = common(texts(names))
		}
		for _, value := range add {
			insertItem(t, have, strconv.Quote(value))
			if names != nil && list == "enum" {
				insertItem(t, names, prefix+exported(value))
			}
		}
		return
	}
}

// insertItem puts an item before the first of a list.
func insertItem(t *text, list *yaml.Node, item string) {
	if list.Style&yaml.FlowStyle != 0 {
		t.replace(list.Line-1, change{at: list.Column, insert: item + ", "})
		return
	}
	first := list.Content[0]
	t.insertLine(first.Line-1, strings.Repeat(" ", max(0, list.Column-1))+"- "+item)
}

// common is how all names begin, up to a capital letter.
func common(names []string) string {
	if len(names) == 0 {
		return ""
	}
	prefix := names[0]
	for _, name := range names[1:] {
		for !strings.HasPrefix(name, prefix) {
			prefix = prefix[:len(prefix)-1]
		}
	}
	for len(prefix) > 0 && slices.ContainsFunc(names, func(name string) bool {
		return len(name) > len(prefix) && !unicode.IsUpper(rune(name[len(prefix)])) && !unicode.IsDigit(rune(name[len(prefix)]))
	}) {
		prefix = prefix[:len(prefix)-1]
	}
	return prefix
}

// status declares one more status, with the body of the first success.
func (p *patcher) status(f *Finding) bool {
	n := f.op.node
	if n == nil || len(n.Content) == 0 || n.Style&yaml.FlowStyle != 0 {
		return false
	}
	t := p.texts[f.Spec]
	text := fmt.Sprintf("%q: {description: %s", strconv.Itoa(f.Status), unknownMeaning)
	if r := f.op.success(); r != nil && r.schema.ref != "" {
		text += fmt.Sprintf(`, content: {application/json: {schema: {$ref: "#/components/schemas/%s"}}}`, r.schema.ref)
	}
	first := n.Content[0]
	t.insertLine(first.Line-1, strings.Repeat(" ", first.Column-1)+text+"}")
	return true
}
