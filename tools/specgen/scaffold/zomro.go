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

func (j *job) writeZomroMethod() error {
	path := j.pkg + "/" + j.file
	src, err := j.open(path, "")
	if err != nil {
		return err
	}
	form, id, others := j.zomroForm()
	members, rows := j.document()
	_, shows := j.input("out")
	paged := rows && has(others, "PageNumber") && has(others, "PageSize")
	if paged {
		others = slices.DeleteFunc(others, func(m member) bool { return m.name == "PageNumber" || m.name == "PageSize" || m.name == "Sort" })
		if !strings.HasPrefix(j.method, "List") {
			j.method = "List" + j.method
		}
	}
	typ := strings.TrimPrefix(j.method, "List")
	if rows {
		typ = singular(typ)
	}
	for _, candidate := range []string{typ, singular(j.op.Tag) + typ, j.gen.name + "Result"} {
		if _, taken := j.facade.Type(candidate); candidate != "" && ast.IsExported(candidate) && !taken {
			typ = candidate
			break
		}
	}
	var b strings.Builder
	if shows {
		fmt.Fprintf(&b, "// %s is what %s shows.\ntype %[1]s struct {\n", typ, j.op.ID)
		for _, m := range members {
			if text := types.ExprString(m.typ); text == "billmgr.Value" || text == "string" {
				fmt.Fprintf(&b, "%s string `json:%q`\n", m.name, m.wire)
			}
		}
		b.WriteString(kept + "\n")
	}
	var declared, values []string
	if id {
		declared = append(declared, j.idName()+" int64")
		values = append(values, "ElementID: "+j.idName())
	}
	input := j.gen.name + "Input"
	if len(others) > 0 || paged {
		fmt.Fprintf(&b, "// %s holds what %s takes.\ntype %[1]s struct {\n", input, j.op.ID)
		if paged {
			b.WriteString("// Cursor is the Next of the page before; empty is the first page.\nCursor string\n// Limit is the number of rows per page; 0 leaves it to the service.\nLimit int64\n")
		}
		for _, m := range others {
			fmt.Fprintf(&b, "%s %s\n", m.name, j.gen.text(m.typ, j.inside))
			values = append(values, m.name+": in."+m.name)
		}
		b.WriteString("}\n\n")
		declared = append(declared, "in "+input)
	}
	call := func(out string) string {
		args := []string{"ctx"}
		if form != "" {
			args = append(args, j.gen.pkg+"."+form+"{"+strings.Join(values, ", ")+"}")
		}
		if _, more := j.input("more"); more {
			args = append(args, "nil")
		}
		if shows {
			args = append(args, out)
		}
		return "s.client.api." + j.gen.name + "(" + strings.Join(args, ", ") + ")"
	}
	check := ""
	if id {
		check = fmt.Sprintf("arg.Positive(%q, %[1]s)", j.idName())
	}
	head := fmt.Sprintf("%sfunc (s *%s) %s(%s)", j.comment(j.method), j.service, j.method, strings.Join(append([]string{"ctx context.Context"}, declared...), ", "))
	none := "return nil, err"
	if !shows {
		none = "return err"
	}
	if check != "" {
		check = "if err := " + check + "; err != nil {\n" + none + "\n}\n"
	}
	imports := []string{"context"}
	switch {
	case paged:
		values = append(values, "PageNumber: number", "PageSize: in.Limit")
		fmt.Fprintf(&b, "%[1]s (*backup.Page[%[2]s], error) {\n%[3]sreturn listPage[%[2]s](%[4]q, in.Cursor, in.Limit, func(number int64, out any) error {\nreturn %[5]s\n})\n}\n\n", head, typ, check, input, call("out"))
		all := strings.Replace(j.method, "List", "All", 1)
		arguments := "ctx, "
		if id {
			arguments += j.idName() + ", "
		}
		fmt.Fprintf(&b, "// %s yields all that %s returns from in.Cursor on, one page after the other.\n", all, j.method)
		fmt.Fprintf(&b, "func (s *%s) %s(%s) iter.Seq2[%s, error] {\n", j.service, all, strings.Join(append([]string{"ctx context.Context"}, declared...), ", "), typ)
		fmt.Fprintf(&b, "return backup.Paginate(ctx, in.Cursor, func(ctx context.Context, cursor string) (*backup.Page[%s], error) {\nnext := in\nnext.Cursor = cursor\nreturn s.%s(%snext)\n}, nil)\n}\n", typ, j.method, arguments)
		imports = append(imports, "iter", "github.com/backup-sdk/backup-go")
		j.list = true
	case rows && shows:
		fmt.Fprintf(&b, "%[1]s ([]%[2]s, error) {\n%[3]svar doc list[%[2]s]\nif err := %[4]s; err != nil {\nreturn nil, err\n}\nreturn doc.Elem, nil\n}\n", head, typ, check, call("&doc"))
	case shows:
		fmt.Fprintf(&b, "%[1]s (*%[2]s, error) {\n%[3]svar doc %[2]s\nif err := %[4]s; err != nil {\nreturn nil, err\n}\nreturn &doc, nil\n}\n", head, typ, check, call("&doc"))
	default:
		fmt.Fprintf(&b, "%s error {\n%sreturn %s\n}\n", head, check, call(""))
	}
	if strings.Contains(b.String(), j.gen.pkg+".") {
		imports = append(imports, "github.com/backup-sdk/backup-go/gen/"+j.gen.pkg)
	}
	if err := src.after(j.service, b.String()); err != nil {
		return err
	}
	src.imports(imports...)
	j.wrote(path, ") "+j.method+"(", fmt.Sprintf("(*%s.%s).%s", j.pkg, j.service, j.method))
	if shows {
		j.left(path, "type "+typ+" struct", "the fields of "+typ+" are texts: give them their types")
	}
	return nil
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
