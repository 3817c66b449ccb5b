package drift

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v3"
)

// Patch is a proposed change of the specifications.
type Patch struct {
	// Diff is the change of specs/*.yaml in the unified format.
	Diff string
	// Left are findings that need a person, in words.
	Left []string
	// Files are the changed specifications, by their names.
	Files map[string]string
}

// unknownMeaning is the description of what was seen and never documented.
const unknownMeaning = `"Seen in responses; what it means is not documented."`

// Patch proposes a change of the specifications after which nothing of the report is
// drift any more. A value is in it only when the report is local: values of
// enumerations are values.
func (r *Report) Patch() (*Patch, error) {
	p := &patcher{texts: make(map[string]*text), fields: make(map[string]*field), report: r, out: &Patch{Files: make(map[string]string)}}
	for _, s := range r.book.specs {
		p.texts[s.Name] = newText(s.text)
	}
	for _, f := range r.Findings {
		if f.Drift {
			p.finding(f)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(p.fields)) {
		p.addField(p.fields[key])
	}
	for _, s := range r.book.specs {
		t := p.texts[s.Name]
		if diff := t.diff("specs/" + s.Name + ".yaml"); diff != "" {
			p.out.Diff += diff
			p.out.Files[s.Name] = t.String()
			if _, err := parseSpec(s.Name, []byte(t.String()), make(map[string]bool)); err != nil {
				return nil, fmt.Errorf("the proposed change of %s.yaml cannot be read: %w", s.Name, err)
			}
		}
	}
	slices.Sort(p.out.Left)
	p.out.Left = slices.Compact(p.out.Left)
	return p.out, nil
}

type patcher struct {
	texts  map[string]*text
	fields map[string]*field
	report *Report
	out    *Patch
}

// field is an unknown field, wherever it was seen.
type field struct {
	spec       *Spec
	properties *yaml.Node
	name       string
	forms      []any
	finding    *Finding
}

func (p *patcher) leave(f *Finding, why string) {
	p.out.Left = append(p.out.Left, strings.TrimSpace(fmt.Sprintf("%s: %s %s: %s", f.Kind, f.Call(), f.Where(), why)))
}

func (p *patcher) finding(f *Finding) {
	done := false
	switch f.Kind {
	case KindField:
		p.field(f)
		return
	case KindType:
		done = p.types(f)
	case KindFormat:
		done = p.format(f)
	case KindValue:
		p.values(f, "enum")
		return
	case KindCode:
		p.values(f, "x-codes")
		return
	case KindStatus:
		done = p.status(f)
	case KindAbsent:
		return // it stays documented: one account need not have everything
	default:
		p.leave(f, "describe it by hand")
		return
	}
	if !done {
		p.leave(f, "declare by hand that it comes as "+f.Seen)
	}
}

// field notes an unknown field of a schema, which several operations may show.
func (p *patcher) field(f *Finding) {
	name := f.name
	if !fieldName().MatchString(name) || strings.HasSuffix(f.Path, hidden) {
		p.leave(f, "its name is none that can be told; --show-values shows it")
		return
	}
	properties := propertiesOf(f.site, slices.Collect(maps.Values(f.forms)))
	if properties == nil {
		p.leave(f, "the object has no declared members")
		return
	}
	key := fmt.Sprintf("%s %05d %s", f.Spec, properties.Line, name)
	if p.fields[key] == nil {
		p.fields[key] = &field{spec: f.site.spec, properties: properties, name: name, finding: f}
	}
	p.fields[key].forms = append(p.fields[key].forms, slices.Collect(maps.Values(f.forms))...)
}

// propertiesOf is where the members of an object are declared.
func propertiesOf(site *Schema, _ []any) *yaml.Node {
	parts, _ := site.parts(map[string]any{})
	for _, part := range parts {
		if n := member(part.node, "properties"); n != nil && len(n.Content) > 0 {
			return n
		}
	}
	return nil
}

// addField declares a field.
func (p *patcher) addField(f *field) {
	t := p.texts[f.spec.Name]
	declared := schemaFor(f.spec, f.name, f.forms)
	first := f.properties.Content[0]
	line, column := f.properties.Line-1, f.properties.Column-1
	if f.properties.Style&yaml.FlowStyle != 0 {
		t.replace(line, change{at: column + 1, insert: f.name + ": " + declared + ", "})
		return
	}
	t.insertLine(first.Line-1, strings.Repeat(" ", first.Column-1)+f.name+": "+declared)
}

// kindSet are the kinds among values.
func kindSet(values []any) (kinds map[string]bool, whole, timed bool) {
	kinds, whole, timed = make(map[string]bool), true, true
	for _, v := range values {
		switch x := v.(type) {
		case json.Number:
			whole = whole && isWhole(x)
		case string:
			timed = timed && isRFC3339(x)
		}
		kinds[formOf(new(Schema), v)] = true
	}
	return kinds, whole, timed
}

// schemaFor is a declaration that admits what was seen, in the way of the other
// declarations of a specification.
func schemaFor(s *Spec, name string, values []any) string {
	goName := ""
	if !unicode.IsLetter(rune(name[0])) {
		goName = "x-go-name: " + exported(name) + ", "
	}
	if s.Name == "zomro" {
		return zomroSchema(s, goName, name, values)
	}
	kinds, whole, timed := kindSet(values)
	null := kinds[formNull]
	delete(kinds, formNull)
	only := func(form string) bool { return len(kinds) == 1 && kinds[form] }
	body := `allOf: [{$ref: "#/components/schemas/Anything"}], x-go-type: lenient.Raw`
	switch {
	case only(formText) && timed:
		body = "type: string, format: date-time, nullable: true, x-go-type: lenient.Time"
	case only(formText):
		body = "type: string"
		if null {
			body += ", nullable: true"
		}
	case only(formNumber) && whole:
		body = "oneOf: [{type: integer, nullable: true}, {type: string}], x-go-type: lenient.Int"
	case only(formNumber):
		body = "oneOf: [{type: number, nullable: true}, {type: string}], x-go-type: lenient.Float"
	case only(formBoolean):
		body = "oneOf: [{type: boolean, nullable: true}, {type: string}], x-go-type: lenient.Bool"
	case len(kinds) == 2 && kinds[formText] && kinds[formNumber]: //nolint:mnd // both
		body = "oneOf: [{type: string, nullable: true}, {type: number}], x-go-type: lenient.String"
	case s.schemas["Anything"] == nil:
		body = "anyOf: [" + anything + "], x-go-type: lenient.Raw"
	}
	return "{" + body + ", " + goName + "description: " + unknownMeaning + "}"
}

// anything admits every value.
const anything = "{type: object, nullable: true}, {type: array, items: {}}, {type: string}, {type: number}, {type: boolean}"

func zomroSchema(s *Spec, goName, name string, values []any) string {
	scalar := s.schemas["Scalar"]
	if strings.HasPrefix(name, "$") {
		return "{type: string, " + goName + "description: " + unknownMeaning + "}"
	}
	for _, v := range values {
		fits := scalar != nil
		if fits {
			w := &walk{found: func(kind Kind, _ *Schema, _ []step, _ any) { fits = fits && kind == KindForm }}
			w.value(scalar, v, nil)
		}
		if !fits {
			return "{anyOf: [" + anything + "], x-go-type: json.RawMessage, x-not-in-go: true, description: " + unknownMeaning + "}"
		}
	}
	return `{allOf: [{$ref: "#/components/schemas/Scalar"}], x-go-type: billmgr.Value, description: ` + unknownMeaning + "}"
}

// exported makes a Go name.
func exported(name string) string {
	var b strings.Builder
	up := true
	for _, r := range name {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			up = true
			continue
		case up:
			r = unicode.ToUpper(r)
		}
		up = false
		b.WriteRune(r)
	}
	return b.String()
}

