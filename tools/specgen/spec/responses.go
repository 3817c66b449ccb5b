package spec

import (
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// ResponseTypes are the generated Go types that bodies of responses are read into,
// those of errors included, in the order of their names.
func (s *Spec) ResponseTypes() []string {
	var out []string
	for _, o := range s.Operations {
		for _, ref := range o.op.Responses.Map() {
			media := ref.Value.Content.Get("application/json")
			if media == nil || !generated(media.Schema) {
				continue
			}
			goType, err := goTypeOf(media.Schema)
			if err == nil && !slices.Contains(out, goType) {
				out = append(out, goType)
			}
		}
	}
	slices.Sort(out)
	return out
}

// generated says that there is a Go type for a schema.
func generated(ref *openapi3.SchemaRef) bool {
	if ref == nil || ref.Value == nil {
		return false
	}
	left, _ := ref.Value.Extensions["x-not-in-go"].(bool)
	return !left && (ref.Value.Items == nil || generated(ref.Value.Items))
}
