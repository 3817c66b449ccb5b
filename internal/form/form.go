// Package form turns input structs into the fields of an HTML form, and these
// into the two bodies that form endpoints accept.
package form

import (
	"encoding"
	"fmt"
	"math"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
)

// FieldError is a field that has no form representation.
type FieldError struct {
	// Field is the field's name in the form, Type its Go type.
	Field string
	Type  reflect.Type
	// Reason says what is wrong with it.
	Reason string
	// Err is the error of the field's own MarshalText, if that is the reason.
	// It is not part of the message, since it may quote a secret.
	Err error
}

// Error names the field, its type and the reason, but never its value.
func (e *FieldError) Error() string {
	return fmt.Sprintf("form field %q of type %v: %s", e.Field, e.Type, e.Reason)
}

// Unwrap gives Err.
func (e *FieldError) Unwrap() error { return e.Err }

// Encode gives the form fields of a struct or a pointer to one, named by the
// json tags. Strings, booleans (true, false), integers, floats and
// [encoding.TextMarshaler] have one field each, through any pointer. A type with
// the method Reveal() string, which hides itself from printing and from
// MarshalText, gives what it reveals. A nil pointer is left out, and so is a
// zero value tagged omitempty or omitzero.
// Embedded structs are read as in encoding/json. Anything else (a map, a slice,
// a nested struct, a [time.Time], NaN) is a [*FieldError]: nothing is ever
// dropped in silence. Fields that are [url.Values] already are copied.
func Encode(v any) (url.Values, error) {
	if values, ok := v.(url.Values); ok {
		return cloneValues(values), nil
	}
	rv := reflect.ValueOf(v)
	for rv.Kind() == reflect.Pointer && !rv.IsNil() {
		rv = rv.Elem()
	}
	if rv.Kind() != reflect.Struct {
		return nil, fmt.Errorf("a form is made of a struct, not of %T", v)
	}
	values := make(url.Values, rv.NumField())
	if err := addFields(values, rv); err != nil {
		return nil, err
	}
	return values, nil
}

func cloneValues(values url.Values) url.Values {
	out := make(url.Values, len(values))
	for name, texts := range values {
		out[name] = slices.Clone(texts)
	}
	return out
}

func addFields(values url.Values, rv reflect.Value) error {
	t := rv.Type()
	for i := range t.NumField() {
		sf, fv := t.Field(i), rv.Field(i)
		tag := sf.Tag.Get("json")
		if tag == "-" {
			continue
		}
		name, options, _ := strings.Cut(tag, ",")
		if inner, ok := embedded(sf, fv, name); ok {
			if inner.IsValid() {
				if err := addFields(values, inner); err != nil {
					return err
				}
			}
			continue
		}
		if !sf.IsExported() {
			continue
		}
		if name == "" {
			name = sf.Name
		}
		if omit(fv, options) {
			continue
		}
		text, present, err := encode(name, fv)
		if err != nil {
			return err
		}
		if _, twice := values[name]; twice && present {
			return &FieldError{Field: name, Type: fv.Type(), Reason: "the name occurs twice"}
		}
		if present {
			values.Set(name, text)
		}
	}
	return nil
}

// embedded gives the struct whose fields stand for an embedded field. The value
// is invalid for a nil pointer, which has none.
func embedded(sf reflect.StructField, fv reflect.Value, name string) (reflect.Value, bool) {
	if !sf.Anonymous || name != "" {
		return reflect.Value{}, false
	}
	t := sf.Type
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
		fv = fv.Elem()
	}
	if t.Kind() != reflect.Struct || reflect.PointerTo(t).Implements(reflect.TypeFor[encoding.TextMarshaler]()) {
		return reflect.Value{}, false
	}
	return fv, true
}

// omit applies the omitempty and omitzero options of the json tag.
func omit(v reflect.Value, options string) bool {
	for option := range strings.SplitSeq(options, ",") {
		switch option {
		case "omitempty":
			switch v.Kind() {
			case reflect.Struct:
			case reflect.Map, reflect.Slice, reflect.Array:
				if v.Len() == 0 {
					return true
				}
			default:
				if v.IsZero() {
					return true
				}
			}
		case "omitzero":
			if z, ok := reflect.TypeAssert[interface{ IsZero() bool }](v); ok && !nilPointer(v) {
				if z.IsZero() {
					return true
				}
			} else if v.IsZero() {
				return true
			}
		}
	}
	return false
}

func nilPointer(v reflect.Value) bool { return v.Kind() == reflect.Pointer && v.IsNil() }

// encode gives the text of one field; present is false for a nil pointer.
func encode(name string, v reflect.Value) (text string, present bool, err error) {
	fail := func(reason string, cause error) (string, bool, error) {
		return "", false, &FieldError{Field: name, Type: v.Type(), Reason: reason, Err: cause}
	}
	for {
		if nilPointer(v) || v.Kind() == reflect.Interface && v.IsNil() {
			return "", false, nil
		}
		if _, isTime := reflect.TypeAssert[time.Time](v); isTime {
			return fail("a time has no single form; give it a type of its own", nil)
		}
		if secret, ok := reflect.TypeAssert[interface{ Reveal() string }](v); ok {
			return secret.Reveal(), true, nil
		}
		if m, ok := marshaler(v); ok {
			b, err := m.MarshalText()
			if err != nil {
				return fail("MarshalText failed", err)
			}
			return string(b), true, nil
		}
		if v.Kind() != reflect.Pointer && v.Kind() != reflect.Interface {
			break
		}
		v = v.Elem()
	}
	switch v.Kind() {
	case reflect.String:
		return v.String(), true, nil
	case reflect.Bool:
		return strconv.FormatBool(v.Bool()), true, nil
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return strconv.FormatInt(v.Int(), 10), true, nil
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return strconv.FormatUint(v.Uint(), 10), true, nil
	case reflect.Float32, reflect.Float64:
		f := v.Float()
		if math.IsNaN(f) || math.IsInf(f, 0) {
			return fail("not a finite number", nil)
		}
		return strconv.FormatFloat(f, 'f', -1, v.Type().Bits()), true, nil
	default:
		return fail("has no form representation", nil)
	}
}

// marshaler gives a value's TextMarshaler, also one with a pointer receiver.
func marshaler(v reflect.Value) (encoding.TextMarshaler, bool) {
	if v.Kind() == reflect.Pointer && v.Type().Elem() == reflect.TypeFor[time.Time]() {
		return nil, false // refused one step further on
	}
	if m, ok := reflect.TypeAssert[encoding.TextMarshaler](v); ok {
		return m, true
	}
	if reflect.PointerTo(v.Type()).Implements(reflect.TypeFor[encoding.TextMarshaler]()) {
		ptr := reflect.New(v.Type()) // v itself may not be addressable
		ptr.Elem().Set(v)
		m, ok := reflect.TypeAssert[encoding.TextMarshaler](ptr)
		return m, ok
	}
	return nil, false
}
