package scaffold

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"strings"

	"github.com/backup-sdk/backup-go/tools/specgen/spec"
)

// writeVerb adds the verb to the group of its service, and a line to a script.
func (j *job) writeVerb() error {
	group, known := j.group()
	if !known {
		var err error
		if group.File, group.Group, err = j.newGroup(); err != nil {
			return err
		}
	}
	name := kebab(j.method)
	for slices.ContainsFunc(j.commands.All, func(c spec.Command) bool {
		return c.Service == j.pkg && c.Group == group.Group && c.Verb == name
	}) {
		name = kebab(j.gen.name)
	}
	words, example, script := j.words()
	path := spec.CommandDir + "/" + group.File
	src, err := j.open(path, "")
	if err != nil {
		return err
	}
	flags := ""
	if j.op.Spends != nil && len(j.op.Spends.Members) == 0 {
		flags = " --confirm-cost"
	} else if j.op.Destroys != nil && len(j.op.Destroys.Members) == 0 {
		flags = " --yes"
	}
	line := fmt.Sprintf("{use: %q, short: %q, example: %q", strings.TrimSpace(name+" "+words), strings.TrimSuffix(j.op.Summary, "."), strings.TrimSpace(name+" "+example)+flags)
	if kind := j.kind(); kind != "" {
		line += ", kind: " + kind
	}
	line += fmt.Sprintf(", call: (*%s.%s).%s", j.pkg, j.service, j.method)
	if j.list {
		line += fmt.Sprintf(", all: (*%s.%s).%s", j.pkg, j.service, strings.Replace(j.method, "List", "All", 1))
	}
	if !known {
		src.text = strings.Replace(src.text, "verbs: []verb{\n", "verbs: []verb{\n"+line+"},\n", 1)
	} else if err := src.verb(group.Verb, line+"}"); err != nil {
		return err
	}
	cmd := spec.Command{Service: j.pkg, Group: group.Group, Verb: name}
	j.wrote(path, "use: \""+strings.TrimSpace(name+" "+words)+"\"", "backupctl "+cmd.Path())
	return j.writeScript(cmd, strings.TrimSpace("ctl "+cmd.Path()+" "+script)+flags)
}

// group is a verb of the group that has most methods of the service.
func (j *job) group() (spec.Command, bool) {
	count, last := make(map[string]int), make(map[string]spec.Command)
	best := ""
	for _, c := range j.commands.All {
		for _, m := range c.Methods {
			if service, _, _ := strings.Cut(m, "."); c.Service != j.pkg || service+"Service" != j.service || c.Group == "" {
				continue
			}
			key := c.File + " " + c.Group
			count[key]++
			if _, ok := last[key]; !ok {
				last[key] = c
			}
			if count[key] > count[best] {
				best = key
			}
			break
		}
	}
	return last[best], best != ""
}

// kind is the constant for what the operation does.
func (j *job) kind() string {
	switch {
	case j.op.Spends != nil:
		return kindOf("spends", j.op.Spends)
	case j.op.Destroys != nil:
		return kindOf("destroys", j.op.Destroys)
	case j.op.Read:
		return ""
	}
	return "changes"
}

func kindOf(name string, when *spec.When) string {
	if len(when.Members) > 0 {
		return name + ", follows: true"
	}
	return name
}

// words are the arguments of the verb, with values for the example and for a script.
func (j *job) words() (words, example, script string) {
	var w, e, s []string
	ids := j.ids
	if j.pkg == "zomro" {
		ids = nil
		if _, id, _ := j.zomroForm(); id {
			ids = []param{{name: j.idName(), typ: ast.NewIdent("int64")}}
		}
	}
	for _, id := range ids {
		switch {
		case j.pkg == "cloutility" && id.name == "businessUnitID":
			w = append(w, "@unit")
			continue
		case j.pkg == "zomro" && id.name == "instanceID":
			w, e, s = append(w, "INSTANCE"), append(e, "4711"), append(s, "$INSTANCE")
			continue
		}
		name := word(id.name)
		w = append(w, name)
		value := "1"
		if j.gen.text(id.typ, j.inside) != "int64" {
			value = "a"
		}
		switch name {
		case "VAULT":
			e, s = append(e, "3f1c…"), append(s, "$VAULT")
		case "CONSUMER":
			e, s = append(e, "4006"), append(s, "$ASKED")
		default:
			e, s = append(e, value), append(s, value)
		}
	}
	return strings.Join(w, " "), strings.Join(e, " "), strings.Join(s, " ")
}

