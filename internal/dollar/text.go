package dollar

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

// plain reports whether the token's bytes are its text.
func (t token) plain() bool {
	return !t.escaped && (!t.wide || utf8.Valid(t.raw))
}

// text gives the token's text as bytes, which are only valid as long as the
// document is.
func (t token) text() []byte {
	if t.plain() {
		return t.raw
	}
	return appendText(make([]byte, 0, len(t.raw)), t.raw)
}

// is reports whether the token's text is s.
func (t token) is(s string) bool { return string(t.text()) == s }

// appendText resolves the escapes of a checked string. Broken UTF-8 and lone
// surrogates become U+FFFD, as in encoding/json.
func appendText(dst, raw []byte) []byte {
	for i := 0; i < len(raw); {
		c := raw[i]
		switch {
		case c == '\\' && raw[i+1] == 'u':
			r, _ := hex4(raw[i+2:])
			i += 6
			if utf16.IsSurrogate(r) {
				r2, n := rune(utf8.RuneError), 0
				if i+1 < len(raw) && raw[i] == '\\' && raw[i+1] == 'u' {
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

// Interning. A list repeats regions, states and formats in every row, so most of
// its strings are copies of a few. The table keeps the latest string of each
// slot for the time of one decoding; a collision only costs a copy. Every string
// handed out owns its bytes or shares them with equal strings, so keeping one
// row never keeps the document alive.
const (
	internSlots  = 256
	internMaxLen = 32
	internAfter  = 32 // strings of a document before the table is worth making
)

type internTable [internSlots]string

// str makes the token's text a string.
func (d *decoder) str(t token) string {
	b := t.raw
	if !t.plain() {
		return string(t.text())
	}
	if len(b) == 0 {
		return ""
	}
	if len(b) > internMaxLen {
		return string(b)
	}
	if d.intern == nil {
		if d.strings++; d.strings < internAfter {
			return string(b)
		}
		d.intern = new(internTable)
	}
	slot := &d.intern[internHash(b)]
	if *slot != string(b) {
		*slot = string(b)
	}
	return *slot
}

// internHash is FNV-1a folded to a slot.
func internHash(b []byte) uint32 {
	h := uint32(2166136261)
	for _, c := range b {
		h = (h ^ uint32(c)) * 16777619
	}
	return (h ^ h>>8 ^ h>>16 ^ h>>24) % internSlots
}
