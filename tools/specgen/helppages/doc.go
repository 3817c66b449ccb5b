// Package helppages reads the help that ASP.NET Web API writes about itself, as
// Cloutility installations serve it, and compares it with a specification: which
// operations, parameters, models, fields and values the specification has, and which
// are new.
//
// Three kinds of page are known: the index, whose rows are a method and a path each;
// the page of one operation, with its parameters, body and response; and the page of
// one model, with its fields or, for an enumeration, its values. Pages saved by a
// browser, cut off in the middle or in another order are read as far as they go.
package helppages

// Pages are what help pages say.
type Pages struct {
	// Operations are those with a page of their own, Listed those of an index.
	Operations []Operation
	Listed     []Listed
	Models     []Model
	// Unknown are the names of files that are none of the known kinds.
	Unknown []string
}

// Listed is a row of the index.
type Listed struct {
	Method, Path string // the path without its query, as the page writes it
	Text         string
}

// Operation is the page of one operation.
type Operation struct {
	Method, Path string
	Text         string // what it does
	Parameters   []Field
	// Body and Response are their types, empty for none and for what the page leaves
	// open; the fields of both stand on the page too.
	Body, Response             Type
	BodyFields, ResponseFields []Field
}

// Query are the parameters that are not in the path.
func (o Operation) Query() []Field {
	var out []Field
	for _, p := range o.Parameters {
		if !inPath(o.Path, p.Name) {
			out = append(out, p)
		}
	}
	return out
}

// Model is the page of one model, or what the page of an operation shows of one.
type Model struct {
	Name   string
	Text   string
	Fields []Field
	Values []Value // of an enumeration
}

// Field is a row about a parameter or a field.
type Field struct {
	Name     string // as the page writes it: fields are in PascalCase
	Text     string
	Type     Type
	Required bool
	Notes    string // what else the page says, such as a default
}

// Type is a type as the help names it.
type Type struct {
	// Text is how the page writes it: "Collection of Tag", "decimal number".
	Text string
	// Model is the model it is or holds, "" for a plain type.
	Model string
	// List says that it is a collection.
	List bool
}

// Value is a value of an enumeration.
type Value struct{ Name, Number, Text string }