// verb puts a literal behind the last one of the list that has a verb of this name.
func (s *source) verb(sibling, literal string) error {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, s.path, s.text, parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	at := -1
	ast.Inspect(file, func(n ast.Node) bool {
		list, ok := n.(*ast.CompositeLit)
		if !ok || at >= 0 {
			return at < 0
		}
		for _, e := range list.Elts {
			lit, ok := e.(*ast.CompositeLit)
			if !ok {
				continue
			}
			for _, f := range lit.Elts {
				kv, ok := f.(*ast.KeyValueExpr)
				if !ok {
					continue
				}
				key, _ := kv.Key.(*ast.Ident)
				value, _ := kv.Value.(*ast.BasicLit)
				if key == nil || value == nil || key.Name != "use" {
					continue
				}
				if text, err := strconv.Unquote(value.Value); err == nil && strings.Fields(text)[0] == sibling {
					at = fset.Position(list.Elts[len(list.Elts)-1].End()).Offset
				}
			}
		}
		return true
	})
	if at < 0 {
		return fmt.Errorf("%s: no list has the verb %s", s.path, sibling)
	}
	s.text = s.text[:at] + ",\n" + literal + s.text[at:]
	return nil
}

// writeScript adds a line behind the first one about the same group, and behind what
// that line's command is held against. There the state is as it was seeded.
func (j *job) writeScript(cmd spec.Command, line string) error {
	prefix := "ctl " + cmd.Service + " " + cmd.Group + " "
	of := func(c spec.Command) bool { return c.Service == cmd.Service && c.Group == cmd.Group }
	if !slices.ContainsFunc(j.commands.All, of) { // a new group: beside any of the service
		prefix = "ctl " + cmd.Service + " "
		of = func(c spec.Command) bool { return c.Service == cmd.Service }
	}
	best, count := "", 0
	for _, c := range j.commands.All {
		if !of(c) {
			continue
		}
		for _, name := range j.commands.Scripts(c) {
			n := strings.Count(j.commands.Script(name), "\n"+prefix)
			if strings.HasPrefix(name, cmd.Service) { // others are about the program as a whole
				n += len(j.commands.All)
			}
			if n > count || best == "" {
				best, count = name, n
			}
		}
	}
	if best == "" {
		return fmt.Errorf("no script runs a command of %s %s", cmd.Service, cmd.Group)
	}
	path := spec.ScriptDir + "/" + best
	src, err := j.open(path, "")
	if err != nil {
		return err
	}
	var out []string
	placed := false
	lines := strings.Split(src.text, "\n")
	for i, l := range lines {
		out = append(out, l)
		if placed || !slices.ContainsFunc(lines[:i+1], func(l string) bool { return strings.HasPrefix(l, prefix) }) {
			continue
		}
		if next := at(lines, i+1); strings.HasPrefix(next, "std") || strings.HasPrefix(next, "! std") || strings.HasPrefix(next, "capture") || strings.HasPrefix(next, "code") {
			continue
		}
		out = append(out, line)
		placed = true
	}
	src.text = strings.Join(out, "\n")
	j.wrote(path, line, "a line of a script")
	return nil
}

func at(lines []string, i int) string {
	if i < len(lines) {
		return lines[i]
	}
	return ""
}

// writeChange adds a line to the changelog, at the end of what was added.
func (j *job) writeChange() error {
	const path = "CHANGELOG.md"
	src, err := j.open(path, "")
	if err != nil {
		return err
	}
	head, rest, ok := strings.Cut(src.text, "## [Unreleased]\n\n### Added\n")
	if !ok {
		head, rest, ok = strings.Cut(src.text, "## [Unreleased]\n")
		if !ok {
			return fmt.Errorf("%s has no part Unreleased", path)
		}
		rest = "\n" + rest
	}
	end := strings.Index(rest, "\n#")
	if end < 0 {
		end = strings.Index(rest, "\n[")
	}
	if end < 0 {
		end = len(rest)
	}
	line := fmt.Sprintf("- %#q: %#q (%s): %s.", j.pkg, j.op.Tag+"."+j.method, j.op.ID, lower(strings.TrimSuffix(j.op.Summary, ".")))
	added := strings.TrimRight(rest[:end], "\n")
	if added == "" {
		added = "\n"
	}
	src.text = head + "## [Unreleased]\n\n### Added\n" + strings.TrimSuffix(added, "\n") + "\n" + line + "\n" + rest[end:]
	j.wrote(path, line, "a line of the changelog: say it for users")
	return nil
}
