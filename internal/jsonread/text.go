package jsonread

import (
	"unicode/utf16"
	"unicode/utf8"
)

// hex4 reads the four hexadecimal digits at the start of b.
func hex4(b []byte) (rune, bool) {
	if len(b) < 4 {
		return 0, false
	}
	var r rune
	for _, c := range b[:4] {
		switch {
		case '0' <= c && c <= '9':
			c -= '0'
		case 'a' <= c && c <= 'f':
			c -= 'a' - 10
		case 'A' <= c && c <= 'F':
			c -= 'A' - 10
		default:
			return 0, false
		}
		r = r<<4 | rune(c)
	}
	return r, true
}

// Plain reports whether the token's bytes are its text.
func (t Token) Plain() bool {
	return !t.Escaped && (!t.Wide || utf8.Valid(t.Raw))
}

// Bytes gives the token's text, which is only valid as long as the document is.
func (t Token) Bytes() []byte {
	if t.Plain() {
		return t.Raw
	}
	return appendText(make([]byte, 0, len(t.Raw)), t.Raw)
}

// String gives a copy of the token's text.
func (t Token) String() string { return string(t.Bytes()) }

// Is reports whether the token's text is s. It allocates for nothing but very
// long names with escapes.
func (t Token) Is(s string) bool {
	if t.Plain() {
		return string(t.Raw) == s
	}
	var buf [128]byte
	if len(t.Raw) > len(buf) {
		return t.String() == s
	}
	return string(appendText(buf[:0], t.Raw)) == s
}

// appendText resolves the escapes of a checked string, which are whole. Broken
// UTF-8 and lone surrogates become U+FFFD, as in encoding/json.
func appendText(dst, raw []byte) []byte {
	for i := 0; i < len(raw); {
		c := raw[i]
		switch {
		case c == '\\' && raw[i+1] == 'u':
			r, _ := hex4(raw[i+2:])
			i += 6
			if utf16.IsSurrogate(r) {
				r2, n := rune(utf8.RuneError), 0
				if i < len(raw) && raw[i] == '\\' && raw[i+1] == 'u' {
					low, _ := hex4(raw[i+2:])
					if r2 = utf16.DecodeRune(r, low); r2 != utf8.RuneError {
						n = 6
					}
				}
				r, i = r2, i+n
			}
			dst = utf8.AppendRune(dst, r)
		case c == '\\':
			dst = append(dst, unescape(raw[i+1]))
			i += 2
		case c < utf8.RuneSelf:
			dst = append(dst, c)
			i++
		default:
			r, n := utf8.DecodeRune(raw[i:])
			dst = utf8.AppendRune(dst, r)
			i += n
		}
	}
	return dst
}

func unescape(c byte) byte {
	switch c {
	case 'b':
		return '\b'
	case 'f':
		return '\f'
	case 'n':
		return '\n'
	case 'r':
		return '\r'
	case 't':
		return '\t'
	}
	return c
}
