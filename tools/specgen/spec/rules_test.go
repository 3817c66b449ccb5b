package spec_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/backup-sdk/backup-go/tools/specgen/spec"
)

func TestCheckAccepts(t *testing.T) {
	if got := load(t).Check(); len(got) > 0 {
		t.Errorf("the good specification has breaches: %q", got)
	}
}

func TestCheckFinds(t *testing.T) {
	const limit = "          schema: {type: integer}\n          x-go-type-skip-optional-pointer: false\n"
	for name, c := range map[string]change{
		"another OpenAPI":          {"openapi: 3.0.3", "openapi: 3.0.1", "openapi: is 3.0.1"},
		"no info":                  {"  description: A specification that keeps every rule; the tests break it in one place each.\n", "", "info: has no description"},
		"no server":                {"servers:\n  - url: https://vaults.example\n", "", "servers: none"},
		"no security scheme":       {"  securitySchemes:\n    token: {type: apiKey, in: header, name: X-Token}\n", "", "no security scheme"},
		"tag without words":        {"    description: Where backups are kept.\n", "", "tag Vaults: has no description"},
		"undeclared tag":           {"tags: [Vaults]", "tags: [Boxes]", "listVaults: tag Boxes is not declared"},
		"no description":           {"      description: One page of vaults.\n", "", "listVaults: has no description"},
		"no source":                {"      x-source: \"Vault reference\"\n", "", "listVaults: x-source"},
		"empty source":             {"x-source: \"Vault reference\"", "x-source: \" \"", "listVaults: x-source"},
		"parameter without words":  {"          description: Vaults of a page, at most 100.\n", "", "listVaults, parameter limit: has no description"},
		"parameter with a default": {limit, "          schema: {type: boolean, default: true}\n", "listVaults, parameter limit: defaults to true"},
		"boolean by the server":    {limit, "          schema: {type: boolean}\n", "listVaults, parameter limit: is a boolean whose default is the server's"},
		"boolean of an input":      {"    Size:\n", "    OpenInput:\n      type: object\n      description: x\n      properties:\n        open: {type: boolean, description: x}\n    Size:\n", "OpenInput.open: is a boolean whose default is the server's"},
		"header":                   {"          in: query\n", "          in: header\n", "parameter limit: is in the header"},
		"extension nobody reads":   {"      x-idempotent: true\n", "      x-idempotent: true\n      x-idempotant: true\n", "listVaults: has an extension x-idempotant"},
		"deletes in silence":       {"    post:\n      operationId: createVault\n", "    delete:\n      operationId: createVault\n", "createVault: deletes, and x-destroys does not say so"},
		"destroys by nothing":      {"      x-idempotent: false\n", "      x-idempotent: false\n      x-destroys: [size.terabytes]\n", "createVault: x-destroys names size.terabytes"},
		"spends by nothing":        {"      x-idempotent: false\n", "      x-idempotent: false\n      x-spends: [price=1]\n", "createVault: x-spends names price"},
		"target that does nothing": {"      x-idempotent: false\n", "      x-idempotent: false\n      x-target: listVaults id\n", "createVault: x-target names listVaults"},
		"wraps what is not there":  {"      description: One vault.\n", "      description: One vault.\n      x-wraps: box\n", "Vault: x-wraps names box"},
		"wraps one of many":        {"      description: One vault.\n", "      description: One vault.\n      x-wraps: size\n", "Vault: x-wraps leaves out"},
		"wraps a plain value":      {"      description: How large something is.\n", "      description: How large something is.\n      x-wraps: gigabytes\n", "Size: x-wraps: gigabytes has no named type"},
		"anonymous parameter":      {"schema: {type: integer}", "schema: {type: object, properties: {a: {type: string}}}", "parameter limit: is an anonymous object"},
		"no request example":       {"            examples:\n              large: {value: {id: v2, size: {gigabytes: 100}}}\n              small: {value: {id: v3}}\n", "", "createVault, request application/json: has no example"},
		"no response example":      {"              example: v2\n", "", "createVault, response 202 application/json: has no example"},
		"no schema":                {"              schema: {type: string}\n", "", "response 202 application/json: has no schema"},
		"no default":               {"        default: {$ref: \"#/components/responses/Error\"}\n", "", "listVaults: has no default response"},
		"empty default":            {"        default: {$ref: \"#/components/responses/Error\"}\n", "        default: {description: Wrong.}\n", "listVaults: has no default response"},
		"schema without words":     {"      description: A refusal.\n", "", "Error: has no description"},
		"property without words":   {"{type: object, additionalProperties: {type: string}, description: Free labels.}", "{type: object, additionalProperties: {type: string}}", "Vault.labels: has no description"},
		"anonymous property":       {"{type: object, additionalProperties: {type: string}, description: Free labels.}", "{type: object, description: x, properties: {a: {type: string}}}", "Vault.labels: is an anonymous object"},
		"anonymous in a list":      {"{type: object, additionalProperties: {type: string}, description: Free labels.}", "{type: array, description: x, items: {type: object, properties: {a: {type: string}}}}", "Vault.labels[]: is an anonymous object"},
		"anonymous in a map":       {"additionalProperties: {type: string}", "additionalProperties: {type: object, properties: {a: {type: string}}}", "Vault.labels{}: is an anonymous object"},
		"anonymous in oneOf":       {"{type: object, additionalProperties: {type: string}, description: Free labels.}", "{description: x, oneOf: [{type: string}, {type: object, properties: {a: {type: string}}}]}", "Vault.labels: is an anonymous object"},
		"anonymous body":           {"schema: {$ref: \"#/components/schemas/Vault\"}\n            examples", "schema: {type: object, properties: {a: {type: string}}}\n            examples", "createVault, request application/json: is an anonymous object"},
		"nested value":             {"{$ref: \"#/components/schemas/Size\", x-go-type-skip-optional-pointer: false}", "{$ref: \"#/components/schemas/Size\"}", "Vault.size: is a nested object"},
		"default that is not zero": {"default: true, x-go-type-skip-optional-pointer: false", "default: true", "Vault.locked: defaults to true"},
		"no varnames":              {"      x-enum-varnames: [KindServer, KindDisk]\n", "", "Kind: has 2 values and 0 x-enum-varnames"},
		"too few varnames":         {"[KindServer, KindDisk]", "[KindServer]", "Kind: has 2 values and 1"},
		"varname is no name":       {"[KindServer, KindDisk]", "[KindServer, kind-disk]", "not an exported Go name"},
		"varnames without prefix":  {"[KindServer, KindDisk]", "[Server, Disk]", "share no prefix"},
		"good without final":       {"      enum: [server, disk]\n", "      enum: [server, disk]\n      x-good: [disk]\n", "Kind: x-final and x-good"},
		"final without good":       {"      enum: [server, disk]\n", "      enum: [server, disk]\n      x-final: [disk]\n", "Kind: x-final and x-good"},
		"states that are no list":  {"      enum: [server, disk]\n", "      enum: [server, disk]\n      x-final: disk\n      x-good: [disk]\n", "Kind: x-final and x-good"},
		"final is no value":        {"      enum: [server, disk]\n", "      enum: [server, disk]\n      x-good: [disk]\n      x-final: [disk, dsik]\n", "Kind: x-final names dsik"},
		"good but not final":       {"      enum: [server, disk]\n", "      enum: [server, disk]\n      x-good: [server]\n      x-final: [disk]\n", "Kind: x-good names server"},
		"contains itself":          {"{$ref: \"#/components/schemas/Size\", x-go-type-skip-optional-pointer: false}", "{$ref: \"#/components/schemas/Vault\", x-go-type-skip-optional-pointer: false}", "Vault: contains itself: Vault > Vault"},
		"narrower than its type":   {"{type: object, additionalProperties: {type: string}, description: Free labels.}", "{type: integer, nullable: true, x-go-type: lenient.Int, description: x}", "Vault.labels: does not declare that 1 can come"},
		"list that is never null":  {"{type: object, additionalProperties: {type: string}, description: Free labels.}", "{oneOf: [{type: array, items: {type: string}}, {type: object}], x-go-type: \"billmgr.List[Label]\", description: x}", "Vault.labels: does not declare that <nil> can come"},
		"enum without a name":      {"{type: object, additionalProperties: {type: string}, description: Free labels.}", "{type: string, description: x, enum: [a, b]}", "Vault.labels: has 2 values"},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := spec.Parse("good", []byte(c.apply(t)))
			if err != nil {
				t.Fatal(err)
			}
			got := s.Check()
			if !slices.ContainsFunc(got, func(b string) bool { return strings.Contains(b, c.want) }) {
				t.Errorf("got %q, want %q among them", got, c.want)
			}
			if len(got) != 1 {
				t.Errorf("one change makes %d breaches: %q", len(got), got)
			}
		})
	}
}

