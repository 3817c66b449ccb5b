// Package spec reads the OpenAPI specifications of this module and the facades
// built on them: operations, the rules every specification keeps, examples,
// and which exported method reaches which operation. The generator and the
// tests share it.
package spec

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"
)

// Names are the specifications of the module, in the order of the documents.
func Names() []string { return []string{"cloutility", "zomro", "cbr", "iam"} }

// FacadeOf is the package that serves a specification. IAM has no facade of
// its own: it is how CBR signs in.
func FacadeOf(name string) string {
	if name == "iam" {
		return "cbr"
	}
	return name
}

// Spec is one specification.
type Spec struct {
	Name       string // of the file, and of the provider in errors
	Known      int    // how many operations the vendor counts, documented here or not
	Operations []Operation
	Clouds     []Cloud // that run it, in the order of the document
	Doc        *openapi3.T

	lines func() lines
}

// Operation is one operation with what the generated tables say of it.
type Operation struct {
	ID         string
	Method     string
	Route      string
	Tag        string
	Summary    string
	Idempotent bool
	Read       bool  // changes nothing at all
	SignsIn    bool  // opens a session, or makes a token or key
	Destroys   *When // nil for never
	Spends     *When
	Target     Target
	Beyond     bool     // not among those the vendor counts
	Success    []int    // ascending
	Clouds     []string // ids of the clouds that are known to have it

	path *openapi3.PathItem
	op   *openapi3.Operation
}

// When says in which calls an operation does something: in all, or in those whose
// body or form has one of the members, named by their path and, after "=", a value.
type When struct{ Members []string }

// Target is the operation that shows what another one is about, and the member of
// the body or form that is its id.
type Target struct{ Operation, Member string }

// GoName is the name of the generated method; that of the descriptor has Op before
// it.
func (o Operation) GoName() string { return strings.ToUpper(o.ID[:1]) + o.ID[1:] }

// Function is the name of an RPC function, "" for a route that is a real path.
func (o Operation) Function() string {
	_, function, _ := strings.Cut(o.Route, "/#func=")
	return function
}

// Source is the operation as the document has it, with the path that it is of.
func (o Operation) Source() (*openapi3.PathItem, *openapi3.Operation) { return o.path, o.op }

// Counted are the operations described here that the vendor counts too.
func (s *Spec) Counted() int {
	n := 0
	for _, o := range s.Operations {
		if !o.Beyond {
			n++
		}
	}
	return n
}

// Package is the generated package of the specification.
func (s *Spec) Package() string { return s.Name + "api" }

// LoadAll reads every specification below root, the directory of the module.
func LoadAll(root string) ([]*Spec, error) {
	var specs []*Spec
	var failed error
	for _, name := range Names() {
		s, err := Load(filepath.Join(root, "specs", name+".yaml"))
		if err != nil {
			failed = errors.Join(failed, err)
			continue
		}
		specs = append(specs, s)
	}
	return specs, failed
}

// Load reads one specification and checks what the generated tables rest on.
// The error names every operation that lacks something. Check holds the rules
// beyond that.
func Load(file string) (*Spec, error) {
	data, err := os.ReadFile(file) //nolint:gosec // the generator's own input
	if err != nil {
		return nil, err
	}
	return Parse(strings.TrimSuffix(filepath.Base(file), ".yaml"), data)
}

