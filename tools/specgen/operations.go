package main

import (
	"bytes"
	"fmt"
	"go/format"

	"github.com/backup-sdk/backup-go/tools/specgen/spec"
)

// operations is what the command line knows of each operation before it is sent. It
// is a function, for tables would be built at each start.
func operations(specs []*spec.Spec) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString(header)
	b.WriteString("package meta\n\n// Operations are those of an API, as the specification describes them.\n")
	b.WriteString("func Operations(provider string) []Operation {\n\tswitch provider {\n")
	for _, s := range specs {
		fmt.Fprintf(&b, "\tcase %q:\n\t\treturn []Operation{\n", s.Name)
		for _, o := range s.Operations {
			fmt.Fprintf(&b, "\t\t\t{ID: %q, Method: %q, Route: %q, ", o.ID, o.Method, o.Route)
			if o.Read {
				b.WriteString("Read: true, ")
			}
			if o.SignsIn {
				b.WriteString("SignsIn: true, ")
			}
			when(&b, "Destroys", o.Destroys)
			when(&b, "Spends", o.Spends)
			if o.Target != (spec.Target{}) {
				fmt.Fprintf(&b, "Target: %q, TargetID: %q, ", o.Target.Operation, o.Target.Member)
			}
			b.WriteString("},\n")
		}
		b.WriteString("\t\t}\n")
	}
	b.WriteString("\t}\n\treturn nil\n}\n")
	return format.Source(b.Bytes())
}

func when(b *bytes.Buffer, name string, w *spec.When) {
	switch {
	case w == nil:
	case len(w.Members) == 0:
		fmt.Fprintf(b, "%s: When{Always: true}, ", name)
	default:
		fmt.Fprintf(b, "%s: When{Members: %#v}, ", name, w.Members)
	}
}
