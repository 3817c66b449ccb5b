package spec_test

import (
	"os"
	"strings"
	"testing"

	"github.com/backup-sdk/backup-go/tools/specgen/spec"
)

// What is wrong is told with the line it is in, whoever finds it.
func TestProblemsNameTheirLines(t *testing.T) {
	if s, got := spec.Problems("specs/good.yaml", "good", []byte(good(t))); s == nil || len(got) > 0 {
		t.Fatalf("the good specification: %v", got)
	}
	for name, c := range map[string]struct {
		change

		line string // that the problem is in
	}{
		"a rule":            {change{"      description: One page of vaults.\n", "", "listVaults: has no description"}, "operationId: listVaults"},
		"a parameter":       {change{"          description: Vaults of a page, at most 100.\n", "", "listVaults, parameter limit: has no description"}, "name: limit"},
		"a response":        {change{"              example: v2\n", "", "createVault, response 202 application/json: has no example"}, "schema: {type: string}"},
		"a property":        {change{"description: Free labels.}", "description: ''}", "Vault.labels: has no description"}, "        labels:"},
		"what loading asks": {change{"      x-idempotent: true\n", "", "GET /vaults (listVaults): x-idempotent is neither"}, "    get:"},
		"the count":         {change{"x-known-operations: 3", "x-known-operations: 1", "info.x-known-operations is 1, but 2"}, "x-known-operations: 1"},
		"OpenAPI":           {change{"          in: query\n", "          in: nowhere\n", "invalid path /vaults: invalid operation GET"}, "    get:"},
		"a schema":          {change{"gigabytes: {type: integer", "gigabytes: {type: nonsense", `schema "Size"`}, "    Size:"},
		"YAML":              {change{"tags: [Vaults]", "tags: [Vaults", "yaml"}, ""},
		"a Go name":         {change{"      description: One vault.\n", "      description: One vault.\n      x-go-name: my-box\n", "createVault, request: schema my-box has no Go name"}, "application/json:"},
	} {
		t.Run(name, func(t *testing.T) {
			text := c.apply(t)
			_, got := spec.Problems("specs/good.yaml", "good", []byte(text))
			if len(got) == 0 || !strings.Contains(got[0].String(), c.want) || !strings.HasPrefix(got[0].String(), "specs/good.yaml:") {
				t.Fatalf("%v", got)
			}
			lines := strings.Split(text, "\n")
			n := got[0].Line
			if n < 1 || n > len(lines) {
				t.Fatalf("line %d: %v", n, got)
			}
			near := strings.Join(lines[max(0, n-1):min(n+2, len(lines))], "\n")
			if c.line != "" && !strings.Contains(near, c.line) {
				t.Errorf("%v names line %d:\n%s", got[0], n, near)
			}
		})
	}
}

// Every line of every part of the real documents is found: a message never names a
// place that is somewhere else.
func TestLinesOfTheSpecifications(t *testing.T) {
	for _, name := range spec.Names() {
		file := "../../../specs/" + name + ".yaml"
		s, err := spec.Load(file)
		if err != nil {
			t.Fatal(err)
		}
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(string(data), "\n")
		for _, o := range s.Operations[:3] {
			if n := s.Line(o.ID + ", parameter nothing"); n == 0 || !strings.Contains(lines[n-1], o.ID) {
				t.Errorf("%s: %s is in line %d", name, o.ID, n)
			}
		}
		for schema := range s.Doc.Components.Schemas {
			if n := s.Line(schema + ".nothing[]"); n == 0 || strings.TrimSpace(strings.SplitN(lines[n-1], ":", 2)[0]) != schema {
				t.Errorf("%s: %s is in line %d", name, schema, n)
			}
			break
		}
		if n := s.Line("nowhere"); n != 0 {
			t.Errorf("%s: nowhere is in line %d", name, n)
		}
	}
}
