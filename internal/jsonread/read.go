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
// It is for whole answers. A type with an UnmarshalJSON uses encoding/json inside:
// with two ways at every level, the time for an odd answer would double with
// each level of it. The types of lenient, and generated ones, are a [SelfReader]
// instead and are read in the same pass.
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
		r := Reader{Scanner: Scanner{Data: data}}
		if planOf(target.Type().Elem()).read(&r, target.Elem()) && r.End() {
			return nil
		}
		target.Elem().SetZero()
	}
	return json.Unmarshal(data, v)
}
