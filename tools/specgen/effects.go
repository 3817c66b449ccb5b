package main

import (
	"bytes"
	"fmt"
	"go/format"

	"github.com/backup-sdk/backup-go/tools/specgen/spec"
)

// effects is what the command line knows of each operation before it is sent: it is
// a switch, for a table would be built at each start.
func effects(specs []*spec.Spec) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString(header)
	b.WriteString("package meta\n\n// specEffect is what the specification says an operation does, by provider and id.\n")
	b.WriteString("func specEffect(key string) (Effect, bool) {\n\tswitch key {\n")
	for _, s := range specs {
		for _, o := range s.Operations {
			fmt.Fprintf(&b, "\tcase %q:\n\t\treturn Effect{", s.Name+"."+o.ID)
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
			b.WriteString("}, true\n")
		}
	}
	b.WriteString("\t}\n\treturn Effect{}, false\n}\n")
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
