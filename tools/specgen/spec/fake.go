package spec

import (
	"go/ast"
	"path/filepath"
	"strings"
)

// Fake is what the source of one fake shows about operations.
type Fake struct {
	files map[string]string // by receiver and method, "service.showvault"
	names map[string]string // the method as it is written
}

// ReadFake parses the Go files of the fake of a facade, whose directory is dir.
func ReadFake(dir string) (*Fake, error) {
	f := &Fake{files: make(map[string]string), names: make(map[string]string)}
	sources, _, err := parseDir(filepath.Join(dir, filepath.Base(dir)+"test"))
	if err != nil {
		return nil, err
	}
	for name, file := range sources {
		for _, decl := range file.Decls {
			fn, ok := decl.(*ast.FuncDecl)
			if !ok || fn.Recv == nil || !isOperation(fn) {
				continue
			}
			key := typeName(fn.Recv.List[0].Type) + "." + strings.ToLower(fn.Name.Name)
			f.files[key], f.names[key] = name, fn.Name.Name
		}
	}
	return f, nil
}

// isOperation says whether a function has the form of a generated server's
// methods: a context first, and any value and an error as results.
func isOperation(fn *ast.FuncDecl) bool {
	params, results := fn.Type.Params.List, fn.Type.Results
	if !fn.Name.IsExported() || len(params) == 0 || results == nil || len(results.List) != 2 {
		return false
	}
	first, ok := params[0].Type.(*ast.SelectorExpr)
	return ok && first.Sel.Name == "Context" && isIdent(results.List[0].Type, "any") && isIdent(results.List[1].Type, "error")
}

func isIdent(e ast.Expr, name string) bool {
	id, ok := e.(*ast.Ident)
	return ok && id.Name == name
}

// Receiver is the type whose methods are the operations of a specification in its
// fake.
func Receiver(name string) string {
	if name == "iam" {
		return "iam"
	}
	return "service"
}

// File is where the fake has an operation, "" when nobody wrote it.
func (f *Fake) File(s *Spec, o Operation) string {
	return f.files[Receiver(s.Name)+"."+strings.ToLower(o.GoName())]
}

// Beyond are the methods of operations that these specifications have not, by
// their names, with their files.
func (f *Fake) Beyond(specs ...*Spec) map[string]string {
	known := make(map[string]bool)
	for _, s := range specs {
		for _, o := range s.Operations {
			known[Receiver(s.Name)+"."+strings.ToLower(o.GoName())] = true
		}
	}
	out := make(map[string]string)
	for key, file := range f.files {
		if receiver, _, _ := strings.Cut(key, "."); !known[key] && (receiver == "service" || receiver == "iam") {
			out[f.names[key]] = file
		}
	}
	return out
}

// FileOf is the file in which the fake keeps the operations of a tag: the one with
// the name of the facade's, or the one that has most of them, "" when there is none.
func (f *Fake) FileOf(s *Spec, tag, facades string) string {
	count, best := make(map[string]int), ""
	for _, o := range s.Operations {
		if file := f.File(s, o); o.Tag == tag && file != "" {
			count[file]++
		}
	}
	if count[facades] > 0 {
		return facades
	}
	for _, file := range sortedKeys(count) {
		if best == "" || count[file] > count[best] {
			best = file
		}
	}
	return best
}
