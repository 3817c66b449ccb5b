package fleet

import (
	"bytes"
	"math"
	"os"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"
)

// compiled is the schema in a library that knows all of JSON schema.
func compiled(tb testing.TB) *jsonschema.Schema {
	tb.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(Schema()))
	if err != nil {
		tb.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("fleet.schema.json", doc); err != nil {
		tb.Fatal(err)
	}
	s, err := c.Compile("fleet.schema.json")
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

// same holds a document to the schema by both, which have to agree.
func same(tb testing.TB, s *jsonschema.Schema, data []byte) {
	tb.Helper()
	if root, problem := document(data); problem == nil {
		sameTree(tb, s, root)
	}
}

func sameTree(tb testing.TB, s *jsonschema.Schema, root *yaml.Node) {
	tb.Helper()
	out := &found{at: &positions{value: make(map[string]*yaml.Node), key: make(map[string]*yaml.Node)}}
	doc := (&tree{out: out}).of(root, "", 0)
	if len(out.list) > 0 {
		return // no tree of JSON
	}
	if err := validate(doc, out); err != nil {
		tb.Fatal(err)
	}
	if err := s.Validate(doc); (err == nil) != (len(out.list) == 0) {
		text, _ := yaml.Marshal(root)
		tb.Errorf("%s\nhere %v, the library %v", text, out.list, err)
	}
}

func TestSchemaAsALibraryHasIt(t *testing.T) {
	t.Parallel()
	s := compiled(t)
	data, err := os.ReadFile("testdata/whole.yaml")
	if err != nil {
		t.Fatal(err)
	}
	same(t, s, data)
	for _, tt := range badFiles() {
		same(t, s, []byte(tt.text))
	}
	// Each value of a good file, replaced by others of all kinds.
	values := []any{nil, true, int64(-1), int64(0), int64(1), int64(1) << 40, 0.5, math.MaxFloat64, "", "x", "02:30", "2h", "env:X", "*", []any{}, []any{"monday", "monday"}, map[string]any{}, map[string]any{"x": int64(1)}}
	var root yaml.Node
	if err := yaml.Unmarshal(data, &root); err != nil {
		t.Fatal(err)
	}
	changed := 0
	var visit func(n *yaml.Node)
	visit = func(n *yaml.Node) {
		for i, child := range n.Content {
			if n.Kind == yaml.MappingNode && i%2 == 0 {
				continue
			}
			for _, v := range values {
				var other yaml.Node
				if err := other.Encode(v); err != nil {
					t.Fatal(err)
				}
				n.Content[i] = &other
				sameTree(t, s, root.Content[0])
				changed++
			}
			n.Content[i] = child
			visit(child)
		}
	}
	visit(&root)
	if changed < 1000 {
		t.Errorf("only %d documents", changed)
	}
}

func FuzzSchema(f *testing.F) {
	s := compiled(f)
	for _, tt := range badFiles() {
		f.Add([]byte(tt.text))
	}
	f.Fuzz(func(t *testing.T, data []byte) { same(t, s, data) })
}
