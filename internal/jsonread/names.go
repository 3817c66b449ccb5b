package jsonread

// Names finds the names of an object's members, without allocating.
type Names struct {
	names []string
	slots []int // 1 + index into names, 0 for none
}

// NewNames makes a table of names. Of equal ones the first is found.
func NewNames(names []string) *Names {
	size := 4
	for size < 2*len(names) {
		size *= 2
	}
	n := &Names{names: names, slots: make([]int, size)}
	for i, name := range names {
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
