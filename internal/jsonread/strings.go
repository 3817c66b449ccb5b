package jsonread

import "encoding/binary"

// Bounds of interning.
const (
	internBits   = 8
	internSlots  = 1 << internBits
	internMaxLen = 36 // of an id
	internAfter  = 32 // strings of a document before the table is worth making
)

// Strings makes strings of the tokens of a document. A list repeats regions,
// states and formats in every row, so most of its strings are copies of a few:
// the latest short one of each slot is kept for the next that is equal. A
// collision only costs a copy. Every string handed out owns its bytes or shares
// them with equal strings, so keeping one row never keeps the document alive.
//
// The zero Strings is ready to use.
type Strings struct {
	table *[internSlots]string
	seen  int
}

// Of gives the token's text.
func (s *Strings) Of(t Token) string {
	b := t.Raw
	if !t.Plain() {
		return t.String()
	}
	if len(b) == 0 {
		return ""
	}
	if len(b) > internMaxLen {
		return string(b)
	}
	if s.table == nil {
		if s.seen++; s.seen < internAfter {
			return string(b)
		}
		s.table = new([internSlots]string)
	}
	slot := &s.table[internHash(b)]
	if *slot != string(b) {
		*slot = string(b)
	}
	return *slot
}

// internHash takes eight bytes at a time. Multiplied by the golden ratio, every
// byte moves the highest bits, which are the slot.
func internHash(b []byte) uint64 {
	const golden = 0x9e3779b97f4a7c15 // times 2^64
	h := uint64(len(b))
	for ; len(b) >= 8; b = b[8:] {
		h = (h ^ binary.LittleEndian.Uint64(b)) * golden
		h ^= h >> 32
	}
	var last [8]byte
	copy(last[:], b)
	h = (h ^ binary.LittleEndian.Uint64(last[:])) * golden
	h ^= h >> 32
	return h * golden >> (64 - internBits)
}
