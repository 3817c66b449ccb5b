package jsonread

import (
	"encoding"
	"encoding/json"
	"reflect"
	"sync"
)

// readFunc reads the next value of the document into v, which can be set and is
// zero. It returns false where encoding/json has to decide.
type readFunc func(d *decoder, v reflect.Value) bool

// plans caches what reflection finds out about a type. It is a cache and nothing
// else: it grows with the number of types in the program, and its content never
// changes a result.
var plans sync.Map //nolint:gochecknoglobals // reflect.Type -> readFunc, a pure cache

func planOf(t reflect.Type) readFunc {
	if p, ok := plans.Load(t); ok {
		return p.(readFunc) //nolint:forcetypeassert // nothing else is stored
	}
	b := builder{made: make(map[reflect.Type]*readFunc)}
	p := *b.build(t)
	// Only now are all of them complete: types may contain each other.
	for t, made := range b.made {
		plans.LoadOrStore(t, *made)
	}
	return p
}

// builder makes the plans of a type and of all types in it.
type builder struct {
	made map[reflect.Type]*readFunc
}

// build gives a pointer, for the plan of a recursive type is not there yet when
// it is needed first.
func (b *builder) build(t reflect.Type) *readFunc {
	if p, ok := b.made[t]; ok {
		return p
	}
	p := new(readFunc)
	b.made[t] = p
	*p = b.reader(t)
	return p
}

func (b *builder) reader(t reflect.Type) readFunc {
	ptr := reflect.PointerTo(t)
	readsJSON, readsText := ptr.Implements(reflect.TypeFor[json.Unmarshaler]()), ptr.Implements(reflect.TypeFor[encoding.TextUnmarshaler]())
	switch {
	case t.Kind() == reflect.Pointer:
		return b.pointer(t)
	case t.Kind() == reflect.Interface:
		return readByJSON
	case t.Name() == "" && (readsJSON || readsText):
		// A struct without a name that has the method from what it embeds:
		// encoding/json calls it behind a pointer, but not where it stands itself.
		return leave
	case readsJSON:
		return readUnmarshaler
	case readsText || t == reflect.TypeFor[json.Number]():
		return readByJSON
	}
	switch t.Kind() {
	case reflect.String:
		return readString
	case reflect.Bool:
		return readBool
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return readInt
	case reflect.Float64:
		return readFloat
	case reflect.Slice:
		return b.slice(t)
	case reflect.Struct:
		if s := b.structPlan(t); s != nil {
			return s.read
		}
	}
	return readByJSON
}
