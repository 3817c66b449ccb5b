package arch_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// A test is skipped for want of a program or a right and of nothing else, and in CI,
// where TEST_PROGRAMS says that they are needed, it fails instead. What is for one
// system has a build tag, and what tests run as a program is no test.
func TestSkips(t *testing.T) {
	root := filepath.Join("..", "..")
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == ".git" || d.Name() == "node_modules" || d.Name() == "dist" || d.Name() == "bin"):
			return filepath.SkipDir
		case d.IsDir() || !strings.HasSuffix(path, ".go"):
			return nil
		}
		source, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if n := skips(t, path, source); n > 0 && !strings.Contains(string(source), `"TEST_PROGRAMS"`) {
			t.Errorf("%s skips %d times, and CI would not know", strings.TrimPrefix(path, root+string(filepath.Separator)), n)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if n := skips(t, "x.go", []byte("package p\n\nfunc f(t *testing.T) { t.Skip(1); t.Skipf(\"\"); t.SkipNow(); fault.Skip = 3; s.Skip() }\n")); n != 3 {
		t.Errorf("%d skips are found, want 3", n)
	}
}

// skips counts calls of Skip, Skipf and SkipNow on what tests call t, tb, b or f;
// decoders skip values.
func skips(t *testing.T, path string, source []byte) int {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), path, source, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	ast.Inspect(file, func(node ast.Node) bool {
		call, ok := node.(*ast.CallExpr)
		if !ok {
			return true
		}
		f, ok := call.Fun.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		on, ok := f.X.(*ast.Ident)
		if ok && slices.Contains([]string{"t", "tb", "b", "f"}, on.Name) && slices.Contains([]string{"Skip", "Skipf", "SkipNow"}, f.Sel.Name) {
			n++
		}
		return true
	})
	return n
}
