package scaffold

import (
	"fmt"
	"go/ast"
	"go/types"
	"slices"
	"strings"

	"github.com/backup-sdk/backup-go/tools/specgen/spec"
)

// writeTest adds a test of the method against the fake: the example comes back, and a
// thing that does not exist is an error, where the fake knows the things.
func (j *job) writeTest() error {
	path := j.pkg + "/" + strings.TrimSuffix(j.file, ".go") + "_test.go"
	src, err := j.open(path, "package "+j.pkg+"_test\n")
	if err != nil {
		return err
	}
	if strings.HasPrefix(src.text, "package "+j.pkg+"\n") { // tests of what is not exported
		path = j.pkg + "/" + strings.ToLower(j.gen.name) + "_test.go"
		if src, err = j.open(path, "package "+j.pkg+"_test\n"); err != nil {
			return err
		}
	}
	name := "Test" + j.op.Tag + j.method
	for strings.Contains(src.text, "func "+name+"(") {
		name += "Example"
	}
	body := j.testBody()
	src.text = strings.TrimRight(src.text, "\n") + "\n\n" + fmt.Sprintf("func %s(t *testing.T) {\n%s}\n", name, body)
	for _, need := range []struct{ text, path string }{
		{"testing.T", "testing"}, {"json.", "encoding/json"}, {"errors.Is", "errors"}, {"cmp.Diff", "github.com/google/go-cmp/cmp"},
		{"cmpopts.", "github.com/google/go-cmp/cmp/cmpopts"}, {j.pkg + "test.", "github.com/backup-sdk/backup-go/" + j.pkg + "/" + j.pkg + "test"},
		{" " + j.pkg + ".", "github.com/backup-sdk/backup-go/" + j.pkg}, {j.gen.pkg + ".", "github.com/backup-sdk/backup-go/gen/" + j.gen.pkg},
		{"backup.", "github.com/backup-sdk/backup-go"},
	} {
		if strings.Contains(name+body+"testing.T", need.text) {
			src.imports(need.path)
		}
	}
	j.wrote(path, "func "+name+"(", name)
	return nil
}

func (j *job) testBody() string {
	connect := "connect"
	if j.pkg == "zomro" {
		connect = "newClient"
	}
	args, unknown := j.testArguments()
	method := "client." + j.op.Tag + "." + j.method
	b := &strings.Builder{}
	fmt.Fprintf(b, "srv := %stest.NewServer(t)\nclient := %s(t, srv)\n", j.pkg, connect)
	shows := j.gen.result != nil
	if j.pkg == "zomro" {
		_, shows = j.input("out")
	}
	if !shows {
		fmt.Fprintf(b, "if err := %s(%s); err != nil {\nt.Fatal(err)\n}\n", method, args)
	} else {
		fmt.Fprintf(b, "got, err := %s(%s)\nif err != nil {\nt.Fatal(err)\n}\n", method, args)
		j.testResult(b)
	}
	fmt.Fprintf(b, "if n := srv.Count(%q); n != 1 {\nt.Errorf(\"%%d requests\", n)\n}\n", j.op.ID)
	if unknown != "" {
		if shows {
			fmt.Fprintf(b, "if _, err := %s(%s); !errors.Is(err, backup.ErrNotFound) {\nt.Errorf(\"of one that does not exist: %%v\", err)\n}\n", method, unknown)
		} else {
			fmt.Fprintf(b, "if err := %s(%s); !errors.Is(err, backup.ErrNotFound) {\nt.Errorf(\"of one that does not exist: %%v\", err)\n}\n", method, unknown)
		}
	}
	return b.String()
}

// testResult compares what came with the example of the specification.
func (j *job) testResult(b *strings.Builder) {
	example, ok := j.example("response")
	if !ok || j.pkg == "zomro" {
		b.WriteString("if got == nil {\nt.Error(\"no result\")\n}\n")
		return
	}
	value, typ := j.expected(example)
	if typ == "" {
		b.WriteString("_ = got\n")
		return
	}
	fmt.Fprintf(b, "var want %s\nif err := json.Unmarshal([]byte(`%s`), &want); err != nil {\nt.Fatal(err)\n}\n", typ, strings.ReplaceAll(compact(value), "`", `\u0060`))
	got := "got"
	switch {
	case j.list:
		got = "got.Items"
	case strings.HasPrefix(j.gen.text(j.gen.result, j.outside), "*"):
		got = "*got"
	}
	if typ == "string" {
		got = "got"
	}
	fmt.Fprintf(b, "if diff := cmp.Diff(want, %s, cmpopts.EquateEmpty()); diff != \"\" {\nt.Errorf(\"(-want +got):\\n%%s\", diff)\n}\n", got)
}

