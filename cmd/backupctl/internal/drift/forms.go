package drift

import (
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"go.yaml.in/yaml/v3"
)

// The forms in which one thing is sent. The specifications declare several where a
// service is known for it; those that the documents show are the usual ones.
const (
	formNull     = "null"
	formText     = "text"
	formNumber   = "number"
	formBoolean  = "boolean"
	formObject   = "object"
	formList     = "list"
	formAbsent   = "nothing"
	formTemplate = "text with an unfilled template"
	formEmpty    = "empty element"
	formRare     = "a member that only some servers send"
)

// formOf is the form of a value, as its place has it.
func formOf(site *Schema, v any) string {
	switch x := v.(type) {
	case nil:
		return formNull
	case bool:
		return formBoolean
	case json.Number:
		return formNumber
	case string:
		return textForm(site, x)
	case []any:
		return formList
	case map[string]any:
		return objectForm(site, x)
	}
	return formAbsent
}

func textForm(site *Schema, text string) string {
	goType, format := site.goType, site.format
	if r := site.resolve(); r != nil && goType == "" {
		goType, format = r.goType, r.format
	}
	switch {
	case text == "":
		return formText
	case goType == "lenient.Time" || format == "date-time":
		if form := timeForm(text); form != "" {
			return form
		}
	case goType == "lenient.Int" || goType == "lenient.Float":
		if _, err := strconv.ParseFloat(strings.TrimSpace(text), 64); err == nil {
			return "number as text"
		}
	case goType == "lenient.Bool":
		return "boolean as text"
	}
	return formText
}

// objectForm tells the elements of Zomro apart: text, translated text, nothing.
func objectForm(site *Schema, object map[string]any) string {
	if !slices.Contains([]string{"billmgr.Value"}, site.goType) && site.resolve().goType != "billmgr.Value" {
		return formObject
	}
	_, text := object["$"]
	_, translated := object["$orig"]
	switch {
	case translated:
		return "translated element"
	case text:
		return "element"
	case len(object) == 0:
		return formEmpty
	}
	return formObject
}

// moment is how times are written: date, separator, time, fraction, zone.
//
//nolint:gochecknoglobals // compiled when it is needed: a start must not wait for it
var moment = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^\d{4}-\d\d-\d\d(?:([T ])\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(Z|z|[+-]\d\d:\d\d|[+-]\d{4}|[+-]\d\d)?)?$`)
})

// timeForm is the form of a time, without how exact it is.
func timeForm(text string) string {
	m := moment().FindStringSubmatch(text)
	if m == nil {
		return ""
	}
	if m[1] == "" {
		return "date"
	}
	form := "time"
	if m[1] == " " {
		form += " with a blank"
	}
	switch zone := m[2]; {
	case zone == "":
		return form + " without zone"
	case strings.EqualFold(zone, "z"):
		return form + " in UTC"
	case strings.Contains(zone, ":"):
		return form + " with offset"
	default:
		return form + " with a short offset"
	}
}

// isRFC3339 says that a text is a date-time as OpenAPI means it.
func isRFC3339(text string) bool {
	form := timeForm(text)
	return form == "time in UTC" || form == "time with offset"
}

// template is a place of a text for people that was never filled.
//
//nolint:gochecknoglobals // compiled when it is needed: a start must not wait for it
var template = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`__[A-Za-z][A-Za-z0-9_]*__`) })

// plain is an example as JSON would be read.
func plain(n *yaml.Node) any {
	switch n.Kind {
	case yaml.MappingNode:
		out := make(map[string]any, len(n.Content)/2) //nolint:mnd // names and values
		each(n, func(key string, v *yaml.Node) { out[key] = plain(v) })
		return out
	case yaml.SequenceNode:
		out := make([]any, 0, len(n.Content))
		for _, item := range n.Content {
			out = append(out, plain(item))
		}
		return out
	case yaml.AliasNode:
		return plain(n.Alias)
	}
	switch n.Tag {
	case "!!null":
		return nil
	case "!!bool":
		return n.Value == "true"
	case "!!int", "!!float":
		return json.Number(n.Value)
	}
	return n.Value
}

// learn takes from the examples which forms and members are the usual ones.
func (s *Spec) learn(b *Book) {
	s.eachExample(b, func(r *response, path []step, declared *Schema) {
		r.shown[pathText(path)] = declared
	})
	// What some documents leave out, or other examples of the same response, is
	// expected nowhere.
	for _, o := range s.Operations {
		for _, r := range o.responses {
			maps.DeleteFunc(r.shown, func(_ string, declared *Schema) bool { return declared.optional })
		}
	}
}

// eachExample walks over all examples of responses.
func (s *Spec) eachExample(b *Book, member func(r *response, path []step, declared *Schema)) {
	learn := func(site *Schema, v any) {
		if site.usual == nil {
			site.usual = make(map[string]bool)
		}
		site.usual[formOf(site, v)] = true
	}
	for _, o := range s.Operations {
		for _, r := range o.responses {
			for _, example := range r.examples {
				w := &walk{book: b, learn: learn, member: func(path []step, declared *Schema) { member(r, path, declared) }}
				w.value(r.schema, example, nil)
			}
		}
	}
}
