package scaffold

import (
	"fmt"
	"go/ast"
	"go/types"
	"slices"
	"strings"

	"github.com/backup-sdk/backup-go/tools/specgen/spec"
)

// Zomro's structures are written by hand, as every value on the wire is {"$": …}.
// So a method brings its own: texts to begin with, whose types people sharpen.

// kept are the fields that every structure ends with.
const kept = `
	// Texts holds what the service shows for fields it sends as a code, by the
	// field's name on the wire, in the language of the client.
	Texts map[string]string ` + "`json:\"-\" dollar:\",texts\"`" + `
	// Unparsed holds the text of fields that could not be read.
	Unparsed map[string]string ` + "`json:\"-\" dollar:\",unparsed\"`" + `
	// Extra holds fields this package does not know.
	Extra map[string]string ` + "`json:\"-\" dollar:\",extra\"`" + `
}
`

// document is what the operation's response holds: the fields of its document, or
// those of the rows in it.
func (j *job) document() (members []member, rows bool) {
	example, ok := j.example("response")
	if !ok {
		return nil, false
	}
	body, _ := j.gen.structOf(named(example.GoType))
	for _, m := range membersOf(body) {
		if m.name != "Doc" {
			continue
		}
		doc, _ := j.gen.structOf(m.typ)
		for _, field := range membersOf(doc) {
			if index, ok := field.typ.(*ast.IndexExpr); ok && field.wire == "elem" {
				row, _ := j.gen.structOf(index.Index)
				return membersOf(row), true
			}
			if !slices.Contains([]string{"Func", "Lang", "Error", "Tparams", "PageNumber", "PageSize", "Total"}, field.name) {
				members = append(members, field)
			}
		}
	}
	return members, false
}

// zomroForm splits the fields of a form: the id that it is about, and the others.
func (j *job) zomroForm() (form string, id bool, others []member) {
	in, ok := j.input("in")
	if !ok {
		return "", false, nil
	}
	body, name := j.gen.structOf(in.typ)
	for _, m := range membersOf(body) {
		if m.name == "ElementID" && types.ExprString(m.typ) == "int64" {
			id = true
		} else {
			others = append(others, m)
		}
	}
	return name, id, others
}

// idName is what the id of a form is called.
func (j *job) idName() string { return lowerFirst(singular(j.op.Tag)) + "ID" }

func lowerFirst(text string) string { return strings.ToLower(text[:1]) + text[1:] }

// zomroMethod is what a method of Zomro is put together from.
type zomroMethod struct {
	*job

	form, typ, input string
	id, shows        bool
	rows, paged      bool
	members          []member // of what it shows
	declared, values []string // parameters, and fields of the form
	b                strings.Builder
}

func (j *job) writeZomroMethod() error {
	path := j.pkg + "/" + j.file
	src, err := j.open(path, "")
	if err != nil {
		return err
	}
	m := &zomroMethod{job: j, input: j.gen.name + "Input"}
	var others []member
	m.form, m.id, others = j.zomroForm()
	m.members, m.rows = j.document()
	_, m.shows = j.input("out")
	m.paged = m.rows && has(others, "PageNumber") && has(others, "PageSize")
	if m.paged {
		others = slices.DeleteFunc(others, func(m member) bool { return m.name == "PageNumber" || m.name == "PageSize" || m.name == "Sort" })
		if !strings.HasPrefix(j.method, "List") {
			j.method = "List" + j.method
		}
	}
	m.typ = j.resultName(m.rows)
	m.types(others)
	m.methods()
	imports := []string{"context"}
	if m.paged {
		imports = append(imports, "iter", "github.com/backup-sdk/backup-go")
		j.list = true
	}
	if strings.Contains(m.b.String(), j.gen.pkg+".") {
		imports = append(imports, "github.com/backup-sdk/backup-go/gen/"+j.gen.pkg)
	}
	if err := src.after(j.service, m.b.String()); err != nil {
		return err
	}
	src.imports(imports...)
	j.wrote(path, ") "+j.method+"(", fmt.Sprintf("(*%s.%s).%s", j.pkg, j.service, j.method))
	if m.shows {
		j.left(path, "type "+m.typ+" struct", "the fields of "+m.typ+" are texts: give them their types")
	}
	return nil
}

