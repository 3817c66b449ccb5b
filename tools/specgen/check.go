package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/backup-sdk/backup-go/tools/specgen/spec"
)

// check holds all specifications against the rules before anything is made of them.
// It raises the vendor's count of operations where more are described.
func check(root string, out io.Writer) error {
	wrong := 0
	for _, name := range spec.Names() {
		file := "specs/" + name + ".yaml"
		path := filepath.Join(root, filepath.FromSlash(file))
		data, err := os.ReadFile(path) //nolint:gosec // the generator's own input
		if err != nil {
			return err
		}
		s, problems := spec.Problems(file, name, data)
		if s == nil { // perhaps for no more than the count
			if raised := raiseKnown(data, described(data)); !bytes.Equal(raised, data) {
				if err := os.WriteFile(path, raised, 0o644); err != nil { //nolint:gosec,mnd // source, for everybody to read
					return err
				}
				_, problems = spec.Problems(file, name, raised)
			}
		}
		for _, p := range problems {
			if _, err := fmt.Fprintln(out, p); err != nil {
				return err
			}
		}
		wrong += len(problems)
	}
	if wrong > 0 {
		return fmt.Errorf("nothing was generated: the specifications break %d rules", wrong)
	}
	return nil
}

// described counts the operations that the vendor counts too; 0 for a document that
// cannot be read.
func described(data []byte) int {
	doc, err := openapi3.NewLoader().LoadFromData(data)
	if err != nil || doc.Paths == nil {
		return 0
	}
	n := 0
	for _, item := range doc.Paths.Map() {
		for _, op := range item.Operations() {
			if beyond, _ := op.Extensions["x-beyond-known"].(bool); !beyond {
				n++
			}
		}
	}
	return n
}
