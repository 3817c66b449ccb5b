package billmgr

import (
	"reflect"

	"github.com/backup-sdk/backup-go/internal/jsonread"
)

// pointer reads into a new value, or sets nil where there is none.
func (b *builder) pointer(k planKey) (readFunc, error) {
	elem := k.typ.Elem()
	if elem.Kind() == reflect.Pointer {
		return nil, &TypeError{Type: k.typ, Reason: "is a pointer to a pointer"}
	}
	p, err := b.build(planKey{typ: elem, text: k.text})
	if err != nil {
		return nil, err
	}
	return func(d *decoder, v reflect.Value) bool {
		if d.Peek() == 'n' {
			v.SetZero()
			d.absent = true
			return d.Skip()
		}
		d.absent, d.failed = false, false
		value := reflect.New(elem)
		if !p.read(d, value.Elem()) {
			return false
		}
		if d.absent || d.failed {
			v.SetZero()
		} else {
			v.Set(value)
		}
		return true
	}, nil
}

// slice reads one element or many.
func (b *builder) slice(k planKey) (readFunc, error) {
	t := k.typ
	if t.Elem().Kind() == reflect.Uint8 && wellKnown(planKey{typ: t.Elem()}) == nil {
		return readBytes(k.text), nil
	}
	p, err := b.build(planKey{typ: t.Elem(), text: k.text})
	if err != nil {
		return nil, err
	}
	return func(d *decoder, v reflect.Value) bool {
		v.SetZero()
		if d.Peek() == '[' {
			return readItems(d, v, p)
		}
		if noRows(d.Data[d.Pos:]) {
			d.absent = true
			return d.Skip()
		}
		d.absent, d.failed = false, false
		v.Set(reflect.MakeSlice(t, 1, 1))
		if !p.read(d, v.Index(0)) {
			return false
		}
		if d.failed {
			v.SetZero() // what does not parse is no row
		}
		return true
	}, nil
}

// noRows reports whether b starts with null, {} or "".
func noRows(b []byte) bool {
	switch {
	case len(b) < 2:
		return false
	case b[0] == '{':
		s := jsonread.Scanner{Data: b, Pos: 1}
		return s.Peek() == '}'
	}
	return b[0] == 'n' || b[0] == '"' && b[1] == '"'
}

// readItems reads an array. Elements without a value, or that do not parse, are
// zero: the others keep their places.
func readItems(d *decoder, v reflect.Value, p *plan) bool {
	start, n, missed, odd := d.Pos, 0, false, jsonread.Token{}
	if !d.Enter() {
		return false
	}
	for ; d.Item(n == 0); n++ {
		if n == v.Cap() {
			d.Grow(v, n, start)
		}
		v.SetLen(n + 1)
		d.failed = false
		if !p.read(d, v.Index(n)) {
			return false
		}
		if d.failed {
			missed, odd = true, d.odd
		}
	}
	jsonread.Trim(v)
	if n == 0 && d.Err == nil {
		v.Set(reflect.MakeSlice(v.Type(), 0, 0))
	}
	d.absent, d.failed, d.odd = n == 0, missed, odd
	return d.Err == nil
}

// mapping reads the members of an element, or of the first of an array.
func (b *builder) mapping(k planKey) (readFunc, error) {
	t := k.typ
	if t.Key().Kind() != reflect.String {
		return nil, &TypeError{Type: t, Reason: "want a map with string keys"}
	}
	p, err := b.build(planKey{typ: t.Elem(), text: k.text})
	if err != nil {
		return nil, err
	}
	var read readFunc
	read = func(d *decoder, v reflect.Value) bool {
		v.SetZero()
		switch d.Peek() {
		case '{':
			return readMembers(d, v, p)
		case '[':
			if !d.Enter() {
				return false
			}
			if !d.Item(true) {
				d.absent = true
				return d.Err == nil
			}
			return read(d, v) && d.SkipItems(false)
		}
		r, ok := d.scalar()
		if ok && len(r.text.Raw) > 0 {
			return d.miss(r.text)
		}
		d.absent = true
		return ok
	}
	return read, nil
}

func readMembers(d *decoder, v reflect.Value, p *plan) bool {
	if !d.Enter() {
		return false
	}
	missed, odd := false, jsonread.Token{}
	for first := true; ; first = false {
		key, more := d.Key(first)
		if !more {
			d.absent, d.failed, d.odd = v.IsNil(), missed, odd
			return d.Err == nil
		}
		d.failed = false
		value := reflect.New(v.Type().Elem()).Elem()
		if !p.read(d, value) {
			return false
		}
		if d.failed {
			missed, odd = true, d.odd
			continue
		}
		if v.IsNil() {
			v.Set(reflect.MakeMap(v.Type()))
		}
		v.SetMapIndex(reflect.ValueOf(d.strings.Of(key)).Convert(v.Type().Key()), value)
	}
}
