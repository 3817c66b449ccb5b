package dollar

import "reflect"

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
		if d.peek() == 'n' {
			v.SetZero()
			d.absent = true
			return d.skip()
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
		if d.peek() == '[' {
			return readItems(d, v, p)
		}
		if noRows(d.data[d.pos:]) {
			d.absent = true
			return d.skip()
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
		s := scanner{data: b, pos: 1}
		return s.peek() == '}'
	}
	return b[0] == 'n' || b[0] == '"' && b[1] == '"'
}

// readItems reads an array. Elements without a value, or that do not parse, are
// zero: the others keep their places.
func readItems(d *decoder, v reflect.Value, p *plan) bool {
	start, n, missed, odd := d.pos, 0, false, token{}
	if !d.enter() {
		return false
	}
	for ; d.item(n == 0); n++ {
		if n == v.Cap() {
			grow(v, n, d.pos-start, len(d.data)-d.pos)
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
	if c := v.Cap(); c > n+n/4+1 {
		exact := reflect.MakeSlice(v.Type(), n, n)
		reflect.Copy(exact, v)
		v.Set(exact)
	}
	if n == 0 && d.err == nil {
		v.Set(reflect.MakeSlice(v.Type(), 0, 0))
	}
	d.absent, d.failed, d.odd = n == 0, missed, odd
	return d.err == nil
}

// grow makes room for more elements. After a few of them the rest of the
// document tells how many there will be, which saves most of the copies of a
// long list. The guess is only trusted as far as it costs no more memory than
// the document itself, so a document cannot claim room that it does not fill.
func grow(v reflect.Value, n, consumed, left int) {
	const sample = 8
	size := max(1, 2*n)
	if n >= sample {
		// In 64 bits, since the product outgrows an int of 32.
		guess := int64(n) + int64(n)*int64(left)/int64(consumed)
		guess += guess/32 + 1
		if guess <= int64(consumed+left)/max(1, int64(v.Type().Elem().Size())) { //nolint:gosec // a type's size
			size = max(size, int(guess))
		}
	} else if n > 0 {
		size = sample
	}
	larger := reflect.MakeSlice(v.Type(), n, size)
	reflect.Copy(larger, v)
	v.Set(larger)
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
		switch d.peek() {
		case '{':
			return readMembers(d, v, p)
		case '[':
			if !d.enter() {
				return false
			}
			if !d.item(true) {
				d.absent = true
				return d.err == nil
			}
			return read(d, v) && d.skipItems(false)
		}
		r, ok := d.scalar()
		if ok && len(r.text.raw) > 0 {
			return d.miss(r.text)
		}
		d.absent = true
		return ok
	}
	return read, nil
}

func readMembers(d *decoder, v reflect.Value, p *plan) bool {
	if !d.enter() {
		return false
	}
	missed, odd := false, token{}
	for first := true; ; first = false {
		key, more := d.key(first)
		if !more {
			d.absent, d.failed, d.odd = v.IsNil(), missed, odd
			return d.err == nil
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
		v.SetMapIndex(reflect.ValueOf(d.str(key)).Convert(v.Type().Key()), value)
	}
}
