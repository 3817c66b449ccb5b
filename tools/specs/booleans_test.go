package specs_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"
)

// schema is what of a parameter or a property decides how it is sent.
type schema struct {
	Type        string `yaml:"type"`
	Default     any    `yaml:"default"`
	SkipPointer *bool  `yaml:"x-go-type-skip-optional-pointer"`
}

// A boolean that is left out means what the service wants it to mean. One that may
// be left out is false by default, says the specification, or it is a pointer: false
// could not be sent otherwise.
func TestBooleansCanBeFalse(t *testing.T) {
	looked := 0
	for _, name := range []string{"cloutility", "cbr", "iam"} {
		looked += booleans(t, name)
	}
	if looked < 35 {
		t.Errorf("only %d booleans were found", looked)
	}
}

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

// booleans looks at those of one specification, and counts them.
func booleans(t *testing.T, name string) (looked int) {
	data, err := os.ReadFile(filepath.Join(dir, name+".yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var spec struct {
		Paths map[string]map[string]yaml.Node `yaml:"paths"`
		Parts struct {
			Schemas map[string]struct {
				Required   []string          `yaml:"required"`
				Properties map[string]schema `yaml:"properties"`
			} `yaml:"schemas"`
		} `yaml:"components"`
	}
	if err := yaml.Unmarshal(data, &spec); err != nil {
		t.Fatal(err)
	}
	check := func(where string, required bool, s schema) {
		if s.Type != "boolean" || required {
			return
		}
		looked++
		on, known := s.Default.(bool)
		if pointer := s.SkipPointer != nil && !*s.SkipPointer; !pointer && (on || !known) && !offWithoutIt(where) {
			t.Errorf("%s is a boolean whose default is the server's, and false cannot be sent", where)
		}
	}
	for path, methods := range spec.Paths {
		for method, node := range methods {
			var operation struct {
				Parameters []struct {
					Name        string `yaml:"name"`
					In          string `yaml:"in"`
					Required    bool   `yaml:"required"`
					SkipPointer *bool  `yaml:"x-go-type-skip-optional-pointer"`
					Schema      schema `yaml:"schema"`
				} `yaml:"parameters"`
			}
			if node.Kind != yaml.MappingNode || node.Decode(&operation) != nil {
				continue
			}
			for _, p := range operation.Parameters {
				if p.Schema.SkipPointer == nil {
					p.Schema.SkipPointer = p.SkipPointer
				}
				check(strings.Join([]string{method, path, p.Name}, " "), p.Required, p.Schema)
			}
		}
	}
	for name, s := range spec.Parts.Schemas {
		if !strings.HasSuffix(name, "Input") {
			continue
		}
		required := make(map[string]bool)
		for _, field := range s.Required {
			required[field] = true
		}
		for field, property := range s.Properties {
			check(name+"."+field, required[field], property)
		}
	}
	return looked
}