func TestExamples(t *testing.T) {
	got, err := load(t).Examples()
	if err != nil {
		t.Fatal(err)
	}
	want := []spec.Example{
		{Operation: "createVault", Part: "request", Name: "large", GoType: "Vault", Value: map[string]any{"id": "v2", "size": map[string]any{"gigabytes": 100.0}}},
		{Operation: "createVault", Part: "request", Name: "small", GoType: "Vault", Value: map[string]any{"id": "v3"}},
		{Operation: "createVault", Part: "202", GoType: "string", Value: "v2"},
		{Operation: "listVaults", Part: "200", GoType: "[]Vault", Value: []any{map[string]any{"id": "v1"}}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestExamplesGoNames(t *testing.T) {
	named := change{"      description: One vault.\n", "      description: One vault.\n      x-go-name: Box\n", ""}
	s, err := spec.Parse("good", []byte(named.apply(t)))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := s.Examples(); err != nil || got[0].GoType != "Box" {
		t.Errorf("x-go-name: %v, %v", got, err)
	}
	for name, c := range map[string]change{
		"no schema":       {"              schema: {type: string}\n", "", "has no schema"},
		"anonymous":       {"schema: {type: string}", "schema: {type: object}", "has no name"},
		"name of no type": {"      description: One vault.\n", "      description: One vault.\n      x-go-name: my-box\n", "no Go name"},
	} {
		changed := strings.Replace(c.apply(t), "example: v2", "example: {}", 1)
		if name != "anonymous" {
			changed = c.apply(t)
		}
		s, err := spec.Parse("good", []byte(changed))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Examples(); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

// TestClouds: a table that would send anybody's password elsewhere stops the
// generator.
func TestClouds(t *testing.T) {
	data, err := os.ReadFile("testdata/good.yaml")
	if err != nil {
		t.Fatal(err)
	}
	const table = `  x-clouds:
    - {id: one, name: One, constant: One, domain: one.example, cbr: "https://cbr.{region}.one.example", iam: "https://iam.one.example", source: s, regions: {r-1: R1}}
    - {id: two, name: Two, constant: Two, domain: two.example, cbr: "https://cbr.{region}.two.example", iam: "https://iam.two.example", source: s, operations: one, regions: {r-2: R2}}
`
	text := strings.ReplaceAll(string(data), "      x-idempotent:", "      x-clouds: [one]\n      x-idempotent:")
	text = strings.Replace(text, "servers:", table+"servers:", 1)
	s, err := spec.Parse("cbr", []byte(text))
	if err != nil || len(s.Clouds) != 2 || !s.Clouds[1].Has(s.Operations[0]) {
		t.Fatalf("%v, %v", s, err)
	}
	for name, change := range map[string][2]string{
		"a host of another domain":         {"https://iam.two.example", "https://iam.one.example"},
		"plain http":                       {"https://iam.two", "http://iam.two"},
		"a domain that only ends alike":    {"https://iam.two.example", "https://eviltwo.example"},
		"a region twice":                   {"r-2: R2", "r-1: R2"},
		"a constant twice":                 {"r-2: R2", "r-2: R1"},
		"an unknown cloud of an operation": {"x-clouds: [one]", "x-clouds: [three]"},
		"an operation without clouds":      {"      x-clouds: [one]\n", ""},
		"no list":                          {"x-clouds: [one]", "x-clouds: one"},
		"the operations of nobody":         {"operations: one", "operations: three"},
		"no source":                        {"source: s, operations", "operations"},
	} {
		if _, err := spec.Parse("cbr", []byte(strings.Replace(text, change[0], change[1], 1))); err == nil {
			t.Errorf("%s is no error", name)
		}
	}
}

// A list of its own kind ends where it is empty.
func TestTreesMay(t *testing.T) {
	const labels = "{type: object, additionalProperties: {type: string}, description: Free labels.}"
	tree := change{labels, "{type: array, items: {$ref: \"#/components/schemas/Vault\"}, description: x}", ""}
	s, err := spec.Parse("good", []byte(tree.apply(t)))
	if err != nil {
		t.Fatal(err)
	}
	if got := s.Check(); len(got) > 0 {
		t.Errorf("%q", got)
	}
}

// A client that another generator makes reaches the function that it means.
func TestCallsNameTheirFunction(t *testing.T) {
	data, err := os.ReadFile("../../../specs/zomro.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ old, new, want string }{
		"another function": {"enum: [whoami]", "enum: [logon]", "whoami: its form as multipart/form-data has no func that is always whoami"},
		"left out":         {"      required: [func]\n      properties:\n        func: {type: string, enum: [whoami]", "      properties:\n        func: {type: string, enum: [whoami]", "whoami: its form as multipart/form-data has no func that is always whoami"},
		"no multipart":     {"          multipart/form-data:\n            schema: {$ref: \"#/components/schemas/WhoamiCall\"}\n", "", "whoami: does not declare its form as multipart/form-data"},
	} {
		text := strings.Replace(string(data), c.old, c.new, 1)
		if text == string(data) {
			t.Fatalf("%s: nothing was changed", name)
		}
		if name == "another function" {
			text = strings.Replace(text, "example: {func: whoami,", "example: {func: logon,", 1)
		}
		s, err := spec.Parse("zomro", []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		if got := s.Check(); !slices.Contains(got, c.want) {
			t.Errorf("%s: %q", name, got)
		}
	}
}