// resultName is a name for what the method returns that is not taken.
func (j *job) resultName(rows bool) string {
	typ := strings.TrimPrefix(j.method, "List")
	if rows {
		typ = singular(typ)
	}
	for _, candidate := range []string{typ, singular(j.op.Tag) + typ} {
		if _, taken := j.facade.Type(candidate); ast.IsExported(candidate) && !taken {
			return candidate
		}
	}
	return j.gen.name + "Result"
}

// types writes the structures, and gathers the parameters.
func (m *zomroMethod) types(others []member) {
	if m.shows {
		fmt.Fprintf(&m.b, "// %s is what %s shows.\ntype %[1]s struct {\n", m.typ, m.op.ID)
		for _, f := range m.members {
			if text := types.ExprString(f.typ); text == "billmgr.Value" || text == "string" {
				fmt.Fprintf(&m.b, "%s string `json:%q`\n", f.name, f.wire)
			}
		}
		m.b.WriteString(kept + "\n")
	}
	if m.id {
		m.declared = append(m.declared, m.idName()+" int64")
		m.values = append(m.values, "ElementID: "+m.idName())
	}
	if len(others) == 0 && !m.paged {
		return
	}
	fmt.Fprintf(&m.b, "// %s holds what %s takes.\ntype %[1]s struct {\n", m.input, m.op.ID)
	if m.paged {
		m.b.WriteString("// Cursor is the Next of the page before; empty is the first page.\nCursor string\n// Limit is the number of rows per page; 0 leaves it to the service.\nLimit int64\n")
		m.values = append(m.values, "PageNumber: number", "PageSize: in.Limit")
	}
	for _, f := range others {
		fmt.Fprintf(&m.b, "%s %s\n", f.name, m.gen.text(f.typ, m.inside))
		m.values = append(m.values, f.name+": in."+f.name)
	}
	m.b.WriteString("}\n\n")
	m.declared = append(m.declared, "in "+m.input)
}

// call is the call of the generated client.
func (m *zomroMethod) call(out string) string {
	args := []string{"ctx"}
	if m.form != "" {
		args = append(args, m.gen.pkg+"."+m.form+"{"+strings.Join(m.values, ", ")+"}")
	}
	if _, more := m.job.input("more"); more {
		args = append(args, "nil")
	}
	if m.shows {
		args = append(args, out)
	}
	return "s.client.api." + m.gen.name + "(" + strings.Join(args, ", ") + ")"
}

// methods writes the method, or the two of a list.
func (m *zomroMethod) methods() {
	declared := strings.Join(append([]string{"ctx context.Context"}, m.declared...), ", ")
	head := fmt.Sprintf("%sfunc (s *%s) %s(%s)", m.comment(m.method), m.service, m.method, declared)
	none, check := "return nil, err", ""
	if !m.shows {
		none = "return err"
	}
	if m.id {
		check = fmt.Sprintf("if err := arg.Positive(%q, %[1]s); err != nil {\n%s\n}\n", m.idName(), none)
	}
	switch {
	case m.paged:
		fmt.Fprintf(&m.b, "%[1]s (*backup.Page[%[2]s], error) {\n%[3]sreturn listPage[%[2]s](%[4]q, in.Cursor, in.Limit, func(number int64, out any) error {\nreturn %[5]s\n})\n}\n\n", head, m.typ, check, m.input, m.call("out"))
		all, arguments := strings.Replace(m.method, "List", "All", 1), "ctx, "
		if m.id {
			arguments += m.idName() + ", "
		}
		fmt.Fprintf(&m.b, "// %s yields all that %s returns from in.Cursor on, one page after the other.\n", all, m.method)
		fmt.Fprintf(&m.b, "func (s *%s) %s(%s) iter.Seq2[%s, error] {\n", m.service, all, declared, m.typ)
		fmt.Fprintf(&m.b, "return backup.Paginate(ctx, in.Cursor, func(ctx context.Context, cursor string) (*backup.Page[%s], error) {\nnext := in\nnext.Cursor = cursor\nreturn s.%s(%snext)\n}, nil)\n}\n", m.typ, m.method, arguments)
	case m.rows && m.shows:
		fmt.Fprintf(&m.b, "%[1]s ([]%[2]s, error) {\n%[3]svar doc list[%[2]s]\nif err := %[4]s; err != nil {\nreturn nil, err\n}\nreturn doc.Elem, nil\n}\n", head, m.typ, check, m.call("&doc"))
	case m.shows:
		fmt.Fprintf(&m.b, "%[1]s (*%[2]s, error) {\n%[3]svar doc %[2]s\nif err := %[4]s; err != nil {\nreturn nil, err\n}\nreturn &doc, nil\n}\n", head, m.typ, check, m.call("&doc"))
	default:
		fmt.Fprintf(&m.b, "%s error {\n%sreturn %s\n}\n", head, check, m.call(""))
	}
}

