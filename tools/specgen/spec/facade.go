package spec

import (
	"cmp"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Facade is what the source of one facade package shows about operations.
type Facade struct {
	// methods by "cbrapi.showvault"
	methods map[string][]Method
	public  map[[2]string]bool // every exported method: {"Vaults", "Get"}
	types   map[string]string  // of the client's fields: "Vaults" is VaultsService
	files   map[string]string  // of the types of services
	tests   []*testFunc
}

// Method is an exported method of a facade that performs an operation.
type Method struct {
	Service string // field of Client, such as "Vaults"; "" for the client itself
	Name    string
	File    string // inside the facade's directory
}

func (m Method) String() string { return cmp.Or(m.Service, "Client") + "." + m.Name }

// testFunc is a function of the facade's tests.
type testFunc struct {
	name  string
	file  string
	calls map[[2]string]bool // {"Vaults", "Get"} for x.Vaults.Get(, {"", "Get"} for any x.Get(
	uses  map[string]bool    // other functions it names
}

// ReadFacade parses the Go files of a facade and its tests, those of the
// package of its fake included. A missing directory is a facade without methods.
func ReadFacade(dir string) (*Facade, error) {
	f := &Facade{methods: make(map[string][]Method), public: make(map[[2]string]bool), types: make(map[string]string), files: make(map[string]string)}
	sources, tests, err := parseDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return f, nil
	}
	if err != nil {
		return nil, err
	}
	_, more, err := parseDir(filepath.Join(dir, filepath.Base(dir)+"test"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	for name, file := range more {
		tests[filepath.Base(dir)+"test/"+name] = file
	}
	fields := clientFields(sources)
	for typ, name := range fields {
		f.types[name] = typ
	}
	for name, file := range sources {
		ast.Inspect(file, func(n ast.Node) bool {
			if spec, ok := n.(*ast.TypeSpec); ok {
				f.files[spec.Name.Name] = name
			}
			return true
		})
	}
	for _, name := range sortedKeys(sources) {
		for _, decl := range sources[name].Decls {
			if fn, ok := decl.(*ast.FuncDecl); ok {
				f.addMethod(dir, name, fn, fields)
			}
		}
	}
	for _, name := range sortedKeys(tests) {
		for _, decl := range tests[name].Decls {
			if fn, ok := decl.(*ast.FuncDecl); ok && fn.Body != nil {
				f.tests = append(f.tests, newTestFunc(name, fn))
			}
		}
	}
	f.closeTests()
	return f, nil
}

// Methods are the exported methods that perform the operation.
func (f *Facade) Methods(s *Spec, o Operation) []Method {
	return f.methods[strings.ToLower(s.Package()+"."+o.GoName())]
}

// Service is the type that serves the operations of a tag, and the file that
// declares it; both are empty when the client has no such field.
func (f *Facade) Service(tag string) (typ, file string) {
	typ = f.types[tag]
	return typ, f.files[typ]
}

// Type is the file that declares a type of the package.
func (f *Facade) Type(name string) (file string, ok bool) {
	file, ok = f.files[name]
	return file, ok
}

// HasMethod says whether a service has an exported method.
func (f *Facade) HasMethod(service, name string) bool { return f.public[[2]string{service, name}] }

// Beyond are the methods that call operations which these specifications have not,
// by the names of what they call: "cbrapi.showvault".
func (f *Facade) Beyond(specs ...*Spec) map[string][]Method {
	out := maps.Clone(f.methods)
	for _, s := range specs {
		for _, o := range s.Operations {
			delete(out, strings.ToLower(s.Package()+"."+o.GoName()))
		}
	}
	return out
}

// Test finds a test or example that calls the method: the one that calls the
// fewest other methods, as a walk over all of them proves the least about each.
// Both names are "" when there is none.
func (f *Facade) Test(m Method) (name, file string) {
	var best *testFunc
	fewest := 0
	for _, t := range f.tests {
		if !t.calls[[2]string{m.Service, m.Name}] || !strings.HasPrefix(t.name, "Test") && !strings.HasPrefix(t.name, "Example") {
			continue
		}
		n := 0
		for call := range t.calls {
			if f.public[call] {
				n++
			}
		}
		if best == nil || n < fewest {
			best, fewest = t, n
		}
	}
	if best == nil {
		return "", ""
	}
	return best.name, best.file
}

func parseDir(dir string) (sources, tests map[string]*ast.File, err error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, nil, err
	}
	sources, tests = make(map[string]*ast.File), make(map[string]*ast.File)
	for _, entry := range entries {
		name := entry.Name()
		if entry.IsDir() || !strings.HasSuffix(name, ".go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(dir, name), nil, parser.SkipObjectResolution)
		if err != nil {
			return nil, nil, err
		}
		if strings.HasSuffix(name, "_test.go") {
			tests[name] = file
		} else {
			sources[name] = file
		}
	}
	return sources, tests, nil
}

// clientFields maps a service type to its field in Client.
func clientFields(sources map[string]*ast.File) map[string]string {
	fields := map[string]string{"Client": ""}
	for _, file := range sources {
		ast.Inspect(file, func(n ast.Node) bool {
			spec, ok := n.(*ast.TypeSpec)
			if !ok || spec.Name.Name != "Client" {
				return true
			}
			body, ok := spec.Type.(*ast.StructType)
			if !ok {
				return false
			}
			for _, field := range body.Fields.List {
				for _, name := range field.Names {
					if name.IsExported() {
						fields[typeName(field.Type)] = name.Name
					}
				}
			}
			return false
		})
	}
	return fields
}

func typeName(e ast.Expr) string {
	if star, ok := e.(*ast.StarExpr); ok {
		e = star.X
	}
	if id, ok := e.(*ast.Ident); ok {
		return id.Name
	}
	return ""
}

// addMethod notes which operations an exported method of a client's service
// performs: it calls the method of that name of a field such as api, which is a
// generated client, or passes it on.
func (f *Facade) addMethod(dir, name string, fn *ast.FuncDecl, fields map[string]string) {
	if fn.Recv == nil || !fn.Name.IsExported() || fn.Body == nil {
		return
	}
	service, ok := fields[typeName(fn.Recv.List[0].Type)]
	if !ok {
		return
	}
	f.public[[2]string{service, fn.Name.Name}] = true
	method := Method{Service: service, Name: fn.Name.Name, File: name}
	ast.Inspect(fn.Body, func(n ast.Node) bool {
		sel, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		if pkg := generatedClient(dir, sel.X); pkg != "" {
			// The generator spells initialisms as Go does: createSshKey is CreateSSHKey.
			key := strings.ToLower(pkg + "." + sel.Sel.Name)
			if !slices.Contains(f.methods[key], method) {
				f.methods[key] = append(f.methods[key], method)
			}
		}
		return true
	})
}

// generatedClient is the package of the generated client that an expression
// stands for, by the name of its field: api and apiNoRetry are the facade's own,
// iamAPI and the like those of another specification.
func generatedClient(dir string, x ast.Expr) string {
	name := ""
	switch x := x.(type) {
	case *ast.SelectorExpr:
		name = x.Sel.Name
	case *ast.Ident:
		name = x.Name
	}
	switch {
	case name == "api", name == "apiNoRetry":
		return filepath.Base(dir) + "api"
	case strings.HasSuffix(name, "API"):
		return strings.TrimSuffix(name, "API") + "api"
	}
	return ""
}

func newTestFunc(file string, fn *ast.FuncDecl) *testFunc {
	t := &testFunc{name: fn.Name.Name, file: file, calls: make(map[[2]string]bool), uses: make(map[string]bool)}
	if fn.Recv != nil {
		t.name = "method " + t.name // never a test, but a test may use it
	}
	ast.Inspect(fn.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Ident:
			t.uses[n.Name] = true
		case *ast.SelectorExpr:
			// A method value passed on counts as a call of it.
			t.calls[[2]string{"", n.Sel.Name}] = true
			if service, ok := n.X.(*ast.SelectorExpr); ok {
				t.calls[[2]string{service.Sel.Name, n.Sel.Name}] = true
			}
		}
		return true
	})
	return t
}

// closeTests gives each test the calls of the helpers it uses, however deep.
func (f *Facade) closeTests() {
	for changed := true; changed; {
		changed = false
		for _, t := range f.tests {
			for _, helper := range f.tests {
				if helper == t || !t.uses[strings.TrimPrefix(helper.name, "method ")] {
					continue
				}
				before := len(t.calls)
				for call := range helper.calls {
					t.calls[call] = true
				}
				changed = changed || len(t.calls) != before
			}
		}
	}
}
