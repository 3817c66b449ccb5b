package drift

import (
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Schema is one schema of a specification, as far as responses are held to it.
type Schema struct {
	spec *Spec
	node *yaml.Node
	// name is that of a component, empty for one that stands in another.
	name string
	// ref is the component that stands for it.
	ref string

	typ, format         string
	nullable            bool
	enum                []string
	codes               []string // known error codes, which are no enumeration: see x-codes
	oneOf, anyOf, allOf []*Schema
	items               *Schema
	properties          map[string]*Schema
	additional          *Schema // of further members
	open                bool    // further members may come
	unnamed             bool    // and nobody can know their names: x-open, x-not-in-go
	goType              string
	usual               map[string]bool // forms that the documents show
	wraps               string
	optional            bool // some documents show its object without it
	rare                bool // only some servers send it
}

// node parses what a mapping says.
func (s *Spec) newSchema(n *yaml.Node) *Schema {
	out := &Schema{spec: s, node: n}
	if n == nil || n.Kind != yaml.MappingNode {
		return out
	}
	each(n, func(key string, v *yaml.Node) {
		switch key {
		case "$ref":
			out.ref = v.Value[strings.LastIndex(v.Value, "/")+1:]
		case "type":
			out.typ = v.Value
		case "format":
			out.format = v.Value
		case "nullable":
			out.nullable = v.Value == "true"
		case "enum":
			out.enum = texts(v)
		case "x-codes":
			out.codes = texts(v)
		case "x-rare":
			out.rare = v.Value == "true"
		case "x-sometimes":
			out.optional = v.Value == "true"
		case "x-go-type":
			out.goType = v.Value
		case "x-wraps":
			out.wraps = v.Value
		case "x-open", "x-not-in-go":
			out.unnamed = out.unnamed || v.Value == "true"
		case "oneOf":
			out.oneOf = s.list(v)
		case "anyOf":
			out.anyOf = s.list(v)
		case "allOf":
			out.allOf = s.list(v)
		case "items":
			out.items = s.newSchema(v)
		case "properties":
			out.properties = make(map[string]*Schema)
			each(v, func(name string, p *yaml.Node) {
				out.properties[name] = s.newSchema(p)
				s.words[name] = true
			})
		case "additionalProperties":
			if v.Kind == yaml.MappingNode {
				out.additional = s.newSchema(v)
			}
			out.open = v.Value != "false"
		}
	})
	return out
}

func (s *Spec) list(n *yaml.Node) []*Schema {
	out := make([]*Schema, 0, len(n.Content))
	for _, item := range n.Content {
		out = append(out, s.newSchema(item))
	}
	return out
}

// each visits the members of a mapping.
func each(n *yaml.Node, visit func(key string, v *yaml.Node)) {
	if n == nil || n.Kind != yaml.MappingNode {
		return
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		visit(n.Content[i].Value, n.Content[i+1])
	}
}

// member is one member of a mapping, nil when there is none.
func member(n *yaml.Node, names ...string) *yaml.Node {
	for _, name := range names {
		var found *yaml.Node
		each(n, func(key string, v *yaml.Node) {
			if key == name {
				found = v
			}
		})
		n = found
	}
	return n
}

func texts(n *yaml.Node) []string {
	out := make([]string, 0, len(n.Content))
	for _, item := range n.Content {
		out = append(out, item.Value)
	}
	return out
}

// maxRefs bounds how many references lead to each other.
const maxRefs = 16

// resolve is what a reference stands for.
func (s *Schema) resolve() *Schema {
	for range maxRefs {
		if s == nil || s.ref == "" {
			return s
		}
		next := s.spec.schemas[s.ref]
		if next == nil {
			return s
		}
		s = next
	}
	return s
}

// parts are all schemas that a value of some kind is held to together: the schema
// itself, what it is put together from, and of what it chooses between the one that
// fits best. The second result is false when nothing fits.
func (s *Schema) parts(v any) ([]*Schema, bool) {
	return s.gather(v, 0)
}

func (s *Schema) gather(v any, depth int) ([]*Schema, bool) {
	s = s.resolve()
	if s == nil || depth > maxRefs {
		return nil, true
	}
	out := []*Schema{s}
	if !s.admitsKind(v) {
		return out, false
	}
	if v == nil && s.nullable {
		return out, true
	}
	fits := true
	for _, part := range s.allOf {
		more, ok := part.gather(v, depth+1)
		out, fits = append(out, more...), fits && ok
	}
	if choice := slices.Concat(s.oneOf, s.anyOf); len(choice) > 0 {
		best, found := choose(choice, v, depth+1)
		out, fits = append(out, best...), fits && found
	}
	return out, fits
}

// choose takes the alternative that fits and knows most of an object's members.
func choose(of []*Schema, v any, depth int) (best []*Schema, found bool) {
	most := -1
	for _, one := range of {
		parts, ok := one.gather(v, depth)
		if !ok {
			continue
		}
		if n := knows(parts, v); n > most {
			best, most, found = parts, n, true
		}
	}
	return best, found
}

// knows counts the members of an object that schemas declare.
func knows(parts []*Schema, v any) int {
	object, ok := v.(map[string]any)
	if !ok {
		return 0
	}
	n := 0
	for name := range object {
		if slices.ContainsFunc(parts, func(p *Schema) bool { return p.properties[name] != nil }) {
			n++
		}
	}
	return n
}

// admitsKind looks at what the schema itself says of the kind of a value.
func (s *Schema) admitsKind(v any) bool {
	if s.typ == "" {
		return true
	}
	switch x := v.(type) {
	case nil:
		return s.nullable
	case bool:
		return s.typ == "boolean"
	case json.Number:
		return s.typ == "number" || s.typ == "integer" && isWhole(x)
	case string:
		return s.typ == "string"
	case []any:
		return s.typ == "array"
	case map[string]any:
		return s.typ == "object"
	}
	return false
}

func isWhole(n json.Number) bool {
	if _, err := n.Int64(); err == nil {
		return true
	}
	f, err := n.Float64()
	return err == nil && f == math.Trunc(f)
}

// says is what a schema declares, in a word or two.
func (s *Schema) says() string {
	if s == nil {
		return "nothing"
	}
	if s.ref != "" {
		if r := s.resolve(); r != s && r.typ != "object" && r.typ != "array" {
			return r.says()
		}
		return s.ref
	}
	text := s.typ
	switch {
	case s.items != nil:
		text = "list of " + s.items.says()
	case len(s.enum) > 0:
		text = "one of " + strconv.Itoa(len(s.enum)) + " values"
	case s.format != "":
		text = s.format
	case len(s.oneOf)+len(s.anyOf)+len(s.allOf) > 0:
		var all []string
		for _, part := range slices.Concat(s.oneOf, s.anyOf, s.allOf) {
			if word := part.says(); !slices.Contains(all, word) {
				all = append(all, word)
			}
		}
		text = strings.Join(all, " or ")
	case text == "":
		text = "anything"
	}
	if s.nullable {
		text += " or null"
	}
	return text
}
