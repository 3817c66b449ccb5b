package spec

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

const skipPointer = "x-go-type-skip-optional-pointer"

// Check holds the specification against the rules of this module that go
// beyond OpenAPI, and returns each breach as a line of text.
func (s *Spec) Check() []string {
	c := &checker{}
	c.document(s.Doc)
	for _, o := range s.Operations {
		c.operation(s, o)
	}
	c.components(s.Doc.Components)
	c.endless(s.Doc.Components)
	slices.Sort(c.breaches)
	return slices.Compact(c.breaches) // a shared parameter is met more than once
}

type checker struct{ breaches []string }

func (c *checker) breachf(where, format string, args ...any) {
	c.breaches = append(c.breaches, where+": "+fmt.Sprintf(format, args...))
}

func (c *checker) described(where, text string) {
	if strings.TrimSpace(text) == "" {
		c.breachf(where, "has no description")
	}
}

func (c *checker) document(doc *openapi3.T) {
	if doc.OpenAPI != "3.0.3" {
		c.breachf("openapi", "is %s, want 3.0.3: the generator knows no later version well", doc.OpenAPI)
	}
	c.described("info", doc.Info.Description)
	if len(doc.Servers) == 0 {
		c.breachf("servers", "none given")
	}
	if doc.Components == nil || len(doc.Components.SecuritySchemes) == 0 {
		c.breachf("components", "no security scheme is declared")
	}
	for _, tag := range doc.Tags {
		c.described("tag "+tag.Name, tag.Description)
	}
}

func (c *checker) operation(s *Spec, o Operation) {
	doc := s.Doc
	c.described(o.ID, o.op.Description)
	if doc.Tags.Get(o.Tag) == nil {
		c.breachf(o.ID, "tag %s is not declared", o.Tag)
	}
	for name := range o.op.Extensions {
		if !slices.Contains(operationExtensions(), name) {
			c.breachf(o.ID, "has an extension %s that nothing reads", name)
		}
	}
	if (o.Method == http.MethodDelete || strings.HasSuffix(o.Function(), ".delete")) && o.Destroys == nil {
		c.breachf(o.ID, "deletes, and x-destroys does not say so")
	}
	c.effects(s, o)
	source, _ := o.op.Extensions["x-source"].(string)
	if strings.TrimSpace(source) == "" {
		c.breachf(o.ID, "x-source does not say who shows this operation")
	}
	for _, p := range slices.Concat(o.path.Parameters, o.op.Parameters) {
		c.parameter(o.ID+", parameter "+p.Value.Name, p)
	}
	c.calls(o)
	if body := o.op.RequestBody; body != nil {
		c.content(o.ID+", request", body.Value.Content, true)
	}
	for status, response := range o.op.Responses.Map() {
		c.content(o.ID+", response "+status, response.Value.Content, isSuccess(status))
	}
	if fallback := o.op.Responses.Default(); fallback == nil || len(fallback.Value.Content) == 0 {
		c.breachf(o.ID, "has no default response with the vendor's error")
	}
}

// effects checks that the members exist that say what a call does, and the operation
// that shows what it is about.
func (c *checker) effects(s *Spec, o Operation) {
	for name, w := range map[string]*When{"x-destroys": o.Destroys, "x-spends": o.Spends} {
		if w == nil {
			continue
		}
		for _, member := range w.Members {
			path, _, _ := strings.Cut(member, "=")
			if !o.hasMember(path) {
				c.breachf(o.ID, "%s names %s, which its body does not have", name, path)
			}
		}
	}
	if o.Target == (Target{}) {
		return
	}
	if !slices.ContainsFunc(s.Operations, func(t Operation) bool { return t.ID == o.Target.Operation && t.Read }) {
		c.breachf(o.ID, "x-target names %s, which is no operation that reads", o.Target.Operation)
	}
	if !o.hasMember(o.Target.Member) {
		c.breachf(o.ID, "x-target names %s, which its body does not have", o.Target.Member)
	}
}

// hasMember says that the body has a member, by its path.
func (o Operation) hasMember(path string) bool {
	if o.op.RequestBody == nil {
		return false
	}
	for _, media := range o.op.RequestBody.Value.Content {
		schema := media.Schema
		for name := range strings.SplitSeq(path, ".") {
			if schema == nil || schema.Value == nil {
				return false
			}
			schema = property(schema.Value, name)
		}
		if schema != nil {
			return true
		}
	}
	return false
}

