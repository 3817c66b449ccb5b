package jsonread

import (
	"encoding/json"
	"reflect"
	"strconv"
)

// readByJSON leaves one value to encoding/json.
func readByJSON(r *Reader, v reflect.Value) bool {
	data, ok := r.Value()
	return ok && json.Unmarshal(data, v.Addr().Interface()) == nil
}

// leave leaves the whole document to encoding/json.
func leave(*Reader, reflect.Value) bool { return false }

func readUnmarshaler(r *Reader, v reflect.Value) bool {
	data, ok := r.Value()
	if !ok {
		return false
	}
	// Faster than reflect.TypeAssert: the compiler caches what it finds here.
	u, ok := v.Addr().Interface().(json.Unmarshaler) //nolint:modernize // see above
	return ok && u.UnmarshalJSON(data) == nil
}

func readSelf(r *Reader, v reflect.Value) bool {
	r.Peek()
	start := r.Pos
	u, ok := v.Addr().Interface().(SelfReader) //nolint:modernize // as above
	switch {
	case !ok:
		return false
	case u.ReadJSON(r):
		return true
	case r.Err != nil || r.Pos != start:
		return false
	}
	return readUnmarshaler(r, v)
}

func readString(r *Reader, v reflect.Value) bool {
	if r.Peek() != '"' {
		is, ok := r.null()
		return is && ok
	}
	text, ok := r.Text()
	if ok {
		v.SetString(text)
	}
	return ok
}

func readBool(r *Reader, v reflect.Value) bool {
	switch c := r.Peek(); c {
	case 't', 'f':
		v.SetBool(c == 't')
	case 'n':
	default:
		return false
	}
	return r.Skip()
}

func readInt(r *Reader, v reflect.Value) bool {
	t, value, ok := r.Literal()
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

func readFloat(r *Reader, v reflect.Value) bool {
	t, value, ok := r.Literal()
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
	element := b.build(t.Elem())
	return func(r *Reader, v reflect.Value) bool {
		if is, ok := r.null(); is || !ok {
			return ok
		}
		value := reflect.New(t.Elem())
		v.Set(value)
		return element.read(r, value.Elem())
	}
}

// slice reads an array; null is nil.
func (b *builder) slice(t reflect.Type) readFunc {
	if t.Elem().Kind() == reflect.Uint8 {
		return readByJSON // a text in base64
	}
	element := b.build(t.Elem())
	empty := reflect.MakeSlice(t, 0, 0) // nothing can be put into it
	return func(r *Reader, v reflect.Value) bool {
		if is, ok := r.null(); is || !ok {
			return ok
		}
		if r.Peek() != '[' {
			return false
		}
		start, n := r.Pos, 0
		if !r.Enter() {
			return false
		}
		for ; r.Item(n == 0); n++ {
			if n == v.Cap() {
				r.Grow(v, n, start)
			}
			v.SetLen(n + 1)
			if !element.read(r, v.Index(n)) {
				return false
			}
		}
		if n == 0 {
			v.Set(empty)
		}
		Trim(v)
		return r.Err == nil
	}
}
