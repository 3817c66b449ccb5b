package helppages_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/google/go-cmp/cmp"

	"github.com/backup-sdk/backup-go/tools/specgen/helppages"
)

func read(t testing.TB) *helppages.Pages {
	t.Helper()
	files, err := filepath.Glob("testdata/*.html")
	if err != nil {
		t.Fatal(err)
	}
	pages := new(helppages.Pages)
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := pages.Read(filepath.Base(file), bytes.NewReader(data)); err != nil {
			t.Fatal(err)
		}
	}
	return pages
}

func specification(t testing.TB) *openapi3.T {
	t.Helper()
	doc, err := openapi3.NewLoader().LoadFromFile("testdata/spec.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func TestRead(t *testing.T) {
	pages := read(t)
	want := []helppages.Listed{
		{Method: "GET", Path: "/v1/ports", Text: "List the ports"},
		{Method: "GET", Path: "/v1/ports/{portId}/pilots", Text: "List the pilots | of a port"},
		{Method: "PUT", Path: "/v1/Ports/{id}/cranes/{crane}", Text: "Change a crane"},
	}
	if diff := cmp.Diff(want, pages.Listed); diff != "" {
		t.Errorf("index (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"signin.html"}, pages.Unknown); diff != "" {
		t.Errorf("unknown (-want +got):\n%s", diff)
	}
	wantOperation := helppages.Operation{
		Method: "PUT", Path: "/v1/ports/{portId}/cranes/{craneId}", Text: "Change a crane",
		Parameters: []helppages.Field{
			{Name: "portId", Type: helppages.Type{Text: "integer"}, Required: true, Notes: "Required"},
			{Name: "craneId", Type: helppages.Type{Text: "integer"}, Required: true, Notes: "Required"},
		},
		Body:     helppages.Type{Text: "Crane", Model: "Crane"},
		Response: helppages.Type{Text: "Crane", Model: "Crane"},
		BodyFields: []helppages.Field{
			{Name: "LoadTonnes", Type: helppages.Type{Text: "decimal number"}},
			{Name: "Driver", Text: "Who drives it", Type: helppages.Type{Text: "Driver", Model: "Driver"}},
		},
		ResponseFields: []helppages.Field{ // the page is cut off in the last row
			{Name: "Id", Type: helppages.Type{Text: "integer"}},
			{Name: "LoadTonnes", Type: helppages.Type{Text: "decimal number"}},
			{Name: "Port", Type: helppages.Type{Text: "Port", Model: "Port"}},
		},
	}
	i := slices.IndexFunc(pages.Operations, func(o helppages.Operation) bool { return o.Method == "PUT" })
	if i < 0 {
		t.Fatalf("operations %+v", pages.Operations)
	}
	if diff := cmp.Diff(wantOperation, pages.Operations[i]); diff != "" {
		t.Errorf("operation (-want +got):\n%s", diff)
	}
	get := pages.Operations[1-i]
	if diff := cmp.Diff(helppages.Type{Text: "Collection of Port", Model: "Port", List: true}, get.Response); diff != "" {
		t.Errorf("response (-want +got):\n%s", diff)
	}
	if get.Body != (helppages.Type{}) || len(get.Query()) != 3 {
		t.Errorf("%+v", get)
	}
	if len(pages.Models) != 2 || pages.Models[0].Name != "Driver" || len(pages.Models[1].Values) != 3 || pages.Models[1].Values[2] != (helppages.Value{Name: "Lake", Number: "2", Text: "Inland"}) {
		t.Errorf("models %+v", pages.Models)
	}
}

func TestCompare(t *testing.T) {
	got := helppages.Compare(read(t), "specs/harbour.yaml", specification(t))
	want := &helppages.Comparison{
		Specification: "specs/harbour.yaml", Pages: 6, Unknown: []string{"signin.html"},
		Operations: helppages.Tally{Have: 2, Of: 3}, Parameters: helppages.Tally{Have: 2, Of: 3},
		Models: helppages.Tally{Have: 1, Of: 2}, Fields: helppages.Tally{Have: 8, Of: 10}, Values: helppages.Tally{Have: 2, Of: 3},
		NewOperations: []helppages.Finding{{Where: "GET /v1/ports/{portId}/pilots", Text: "List the pilots | of a port"}},
		NewParameters: []helppages.Finding{{Where: "GET /v1/ports", What: "flag", Type: "string", Text: "Only of one flag"}},
		NewModels:     []helppages.Finding{{Where: "Driver", What: "name string", Text: "Who drives cranes."}},
		NewFields: []helppages.Finding{
			{Where: "Port", What: "isoCode", Type: "string", Text: "Of the country Max length: 2"},
			{Where: "UpdateCraneInput", What: "driver", Type: "Driver", Text: "Who drives it"},
		},
		NewValues: []helppages.Finding{{Where: "PortKind", What: "Lake", Type: "2", Text: "Inland"}},
		Types: []helppages.Finding{
			{Where: "GET /v1/ports", What: "open", Type: "boolean", Ours: "string"},
			{Where: "Port", What: "depthMetres", Type: "decimal number", Ours: "integer"},
		},
		Unlisted: []string{"GET /v1/tides"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	text := got.String()
	for _, line := range []string{
		"- 2 of 3 operations\n", "- 8 of 10 fields\n",
		`| GET /v1/ports/{portId}/pilots | List the pilots \| of a port |`,
		"## Not on these pages: 1", "- GET /v1/tides\n", "- signin.html\n",
	} {
		if !strings.Contains(text, line) {
			t.Errorf("the report lacks %q:\n%s", line, text)
		}
	}
	data, err := json.Marshal(got)
	if err != nil || !strings.Contains(string(data), `"operations":{"have":2,"of":3}`) {
		t.Errorf("%s, %v", data, err)
	}
}

// Pages that have nothing new say so, and what nobody read is no news.
func TestNothingNew(t *testing.T) {
	pages := &helppages.Pages{Listed: []helppages.Listed{{Method: "GET", Path: "/v1/tides"}}, Unknown: []string{"x"}}
	c := helppages.Compare(pages, "s", specification(t))
	if c.News() != 0 || c.Operations != (helppages.Tally{Have: 1, Of: 1}) || !strings.Contains(c.String(), "Nothing is new") {
		t.Errorf("%+v", c)
	}
}

// Fields of a list are those of its entries, in an envelope or without one.
func TestFieldsOfLists(t *testing.T) {
	pages := new(helppages.Pages)
	page := `<h1>GET v1/tides</h1><h3>Resource Description</h3><table><tr><th>Name</th><th>Description</th><th>Type</th></tr><tr><td>Name</td><td></td><td>string</td></tr><tr><td>Height</td><td></td><td>integer</td></tr></table>`
	if err := pages.Read("x", strings.NewReader(page)); err != nil {
		t.Fatal(err)
	}
	c := helppages.Compare(pages, "s", specification(t))
	if diff := cmp.Diff([]helppages.Finding{{Where: "Port", What: "height", Type: "integer"}}, c.NewFields); diff != "" || c.Fields != (helppages.Tally{Have: 1, Of: 2}) {
		t.Errorf("%+v (-want +got):\n%s", c.Fields, diff)
	}
}

func TestWire(t *testing.T) {
	for name, want := range map[string]string{"Id": "id", "ISOCode": "isoCode", "SosApiEnabled": "sosApiEnabled", "oRainId": "oRainId", "URL": "url", "X": "x", "": ""} {
		if got := helppages.Wire(name); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}

// A page can hold no markup for the report: it becomes an issue in public.
func TestReportEscapes(t *testing.T) {
	pages := new(helppages.Pages)
	page := `<h1>GET v1/x</h1><p>&lt;img src=x&gt; | [a](http://b) @everyone ` + "`" + `&#10;## Heading</p>`
	if err := pages.Read("x", strings.NewReader(page)); err != nil {
		t.Fatal(err)
	}
	text := helppages.Compare(pages, "s", specification(t)).String()
	for _, bad := range []string{"<img", "[a](http", " [a", "@everyone", "\n## Heading", " | [a"} {
		if strings.Contains(text, bad) {
			t.Errorf("%q is in the report:\n%s", bad, text)
		}
	}
}

func TestTooLarge(t *testing.T) {
	if err := new(helppages.Pages).Read("x", strings.NewReader(strings.Repeat("x", 16<<20+1))); err == nil {
		t.Error("no error")
	}
	deep := new(helppages.Pages)
	_ = deep.Read("deep", strings.NewReader(strings.Repeat("<div>", 100_000))) // an error, or nothing found
	if len(deep.Operations) != 0 {
		t.Error("found something")
	}
}

// Whatever a file holds, reading it ends, and the report is text that is valid.
func FuzzRead(f *testing.F) {
	files, err := filepath.Glob("testdata/*.html")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
		f.Add(data[:len(data)/2])
	}
	f.Add([]byte("\xff\xfe<\x00h\x001\x00>\x00"))
	f.Add([]byte("<h1>GET a</h1><h3>URI Parameters</h3><table><tr><th>Name<tr><td>a<table><tr><td>GET b"))
	doc := specification(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		pages := new(helppages.Pages)
		if pages.Read("page", bytes.NewReader(data)) != nil {
			return
		}
		c := helppages.Compare(pages, "s", doc)
		text := c.String()
		if !utf8.ValidString(text) || strings.Contains(text, "\x1b") {
			t.Errorf("%q", text)
		}
		if c.Operations.Have > c.Operations.Of || c.Operations.Of-c.Operations.Have != len(c.NewOperations) {
			t.Errorf("%+v", c)
		}
		if _, err := json.Marshal(c); err != nil {
			t.Error(err)
		}
	})
}
