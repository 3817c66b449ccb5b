// Package meta knows what to say about the fields of inputs, and the values of
// enumerations. What a specification describes is generated from there; the
// inputs that no specification has are described here. Neither comes from the
// comments of Go code: those are for people who write programs, and editing one
// must not change the command line.
package meta

import (
	"path"
	"reflect"
	"strings"
)

// Field is one line about a field of an input, empty when nothing is known.
// Structures of the command line itself carry it in the tag "help".
func Field(owner reflect.Type, field string) string {
	f, ok := owner.FieldByName(field)
	if !ok {
		return ""
	}
	if text := f.Tag.Get("help"); text != "" {
		return text
	}
	wire, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	if text := specText(key(owner) + "." + wire); text != "" {
		return text
	}
	name := owner.Name() + "." + field
	switch path.Base(owner.PkgPath()) {
	case "zomro":
		return zomroText(name)
	case "cloutility":
		return cloutilityText(name)
	case "cbr":
		return cbrText(name)
	}
	return ""
}

// Values are the known values of a type, of its elements or of what it points to.
func Values(t reflect.Type) []string {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	if t.PkgPath() == "" {
		return nil
	}
	if values := specValues(key(t)); len(values) > 0 {
		return values
	}
	return ownValues(t)
}

func key(t reflect.Type) string { return path.Base(t.PkgPath()) + "." + t.Name() }
