package samples

import (
	"encoding/json"
	"fmt"
	"maps"
	"path"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	backup "github.com/backup-sdk/backup-go"

	"github.com/backup-sdk/backup-go/tools/specgen/spec"
)

// literalWidth is how long a literal in one line may be.
const literalWidth = 80

// literal writes a value as Go. The type of one inside a list is left out.
func (p *piece) literal(v reflect.Value, inside bool) string {
	t := v.Type()
	switch value := v.Interface().(type) {
	case backup.Secret:
		p.imports[module] = true
		return "backup.NewSecret(" + strconv.Quote(value.Reveal()) + ")"
	case time.Time:
		p.imports["time"] = true
		utc := value.UTC()
		return fmt.Sprintf("time.Date(%d, time.%s, %d, %d, %d, %d, %d, time.UTC)", utc.Year(), utc.Month(), utc.Day(), utc.Hour(), utc.Minute(), utc.Second(), utc.Nanosecond())
	case json.RawMessage:
		p.imports["encoding/json"] = true
		return "json.RawMessage(" + strconv.Quote(string(value)) + ")"
	}
	switch t.Kind() {
	case reflect.Struct:
		return p.structLiteral(v, inside)
	case reflect.Pointer:
		return p.pointerLiteral(v)
	case reflect.Slice, reflect.Array:
		var items []string
		for i := range v.Len() {
			items = append(items, p.literal(v.Index(i), true))
		}
		return p.typeName(t) + braces(items)
	case reflect.Map:
		keys := v.MapKeys()
		slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
		var items []string
		for _, key := range keys {
			items = append(items, p.literal(key, true)+": "+p.literal(v.MapIndex(key), true))
		}
		return p.typeName(t) + braces(items)
	case reflect.Interface:
		if v.IsNil() {
			return "nil"
		}
		return p.literal(v.Elem(), false)
	case reflect.String:
		if name, ok := p.w.values[t.Name()][v.String()]; ok && t.PkgPath() != "" {
			return p.qualified(t, name)
		}
		return strconv.Quote(v.String())
	default:
		return fmt.Sprint(v.Interface())
	}
}

// structLiteral writes the fields that are set.
func (p *piece) structLiteral(v reflect.Value, inside bool) string {
	t := v.Type()
	var fields []string
	for i := range v.NumField() {
		if field := t.Field(i); field.IsExported() && !v.Field(i).IsZero() {
			fields = append(fields, field.Name+": "+p.literal(v.Field(i), false))
		}
	}
	if inside {
		return braces(fields)
	}
	return p.typeName(t) + braces(fields)
}

// pointerLiteral writes a pointer: to a literal, or by new.
func (p *piece) pointerLiteral(v reflect.Value) string {
	if v.IsNil() {
		return "nil"
	}
	target, t := v.Elem(), v.Type().Elem()
	text := p.literal(target, false)
	switch {
	case t.Kind() == reflect.Struct && !strings.Contains(text, "("):
		return "&" + text
	case t.PkgPath() == "" && (t.Kind() == reflect.Bool || t.Kind() == reflect.String || t.Kind() == reflect.Int):
		return "new(" + text + ")"
	case strings.HasPrefix(text, `"`) || target.CanInt() || target.CanFloat() || target.Kind() == reflect.Bool:
		return "new(" + p.typeName(t) + "(" + text + "))"
	}
	return "new(" + text + ")"
}

// braces puts parts into one line when they fit, and each on its own otherwise.
func braces(parts []string) string {
	one := "{" + strings.Join(parts, ", ") + "}"
	if len(one) <= literalWidth && !strings.Contains(one, "\n") {
		return one
	}
	return "{\n" + strings.Join(parts, ",\n") + ",\n}"
}

// typeName is the name of a type in a program that uses the facade.
func (p *piece) typeName(t reflect.Type) string {
	switch {
	case t.PkgPath() != "":
		return p.qualified(t, t.Name())
	case t.Kind() == reflect.Pointer:
		return "*" + p.typeName(t.Elem())
	case t.Kind() == reflect.Slice:
		return "[]" + p.typeName(t.Elem())
	case t.Kind() == reflect.Map:
		return "map[" + p.typeName(t.Key()) + "]" + p.typeName(t.Elem())
	case t.Kind() == reflect.Interface && t.NumMethod() == 0:
		return "any"
	}
	return t.String()
}

// qualified is a name of the package of a type: the facade's where that has it.
func (p *piece) qualified(t reflect.Type, name string) string {
	pkg := path.Base(t.PkgPath())
	switch {
	case t.PkgPath() == module:
		pkg = "backup"
	case pkg == p.w.spec.Package() && p.w.aliases[t.Name()]:
		pkg = spec.FacadeOf(p.w.spec.Name)
		p.imports[module+"/"+pkg] = true
		return pkg + "." + name
	}
	p.imports[t.PkgPath()] = true
	return pkg + "." + name
}

// Imports are the packages that samples in Go stand on, sorted.
func Imports(all []Sample) []string {
	set := make(map[string]bool)
	for _, s := range all {
		for _, name := range s.Imports {
			set[name] = true
		}
	}
	return slices.Sorted(maps.Keys(set))
}
