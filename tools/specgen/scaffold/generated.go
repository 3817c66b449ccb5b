package scaffold

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"path/filepath"
	"strings"
)

// generated is what the generated client and server say of one operation.
type generated struct {
	name   string // of the method
	types  map[string]*ast.TypeSpec
	pkg    string // cbrapi
	params []param
	result ast.Expr // of the client; nil for none
	server []param  // of the server, the context left out
}

// param is a parameter: an id, the input or the body.
type param struct {
	name string
	typ  ast.Expr
}

// readGenerated parses gen/…api and gen/…server.
func readGenerated(root, name, operation string) (*generated, error) {
	g := &generated{types: make(map[string]*ast.TypeSpec), pkg: name + "api"}
	client, err := parser.ParseFile(token.NewFileSet(), filepath.Join(root, "gen", name+"api", "client.gen.go"), nil, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	ast.Inspect(client, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.TypeSpec:
			g.types[n.Name.Name] = n
		case *ast.FuncDecl:
			if n.Recv == nil || !strings.EqualFold(n.Name.Name, operation) || types.ExprString(n.Recv.List[0].Type) != "*Client" {
				return false
			}
			g.name = n.Name.Name
			g.params = paramsOf(n.Type)[1:]
			if len(n.Type.Results.List) > 1 {
				g.result = n.Type.Results.List[0].Type
			}
			return false
		}
		return true
	})
	if g.name == "" {
		return nil, fmt.Errorf("gen/%sapi has no method %s: run make generate first", name, operation)
	}
	server, err := parser.ParseFile(token.NewFileSet(), filepath.Join(root, "gen", name+"server", "server.gen.go"), nil, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	ast.Inspect(server, func(n ast.Node) bool {
		if f, ok := n.(*ast.Field); ok && len(f.Names) == 1 && f.Names[0].Name == g.name {
			if typ, ok := f.Type.(*ast.FuncType); ok {
				g.server = paramsOf(typ)[1:]
			}
		}
		return true
	})
	return g, nil
}

func paramsOf(typ *ast.FuncType) []param {
	var out []param
	for _, field := range typ.Params.List {
		if len(field.Names) == 0 {
			out = append(out, param{"", field.Type})
		}
		for _, name := range field.Names {
			out = append(out, param{name.Name, field.Type})
		}
	}
	return out
}

// basic follows aliases of generated types to what they stand for.
func (g *generated) basic(e ast.Expr) ast.Expr {
	for range 10 { // no chain is longer
		id, ok := e.(*ast.Ident)
		if !ok {
			return e
		}
		spec := g.types[id.Name]
		if spec == nil || !spec.Assign.IsValid() {
			return e
		}
		e = spec.Type
	}
	return e
}

// text prints a type for another package: what basic types stand for, and the others
// under the name of the facade where it has one.
func (g *generated) text(e ast.Expr, name func(string) string) string {
	switch e := e.(type) {
	case *ast.Ident:
		if spec := g.types[e.Name]; spec != nil && spec.Assign.IsValid() {
			if id, ok := spec.Type.(*ast.Ident); ok && g.types[id.Name] == nil {
				return id.Name
			}
		}
		if g.types[e.Name] == nil {
			return e.Name
		}
		return name(e.Name)
	case *ast.StarExpr:
		return "*" + g.text(e.X, name)
	case *ast.ArrayType:
		return "[]" + g.text(e.Elt, name)
	case *ast.MapType:
		return "map[" + g.text(e.Key, name) + "]" + g.text(e.Value, name)
	case *ast.IndexExpr:
		return g.text(e.X, name) + "[" + g.text(e.Index, name) + "]"
	}
	return types.ExprString(e)
}

// structOf is the struct that a type is, nil for any other; name is that of the type.
func (g *generated) structOf(e ast.Expr) (body *ast.StructType, name string) {
	if star, ok := e.(*ast.StarExpr); ok {
		e = star.X
	}
	if id, ok := g.basic(e).(*ast.Ident); ok {
		if spec := g.types[id.Name]; spec != nil {
			body, _ = spec.Type.(*ast.StructType)
			return body, id.Name
		}
	}
	return nil, ""
}

// member is a field of a struct.
type member struct {
	name, wire string
	typ        ast.Expr
}

func membersOf(body *ast.StructType) []member {
	var out []member
	if body == nil {
		return nil
	}
	for _, field := range body.Fields.List {
		wire := ""
		if field.Tag != nil {
			_, rest, _ := strings.Cut(field.Tag.Value, `json:"`)
			if rest == "" {
				_, rest, _ = strings.Cut(field.Tag.Value, `form:"`)
			}
			wire, _, _ = strings.Cut(rest, `"`)
			wire, _, _ = strings.Cut(wire, ",")
		}
		for _, name := range field.Names {
			out = append(out, member{name: name.Name, wire: wire, typ: field.Type})
		}
	}
	return out
}

// has says whether a struct has a field.
func has(list []member, name string) bool {
	for _, m := range list {
		if m.name == name {
			return true
		}
	}
	return false
}

// page is what a list of lenient.Page holds, nil for any other type.
func (g *generated) page(e ast.Expr) ast.Expr {
	if star, ok := e.(*ast.StarExpr); ok {
		e = star.X
	}
	index, ok := g.basic(e).(*ast.IndexExpr)
	if ok && types.ExprString(index.X) == "lenient.Page" {
		return index.Index
	}
	return nil
}
