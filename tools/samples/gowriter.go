package samples

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/backup-sdk/backup-go/cbr"
	"github.com/backup-sdk/backup-go/cloutility"
	"github.com/backup-sdk/backup-go/gen/cbrapi"
	"github.com/backup-sdk/backup-go/gen/cloutilityapi"
	"github.com/backup-sdk/backup-go/gen/iamapi"
	"github.com/backup-sdk/backup-go/gen/zomroapi"
	"github.com/backup-sdk/backup-go/tools/specgen/spec"
	"github.com/backup-sdk/backup-go/zomro"
)

// module is the path of the library.
const module = "github.com/backup-sdk/backup-go"

// goWriter writes samples in Go for one specification.
type goWriter struct {
	spec     *spec.Spec
	facade   *spec.Facade
	client   reflect.Type // of the facade
	api      reflect.Type // the generated client
	accessor string       // the client's method that returns it
	names    map[[2]string][]string
	aliases  map[string]bool              // types that the facade has under the name of the generated package
	values   map[string]map[string]string // constants of the facade, by type and value
}

// newGoWriter reads what reflection does not tell: names of parameters and constants.
func newGoWriter(root string, s *spec.Spec) (*goWriter, error) {
	w := &goWriter{spec: s, accessor: "API", names: make(map[[2]string][]string), aliases: make(map[string]bool), values: make(map[string]map[string]string)}
	switch s.Name {
	case "cbr":
		w.client, w.api = reflect.TypeFor[*cbr.Client](), reflect.TypeFor[*cbrapi.Client]()
	case "iam":
		w.client, w.api, w.accessor = reflect.TypeFor[*cbr.Client](), reflect.TypeFor[*iamapi.Client](), "IAMAPI"
	case "zomro":
		w.client, w.api = reflect.TypeFor[*zomro.Client](), reflect.TypeFor[*zomroapi.Client]()
	case "cloutility":
		w.client, w.api = reflect.TypeFor[*cloutility.Client](), reflect.TypeFor[*cloutilityapi.Client]()
	default:
		return nil, fmt.Errorf("%s has no client", s.Name)
	}
	dir := filepath.Join(root, spec.FacadeOf(s.Name))
	var err error
	if w.facade, err = spec.ReadFacade(dir); err != nil {
		return nil, err
	}
	for _, dir := range []string{dir, filepath.Join(root, "gen", s.Package())} {
		if err := w.read(dir); err != nil {
			return nil, err
		}
	}
	return w, nil
}

// read notes the names of a package: the parameters of methods, aliases, constants.
func (w *goWriter) read(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		name := entry.Name()
		if entry.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(dir, name), nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		for _, decl := range file.Decls {
			switch d := decl.(type) {
			case *ast.FuncDecl:
				w.readMethod(file.Name.Name, d)
			case *ast.GenDecl:
				for _, one := range d.Specs {
					w.readSpec(file.Name.Name, d.Tok, one)
				}
			}
		}
	}
	return nil
}

func (w *goWriter) readMethod(pkg string, d *ast.FuncDecl) {
	if d.Recv == nil || !d.Name.IsExported() {
		return
	}
	star, ok := d.Recv.List[0].Type.(*ast.StarExpr)
	if !ok {
		return
	}
	receiver, ok := star.X.(*ast.Ident)
	if !ok {
		return
	}
	var names []string
	for _, field := range d.Type.Params.List {
		for _, name := range field.Names {
			names = append(names, name.Name)
		}
	}
	w.names[[2]string{pkg + "." + receiver.Name, d.Name.Name}] = names
}

func (w *goWriter) readSpec(pkg string, tok token.Token, s ast.Spec) {
	switch s := s.(type) {
	case *ast.TypeSpec:
		if source, ok := s.Type.(*ast.SelectorExpr); ok && s.Assign.IsValid() && source.Sel.Name == s.Name.Name && pkg != w.spec.Package() {
			w.aliases[s.Name.Name] = true
		}
	case *ast.ValueSpec:
		kind, ok := s.Type.(*ast.Ident)
		if tok != token.CONST || !ok || len(s.Values) != 1 || !s.Names[0].IsExported() {
			return
		}
		if value, ok := s.Values[0].(*ast.BasicLit); ok && value.Kind == token.STRING {
			if w.values[kind.Name] == nil {
				w.values[kind.Name] = make(map[string]string)
			}
			w.values[kind.Name][strings.Trim(value.Value, `"`)] = s.Names[0].Name
		}
	}
}

