package main

import (
	"bytes"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/backup-sdk/backup-go/tools/specgen/spec"
)

// readable makes sentences of the comments that oapi-codegen writes: it puts a name
// before a description, "ImageName Name of the copy", which no template can change.
// A file that is not there yet is left out.
func readable(root string, s *spec.Spec) (map[string][]byte, error) {
	out := make(map[string][]byte)
	for _, name := range []string{"gen/" + s.Package() + "/client.gen.go", "gen/" + s.Name + "server/server.gen.go"} {
		source, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name))) //nolint:gosec // the generator's own output
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		what := "the typed client of " + s.Doc.Info.Title + ": a method and a descriptor\n// for each operation, and the types of requests and responses"
		if strings.Contains(name, "server/") {
			what = "what a fake of " + s.Doc.Info.Title + " stands on: the\n// interface that it implements, and how each request is read"
		}
		if out[name], err = withColons(source, what); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	return out, nil
}

// withColons puts a colon behind each name that a description follows, and says in the
// comment of the package what it is.
func withColons(source []byte, what string) ([]byte, error) {
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, "", source, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	var at []int // places for a colon
	note := func(doc *ast.CommentGroup, name string, always bool) {
		if doc == nil {
			return
		}
		first := doc.List[0]
		rest, ok := strings.CutPrefix(first.Text, "// "+name+" ")
		if r, _ := utf8.DecodeRuneInString(rest); ok && (always || !unicode.IsLower(r)) {
			at = append(at, set.Position(first.Pos()).Offset+len("// "+name))
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.GenDecl:
			if len(n.Specs) == 1 {
				if s, ok := n.Specs[0].(*ast.TypeSpec); ok {
					note(n.Doc, s.Name.Name, false) // our templates write sentences
				}
			}
		case *ast.TypeSpec:
			note(n.Doc, n.Name.Name, false)
		case *ast.Field:
			for _, name := range n.Names {
				note(n.Doc, name.Name, true)
			}
		}
		return true
	})
	slices.Sort(at)
	var b bytes.Buffer
	from := 0
	for _, to := range at {
		b.Write(source[from:to])
		b.WriteByte(':')
		from = to
	}
	b.Write(source[from:])
	const stock = " provides primitives to interact with the openapi HTTP API."
	return bytes.Replace(b.Bytes(), []byte(stock), []byte(" is "+what+"."), 1), nil
}
