package scaffold

import (
	"fmt"
	"go/ast"
	"go/types"
	"slices"
	"strings"
	"unicode"
)

// wordsOf takes an operationId apart: showVaultQuota is show, Vault, Quota.
func wordsOf(id string) []string {
	var out []string
	runes := []rune(id)
	from := 0
	for i := 1; i < len(runes); i++ {
		next := i+1 < len(runes) && unicode.IsLower(runes[i+1])
		if unicode.IsUpper(runes[i]) && (!unicode.IsUpper(runes[i-1]) || next) {
			out = append(out, string(runes[from:i]))
			from = i
		}
	}
	return append(out, string(runes[from:]))
}

// singular is one of many: Policies is Policy.
func singular(plural string) string {
	switch {
	case strings.HasSuffix(plural, "ies"):
		return strings.TrimSuffix(plural, "ies") + "y"
	case strings.HasSuffix(plural, "sses"):
		return strings.TrimSuffix(plural, "es")
	}
	return strings.TrimSuffix(plural, "s")
}

// methodName is the name of the method that stands for an operation of a tag: the
// verb, and what is left without the thing that the tag names. Reading a part of a
// thing has the name of the part.
func methodName(tag, goName string) string {
	words := wordsOf(goName)
	verb, rest := words[0], strings.Join(words[1:], "")
	for _, thing := range []string{tag, singular(tag)} {
		if i := strings.Index(rest, thing); i >= 0 {
			rest = rest[:i] + rest[i+len(thing):]
			break
		}
	}
	switch verb {
	case "Show", "Get":
		if rest == "" {
			return "Get"
		}
		return rest
	}
	return verb + rest
}

// name chooses the name of the method, and what its parameters are.
func (j *job) name(method string) error {
	j.method = method
	if method == "" {
		j.method = methodName(j.op.Tag, j.gen.name)
		if j.facade.HasMethod(j.op.Tag, j.method) {
			j.method = j.gen.name
		}
	}
	if !ast.IsExported(j.method) || strings.ContainsFunc(j.method, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		return fmt.Errorf("%q is no name of a method", j.method)
	}
	if j.facade.HasMethod(j.op.Tag, j.method) {
		return fmt.Errorf("%s has a method %s already: say another name with NAME=", j.service, j.method)
	}
	for _, p := range j.gen.params {
		if !slices.Contains([]string{"in", "body", "projectID", "contentType", "out", "more"}, p.name) {
			j.ids = append(j.ids, p)
		}
	}
	const idsAtMost = 2
	if j.pkg != "zomro" && len(j.ids) > idsAtMost {
		j.refType = j.method + "Ref"
		if j.method == "Get" || j.method == "List" {
			j.refType = singular(j.op.Tag) + "Ref"
		}
		if _, taken := j.facade.Type(j.refType); taken {
			j.refType = j.gen.name + "Ref"
		}
	}
	j.list = j.pkg != "zomro" && has(j.inputMembers(), "Cursor") && has(j.inputMembers(), "Limit") && j.item() != nil
	if j.list && !strings.HasPrefix(j.method, "List") {
		if method != "" {
			return fmt.Errorf("%s is a list: its name begins with List", j.op.ID)
		}
		j.method = "List" + j.method
	}
	if all := strings.Replace(j.method, "List", "All", 1); j.list && (j.facade.HasMethod(j.op.Tag, j.method) || j.facade.HasMethod(j.op.Tag, all)) {
		return fmt.Errorf("%s has a method %s or %s already: say another name with NAME=", j.service, j.method, all)
	}
	return nil
}

// input is the parameter of the query, or the body; false when there is none.
func (j *job) input(name string) (param, bool) {
	i := slices.IndexFunc(j.gen.params, func(p param) bool { return p.name == name })
	if i < 0 {
		return param{}, false
	}
	return j.gen.params[i], true
}

func (j *job) inputMembers() []member {
	in, ok := j.input("in")
	if !ok {
		return nil
	}
	body, _ := j.gen.structOf(in.typ)
	return membersOf(body)
}

// item is the type of the entries of a list, nil for any other response.
func (j *job) item() ast.Expr {
	if j.gen.result == nil {
		return nil
	}
	if item := j.gen.page(j.gen.result); item != nil {
		return item
	}
	items, count := j.listFields()
	if items.typ == nil || count == "" {
		return nil
	}
	list, _ := items.typ.(*ast.ArrayType)
	return list.Elt
}

// listFields are the fields of a response that hold the entries and their number.
func (j *job) listFields() (items member, count string) {
	body, _ := j.gen.structOf(j.gen.result)
	for _, m := range membersOf(body) {
		if _, ok := m.typ.(*ast.ArrayType); ok && items.typ == nil {
			items = m
		}
		if strings.Contains(m.name, "Count") && types.ExprString(m.typ) == "lenient.Int" && count == "" {
			count = m.name
		}
	}
	return items, count
}

// kebab is a name as the command line writes it.
func kebab(name string) string { return strings.ToLower(strings.Join(wordsOf(name), "-")) }

// word is the argument of a verb that stands for an id.
func word(id string) string {
	trimmed := strings.TrimSuffix(id, "ID")
	if trimmed == "" {
		trimmed = id
	}
	return strings.ToUpper(strings.Join(wordsOf(trimmed), "-"))
}

// lower begins a text with a small letter, an abbreviation left as it is.
func lower(text string) string {
	runes := []rune(text)
	if len(runes) > 1 && unicode.IsUpper(runes[0]) && !unicode.IsUpper(runes[1]) {
		runes[0] = unicode.ToLower(runes[0])
	}
	return string(runes)
}
