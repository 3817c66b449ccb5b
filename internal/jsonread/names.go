package jsonread

import "sync/atomic"

// Names finds the names of an object's members, without allocating.
type Names struct {
	names []string
	keys  []string // as they mostly stand in a document, with the colon; "" where that is not sure
	slots []int    // 1 + index into names, 0 for none

	// follows holds, for every name and first for the start of an object, 1 + the
	// name that came next the last time. The objects of a list have their members
	// in one order, so that a look at this saves most searches. It is a guess that
	// is checked, and never changes a result.
	follows []atomic.Int32
}

// NewNames makes a table of names. Of equal ones the first is found.
func NewNames(names []string) *Names {
	size := 4
	for size < 2*len(names) {
		size *= 2
	}
	n := &Names{names: names, keys: make([]string, len(names)), slots: make([]int, size), follows: make([]atomic.Int32, len(names)+1)}
	for i, name := range names {
		if isPlainName(name) {
			n.keys[i] = `"` + name + `":`
		}
		slot := n.slot([]byte(name))
		for n.slots[slot] != 0 && names[n.slots[slot]-1] != name {
			slot = (slot + 1) % size
		}
		if n.slots[slot] == 0 {
			n.slots[slot] = i + 1
		}
	}
	return n
}

// Find gives the index of a name, -1 if it is not there.
func (n *Names) Find(name []byte) int {
	for slot := n.slot(name); ; slot = (slot + 1) & (len(n.slots) - 1) {
		i := n.slots[slot] - 1
		if i < 0 || n.names[i] == string(name) {
			return i
		}
	}
}

// slot looks at the length and three bytes: enough to tell the names of one
// object apart, and the table is never more than half full.
func (n *Names) slot(name []byte) int {
	if len(name) == 0 {
		return 0
	}
	l := len(name)
	h := uint(l)*7 + uint(name[0])*31 + uint(name[l/2])*131 + uint(name[l-1])*17
	return int(h & uint(len(n.slots)-1))
}

// Guess moves past the key of the member that came after the last one in an object
// before, if it is the next one, without a blank anywhere. Last is 1 + the index of
// the last name that was found in this object, 0 at its start. It gives the index of
// the name, -1 if the guess was wrong and nothing was moved.
func (n *Names) Guess(s *Scanner, last int, first bool) int {
	i := int(n.follows[last].Load()) - 1
	if i < 0 || !s.next(n.keys[i], first) {
		return -1
	}
	return i
}

// Learn notes which name came after the last one.
func (n *Names) Learn(last, i int) {
	n.follows[last].Store(int32(i) + 1) //nolint:gosec // far less: the fields of a struct
}

// next moves past a key if it is the next one, without a blank anywhere.
func (s *Scanner) next(key string, first bool) bool {
	rest := s.Data[s.Pos:]
	comma := 1
	if first {
		comma = 0
	}
	if key == "" || len(rest) < comma+len(key) || comma == 1 && rest[0] != ',' || string(rest[comma:comma+len(key)]) != key {
		return false
	}
	s.Pos += comma + len(key)
	return true
}

// isPlainName reports a name that stands in a document as it is.
func isPlainName(name string) bool {
	for _, c := range []byte(name) {
		if c != '_' && c != '$' && c != '.' && !('a' <= c && c <= 'z') && !('A' <= c && c <= 'Z') && !('0' <= c && c <= '9') {
			return false
		}
	}
	return true
}