// sample is the sample of an operation: through the facade's method where the example
// says all of its arguments, and through the typed client of all operations otherwise.
func (w *goWriter) sample(o spec.Operation) (Sample, error) {
	method, reason, err := spec.Reach(w.spec, o, w.facade)
	if err != nil {
		return Sample{}, err
	}
	out := Sample{Spec: w.spec.Name, Operation: o.ID, Lang: Go}
	if method == nil {
		out.Source = "// The client does this itself: " + reason + ".\n// Token shows what came of it.\ntoken, err := client.Token(ctx)\nif err != nil {\n\treturn err\n}\nfmt.Println(token.Expiry)\n"
		return out, nil
	}
	p := &piece{w: w, o: o, imports: make(map[string]bool)}
	text, ok, err := p.viaFacade(*method)
	if err == nil && !ok {
		p = &piece{w: w, o: o, imports: make(map[string]bool)}
		text, err = p.viaAPI()
	}
	if err != nil {
		return Sample{}, err
	}
	source, err := format.Source([]byte("package p\n\nfunc f() error {\n" + text + "}\n"))
	if err != nil {
		return Sample{}, fmt.Errorf("%w in\n%s", err, text)
	}
	_, body, _ := strings.Cut(string(source), "func f() error {\n")
	out.Source = unindent(strings.TrimSuffix(strings.TrimSuffix(body, "\n"), "}"))
	out.Params, out.Imports = p.params, slices.Sorted(maps.Keys(p.imports))
	return out, nil
}

func unindent(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		b.WriteString(strings.TrimPrefix(line, "\t"))
	}
	return b.String()
}

// piece is one sample as it is written.
type piece struct {
	w       *goWriter
	o       spec.Operation
	imports map[string]bool
	params  []string
}

// viaFacade is a call of the facade's method, and whether the example fills all of
// its input.
func (p *piece) viaFacade(m spec.Method) (text string, whole bool, err error) {
	receiver, call := p.w.client, "client."
	if m.Service != "" {
		field, ok := p.w.client.Elem().FieldByName(m.Service)
		if !ok {
			return "", false, fmt.Errorf("the client has no %s", m.Service)
		}
		receiver, call = field.Type, call+m.Service+"."
	}
	if receiver.Kind() != reflect.Pointer {
		receiver = reflect.PointerTo(receiver)
	}
	method, ok := receiver.MethodByName(m.Name)
	if !ok {
		return "", false, fmt.Errorf("%s has no %s", receiver, m.Name)
	}
	names := p.w.names[[2]string{receiver.Elem().String(), m.Name}]
	args, whole := p.arguments(method.Type, names)
	return p.finish(call+m.Name+"("+strings.Join(args, ", ")+")", method.Type), whole, nil
}

// viaAPI is a call of the generated client.
func (p *piece) viaAPI() (string, error) {
	method, ok := p.w.api.MethodByName(p.o.GoName())
	for i := 0; !ok && i < p.w.api.NumMethod(); i++ { // initialisms are spelt as Go does
		method = p.w.api.Method(i)
		ok = strings.EqualFold(method.Name, p.o.GoName())
	}
	if !ok {
		return "", fmt.Errorf("the typed client has no %s", p.o.GoName())
	}
	names := p.w.names[[2]string{p.w.api.Elem().String(), method.Name}]
	args, _ := p.arguments(method.Type, names)
	call := "client." + p.w.accessor + "()." + method.Name + "(" + strings.Join(args, ", ") + ")"
	before := ""
	if slices.Contains(args, "&document") {
		before = "var document map[string]any\n"
	}
	text := p.finish(call, method.Type)
	if before != "" {
		text += "fmt.Println(document)\n"
	}
	return before + text, nil
}

// arguments are those of a method behind its receiver and context. It is not whole
// when a value stands in the example that no argument takes.
func (p *piece) arguments(method reflect.Type, names []string) (args []string, whole bool) {
	args, whole = []string{"ctx"}, true
	last := method.NumIn()
	if method.IsVariadic() {
		last--
	}
	for i := 2; i < last; i++ { //nolint:mnd // behind the receiver and the context
		t, name := method.In(i), "value"
		if i-1 < len(names) {
			name = names[i-1]
		}
		text, ok := p.argument(t, name)
		args, whole = append(args, text), whole && ok
	}
	return args, whole
}

