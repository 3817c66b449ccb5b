package lenient

import (
	"bytes"
	"encoding/json"
	"strings"

	"github.com/backup-sdk/backup-go/internal/jsonread"
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
	s := jsonread.Scanner{Data: data}
	if s.Peek() == 0 && len(bytes.Trim(data, " \t\r\n")) == 0 {
		return "", kindNull, nil
	}
	t, k, _ := scalar(&s)
	if k == kindCompound {
		text, err := compact(data)
		return text, k, err
	}
	if !s.End() {
		return "", k, s.Err
	}
	return t.String(), k, nil
}

// scalar reads the next value. It returns false on malformed JSON, and without
// having moved when an object or array is next.
func scalar(s *jsonread.Scanner) (t jsonread.Token, k kind, ok bool) {
	switch c := s.Peek(); c {
	case '"':
		t, ok = s.Quoted()
		return t, kindString, ok
	case '{', '[':
		return t, kindCompound, false
	case 'n':
		return t, kindNull, s.Skip()
	default:
		t, _, ok = s.Literal()
		if c == 't' || c == 'f' {
			return t, kindBool, ok
		}
		return t, kindNumber, ok
	}
}

func compact(data []byte) (string, error) {
	var buf bytes.Buffer
	if err := json.Compact(&buf, data); err != nil {
		return "", err
	}
	// A later encoding must give the same text, and encoding/json replaces
	// broken UTF-8.
	return strings.ToValidUTF8(buf.String(), "\ufffd"), nil
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
