package dollar

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
	text, orig       token
	hasText, hasOrig bool
	nested           bool // there are child elements
}

// pick gives the token that stands for the value: the code of a translated
// value, or its text where that is wanted.
func (r *rawScalar) pick(wantText bool) (token, bool) {
	if r.hasOrig && len(r.orig.raw) > 0 && !(wantText && r.hasText) {
		return r.orig, true
	}
	return r.text, r.hasText
}

// scalar reads one value of any shape as a scalar: an element with "$", a bare
// string, number or boolean, null, or an array of these, of which the first
// counts.
func (s *scanner) scalar() (r rawScalar, ok bool) {
	switch s.peek() {
	case '"':
		r.text, r.hasText = s.str()
		return r, r.hasText
	case '{':
		return s.element()
	case '[':
		if !s.enter() {
			return r, false
		}
		if !s.item(true) {
			return r, s.err == nil
		}
		if r, ok = s.scalar(); !ok {
			return r, false
		}
		return r, s.skipItems(false)
	}
	r.text, r.hasText, ok = s.literal()
	return r, ok
}

// element reads an object as a scalar. {"$":"…"} is nearly all of any document,
// so it has a path of its own.
func (s *scanner) element() (r rawScalar, ok bool) {
	const common = `{"$":"`
	first := true
	if rest := s.data[s.pos:]; len(rest) > len(common) && string(rest[:len(common)]) == common {
		start := s.pos
		s.pos += len(common) - 1
		if r.text, ok = s.str(); !ok {
			return r, false
		}
		if s.pos < len(s.data) && s.data[s.pos] == '}' && s.depth < maxDepth {
			s.pos++
			r.hasText = true
			return r, true
		}
		s.pos = start // the loop below reads it again
	}
	if !s.enter() {
		return r, false
	}
	for ; ; first = false {
		key, more := s.key(first)
		if !more {
			return r, s.err == nil
		}
		name := key.text()
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
			if !s.skip() {
				return r, false
			}
		}
	}
}

// inner reads the value of "$" or "$orig", which should be a string.
func (s *scanner) inner() (t token, present, ok bool) {
	r, ok := s.scalar()
	t, present = r.pick(false)
	return t, present, ok
}