// keyed is the name of a member and its value.
func keyed(n *yaml.Node, name string) (key, value *yaml.Node) {
	if n == nil || n.Kind != yaml.MappingNode {
		return nil, nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == name {
			return n.Content[i], n.Content[i+1]
		}
	}
	return nil, nil
}

// typeWord is the name of a value's type in a specification.
func typeWord(v any) string {
	switch x := v.(type) {
	case bool:
		return "boolean"
	case json.Number:
		if isWhole(x) {
			return "integer"
		}
		return "number"
	case string:
		return "string"
	case []any:
		return "array"
	case map[string]any:
		return "object"
	}
	return ""
}

// types declares one more type for a place: by the tolerant type that reads both, or
// by one that reads everything.
func (p *patcher) types(f *Finding) bool {
	t := p.texts[f.Spec]
	n := f.site.node
	var came any
	for _, v := range f.forms {
		came = v
	}
	if key, value := keyed(n, "$ref"); key != nil {
		return p.rewrite(t, n, key, value, fmt.Sprintf("anyOf: [{$ref: %q}, %s]", value.Value, anything), "lenient.Raw")
	}
	if key, value := keyed(n, "allOf"); key != nil && value.Style&yaml.FlowStyle != 0 {
		var inner strings.Builder
		for _, part := range value.Content {
			if ref := member(part, "$ref"); ref != nil {
				fmt.Fprintf(&inner, "{$ref: %q}, ", ref.Value)
			}
		}
		return p.rewriteFlow(t, n, key, value, "anyOf: ["+inner.String()+anything+"]", "lenient.Raw")
	}
	for _, name := range []string{"oneOf", "anyOf"} {
		key, value := keyed(n, name)
		if key == nil {
			continue
		}
		if value.Style&yaml.FlowStyle == 0 {
			return false
		}
		if f.Library == Takes { // its Go type reads this too
			return p.rewriteFlow(t, n, key, value, "anyOf: ["+anything+"]", "")
		}
		return p.rewriteFlow(t, n, key, value, "anyOf: ["+anything+"]", "lenient.Raw")
	}
	key, value := keyed(n, "type")
	if key == nil {
		return false
	}
	if came == nil {
		if k, _ := keyed(n, "nullable"); k != nil {
			return false
		}
		return t.replace(key.Line-1, change{at: value.Column - 1, remove: len([]rune(value.Value)), insert: value.Value + p.next(n, key, "nullable: true")})
	}
	if enum, _ := keyed(n, "enum"); enum != nil {
		return false
	}
	pair := value.Value + " " + typeWord(came)
	switch {
	case pair == "string integer", pair == "string number":
		return p.rewrite(t, n, key, value, "oneOf: [{type: string, nullable: true}, {type: number}]", "lenient.String")
	case pair == "integer string":
		return p.rewrite(t, n, key, value, "oneOf: [{type: integer, nullable: true}, {type: string}]", "lenient.Int")
	case pair == "number string":
		return p.rewrite(t, n, key, value, "oneOf: [{type: number, nullable: true}, {type: string}]", "lenient.Float")
	case pair == "boolean string":
		return p.rewrite(t, n, key, value, "oneOf: [{type: boolean, nullable: true}, {type: string}]", "lenient.Bool")
	case pair == "integer number":
		return p.rewrite(t, n, key, value, "type: number", "")
	}
	return p.rewrite(t, n, key, value, "anyOf: ["+anything+"]", "lenient.Raw")
}

