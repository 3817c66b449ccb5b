package billmgr

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
	s := newScanner(data)
	raw, ok = s.find(path)
	return raw, ok && s.Err == nil
}

// find moves past one value and gives the part of it that path leads to.
func (s *scanner) find(path []string) (raw []byte, ok bool) {
	c := s.Peek()
	start := s.Pos
	switch {
	case len(path) == 0:
		ok = s.Skip()
		return s.Data[start:s.Pos], ok
	case c == '[':
		if !s.Enter() || !s.Item(true) {
			return nil, false
		}
		raw, ok = s.find(path)
		return raw, s.Err == nil && s.SkipItems(false) && ok
	case c != '{':
		s.Skip()
		return nil, false
	case !s.Enter():
		return nil, false
	}
	for first := true; ; first = false {
		key, more := s.Key(first)
		switch {
		case !more:
			return raw, ok
		case key.Is(path[0]):
			raw, ok = s.find(path[1:])
		default:
			s.Skip()
		}
		if s.Err != nil {
			return nil, false
		}
	}
}

// mayContain is a quick no for documents that hold the name nowhere, which is
// what asking a long list for an error comes to. A key can only be spelled
// differently with escapes.
func mayContain(data []byte, name string) bool {
	for i := range len(name) {
		if c := name[i]; !isPlain(c) || c == '/' {
			return true
		}
	}
	var buf [64]byte
	key := append(append(append(buf[:0], '"'), name...), '"')
	return bytes.Contains(data, key) || bytes.Contains(data, []byte(`\u`))
}
