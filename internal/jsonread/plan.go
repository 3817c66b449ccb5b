package jsonread

import (
	"encoding"
	"encoding/json"
	"reflect"
	"sync"
)

// readFunc reads the next value of the document into v, which can be set and is
// zero. It returns false where encoding/json has to decide.
type readFunc func(r *Reader, v reflect.Value) bool

// plan is how a type is read.
type plan struct {
	read   readFunc
	object *structPlan // nil where there is none
}

// plans caches what reflection finds out about a type. It is a cache and nothing
// else: it grows with the number of types in the program, and its content never
// changes a result.
var plans sync.Map //nolint:gochecknoglobals // reflect.Type -> *plan, a pure cache

func planOf(t reflect.Type) *plan {
	if p, ok := plans.Load(t); ok {
		return p.(*plan) //nolint:forcetypeassert // nothing else is stored
	}
	b := builder{made: make(map[reflect.Type]*plan)}
	p := b.build(t)
	// Only now are all of them complete: types may contain each other.
	for t, made := range b.made {
		plans.LoadOrStore(t, made)
	}
	return p
}

// builder makes the plans of a type and of all types in it.
type builder struct {
	made  map[reflect.Type]*plan
	slots uint8 // given to fields of them
}

// build gives a pointer, for the plan of a recursive type is not complete yet
// when it is needed first.
func (b *builder) build(t reflect.Type) *plan {
	if p, ok := b.made[t]; ok {
		return p
	}
	p := new(plan)
	b.made[t] = p
	p.read = b.reader(t)
	if p.read == nil {
		p.object = b.structPlan(t)
		p.read = readByJSON
		if p.object != nil {
			p.read = p.object.readPlain
		}
	}
	return p
}

// reader is nil for a struct that is read by its fields.
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
	case readsJSON && readsItself(t):
		return readSelf
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
		return nil
	}
	return readByJSON
}

// readsItself reports a [SelfReader]. A struct that embeds one has the method
// from there, which knows nothing of the struct's other fields and of an
// UnmarshalJSON of its own.
func readsItself(t reflect.Type) bool {
	is := func(t reflect.Type) bool {
		self := reflect.TypeFor[SelfReader]()
		return t.Implements(self) || reflect.PointerTo(t).Implements(self)
	}
	if !is(t) {
		return false
	}
	if t.Kind() == reflect.Struct {
		for f := range t.Fields() {
			if f.Anonymous && is(f.Type) {
				return false
			}
		}
	}
	return true
}
