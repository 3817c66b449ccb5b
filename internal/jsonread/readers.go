package jsonread

import (
	"encoding/json"
	"reflect"
	"strconv"
)

// readByJSON leaves one value to encoding/json.
func readByJSON(d *decoder, v reflect.Value) bool {
	data, ok := d.value()
	return ok && json.Unmarshal(data, v.Addr().Interface()) == nil
}

// leave leaves the whole document to encoding/json.
func leave(*decoder, reflect.Value) bool { return false }

func readUnmarshaler(d *decoder, v reflect.Value) bool {
	data, ok := d.value()
	if !ok {
		return false
	}
	// Faster than reflect.TypeAssert: the compiler caches what it finds here.
	u, ok := v.Addr().Interface().(json.Unmarshaler) //nolint:modernize // see above
	return ok && u.UnmarshalJSON(data) == nil
}

func readString(d *decoder, v reflect.Value) bool {
	if d.Peek() != '"' {
		is, ok := d.null()
		return is && ok
	}
	t, ok := d.Quoted()
	if ok {
		v.SetString(d.strings.Of(t))
	}
	return ok
}

func readBool(d *decoder, v reflect.Value) bool {
	switch c := d.Peek(); c {
	case 't', 'f':
		v.SetBool(c == 't')
	case 'n':
	default:
		return false
	}
	return d.Skip()
}

func readInt(d *decoder, v reflect.Value) bool {
	t, value, ok := d.Literal()
	if !ok || !value {
		return ok
	}
	n, err := strconv.ParseInt(string(t.Raw), 10, 64) // refuses true and false
	if err != nil || v.OverflowInt(n) {
		return false
	}
	v.SetInt(n)
	return true
}

func readFloat(d *decoder, v reflect.Value) bool {
	t, value, ok := d.Literal()
	if !ok || !value {
		return ok
	}
	f, err := strconv.ParseFloat(string(t.Raw), 64) // refuses true and false
	if err != nil {
		return false
	}
	v.SetFloat(f)
	return true
}

// pointer reads into a new value; null is nil.
func (b *builder) pointer(t reflect.Type) readFunc {
	read := b.build(t.Elem())
	return func(d *decoder, v reflect.Value) bool {
		if is, ok := d.null(); is || !ok {
			return ok
		}
		value := reflect.New(t.Elem())
		v.Set(value)
		return (*read)(d, value.Elem())
	}
}

// slice reads an array; null is nil.
func (b *builder) slice(t reflect.Type) readFunc {
	if t.Elem().Kind() == reflect.Uint8 {
		return readByJSON // a text in base64
	}
	read := b.build(t.Elem())
	return func(d *decoder, v reflect.Value) bool {
		if is, ok := d.null(); is || !ok {
			return ok
		}
		if d.Peek() != '[' {
			return false
		}
		start, n := d.Pos, 0
		if !d.Enter() {
			return false
		}
		for ; d.Item(n == 0); n++ {
			if n == v.Cap() {
				d.Grow(v, n, start)
			}
			v.SetLen(n + 1)
			if !(*read)(d, v.Index(n)) {
				return false
			}
		}
		if n == 0 {
			v.Set(reflect.MakeSlice(t, 0, 0))
		}
		Trim(v)
		return d.Err == nil
	}
}
