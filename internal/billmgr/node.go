package billmgr

import (
	"iter"
	"maps"
	"reflect"
)

// Node is an element without a Go type of its own. The zero Node is an element
// without anything; the methods of a nil Node say the same.
type Node struct {
	// Name is the element's name: "doc" for the root of a document.
	Name string
	// Attrs holds the attributes by their name without the dollar sign, with
	// "$orig" as "orig"; nil if there are none.
	Attrs map[string]string
	// Text is the element's text, or the bare string, number or boolean that
	// stands for the element.
	Text string
	// Children holds the child elements in the document's order. Those that
	// repeat have the same name.
	Children []Node
}

// Child gives the first child of that name, nil if there is none.
func (n *Node) Child(name string) *Node {
	for child := range n.All(name) {
		return child
	}
	return nil
}

// All goes through the children of that name, in order.
func (n *Node) All(name string) iter.Seq[*Node] {
	return func(yield func(*Node) bool) {
		if n == nil {
			return
		}
		for i := range n.Children {
			if n.Children[i].Name == name && !yield(&n.Children[i]) {
				return
			}
		}
	}
}

// Find follows a path of names, taking the first child of each; nil if one is
// missing.
func (n *Node) Find(path ...string) *Node {
	for _, name := range path {
		n = n.Child(name)
	}
	return n
}

// Attr gives an attribute by its name without the dollar sign, "" if there is
// none.
func (n *Node) Attr(name string) string {
	if n == nil {
		return ""
	}
	return n.Attrs[name]
}

// Value gives the element without its children.
func (n *Node) Value() Value {
	if n == nil {
		return Value{}
	}
	v := Value{Text: n.Text, Orig: n.Attrs["orig"], Attrs: maps.Clone(n.Attrs)}
	if v.Orig != "" {
		delete(v.Attrs, "orig")
	}
	if len(v.Attrs) == 0 {
		v.Attrs = nil
	}
	return v
}

// String gives the text.
func (n *Node) String() string {
	if n == nil {
		return ""
	}
	return n.Text
}

// UnmarshalJSON reads an element without looking through "doc".
func (n *Node) UnmarshalJSON(data []byte) error {
	d := decoder{scanner: newScanner(data)}
	var root Node
	if !d.node(&root) || !d.End() {
		return d.Err
	}
	*n = root
	return nil
}

func readNode(d *decoder, v reflect.Value) bool {
	var n Node
	ok := d.node(&n)
	if target, isNode := reflect.TypeAssert[*Node](v.Addr()); isNode {
		*target = n
	}
	d.absent = n.Text == "" && n.Attrs == nil && n.Children == nil
	return ok
}

// node reads one value as an element; of an array the first.
func (d *decoder) node(n *Node) bool {
	switch d.Peek() {
	case '{':
		return d.nodeMembers(n)
	case '[':
		if !d.Enter() {
			return false
		}
		if !d.Item(true) {
			return d.Err == nil
		}
		return d.node(n) && d.SkipItems(false)
	}
	r, ok := d.scalar()
	n.Text = d.strings.Of(r.text)
	return ok
}

func (d *decoder) nodeMembers(n *Node) bool {
	if !d.Enter() {
		return false
	}
	for first := true; ; first = false {
		key, more := d.Key(first)
		if !more {
			return d.Err == nil
		}
		name := d.strings.Of(key)
		if name == "" || name[0] != '$' {
			if !d.children(n, name) {
				return false
			}
			continue
		}
		t, present, ok := d.inner()
		if !ok {
			return false
		}
		if name == "$" {
			n.Text = d.strings.Of(t)
			continue
		}
		n.Attrs = setAttr(n.Attrs, name[1:], d.strings.Of(t), present)
	}
}

// children reads a member as the child elements it stands for.
func (d *decoder) children(n *Node, name string) bool {
	add := func() bool {
		child := Node{Name: name}
		if d.Peek() == 'n' {
			return d.Skip()
		}
		ok := d.node(&child)
		n.Children = append(n.Children, child)
		return ok
	}
	if d.Peek() != '[' {
		return add()
	}
	if !d.Enter() {
		return false
	}
	for first := true; d.Item(first); first = false {
		if !add() {
			return false
		}
	}
	return d.Err == nil
}
