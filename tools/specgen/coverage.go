package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"

	"github.com/backup-sdk/backup-go/tools/specgen/spec"
)

// coverage is docs/coverage.md.
func coverage(root string, specs []*spec.Spec) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString("<!-- Made from specs/ and the facades by tools/specgen: run make generate. -->\n\n# Coverage\n\n")
	b.WriteString("Which operations of each service this module speaks, and what is still missing.\n")
	for _, s := range specs {
		facade, err := spec.ReadFacade(filepath.Join(root, spec.FacadeOf(s.Name)))
		if err != nil {
			return nil, err
		}
		fake, err := spec.ReadFake(filepath.Join(root, spec.FacadeOf(s.Name)))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		beyond := ""
		if n := len(s.Operations) - s.Counted(); n > 0 {
			beyond = fmt.Sprintf(" and %d beyond them", n)
		}
		fmt.Fprintf(&b, "\n## %s\n\n%s: %d of %d operations%s, in package [%s](../%[6]s).\n\n", s.Name, s.Doc.Info.Title, s.Counted(), s.Known, beyond, spec.FacadeOf(s.Name))
		b.WriteString("| Operation | Request | Service | SDK method | Tested by |\n|---|---|---|---|---|\n")
		for _, o := range s.Operations {
			method, test := cells(s, o, facade)
			fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", o.ID, request(o), o.Tag, method, test)
		}
		if list := unwritten(s, fake); len(list) > 0 {
			fmt.Fprintf(&b, "\nThe fake does not implement: %s.\n", strings.Join(list, ", "))
		}
	}
	return b.Bytes(), nil
}

// unwritten are the operations that a fake does not implement.
func unwritten(s *spec.Spec, fake *spec.Fake) []string {
	var out []string
	for _, o := range s.Operations {
		if fake != nil && fake.File(s, o) == "" {
			out = append(out, o.ID)
		}
	}
	return out
}

func request(o spec.Operation) string {
	if function := o.Function(); function != "" {
		return code("func=" + function)
	}
	return code(o.Method + " " + o.Route)
}

func cells(s *spec.Spec, o spec.Operation, facade *spec.Facade) (method, test string) {
	const none = "—"
	m, reason, err := spec.Reach(s, o, facade)
	switch {
	case err != nil:
		return none, none // the tests of tools/specs do not let it stay so
	case m == nil:
		return "none: " + reason, none
	}
	dir := "../" + spec.FacadeOf(s.Name) + "/"
	test = none
	if name, file := facade.Test(*m); name != "" {
		test = link(name, dir+file)
	}
	return link(m.String(), dir+m.File), test
}

func link(text, target string) string { return "[" + code(text) + "](" + target + ")" }

func code(text string) string { return "`" + strings.ReplaceAll(text, "|", `\|`) + "`" }
