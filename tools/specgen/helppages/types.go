package helppages

import (
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// The kinds of JSON that types are compared by.
const (
	kindInteger = "integer"
	kindNumber  = "number"
	kindBoolean = "boolean"
	kindString  = "string"
	kindArray   = "array"
)

// plain is the kind of a plain type of the help, "" for any other.
func plain(text string) string {
	switch strings.ToLower(text) {
	case "integer", "unsigned integer", "byte", "unsigned byte", "signed byte":
		return kindInteger
	case "decimal number", "number":
		return kindNumber
	case "boolean":
		return kindBoolean
	case "string", "date", "uri", "globally unique identifier", "time interval", "character":
		return kindString
	}
	return ""
}

// kindOf is the kind of a type of the help; "" for a model and for what is not known,
// which may be an object or an enumeration.
func kindOf(t Type) string {
	if t.List {
		if item, _ := cutPrefixFold(t.Text, "collection of "); strings.EqualFold(item, "byte") {
			return kindString // as base64
		}
		return kindArray
	}
	return plain(t.Text)
}

// schemaKinds are the kinds that a schema admits; empty when it admits what nobody can
// tell. A tolerant Go type says which of them the service means.
func schemaKinds(ref *openapi3.SchemaRef) []string {
	goType, _ := ref.Extensions["x-go-type"].(string)
	if goType == "" && ref.Value != nil {
		goType, _ = ref.Value.Extensions["x-go-type"].(string)
	}
	switch goType {
	case "lenient.Int":
		return []string{kindInteger}
	case "lenient.Float":
		return []string{kindNumber, kindInteger}
	case "lenient.Bool":
		return []string{kindBoolean}
	case "lenient.Time", "lenient.String":
		return []string{kindString}
	case "":
	default:
		return nil
	}
	if ref.Value == nil {
		return nil
	}
	s := ref.Value
	if len(s.OneOf)+len(s.AnyOf)+len(s.AllOf) > 0 || s.Type == nil || s.Type.Is("object") {
		if isCollection(s) {
			return []string{kindArray, "object"}
		}
		return nil
	}
	if s.Type.Is(kindNumber) {
		return []string{kindNumber, kindInteger}
	}
	return s.Type.Slice()
}

// isCollection says whether an object is the envelope of a list.
func isCollection(s *openapi3.Schema) bool {
	items := s.Properties["items"]
	return items != nil && items.Value != nil && items.Value.Items != nil
}

// parameterOf is the schema of a query parameter, nil when there is none.
func parameterOf(o ours, name string) *openapi3.SchemaRef {
	for _, p := range slices.Concat(o.item.Parameters, o.op.Parameters) {
		if p.Value != nil && p.Value.In == openapi3.ParameterInQuery && strings.EqualFold(p.Value.Name, name) && p.Value.Schema != nil {
			return p.Value.Schema
		}
	}
	return nil
}

// bodyOf is the schema of a JSON body, the entries' of a list; nil when there is none.
func bodyOf(content openapi3.Content) *openapi3.SchemaRef {
	media := content.Get("application/json")
	if media == nil || media.Schema == nil {
		return nil
	}
	return entries(media.Schema, 0)
}

// responseOf is that of the first successful response with a body.
func responseOf(op *openapi3.Operation) *openapi3.SchemaRef {
	for _, status := range []string{"200", "201", "202"} {
		if r := op.Responses.Value(status); r != nil && r.Value != nil {
			if s := bodyOf(r.Value.Content); s != nil {
				return s
			}
		}
	}
	return nil
}

// entries goes through lists and their envelopes to what they hold.
func entries(ref *openapi3.SchemaRef, depth int) *openapi3.SchemaRef {
	if depth > maxNesting || ref == nil || ref.Value == nil {
		return ref
	}
	if ref.Value.Items != nil {
		return entries(ref.Value.Items, depth+1)
	}
	if isCollection(ref.Value) {
		return entries(ref.Value.Properties["items"], depth+1)
	}
	for _, part := range slices.Concat(ref.Value.OneOf, ref.Value.AnyOf) {
		if part.Value != nil && (part.Value.Items != nil || isCollection(part.Value)) {
			return entries(part, depth+1)
		}
	}
	return ref
}

// maxNesting bounds how deep schemas are followed into each other.
const maxNesting = 10

// propertyOf finds a property by its name in any case, also in what a schema is made of.
func propertyOf(s *openapi3.Schema, name string, depth int) *openapi3.SchemaRef {
	if s == nil || depth > maxNesting {
		return nil
	}
	for wire, p := range s.Properties {
		if strings.EqualFold(wire, name) {
			return p
		}
	}
	for _, part := range slices.Concat(s.AllOf, s.OneOf, s.AnyOf) {
		if p := propertyOf(part.Value, name, depth+1); p != nil {
			return p
		}
	}
	return nil
}