// expected is the part of an example that the method returns, and its Go type.
func (j *job) expected(example spec.Example) (value any, typ string) {
	value = example.Value
	if j.list {
		items, _ := itemsOf(value)
		if object, ok := value.(map[string]any); ok && items == nil {
			field, _ := j.listFields()
			items = object[field.wire]
		}
		return items, "[]" + j.gen.text(j.item(), j.outside)
	}
	result := j.gen.text(j.gen.result, j.outside)
	if star, ok := j.gen.result.(*ast.StarExpr); ok {
		result = j.gen.text(star.X, j.outside)
		if types.ExprString(j.gen.basic(star.X)) == "lenient.Text" {
			return value, "string"
		}
	}
	// Out of its envelope.
	body, name := j.gen.structOf(named(example.GoType))
	if object, ok := value.(map[string]any); ok && name != "" && j.outside(name) != result {
		for _, m := range membersOf(body) {
			if inner, ok := object[m.wire]; ok && strings.TrimPrefix(j.gen.text(m.typ, j.outside), "*") == result {
				return inner, result
			}
		}
	}
	return value, result
}

// testArguments are those of a call, and of one about a thing that does not exist;
// the second is empty where the fake does not know the things.
func (j *job) testArguments() (args, unknown string) {
	good, bad := []string{"t.Context()"}, []string{"t.Context()"}
	add := func(g, b string) { good, bad = append(good, g), append(bad, b) }
	checked := j.known() != ""
	if j.pkg == "zomro" {
		_, id, others := j.zomroForm()
		if id {
			add("zomrotest.InstanceID", "1")
		}
		if len(others) > 0 {
			add("zomro."+j.gen.name+"Input{}", "zomro."+j.gen.name+"Input{}")
		}
		return strings.Join(good, ", "), ""
	}
	var fields, badFields []string
	wrong := false
	for i, id := range j.ids {
		g, b := j.sampleID(id)
		last := i == len(j.ids)-1 || !slices.ContainsFunc(j.ids[i+1:], func(p param) bool { g, b := j.sampleID(p); return g != b })
		if !last || wrong {
			b = g
		}
		wrong = wrong || b != g
		if j.refType != "" {
			fields, badFields = append(fields, title(id.name)+": "+g), append(badFields, title(id.name)+": "+b)
			continue
		}
		add(g, b)
	}
	if j.refType != "" {
		ref := j.pkg + "." + j.refType + "{"
		add(ref+strings.Join(fields, ", ")+"}", ref+strings.Join(badFields, ", ")+"}")
	}
	for _, name := range []string{"in", "body"} {
		if p, ok := j.input(name); ok {
			value := j.gen.text(p.typ, j.outside) + "{}"
			if example, ok := j.example("request"); ok && name == "body" {
				value = (&literals{gen: j.gen, name: j.outside}).of(j.unwrapped(example.Value, p.typ), p.typ)
			}
			add(value, value)
		}
	}
	if !checked || !wrong {
		return strings.Join(good, ", "), ""
	}
	return strings.Join(good, ", "), strings.Join(bad, ", ")
}

// unwrapped is a body out of its envelope.
func (j *job) unwrapped(value any, typ ast.Expr) any {
	object, ok := value.(map[string]any)
	body, _ := j.gen.structOf(typ)
	if !ok || body == nil || len(object) != 1 {
		return value
	}
	for key, inner := range object {
		if !slices.ContainsFunc(membersOf(body), func(m member) bool { return m.wire == key }) {
			return inner
		}
	}
	return value
}

// sampleID is an id that the fake has, and one that it has not; they are the same
// where the fake does not look.
func (j *job) sampleID(p param) (good, bad string) {
	switch j.pkg + " " + p.name {
	case "cbr vaultID":
		return "srv.Vaults()[0].ID", `"unknown"`
	case "cbr backupID":
		return "srv.AddBackups(srv.Vaults()[0].ID, 1)[0]", `"unknown"`
	case "cloutility businessUnitID":
		return "home", "4711"
	case "cloutility consumerID":
		return `node(srv, "harbour").ConsumerID`, "4711"
	}
	if j.gen.text(p.typ, j.outside) == "int64" {
		return "1", "1"
	}
	return `"a"`, `"a"`
}
