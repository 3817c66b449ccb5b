package spec_test

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/backup-sdk/backup-go/tools/specgen/spec"
)

func good(t *testing.T) string {
	t.Helper()
	data, err := os.ReadFile("testdata/good.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func load(t *testing.T) *spec.Spec {
	t.Helper()
	s, err := spec.Load("testdata/good.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestLoad(t *testing.T) {
	s := load(t)
	want := []spec.Operation{
		{ID: "createVault", Method: "POST", Route: "/vaults", Tag: "Vaults", Summary: "Create a vault.", Success: []int{201, 202}},
		{ID: "listVaults", Method: "GET", Route: "/vaults", Tag: "Vaults", Summary: "List the vaults", Idempotent: true, Success: []int{200}},
	}
	if diff := cmp.Diff(want, s.Operations, cmpopts.IgnoreUnexported(spec.Operation{})); diff != "" {
		t.Error(diff)
	}
	if s.Name != "good" || s.Package() != "goodapi" || s.Known != 3 || s.Operations[0].GoName() != "CreateVault" {
		t.Errorf("got %s, %s, %d, %s", s.Name, s.Package(), s.Known, s.Operations[0].GoName())
	}
	if got := (spec.Operation{Route: "/#func=a.b"}).Function() + (spec.Operation{Route: "/a"}).Function(); got != "a.b" {
		t.Errorf("function %q", got)
	}
	if _, err := spec.Load("testdata/missing.yaml"); err == nil {
		t.Error("a missing file is no error")
	}
	if _, err := spec.LoadAll("testdata"); err == nil {
		t.Error("a root without specs is no error")
	}
}

// change breaks the good specification in one place.
type change struct{ from, to, want string }

func (c change) apply(t *testing.T) string {
	t.Helper()
	text := good(t)
	if !strings.Contains(text, c.from) {
		t.Fatalf("%q is not in the specification", c.from)
	}
	return strings.Replace(text, c.from, c.to, 1)
}

func TestParseRefuses(t *testing.T) {
	for name, c := range map[string]change{
		"no YAML":                {good(t), "\tx", "good:"},
		"invalid OpenAPI":        {"  version: \"1\"\n", "", "version"},
		"two of one name":        {"operationId: createVault", "operationId: listVaults", "listVaults"},
		"unknown reference":      {"#/components/schemas/Kind", "#/components/schemas/Sort", "Sort"},
		"no x-idempotent":        {"      x-idempotent: true\n", "", "GET /vaults (listVaults): x-idempotent is neither"},
		"x-idempotent as text":   {"x-idempotent: true", "x-idempotent: \"true\"", "x-idempotent is neither"},
		"capital operationId":    {"operationId: listVaults", "operationId: ListVaults", "lowerCamelCase"},
		"snake operationId":      {"operationId: listVaults", "operationId: list_vaults", "lowerCamelCase"},
		"no operationId":         {"      operationId: listVaults\n", "", "lowerCamelCase"},
		"no tag":                 {"      tags: [Vaults]\n", "", "has 0 tags"},
		"two tags":               {"tags: [Vaults]", "tags: [Vaults, Other]", "has 2 tags"},
		"no summary":             {"      summary: List the vaults\n", "", "has no summary"},
		"no success":             {"        \"200\":\n", "        \"301\":\n", "has no success response"},
		"a class of codes":       {"\"201\"", "2XX", "response 2XX is not one status"},
		"no x-known-operations":  {"  x-known-operations: 3\n", "", "not a whole number"},
		"half an operation":      {"x-known-operations: 3", "x-known-operations: 3.5", "not a whole number"},
		"fewer than described":   {"x-known-operations: 3", "x-known-operations: 1", "is 1, but 2 are described"},
		"example against schema": {"example: [{id: v1}]", "example: [{id: 7}]", "example"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := spec.Parse("good", []byte(c.apply(t)))
			if err == nil || !strings.Contains(err.Error(), c.want) || !strings.HasPrefix(err.Error(), "good: ") {
				t.Errorf("got %v, want %q in it", err, c.want)
			}
		})
	}
}

// Services that list their versions respond with 300, Multiple Choices.
func TestParseAcceptsChoices(t *testing.T) {
	s, err := spec.Parse("good", []byte(change{"        \"200\":\n", "        \"300\":\n", ""}.apply(t)))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]int{300}, s.Operations[1].Success); diff != "" {
		t.Error(diff)
	}
	if got := s.Check(); len(got) > 0 {
		t.Errorf("breaches: %q", got)
	}
}

