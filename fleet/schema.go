package fleet

import (
	"bytes"
	_ "embed" // the schema
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
)

//go:embed fleet.schema.json
var schemaText []byte //nolint:gochecknoglobals // embedded, never changed

// Schema is the JSON schema of the file, for editors; Parse holds files to it.
func Schema() []byte { return bytes.Clone(schemaText) }

const schemaURL = "fleet.schema.json"

// compileSchema makes the validator. It loads nothing from anywhere.
func compileSchema() (*jsonschema.Schema, error) {
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(schemaText))
	if err != nil {
		return nil, fmt.Errorf("the schema: %w", err)
	}
	c := jsonschema.NewCompiler()
	c.UseLoader(noLoader{})
	if err := c.AddResource(schemaURL, doc); err != nil {
		return nil, fmt.Errorf("the schema: %w", err)
	}
	s, err := c.Compile(schemaURL)
	if err != nil {
		return nil, fmt.Errorf("the schema: %w", err)
	}
	return s, nil
}

// noLoader keeps the compiler from reading files and addresses.
type noLoader struct{}

func (noLoader) Load(url string) (any, error) {
	return nil, fmt.Errorf("%s is not part of the schema", url)
}

// validate holds a document to the schema.
func validate(doc any, out *found) error {
	s, err := compileSchema()
	if err != nil {
		return err
	}
	err = s.Validate(doc)
	if err == nil {
		return nil
	}
	invalid, ok := errors.AsType[*jsonschema.ValidationError](err)
	if !ok {
		return err
	}
	explain(invalid, out)
	return nil
}

// explain tells the leaves of an error. Values are not repeated: one may be a
// secret that stands in the wrong place.
func explain(e *jsonschema.ValidationError, out *found) {
	if len(e.Causes) > 0 {
		for _, cause := range e.Causes {
			explain(cause, out)
		}
		return
	}
	path := pointer(e.InstanceLocation)
	switch k := e.ErrorKind.(type) {
	case *kind.AdditionalProperties:
		for _, name := range k.Properties {
			out.addKey(path+"/"+escape(name), "is not a field here%s%s", near(name, fieldsAt(e.SchemaURL)), secretHint(name))
		}
	case *kind.Required:
		for _, name := range k.Missing {
			out.add(path, "%s is needed", name)
		}
	case *kind.Type:
		out.add(path, "must be %s, not %s", words(k.Want), word(k.Got))
	case *kind.Enum:
		all := make([]string, len(k.Want))
		for i, v := range k.Want {
			all[i] = fmt.Sprint(v)
		}
		hint := ""
		if got, ok := k.Got.(string); ok {
			hint = near(got, all)
		}
		out.add(path, "must be one of %s%s", strings.Join(all, ", "), hint)
	case *kind.Const:
		out.add(path, "must be %v", k.Want)
	case *kind.Pattern:
		out.add(path, "%s", patternText(k.Want))
	case *kind.Minimum:
		want, _ := k.Want.Float64()
		out.add(path, "must be at least %v", want)
	case *kind.Maximum:
		want, _ := k.Want.Float64()
		out.add(path, "must be at most %.0f", want)
	case *kind.ExclusiveMinimum:
		want, _ := k.Want.Float64()
		out.add(path, "must be more than %v", want)
	case *kind.MinLength:
		out.add(path, "is empty or too short")
	case *kind.MaxLength:
		out.add(path, "has %d characters, more than %d", k.Got, k.Want)
	case *kind.MinItems, *kind.MinProperties:
		out.add(path, "is empty")
	case *kind.MaxItems:
		out.add(path, "has %d entries, more than %d", k.Got, k.Want)
	case *kind.UniqueItems:
		out.add(fmt.Sprintf("%s/%d", path, k.Duplicates[1]), "is there twice")
	default:
		out.add(path, "is not as it should be (%s)", strings.Join(e.ErrorKind.KeywordPath(), " "))
	}
}

// patternText says what a pattern means.
func patternText(pattern string) string {
	switch {
	case strings.HasPrefix(pattern, "^(env:"):
		return "must say where the secret is, env:NAME or file:PATH: a secret itself must not stand in this file"
	case strings.HasPrefix(pattern, "^([0-9]+"):
		return "must be a time such as 90s, 15m or 2h"
	case strings.HasPrefix(pattern, "^([01]"):
		return "must be a time of the day such as 02:30"
	case strings.HasPrefix(pattern, "^UTC"):
		return "must be a zone such as UTC+01:00"
	case strings.HasPrefix(pattern, "^https?"):
		return "must be an address such as https://hooks.example/backups"
	}
	return "must be letters, digits, - and _, beginning with a letter or digit, and not too long"
}

// secretHint says where secrets belong.
func secretHint(name string) string {
	for _, part := range []string{"password", "secret", "token", "access_key"} {
		if strings.Contains(strings.ToLower(name), part) {
			return "; accounts are contexts of backupctl, which know where their passwords are"
		}
	}
	return ""
}

func words(types []string) string {
	out := make([]string, len(types))
	for i, t := range types {
		out[i] = word(t)
	}
	return strings.Join(out, " or ")
}

// word is a type in words.
func word(t string) string {
	switch t {
	case "string":
		return "text"
	case "object":
		return "fields with values"
	case "array":
		return "a list"
	case "integer":
		return "a whole number"
	case "number":
		return "a number"
	case "boolean":
		return "true or false"
	case "null":
		return "nothing"
	}
	return t
}

// fieldsAt are the fields that the schema has at a place.
func fieldsAt(url string) []string {
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(schemaText))
	if err != nil {
		return nil
	}
	_, fragment, _ := strings.Cut(url, "#")
	for part := range strings.SplitSeq(strings.TrimPrefix(fragment, "/"), "/") {
		if object, ok := doc.(map[string]any); ok && part != "" {
			doc = object[part]
		}
	}
	object, _ := doc.(map[string]any)
	properties, _ := object["properties"].(map[string]any)
	var out []string
	for name := range properties {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}
