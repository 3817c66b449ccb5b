package cloutility_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestInference holds doc comments against the specification: an operation of
// which a part is only guessed says so in both.
func TestInference(t *testing.T) {
	t.Parallel()
	spec := string(must(os.ReadFile("../specs/cloutility.yaml"))(t))
	var guessed []string
	for _, block := range regexp.MustCompile(`(?m)^ {6}operationId: `).Split(spec, -1)[1:] {
		id, rest, _ := strings.Cut(block, "\n")
		description, _, _ := strings.Cut(rest, "x-idempotent:")
		if strings.Contains(description, "Inference") {
			guessed = append(guessed, strings.ToUpper(id[:1])+id[1:])
		}
	}
	if len(guessed) < 6 {
		t.Fatalf("found only %v", guessed)
	}
	for _, name := range must(filepath.Glob("*.go"))(t) {
		file := must(parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments))(t)
		for _, decl := range file.Decls {
			fn, ok := decl.(*ast.FuncDecl)
			if !ok || !fn.Name.IsExported() {
				continue
			}
			ast.Inspect(fn, func(n ast.Node) bool {
				sel, ok := n.(*ast.SelectorExpr)
				if !ok {
					return true
				}
				if api, ok := sel.X.(*ast.SelectorExpr); ok && api.Sel.Name == "api" {
					if i := slices.Index(guessed, sel.Sel.Name); i >= 0 {
						guessed = slices.Delete(guessed, i, i+1)
						if !strings.Contains(fn.Doc.Text(), "Inference:") {
							t.Errorf("%s: the comment of %s does not say what is inferred", name, fn.Name)
						}
					}
				}
				return true
			})
		}
	}
	if len(guessed) > 0 {
		t.Errorf("no method for %v", guessed)
	}
}
