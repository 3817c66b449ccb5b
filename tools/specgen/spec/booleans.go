package spec

import (
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// A boolean that is left out means what the service wants it to mean. One that may
// be left out is false by default, says the specification, or it is a pointer:
// false could not be sent otherwise.

// offWithoutIt are booleans whose default is not documented, and which ask for
// something more: nobody has it who does not ask.
func offWithoutIt(where string) bool {
	switch where {
	case "CreateVaultInput.auto_bind", "CreateVaultInput.auto_expand", "OrderVaultInput.auto_bind", "OrderVaultInput.auto_expand",
		"ReplicateCheckpointInput.auto_trigger", "ReplicateCheckpointInput.enable_acceleration":
		return true
	}
	return false
}

// boolean checks one that callers fill. A default other than false is checked
// with those of all types.
func (c *checker) boolean(where string, required bool, s *openapi3.Schema, pointer bool) {
	if s == nil || !s.Type.Is(openapi3.TypeBoolean) || required || s.Default != nil || pointer || offWithoutIt(where) {
		return
	}
	c.breachf(where, "is a boolean whose default is the server's, and false cannot be sent; say its default, or %s: false", skipPointer)
}

// booleans checks those of a schema that callers fill.
func (c *checker) booleans(name string, s *openapi3.Schema) {
	if !strings.HasSuffix(name, "Input") {
		return
	}
	required := make(map[string]bool)
	for _, field := range s.Required {
		required[field] = true
	}
	for field, property := range s.Properties {
		c.boolean(name+"."+field, required[field], property.Value, isFalse(extension(property, skipPointer)))
	}
}