// Parse is Load for a document in memory.
func Parse(name string, data []byte) (*Spec, error) {
	loader := openapi3.NewLoader()
	doc, err := loader.LoadFromData(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if err := doc.Validate(context.Background()); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	s := &Spec{Name: name, Doc: doc, lines: sync.OnceValue(func() lines { return newLines(data) })}
	problems := []error{s.readKnown()}
	for route, item := range doc.Paths.Map() {
		for method, op := range item.Operations() {
			o, err := newOperation(method, route, item, op)
			problems = append(problems, err)
			s.Operations = append(s.Operations, o)
		}
	}
	slices.SortFunc(s.Operations, func(a, b Operation) int {
		return cmp.Or(cmp.Compare(a.ID, b.ID), cmp.Compare(a.Route, b.Route), cmp.Compare(a.Method, b.Method))
	})
	problems = append(problems, s.readClouds())
	if n := s.Counted(); s.Known < n {
		problems = append(problems, fmt.Errorf("info.x-known-operations is %d, but %d are described", s.Known, n))
	}
	problems = slices.DeleteFunc(problems, func(err error) bool { return err == nil })
	if len(problems) > 0 {
		slices.SortFunc(problems, func(a, b error) int { return cmp.Compare(a.Error(), b.Error()) })
		return nil, fmt.Errorf("%s: %w", name, errors.Join(problems...))
	}
	return s, nil
}

func (s *Spec) readKnown() error {
	known, ok := s.Doc.Info.Extensions["x-known-operations"].(float64)
	if !ok || known != float64(int(known)) {
		return errors.New("info.x-known-operations is not a whole number")
	}
	s.Known = int(known)
	return nil
}

// lowerCamel is an operationId that makes a Go name by a capital first letter.
var lowerCamel = regexp.MustCompile(`^[a-z][A-Za-z0-9]*$`)

func newOperation(method, route string, item *openapi3.PathItem, op *openapi3.Operation) (Operation, error) {
	o := Operation{ID: op.OperationID, Method: method, Route: route, Summary: op.Summary, path: item, op: op}
	var problems []error
	problem := func(format string, args ...any) {
		problems = append(problems, fmt.Errorf("%s %s (%s): %s", method, route, op.OperationID, fmt.Sprintf(format, args...)))
	}
	if !lowerCamel.MatchString(o.ID) {
		problem("operationId is not in lowerCamelCase")
	}
	if len(op.Tags) == 1 {
		o.Tag = op.Tags[0]
	} else {
		problem("has %d tags, want the one service it belongs to", len(op.Tags))
	}
	if strings.TrimSpace(o.Summary) == "" {
		problem("has no summary")
	}
	var ok bool
	if o.Idempotent, ok = op.Extensions["x-idempotent"].(bool); !ok {
		problem("x-idempotent is neither true nor false")
	}
	if read, ok := op.Extensions["x-read"]; ok {
		if o.Read, ok = read.(bool); !ok {
			problem("x-read is neither true nor false")
		}
	}
	if signsIn, ok := op.Extensions["x-signs-in"]; ok {
		if o.SignsIn, ok = signsIn.(bool); !ok {
			problem("x-signs-in is neither true nor false")
		}
	}
	var err error
	if o.Destroys, err = when(op, "x-destroys"); err != nil {
		problem("%v", err)
	}
	if o.Spends, err = when(op, "x-spends"); err != nil {
		problem("%v", err)
	}
	if o.Read && (o.SignsIn || o.Destroys != nil || o.Spends != nil) {
		problem("x-read is true, and so is that it does something")
	}
	if target, ok := op.Extensions["x-target"]; ok {
		text, _ := target.(string)
		if o.Target.Operation, o.Target.Member, ok = strings.Cut(text, " "); !ok {
			problem("x-target is not an operation and a member")
		}
	}
	if o.Read && !o.Idempotent {
		problem("x-read is true and x-idempotent is not: what changes nothing can be repeated")
	}
	if beyond, ok := op.Extensions["x-beyond-known"]; ok {
		if o.Beyond, ok = beyond.(bool); !ok {
			problem("x-beyond-known is neither true nor false")
		}
	}
	if clouds, ok := op.Extensions["x-clouds"]; ok {
		list, _ := clouds.([]any)
		for _, id := range list {
			text, _ := id.(string)
			o.Clouds = append(o.Clouds, text)
		}
		if len(o.Clouds) == 0 {
			problem("x-clouds is not a list of names")
		}
	}
	for _, status := range slices.Sorted(maps.Keys(op.Responses.Map())) {
		if !isSuccess(status) {
			continue
		}
		code, err := strconv.Atoi(status)
		if err != nil {
			problem("response %s is not one status", status)
			continue
		}
		o.Success = append(o.Success, code)
	}
	if len(o.Success) == 0 {
		problem("has no success response")
	}
	return o, errors.Join(problems...)
}

// when reads an extension that is true, or a list of members.
func when(op *openapi3.Operation, name string) (*When, error) {
	value, ok := op.Extensions[name]
	always, isBool := value.(bool)
	switch {
	case !ok || isBool && !always:
		return nil, nil //nolint:nilnil // never
	case always:
		return &When{}, nil
	}
	list, _ := value.([]any)
	w := &When{}
	for _, member := range list {
		text, ok := member.(string)
		if !ok || text == "" {
			list = nil
			break
		}
		w.Members = append(w.Members, text)
	}
	if len(list) == 0 {
		return nil, fmt.Errorf("%s is neither true nor a list of members", name)
	}
	return w, nil
}

// isSuccess tells successes from failures. Services that list their versions
// respond with 300, Multiple Choices.
func isSuccess(status string) bool { return strings.HasPrefix(status, "2") || status == "300" }

// Description is what the specification says of it, on several lines.
func (o Operation) Description() string { return o.op.Description }
