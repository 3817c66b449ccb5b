package spec

import (
	"maps"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// A service that is called by functions over one endpoint has more in each form
// than what its caller says: the function's name, the form of the response, the
// credential. The specification says so for the clients of other generators, and
// marks it with x-call; our own request path adds it, see specs/go.overlay.yaml.
const (
	urlencodedForm = "application/x-www-form-urlencoded"
	multipartForm  = "multipart/form-data"
)

// isCall says whether a schema holds nothing but what every call carries.
func isCall(ref *openapi3.SchemaRef) bool {
	if ref == nil || ref.Value == nil {
		return false
	}
	marked, _ := ref.Value.Extensions["x-call"].(bool)
	return marked
}

// callOf is the part of a form that every call carries, nil where there is none.
func callOf(ref *openapi3.SchemaRef) *openapi3.SchemaRef {
	if isCall(ref) {
		return ref
	}
	if ref != nil && ref.Ref == "" && ref.Value != nil {
		for _, part := range ref.Value.AllOf {
			if isCall(part) {
				return part
			}
		}
	}
	return nil
}

// ownForm is the part of a form that its caller fills.
func ownForm(ref *openapi3.SchemaRef) *openapi3.SchemaRef {
	if callOf(ref) == nil || isCall(ref) {
		return ref
	}
	return ref.Value.AllOf[0]
}

// withoutCall takes what every call carries out of an example.
func withoutCall(ref *openapi3.SchemaRef, example any) any {
	call := callOf(ref)
	fields, ok := example.(map[string]any)
	if call == nil || !ok {
		return example
	}
	own := ownForm(ref).Value.Properties
	out := maps.Clone(fields)
	for _, part := range append(slices.Clone(call.Value.AllOf), call) {
		for name := range part.Value.Properties {
			if own[name] == nil {
				delete(out, name)
			}
		}
	}
	return out
}

// calls checks the forms of an operation that calls a function: any generator's
// client sends the right function's name by them, urlencoded and as multipart.
func (c *checker) calls(o Operation) {
	function, _, _ := strings.Cut(o.Function(), "&") // what follows tells two uses of it apart
	if function == "" {
		return
	}
	if o.op.RequestBody == nil {
		c.breachf(o.ID, "has no form that names its function")
		return
	}
	content := o.op.RequestBody.Value.Content
	for _, mediaType := range []string{urlencodedForm, multipartForm} {
		media := content[mediaType]
		if media == nil {
			c.breachf(o.ID, "does not declare its form as %s", mediaType)
			continue
		}
		call := callOf(media.Schema)
		if call == nil || !slices.Contains(call.Value.Required, "func") || call.Value.Properties["func"] == nil ||
			!slices.Equal(call.Value.Properties["func"].Value.Enum, []any{function}) {
			c.breachf(o.ID, "its form as %s has no func that is always %s", mediaType, function)
		}
	}
}
