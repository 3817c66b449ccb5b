package billmgr

import (
	"encoding"
	"encoding/json"
	"reflect"
	"sync"
	"time"
)

// readFunc reads the next value of the document into v, which can be set. It
// returns false on malformed JSON only; see decoder for what else it tells.
type readFunc func(d *decoder, v reflect.Value) bool

// plan is how a type is read.
type plan struct {
	read    readFunc
	ownRoot bool // a struct with a field for "doc"
}

// planKey is a type in the one context that changes how it is read.
type planKey struct {
	typ  reflect.Type
	text bool // the dollar:"text" option: prefer the text to the code
}

// plans caches what reflection finds out about a type, which costs more than
// reading a small document. It is a cache and nothing else: it holds immutable
// plans, grows with the number of types in the program, and its content never
// changes a result.
var plans sync.Map //nolint:gochecknoglobals // planKey -> *plan, a pure cache

func planOf(t reflect.Type) (*plan, error) {
	if p, ok := plans.Load(planKey{typ: t}); ok {
		return p.(*plan), nil //nolint:forcetypeassert // nothing else is stored
	}
	b := builder{made: make(map[planKey]*plan)}
	p, err := b.build(planKey{typ: t})
	if err != nil {
		return nil, err
	}
	// Only now are all of them complete: types may contain each other.
	for k, made := range b.made {
		plans.LoadOrStore(k, made)
	}
	return p, nil
}

// builder makes the plans of a type and of all types in it.
type builder struct {
	made map[planKey]*plan
}

func (b *builder) build(k planKey) (*plan, error) {
	if p, ok := plans.Load(k); ok {
		return p.(*plan), nil //nolint:forcetypeassert // nothing else is stored
	}
	if p, ok := b.made[k]; ok {
		return p, nil // complete, or further up this call: a recursive type
	}
	p := new(plan)
	b.made[k] = p
	return p, b.fill(p, k)
}

func (b *builder) fill(p *plan, k planKey) error {
	if p.read = wellKnown(k); p.read != nil {
		return nil
	}
	var err error
	switch t := k.typ; t.Kind() {
	case reflect.String:
		p.read = readString(k.text)
	case reflect.Bool:
		p.read = readBool(k.text)
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		if t == reflect.TypeFor[time.Duration]() {
			return &TypeError{Type: t, Reason: "a number of what? Use a type with UnmarshalDollar"}
		}
		p.read = readInt(k.text)
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		p.read = readUint(k.text)
	case reflect.Float32, reflect.Float64:
		p.read = readFloat(k.text)
	case reflect.Struct:
		var s *structPlan
		if s, err = b.structPlan(t); err == nil {
			p.read, p.ownRoot = s.read, s.lookup([]byte(rootName)) >= 0
		}
	case reflect.Pointer:
		p.read, err = b.pointer(k)
	case reflect.Slice:
		p.read, err = b.slice(k)
	case reflect.Map:
		p.read, err = b.mapping(k)
	default:
		err = &TypeError{Type: t, Reason: "cannot hold any part of a document"}
	}
	return err
}

// wellKnown gives the reader of a type that says itself how it is read, nil for
// all others.
func wellKnown(k planKey) readFunc {
	switch k.typ {
	case reflect.TypeFor[time.Time]():
		return readTime(k.text)
	case reflect.TypeFor[Value]():
		return readValue
	case reflect.TypeFor[Switch]():
		return readBool(k.text)
	case reflect.TypeFor[Node]():
		return readNode
	case reflect.TypeFor[any]():
		return readAny
	case reflect.TypeFor[json.RawMessage]():
		return readRaw
	}
	switch ptr := reflect.PointerTo(k.typ); {
	case ptr.Implements(reflect.TypeFor[Unmarshaler]()):
		return readUnmarshaler
	case ptr.Implements(reflect.TypeFor[encoding.TextUnmarshaler]()):
		return readTextUnmarshaler(k.text)
	case ptr.Implements(reflect.TypeFor[wireList]()):
		return nil // a slice like any other
	case ptr.Implements(reflect.TypeFor[json.Unmarshaler]()):
		return readJSONUnmarshaler(k.text)
	}
	return nil
}

// wireList marks List of any type.
type wireList interface{ isWireList() }

func (l *List[T]) isWireList() {}