// zomroFakeBody responds with the example's document.
func (j *job) zomroFakeBody(example spec.Example, ok bool) (body string, imports []string) {
	gen := "github.com/backup-sdk/backup-go/gen/" + j.gen.pkg
	envelope, _ := example.Value.(map[string]any)
	doc, isDoc := envelope["doc"].(map[string]any)
	response, _ := j.gen.structOf(named(example.GoType))
	var typ ast.Expr
	for _, m := range membersOf(response) {
		if m.name == "Doc" {
			typ = m.typ
		}
	}
	if _, shows := j.input("out"); !ok || !isDoc || typ == nil || !shows {
		return "return callOf(ctx).done(), nil\n", nil
	}
	w := &zomroLiterals{gen: j.gen}
	return fmt.Sprintf("c := callOf(ctx)\nreturn %s, nil\n", w.of(doc, typ, "Lang: c.lang, Func: c.function, Tparams: c.echo()")), []string{gen}
}

// zomroLiterals writes documents as the fake does: texts through its function value.
type zomroLiterals struct{ gen *generated }

func (w *zomroLiterals) of(value any, typ ast.Expr, head string) string {
	pointer := ""
	if star, ok := typ.(*ast.StarExpr); ok {
		pointer, typ = "&", star.X
	}
	body, name := w.gen.structOf(typ)
	object, _ := value.(map[string]any)
	var parts []string
	if head != "" {
		parts = append(parts, head)
	}
	for _, m := range membersOf(body) {
		v, ok := object[m.wire]
		if !ok || head != "" && (m.name == "Lang" || m.name == "Func" || m.name == "Tparams") {
			continue
		}
		if text := w.field(v, m.typ); text != "" {
			parts = append(parts, m.name+": "+text)
		}
	}
	return pointer + w.gen.pkg + "." + name + "{" + strings.Join(parts, ", ") + "}"
}

func (w *zomroLiterals) field(value any, typ ast.Expr) string {
	switch text := types.ExprString(typ); text {
	case "billmgr.Value":
		if object, ok := value.(map[string]any); ok {
			value = object["$"]
		}
		return fmt.Sprintf("value(%q)", scalarText(value))
	case "string":
		return fmt.Sprintf("%q", scalarText(value))
	}
	elem := ast.Expr(nil)
	switch typ := typ.(type) {
	case *ast.IndexExpr:
		elem = typ.Index
	case *ast.ArrayType:
		elem = typ.Elt
	}
	if elem == nil {
		if body, _ := w.gen.structOf(typ); body != nil {
			return w.of(value, typ, "")
		}
		return ""
	}
	body, name := w.gen.structOf(elem)
	if body == nil {
		return ""
	}
	list, ok := value.([]any)
	if !ok {
		list = []any{value}
	}
	var parts []string
	for _, v := range list {
		parts = append(parts, strings.TrimPrefix(w.of(v, elem, ""), w.gen.pkg+"."+name))
	}
	return "[]" + w.gen.pkg + "." + name + "{" + strings.Join(parts, ", ") + "}"
}
