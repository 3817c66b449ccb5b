package main

import (
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/google/go-cmp/cmp"

	"github.com/backup-sdk/backup-go/tools/specgen/spec"
)

const toy = `
openapi: 3.0.3
info: {title: toy, version: "1"}
paths:
  /v3/{project}/boxes/{id}:
    get:
      operationId: showBox
      responses:
        "200":
          description: A box.
          content: {application/json: {schema: {type: object, properties: {box: {$ref: "#/components/schemas/Box"}}}}}
  /v3/{project}/boxes:
    get:
      operationId: listBoxes
      parameters:
        - {name: limit, in: query, schema: {type: integer}}
      responses:
        "200":
          description: Boxes.
          content: {application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Box"}}}}
    post:
      operationId: createBox
      requestBody:
        content:
          application/json:
            schema:
              type: object
              required: [name]
              properties:
                name: {type: string}
                kind: {type: string, enum: [small, large]}
      responses:
        "200":
          description: The box.
          content: {application/json: {schema: {type: object, properties: {box: {$ref: "#/components/schemas/Box"}, more: {type: string}}}}}
components:
  schemas:
    Box:
      type: object
      properties:
        id: {oneOf: [{type: string}, {type: number}]}
        inner: {type: array, items: {$ref: "#/components/schemas/Box"}}
        tags: {type: object, additionalProperties: {allOf: [{type: object, properties: {key: {type: string}}}]}}
`

// toySpec is the specification with one thing changed.
func toySpec(t *testing.T, old, changed string) map[string]operation {
	t.Helper()
	text := strings.Replace(toy, old, changed, 1)
	if old != "" && text == toy {
		t.Fatalf("nothing like %q to change", old)
	}
	doc, err := openapi3.NewLoader().LoadFromData([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return readSpec(&spec.Spec{Doc: doc})
}

// Each change of the specification is found, and nothing else.
func TestCompare(t *testing.T) {
	t.Parallel()
	theirs, err := readSDK("testdata/sdk")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		what, old, changed string
		want               []news
	}{
		{what: "the same"},
		{"a path", "/v3/{project}/boxes/{id}:", "/v3/{project}/crates/{id}:", []news{{"showBox", "the operation: GET /v3/{}/boxes/{}"}}},
		{"a query", "name: limit", "name: count", []news{{"listBoxes", "query limit"}}},
		{"a field of a request", "name: {type: string}", "names: {type: string}", []news{{"createBox", "request name"}}},
		{"a duty", "required: [name]", "required: [kind]", []news{{"createBox", "request name: it must be there"}}},
		{"a value", "enum: [small, large]", "enum: [small]", []news{{"createBox", `request kind: the value "large"`}}},
		{"no values at all", ", enum: [small, large]", "", nil},
		{"a field deep in a response", "{key: {type", "{keys: {type", []news{
			{"showBox", "response box.tags.key"}, {"listBoxes", "response tags.key"}, {"createBox", "response box.tags.key"},
		}},
	} {
		r := compare("v1", theirs, toySpec(t, tt.old, tt.changed))
		less := func(a, b news) int { return strings.Compare(a.operation+a.what, b.operation+b.what) }
		if diff := cmp.Diff(sortedBy(tt.want, less), sortedBy(r.news, less), cmp.AllowUnexported(news{})); diff != "" {
			t.Errorf("%s: %s", tt.what, diff)
		}
	}
}

func TestReport(t *testing.T) {
	t.Parallel()
	theirs, err := readSDK("testdata/sdk")
	if err != nil {
		t.Fatal(err)
	}
	r := compare("v9.9.9", theirs, toySpec(t, "enum: [small, large]", "enum: [small]"))
	for _, want := range []string{"SDK v9.9.9", "has: 3 of 3.", "17 of 17; 1 more", "## New at the vendor: 1\n", `| createBox | request kind: the value "large" |`} {
		if !strings.Contains(r.String(), want) {
			t.Errorf("%q is missing in\n%s", want, r)
		}
	}
	r = r.settle(map[news]string{{"createBox", `request kind: the value "large"`}: "nobody has seen it", {"showBox", "gone"}: "stale"})
	for _, want := range []string{"## New at the vendor: 0\n\nNothing", "## Reviewed, and left as it is", "(nobody has seen it)"} {
		if !strings.Contains(r.String(), want) {
			t.Errorf("%q is missing in\n%s", want, r)
		}
	}
}

// An SDK of another form is an error, not a report without news.
func TestAnotherForm(t *testing.T) {
	t.Parallel()
	if _, err := readSDK(t.TempDir()); err == nil || !strings.Contains(err.Error(), "another form") {
		t.Errorf("error %v", err)
	}
}

func sortedBy(in []news, less func(a, b news) int) []news {
	out := slices.Clone(in)
	slices.SortFunc(out, less)
	return out
}
