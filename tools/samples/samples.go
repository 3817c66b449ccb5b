// Package samples writes the code samples of the specifications: how each operation
// is called from Go and with curl. A few are written by hand, as x-codeSamples of
// their operations; all others come from the operation, its facade's method and its
// example, so that an operation that is added has its samples at once.
package samples

import (
	"cmp"
	"fmt"
	"path/filepath"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/backup-sdk/backup-go/tools/specgen/spec"
)

// The languages, as x-codeSamples names them.
const (
	Go    = "Go"
	Shell = "Shell"
)

// extension is where a specification has samples of its own.
const extension = "x-codeSamples"

// Sample is one way to call an operation.
type Sample struct {
	Spec, Operation string
	// Lang is [Go] or [Shell], Label what readers see, "" for the language.
	Lang, Label string
	Source      string
	// Imports and Params are what a sample in Go stands on beside a client of its
	// facade and a context: paths of packages, and "name type" of each variable.
	Imports, Params []string
	// ByHand says that the specification has it.
	ByHand bool
}

// All are the samples of every operation, in the order of the operations: for each
// one in Go, and one for the shell.
func All(root string, s *spec.Spec) ([]Sample, error) {
	w, err := newGoWriter(root, s)
	if err != nil {
		return nil, err
	}
	var out []Sample
	for _, o := range s.Operations {
		path, op := o.Source()
		byHand := own(s.Name, op)
		if !slices.ContainsFunc(byHand, func(have Sample) bool { return have.Lang == Go }) {
			made, err := w.sample(o)
			if err != nil {
				return nil, fmt.Errorf("%s %s: %w", s.Name, o.ID, err)
			}
			byHand = append(byHand, made)
		}
		if !slices.ContainsFunc(byHand, func(have Sample) bool { return have.Lang == Shell }) {
			made, err := curl(s, o, path, op)
			if err != nil {
				return nil, fmt.Errorf("%s %s: %w", s.Name, o.ID, err)
			}
			byHand = append(byHand, made)
		}
		slices.SortStableFunc(byHand, func(a, b Sample) int { return cmp.Compare(a.Lang, b.Lang) })
		out = append(out, byHand...)
	}
	return out, nil
}

// own are the samples that a specification has.
func own(name string, op *openapi3.Operation) []Sample {
	var out []Sample
	list, _ := op.Extensions[extension].([]any)
	for _, entry := range list {
		fields, _ := entry.(map[string]any)
		text := func(key string) string { value, _ := fields[key].(string); return value }
		s := Sample{Spec: name, Operation: op.OperationID, Lang: text("lang"), Label: text("label"), Source: text("source"), ByHand: true}
		if s.Lang == Go {
			s.Params = handParams(name)
		}
		out = append(out, s)
	}
	return out
}

// handParams are the variables that samples written by hand may use.
func handParams(name string) []string {
	return map[string][]string{
		"cbr": {"vaultID string"}, "iam": {"vaultID string"}, "zomro": {"instanceID int64"}, "cloutility": {"businessUnitID int64"},
	}[name]
}

// specFile is the file of a specification below the root of the repository.
func specFile(root, name string) string { return filepath.Join(root, "specs", name+".yaml") }