// next writes one more member behind one, in the way of the mapping.
func (p *patcher) next(n, key *yaml.Node, text string) string {
	if n.Style&yaml.FlowStyle != 0 {
		return ", " + text
	}
	return "\n" + strings.Repeat(" ", key.Column-1) + text
}

// rewrite replaces a member whose value is one word, and sets the Go type.
func (p *patcher) rewrite(t *text, n, key, value *yaml.Node, member, goType string) bool {
	length := len([]rune(value.Value))
	if value.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle) != 0 {
		length += 2
	}
	return p.put(t, n, key, change{at: key.Column - 1, remove: value.Column - key.Column + length, insert: member}, goType)
}

// rewriteFlow replaces a member whose value is a list on one line.
func (p *patcher) rewriteFlow(t *text, n, key, value *yaml.Node, member, goType string) bool {
	end := closing([]rune(t.lines[value.Line-1]), value.Column-1)
	if end < 0 || key.Line != value.Line {
		return false
	}
	return p.put(t, n, key, change{at: key.Column - 1, remove: end + 1 - (key.Column - 1), insert: member}, goType)
}

func (p *patcher) put(t *text, n, key *yaml.Node, c change, goType string) bool {
	if goType != "" {
		if have, value := keyed(n, "x-go-type"); have != nil {
			length := len([]rune(value.Value))
			if value.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle) != 0 {
				length += 2
			}
			if !t.replace(value.Line-1, change{at: value.Column - 1, remove: length, insert: goType}) {
				return false
			}
		} else {
			c.insert += p.next(n, key, "x-go-type: "+goType)
		}
	}
	return t.replace(key.Line-1, c)
}

// closing is where a list that opens at a place of a line ends, -1 when it goes on.
func closing(line []rune, from int) int {
	depth, quote := 0, rune(0)
	for i := from; i < len(line); i++ {
		switch r := line[i]; {
		case quote != 0:
			if r == quote {
				quote = 0
			}
		case r == '"' || r == '\'':
			quote = r
		case r == '[' || r == '{':
			depth++
		case r == ']' || r == '}':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}

// format takes back that a text has a format.
func (p *patcher) format(f *Finding) bool {
	t := p.texts[f.Spec]
	for _, part := range append([]*Schema{f.site}, partsOf(f.site)...) {
		key, value := keyed(part.node, "format")
		if key == nil {
			continue
		}
		if part.node.Style&yaml.FlowStyle == 0 {
			return false
		}
		line := []rune(t.lines[key.Line-1])
		end := value.Column - 1 + len([]rune(value.Value))
		for end < len(line) && (line[end] == ',' || line[end] == ' ') {
			end++
		}
		return t.replace(key.Line-1, change{at: key.Column - 1, remove: end - (key.Column - 1)})
	}
	return false
}

func partsOf(s *Schema) []*Schema {
	parts, _ := s.parts("")
	return parts
}
