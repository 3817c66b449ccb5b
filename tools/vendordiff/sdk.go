package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// operation is what is known of one operation, of either side.
type operation struct {
	id     string
	fields map[string]field // by "query limit", "request vault.name", "response vault.id"
}

// field is one field of a request or response.
type field struct {
	values   []string // an enum's
	required bool     // of requests
}

// key tells the same operation from both sides: placeholders may have other names.
func key(method, path string) string {
	parts := strings.Split(path, "/")
	for i, part := range parts {
		if strings.HasPrefix(part, "{") {
			parts[i] = "{}"
		}
	}
	return method + " " + strings.Join(parts, "/")
}

// models are the vendor's types.
type models struct {
	structs map[string]*ast.StructType
	values  map[string][]string // of the enums, by type
}

// readSDK reads the client's descriptions of its operations, and its models.
func readSDK(dir string) (map[string]operation, error) {
	files := token.NewFileSet()
	m := models{structs: make(map[string]*ast.StructType), values: make(map[string][]string)}
	paths, err := filepath.Glob(filepath.Join(dir, "model", "*.go"))
	if err != nil {
		return nil, err
	}
	for _, path := range paths {
		file, err := parser.ParseFile(files, path, nil, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		m.read(file)
	}
	meta, err := filepath.Glob(filepath.Join(dir, "*_meta.go"))
	if err != nil || len(meta) != 1 {
		return nil, fmt.Errorf("%s: %d files describe operations, want one: the SDK has another form now (%w)", dir, len(meta), err)
	}
	file, err := parser.ParseFile(files, meta[0], nil, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	out := make(map[string]operation)
	for _, decl := range file.Decls {
		if f, ok := decl.(*ast.FuncDecl); ok && strings.HasPrefix(f.Name.Name, "GenReqDefFor") {
			method, path, o := m.operation(f)
			if method == "" || path == "" {
				return nil, fmt.Errorf("%s has no method or path: the SDK has another form now", f.Name.Name)
			}
			out[key(method, path)] = o
		}
	}
	if len(out) == 0 || len(m.structs) == 0 {
		return nil, fmt.Errorf("%s: no operations: the SDK has another form now", dir)
	}
	return out, nil
}

// read notes the types of a file.
func (m models) read(file *ast.File) {
	for _, decl := range file.Decls {
		switch d := decl.(type) {
		case *ast.GenDecl:
			for _, s := range d.Specs {
				if t, ok := s.(*ast.TypeSpec); ok {
					if fields, ok := t.Type.(*ast.StructType); ok {
						m.structs[t.Name.Name] = fields
					}
				}
			}
		case *ast.FuncDecl:
			// An enum is a function that gives a struct of its values.
			if name, ok := strings.CutPrefix(d.Name.Name, "Get"); ok && strings.HasSuffix(name, "Enum") && d.Recv == nil {
				ast.Inspect(d, func(n ast.Node) bool {
					if pair, ok := n.(*ast.KeyValueExpr); ok {
						if id, ok := pair.Key.(*ast.Ident); ok && id.Name == "value" {
							enum := strings.TrimSuffix(name, "Enum")
							m.values[enum] = append(m.values[enum], literal(pair.Value))
						}
					}
					return true
				})
			}
		}
	}
}

// literal is a constant as text.
func literal(e ast.Expr) string {
	lit, ok := e.(*ast.BasicLit)
	if !ok {
		return ""
	}
	if text, err := strconv.Unquote(lit.Value); err == nil {
		return text
	}
	return lit.Value
}

// operation reads one description: a chain of calls.
func (m models) operation(f *ast.FuncDecl) (method, path string, o operation) {
	name := strings.TrimPrefix(f.Name.Name, "GenReqDefFor")
	o = operation{id: strings.ToLower(name[:1]) + name[1:], fields: make(map[string]field)}
	response := ""
	ast.Inspect(f, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || len(call.Args) != 1 {
			return true
		}
		fn, ok := call.Fun.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		switch fn.Sel.Name {
		case "WithMethod":
			if s, ok := call.Args[0].(*ast.SelectorExpr); ok {
				method = strings.ToUpper(strings.TrimPrefix(s.Sel.Name, "Method"))
			}
		case "WithPath":
			path = literal(call.Args[0])
		case "WithResponse":
			if made, ok := call.Args[0].(*ast.CallExpr); ok && len(made.Args) == 1 {
				response = typeName(made.Args[0])
			}
		}
		return true
	})
	// The request's struct has path, query and body in one.
	if request := m.structs[name+"Request"]; request != nil {
		for _, f := range request.Fields.List {
			tag, required := jsonTag(f)
			switch {
			case tag == "body":
				m.flatten(o.fields, "request ", typeName(f.Type), nil)
			case !strings.Contains(path, "{"+tag+"}"):
				o.fields["query "+tag] = field{values: m.values[typeName(f.Type)], required: required}
			}
		}
	}
	m.flatten(o.fields, "response ", response, nil)
	for name := range o.fields {
		if strings.HasPrefix(name, "query X-") || strings.HasPrefix(name, "query x-") {
			delete(o.fields, name) // a header
		}
	}
	return method, path, o
}

// flatten notes the fields of a type and of all in it.
func (m models) flatten(out map[string]field, prefix, name string, outer []string) {
	s := m.structs[name]
	if s == nil || slices.Contains(outer, name) {
		return
	}
	outer = append(slices.Clip(outer), name)
	for _, f := range s.Fields.List {
		tag, required := jsonTag(f)
		if tag == "" || tag == "-" { // "-" is the status, which the SDK adds
			continue
		}
		inner := typeName(f.Type)
		if len(outer) == 1 && tag == "body" { // the response itself: a list, or a map
			m.flatten(out, prefix, inner, outer)
			continue
		}
		out[prefix+tag] = field{values: m.values[inner], required: required}
		m.flatten(out, prefix+tag+".", inner, outer)
	}
}

// jsonTag is the name of a field on the wire, and whether it must be there.
func jsonTag(f *ast.Field) (name string, required bool) {
	if f.Tag == nil {
		return "", false
	}
	name, options, _ := strings.Cut(reflect.StructTag(strings.Trim(f.Tag.Value, "`")).Get("json"), ",")
	return name, !strings.Contains(options, "omitempty")
}

// typeName is the name of a type without pointers, lists and maps.
func typeName(e ast.Expr) string {
	switch t := e.(type) {
	case *ast.Ident:
		return t.Name
	case *ast.SelectorExpr:
		return t.Sel.Name
	case *ast.StarExpr:
		return typeName(t.X)
	case *ast.ArrayType:
		return typeName(t.Elt)
	case *ast.MapType:
		return typeName(t.Value)
	default:
		return ""
	}
}

func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
