package samples

import (
	"go/token"
	"reflect"
	"slices"
	"strings"
	"unicode"
)

// finish calls, and shows what comes back.
func (p *piece) finish(call string, method reflect.Type) string {
	results := slices.Collect(method.Outs())
	const check = "if err != nil {\n\treturn err\n}\n"
	if len(results) == 1 && results[0] == reflect.TypeFor[error]() {
		return "if err := " + call + "; err != nil {\n\treturn err\n}\n"
	}
	first := results[0]
	name, show := p.shown(first)
	names := []string{name}
	for range len(results) - 2 { //nolint:mnd // the first one and the error are named
		names = append(names, "_")
	}
	return strings.Join(append(names, "err"), ", ") + " := " + call + "\n" + check + show
}

// shown names a result and prints it.
func (p *piece) shown(t reflect.Type) (name, show string) {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if items, ok := pageItems(t); ok {
		line := "fmt.Printf(\"%+v\\n\", item)\n"
		if fields := told(items); fields != nil {
			line = "fmt.Println(item." + strings.Join(fields, ", item.") + ")\n"
		}
		return "page", "for _, item := range page.Items {\n" + line + "}\n"
	}
	name = p.variable(t)
	if fields := told(t); fields != nil {
		return name, "fmt.Println(" + name + "." + strings.Join(fields, ", "+name+".") + ")\n"
	}
	if t.Kind() == reflect.Struct {
		return name, "fmt.Printf(\"%+v\\n\", " + name + ")\n"
	}
	return name, "fmt.Println(" + name + ")\n"
}

// pageItems is the type of the entries of a page.
func pageItems(t reflect.Type) (reflect.Type, bool) {
	if t.Kind() != reflect.Struct {
		return nil, false
	}
	field, ok := t.FieldByName("Items")
	if !ok || field.Type.Kind() != reflect.Slice {
		return nil, false
	}
	return field.Type.Elem(), true
}

// told are the fields that say which thing it is.
func told(t reflect.Type) []string {
	if t.Kind() != reflect.Struct {
		return nil
	}
	var out []string
	for _, name := range []string{"ID", "Name", "Status"} {
		if field, ok := t.FieldByName(name); ok && len(field.Index) == 1 && field.Type.Kind() != reflect.Struct && field.Type.Kind() != reflect.Pointer {
			out = append(out, name)
		}
	}
	return out
}

// variable is a name for a value of a type.
func (p *piece) variable(t reflect.Type) string {
	name := t.Name()
	if name == "" || t.PkgPath() == "" || strings.ContainsAny(name, "[.") {
		return "result"
	}
	runes := []rune(name)
	for i := range runes { // CPUInfo is cpuInfo
		if i > 0 && i+1 < len(runes) && unicode.IsLower(runes[i+1]) {
			break
		}
		runes[i] = unicode.ToLower(runes[i])
	}
	name = string(runes)
	taken := []string{"backup", "cbr", "zomro", "cloutility", "client", "ctx", "page"}
	if token.IsKeyword(name) || slices.Contains(taken, name) || slices.ContainsFunc(p.params, func(have string) bool { return strings.HasPrefix(have, name+" ") }) {
		return "result"
	}
	return name
}
