package output

import (
	"encoding/json"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/names"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/terminal"
)

// Lookup follows a path of names joined by dots, such as "billing.size_gb".
func Lookup(v any, path string) any {
	for key := range strings.SplitSeq(path, ".") {
		o, ok := v.(*Object)
		if !ok {
			return nil
		}
		v = o.Values[key]
	}
	return v
}

// Text is a value in one cell.
func Text(v any) string {
	switch x := v.(type) {
	case nil:
		return ""
	case string:
		return terminal.Line(x)
	case bool:
		return strconv.FormatBool(x)
	case json.Number:
		return x.String()
	case float64:
		return strconv.FormatFloat(x, 'f', -1, 64)
	case *Object:
		for _, key := range []string{"name", "id", "text", "key"} {
			if text := Text(x.Values[key]); text != "" {
				return text
			}
		}
		return strconv.Itoa(len(x.Keys)) + " fields"
	case []any:
		return listText(x)
	default:
		data, err := json.Marshal(x)
		if err != nil {
			return "?"
		}
		return terminal.Line(string(data))
	}
}

const listedAtMost = 5

func listText(list []any) string {
	var texts []string
	for _, item := range list {
		if _, nested := item.([]any); nested || len(list) > listedAtMost {
			return strconv.Itoa(len(list)) + " entries"
		}
		texts = append(texts, Text(item))
	}
	return strings.Join(texts, ", ")
}

// TypeColumns are all fields of a type that fit into a cell, in their order:
// what CSV has, whatever the data.
func TypeColumns(t reflect.Type) []string {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct || isLenient(t) || isScalar(t) {
		return nil
	}
	var out []string
	for field := range t.Fields() {
		switch {
		case !field.IsExported() && !field.Anonymous:
		case field.Anonymous && field.Type.Kind() == reflect.Struct:
			out = append(out, TypeColumns(field.Type)...)
		case isScalar(field.Type):
			out = append(out, names.Snake(field.Name))
		}
	}
	return out
}

// Known are the paths that a type has, two levels deep.
func Known(t reflect.Type) []string {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	var out []string
	if t.Kind() != reflect.Struct || isLenient(t) {
		return nil
	}
	for field := range t.Fields() {
		if !field.IsExported() && !field.Anonymous || field.Type.Kind() == reflect.Func {
			continue
		}
		if field.Anonymous && field.Type.Kind() == reflect.Struct {
			out = append(out, Known(field.Type)...)
			continue
		}
		name := names.Snake(field.Name)
		out = append(out, name)
		inner := field.Type
		if inner.Kind() == reflect.Pointer {
			inner = inner.Elem()
		}
		if inner.Kind() == reflect.Struct && !isScalar(inner) && inner != t {
			for _, column := range TypeColumns(inner) {
				out = append(out, name+"."+column)
			}
		}
	}
	return out
}

func isScalar(t reflect.Type) bool {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch t {
	case reflect.TypeFor[time.Time](), reflect.TypeFor[backup.Secret]():
		return true
	}
	if isLenient(t) {
		return t.Kind() == reflect.Struct
	}
	switch t.Kind() {
	case reflect.Struct:
		return stringer(t)
	case reflect.Map, reflect.Slice, reflect.Array, reflect.Func, reflect.Interface, reflect.Chan:
		return false
	}
	return true
}

func stringer(t reflect.Type) bool {
	_, ok := t.MethodByName("String")
	return ok
}

// choose picks columns for people: what says most about a thing comes first.
func choose(columns []string, rows []any) []string {
	const most = 8
	var out []string
	take := func(fits func(string) bool) {
		for _, c := range columns {
			if len(out) < most && !slices.Contains(out, c) && fits(c) && filled(rows, c) {
				out = append(out, c)
			}
		}
	}
	is := func(list ...string) func(string) bool {
		return func(c string) bool { return slices.Contains(list, c) }
	}
	take(is("id"))
	take(is("name", "display_name", "server_name", "text", "key"))
	take(func(c string) bool { return strings.HasSuffix(c, "status") || strings.HasSuffix(c, "state") })
	take(func(c string) bool {
		return !isLink(c) && c != "description" && c != "note" && !strings.HasSuffix(c, "_id") && !strings.HasSuffix(c, "uuid")
	})
	take(is("description", "note"))
	take(func(c string) bool { return !isLink(c) })
	return out
}

// filled says that some row has something in a column; without rows, that one might.
func filled(rows []any, column string) bool {
	if len(rows) == 0 {
		return true
	}
	return slices.ContainsFunc(rows, func(row any) bool {
		_, v := of(row, column)
		return v != nil
	})
}
