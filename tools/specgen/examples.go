package main

import (
	"bytes"
	"errors"
	"fmt"
	"go/format"
	"go/token"
	"slices"
	"strings"

	"github.com/backup-sdk/backup-go/tools/specgen/spec"
)

// examples is a test file that knows the Go type of every example's body.
func examples(specs []*spec.Spec) ([]byte, error) {
	var b bytes.Buffer
	var failed error
	var imports, lines []string
	for _, s := range specs {
		all, err := s.Examples()
		if err != nil {
			failed = errors.Join(failed, fmt.Errorf("%s: %w", s.Name, err))
		}
		before := len(lines)
		seen := ""
		for _, e := range all {
			if e.Key() == seen {
				continue
			}
			seen = e.Key()
			lines = append(lines, fmt.Sprintf("%q: func() any { return new(%s) },\n", s.Name+" "+e.Key(), qualified(s.Package(), e.GoType)))
		}
		if slices.ContainsFunc(lines[before:], func(l string) bool { return strings.Contains(l, s.Package()+".") }) {
			imports = append(imports, fmt.Sprintf("%q\n", "github.com/backup-sdk/backup-go/gen/"+s.Package()))
		}
	}
	if failed != nil {
		return nil, failed
	}
	slices.Sort(imports)
	b.WriteString(header)
	b.WriteString("package specs_test\n\nimport (\n" + strings.Join(imports, "") + ")\n\n")
	b.WriteString("// exampleTypes makes the Go value an example's body is decoded into, by\n")
	b.WriteString("// specification, operation and \"request\" or status.\n")
	b.WriteString("func exampleTypes() map[string]func() any {\n\treturn map[string]func() any{\n")
	b.WriteString(strings.Join(lines, "") + "}\n}\n")
	return format.Source(b.Bytes())
}

// qualified puts the package in front of a type that has one.
func qualified(pkg, goType string) string {
	if item, ok := strings.CutPrefix(goType, "[]"); ok {
		return "[]" + qualified(pkg, item)
	}
	if !token.IsExported(goType) {
		return goType
	}
	return pkg + "." + goType
}
