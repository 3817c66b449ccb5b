package scaffold

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"strings"
)

// inside names a type in the facade's own package, outside in its tests.
func (j *job) inside(name string) string {
	if _, ok := j.facade.Type(name); ok {
		return name
	}
	return j.gen.pkg + "." + name
}

func (j *job) outside(name string) string {
	if _, ok := j.facade.Type(name); ok {
		return j.pkg + "." + name
	}
	return j.gen.pkg + "." + name
}

// writeMethod adds the method behind the last one of the service.
func (j *job) writeMethod() error {
	if j.pkg == "zomro" {
		return j.writeZomroMethod()
	}
	path := j.pkg + "/" + j.file
	src, err := j.open(path, "")
	if err != nil {
		return err
	}
	var b strings.Builder
	if j.refType != "" {
		fmt.Fprintf(&b, "// %s names what [%s.%s] is about.\ntype %[1]s struct {\n", j.refType, j.service, j.method)
		for _, id := range j.ids {
			fmt.Fprintf(&b, "%s %s\n", title(id.name), j.gen.text(id.typ, j.inside))
		}
		b.WriteString("}\n\n")
	}
	if j.list {
		j.listMethods(&b)
	} else {
		j.plainMethod(&b)
	}
	if err := src.after(j.service, b.String()); err != nil {
		return err
	}
	if strings.Contains(b.String(), j.gen.pkg+".") {
		src.imports("github.com/backup-sdk/backup-go/gen/" + j.gen.pkg)
	}
	if j.list {
		src.imports("context", "iter", "github.com/backup-sdk/backup-go")
	} else {
		src.imports("context")
	}
	j.wrote(path, ") "+j.method+"(", fmt.Sprintf("(*%s.%s).%s", j.pkg, j.service, j.method))
	return nil
}

// title is the name of an argument as that of a field.
func title(name string) string { return strings.ToUpper(name[:1]) + name[1:] }

// comment says what a method does, in the words of the specification.
func (j *job) comment(name string) string {
	text := fmt.Sprintf("%s performs %s: %s. %s", name, j.op.ID, lower(strings.TrimSuffix(strings.TrimSpace(j.op.Summary), ".")), strings.Join(strings.Fields(j.op.Description()), " "))
	const width = 80
	var b strings.Builder
	line := "//"
	for w := range strings.FieldsSeq(text) {
		if len(line)+1+len(w) > width {
			b.WriteString(line + "\n")
			line = "//"
		}
		line += " " + w
	}
	b.WriteString(line + "\n")
	return b.String()
}

// arguments are the parameters of the facade's method, and those of the call.
func (j *job) arguments() (declared, called string) {
	var d, c []string
	if j.refType != "" {
		d = append(d, "ref "+j.refType)
	}
	for _, p := range j.gen.params {
		switch {
		case p.name == "projectID" && j.pkg == "cbr":
			c = append(c, "s.client.project")
		case p.name == "body":
			d = append(d, "in "+j.gen.text(p.typ, j.inside))
			c = append(c, "in")
		case j.refType != "" && p.name != "in":
			c = append(c, "ref."+title(p.name))
		default:
			d = append(d, p.name+" "+j.gen.text(p.typ, j.inside))
			c = append(c, p.name)
		}
	}
	if both := strings.Count(strings.Join(c, " "), "in "); both > 0 && len(j.gen.params) > 1 {
		if _, query := j.input("in"); query {
			if body, ok := j.input("body"); ok { // one input beside the body
				d[len(d)-1] = "body " + j.gen.text(body.typ, j.inside)
				c[len(c)-1] = "body"
			}
		}
	}
	return strings.Join(append([]string{"ctx context.Context"}, merged(d)...), ", "), strings.Join(append([]string{"ctx"}, c...), ", ")
}

// merged writes the type of neighbours once.
func merged(params []string) []string {
	out := append([]string{}, params...)
	for i := 0; i+1 < len(out); i++ {
		name, typ, _ := strings.Cut(out[i], " ")
		if _, next, _ := strings.Cut(params[i+1], " "); next == typ {
			out[i] = name
		}
	}
	return out
}

