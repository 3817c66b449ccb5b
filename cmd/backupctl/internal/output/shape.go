package output

import (
	"encoding"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/names"
)

// Field is one field of what is shown as JSON or YAML.
type Field struct {
	Name string
	// Type is "text", "integer", "number", "bool", "time", "any", one of package
	// lenient's, the name of another shape, or one of these after "list of " or
	// "map of ".
	Type string
}

// Shape is a type of results, by the names that scripts see.
type Shape struct {
	Name   string
	Fields []Field
}

// Shapes are those of the types and of all that is in them, by name.
func Shapes(types ...reflect.Type) []Shape {
	found := make(map[string]Shape)
	for _, t := range types {
		describe(t, found)
	}
	out := make([]Shape, 0, len(found))
	for _, shape := range found {
		out = append(out, shape)
	}
	slices.SortFunc(out, func(a, b Shape) int {
		if a.Name < b.Name {
			return -1
		}
		return 1
	})
	return out
}

// TypeWord is what a value of a type is shown as.
func TypeWord(t reflect.Type) string { return describe(t, make(map[string]Shape)) }

// describe gives the word for a type, and notes the shapes it is made of.
func describe(t reflect.Type, found map[string]Shape) string {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if word := scalarWord(t); word != "" {
		return word
	}
	switch t.Kind() {
	case reflect.Slice, reflect.Array:
		return "list of " + describe(t.Elem(), found)
	case reflect.Map:
		return "map of " + describe(t.Elem(), found)
	case reflect.Struct:
		name := shapeName(t)
		if _, done := found[name]; !done {
			found[name] = Shape{Name: name} // it may hold itself
			found[name] = Shape{Name: name, Fields: fieldsOf(t, found)}
		}
		return name
	default:
		return "any"
	}
}

// shapeName is the name of a type without the paths of packages.
func shapeName(t reflect.Type) string {
	name := t.String()
	open := strings.IndexByte(name, '[')
	if open < 0 {
		return name
	}
	return name[:open+1] + name[strings.LastIndexByte(name, '/')+1:]
}

func fieldsOf(t reflect.Type, found map[string]Shape) []Field {
	var out []Field
	for field := range t.Fields() {
		switch {
		case !field.IsExported() && !field.Anonymous || field.Type.Kind() == reflect.Func:
		case field.Anonymous && field.Type.Kind() == reflect.Struct:
			out = append(out, fieldsOf(field.Type, found)...)
		default:
			out = append(out, Field{names.Snake(field.Name), describe(field.Type, found)})
		}
	}
	return out
}

// scalarWord is the word for a type that is one value, "" for others.
func scalarWord(t reflect.Type) string {
	switch t {
	case reflect.TypeFor[time.Time]():
		return "time"
	case reflect.TypeFor[time.Duration](), reflect.TypeFor[time.Weekday](), reflect.TypeFor[backup.Secret](), reflect.TypeFor[[]byte](), reflect.TypeFor[error]():
		return "text"
	case reflect.TypeFor[json.Number]():
		return "number"
	}
	switch {
	case isLenient(t) && t.Kind() == reflect.Struct:
		return strings.ToLower(t.Name())
	case isLenient(t) && t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Uint8: // JSON as it came
		return "any"
	case t.Kind() == reflect.Struct && !isGenerated(t) && implements[json.Marshaler](t):
		return "any"
	case t.Kind() == reflect.Struct && (implements[encoding.TextMarshaler](t) || implements[fmt.Stringer](t)):
		return "text"
	}
	switch t.Kind() {
	case reflect.Bool:
		return "bool"
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64, reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return "integer"
	case reflect.Float32, reflect.Float64:
		return "number"
	case reflect.String:
		return "text"
	default:
		return ""
	}
}

func implements[T any](t reflect.Type) bool { return t.Implements(reflect.TypeFor[T]()) }
