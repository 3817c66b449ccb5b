package fleet

import (
	"bytes"
	_ "embed" // the schema
	"encoding/json"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

//go:embed fleet.schema.json
var schemaText []byte

// Schema is the JSON schema of the file, for editors; Parse holds files to it.
func Schema() []byte { return bytes.Clone(schemaText) }

// rules are the part of JSON schema that this one uses. A library for all of it takes
// five milliseconds of every start of a program that links it; a test holds this to
// such a library.
type rules struct {
	Ref                  string            `json:"$ref"`
	Type                 types             `json:"type"`
	Const                any               `json:"const"`
	Enum                 []string          `json:"enum"`
	Pattern              string            `json:"pattern"`
	Minimum              *float64          `json:"minimum"`
	Maximum              *float64          `json:"maximum"`
	ExclusiveMinimum     *float64          `json:"exclusiveMinimum"`
	MinLength            *int              `json:"minLength"`
	MaxLength            *int              `json:"maxLength"`
	MinItems             *int              `json:"minItems"`
	MaxItems             *int              `json:"maxItems"`
	MinProperties        *int              `json:"minProperties"`
	UniqueItems          bool              `json:"uniqueItems"`
	Items                *rules            `json:"items"`
	Properties           map[string]*rules `json:"properties"`
	Required             []string          `json:"required"`
	AdditionalProperties *bool             `json:"additionalProperties"`

	// These say nothing about values.
	Schema      string            `json:"$schema"`
	ID          string            `json:"$id"`
	Title       string            `json:"title"`
	Description string            `json:"description"`
	Definitions map[string]*rules `json:"definitions"`
}

// types are one type, or a list of them.
type types []string

// UnmarshalJSON implements json.Unmarshaler.
func (t *types) UnmarshalJSON(data []byte) error {
	var one string
	if json.Unmarshal(data, &one) == nil {
		*t = types{one}
		return nil
	}
	return json.Unmarshal(data, (*[]string)(t))
}

// validator holds a document to a schema and notes each problem. Values are not
// repeated: one may be a secret that stands in the wrong place.
type validator struct {
	definitions map[string]*rules
	patterns    map[string]*regexp.Regexp
	out         *found
}

// validate holds a document to the schema. Its error is one of the schema.
func validate(doc any, out *found) error {
	d := json.NewDecoder(bytes.NewReader(schemaText))
	d.DisallowUnknownFields() // a rule that nothing here holds to
	var top rules
	if err := d.Decode(&top); err != nil {
		return fmt.Errorf("the schema: %w", err)
	}
	v := &validator{definitions: top.Definitions, patterns: make(map[string]*regexp.Regexp), out: out}
	return v.check(&top, doc, "")
}

func (v *validator) check(r *rules, value any, path string) error {
	if r.Ref != "" {
		def := v.definitions[strings.TrimPrefix(r.Ref, "#/definitions/")]
		if def == nil {
			return fmt.Errorf("the schema: there is no %s", r.Ref)
		}
		return v.check(def, value, path)
	}
	if got := typeOf(value); len(r.Type) > 0 && !slices.Contains(r.Type, got) && !(got == "integer" && slices.Contains(r.Type, "number")) {
		v.out.addf(path, "must be %s, not %s", words(r.Type), word(got))
		return nil
	}
	v.enumeration(r, value, path)
	switch value := value.(type) {
	case string:
		return v.text(r, value, path)
	case int64:
		v.number(r, float64(value), path)
	case float64:
		v.number(r, value, path)
	case []any:
		return v.list(r, value, path)
	case map[string]any:
		return v.fields(r, value, path)
	}
	return nil
}

func (v *validator) enumeration(r *rules, value any, path string) {
	if r.Const != nil {
		if want, ok := r.Const.(float64); !ok || value != any(int64(want)) && value != any(want) {
			v.out.addf(path, "must be %v", r.Const)
		}
	}
	if text, ok := value.(string); len(r.Enum) > 0 && (!ok || !slices.Contains(r.Enum, text)) {
		v.out.addf(path, "must be one of %s%s", strings.Join(r.Enum, ", "), near(text, r.Enum))
	}
}

func (v *validator) text(r *rules, value, path string) error {
	n := utf8.RuneCountInString(value)
	switch {
	case r.MinLength != nil && n < *r.MinLength:
		v.out.addf(path, "is empty or too short")
	case r.MaxLength != nil && n > *r.MaxLength:
		v.out.addf(path, "has %d characters, more than %d", n, *r.MaxLength)
	}
	if r.Pattern == "" {
		return nil
	}
	p := v.patterns[r.Pattern]
	if p == nil {
		var err error
		if p, err = regexp.Compile(r.Pattern); err != nil {
			return fmt.Errorf("the schema: %w", err)
		}
		v.patterns[r.Pattern] = p
	}
	if !p.MatchString(value) {
		v.out.addf(path, "%s", patternText(r.Pattern))
	}
	return nil
}

func (v *validator) number(r *rules, value float64, path string) {
	switch {
	case r.Minimum != nil && value < *r.Minimum:
		v.out.addf(path, "must be at least %s", plain(*r.Minimum))
	case r.ExclusiveMinimum != nil && value <= *r.ExclusiveMinimum:
		v.out.addf(path, "must be more than %s", plain(*r.ExclusiveMinimum))
	case r.Maximum != nil && value > *r.Maximum:
		v.out.addf(path, "must be at most %s", plain(*r.Maximum))
	}
}

func plain(n float64) string { return strconv.FormatFloat(n, 'f', -1, 64) }

func (v *validator) list(r *rules, value []any, path string) error {
	switch {
	case r.MinItems != nil && len(value) < *r.MinItems:
		v.out.addf(path, "is empty")
	case r.MaxItems != nil && len(value) > *r.MaxItems:
		v.out.addf(path, "has %d entries, more than %d", len(value), *r.MaxItems)
		return nil
	}
	seen := make(map[any]bool)
	for i, item := range value {
		at := path + "/" + strconv.Itoa(i)
		if text, ok := item.(string); r.UniqueItems && ok {
			if seen[text] {
				v.out.addf(at, "is there twice")
			}
			seen[text] = true
		}
		if r.Items == nil {
			continue
		}
		if err := v.check(r.Items, item, at); err != nil {
			return err
		}
	}
	return nil
}

func (v *validator) fields(r *rules, value map[string]any, path string) error {
	if r.MinProperties != nil && len(value) < *r.MinProperties {
		v.out.addf(path, "is empty")
	}
	for _, name := range r.Required {
		if _, ok := value[name]; !ok {
			v.out.addf(path, "%s is needed", name)
		}
	}
	for name, field := range value {
		at := path + "/" + escape(name)
		known := r.Properties[name]
		switch {
		case known != nil:
			if err := v.check(known, field, at); err != nil {
				return err
			}
		case r.AdditionalProperties != nil && !*r.AdditionalProperties:
			all := make([]string, 0, len(r.Properties))
			for have := range r.Properties {
				all = append(all, have)
			}
			slices.Sort(all)
			v.out.addKeyf(at, "is not a field here%s%s", near(name, all), secretHint(name))
		}
	}
	return nil
}

// typeOf is the type of a value as JSON schema has it.
func typeOf(value any) string {
	switch value := value.(type) {
	case nil:
		return "null"
	case bool:
		return "boolean"
	case int64:
		return "integer"
	case float64:
		if value == math.Trunc(value) {
			return "integer"
		}
		return "number"
	case string:
		return "string"
	case []any:
		return "array"
	}
	return "object"
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
		return "must be an address such as https://hooks.example/backups, without a password, or env:NAME or file:PATH"
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
