// Package jsonread reads JSON into Go values with the result of [json.Unmarshal],
// in a fraction of its time.
//
// It reads what answers are made of in one pass of its own: structs, slices,
// pointers, strings, numbers and types that read themselves. Every other type it
// hands to encoding/json, value by value. And whatever is out of the ordinary,
// whether it is malformed, of an unexpected kind, there twice or spelled in
// another case, it hands to encoding/json as a whole, from the start: which
// error there is, and what is kept of such an answer, stays encoding/json's own
// decision.
//
// It is for whole answers. A type that reads itself uses encoding/json inside:
// with two ways at every level, the time for an odd answer would double with
// each level of it.
//
// [Scanner] is what it reads with, and what lenient and internal/billmgr read
// with, which have rules of their own for what they find.
package jsonread

import (
	"encoding/json"
	"reflect"
)

// Unmarshal does what [json.Unmarshal] does. Nothing in v points into data.
func Unmarshal(data []byte, v any) error {
	target := reflect.ValueOf(v)
	// What a target holds already shows through a document in ways that are not
	// worth repeating.
	if target.Kind() == reflect.Pointer && !target.IsNil() && target.Elem().IsZero() {
		d := decoder{Scanner: Scanner{Data: data}}
		if planOf(target.Type().Elem())(&d, target.Elem()) && d.End() {
			return nil
		}
		target.Elem().SetZero()
	}
	return json.Unmarshal(data, v)
}

// decoder is the state of one Unmarshal.
type decoder struct {
	Scanner
	strings Strings
}

// value moves past the next value and gives its text.
func (d *decoder) value() ([]byte, bool) {
	d.Peek()
	start := d.Pos
	ok := d.Skip()
	return d.Data[start:d.Pos], ok
}

// null moves past a null, if one is next.
func (d *decoder) null() (is, ok bool) {
	if d.Peek() != 'n' {
		return false, true
	}
	return true, d.Skip()
}
