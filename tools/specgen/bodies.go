package main

import (
	"bytes"
	"fmt"
	"go/format"
	"slices"

	"github.com/backup-sdk/backup-go/tools/specgen/spec"
)

// bodies is how the command line makes a value of the type that each response is
// read into: to see what the library keeps of it.
func bodies(specs []*spec.Spec) ([]byte, error) {
	var b bytes.Buffer
	var imports, cases []string
	for _, s := range specs {
		for _, goType := range s.ResponseTypes() {
			cases = append(cases, fmt.Sprintf("case %q:\nreturn new(%s)\n", typeKey(s.Name, goType), qualified(s.Package(), goType)))
		}
		imports = append(imports, fmt.Sprintf("%q\n", "github.com/backup-sdk/backup-go/gen/"+s.Package()))
	}
	slices.Sort(imports)
	b.WriteString(header)
	b.WriteString("package drift\n\nimport (\n")
	for _, i := range imports {
		b.WriteString(i)
	}
	b.WriteString(")\n\n// newOf makes a value of the generated type of a response, nil when there is none.\n")
	b.WriteString("func newOf(goType string) any {\nswitch goType {\n")
	for _, c := range cases {
		b.WriteString(c)
	}
	b.WriteString("}\nreturn nil\n}\n")
	return format.Source(b.Bytes())
}

// typeKey is how package drift names a type: by the specification and the schema.
func typeKey(name, goType string) string {
	list := ""
	for len(goType) > 1 && goType[:2] == "[]" {
		list, goType = list+"[]", goType[2:]
	}
	return list + name + "." + goType
}
