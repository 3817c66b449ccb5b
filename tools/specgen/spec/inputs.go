package spec

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// InputField is one field of a type that callers fill, as the specification
// describes it.
type InputField struct {
	Type string // in the generated package
	Wire string // the field's name in requests
	Text string // as it stands in the specification; "" when it says nothing
}

// Inputs are the fields of all types that callers fill: of the parameters in
// queries, and of the bodies of requests with all that they hold. They are
// sorted by type and name.
func (s *Spec) Inputs() []InputField {
	in := inputs{seen: make(map[string]bool)}
	s.walkInputs(&in)
	slices.SortFunc(in.fields, func(a, b InputField) int {
		return strings.Compare(a.Type+" "+a.Wire, b.Type+" "+b.Wire)
	})
	return slices.Compact(in.fields)
}

// InputEnums are the known values of the enumerations in what callers fill, by
// type.
func (s *Spec) InputEnums() map[string][]string {
	in := inputs{seen: make(map[string]bool), enums: make(map[string][]string)}
	s.walkInputs(&in)
	return in.enums
}

func (s *Spec) walkInputs(in *inputs) {
	for _, o := range s.Operations {
		for _, p := range slices.Concat(o.path.Parameters, o.op.Parameters) {
			if p.Value.In == openapi3.ParameterInQuery {
				in.fields = append(in.fields, InputField{o.input(), p.Value.Name, p.Value.Description})
			}
			in.schema(p.Value.Schema)
		}
		if o.op.RequestBody == nil {
			continue
		}
		for _, media := range o.op.RequestBody.Value.Content {
			if !isCall(media.Schema) {
				in.schema(ownForm(media.Schema))
			}
		}
	}
}

// input is the name of the type that holds the parameters of the query.
func (o Operation) input() string {
	if name, ok := o.op.Extensions["x-input"].(string); ok {
		return name
	}
	return strings.ToUpper(o.ID[:1]) + o.ID[1:] + "Input"
}

// inputs gathers what schemas lead to.
type inputs struct {
	fields []InputField
	enums  map[string][]string
	seen   map[string]bool
}

func (in *inputs) schema(ref *openapi3.SchemaRef) {
	if ref == nil || ref.Value == nil {
		return
	}
	name := ""
	if ref.Ref != "" {
		name = path.Base(ref.Ref)
		if text, ok := ref.Value.Extensions["x-go-name"].(string); ok {
			name = text
		}
		if in.seen[name] {
			return
		}
		in.seen[name] = true
	}
	if name != "" && in.enums != nil && ref.Value.Type.Is(openapi3.TypeString) { // numbers are no words to complete
		for _, value := range ref.Value.Enum {
			in.enums[name] = append(in.enums[name], fmt.Sprint(value))
		}
	}
	in.properties(name, ref.Value)
	in.schema(ref.Value.Items)
	in.schema(ref.Value.AdditionalProperties.Schema)
}

// properties adds those of an object and of what it is put together from.
func (in *inputs) properties(name string, schema *openapi3.Schema) {
	for _, wire := range sortedKeys(schema.Properties) {
		property := schema.Properties[wire]
		if name != "" {
			in.fields = append(in.fields, InputField{name, wire, propertyText(property)})
		}
		in.schema(property)
	}
	for _, part := range schema.AllOf {
		in.properties(name, part.Value)
	}
}

// propertyText is the description of a property. One that refers to a schema has
// its own words in x-description: OpenAPI 3.0 ignores what stands beside a $ref.
func propertyText(ref *openapi3.SchemaRef) string {
	if text, ok := ref.Extensions["x-description"].(string); ok {
		return text
	}
	return ref.Value.Description
}
