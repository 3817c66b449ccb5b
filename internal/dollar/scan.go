package dollar

import (
	"encoding/binary"
	"fmt"
	"io"
	"math/bits"
)

// maxDepth bounds nesting, as encoding/json does.
const maxDepth = 10_000

// SyntaxError tells where a document stops being JSON. It carries nothing of the
// document's content.
type SyntaxError struct {
	// Offset is the place in bytes from the start of the document.
	Offset int
	// Reason says what was expected there.
	Reason    string
	truncated bool
}

// Error describes the place and the reason.
func (e *SyntaxError) Error() string {
	return fmt.Sprintf("malformed JSON at byte %d: %s", e.Offset, e.Reason)
}

// Unwrap gives [io.ErrUnexpectedEOF] when the document ended too early.
func (e *SyntaxError) Unwrap() error {
	if e.truncated {
		return io.ErrUnexpectedEOF
	}
	return nil
}

// scanner walks JSON text once, checking all of it. After the first error every
// method returns false and err is set.
type scanner struct {
	data  []byte
	pos   int
	depth int
	err   *SyntaxError
}

// token is one scalar as it stands in the document: the inside of a string, or
// the literal of a number or boolean.
type token struct {
	raw     []byte
	escaped bool // raw holds escapes
	wide    bool // raw holds bytes beyond ASCII
}

// fail records the first error, at the current position. It returns false so
// that callers can return it.
func (s *scanner) fail(reason string) bool {
	if s.err == nil {
		s.err = &SyntaxError{Offset: s.pos, Reason: reason, truncated: s.pos >= len(s.data)}
	}
	return false
}

// peek skips blanks and returns the next byte, 0 at the end. A zero byte inside
// the document is no valid start of anything, so the two need no telling apart.
func (s *scanner) peek() byte {
	for s.pos < len(s.data) {
		c := s.data[s.pos]
		if c > ' ' || c != ' ' && c != '\n' && c != '\r' && c != '\t' {
			return c
		}
		s.pos++
	}
	return 0
}

// end checks that only blanks follow.
func (s *scanner) end() bool {
	s.peek()
	if s.pos < len(s.data) {
		return s.fail("text after the document")
	}
	return s.err == nil
}

// enter consumes the bracket that opens an object or array.
func (s *scanner) enter() bool {
	s.depth++
	if s.depth > maxDepth {
		return s.fail("too deeply nested")
	}
	s.pos++
	return true
}

func (s *scanner) leave() {
	s.depth--
	s.pos++
}

// key moves to the next member of an entered object and past its colon. It
// returns false after the last one, when the object is left, and on an error.
func (s *scanner) key(first bool) (token, bool) {
	c := s.peek()
	if c == '}' {
		s.leave()
		return token{}, false
	}
	if !first {
		if c != ',' {
			return token{}, s.fail("want ',' or '}' after a member")
		}
		s.pos++
		c = s.peek()
	}
	if c != '"' {
		return token{}, s.fail("want a key")
	}
	key, ok := s.str()
	if !ok {
		return token{}, false
	}
	if s.peek() != ':' {
		return token{}, s.fail("want ':' after a key")
	}
	s.pos++
	return key, true
}

// item moves to the next element of an entered array. It returns false after the
// last one, when the array is left, and on an error.
func (s *scanner) item(first bool) bool {
	c := s.peek()
	if c == ']' {
		s.leave()
		return false
	}
	if first {
		return true
	}
	if c != ',' {
		return s.fail("want ',' or ']' after an element")
	}
	s.pos++
	return true
}

// skip moves past one value of any kind.
func (s *scanner) skip() bool {
	switch s.peek() {
	case '"':
		_, ok := s.str()
		return ok
	case '{':
		if !s.enter() {
			return false
		}
		for first := true; ; first = false {
			if _, more := s.key(first); !more {
				return s.err == nil
			}
			if !s.skip() {
				return false
			}
		}
	case '[':
		return s.enter() && s.skipItems(true)
	default:
		_, _, ok := s.literal()
		return ok
	}
}

// skipItems moves past what is left of an entered array.
func (s *scanner) skipItems(first bool) bool {
	for ; s.item(first); first = false {
		if !s.skip() {
			return false
		}
	}
	return s.err == nil
}

// str reads the string whose opening quote is next.
func (s *scanner) str() (token, bool) {
	const (
		ones = 0x0101010101010101
		tops = 0x8080808080808080
	)
	data, start := s.data, s.pos+1
	i := start
	var t token
	for {
		// Eight bytes at a time to the next one that needs a look: a quote, a
		// backslash, a control character or a byte beyond ASCII. Borrows can
		// only raise false alarms above the first hit, so that one is exact.
		for i+8 <= len(data) {
			x := binary.LittleEndian.Uint64(data[i:])
			quote, slash := x^('"'*ones), x^('\\'*ones)
			hits := (x | (x - ' '*ones) | (quote-ones)&^quote | (slash-ones)&^slash) & tops
			if hits != 0 {
				i += bits.TrailingZeros64(hits) / 8
				break
			}
			i += 8
		}
		if i >= len(data) {
			s.pos = len(data)
			return token{}, s.fail("the string has no end")
		}
		switch c := data[i]; {
		case c == '"':
			t.raw = data[start:i]
			s.pos = i + 1
			return t, true
		case c == '\\':
			n := escapeLen(data[i:])
			if n == 0 {
				s.pos = i
				return token{}, s.fail("the escape is not valid")
			}
			t.escaped = true
			i += n
		case c < ' ':
			s.pos = i
			return token{}, s.fail("a control character in a string")
		default:
			t.wide = t.wide || c >= 0x80
			i++
		}
	}
}

// escapeLen gives the length of the escape at the start of b, 0 if it is none.
func escapeLen(b []byte) int {
	if len(b) < 2 {
		return 0
	}
	switch b[1] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return 2
	case 'u':
		if _, ok := hex4(b[2:]); ok {
			return 6
		}
	}
	return 0
}

// literal reads a number, true, false or null. It reports whether the value is
// anything but null.
func (s *scanner) literal() (t token, value, ok bool) {
	c := s.peek()
	start := s.pos
	switch c {
	case 't':
		value, ok = true, s.word("true")
	case 'f':
		value, ok = true, s.word("false")
	case 'n':
		return token{}, false, s.word("null")
	default:
		value, ok = true, s.number()
	}
	return token{raw: s.data[start:s.pos]}, value, ok
}

func (s *scanner) word(w string) bool {
	for i := range len(w) {
		if s.pos >= len(s.data) || s.data[s.pos] != w[i] {
			return s.fail("want a value")
		}
		s.pos++
	}
	return true
}

func (s *scanner) number() bool {
	at := func() byte {
		if s.pos < len(s.data) {
			return s.data[s.pos]
		}
		return 0
	}
	digits := func() bool {
		if c := at(); c < '0' || c > '9' {
			return s.fail("want a value")
		}
		for c := at(); c >= '0' && c <= '9'; c = at() {
			s.pos++
		}
		return true
	}
	if at() == '-' {
		s.pos++
	}
	if at() == '0' {
		s.pos++
	} else if !digits() {
		return false
	}
	if at() == '.' {
		s.pos++
		if !digits() {
			return false
		}
	}
	if c := at(); c == 'e' || c == 'E' {
		s.pos++
		if c := at(); c == '+' || c == '-' {
			s.pos++
		}
		return digits()
	}
	return true
}
