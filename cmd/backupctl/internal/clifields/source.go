package main

import (
	"cmp"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/names"
)

// source is what the packages say, by "package.Type".
type source struct {
	structs map[string]*ast.StructType
	aliases map[string]string   // of a type to where it really is
	consts  map[string][]string // values of a type, in their order
	roots   []string            // types of parameters
}

// packages are the facades, and the generated ones their inputs come from.
func packages() []string {
	return []string{"zomro", "cloutility", "cbr", "gen/zomroapi", "gen/cloutilityapi", "gen/cbrapi", "gen/iamapi"}
}

func read(root string) (*source, error) {
	s := &source{structs: make(map[string]*ast.StructType), aliases: make(map[string]string), consts: make(map[string][]string)}
	for _, dir := range packages() {
		paths, err := filepath.Glob(filepath.Join(root, dir, "*.go"))
		if err != nil {
			return nil, err
		}
		for _, path := range paths {
			if strings.HasSuffix(path, "_test.go") {
				continue
			}
			text, err := os.ReadFile(path) //nolint:gosec // of this module
			if err != nil {
				return nil, err
			}
			file, err := parser.ParseFile(token.NewFileSet(), path, text, parser.ParseComments|parser.SkipObjectResolution)
			if err != nil {
				return nil, err
			}
			for _, decl := range file.Decls {
				s.add(file.Name.Name, decl, !strings.HasPrefix(dir, "gen/"))
			}
		}
	}
	return s, nil
}

func (s *source) add(pkg string, decl ast.Decl, facade bool) {
	switch d := decl.(type) {
	case *ast.FuncDecl:
		if facade && d.Name.IsExported() {
			for _, param := range d.Type.Params.List {
				s.roots = append(s.roots, typeName(pkg, param.Type))
			}
		}
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			switch x := spec.(type) {
			case *ast.TypeSpec:
				if x.Assign.IsValid() {
					s.aliases[pkg+"."+x.Name.Name] = typeName(pkg, x.Type)
				} else if body, ok := x.Type.(*ast.StructType); ok {
					s.structs[pkg+"."+x.Name.Name] = body
				}
			case *ast.ValueSpec:
				s.addConst(pkg, x)
			}
		}
	}
}

// addConst keeps texts that have a type of their own; numbers are no words to
// complete.
func (s *source) addConst(pkg string, x *ast.ValueSpec) {
	if x.Type == nil || len(x.Values) != len(x.Names) {
		return
	}
	name := typeName(pkg, x.Type)
	for i, value := range x.Values {
		literal, ok := value.(*ast.BasicLit)
		if !ok || literal.Kind != token.STRING || !x.Names[i].IsExported() {
			continue
		}
		if text, err := strconv.Unquote(literal.Value); err == nil && !slices.Contains(s.consts[name], text) {
			s.consts[name] = append(s.consts[name], text)
		}
	}
}

// typeName is "package.Type" of what an expression is about, without pointers
// and lists.
func typeName(pkg string, e ast.Expr) string {
	switch x := e.(type) {
	case *ast.StarExpr:
		return typeName(pkg, x.X)
	case *ast.ArrayType:
		return typeName(pkg, x.Elt)
	case *ast.Ident:
		return pkg + "." + x.Name
	case *ast.SelectorExpr:
		if from, ok := x.X.(*ast.Ident); ok {
			return from.Name + "." + x.Sel.Name
		}
	}
	return ""
}

// inputs are the structures that parameters lead to, and all types in them.
func (s *source) inputs() []string {
	var out []string
	queue := slices.Clone(s.roots)
	for len(queue) > 0 {
		name := queue[0]
		queue = queue[1:]
		if target, ok := s.aliases[name]; ok {
			name = target
		}
		if name == "" || slices.Contains(out, name) {
			continue
		}
		out = append(out, name)
		if body := s.structs[name]; body != nil {
			pkg, _, _ := strings.Cut(name, ".")
			for _, field := range body.Fields.List {
				queue = append(queue, typeName(pkg, field.Type))
			}
		}
	}
	return out
}

func (s *source) fields() map[string]string {
	out := make(map[string]string)
	for _, name := range s.inputs() {
		body := s.structs[name]
		if body == nil {
			continue
		}
		pkg, _, _ := strings.Cut(name, ".")
		var all []string
		for _, field := range body.Fields.List {
			for _, id := range field.Names {
				all = append(all, id.Name)
			}
		}
		for _, field := range body.Fields.List {
			for _, id := range field.Names {
				if text := comment(id.Name, field, all, strings.HasSuffix(pkg, "api")); id.IsExported() && text != "" {
					out[name+"."+id.Name] = text
				}
			}
		}
	}
	return out
}

func (s *source) values() map[string][]string {
	out := make(map[string][]string)
	for _, name := range s.inputs() {
		if values := s.consts[name]; len(values) > 0 {
			out[name] = values
		}
	}
	return out
}

// comment is the first sentence about a field, as a flag's help: without the
// field's name in front, without links and without the full stop.
func comment(name string, field *ast.Field, all []string, generated bool) string {
	text := cmp.Or(field.Doc.Text(), field.Comment.Text())
	text = strings.NewReplacer("[", "", "]", "", "\n", " ").Replace(strings.TrimSpace(text))
	if generated { // oapi-codegen puts the name before each text
		text = strings.TrimPrefix(text, name+" ")
	}
	for _, verb := range []string{" is ", " are ", " has "} {
		text = strings.TrimPrefix(text, name+verb)
	}
	if rest, ok := strings.CutPrefix(text, name+" must"); ok {
		text = "must" + rest
	}
	if end := strings.Index(text, ". "); end > 0 {
		rest := text[end+2:]
		text = text[:end]
		if len(text)+len(rest) < 110 && !strings.Contains(rest, "Nil") && !strings.Contains(rest, "nil") { //nolint:mnd // what fits into a line of help
			text += ". " + rest
		}
	}
	text = strings.TrimSuffix(text, ".")
	for _, goish := range []string{"; nil", " Nil", ", nil"} {
		if at := strings.Index(text, goish); at > 0 {
			text = strings.TrimRight(text[:at], ";., ")
		}
	}
	if text == "" {
		return ""
	}
	text = regexp.MustCompile(`(\w+?)s?Service\.(\w+)`).ReplaceAllStringFunc(text, func(method string) string {
		service, name, _ := strings.Cut(method, ".") // methods are commands
		return "\"" + names.Kebab(strings.TrimSuffix(strings.TrimSuffix(service, "Service"), "s")) + " " + names.Kebab(name) + "\""
	})
	words := strings.Split(text, " ")
	for i, word := range words {
		bare := strings.TrimRight(word, ".,;:")
		if slices.Contains(all, bare) && (strings.IndexFunc(bare[1:], unicode.IsUpper) >= 0 || i == 0 && len(words) > 1 && words[1] == "and") {
			words[i] = "--" + names.Kebab(bare) + word[len(bare):]
		}
	}
	text = strings.Join(words, " ")
	if head, rest, ok := strings.Cut(text, "See "); ok && head == "" {
		return "see " + rest
	}
	if len(text) > 1 && unicode.IsUpper(rune(text[1])) {
		return text // an abbreviation
	}
	return strings.ToLower(text[:1]) + text[1:]
}

func sorted[T any](m map[string]T) []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}
