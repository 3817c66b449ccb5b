package dollar

import "bytes"

// Lookup gives the raw JSON of a member: Lookup(data, "doc", "error"). Of arrays
// on the way the first element is looked at, and of members that occur twice
// the last. The result is a part of data; nothing is allocated.
//
// ok is false when there is no such member, and when the walk to it meets
// malformed JSON. It is a quick look, not a check of the document: one that
// does not hold the name anywhere is not walked at all.
func Lookup(data []byte, path ...string) (raw []byte, ok bool) {
	for _, name := range path {
		if !mayContain(data, name) {
			return nil, false
		}
	}
	s := scanner{data: data}
	raw, ok = s.find(path)
	return raw, ok && s.err == nil
}

// find moves past one value and gives the part of it that path leads to.
func (s *scanner) find(path []string) (raw []byte, ok bool) {
	c := s.peek()
	start := s.pos
	switch {
	case len(path) == 0:
		ok = s.skip()
		return s.data[start:s.pos], ok
	case c == '[':
		if !s.enter() || !s.item(true) {
			return nil, false
		}
		raw, ok = s.find(path)
		return raw, s.err == nil && s.skipItems(false) && ok
	case c != '{':
		s.skip()
		return nil, false
	case !s.enter():
		return nil, false
	}
	for first := true; ; first = false {
		key, more := s.key(first)
		switch {
		case !more:
			return raw, ok
		case key.equal(path[0]):
			raw, ok = s.find(path[1:])
		default:
			s.skip()
		}
		if s.err != nil {
			return nil, false
		}
	}
}

// mayContain is a quick no for documents that hold the name nowhere, which is
// what asking a long list for an error comes to. A key can only be spelled
// differently with escapes.
func mayContain(data []byte, name string) bool {
	for i := range len(name) {
		if c := name[i]; c < ' ' || c >= 0x7f || c == '"' || c == '\\' || c == '/' {
			return true
		}
	}
	var buf [64]byte
	key := append(append(append(buf[:0], '"'), name...), '"')
	return bytes.Contains(data, key) || bytes.Contains(data, []byte(`\u`))
}

// equal is token.is without allocating, for keys with escapes as well: it
// compares piece by piece.
func (t token) equal(name string) bool {
	if t.plain() {
		return string(t.raw) == name
	}
	var buf [128]byte
	if len(t.raw) > len(buf) {
		return t.is(name)
	}
	return string(appendText(buf[:0], t.raw)) == name
}
