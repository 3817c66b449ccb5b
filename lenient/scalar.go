package lenient

import (
	"bytes"
	"encoding/json"
	"strings"
	"unicode/utf8"
)

// kind says what sort of JSON value a text came from.
type kind uint8

const (
	kindNull kind = iota
	kindString
	kindNumber
	kindBool
	kindCompound // object or array
)

// scalarText reduces one JSON value to text: the content of a string, the digits
// of a number as sent, "true" or "false", or the compact JSON of an object or
// array. It only fails on malformed JSON, which encoding/json never hands over.
func scalarText(data []byte) (string, kind, error) {
	data = bytes.Trim(data, " \t\r\n")
	if len(data) == 0 {
		return "", kindNull, nil
	}
	switch c := data[0]; {
	case c == 'n':
		return "", kindNull, valid(data)
	case c == '"':
		s, err := unquote(data)
		return s, kindString, err
	case c == 't' || c == 'f':
		return string(data), kindBool, valid(data)
	case c == '{' || c == '[':
		var buf bytes.Buffer
		if err := json.Compact(&buf, data); err != nil {
			return "", kindCompound, err
		}
		// A later encoding must give the same text, and encoding/json replaces
		// broken UTF-8.
		return strings.ToValidUTF8(buf.String(), "\ufffd"), kindCompound, nil
	default:
		return string(data), kindNumber, valid(data)
	}
}

// unquote gives the content of a JSON string; a string without escapes, the
// usual case, needs no second pass.
func unquote(data []byte) (string, error) {
	if n := len(data); n >= 2 && data[n-1] == '"' {
		if body := data[1 : n-1]; isPlain(body) {
			return string(body), nil
		}
	}
	var s string
	err := json.Unmarshal(data, &s)
	return s, err
}

func isPlain(body []byte) bool {
	for _, c := range body {
		if c < ' ' || c == '"' || c == '\\' {
			return false
		}
	}
	return utf8.Valid(body)
}

// valid checks the literals that are otherwise taken by their first byte.
func valid(data []byte) error {
	if json.Valid(data) {
		return nil
	}
	var v any
	return json.Unmarshal(data, &v)
}

// isNumber reports whether s is a JSON number.
func isNumber(s string) bool {
	return s != "" && (s[0] == '-' || s[0] >= '0' && s[0] <= '9') && json.Valid([]byte(s)) && strings.TrimSpace(s) == s
}

// encodeText writes text that could not be read: a number as a number again
// (it was too large or not whole), all else as a JSON string.
func encodeText(s string) ([]byte, error) {
	if isNumber(s) {
		return []byte(s), nil
	}
	return json.Marshal(s)
}
