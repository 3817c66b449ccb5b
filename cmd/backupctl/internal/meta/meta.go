// Package meta knows what the comments of the SDK say about inputs, and the
// values of its enumerations. Its tables are generated from the source.
package meta

import (
	"path"
	"reflect"
	"strings"
)

// Field is one line about a field of an input, empty when its source says
// nothing. Structures of the command line itself carry it in the tag "help".
func Field(owner reflect.Type, field string) string {
	if f, ok := owner.FieldByName(field); ok && f.Tag.Get("help") != "" {
		return f.Tag.Get("help")
	}
	return describe(key(owner) + "." + field)
}

// Values are the known values of a type, of its elements or of what it points to.
func Values(t reflect.Type) []string {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	if t.PkgPath() == "" {
		return nil
	}
	return enumerate(key(t))
}

func key(t reflect.Type) string {
	name, _, _ := strings.Cut(t.Name(), "[")
	return path.Base(t.PkgPath()) + "." + name
}
