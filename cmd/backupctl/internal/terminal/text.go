// Package terminal keeps what a service sends from doing anything to a terminal
// but showing text: moving the cursor, changing the window, turning the direction
// of writing, hiding a part of itself. Everything that goes out passes one of its
// functions.
package terminal

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// replacement stands for what is not shown.
const replacement = '\uFFFD'

// Line is a text on one line: white space of any kind is a blank, and what does
// something, or is not seen, is a mark that something was there.
func Line(s string) string { return clean(s, false) }

// Lines is a text of several lines, which may have tabs.
func Lines(s string) string { return clean(s, true) }

func clean(s string, lines bool) string {
	if isPlain(s, lines) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	before := rune(0)
	for len(s) > 0 {
		r, size := utf8.DecodeRuneInString(s)
		s = s[size:]
		next, _ := utf8.DecodeRuneInString(s)
		switch {
		case r == utf8.RuneError: // also an invalid byte, which could be a control of eight bits
			r = replacement
		case lines && (r == '\n' || r == '\t'):
		case r == '\r' && next == '\n':
			continue // the end of a line, as Windows has it
		case isSpace(r):
			r = ' '
		case isJoiner(r) && joins(before) && joins(next):
		case Acts(r):
			r = replacement
		}
		before = r
		b.WriteRune(r)
	}
	return b.String()
}

// isPlain finds most texts in order without making another.
func isPlain(s string, lines bool) bool {
	return !strings.ContainsFunc(s, func(r rune) bool {
		return (r < ' ' || r >= 0x7f) && (!lines || r != '\n' && r != '\t')
	})
}

// isSpace reports white space that is not a blank: line ends, tabs and the
// separators of lines and paragraphs.
func isSpace(r rune) bool {
	switch r {
	case '\t', '\n', '\v', '\f', '\r', 0x85, 0x2028, 0x2029:
		return true
	}
	return false
}

// Acts reports a character that does something or is not seen: controls, marks of
// direction, what has no width, and blanks that are letters.
func Acts(r rune) bool {
	switch {
	case r < ' ' || r >= 0x7f && r < 0xa0:
		return true
	case r < 0x300:
		return r == 0xad // a soft hyphen
	case unicode.Is(unicode.Prepended_Concatenation_Mark, r): // seen, though a format character
		return false
	case unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Co, unicode.Cs, unicode.Noncharacter_Code_Point):
		return true
	}
	switch r {
	case 0x034f, 0x115f, 0x1160, 0x17b4, 0x17b5, 0x2065, 0x2800, 0x3164, 0xffa0, 0xfffc:
		return true
	}
	return r >= 0xe0000 && r <= 0xe0fff
}

// isJoiner reports the two that Persian, the scripts of India and emoji are
// written with.
func isJoiner(r rune) bool { return r == 0x200c || r == 0x200d }

// joins reports a character beside which a joiner means something.
func joins(r rune) bool { return r >= 0x300 && r != replacement && !Acts(r) }
