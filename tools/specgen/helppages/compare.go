package helppages

import (
	"cmp"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// Finding is one thing that the pages have and the specification has not, or has in
// another way.
type Finding struct {
	// Where is an operation, "GET /v1/me", or a model.
	Where string `json:"where"`
	// What is the parameter, field or value; "" for all of it.
	What string `json:"what,omitempty"`
	// Type is that of the page.
	Type string `json:"type,omitempty"`
	// Ours is what the specification has in its place.
	Ours string `json:"ours,omitempty"`
	// Text is what the page says about it.
	Text string `json:"text,omitempty"`
}

// Tally counts what the pages have, and what of it the specification has.
type Tally struct {
	Have int `json:"have"`
	Of   int `json:"of"`
}

func (t *Tally) add(have bool) {
	t.Of++
	if have {
		t.Have++
	}
}

// Comparison is the result.
type Comparison struct {
	// Specification is the file that the pages were compared with.
	Specification string   `json:"specification"`
	Pages         int      `json:"pages"`
	Unknown       []string `json:"unknown_pages,omitempty"`

	Operations Tally `json:"operations"`
	Parameters Tally `json:"parameters"`
	Models     Tally `json:"models"`
	Fields     Tally `json:"fields"`
	Values     Tally `json:"values"`

	NewOperations []Finding `json:"new_operations"`
	NewParameters []Finding `json:"new_parameters"`
	NewModels     []Finding `json:"new_models"`
	NewFields     []Finding `json:"new_fields"`
	NewValues     []Finding `json:"new_values"`
	// Types are those that differ.
	Types []Finding `json:"types"`
	// Unlisted are operations of the specification that an index does not have; empty
	// without an index. Older and newer builds have others.
	Unlisted []string `json:"unlisted,omitempty"`
}

// News says whether the pages have anything that the specification has not.
func (c *Comparison) News() int {
	return len(c.NewOperations) + len(c.NewParameters) + len(c.NewModels) + len(c.NewFields) + len(c.NewValues) + len(c.Types)
}

// Compare holds pages against a specification. File is its name, for the report.
func Compare(pages *Pages, file string, doc *openapi3.T) *Comparison {
	c := &comparer{
		out:  &Comparison{Specification: file, Unknown: pages.Unknown, Pages: len(pages.Operations) + len(pages.Models) + len(pages.Unknown)},
		seen: make(map[string]bool),
		doc:  doc, ours: operationsOf(doc),
	}
	if len(pages.Listed) > 0 {
		c.out.Pages++ // one index, or its parts
	}
	listed := make(map[string]bool)
	for _, l := range pages.Listed {
		listed[key(l.Method, l.Path)] = true
		c.operation(l.Method, l.Path, l.Text)
	}
	for _, o := range pages.Operations {
		listed[key(o.Method, o.Path)] = true
		c.page(o)
	}
	for _, m := range pages.Models {
		c.model(m)
	}
	if len(pages.Listed) > 0 {
		for k, op := range c.ours {
			if !listed[k] {
				c.out.Unlisted = append(c.out.Unlisted, op.name)
			}
		}
		slices.Sort(c.out.Unlisted)
	}
	for _, list := range []*[]Finding{&c.out.NewOperations, &c.out.NewParameters, &c.out.NewModels, &c.out.NewFields, &c.out.NewValues, &c.out.Types} {
		slices.SortFunc(*list, func(a, b Finding) int {
			return cmp.Or(cmp.Compare(a.Where, b.Where), cmp.Compare(a.What, b.What), cmp.Compare(a.Type, b.Type))
		})
		*list = slices.Compact(*list)
		if *list == nil {
			*list = []Finding{} // an empty list in JSON
		}
	}
	return c.out
}

// ours is an operation of the specification.
type ours struct {
	name string // "GET /v1/me"
	item *openapi3.PathItem
	op   *openapi3.Operation
}

// variable is a parameter of a path, whose name is no part of the path.
var variable = regexp.MustCompile(`\{[^{}]*\}`)

// key is what two ways of writing an operation have in common. ASP.NET does not care
// about the case of a path.
func key(method, path string) string {
	return strings.ToUpper(method) + " " + strings.ToLower(strings.TrimSuffix(variable.ReplaceAllString(path, "{}"), "/"))
}

func inPath(path, name string) bool {
	return strings.Contains(strings.ToLower(path), "{"+strings.ToLower(name)+"}")
}

func operationsOf(doc *openapi3.T) map[string]ours {
	out := make(map[string]ours)
	for route, item := range doc.Paths.Map() {
		for method, op := range item.Operations() {
			out[key(method, route)] = ours{method + " " + route, item, op}
		}
	}
	return out
}

type comparer struct {
	out  *Comparison
	doc  *openapi3.T
	ours map[string]ours
	seen map[string]bool // operations, models and fields that are counted
}

// first says whether something is met for the first time.
func (c *comparer) first(what string) bool {
	was := c.seen[what]
	c.seen[what] = true
	return !was
}

// operation looks for one, and counts it.
func (c *comparer) operation(method, path, text string) (ours, bool) {
	k := key(method, path)
	op, have := c.ours[k]
	if c.first("operation " + k) {
		c.out.Operations.add(have)
		if !have {
			c.out.NewOperations = append(c.out.NewOperations, Finding{Where: method + " " + path, Text: text})
		}
	}
	return op, have
}

// page compares an operation with its parameters and bodies.
func (c *comparer) page(o Operation) {
	our, have := c.operation(o.Method, o.Path, o.Text)
	if !have { // its models may be known all the same
		c.fields(o.Body.Model, nil, o.BodyFields)
		c.fields(o.Response.Model, nil, o.ResponseFields)
		return
	}
	for _, p := range o.Query() {
		if !c.first("parameter " + our.name + " " + strings.ToLower(p.Name)) {
			continue
		}
		schema := parameterOf(our, p.Name)
		c.out.Parameters.add(schema != nil)
		if schema == nil {
			c.out.NewParameters = append(c.out.NewParameters, Finding{Where: our.name, What: p.Name, Type: p.Type.Text, Text: joined(p.Text, p.Notes)})
			continue
		}
		c.types(our.name, p, schema)
	}
	if our.op.RequestBody != nil {
		c.fields(o.Body.Model, bodyOf(our.op.RequestBody.Value.Content), o.BodyFields)
	} else {
		c.fields(o.Body.Model, nil, o.BodyFields)
	}
	c.fields(o.Response.Model, responseOf(our.op), o.ResponseFields)
}

// model compares the page of a model.
func (c *comparer) model(m Model) {
	schema := c.schema(m.Name)
	if c.first("model " + strings.ToLower(m.Name)) {
		c.out.Models.add(schema != nil)
		if schema == nil {
			c.out.NewModels = append(c.out.NewModels, Finding{Where: m.Name, What: fieldNames(m), Text: m.Text})
		}
	}
	if schema == nil {
		return
	}
	for _, v := range m.Values {
		if len(schema.Value.Enum) == 0 || !c.first("value "+m.Name+" "+v.Name) {
			continue // without an enum every value is described
		}
		have := slices.ContainsFunc(schema.Value.Enum, func(ours any) bool {
			text := fmt.Sprint(ours)
			return strings.EqualFold(text, v.Name) || text == v.Number
		})
		c.out.Values.add(have)
		if !have {
			c.out.NewValues = append(c.out.NewValues, Finding{Where: m.Name, What: v.Name, Type: v.Number, Text: v.Text})
		}
	}
	c.fields(m.Name, schema, m.Fields)
}

// fieldNames tells what a model is made of.
func fieldNames(m Model) string {
	var out []string
	for _, f := range m.Fields {
		out = append(out, Wire(f.Name)+" "+f.Type.Text)
	}
	for _, v := range m.Values {
		out = append(out, strings.TrimSpace(v.Name+" "+v.Number))
	}
	return strings.Join(out, ", ")
}

// fields compares those of a model with a schema, or with the schema of its name.
func (c *comparer) fields(model string, schema *openapi3.SchemaRef, list []Field) {
	own := c.schema(model)
	if model != "" && len(list) > 0 && own == nil && schema == nil && c.first("model "+strings.ToLower(model)) {
		c.out.Models.add(false)
		c.out.NewModels = append(c.out.NewModels, Finding{Where: model, What: fieldNames(Model{Fields: list})})
	}
	schema = cmp.Or(schema, own)
	if schema == nil {
		return
	}
	where := model
	if schema.Ref != "" {
		where = path.Base(schema.Ref)
	}
	for _, f := range list {
		if where == "" || !c.first("field "+where+" "+strings.ToLower(f.Name)) {
			continue
		}
		our := propertyOf(schema.Value, f.Name, 0)
		if our == nil && own != nil { // a body that takes less than the model has
			our = propertyOf(own.Value, f.Name, 0)
		}
		c.out.Fields.add(our != nil)
		if our == nil {
			c.out.NewFields = append(c.out.NewFields, Finding{Where: where, What: Wire(f.Name), Type: f.Type.Text, Text: joined(f.Text, f.Notes)})
			continue
		}
		c.types(where, f, our)
	}
}

// types notes where page and specification do not mean the same.
func (c *comparer) types(where string, f Field, our *openapi3.SchemaRef) {
	theirs, is := kindOf(f.Type), schemaKinds(our)
	if theirs == "" || len(is) == 0 || slices.Contains(is, theirs) {
		return
	}
	c.out.Types = append(c.out.Types, Finding{Where: where, What: Wire(f.Name), Type: f.Type.Text, Ours: strings.Join(is, " or ")})
}

// schema is that of a model, by its name in any case.
func (c *comparer) schema(model string) *openapi3.SchemaRef {
	if c.doc.Components == nil || model == "" {
		return nil
	}
	if s := c.doc.Components.Schemas[model]; s != nil {
		return &openapi3.SchemaRef{Ref: "#/components/schemas/" + model, Value: s.Value}
	}
	for name, s := range c.doc.Components.Schemas {
		if strings.EqualFold(name, model) {
			return &openapi3.SchemaRef{Ref: "#/components/schemas/" + name, Value: s.Value}
		}
	}
	return nil
}

// Wire is the name of a field in JSON: the pages write .NET's.
func Wire(name string) string {
	runes := []rune(name)
	for i, r := range runes {
		if r < 'A' || r > 'Z' || i > 0 && i+1 < len(runes) && (runes[i+1] < 'A' || runes[i+1] > 'Z') {
			break
		}
		runes[i] = r - 'A' + 'a'
	}
	return string(runes)
}
