package lenient

import (
	"bytes"
	"encoding"
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/backup-sdk/backup-go/internal/jsonread"
)

// Unpack returns the JSON object inside a text, such as {"a":1} for
// "{\"a\":1}", and {} for an empty text. Everything else is returned as it is.
func Unpack(data []byte) []byte {
	if trimmed := bytes.TrimSpace(data); len(trimmed) == 0 || trimmed[0] != '"' {
		return data
	}
	text, _, err := scalarText(data)
	if err != nil {
		return data
	}
	inner := bytes.TrimSpace([]byte(text))
	switch {
	case len(inner) == 0:
		return []byte("{}")
	case inner[0] == '{' && json.Valid(inner):
		return inner
	default:
		return data
	}
}

// Field is a field of an object that [DecodeObject] knows.
type Field struct {
	Name string
	Into any // a pointer
}

// DecodeObject reads the fields of a JSON object, which may be inside a text as
// for [Unpack], and returns those that are not known, nil when there are none.
// It does what encoding/json does with a struct: names are compared without
// regard to case, null leaves most fields as they are, and a field of a wrong
// type does not stop the others. Data must be well-formed, as it is for every
// json.Unmarshaler.
func DecodeObject(data []byte, fields ...Field) (map[string]Raw, error) {
	data = bytes.TrimSpace(Unpack(data))
	if len(data) == 0 || data[0] != '{' {
		return nil, json.Unmarshal(data, &struct{}{}) // null, or the error of another type
	}
	var (
		unknown map[string]Raw
		failed  error
	)
	s := jsonread.Scanner{Data: data}
	s.Enter()
	for first := true; ; first = false {
		key, more := s.Key(first)
		if !more {
			break
		}
		s.Peek()
		start := s.Pos
		if !s.Skip() {
			break
		}
		value := data[start:s.Pos]
		if into := find(fields, key); into != nil {
			if err := decodeField(value, into); failed == nil {
				failed = err
			}
			continue
		}
		if unknown == nil {
			unknown = make(map[string]Raw)
		}
		unknown[key.String()] = bytes.Clone(value)
	}
	if failed == nil && !s.End() {
		failed = s.Err
	}
	return unknown, failed
}

// find returns where a field goes, nil if it is not known.
func find(fields []Field, key jsonread.Token) any {
	for i := range fields {
		if fields[i].Name == string(key.Raw) { // nearly all of them
			return fields[i].Into
		}
	}
	name := key.String()
	var folded any
	for i := range fields {
		switch {
		case fields[i].Name == name:
			return fields[i].Into
		case folded == nil && strings.EqualFold(fields[i].Name, name):
			folded = fields[i].Into
		}
	}
	return folded
}

// decodeField spares the common fields a decoder of their own.
func decodeField(value []byte, into any) error {
	if u, ok := into.(json.Unmarshaler); ok {
		return u.UnmarshalJSON(value)
	}
	target := reflect.ValueOf(into)
	if value[0] != '"' || target.Kind() != reflect.Pointer || target.IsNil() || !isText(target.Type()) {
		return json.Unmarshal(value, into)
	}
	text, _, err := scalarText(value)
	if err == nil {
		target.Elem().SetString(text)
	}
	return err
}

// isText reports a pointer to a string of any name that takes every text.
func isText(pointer reflect.Type) bool {
	return pointer.Elem().Kind() == reflect.String && pointer.Elem() != reflect.TypeFor[json.Number]() &&
		!pointer.Implements(reflect.TypeFor[encoding.TextUnmarshaler]())
}

// Extend writes more fields into an encoded object, in the order of their
// names. Fields that the object has already stay as they are.
func Extend(object []byte, fields map[string]Raw) ([]byte, error) {
	if len(fields) == 0 {
		return object, nil
	}
	all := make(map[string]Raw)
	if err := json.Unmarshal(object, &all); err != nil {
		return nil, err
	}
	out := slices.Clip(bytes.TrimSuffix(bytes.TrimSpace(object), []byte("}")))
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		if _, taken := all[name]; taken {
			continue
		}
		value, err := json.Marshal(fields[name])
		if err != nil {
			return nil, err
		}
		key, err := json.Marshal(name)
		if err != nil {
			return nil, err
		}
		if out[len(out)-1] != '{' {
			out = append(out, ',')
		}
		out = append(append(append(out, key...), ':'), value...)
	}
	return append(out, '}'), nil
}
