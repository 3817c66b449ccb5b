package jsonread

import (
	"bytes"
	"reflect"
)

// SelfReader is a type with an UnmarshalJSON that can also read itself where it
// stands in a document, with the same result in less time.
type SelfReader interface {
	// ReadJSON reads the next value into the receiver, which is zero. When it
	// returns false without having moved, UnmarshalJSON reads the value; when it
	// has moved, encoding/json reads the whole document.
	ReadJSON(r *Reader) bool
}

// Reader is a document on its way into Go values.
type Reader struct {
	Scanner
	strings Strings
	whole   string // a copy of a short document, of which its texts are cut

	// slot is where the texts of the field that is being read are remembered.
	slot   uint8
	recent *[recentSlots]string
}

// recentSlots is how many fields of a document have a memory of their own.
const recentSlots = 64

// Text reads the string whose opening quote is next. Equal short texts share
// their bytes.
func (r *Reader) Text() (string, bool) {
	if len(r.Data) <= wholeMax {
		t, ok := r.Quoted()
		return r.cut(t), ok
	}
	if r.recent == nil {
		t, ok := r.Quoted()
		if !ok {
			return "", false
		}
		if r.strings.table != nil {
			r.recent = new([recentSlots]string)
		}
		return r.strings.Of(t), true
	}
	// Most fields of a list's rows say what they said in the row before. A text
	// that was plain then ends at the same quote now.
	last := &r.recent[r.slot%recentSlots]
	rest, n := r.Data[r.Pos+1:], len(*last)
	if len(rest) > n && rest[n] == '"' && string(rest[:n]) == *last {
		r.Pos += n + 2
		return *last, true
	}
	t, ok := r.Quoted()
	if !ok {
		return "", false
	}
	text := r.strings.Of(t)
	if t.Plain() {
		*last = text
	}
	return text, true
}

// wholeMax is the longest document that is copied once, in place of each of its
// texts: that takes half the time, and the texts of one object are most of its
// bytes. Whoever keeps one of them keeps no more than this.
const wholeMax = 1024

// cut gives the text of a token of a short document.
func (r *Reader) cut(t Token) string {
	switch {
	case len(t.Raw) == 0:
		return ""
	case !t.Plain():
		return t.String()
	case r.whole == "":
		r.whole = string(r.Data)
	}
	start := cap(r.Data) - cap(t.Raw) // a token is a part of the document
	return r.whole[start : start+len(t.Raw)]
}

// Value moves past the next value and gives what stands in the document.
func (r *Reader) Value() ([]byte, bool) {
	r.Peek()
	start := r.Pos
	ok := r.Skip()
	return r.Data[start:r.Pos], ok
}

// List reads an array into a slice, given by a pointer to a zero one. Anything
// else that is next stays there.
func (r *Reader) List(slice any) bool { return r.into(slice, '[') }

// Object reads an object into a struct, given by a pointer to a zero one. Anything
// else that is next stays there.
func (r *Reader) Object(object any) bool { return r.into(object, '{') }

func (r *Reader) into(target any, bracket byte) bool {
	if r.Peek() != bracket {
		return false
	}
	v := reflect.ValueOf(target).Elem()
	return planOf(v.Type()).read(r, v)
}

// OpenObject is Object for a struct that keeps the members it does not know in
// more.
func OpenObject[T ~[]byte](r *Reader, object any, more *map[string]T) bool {
	if r.Peek() != '{' {
		return false
	}
	v := reflect.ValueOf(object).Elem()
	s := planOf(v.Type()).object
	return s != nil && s.read(r, v, (*members[T])(more))
}

// keeper takes the members of an object that its struct does not know.
type keeper interface {
	keep(name string, value []byte)
}

type members[T ~[]byte] map[string]T

func (m *members[T]) keep(name string, value []byte) {
	if *m == nil {
		*m = make(members[T])
	}
	(*m)[name] = bytes.Clone(value)
}

// null moves past a null, if one is next.
func (r *Reader) null() (is, ok bool) {
	if r.Peek() != 'n' {
		return false, true
	}
	return true, r.Skip()
}