// plainMethod is one that only calls.
func (j *job) plainMethod(b *strings.Builder) {
	declared, called := j.arguments()
	call := fmt.Sprintf("s.client.api.%s(%s)", j.gen.name, called)
	result, wrap := "error", call
	if j.gen.result != nil {
		result = "(" + j.gen.text(j.gen.result, j.inside) + ", error)"
		if star, ok := j.gen.result.(*ast.StarExpr); ok && j.pkg == "cloutility" && types.ExprString(j.gen.basic(star.X)) == "lenient.Text" {
			result, wrap = "(string, error)", "text("+call+")"
		}
	}
	fmt.Fprintf(b, "%sfunc (s *%s) %s(%s) %s {\n\treturn %s\n}\n", j.comment(j.method), j.service, j.method, declared, result, wrap)
}

// listMethods are the two of a list.
func (j *job) listMethods(b *strings.Builder) {
	declared, called := j.arguments()
	item := j.gen.text(j.item(), j.inside)
	in, _ := j.input("in")
	input := j.gen.text(in.typ, j.inside)
	name := input[strings.LastIndexByte(input, '.')+1:]
	all := strings.Replace(j.method, "List", "All", 1)
	fmt.Fprintf(b, "%sfunc (s *%s) %s(%s) (*backup.Page[%s], error) {\n", j.comment(j.method), j.service, j.method, declared, item)
	if j.pkg == "cbr" {
		items, count := j.listFields()
		fmt.Fprintf(b, "offset, err := checkWindow(%q, in.Cursor, in.Limit)\nif err != nil {\nreturn nil, err\n}\n", name)
		fmt.Fprintf(b, "list, err := s.client.api.%s(%s)\nif err != nil {\nreturn nil, err\n}\n", j.gen.name, called)
		fmt.Fprintf(b, "return newPage(list.%s, offset, list.%s), nil\n}\n\n", items.name, count)
	} else {
		fmt.Fprintf(b, "if err := checkPage(%q, in.Cursor, in.Limit); err != nil {\nreturn nil, err\n}\n", name)
		fmt.Fprintf(b, "list, err := s.client.api.%s(%s)\nreturn pageOf(in.Cursor, list, err)\n}\n\n", j.gen.name, called)
	}
	key := "nil"
	if body, _ := j.gen.structOf(j.item()); has(membersOf(body), "ID") {
		key = fmt.Sprintf("func(item %s) string { return item.ID }", item)
		if j.pkg == "cloutility" {
			key = fmt.Sprintf("func(item %s) string { return keyOf(item.ID) }", item)
		}
	}
	var names []string
	if j.refType != "" {
		names = append(names, "ref")
	} else {
		for _, id := range j.ids {
			names = append(names, id.name)
		}
	}
	fmt.Fprintf(b, "// %s yields all that %s returns, page after page, beginning at in.Cursor.\n", all, j.method)
	fmt.Fprintf(b, "func (s *%s) %s(%s) iter.Seq2[%s, error] {\n", j.service, all, declared, item)
	fmt.Fprintf(b, "return backup.Paginate(ctx, in.Cursor, func(ctx context.Context, cursor string) (*backup.Page[%s], error) {\n", item)
	fmt.Fprintf(b, "page := in\npage.Cursor = cursor\nreturn s.%s(%s)\n}, %s)\n}\n", j.method, strings.Join(append(append([]string{"ctx"}, names...), "page"), ", "), key)
}

// after puts code behind the last method of a type, or at the end of the file.
func (s *source) after(receiver, code string) error {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, s.path, s.text, parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	end := len(s.text)
	for _, decl := range file.Decls {
		fn, ok := decl.(*ast.FuncDecl)
		if ok && fn.Recv != nil && strings.TrimPrefix(types.ExprString(fn.Recv.List[0].Type), "*") == receiver {
			end = fset.Position(fn.End()).Offset
		}
	}
	s.text = strings.TrimRight(s.text[:end], "\n") + "\n\n" + strings.TrimRight(code, "\n") + "\n" + s.text[end:]
	return nil
}