// Operations beyond the vendor's count do not fill it.
func TestParseCountsKnownOperations(t *testing.T) {
	text := strings.Replace(good(t), "x-known-operations: 3", "x-known-operations: 1", 1)
	s, err := spec.Parse("good", []byte(strings.Replace(text, "      x-idempotent: true\n", "      x-idempotent: true\n      x-beyond-known: true\n", 1)))
	if err != nil {
		t.Fatal(err)
	}
	if s.Counted() != 1 || !s.Operations[1].Beyond || s.Operations[0].Beyond {
		t.Errorf("%d counted of %+v", s.Counted(), s.Operations)
	}
	_, err = spec.Parse("good", []byte(change{"      x-idempotent: true\n", "      x-idempotent: true\n      x-beyond-known: 1\n", ""}.apply(t)))
	if err == nil || !strings.Contains(err.Error(), "x-beyond-known is neither") {
		t.Errorf("got %v", err)
	}
}

func TestParseNamesEveryProblem(t *testing.T) {
	text := strings.ReplaceAll(good(t), "x-idempotent", "x-safe")
	_, err := spec.Parse("good", []byte(text))
	if err == nil || !strings.Contains(err.Error(), "(listVaults)") || !strings.Contains(err.Error(), "(createVault)") {
		t.Errorf("got %v", err)
	}
}

func TestEffects(t *testing.T) {
	const at = "      x-idempotent: false\n"
	for name, c := range map[string]struct {
		change change
		want   spec.Operation
		err    string
	}{
		"nothing":        {change{at, at, ""}, spec.Operation{}, ""},
		"always":         {change{at, at + "      x-destroys: true\n      x-spends: false\n", ""}, spec.Operation{Destroys: &spec.When{}}, ""},
		"by a member":    {change{at, at + "      x-spends: [size.gigabytes, kind=disk]\n", ""}, spec.Operation{Spends: &spec.When{Members: []string{"size.gigabytes", "kind=disk"}}}, ""},
		"signs in":       {change{at, at + "      x-signs-in: true\n", ""}, spec.Operation{SignsIn: true}, ""},
		"target":         {change{at, at + "      x-target: showVault size.id\n", ""}, spec.Operation{Target: spec.Target{Operation: "showVault", Member: "size.id"}}, ""},
		"no list":        {change{at, at + "      x-destroys: size\n", ""}, spec.Operation{}, "x-destroys is neither true nor a list"},
		"empty list":     {change{at, at + "      x-spends: []\n", ""}, spec.Operation{}, "x-spends is neither true nor a list"},
		"list of others": {change{at, at + "      x-spends: [1]\n", ""}, spec.Operation{}, "x-spends is neither true nor a list"},
		"half a target":  {change{at, at + "      x-target: showVault\n", ""}, spec.Operation{}, "x-target is not"},
		"signs in maybe": {change{at, at + "      x-signs-in: maybe\n", ""}, spec.Operation{}, "x-signs-in is neither"},
		"reads and does": {change{at, "      x-idempotent: true\n      x-read: true\n      x-destroys: true\n", ""}, spec.Operation{}, "x-read is true, and so is"},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := spec.Parse("good", []byte(c.change.apply(t)))
			if c.err != "" {
				if err == nil || !strings.Contains(err.Error(), c.err) {
					t.Errorf("%v", err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			o := s.Operations[0] // createVault
			got := spec.Operation{Destroys: o.Destroys, Spends: o.Spends, SignsIn: o.SignsIn, Target: o.Target}
			if diff := cmp.Diff(c.want, got, cmpopts.IgnoreUnexported(spec.Operation{})); diff != "" {
				t.Error(diff)
			}
		})
	}
}
