package arch_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// What all fakes have, so that a test written for one is readable to whoever knows
// another. Each is declared by the fake itself, or go doc would not show it.
func kit() []string {
	return []string{
		"New", "NewServer", "Server", "Account", "Option", "TB", "Request", "Fault", "Quirk", "Quirks",
		"Server.Account", "Server.Config", "Server.Options", "Server.URL", "Server.Err",
		"Server.Listen", "Server.Close", "Server.Client", "Server.RoundTripper", "Server.ServeHTTP",
		"Server.Inject", "Server.ClearFaults", "Server.Requests", "Server.Count", "Server.ResetLog", "Server.Logins", "Server.ExpireTokens",
		"FaultStatus", "FaultHTML", "FaultTruncate", "FaultReset", "FaultUnreachable", "FaultTooMany", "FaultDelay", "FaultSlow", "FaultRedirect",
		"WithAccount", "WithClock", "WithTokenLifetime", "WithPageSize", "WithQuirk", "WithQuirks",
	}
}

func TestFakesAreOneKit(t *testing.T) {
	for _, dir := range []string{"cbr/cbrtest", "zomro/zomrotest", "cloutility/cloutilitytest"} {
		have := exported(t, dir)
		for _, name := range kit() {
			if !slices.Contains(have, name) {
				t.Errorf("%s has no %s", dir, name)
			}
		}
		examples := examplesOf(t, dir)
		for _, want := range []string{"Example", "ExampleServer_Inject", "ExampleServer_Requests"} {
			if !slices.Contains(examples, want) {
				t.Errorf("%s has no %s that can be copied", dir, want)
			}
		}
	}
}

// Each service of a client has an example that is run, and so has each thing that
// people come for.
func TestServicesHaveExamples(t *testing.T) {
	for _, dir := range []string{"cbr", "zomro", "cloutility"} {
		text := exampleText(t, dir)
		for _, service := range servicesOf(t, dir) {
			if !strings.Contains(text, "."+service+".") {
				t.Errorf("no example of %s uses client.%s", dir, service)
			}
		}
	}
	for dir, names := range map[string][]string{
		"protection": {"Example"},                                  // what is unprotected
		"zomro":      {"Example", "ExampleBackupsService_Restore"}, // take a backup now, restore
		"cbr":        {"ExampleCheckpointsService_CreateAndWait", "ExampleBackupsService_RestoreAndWait"},
		"cloutility": {"ExampleClient_Enroll", "ExampleClient_EnrollAll", "ExampleClient_Do"},
	} {
		have := examplesOf(t, dir)
		for _, name := range names {
			if !slices.Contains(have, name) {
				t.Errorf("%s has no %s", dir, name)
			}
		}
	}
}

// files are the Go files of a folder of the library.
func files(t *testing.T, dir string, tests bool) []*ast.File {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join("..", "..", dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	var out []*ast.File
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") != tests {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, file)
	}
	return out
}

// exported are the exported names of a package: types, functions, and methods as
// "Server.Count".
func exported(t *testing.T, dir string) []string {
	t.Helper()
	var out []string
	for _, file := range files(t, dir, false) {
		for _, decl := range file.Decls {
			switch d := decl.(type) {
			case *ast.FuncDecl:
				name := d.Name.Name
				if d.Recv != nil {
					name = receiverOf(d) + "." + name
				}
				out = append(out, name)
			case *ast.GenDecl:
				for _, spec := range d.Specs {
					if s, ok := spec.(*ast.TypeSpec); ok {
						out = append(out, s.Name.Name)
					}
				}
			}
		}
	}
	return slices.DeleteFunc(out, func(name string) bool {
		return slices.ContainsFunc(strings.Split(name, "."), func(part string) bool { return !token.IsExported(part) })
	})
}

func receiverOf(d *ast.FuncDecl) string {
	x := d.Recv.List[0].Type
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

func examplesOf(t *testing.T, dir string) []string {
	t.Helper()
	var out []string
	for _, file := range files(t, dir, true) {
		for _, decl := range file.Decls {
			if d, ok := decl.(*ast.FuncDecl); ok && strings.HasPrefix(d.Name.Name, "Example") {
				out = append(out, d.Name.Name)
			}
		}
	}
	return out
}

// exampleText is the text of the files with examples.
func exampleText(t *testing.T, dir string) string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join("..", "..", dir, "example*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		b.Write(data)
	}
	return b.String()
}

// servicesOf are the fields of a client that are services.
func servicesOf(t *testing.T, dir string) []string {
	t.Helper()
	var out []string
	for _, file := range files(t, dir, false) {
		ast.Inspect(file, func(n ast.Node) bool {
			s, ok := n.(*ast.TypeSpec)
			if !ok || s.Name.Name != "Client" {
				return true
			}
			body, ok := s.Type.(*ast.StructType)
			if !ok {
				return false
			}
			for _, field := range body.Fields.List {
				for _, name := range field.Names {
					if name.IsExported() {
						out = append(out, name.Name)
					}
				}
			}
			return false
		})
	}
	if len(out) == 0 {
		t.Errorf("the client of %s has no services", dir)
	}
	return out
}
