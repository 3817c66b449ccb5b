package spec

import (
	"errors"
	"fmt"
	"path"
	"slices"
	"strconv"

	"github.com/getkin/kin-openapi/openapi3"
)

// Example is one example of a request or success body.
type Example struct {
	Operation string
	Part      string // "request" or the status code
	Name      string // of one of several examples
	GoType    string // in the generated package, or a basic type; "[]" in front of a list
	Value     any    // as decoded from JSON
}

// Key names the example's body; examples of one body share their Go type.
func (e Example) Key() string { return e.Operation + " " + e.Part }

// Examples are the examples of all bodies, in a fixed order. A body whose
// schema has no name cannot be given a Go type and is an error.
func (s *Spec) Examples() ([]Example, error) {
	var all []Example
	var failed error
	collect := func(id, part string, content openapi3.Content) {
		for _, mediaType := range sortedKeys(content) {
			media := content[mediaType]
			if mediaType == multipartForm && len(content) > 1 || isCall(media.Schema) { // the same form once more, or one without fields of its own
				continue
			}
			goType, err := goTypeOf(ownForm(media.Schema))
			if err != nil {
				failed = errors.Join(failed, fmt.Errorf("%s, %s: %w", id, part, err))
				continue
			}
			add := func(name string, value any) {
				all = append(all, Example{Operation: id, Part: part, Name: name, GoType: goType, Value: withoutCall(media.Schema, value)})
			}
			if media.Example != nil {
				add("", media.Example)
			}
			for _, name := range sortedKeys(media.Examples) {
				add(name, media.Examples[name].Value.Value)
			}
		}
	}
	for _, o := range s.Operations {
		if o.op.RequestBody != nil {
			collect(o.ID, "request", o.op.RequestBody.Value.Content)
		}
		for _, code := range o.Success {
			status := strconv.Itoa(code)
			collect(o.ID, status, o.op.Responses.Value(status).Value.Content)
		}
	}
	return slices.Clip(all), failed
}

// goTypeOf finds the generated type of a body by its name. The names of schemas
// are Go names already; x-go-name overrules.
func goTypeOf(ref *openapi3.SchemaRef) (string, error) {
	switch {
	case ref == nil:
		return "", errors.New("the body has no schema")
	case ref.Ref != "":
		name := path.Base(ref.Ref)
		if text, ok := ref.Value.Extensions["x-go-name"].(string); ok {
			name = text
		}
		if !goName(name) {
			return "", fmt.Errorf("schema %s has no Go name", name)
		}
		return name, nil
	case ref.Value.Items != nil:
		item, err := goTypeOf(ref.Value.Items)
		return "[]" + item, err
	case ref.Value.Type != nil:
		for kind, name := range map[string]string{"string": "string", "integer": "int64", "number": "float64", "boolean": "bool"} {
			if ref.Value.Type.Is(kind) {
				return name, nil
			}
		}
	}
	return "", errors.New("the body's schema has no name")
}
