package jsonread

import (
	"encoding/binary"
	"fmt"
	"io"
	"math/bits"
)

// MaxDepth bounds nesting, as encoding/json does.
const MaxDepth = 10_000

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

// Scanner walks the JSON text in Data once, a value at a time and without copies,
// and checks all of it. What it accepts is exactly what [encoding/json.Valid]
// accepts. After the first error every method returns false and Err is set.
type Scanner struct {
	Data  []byte
	Pos   int // of the next byte
	Depth int // of objects and arrays that are entered and not left
	Err   *SyntaxError
}

// Token is one scalar as it stands in the document: the inside of a string, or
// the literal of a number or boolean.
type Token struct {
	Raw     []byte
	Escaped bool // Raw holds escapes
	Wide    bool // Raw holds bytes beyond ASCII
}

// fail records the first error, at the current position. It returns false so
// that callers can return it.
func (s *Scanner) fail(reason string) bool {
	if s.Err == nil {
		s.Err = &SyntaxError{Offset: s.Pos, Reason: reason, truncated: s.Pos >= len(s.Data)}
	}
	return false
}

// Peek skips blanks and returns the next byte, 0 at the end. A zero byte inside
// the document is no valid start of anything, so the two need no telling apart.
func (s *Scanner) Peek() byte {
	for s.Pos < len(s.Data) {
		c := s.Data[s.Pos]
		if c > ' ' || c != ' ' && c != '\n' && c != '\r' && c != '\t' {
			return c
		}
		s.Pos++
	}
	return 0
}

// End checks that only blanks follow.
func (s *Scanner) End() bool {
	s.Peek()
	if s.Pos < len(s.Data) {
		return s.fail("text after the document")
	}
	return s.Err == nil
}

// Enter consumes the bracket that opens an object or array.
func (s *Scanner) Enter() bool {
	s.Depth++
	if s.Depth > MaxDepth {
		return s.fail("too deeply nested")
	}
	s.Pos++
	return true
}

func (s *Scanner) leave() {
	s.Depth--
	s.Pos++
}

// Key moves to the next member of an entered object and past its colon. It
// returns false after the last one, when the object is left, and on an error.
func (s *Scanner) Key(first bool) (Token, bool) {
	c := s.Peek()
	if c == '}' {
		s.leave()
		return Token{}, false
	}
	if !first {
		if c != ',' {
			return Token{}, s.fail("want ',' or '}' after a member")
		}
		s.Pos++
		c = s.Peek()
	}
	if c != '"' {
		return Token{}, s.fail("want a key")
	}
	key, ok := s.Quoted()
	if !ok {
		return Token{}, false
	}
	if s.Peek() != ':' {
		return Token{}, s.fail("want ':' after a key")
	}
	s.Pos++
	return key, true
}

// Item moves to the next element of an entered array. It returns false after the
// last one, when the array is left, and on an error.
func (s *Scanner) Item(first bool) bool {
	c := s.Peek()
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
	s.Pos++
	return true
}

// Skip moves past one value of any kind.
func (s *Scanner) Skip() bool {
	switch s.Peek() {
	case '"':
		_, ok := s.Quoted()
		return ok
	case '{':
		if !s.Enter() {
			return false
		}
		for first := true; ; first = false {
			if _, more := s.Key(first); !more {
				return s.Err == nil
			}
			if !s.Skip() {
				return false
			}
		}
	case '[':
		return s.Enter() && s.SkipItems(true)
	default:
		_, _, ok := s.Literal()
		return ok
	}
}

// SkipItems moves past what is left of an entered array.
func (s *Scanner) SkipItems(first bool) bool {
	for ; s.Item(first); first = false {
		if !s.Skip() {
			return false
		}
	}
	return s.Err == nil
}

// Quoted reads the string whose opening quote is next.
func (s *Scanner) Quoted() (Token, bool) {
	const (
		ones = 0x0101010101010101
		tops = 0x8080808080808080
	)
	data, start := s.Data, s.Pos+1
	i := start
	var t Token
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
			s.Pos = len(data)
			return Token{}, s.fail("the string has no end")
		}
		switch c := data[i]; {
		case c == '"':
			t.Raw = data[start:i]
			s.Pos = i + 1
			return t, true
		case c == '\\':
			n := escapeLen(data[i:])
			if n == 0 {
				s.Pos = i
				return Token{}, s.fail("the escape is not valid")
			}
			t.Escaped = true
			i += n
		case c < ' ':
			s.Pos = i
			return Token{}, s.fail("a control character in a string")
		default:
			t.Wide = t.Wide || c >= 0x80
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

// Literal reads a number, true, false or null. It reports whether the value is
// anything but null.
func (s *Scanner) Literal() (t Token, value, ok bool) {
	c := s.Peek()
	start := s.Pos
	switch c {
	case 't':
		value, ok = true, s.word("true")
	case 'f':
		value, ok = true, s.word("false")
	case 'n':
		return Token{}, false, s.word("null")
	default:
		value, ok = true, s.number()
	}
	return Token{Raw: s.Data[start:s.Pos]}, value, ok
}

func (s *Scanner) word(w string) bool {
	for i := range len(w) {
		if s.Pos >= len(s.Data) || s.Data[s.Pos] != w[i] {
			return s.fail("want a value")
		}
		s.Pos++
	}
	return true
}

func (s *Scanner) number() bool {
	at := func() byte {
		if s.Pos < len(s.Data) {
			return s.Data[s.Pos]
		}
		return 0
	}
	digits := func() bool {
		if c := at(); c < '0' || c > '9' {
			return s.fail("want a value")
		}
		for c := at(); c >= '0' && c <= '9'; c = at() {
			s.Pos++
		}
		return true
	}
	if at() == '-' {
		s.Pos++
	}
	if at() == '0' {
		s.Pos++
	} else if !digits() {
		return false
	}
	if at() == '.' {
		s.Pos++
		if !digits() {
			return false
		}
	}
	if c := at(); c == 'e' || c == 'E' {
		s.Pos++
		if c := at(); c == '+' || c == '-' {
			s.Pos++
		}
		return digits()
	}
	return true
}
