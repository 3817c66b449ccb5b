package scaffold

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/backup-sdk/backup-go/tools/specgen/spec"
)

// writeFake adds the operation to the fake: it looks whether the things of the path
// are there, where the fake knows how, and responds with the specification's example.
func (j *job) writeFake() error {
	if j.fake.File(j.spec, j.op) != "" {
		return nil
	}
	dir := j.pkg + "/" + j.pkg + "test/"
	path := dir + cmp.Or(j.fake.FileOf(j.spec, j.op.Tag, j.file), j.file)
	src, err := j.open(path, "package "+j.pkg+"test\n")
	if err != nil {
		return err
	}
	receiver := spec.Receiver(j.spec.Name)
	body, imports := j.fakeBody()
	params := j.serverParams(body)
	code := fmt.Sprintf("// %s responds with the example of the specification.\nfunc (s *%s) %[1]s(%[3]s) (any, error) {\n%[4]s}\n", j.gen.name, receiver, params, body)
	if err := src.after(receiver, code); err != nil {
		return err
	}
	src.imports(append(imports, "context")...)
	j.wrote(path, ") "+j.gen.name+"(", "the fake's "+j.gen.name)
	j.left(path, ") "+j.gen.name+"(", j.gen.name+" responds with the specification's example: let it say what the service keeps, where that matters")
	return nil
}

// serverParams declares the parameters that a body uses, the others as _.
func (j *job) serverParams(body string) string {
	context := "_"
	if strings.Contains(body, "ctx") {
		context = "ctx"
	}
	params := []string{context + " context.Context"}
	var list []string
	for _, p := range j.gen.server {
		name := p.name
		if !uses(body, name) {
			name = "_"
		}
		list = append(list, name+" "+j.gen.text(p.typ, func(n string) string { return j.gen.pkg + "." + n }))
	}
	return strings.Join(append(params, merged(list)...), ", ")
}

// uses says whether code mentions a name.
func uses(code, name string) bool {
	return slices.Contains(strings.FieldsFunc(code, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '_' && r != '"'
	}), name)
}

// fakeBody is the body of the fake's method, with the imports that it needs.
func (j *job) fakeBody() (body string, imports []string) {
	gen := "github.com/backup-sdk/backup-go/gen/" + j.gen.pkg
	for _, p := range j.gen.server {
		if text := j.gen.text(p.typ, func(n string) string { return j.gen.pkg + "." + n }); strings.Contains(text, j.gen.pkg+".") {
			imports = append(imports, gen)
		}
	}
	example, ok := j.example("response")
	switch j.pkg {
	case "cbr":
		lit := &literals{gen: j.gen, name: func(n string) string { return j.gen.pkg + "." + n }}
		value := "nil"
		if ok {
			value = lit.of(example.Value, named(example.GoType))
			if strings.Contains(value, j.gen.pkg+".") {
				imports = append(imports, gen)
			}
			if strings.Contains(value, "lenient.") {
				imports = append(imports, "github.com/backup-sdk/backup-go/lenient")
			}
		}
		return "defer s.enter()()\n" + j.known() + "return " + value + ", nil\n", imports
	case "cloutility":
		value := "s.done()"
		if ok {
			value = objects(example.Value) + ", nil"
			if items, isList := itemsOf(example.Value); isList && j.list {
				value = fmt.Sprintf("s.list(ctx, %s, []object%s, window{in.Cursor, in.Limit})", j.route(), strings.TrimPrefix(objects(items), "[]any"))
			}
		}
		return "defer s.lock()()\n" + j.known() + "return " + value + "\n", imports
	default:
		return j.zomroFakeBody(example, ok)
	}
}

// known are the lines that look whether the things of the path are there.
func (j *job) known() string {
	var args []string
	for _, p := range j.gen.server {
		args = append(args, p.name)
	}
	id := func(name string) bool { return slices.Contains(args, name) }
	var lines strings.Builder
	check := func(expr string) string { return "if _, err := " + expr + "; err != nil {\nreturn nil, err\n}\n" }
	switch {
	case j.pkg == "cloutility" && id("businessUnitID") && id("consumerID"):
		if strings.Contains(j.op.Route, "/node/") {
			return check("s.node(businessUnitID, consumerID)")
		}
		return check("s.consumer(businessUnitID, consumerID)")
	case j.pkg == "cloutility" && id("businessUnitID"):
		return check("s.unit(businessUnitID)")
	case j.pkg != "cbr":
		return ""
	}
	for _, thing := range []struct{ name, missing string }{
		{"vault", "vaultMissing()"}, {"backup", "s.backupMissing()"}, {"checkpoint", "s.checkpointMissing()"},
	} {
		if id(thing.name + "ID") {
			fmt.Fprintf(&lines, "if _, ok := s.%s(%[1]sID); !ok {\nreturn nil, %s\n}\n", thing.name, thing.missing)
		}
	}
	return lines.String()
}

// route is the path as an expression, with the ids in their places.
func (j *job) route() string {
	ids := j.ids
	var parts []string
	rest := j.op.Route
	for {
		before, after, ok := strings.Cut(rest, "{")
		parts = append(parts, strconv.Quote(before))
		if !ok || len(ids) == 0 {
			break
		}
		_, rest, _ = strings.Cut(after, "}")
		name := ids[0].name
		if j.gen.text(ids[0].typ, j.inside) == "int64" {
			name = "itoa(" + name + ")"
		}
		parts = append(parts, name)
		ids = ids[1:]
	}
	if len(parts) > 1 && parts[len(parts)-1] == `""` {
		parts = parts[:len(parts)-1]
	}
	return strings.Join(parts, " + ")
}

// example is that of the request or of the first successful response.
func (j *job) example(part string) (spec.Example, bool) {
	all, err := j.spec.Examples()
	if err != nil {
		return spec.Example{}, false
	}
	for _, e := range all {
		if e.Operation == j.op.ID && (e.Part == "request") == (part == "request") {
			return e, true
		}
	}
	return spec.Example{}, false
}
