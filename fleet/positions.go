package fleet

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// positions knows where each part of a file stands.
type positions struct {
	value, key map[string]*yaml.Node
}

// of is the line and column of a value, or of what is around it.
func (p *positions) of(path string) (line, column int) {
	if p == nil {
		return 1, 1
	}
	for {
		if n := p.value[path]; n != nil {
			return n.Line, n.Column
		}
		i := strings.LastIndexByte(path, '/')
		if i < 0 {
			return 1, 1
		}
		path = path[:i]
	}
}

// addKeyf notes a problem with a key.
func (f *found) addKeyf(path, format string, args ...any) {
	line, column := f.at.of(path)
	if n := f.at.key[path]; n != nil {
		line, column = n.Line, n.Column
	}
	f.list = append(f.list, Problem{Line: line, Column: column, Field: fieldOf(path), Text: fmt.Sprintf(format, args...)})
}

// Bounds of a file.
const (
	maxBytes = 16 << 20
	maxDepth = 20
	maxNodes = 2_000_000
)

// tree turns the nodes of a file into what a schema sees, and notes where each
// stands, what is there twice and what has no place in a file like this.
type tree struct {
	out   *found
	nodes int
}

func (t *tree) of(n *yaml.Node, path string, depth int) any {
	if t.nodes++; t.nodes == maxNodes || depth == maxDepth {
		t.out.at.value[path] = n
		t.out.addf(path, "is too much: at most %d values, at most %d deep", maxNodes, maxDepth)
	}
	if t.nodes >= maxNodes || depth >= maxDepth {
		return nil
	}
	t.out.at.value[path] = n
	if n.Anchor != "" {
		t.out.addf(path, "has an anchor, which this file does not know")
	}
	switch n.Kind {
	case yaml.MappingNode:
		return t.mapping(n, path, depth)
	case yaml.SequenceNode:
		out := make([]any, 0, len(n.Content))
		for i, item := range n.Content {
			out = append(out, t.of(item, path+"/"+strconv.Itoa(i), depth+1))
		}
		return out
	case yaml.ScalarNode:
		return t.scalar(n, path)
	case yaml.AliasNode:
		t.out.addf(path, "is an alias, which this file does not know")
	case yaml.DocumentNode:
	}
	return nil
}

func (t *tree) mapping(n *yaml.Node, path string, depth int) any {
	out := make(map[string]any, len(n.Content)/2) //nolint:mnd // keys and values
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		if key.Kind != yaml.ScalarNode || key.Tag == "!!merge" {
			t.out.at.value[path+"/?"] = key
			t.out.addf(path+"/?", "must be the name of a field")
			continue
		}
		at := path + "/" + escape(key.Value)
		if before := t.out.at.key[at]; before != nil {
			t.out.list = append(t.out.list, Problem{Line: key.Line, Column: key.Column, Field: fieldOf(at), Text: fmt.Sprintf("is there twice, first in line %d", before.Line)})
			continue
		}
		t.out.at.key[at] = key
		out[key.Value] = t.of(value, at, depth+1)
	}
	return out
}

// scalar is a value as JSON has it. Days and clocks are text.
func (t *tree) scalar(n *yaml.Node, path string) any {
	switch n.ShortTag() {
	case "!!null":
		return nil
	case "!!bool":
		var b bool
		if n.Decode(&b) == nil {
			return b
		}
	case "!!int":
		var i int64
		if n.Decode(&i) == nil {
			return i
		}
		t.out.addf(path, "is a number out of all bounds")
		return int64(0)
	case "!!float":
		var f float64
		if n.Decode(&f) == nil && !math.IsNaN(f) && !math.IsInf(f, 0) {
			return f
		}
		t.out.addf(path, "is not a number that can be used")
		return 0.0
	case "!!str", "!!timestamp":
	default:
		t.out.addf(path, "has the tag %s, which this file does not know", quoteKey(n.Tag))
	}
	return n.Value
}

// escape keeps the slash of a key from making two.
func escape(key string) string { return strings.ReplaceAll(key, "/", "∕") }
