package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/backup-sdk/backup-go/tools/specgen/spec"
)

// root is the folder of the repository.
const root = "../.."

// Nothing is left to write in this tree, and nothing stands for an operation that is
// no more. Every fake implements every operation.
func TestNothingIsLeft(t *testing.T) {
	specs, err := spec.LoadAll(root)
	if err != nil {
		t.Fatal(err)
	}
	list, err := leftovers(root, specs)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range list {
		t.Error(l)
	}
}

// The counts in the documents are those of the specifications.
func TestCountsOfTheTree(t *testing.T) {
	specs, err := spec.LoadAll(root)
	if err != nil {
		t.Fatal(err)
	}
	documents, err := countedDocuments(root, specs)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range documents {
		got, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), string(got)); diff != "" {
			t.Errorf("%s has other counts: run make generate (-want +got):\n%s", name, diff)
		}
	}
}

// small has every part of an operation in a tree of its own.
func small(t *testing.T) string {
	t.Helper()
	root := module(t, same)
	put(t, root, "cbr/client.go", "package cbr\n\ntype Client struct{ Vaults *VaultsService }\n")
	put(t, root, "cbr/vaults.go", `package cbr

type VaultsService struct{ client *Client }

func (s *VaultsService) List() { return s.client.api.ListVaults() }
func (s *VaultsService) Create() { return s.client.api.CreateVault() }
`)
	put(t, root, "cbr/vaults_test.go", "package cbr\n\nfunc TestList(t *testing.T) { c.Vaults.List(); c.Vaults.Create() }\n")
	put(t, root, "cbr/cbrtest/vaults.go", `package cbrtest

func (s *service) ListVaults(ctx context.Context) (any, error) { return nil, nil }
func (s *service) CreateVault(ctx context.Context, id string) (any, error) { return nil, nil }
func (s *service) helper(ctx context.Context) (any, error) { return nil, nil }
`)
	put(t, root, spec.CommandDir+"/cbr_vaults.go", `package cli

func vaults() group {
	g := group{name: "vault", verbs: []verb{{use: "list", call: (*cbr.VaultsService).List}}}
	g.verbs = append(g.verbs, more()...)
	return g
}

func more() []verb { return []verb{{use: "create NAME", call: (*cbr.VaultsService).Create}} }
`)
	put(t, root, spec.ScriptDir+"/cbr.txt", "ctl cbr vault list\n! ctl cbr vault create x\n")
	return root
}