// property is a member of a schema or of one it is made of.
func property(s *openapi3.Schema, name string) *openapi3.SchemaRef {
	if p := s.Properties[name]; p != nil {
		return p
	}
	for _, part := range s.AllOf {
		if p := property(part.Value, name); p != nil {
			return p
		}
	}
	return nil
}

// operationExtensions are those that templates and tools read. A misspelt one
// would be passed over in silence.
func operationExtensions() []string {
	return []string{
		"x-idempotent", "x-read", "x-signs-in", "x-destroys", "x-spends", "x-target", "x-source", "x-beyond-known", "x-clouds", "x-since",
		"x-input", "x-returns", "x-may-be-absent", "x-may-be-empty", "x-needs", "x-more-fields", "x-no-result", "x-facade", "x-sensitive", "x-codeSamples",
	}
}

// wraps checks that an envelope has the one member it is said to wrap.
func (c *checker) wraps(where string, s *openapi3.Schema) {
	wrapped, ok := s.Extensions["x-wraps"]
	if !ok {
		return
	}
	name, _ := wrapped.(string)
	property := s.Properties[name]
	switch {
	case property == nil:
		c.breachf(where, "x-wraps names %v, which is none of its members", wrapped)
	case len(s.Properties) != 1:
		c.breachf(where, "x-wraps leaves out what stands beside %s", name)
	case property.Ref == "" && (property.Value.Items == nil || property.Value.Items.Ref == "" && !property.Value.Items.Value.Type.Is("string")):
		c.breachf(where, "x-wraps: %s has no named type", name)
	}
}

// parameter checks that the generated methods can send a parameter: one in the
// path or the query, whose default is its zero value or which is a pointer, for
// a zero value is not sent.
func (c *checker) parameter(where string, p *openapi3.ParameterRef) {
	c.described(where, p.Value.Description)
	if p.Value.In != openapi3.ParameterInPath && p.Value.In != openapi3.ParameterInQuery {
		c.breachf(where, "is in the %s, where the generated methods send none", p.Value.In)
	}
	if s := p.Value.Schema; s != nil && s.Value != nil && notZero(s.Value.Default) && s.Value.Type.Is("boolean") &&
		!isFalse(p.Value.Extensions[skipPointer]) && !isFalse(p.Extensions[skipPointer]) {
		c.breachf(where, "defaults to %v, so that leaving it out is not zero, and needs %s: false", s.Value.Default, skipPointer)
	}
	if p.Value.Schema != nil {
		c.boolean(where, p.Value.Required, p.Value.Schema.Value, isFalse(p.Value.Extensions[skipPointer]) || isFalse(p.Extensions[skipPointer]) || isFalse(extension(p.Value.Schema, skipPointer)))
		c.inline(where, p.Value.Schema)
	}
}

func (c *checker) content(where string, content openapi3.Content, example bool) {
	for mediaType, media := range content {
		where := where + " " + mediaType
		if media.Schema == nil {
			c.breachf(where, "has no schema")
			continue
		}
		c.inline(where, media.Schema)
		if example && (mediaType != multipartForm || len(content) == 1) && media.Example == nil && len(media.Examples) == 0 {
			c.breachf(where, "has no example")
		}
	}
}

func (c *checker) components(components *openapi3.Components) {
	if components == nil {
		return
	}
	for name, ref := range components.Schemas {
		c.schema(name, ref.Value)
	}
	for name, p := range components.Parameters {
		c.parameter("parameter "+name, p)
	}
}

// schema checks a named schema, or an anonymous one that is not an object.
func (c *checker) schema(where string, s *openapi3.Schema) {
	c.described(where, s.Description)
	c.enum(where, s)
	c.wraps(where, s)
	c.booleans(where, s)
	for name, property := range s.Properties {
		at := where + "." + name
		c.tolerant(at, property)
		c.inline(at, property)
		if property.Ref == "" {
			c.described(at, property.Value.Description)
		}
		if isStruct(property) && !isFalse(extension(property, skipPointer)) && !isFalse(extension(property, "x-omitzero")) {
			c.breachf(at, "is a nested object, may be missing, and needs %s: false", skipPointer)
		}
		if notZero(property.Value.Default) && !isFalse(extension(property, skipPointer)) {
			c.breachf(at, "defaults to %v, so that leaving it out is not zero, and needs %s: false", property.Value.Default, skipPointer)
		}
	}
	c.parts(where, s)
}

