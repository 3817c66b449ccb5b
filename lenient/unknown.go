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

// Unknown returns the fields of a JSON object that are not among the known
// ones, nil when there are none. The names of fields are compared without
// regard to case, as by encoding/json. Data must be well-formed.
func Unknown(data []byte, known ...string) map[string]Raw {
	var unknown map[string]Raw
	s := objectScanner{data: data}
	for s.next() {
		if slices.ContainsFunc(known, func(k string) bool { return k == string(s.key) }) {
			continue // nearly all of them
		}
		name := string(s.key)
		if !isPlain(s.key) {
			var err error
			if name, err = unquote(s.quoted); err != nil {
				return unknown
			}
		}
		if slices.ContainsFunc(known, func(k string) bool { return strings.EqualFold(k, name) }) {
			continue
		}
		if unknown == nil {
			unknown = make(map[string]Raw)
		}
		unknown[name] = bytes.Clone(s.value)
	}
	return unknown
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
