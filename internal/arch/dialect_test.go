package arch_test

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/printer"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
)

// The three facades speak one dialect: who knows one of them knows the others.
// The tests below hold what a program can check of it.

func facades() []string { return []string{"cbr", "zomro", "cloutility"} }

func fakes() []string {
	return []string{"cbr/cbrtest", "zomro/zomrotest", "cloutility/cloutilitytest"}
}

// source is one package, parsed.
type source struct {
	dir   string
	files map[string]*ast.File
	fset  *token.FileSet
}

func parse(t *testing.T, dir string) *source {
	t.Helper()
	s := &source{dir: dir, files: make(map[string]*ast.File), fset: token.NewFileSet()}
	entries, err := os.ReadDir(filepath.Join("..", "..", dir))
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		name := entry.Name()
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(s.fset, filepath.Join("..", "..", dir, name), nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		s.files[name] = file
	}
	return s
}

func (s *source) generated(name string) bool { return strings.HasSuffix(name, ".gen.go") }

// functions calls f for each function and method that is written by hand.
func (s *source) functions(f func(file string, fn *ast.FuncDecl)) {
	for name, file := range s.files {
		if s.generated(name) {
			continue
		}
		for _, decl := range file.Decls {
			if fn, ok := decl.(*ast.FuncDecl); ok {
				f(name, fn)
			}
		}
	}
}

// text prints a node as gofmt would.
func (s *source) text(node any) string {
	var b bytes.Buffer
	if err := printer.Fprint(&b, s.fset, node); err != nil {
		return err.Error()
	}
	return b.String()
}

func receiver(fn *ast.FuncDecl) string {
	if fn.Recv == nil {
		return ""
	}
	x := fn.Recv.List[0].Type
	if star, ok := x.(*ast.StarExpr); ok {
		x = star.X
	}
	if index, ok := x.(*ast.IndexExpr); ok {
		x = index.X
	}
	if id, ok := x.(*ast.Ident); ok {
		return id.Name
	}
	return ""
}

// public are the exported methods of a client and its services.
func (s *source) public(f func(file string, fn *ast.FuncDecl)) {
	s.functions(func(file string, fn *ast.FuncDecl) {
		if r := receiver(fn); fn.Name.IsExported() && (r == "Client" || strings.HasSuffix(r, "Service")) {
			f(file, fn)
		}
	})
}

// The same subject is in the file of the same name.
func TestFiles(t *testing.T) {
	sameFiles := func(dirs []string, want []string) {
		for _, dir := range dirs {
			s := parse(t, dir)
			for _, name := range want {
				if s.files[name+".go"] == nil {
					t.Errorf("%s has no %s.go", dir, name)
				}
			}
			for name, file := range s.files {
				if strings.Contains(strings.TrimSuffix(name, ".go"), "_") || strings.HasSuffix(name, "change.go") || strings.HasSuffix(name, "changes.go") || strings.HasSuffix(name, "more.go") {
					t.Errorf("%s/%s: a file is named after its subject, in one word", dir, name)
				}
				if lines := s.fset.Position(file.FileEnd).Line; lines > maxLines && !s.generated(name) {
					t.Errorf("%s/%s has %d lines: two subjects?", dir, name, lines)
				}
			}
		}
	}
	sameFiles(facades(), []string{"doc", "client", "config", "credentials", "auth", "errors", "validate", "pages", "do"})
	sameFiles([]string{"cbr", "zomro"}, []string{"wait"}) // at Cloutility nothing takes time
	sameFiles(fakes(), []string{"doc", "config", "server", "options", "seed", "state", "faults", "quirks"})
}

// maxLines bounds a file. A subject takes about 300.
const maxLines = 450