// inline checks a schema at the place of its use: what is an object there must
// have a name.
func (c *checker) inline(where string, ref *openapi3.SchemaRef) {
	if ref.Ref != "" || ref.Value == nil {
		return
	}
	if len(ref.Value.Properties) > 0 {
		c.breachf(where, "is an anonymous object; give it a name in components")
	}
	c.enum(where, ref.Value)
	c.parts(where, ref.Value)
}

func (c *checker) parts(where string, s *openapi3.Schema) {
	if s.Items != nil {
		c.inline(where+"[]", s.Items)
	}
	if s.AdditionalProperties.Schema != nil {
		c.inline(where+"{}", s.AdditionalProperties.Schema)
	}
	if s.Extensions["x-go-type"] != nil {
		return // the forms that such a value comes in have no types of their own
	}
	for _, ref := range slices.Concat(s.AllOf, s.OneOf, s.AnyOf) {
		c.inline(where, ref)
	}
}

func (c *checker) enum(where string, s *openapi3.Schema) {
	if len(s.Enum) == 0 || strings.HasSuffix(where, ".func") || strings.HasSuffix(where, ".out") { // constants of every call
		return
	}
	names, _ := s.Extensions["x-enum-varnames"].([]any)
	if len(names) != len(s.Enum) {
		c.breachf(where, "has %d values and %d x-enum-varnames", len(s.Enum), len(names))
		return
	}
	prefix := ""
	for i, name := range names {
		text, _ := name.(string)
		if !goName(text) {
			c.breachf(where, "x-enum-varnames: %q is not an exported Go name", text)
			return
		}
		if i == 0 {
			prefix = text
		}
		prefix = common(prefix, text)
	}
	if len(names) > 1 && len(prefix) < 3 {
		c.breachf(where, "x-enum-varnames share no prefix that says what they are")
	}
	c.states(where, s)
}

// states checks that an enumeration says of its own values which are final, and of
// final ones which are good.
func (c *checker) states(where string, s *openapi3.Schema) {
	_, says := s.Extensions["x-final"]
	if _, good := s.Extensions["x-good"]; !says && !good {
		return
	}
	final, _ := s.Extensions["x-final"].([]any)
	good, _ := s.Extensions["x-good"].([]any)
	if len(final) == 0 || len(good) == 0 {
		c.breachf(where, "x-final and x-good are lists of states, and only together say something")
		return
	}
	for _, state := range final {
		if !slices.Contains(s.Enum, state) {
			c.breachf(where, "x-final names %v, which is none of its values", state)
		}
	}
	for _, state := range good {
		if !slices.Contains(final, state) {
			c.breachf(where, "x-good names %v, which is not final", state)
		}
	}
}

// isStruct says whether the property is a named struct in Go: an object with
// properties and without a Go type of its own.
func isStruct(ref *openapi3.SchemaRef) bool {
	if ref.Ref == "" || ref.Value == nil || extension(ref, "x-go-type") != nil || extension(ref, "x-not-in-go") != nil {
		return false
	}
	return len(ref.Value.Properties) > 0
}

func isFalse(value any) bool {
	b, ok := value.(bool)
	return ok && !b
}

func notZero(value any) bool {
	return value != nil && !isFalse(value) && value != float64(0) && value != ""
}

// extension reads x-… beside a $ref first, then in the schema itself.
func extension(ref *openapi3.SchemaRef, name string) any {
	if v, ok := ref.Extensions[name]; ok {
		return v
	}
	if ref.Value != nil {
		return ref.Value.Extensions[name]
	}
	return nil
}

func goName(s string) bool {
	if s == "" || s[0] < 'A' || s[0] > 'Z' {
		return false
	}
	return !strings.ContainsFunc(s, func(r rune) bool {
		return (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
	})
}

func common(a, b string) string {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return a[:n]
}

// sortedKeys keeps generated files and messages in one order.
func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
