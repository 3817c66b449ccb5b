package drift

import (
	"cmp"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/backup-sdk/backup-go/specs"
)

// Book is all specifications together.
type Book struct {
	specs []*Spec
	words map[string]bool // names of members, in any specification: public, so no values
}

// Spec is one specification.
type Spec struct {
	Name       string
	Operations []*Operation

	text     []byte
	schemas  map[string]*Schema
	words    map[string]bool
	hosts    []*regexp.Regexp
	segments map[string]bool // literal ones of its paths
}

// Operation is one operation of a specification.
type Operation struct {
	Spec              *Spec
	ID, Method, Route string
	// Read says that it changes nothing at all, SignsIn that it opens a session,
	// Sensitive that nothing of its response may be told.
	Read, SignsIn, Sensitive bool
	// Query are the parameters that have to be there, by their names.
	Query map[string]*Schema
	// Example is the body that the documents show, nil without one.
	Example map[string]any

	segments  []string
	form      map[string]string
	responses map[string]*response
	node      *yaml.Node // of its responses
}

// response is what a specification says of one status.
type response struct {
	schema   *Schema // nil for one without a body
	examples []any
	shown    map[string]*Schema // members that the documents show, by their paths
}

// Load reads the specifications that this program was built with.
func Load() (*Book, error) {
	texts := make(map[string][]byte)
	for _, name := range specs.Names() {
		text, err := specs.Read(name)
		if err != nil {
			return nil, err
		}
		texts[name] = text
	}
	return Parse(texts)
}

// Parse reads specifications in YAML, by their names.
func Parse(texts map[string][]byte) (*Book, error) {
	b := &Book{words: make(map[string]bool)}
	for _, name := range specs.Names() {
		text, ok := texts[name]
		if !ok {
			continue
		}
		s, err := parseSpec(name, text, b.words)
		if err != nil {
			return nil, fmt.Errorf("specification %s: %w", name, err)
		}
		b.specs = append(b.specs, s)
	}
	for _, s := range b.specs {
		s.learn(b)
	}
	return b, nil
}

// Specs are the specifications.
func (b *Book) Specs() []*Spec { return b.specs }

// Operation is one operation by its specification and id, nil when there is none.
func (b *Book) Operation(spec, id string) *Operation {
	for _, s := range b.specs {
		for _, o := range s.Operations {
			if s.Name == spec && o.ID == id {
				return o
			}
		}
	}
	return nil
}

func parseSpec(name string, text []byte, words map[string]bool) (*Spec, error) {
	var doc yaml.Node
	if err := yaml.Unmarshal(text, &doc); err != nil {
		return nil, err
	}
	if len(doc.Content) != 1 {
		return nil, fmt.Errorf("it is not one document")
	}
	root := doc.Content[0]
	s := &Spec{Name: name, text: text, schemas: make(map[string]*Schema), words: words, segments: make(map[string]bool)}
	each(member(root, "components", "schemas"), func(name string, n *yaml.Node) {
		schema := s.newSchema(n)
		schema.name = name
		s.schemas[name] = schema
	})
	shared := make(map[string]*response)
	each(member(root, "components", "responses"), func(name string, n *yaml.Node) { shared[name] = s.newResponse(n) })
	each(member(root, "paths"), func(route string, item *yaml.Node) {
		common := member(item, "parameters")
		each(item, func(method string, n *yaml.Node) {
			if slices.Contains([]string{"get", "post", "put", "patch", "delete"}, method) {
				s.Operations = append(s.Operations, s.newOperation(root, strings.ToUpper(method), route, n, common, shared))
			}
		})
	})
	for _, server := range nodes(member(root, "servers")) {
		s.addHost(member(server, "url").Value)
	}
	// Of several operations that fit, the first counts: that with more literals.
	slices.SortStableFunc(s.Operations, func(a, b *Operation) int { return cmp.Compare(a.vague(), b.vague()) })
	return s, nil
}

func nodes(n *yaml.Node) []*yaml.Node {
	if n == nil {
		return nil
	}
	return n.Content
}

