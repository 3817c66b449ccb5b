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
	var (
		t jsonread.Token
		k kind
	)
	switch c := s.Peek(); c {
	case 0:
		if len(bytes.Trim(data, " \t\r\n")) == 0 {
			return "", kindNull, nil
		}
		s.Skip()
	case '"':
		t, _ = s.Quoted()
		k = kindString
	case '{', '[':
		text, err := compact(data)
		return text, kindCompound, err
	case 'n':
		s.Skip()
	default:
		t, _, _ = s.Literal()
		if k = kindNumber; c == 't' || c == 'f' {
			k = kindBool
		}
	}
	if !s.End() {
		return "", k, s.Err
	}
	return t.String(), k, nil
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