// argument is one value: a literal of what the example has, or a variable.
func (p *piece) argument(t reflect.Type, name string) (text string, whole bool) {
	switch {
	case t.Kind() == reflect.Interface && name == "out":
		return "&document", true
	case t.Kind() == reflect.Map && name == "more":
		return "nil", true
	case t.Kind() == reflect.Struct && t.PkgPath() != "time" && t.PkgPath() != module && !strings.HasSuffix(t.Name(), "Ref"):
		value, ok := p.input(t)
		return p.literal(value, false), ok
	case t.Kind() == reflect.String && t.PkgPath() != "":
		if known := p.w.values[t.Name()]; len(known) > 0 {
			first := slices.Min(slices.Collect(maps.Values(known)))
			return p.qualified(t, first), true
		}
	}
	p.params = append(p.params, name+" "+p.typeName(t))
	return name, true
}

// input is a value of an input's type as the example has it. Inputs of the facade's
// own whose fields have other names than the wire are left to the typed client, unless
// the example says nothing that they take.
func (p *piece) input(t reflect.Type) (value reflect.Value, whole bool) {
	target := reflect.New(t)
	_, op := p.o.Source()
	sent, form := exampleOf(op)
	generated := strings.HasPrefix(t.PkgPath(), module+"/gen/")
	switch {
	case strings.HasSuffix(t.Name(), "Input") && target.Elem().FieldByName("Cursor").IsValid():
		if limit := target.Elem().FieldByName("Limit"); limit.IsValid() && limit.CanInt() {
			const page = 50
			limit.SetInt(page)
		}
		return target.Elem(), true
	case sent == nil || isQuery(op, t):
		return target.Elem(), true
	case !generated:
		return target.Elem(), byName(target.Elem(), sent, form)
	}
	data, err := json.Marshal(sent)
	if err != nil || json.Unmarshal(data, target.Interface()) != nil {
		return reflect.New(t).Elem(), false
	}
	return target.Elem(), true
}

// isQuery reports whether a type holds the parameters of an operation, not its body.
func isQuery(op *openapi3.Operation, t reflect.Type) bool {
	if op.RequestBody == nil {
		return true
	}
	name, ok := op.Extensions["x-input"].(string)
	return ok && name == t.Name()
}

// exampleOf is the example of a body without its envelope, and whether it is a form.
func exampleOf(op *openapi3.Operation) (value any, form bool) {
	if op.RequestBody == nil {
		return nil, false
	}
	content := op.RequestBody.Value.Content
	if media := content[jsonBody]; media != nil {
		value := example(media)
		if media.Schema != nil && media.Schema.Value != nil {
			if key, ok := media.Schema.Value.Extensions["x-wraps"].(string); ok {
				if object, ok := value.(map[string]any); ok {
					return object[key], false
				}
			}
		}
		return value, false
	}
	if media := content[formBody]; media != nil {
		return example(media), true
	}
	return nil, false
}

// carried are the fields of a form that no input has: what every call carries, and the
// ids that are arguments.
func carried() []string {
	return []string{"func", "out", "auth", "lang", "sok", "clicked_button", "elid", "plid"}
}

// byName fills the fields of a struct whose names are those on the wire, but for case
// and underscores. It reports whether every value found its field.
func byName(target reflect.Value, sent any, form bool) bool {
	fields, ok := sent.(map[string]any)
	if !ok {
		return false
	}
	for key, value := range fields {
		if form && slices.Contains(carried(), key) {
			continue
		}
		name := strings.ReplaceAll(key, "_", "")
		field := target.FieldByNameFunc(func(have string) bool { return strings.EqualFold(have, name) })
		if !field.IsValid() || !field.CanSet() {
			return false
		}
		text, isText := value.(string)
		number, isNumber := value.(float64)
		switch {
		case isText && field.Kind() == reflect.String:
			field.SetString(text)
		case isNumber && field.CanInt():
			field.SetInt(int64(number))
		default:
			return false
		}
	}
	return true
}