// own are the leftovers of cbr and its own specification.
func own(t *testing.T, root string) []string {
	t.Helper()
	s, err := spec.Load(filepath.Join(root, "specs", "cbr.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	list, err := leftovers(root, []*spec.Spec{s})
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, l := range list {
		out = append(out, l.String())
	}
	return out
}

func TestLeftovers(t *testing.T) {
	for name, c := range map[string]struct {
		file, from, to string
		want           []string
	}{
		"nothing": {},
		"no method": {"cbr/vaults.go", "func (s *VaultsService) List() { return s.client.api.ListVaults() }", "", []string{
			"cbr/vaults.go: method for listVaults: make new-endpoint OP=listVaults",
		}},
		"no method of the fake": {"cbr/cbrtest/vaults.go", "func (s *service) ListVaults(ctx context.Context)", "func (s *service) listVaults(ctx context.Context)", []string{
			"cbr/cbrtest/vaults.go: method ListVaults of the fake, which says that it is not implemented",
		}},
		"no test": {"cbr/vaults_test.go", "c.Vaults.Create()", "", []string{"cbr/vaults_test.go: test of Vaults.Create"}},
		"no verb": {spec.CommandDir + "/cbr_vaults.go", "call: (*cbr.VaultsService).Create", "call: create", []string{
			spec.CommandDir + "/cbr_vaults.go: verb for cbr.Vaults.Create",
		}},
		"no line of a script": {spec.ScriptDir + "/cbr.txt", "ctl cbr vault list\n", "ctl cbr vault lists\n", []string{
			spec.ScriptDir + "/: line that runs `ctl cbr vault list`",
		}},
		"no service": {"cbr/client.go", "Vaults *VaultsService ", "", []string{
			"cbr/client.go: field Vaults of the client, the service of createVault", "cbr/client.go: field Vaults of the client, the service of listVaults",
		}},
		"another operation": {"specs/cbr.yaml", "operationId: listVaults", "operationId: showVaults", []string{
			"cbr/cbrtest/vaults.go: method ListVaults is of no operation: it must go",
			"cbr/cbrtest/vaults.go: method ShowVaults of the fake, which says that it is not implemented",
			"cbr/vaults.go: Vaults.List calls cbrapi.listvaults, which no specification has: it must go",
			"cbr/vaults.go: method for showVaults: make new-endpoint OP=showVaults",
			"cbr/vaults_test.go: TestList uses Vaults.List, which must go",
			spec.CommandDir + "/cbr_vaults.go: verb \"cbr vault list\" stands for Vaults.List, which must go",
			spec.ScriptDir + "/cbr.txt: lines that run `ctl cbr vault list`, which must go",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			root := small(t)
			if c.file != "" {
				data, err := os.ReadFile(filepath.Join(root, c.file))
				if err != nil {
					t.Fatal(err)
				}
				changed := strings.Replace(string(data), c.from, c.to, 1)
				if changed == string(data) {
					t.Fatal("nothing was changed")
				}
				put(t, root, c.file, changed)
			}
			if diff := cmp.Diff(c.want, own(t, root)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// What uses a field that got another name is named, in tests too.
func TestCompile(t *testing.T) {
	t.Setenv("GOWORK", "off")
	root := t.TempDir()
	put(t, root, "go.mod", "module example.com/m\n\ngo 1.26\n")
	put(t, root, "a/a.go", "package a\n\ntype Vault struct{ OwnerID string }\n")
	put(t, root, "b/b.go", "package b\n\nimport \"example.com/m/a\"\n\nfunc F(v a.Vault) string {\n\treturn v.OwnerID\n}\n")
	put(t, root, "b/b_test.go", "package b\n\nimport (\n\t\"testing\"\n\n\t\"example.com/m/a\"\n)\n\nfunc TestF(t *testing.T) { F(a.Vault{OwnerID: \"x\"}) }\n")
	if got := compile(t.Context(), root, "./..."); len(got) > 0 {
		t.Fatalf("%v", got)
	}
	put(t, root, "b/b_test.go", "package b\n\nimport (\n\t\"testing\"\n\n\t\"example.com/m/a\"\n)\n\nfunc TestF(t *testing.T) { F(a.Vault{UserID: \"x\"}) }\n")
	want := []leftover{{"b/b_test.go:9", "unknown field UserID in struct literal of type a.Vault"}}
	if diff := cmp.Diff(want, compile(t.Context(), root, "./..."), cmp.AllowUnexported(leftover{})); diff != "" {
		t.Errorf("a test (-want +got):\n%s", diff)
	}
	put(t, root, "a/a.go", "package a\n\ntype Vault struct{ UserID string }\n")
	got := compile(t.Context(), root, "./...")
	if len(got) == 0 || got[0].file != "b/b.go:6" || !strings.Contains(got[0].what, "v.OwnerID undefined") {
		t.Errorf("%v", got)
	}
	if got := compile(t.Context(), root, "./nowhere"); len(got) == 0 || !strings.HasPrefix(got[0].file, "go ") {
		t.Errorf("%v", got)
	}
}

func TestCompileErrors(t *testing.T) {
	got := compileErrors([]byte("# github.com/x/y\ncbr/vaults.go:12:3: undefined: x\nvet: ./cbr/a_test.go:4:5: v.UserID undefined\n\ttoo many errors\n"))
	want := []leftover{{"cbr/vaults.go:12", "undefined: x"}, {"cbr/a_test.go:4", "v.UserID undefined"}}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(leftover{})); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// A breach is told with file and line before anything is generated, and a count that
// is too small is made larger.
func TestCheckFindsAndRaises(t *testing.T) {
	root := module(t, func(name, text string) string {
		if name == "zomro" {
			text = strings.Replace(text, "x-known-operations: 3", "x-known-operations: 1", 1)
		}
		return text
	})
	var out bytes.Buffer
	if err := check(root, &out); err != nil || out.Len() > 0 {
		t.Fatalf("%v\n%s", err, &out)
	}
	data, err := os.ReadFile(filepath.Join(root, "specs", "zomro.yaml"))
	if err != nil || !strings.Contains(string(data), "  x-known-operations: 2\n") {
		t.Errorf("%s, %v", data, err)
	}

	put(t, root, "specs/cbr.yaml", strings.Replace(string(data), "      description: One page of vaults.\n", "", 1))
	err = check(root, &out)
	if err == nil || !strings.HasPrefix(out.String(), "specs/cbr.yaml:17: listVaults: has no description\n") {
		t.Errorf("%v\n%s", err, &out)
	}
}

func TestCommand(t *testing.T) {
	for _, args := range [][]string{{"nothing"}, {"import-help"}, {"import-help", "-nothing"}, {"new"}, {"new", "a", "b"}} {
		if err := command(t.Context(), &bytes.Buffer{}, args); err == nil {
			t.Errorf("%q is no error", args)
		}
	}
}

// The pages of the fixtures are compared with a specification of the module, and the
// report is written in both forms.
func TestImportHelp(t *testing.T) {
	markdown, asJSON := filepath.Join(t.TempDir(), "a.md"), filepath.Join(t.TempDir(), "a.json")
	var out bytes.Buffer
	if err := importHelp(root, &out, []string{"-write", markdown, "-json", asJSON, "helppages/testdata"}); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(markdown)
	if err != nil || string(text) != out.String() || !strings.Contains(out.String(), "# Help pages and specs/cloutility.yaml\n") || !strings.Contains(out.String(), "- 0 of 3 operations\n") {
		t.Errorf("%v\n%s", err, &out)
	}
	if data, err := os.ReadFile(asJSON); err != nil || !strings.Contains(string(data), `"new_operations": [`) {
		t.Errorf("%s, %v", data, err)
	}
	if err := importHelp(root, &out, []string{"-check", "helppages/testdata/index.html"}); err == nil || !strings.Contains(err.Error(), "3 things") {
		t.Errorf("%v", err)
	}
	for _, bad := range []string{"nowhere.html", "spec/testdata/facade"} {
		if err := importHelp(root, &out, []string{bad}); err == nil {
			t.Errorf("%s is no error", bad)
		}
	}
}