// What a caller fills in is an input, named after what is done with it; New… are
// functions.
func TestInputs(t *testing.T) {
	name := regexp.MustCompile(`^([A-Z][a-z0-9]+)[A-Z].*Input$`)
	for _, dir := range facades() {
		s := parse(t, dir)
		declared := make(map[string]bool)
		for _, file := range s.files {
			ast.Inspect(file, func(n ast.Node) bool {
				if spec, ok := n.(*ast.TypeSpec); ok {
					declared[spec.Name.Name] = true
					if rest, ok := strings.CutPrefix(spec.Name.Name, "New"); ok && startsUpper(rest) {
						t.Errorf("%s: %s is a type, and New… are functions", dir, spec.Name.Name)
					}
					if strings.HasSuffix(spec.Name.Name, "Input") && spec.Name.IsExported() && !name.MatchString(spec.Name.Name) && !verbs[strings.TrimSuffix(spec.Name.Name, "Input")] {
						t.Errorf("%s: %s does not say what is done with which thing", dir, spec.Name.Name)
					}
				}
				return true
			})
		}
		s.public(func(_ string, fn *ast.FuncDecl) {
			for i, field := range fn.Type.Params.List {
				id, ok := field.Type.(*ast.Ident)
				if !ok || !declared[id.Name] || i == 0 || !isStruct(s, id.Name) {
					continue
				}
				if !strings.HasSuffix(id.Name, "Input") && !strings.HasSuffix(id.Name, "Ref") {
					t.Errorf("%s: %s.%s takes %s: what a caller fills in is an …Input, ids together are a …Ref", dir, receiver(fn), fn.Name.Name, id.Name)
				}
			}
		})
	}
}

// verbs are inputs of methods of the client itself, which need no thing.
var verbs = map[string]bool{"Enroll": true, "EnrollAll": true, "Decommission": true, "Prune": true}

func startsUpper(s string) bool { return s != "" && unicode.IsUpper(rune(s[0])) }

// isStruct reports types that are structs here, or aliases of a generated type
// that is no scalar: those have a comment with their fields.
func isStruct(s *source, name string) bool {
	found := false
	for _, file := range s.files {
		for _, decl := range file.Decls {
			gen, ok := decl.(*ast.GenDecl)
			if !ok {
				continue
			}
			for _, spec := range gen.Specs {
				ts, ok := spec.(*ast.TypeSpec)
				if !ok || ts.Name.Name != name {
					continue
				}
				switch ts.Type.(type) {
				case *ast.StructType:
					found = true
				case *ast.SelectorExpr:
					found = strings.Contains(gen.Doc.Text(), "\n\t")
				}
			}
		}
	}
	return found
}

// List and All of a service take the same, and All hands out what List has.
func TestLists(t *testing.T) {
	for _, dir := range facades() {
		s := parse(t, dir)
		methods := make(map[string]*ast.FuncDecl)
		s.public(func(_ string, fn *ast.FuncDecl) { methods[receiver(fn)+"."+fn.Name.Name] = fn })
		for name, all := range methods {
			service, method, _ := strings.Cut(name, ".")
			if !strings.HasPrefix(method, "All") || !strings.Contains(s.text(all.Type), "iter.Seq2[") {
				continue
			}
			list := methods[service+".List"+strings.TrimPrefix(method, "All")]
			if list == nil {
				t.Errorf("%s: %s has no List beside it", dir, name)
				continue
			}
			if got, want := s.text(all.Type.Params), s.text(list.Type.Params); got != want {
				t.Errorf("%s: %s takes %s and List takes %s", dir, name, got, want)
			}
		}
		do := methods["Client.Do"]
		if do == nil {
			t.Errorf("%s: the client has no Do", dir)
		} else if got, want := s.text(do.Type), "func(ctx context.Context, in backup.Request, out any) error"; got != want {
			t.Errorf("%s: Do is %s, want %s", dir, got, want)
		}
	}
}

// What two methods do alike is one function.
func TestNoBodyTwice(t *testing.T) {
	for _, dir := range slices.Concat(facades(), fakes()) {
		s := parse(t, dir)
		bodies := make(map[string]string)
		s.functions(func(file string, fn *ast.FuncDecl) {
			if fn.Body == nil || len(fn.Body.List) < 3 {
				return
			}
			name, body := file+" "+receiver(fn)+"."+fn.Name.Name, s.text(fn.Body)
			if other, ok := bodies[body]; ok {
				t.Errorf("%s: %s does the same as %s, word by word", dir, name, other)
			}
			bodies[body] = name
		})
	}
}

// Every exported name of the public packages has a comment. Members of a group
// may share the group's.
func TestDocumented(t *testing.T) {
	public := slices.Concat([]string{".", "lenient"}, facades(), fakes())
	for _, dir := range public {
		s := parse(t, dir)
		for name, file := range s.files {
			for _, decl := range file.Decls {
				switch decl := decl.(type) {
				case *ast.FuncDecl:
					if decl.Name.IsExported() && (decl.Recv == nil || ast.IsExported(receiver(decl))) && decl.Doc.Text() == "" {
						t.Errorf("%s/%s: %s.%s has no comment", dir, name, receiver(decl), decl.Name.Name)
					}
				case *ast.GenDecl:
					undocumented(decl, func(what string) { t.Errorf("%s/%s: %s has no comment", dir, name, what) })
				}
			}
		}
	}
}

