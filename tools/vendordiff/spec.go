package main

import (
	"fmt"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/backup-sdk/backup-go/tools/specgen/spec"
)

// readSpec reads the same of the specification.
func readSpec(s *spec.Spec) map[string]operation {
	out := make(map[string]operation)
	for path, item := range s.Doc.Paths.Map() {
		for method, op := range item.Operations() {
			o := operation{id: op.OperationID, fields: make(map[string]field)}
			for _, p := range slices.Concat(item.Parameters, op.Parameters) {
				if p.Value.In == openapi3.ParameterInQuery {
					o.fields["query "+p.Value.Name] = field{values: values(p.Value.Schema), required: p.Value.Required}
				}
			}
			if op.RequestBody != nil {
				flattenContent(o.fields, "request ", op.RequestBody.Value.Content)
			}
			for _, r := range op.Responses.Map() {
				flattenContent(o.fields, "response ", r.Value.Content)
			}
			out[key(method, path)] = o
		}
	}
	return out
}

func flattenContent(out map[string]field, prefix string, content openapi3.Content) {
	for _, media := range content {
		flatten(out, prefix, media.Schema, nil)
	}
}

// flatten notes the properties of a schema and of all in it.
func flatten(out map[string]field, prefix string, ref *openapi3.SchemaRef, outer []*openapi3.Schema) {
	if ref == nil || ref.Value == nil || slices.Contains(outer, ref.Value) {
		return
	}
	s := ref.Value
	outer = append(slices.Clip(outer), s)
	for name, property := range s.Properties {
		before := out[prefix+name]
		out[prefix+name] = field{values: append(before.values, values(property)...), required: before.required || slices.Contains(s.Required, name)}
		flatten(out, prefix+name+".", property, outer)
	}
	for _, part := range slices.Concat(s.AllOf, s.OneOf, s.AnyOf) {
		flatten(out, prefix, part, outer)
	}
	flatten(out, prefix, s.Items, outer)
	if s.AdditionalProperties.Schema != nil {
		flatten(out, prefix, s.AdditionalProperties.Schema, outer)
	}
}

// values are those of an enum, of a list's items too.
func values(ref *openapi3.SchemaRef) []string {
	if ref == nil || ref.Value == nil {
		return nil
	}
	var out []string
	for _, v := range ref.Value.Enum {
		out = append(out, fmt.Sprint(v))
	}
	for _, part := range slices.Concat(ref.Value.AllOf, ref.Value.OneOf, ref.Value.AnyOf, openapi3.SchemaRefs{ref.Value.Items}) {
		out = append(out, values(part)...)
	}
	return out
}
