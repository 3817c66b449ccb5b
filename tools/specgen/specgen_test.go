package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/backup-sdk/backup-go/tools/specgen/spec"
)

// module makes a small module with the same specification under each name and
// a facade for one of them.
func module(t *testing.T, change func(name, text string) string) string {
	t.Helper()
	root := t.TempDir()
	data, err := os.ReadFile("spec/testdata/good.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range spec.Names() {
		put(t, root, "specs/"+name+".yaml", change(name, string(data)))
	}
	put(t, root, "README.md", "| Cloutility | units | 1 of the 9 that pages show |\n| Zomro | x | 1 of 1 |\n| CBR | vaults, 5 of 6 kinds | 1 of 1 |\n| IAM | x | 4 of 4 |\n")
	put(t, root, "CHANGELOG.md", "## [Unreleased]\n\n  - `cloutility`: 1 of the 9 operations\n\n## [0.1.0]\n\n  - `cbr`: 1 operations\n")
	put(t, root, "cbr/vaults.go", `package cbr

type Client struct{ Vaults *VaultsService }

func (s *VaultsService) List() { return s.client.api.ListVaults() }
`)
	put(t, root, "cbr/vaults_test.go", "package cbr\n\nfunc TestList(t *testing.T) { c.Vaults.List() }\n")
	return root
}

func put(t *testing.T, root, name, text string) {
	t.Helper()
	file := filepath.Join(root, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func same(_, text string) string { return text }

func tree(t *testing.T, root string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		name, err := filepath.Rel(root, path)
		files[filepath.ToSlash(name)] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

const wantCoverage = `
## cbr

Small vault service: 2 of 3 operations, in package [cbr](../cbr).

| Operation | Request | Service | SDK method | Tested by |
|---|---|---|---|---|
| createVault | ` + "`POST /vaults`" + ` | Vaults | — | — |
| listVaults | ` + "`GET /vaults` | Vaults | [`Vaults.List`](../cbr/vaults.go) | [`TestList`](../cbr/vaults_test.go)" + ` |
`

func TestRun(t *testing.T) {
	root := module(t, same)
	if err := run(root); err != nil {
		t.Fatal(err)
	}
	first := tree(t, root)
	if got := first["docs/coverage.md"]; !strings.Contains(got, wantCoverage) {
		t.Errorf("coverage:\n%s\nwant in it:\n%s", got, wantCoverage)
	}
	for _, want := range []string{
		`"cbr createVault request":`, `return new(cbrapi.Vault)`, `"cbr createVault 202":`, `return new(string)`, `return new([]cbrapi.Vault)`,
		`"github.com/backup-sdk/backup-go/gen/iamapi"`,
	} {
		if got := first["tools/specs/examples_gen_test.go"]; !strings.Contains(strings.Join(strings.Fields(got), " "), want) {
			t.Errorf("examples lack %s:\n%s", want, got)
		}
	}
	for name, want := range map[string]string{
		"README.md":    "| Cloutility | units | 2 of the 3 that pages show |\n| Zomro | x | 2 of 3 |\n| CBR | vaults, 5 of 6 kinds | 2 of 3 |\n| IAM | x | 2 of 3 |\n",
		"CHANGELOG.md": "## [Unreleased]\n\n  - `cloutility`: 2 of the 3 operations\n\n## [0.1.0]\n\n  - `cbr`: 1 operations\n", // what was released stays
	} {
		if diff := cmp.Diff(want, first[name]); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	for range 3 {
		if err := run(root); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(first, tree(t, root)); diff != "" {
			t.Fatalf("generating again gives other bytes:\n%s", diff)
		}
	}
}

// A specification that lacks something stops the generator before it has
// written anything.
func TestRunRefuses(t *testing.T) {
	for name, breakIt := range map[string]func(name, text string) string{
		"x-idempotent": func(name, text string) string {
			if name == "zomro" {
				return strings.Replace(text, "      x-idempotent: false\n", "", 1)
			}
			return text
		},
		"no known operations": func(_, text string) string {
			return strings.Replace(text, "  x-known-operations: 3\n", "", 1)
		},
		"a body without a name": func(_, text string) string {
			text = strings.Replace(text, "schema: {type: string}", "schema: {type: object}", 1)
			return strings.Replace(text, "example: v2", "example: {}", 1)
		},
	} {
		t.Run(name, func(t *testing.T) {
			root := module(t, breakIt)
			before := tree(t, root)
			if err := run(root); err == nil {
				t.Error("no error")
			}
			if diff := cmp.Diff(before, tree(t, root)); diff != "" {
				t.Errorf("something was written: %s", diff)
			}
		})
	}
	root := module(t, same)
	put(t, root, "README.md", "nothing about operations")
	if err := run(root); err == nil || !strings.Contains(err.Error(), "README.md") {
		t.Errorf("a README without counts: %v", err)
	}
	root = module(t, same)
	put(t, root, "cbr/broken.go", "package")
	if err := run(root); err == nil {
		t.Error("a facade that does not parse is no error")
	}
	if err := run(t.TempDir()); err == nil {
		t.Error("a directory without specifications is no error")
	}
}

func TestRequest(t *testing.T) {
	if got := request(spec.Operation{Method: "POST", Route: "/#func=image.edit"}); got != "`func=image.edit`" {
		t.Error(got)
	}
}

func TestCellsOfAnException(t *testing.T) {
	facade, err := spec.ReadFacade(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	method, test := cells(&spec.Spec{Name: "zomro"}, spec.Operation{ID: "auth"}, facade)
	if !strings.HasPrefix(method, "none: sent by authentication") || test != "—" {
		t.Errorf("%s | %s", method, test)
	}
}
