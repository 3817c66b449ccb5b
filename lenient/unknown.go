package lenient

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"
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
	s := objectScanner{data: data}
	for s.next() {
		into, name, err := s.find(fields)
		switch {
		case err != nil:
		case into != nil:
			err = decodeField(s.value, into)
		default:
			if unknown == nil {
				unknown = make(map[string]Raw)
			}
			unknown[name] = bytes.Clone(s.value)
		}
		if failed == nil {
			failed = err
		}
	}
	return unknown, failed
}

// find returns where the scanner's field goes, and the name of one that is not
// known.
func (s *objectScanner) find(fields []Field) (into any, name string, err error) {
	for i := range fields {
		if fields[i].Name == string(s.key) { // nearly all of them
			return fields[i].Into, "", nil
		}
	}
	if name, err = unquote(s.quoted); err != nil {
		return nil, "", err
	}
	for i := range fields {
		if strings.EqualFold(fields[i].Name, name) {
			return fields[i].Into, "", nil
		}
	}
	return nil, name, nil
}

// decodeField spares the common fields a decoder of their own.
func decodeField(value []byte, into any) error {
	switch into := into.(type) {
	case *string:
		if value[0] == '"' {
			text, err := unquote(value)
			if err == nil {
				*into = text
			}
			return err
		}
	case json.Unmarshaler:
		return into.UnmarshalJSON(value)
	}
	return json.Unmarshal(value, into)
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

// objectScanner walks over the fields of a well-formed JSON object. It looks at
// nothing inside of the values.
type objectScanner struct {
	data        []byte
	at          int
	quoted, key []byte // with and without its quotation marks
	value       []byte
}

// next goes to the next field, false at the end and on what is no object.
func (s *objectScanner) next() bool {
	s.skip(" \t\r\n,{")
	start := s.at
	if s.at == 0 || !s.text() {
		return false
	}
	s.quoted = s.data[start:s.at]
	s.key = s.quoted[1 : len(s.quoted)-1]
	s.skip(" \t\r\n:")
	start = s.at
	depth := 0
	for s.at < len(s.data) {
		switch s.data[s.at] {
		case '"':
			if !s.text() {
				return false
			}
			continue
		case '{', '[':
			depth++
		case '}', ']':
			depth--
		}
		if end := s.data[s.at] == ','; depth < 0 || end && depth == 0 {
			break
		}
		s.at++
	}
	s.value = bytes.TrimRight(s.data[start:s.at], " \t\r\n")
	return true
}

// skip steps over the given characters.
func (s *objectScanner) skip(these string) {
	for s.at < len(s.data) && strings.IndexByte(these, s.data[s.at]) >= 0 {
		s.at++
	}
}

// text steps over a text in quotation marks.
func (s *objectScanner) text() bool {
	if s.at >= len(s.data) || s.data[s.at] != '"' {
		return false
	}
	for s.at++; s.at < len(s.data); s.at++ {
		switch s.data[s.at] {
		case '\\':
			s.at++
		case '"':
			s.at++
			return true
		}
	}
	return false
}