func undocumented(decl *ast.GenDecl, report func(string)) {
	for _, spec := range decl.Specs {
		switch spec := spec.(type) {
		case *ast.TypeSpec:
			if spec.Name.IsExported() && decl.Doc.Text() == "" && spec.Doc.Text() == "" {
				report(spec.Name.Name)
			}
		case *ast.ValueSpec:
			for _, name := range spec.Names {
				if name.IsExported() && decl.Doc.Text() == "" && spec.Doc.Text() == "" && spec.Comment.Text() == "" {
					report(name.Name)
				}
			}
		}
	}
}

// Names are the field's. What stands on the left has a standard word.
func TestWords(t *testing.T) {
	better := map[string]string{
		"answer": "response", "judge": "classify", "refuse": "invalidArgument", "lease": "generation", "stock": "seed",
		"given": "seed", "shelf": "collection", "visits": "routes", "spoil": "distort", "newcomer": "createdFinder", "newcomers": "createdFinder",
		"spend": "noRetry", "adopt": "build", "guard": "path",
	}
	dirs := slices.Concat([]string{".", "lenient", "internal/rest", "internal/serve", "internal/token", "internal/fake", "internal/form"}, facades(), fakes())
	for _, dir := range dirs {
		s := parse(t, dir)
		check := func(where, name string) {
			for _, word := range words(name) {
				if want, bad := better[word]; bad {
					t.Errorf("%s: %s: say %s, not %s", where, name, want, word)
				}
			}
		}
		for name, file := range s.files {
			if s.generated(name) {
				continue
			}
			check(dir, strings.TrimSuffix(name, ".go"))
			ast.Inspect(file, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.FuncDecl:
					check(dir+"/"+name, n.Name.Name)
				case *ast.TypeSpec:
					check(dir+"/"+name, n.Name.Name)
				case *ast.ValueSpec:
					for _, id := range n.Names {
						check(dir+"/"+name, id.Name)
					}
				case *ast.Field:
					for _, id := range n.Names {
						check(dir+"/"+name, id.Name)
					}
				}
				return true
			})
		}
	}
}

// words splits a name at its capitals.
func words(name string) []string {
	var out []string
	start := 0
	for i, r := range name {
		if i > 0 && unicode.IsUpper(r) {
			out, start = append(out, strings.ToLower(name[start:i])), i
		}
	}
	return append(out, strings.ToLower(name[start:]))
}

// The three fakes have the same shape.
func TestFakesAreAlike(t *testing.T) {
	functions := []string{
		"New", "NewServer", "FaultStatus", "FaultDelay", "FaultReset", "FaultHTML", "FaultRedirect", "FaultTooMany", "FaultTruncate",
		"WithAccount", "WithClock", "WithQuirks", "WithTokenLifetime",
	}
	methods := []string{"Account", "Config", "Options", "Logins", "URL", "Inject", "Requests", "Count"}
	for _, dir := range fakes() {
		s := parse(t, dir)
		has := make(map[string]bool)
		s.functions(func(_ string, fn *ast.FuncDecl) {
			if r := receiver(fn); r == "" || r == "Server" {
				has[r+"."+fn.Name.Name] = true
			}
		})
		for _, name := range functions {
			if !has["."+name] {
				t.Errorf("%s has no function %s", dir, name)
			}
		}
		for _, name := range methods {
			if !has["Server."+name] {
				t.Errorf("%s: Server has no method %s of its own, with a comment where go doc shows it", dir, name)
			}
		}
	}
}

// A fake stands in for a service, and shares no code with the client that is
// tested against it: of its facade it knows the configuration, in one file.
func TestFakesKnowOnlyTheConfiguration(t *testing.T) {
	for _, dir := range fakes() {
		facade, _, _ := strings.Cut(dir, "/")
		for name, file := range parse(t, dir).files {
			for _, i := range file.Imports {
				if strings.Trim(i.Path.Value, `"`) == module+"/"+facade && name != "config.go" {
					t.Errorf("%s/%s imports the facade", dir, name)
				}
			}
		}
	}
}