// addHost makes a pattern of a server's address.
func (s *Spec) addHost(address string) {
	u, err := url.Parse(strings.NewReplacer("{", "__", "}", "__").Replace(address))
	if err != nil {
		return
	}
	pattern := regexp.QuoteMeta(strings.ToLower(u.Host))
	pattern = regexp.MustCompile(`__[a-z]+__`).ReplaceAllString(pattern, `[a-z0-9.-]+`)
	if strings.HasPrefix(pattern, "[") {
		return // any host
	}
	s.hosts = append(s.hosts, regexp.MustCompile("^"+pattern+"$"))
}

func (s *Spec) newOperation(root *yaml.Node, method, route string, n, common *yaml.Node, shared map[string]*response) *Operation {
	o := &Operation{
		Spec: s, Method: method, Route: route, ID: member(n, "operationId").Value, form: make(map[string]string),
		Query: make(map[string]*Schema), responses: make(map[string]*response), node: member(n, "responses"),
	}
	path, fields, _ := strings.Cut(route, "#")
	if fields == "" {
		o.segments = strings.Split(strings.Trim(path, "/"), "/")
	}
	for _, segment := range o.segments {
		if !strings.HasPrefix(segment, "{") {
			s.segments[segment] = true
		}
	}
	for field := range strings.SplitSeq(fields, "&") {
		if name, value, ok := strings.Cut(field, "="); ok {
			o.form[name] = value
		}
	}
	for name, flag := range map[string]*bool{"x-read": &o.Read, "x-signs-in": &o.SignsIn, "x-sensitive": &o.Sensitive} {
		if v := member(n, name); v != nil {
			*flag = v.Value == "true"
		}
	}
	for _, p := range slices.Concat(nodes(common), nodes(member(n, "parameters"))) {
		if ref := member(p, "$ref"); ref != nil {
			p = member(root, "components", "parameters", ref.Value[strings.LastIndex(ref.Value, "/")+1:])
		}
		in, required := member(p, "in"), member(p, "required")
		if in != nil && required != nil && in.Value == "query" && required.Value == "true" {
			o.Query[member(p, "name").Value] = s.newSchema(member(p, "schema"))
		}
	}
	each(member(n, "requestBody", "content"), func(_ string, media *yaml.Node) {
		if example := member(media, "example"); example != nil && o.Example == nil {
			o.Example, _ = plain(example).(map[string]any)
		}
	})
	each(o.node, func(status string, r *yaml.Node) {
		if ref := member(r, "$ref"); ref != nil {
			o.responses[status] = shared[ref.Value[strings.LastIndex(ref.Value, "/")+1:]]
			return
		}
		o.responses[status] = s.newResponse(r)
	})
	return o
}

func (s *Spec) newResponse(n *yaml.Node) *response {
	r := &response{shown: make(map[string]*Schema)}
	media := member(n, "content", "application/json")
	if media == nil {
		return r
	}
	r.schema = s.newSchema(member(media, "schema"))
	if example := member(media, "example"); example != nil {
		r.examples = append(r.examples, plain(example))
	}
	each(member(media, "examples"), func(_ string, e *yaml.Node) {
		if value := member(e, "value"); value != nil {
			r.examples = append(r.examples, plain(value))
		}
	})
	return r
}

// vague counts what an operation's route leaves open.
func (o *Operation) vague() int {
	n := -len(o.form)
	for _, segment := range o.segments {
		if strings.HasPrefix(segment, "{") {
			n++
		}
	}
	return n
}

// Parameters are the variables of its path.
func (o *Operation) Parameters() []string {
	var out []string
	for _, segment := range o.segments {
		if name, ok := strings.CutPrefix(segment, "{"); ok {
			out = append(out, strings.TrimSuffix(name, "}"))
		}
	}
	return out
}

// Function is the name of a function that is called by a form, empty for a path.
func (o *Operation) Function() string { return o.form["func"] }

// Fields are what else its form has always.
func (o *Operation) Fields() map[string]string { return o.form }

// response is what is declared for a status, nil for nothing.
func (o *Operation) response(status int) *response {
	if r := o.responses[strconv.Itoa(status)]; r != nil {
		return r
	}
	if status >= 400 { //nolint:mnd // failures
		return o.responses["default"]
	}
	return nil
}

// Known are the known values of a schema, if it is an enumeration.
func (s *Schema) Known() []string { return s.resolve().enum }

// Format is the format of its texts.
func (s *Schema) Format() string { return s.resolve().format }
