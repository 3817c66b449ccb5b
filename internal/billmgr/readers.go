package billmgr

import (
	"encoding"
	"encoding/json"
	"reflect"
	"strings"
	"time"

	"github.com/backup-sdk/backup-go/internal/jsonread"
)

// take reads a scalar and gives the token that stands for it. present is false
// when there is nothing to parse: then v has its zero value already.
func (d *decoder) take(v reflect.Value, wantText bool) (t jsonread.Token, present, ok bool) {
	d.Peek()
	start := d.Pos
	r, ok := d.scalar()
	if !ok {
		return t, false, false
	}
	t, present = r.pick(wantText)
	if present {
		if !wantText {
			d.note(&r)
		}
		return t, true, true
	}
	v.SetZero()
	if r.nested {
		// An element with children where a value is expected: keep all of it.
		return t, false, d.miss(jsonread.Token{Raw: d.Data[start:d.Pos], Wide: true})
	}
	d.absent = true
	return t, false, true
}

// blank reports whether t is text of nothing, which is the zero value of
// everything but a string.
func blank(t jsonread.Token) bool {
	for _, c := range t.Bytes() {
		if c > ' ' {
			return false
		}
	}
	return true
}

func readString(wantText bool) readFunc {
	return func(d *decoder, v reflect.Value) bool {
		t, present, ok := d.take(v, wantText)
		if present {
			v.SetString(d.strings.Of(t))
		}
		return ok
	}
}

func readBytes(wantText bool) readFunc {
	return func(d *decoder, v reflect.Value) bool {
		t, present, ok := d.take(v, wantText)
		if present {
			v.SetBytes(append([]byte{}, t.Bytes()...))
		}
		return ok
	}
}

// parsed makes a reader of a parser that says whether it understood.
func parsed(wantText bool, set func(d *decoder, v reflect.Value, text []byte) bool) readFunc {
	return func(d *decoder, v reflect.Value) bool {
		t, present, ok := d.take(v, wantText)
		switch {
		case !present:
			return ok
		case blank(t):
			v.SetZero()
			d.absent = true
		case !set(d, v, t.Bytes()):
			v.SetZero()
			return d.miss(t)
		}
		return true
	}
}

func readBool(wantText bool) readFunc {
	return parsed(wantText, func(_ *decoder, v reflect.Value, text []byte) bool {
		b, ok := parseBool(text)
		v.SetBool(b)
		return ok
	})
}

func readInt(wantText bool) readFunc {
	return parsed(wantText, func(_ *decoder, v reflect.Value, text []byte) bool {
		n, ok := parseInt(string(text))
		if !ok || v.OverflowInt(n) {
			return false
		}
		v.SetInt(n)
		return true
	})
}

func readUint(wantText bool) readFunc {
	return parsed(wantText, func(_ *decoder, v reflect.Value, text []byte) bool {
		n, ok := parseUint(string(text))
		if !ok || v.OverflowUint(n) {
			return false
		}
		v.SetUint(n)
		return true
	})
}

func readFloat(wantText bool) readFunc {
	return parsed(wantText, func(_ *decoder, v reflect.Value, text []byte) bool {
		f, ok := parseFloat(string(text))
		if !ok || v.OverflowFloat(f) {
			return false
		}
		v.SetFloat(f)
		return true
	})
}

func readTime(wantText bool) readFunc {
	return parsed(wantText, func(d *decoder, v reflect.Value, text []byte) bool {
		t, ok := parseTime(text, d.loc)
		if target, isTime := reflect.TypeAssert[*time.Time](v.Addr()); isTime {
			*target = t
		}
		return ok
	})
}

func readValue(d *decoder, v reflect.Value) bool {
	value, ok := d.value()
	if target, isValue := reflect.TypeAssert[*Value](v.Addr()); isValue {
		*target = value
	}
	d.absent = value.IsZero()
	return ok
}

func readRaw(d *decoder, v reflect.Value) bool {
	d.Peek()
	start := d.Pos
	ok := d.Skip()
	v.SetBytes(append([]byte{}, d.Data[start:d.Pos]...))
	return ok
}

func readUnmarshaler(d *decoder, v reflect.Value) bool {
	d.Peek()
	start := d.Pos
	r, ok := d.scalar()
	if !ok {
		return false
	}
	t, present := r.pick(false)
	if !present && r.nested {
		v.SetZero()
		return d.miss(jsonread.Token{Raw: d.Data[start:d.Pos], Wide: true})
	}
	d.note(&r)
	s := Scalar{Text: d.strings.Of(r.text), Orig: d.strings.Of(r.orig), Present: present}
	if u, is := reflect.TypeAssert[Unmarshaler](v.Addr()); is && u.UnmarshalDollar(s) != nil {
		v.SetZero()
		return d.miss(t)
	}
	d.absent = !present
	return true
}

func readTextUnmarshaler(wantText bool) readFunc {
	return func(d *decoder, v reflect.Value) bool {
		t, present, ok := d.take(v, wantText)
		if !present {
			return ok
		}
		// The text is copied: the type may keep it.
		text := []byte(strings.Clone(string(t.Bytes())))
		if u, is := reflect.TypeAssert[encoding.TextUnmarshaler](v.Addr()); is && u.UnmarshalText(text) != nil {
			v.SetZero()
			if !blank(t) {
				return d.miss(t)
			}
			d.absent = true
		}
		return true
	}
}

func readJSONUnmarshaler(wantText bool) readFunc {
	return func(d *decoder, v reflect.Value) bool {
		d.Peek()
		start := d.Pos
		r, ok := d.scalar()
		if !ok {
			return false
		}
		data := append([]byte{}, d.Data[start:d.Pos]...)
		t, present := r.pick(wantText)
		switch {
		case r.nested:
			t = jsonread.Token{Raw: data, Wide: true}
		case !present:
			data, d.absent = []byte("null"), true
		default:
			var err error
			if data, err = json.Marshal(string(t.Bytes())); err != nil {
				return d.miss(t)
			}
		}
		if u, is := reflect.TypeAssert[json.Unmarshaler](v.Addr()); is && u.UnmarshalJSON(data) != nil {
			v.SetZero()
			return d.miss(t)
		}
		return true
	}
}
