package scaffold

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// named is the expression of a type by its name, such as "[]Vault".
func named(goType string) ast.Expr {
	e, err := parser.ParseExpr(goType)
	if err != nil {
		return ast.NewIdent("any")
	}
	return e
}

// literals writes values as Go literals of generated types.
type literals struct {
	gen  *generated
	name func(string) string
}

// of is a value as a literal of a type. What cannot be written as one is left out of
// structs, and zero elsewhere.
func (l *literals) of(value any, typ ast.Expr) string {
	switch typ := typ.(type) {
	case *ast.StarExpr:
		if body, _ := l.gen.structOf(typ.X); body != nil {
			return "&" + l.of(value, typ.X)
		}
		return "new(" + l.converted(value, typ.X) + ")"
	case *ast.ArrayType:
		list, _ := value.([]any)
		var parts []string
		for _, v := range list {
			text := l.of(v, typ.Elt)
			if _, pointer := typ.Elt.(*ast.StarExpr); !pointer {
				text = strings.TrimPrefix(text, l.gen.text(typ.Elt, l.name)+"{")
				if !strings.HasPrefix(text, "{") && text != l.of(v, typ.Elt) {
					text = "{" + text
				}
			}
			parts = append(parts, text)
		}
		return "[]" + l.gen.text(typ.Elt, l.name) + "{" + strings.Join(parts, ", ") + "}"
	case *ast.MapType:
		object, _ := value.(map[string]any)
		var parts []string
		for _, key := range slices.Sorted(maps.Keys(object)) {
			parts = append(parts, strconv.Quote(key)+": "+l.of(object[key], typ.Value))
		}
		return l.gen.text(typ, l.name) + "{" + strings.Join(parts, ", ") + "}"
	case *ast.SelectorExpr:
		return lenientLiteral(value, typ.Sel.Name)
	case *ast.Ident:
		if body, name := l.gen.structOf(typ); body != nil {
			return l.structure(value, body, name)
		}
		if basic := l.gen.basic(typ); basic != ast.Expr(typ) {
			return l.of(value, basic)
		}
		if spec := l.gen.types[typ.Name]; spec != nil {
			switch underlying := spec.Type.(type) {
			case *ast.MapType, *ast.ArrayType:
				_, elements, _ := strings.Cut(l.of(value, underlying), "{")
				return l.name(typ.Name) + "{" + elements
			}
		}
		return scalar(value)
	}
	return "nil"
}

// converted is a scalar with its type, for new.
func (l *literals) converted(value any, typ ast.Expr) string {
	text := l.of(value, typ)
	switch name := l.gen.text(typ, l.name); name {
	case "string", "bool":
		return text
	default:
		return name + "(" + text + ")"
	}
}

func (l *literals) structure(value any, body *ast.StructType, name string) string {
	object, _ := value.(map[string]any)
	var parts []string
	for _, m := range membersOf(body) {
		v, ok := object[m.wire]
		if !ok || v == nil || m.wire == "" {
			continue
		}
		if text := l.of(v, m.typ); text != "nil" {
			parts = append(parts, m.name+": "+text)
		}
	}
	return l.name(name) + "{" + strings.Join(parts, ", ") + "}"
}

// lenientLiteral is a tolerant scalar.
func lenientLiteral(value any, name string) string {
	text := fmt.Sprint(value)
	switch name {
	case "Int":
		return "lenient.NewInt(" + number(value) + ")"
	case "Float":
		return "lenient.NewFloat(" + number(value) + ")"
	case "Bool":
		return "lenient.NewBool(" + strconv.FormatBool(text == "true") + ")"
	case "String", "Text":
		return strconv.Quote(scalarText(value))
	case "Time":
		return "lenient.Time{Text: " + strconv.Quote(text) + "}"
	case "Raw":
		return "lenient.Raw(" + strconv.Quote(compact(value)) + ")"
	}
	return "nil"
}

func number(value any) string {
	text := scalarText(value)
	if _, err := strconv.ParseFloat(text, 64); err != nil {
		return "0"
	}
	return text
}

// scalar is a plain value.
func scalar(value any) string {
	switch v := value.(type) {
	case string:
		return strconv.Quote(v)
	case bool, float64:
		return scalarText(v)
	case time.Time:
		return strconv.Quote(v.Format(time.RFC3339))
	}
	return "nil"
}

func scalarText(value any) string {
	if f, ok := value.(float64); ok {
		return strconv.FormatFloat(f, 'f', -1, 64)
	}
	return fmt.Sprint(value)
}

// compact is a value as JSON.
func compact(value any) string {
	data, err := json.Marshal(value)
	if err != nil {
		return "null"
	}
	return string(data)
}

// objects is a value as the Cloutility fake writes it: objects with all their keys.
func objects(value any) string {
	switch v := value.(type) {
	case map[string]any:
		var parts []string
		for _, key := range slices.Sorted(maps.Keys(v)) {
			parts = append(parts, strconv.Quote(key)+": "+objects(v[key]))
		}
		return "object{" + strings.Join(parts, ", ") + "}"
	case []any:
		var parts []string
		for _, e := range v {
			parts = append(parts, objects(e))
		}
		return "[]any{" + strings.Join(parts, ", ") + "}"
	}
	return scalar(value)
}

// itemsOf are the entries of a list or of its envelope.
func itemsOf(value any) (items any, ok bool) {
	switch v := value.(type) {
	case []any:
		return v, true
	case map[string]any:
		list, ok := v["items"].([]any)
		return list, ok
	}
	return nil, false
}
