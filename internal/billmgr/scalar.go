package billmgr

import "github.com/backup-sdk/backup-go/internal/jsonread"

// Scalar is what an element says as one value.
type Scalar struct {
	// Text is the element's text, in the language of the request.
	Text string
	// Orig is the stable code of a translated value, empty for all others.
	Orig string
	// Present is false for an element without a value: {} or null.
	Present bool
}

// Code is Orig where there is one, else Text.
func (s Scalar) Code() string {
	if s.Orig != "" {
		return s.Orig
	}
	return s.Text
}

// rawScalar is a Scalar that still points into the document.
type rawScalar struct {
	text, orig       jsonread.Token
	hasText, hasOrig bool
	nested           bool // there are child elements
}

// pick gives the token that stands for the value: the code of a translated
// value, or its text where that is wanted.
func (r *rawScalar) pick(wantText bool) (jsonread.Token, bool) {
	if r.hasOrig && len(r.orig.Raw) > 0 && !(wantText && r.hasText) {
		return r.orig, true
	}
	return r.text, r.hasText
}

// scalar reads one value of any shape as a scalar: an element with "$", a bare
// string, number or boolean, null, or an array of these, of which the first
// counts.
func (s *scanner) scalar() (r rawScalar, ok bool) {
	switch s.Peek() {
	case '"':
		r.text, r.hasText = s.Quoted()
		return r, r.hasText
	case '{':
		return s.element()
	case '[':
		if !s.Enter() {
			return r, false
		}
		if !s.Item(true) {
			return r, s.Err == nil
		}
		if r, ok = s.scalar(); !ok {
			return r, false
		}
		return r, s.SkipItems(false)
	}
	r.text, r.hasText, ok = s.Literal()
	return r, ok
}

// element reads an object as a scalar. {"$":"…"} is nearly all of any document,
// so it has a path of its own.
func (s *scanner) element() (r rawScalar, ok bool) {
	const common = `{"$":"`
	first := true
	if rest := s.Data[s.Pos:]; len(rest) > len(common) && string(rest[:len(common)]) == common {
		start := s.Pos
		s.Pos += len(common) - 1
		if r.text, ok = s.Quoted(); !ok {
			return r, false
		}
		if s.Pos < len(s.Data) && s.Data[s.Pos] == '}' && s.Depth < jsonread.MaxDepth {
			s.Pos++
			r.hasText = true
			return r, true
		}
		s.Pos = start // the loop below reads it again
	}
	if !s.Enter() {
		return r, false
	}
	for ; ; first = false {
		key, more := s.Key(first)
		if !more {
			return r, s.Err == nil
		}
		name := key.Bytes()
		switch {
		case string(name) == "$":
			if r.text, r.hasText, ok = s.inner(); !ok {
				return r, false
			}
		case string(name) == "$orig":
			if r.orig, r.hasOrig, ok = s.inner(); !ok {
				return r, false
			}
		default:
			r.nested = r.nested || len(name) == 0 || name[0] != '$'
			if !s.Skip() {
				return r, false
			}
		}
	}
}

// inner reads the value of "$" or "$orig", which should be a string.
func (s *scanner) inner() (t jsonread.Token, present, ok bool) {
	r, ok := s.scalar()
	t, present = r.pick(false)
	return t, present, ok
}
