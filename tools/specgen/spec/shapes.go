package spec

import (
	"path"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// endless finds schemas that contain themselves, alone or by way of others. Tools
// that write schemas out never come to an end with them. Only a tree may: a list
// of its own kind ends where it is empty.
func (c *checker) endless(components *openapi3.Components) {
	if components == nil {
		return
	}
	contains := make(map[string][]string)
	for name, ref := range components.Schemas {
		contains[name] = refsOf(name, ref.Value)
	}
	for _, name := range sortedKeys(contains) {
		if way := wayBack(contains, name); way != nil {
			c.breachf(name, "contains itself: %s", strings.Join(way, " > "))
		}
	}
}

// refsOf are the schemas that a schema refers to, without lists of itself.
func refsOf(self string, s *openapi3.Schema) []string {
	var out []string
	var walk func(ref *openapi3.SchemaRef, list bool)
	walk = func(ref *openapi3.SchemaRef, list bool) {
		switch {
		case ref == nil || ref.Value == nil:
		case ref.Ref != "":
			if name := path.Base(ref.Ref); !list || name != self {
				out = append(out, name)
			}
		default:
			parts(ref.Value, walk)
		}
	}
	parts(s, walk)
	return out
}

// parts are the schemas that stand in a schema, and whether as entries of a list.
func parts(s *openapi3.Schema, visit func(ref *openapi3.SchemaRef, list bool)) {
	for _, name := range sortedKeys(s.Properties) {
		visit(s.Properties[name], false)
	}
	visit(s.Items, true)
	visit(s.AdditionalProperties.Schema, false)
	for _, ref := range slices.Concat(s.AllOf, s.OneOf, s.AnyOf) {
		visit(ref, false)
	}
}

// wayBack is a way from a schema back to it, nil when there is none.
func wayBack(contains map[string][]string, name string) []string {
	seen := make(map[string]bool)
	var look func(from string) []string
	look = func(from string) []string {
		for _, next := range contains[from] {
			if next == name {
				return []string{from, next}
			}
			if seen[next] {
				continue
			}
			seen[next] = true
			if way := look(next); way != nil {
				return append([]string{from}, way...)
			}
		}
		return nil
	}
	return look(name)
}

// forms are values that a tolerant Go type is there for. A specification that
// maps to it has to declare them, or the clients of others reject what ours takes.
func forms(goType string) []any {
	if strings.HasPrefix(goType, "billmgr.List[") {
		return []any{[]any{}, map[string]any{}, nil}
	}
	switch goType {
	case "lenient.Int":
		return []any{1.0, "1", nil}
	case "lenient.Bool":
		return []any{true, "true", nil}
	case "lenient.String":
		return []any{"a", 1.0, nil}
	case "lenient.Time":
		return []any{"2026-03-01T10:00:00Z", nil}
	case "lenient.Raw":
		return []any{"a", 1.0, true, nil, []any{"a"}, map[string]any{"a": 1.0}}
	case "billmgr.Value":
		return []any{map[string]any{"$": "a"}, map[string]any{}, "a", nil, []any{map[string]any{"$": "a"}}}
	}
	return nil
}

// tolerant checks that a property admits what its Go type is there for.
func (c *checker) tolerant(where string, ref *openapi3.SchemaRef) {
	goType, _ := extension(ref, "x-go-type").(string)
	for _, value := range forms(goType) {
		s := ref.Value
		if len(s.Enum) == 0 && s.VisitJSON(value) != nil {
			c.breachf(where, "does not declare that %v can come, as its Go type %s says", value, goType)
		}
	}
}
