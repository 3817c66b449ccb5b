// Package scaffold writes the parts of a new operation that people would write: the
// method of the facade, its half in the fake, a test, a verb of the command line, a
// line of a script and one of the changelog. All of it is put where the neighbours
// are, formatted, and meant to be read and changed: the fake responds with the
// specification's example until somebody says what the service keeps.
package scaffold

import (
	"cmp"
	"errors"
	"fmt"
	"go/format"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/backup-sdk/backup-go/tools/specgen/spec"
)

// Result is what was written.
type Result struct {
	Wrote []Place // in the order of the parts
	Left  []Place // what people still have to look at
}

// Place is a line of a file, relative to the root of the module.
type Place struct {
	File string
	Line int
	Text string
}

// String is the place as compilers write theirs.
func (p Place) String() string { return fmt.Sprintf("%s:%d: %s", p.File, p.Line, p.Text) }

// Options say what to write.
type Options struct {
	// Operation is an operationId, "cbr.showVault" where several services have it.
	Operation string
	// Method overrides the name of the facade's method.
	Method string
}

// job is one operation on its way.
type job struct {
	root   string
	spec   *spec.Spec
	op     spec.Operation
	pkg    string // of the facade
	gen    *generated
	facade *spec.Facade
	fake   *spec.Fake

	service, file string // the type of the service, and its file
	method        string
	list          bool // List and All
	ids           []param
	refType       string // of more ids than arguments may be

	commands *spec.Commands
	files    map[string]*source
	out      Result
}

// New writes everything below root. Nothing is written unless all of it can be.
func New(root string, specs []*spec.Spec, o Options) (*Result, error) {
	j := &job{root: root, files: make(map[string]*source)}
	if err := j.find(specs, o.Operation); err != nil {
		return nil, err
	}
	if err := j.read(); err != nil {
		return nil, err
	}
	if methods := j.facade.Methods(j.spec, j.op); len(methods) > 0 {
		return nil, fmt.Errorf("%s is reached by %s.%s already", j.op.ID, j.pkg, methods[0])
	}
	if j.spec.Name == "iam" {
		return nil, errors.New("operations of IAM are for signing in: write the method by hand, beside those in cbr/iam.go")
	}
	j.service, j.file = j.facade.Service(j.op.Tag)
	if j.service == "" {
		if err := j.newService(); err != nil {
			return nil, err
		}
	}
	if err := j.name(o.Method); err != nil {
		return nil, err
	}
	for _, part := range []func() error{j.writeMethod, j.writeFake, j.writeTest, j.writeVerb, j.writeChange} {
		if err := part(); err != nil {
			return nil, err
		}
	}
	return &j.out, j.save()
}

// find looks the operation up.
func (j *job) find(specs []*spec.Spec, name string) error {
	service, id, qualified := strings.Cut(name, ".")
	if !qualified {
		service, id = "", name
	}
	var found []string
	for _, s := range specs {
		for _, o := range s.Operations {
			if o.ID == id && (service == "" || service == s.Name) {
				found = append(found, s.Name+"."+o.ID)
				j.spec, j.op = s, o
			}
		}
	}
	switch len(found) {
	case 0:
		return fmt.Errorf("no specification has an operation %q", name)
	case 1:
		j.pkg = spec.FacadeOf(j.spec.Name)
		return nil
	}
	return fmt.Errorf("%s is ambiguous: say one of %s", name, strings.Join(found, ", "))
}

func (j *job) read() (err error) {
	if j.facade, err = spec.ReadFacade(filepath.Join(j.root, j.pkg)); err != nil {
		return err
	}
	if j.fake, err = spec.ReadFake(filepath.Join(j.root, j.pkg)); err != nil {
		return err
	}
	if j.commands, err = spec.ReadCommands(j.root); err != nil {
		return err
	}
	j.gen, err = readGenerated(j.root, j.spec.Name, j.op.GoName())
	return err
}

// source is a file that is being changed.
type source struct {
	path string
	text string
	made bool // not there before
}

// open reads a file, or begins one.
func (j *job) open(path, begin string) (*source, error) {
	if s := j.files[path]; s != nil {
		return s, nil
	}
	data, err := os.ReadFile(filepath.Join(j.root, filepath.FromSlash(path)))
	s := &source{path: path, text: string(data)}
	switch {
	case errors.Is(err, os.ErrNotExist):
		s.text, s.made = begin, true
	case err != nil:
		return nil, err
	}
	j.files[path] = s
	return s, nil
}

// line is the number of the first line that holds a text.
func (s *source) line(text string) int {
	before, _, found := strings.Cut(s.text, text)
	if !found {
		return 0
	}
	return strings.Count(before, "\n") + 1
}

// wrote notes what was written, found by a text in the finished file.
func (j *job) wrote(path, find, text string) {
	j.out.Wrote = append(j.out.Wrote, Place{File: path, Text: find + "\x00" + text})
}

func (j *job) left(path, find, text string) {
	j.out.Left = append(j.out.Left, Place{File: path, Text: find + "\x00" + text})
}

// save formats all files, finds the lines of what was written, and writes them.
func (j *job) save() error {
	for _, s := range j.files {
		if strings.HasSuffix(s.path, ".go") {
			text, err := format.Source([]byte(s.text))
			if err != nil {
				return fmt.Errorf("%s, as it would be: %w", s.path, err)
			}
			s.text = string(text)
		}
	}
	for _, list := range [][]Place{j.out.Wrote, j.out.Left} {
		for i := range list {
			find, text, _ := strings.Cut(list[i].Text, "\x00")
			list[i].Text, list[i].Line = text, max(1, j.files[list[i].File].line(find))
		}
	}
	var paths []string
	for path := range j.files {
		paths = append(paths, path)
	}
	slices.Sort(paths)
	for _, path := range paths {
		if err := os.WriteFile(filepath.Join(j.root, filepath.FromSlash(path)), []byte(j.files[path].text), 0o644); err != nil { //nolint:gosec,mnd // source code
			return err
		}
	}
	return nil
}

// imports adds import paths to a file that has a block of them.
func (s *source) imports(paths ...string) {
	const own = "github.com/backup-sdk/backup-go"
	for _, path := range paths {
		quoted := `"` + path + `"`
		if path == own {
			quoted = `backup "` + path + `"`
		}
		if strings.Contains(s.text, quoted+"\n") {
			continue
		}
		if single, rest, ok := strings.Cut(s.text, "\nimport \""); ok { // make a block of it
			have, tail, _ := strings.Cut(rest, "\"\n")
			s.text = single + "\nimport (\n\t\"" + have + "\"\n)\n" + tail
		}
		head, tail, ok := strings.Cut(s.text, "import (\n")
		if !ok {
			name, body, _ := strings.Cut(s.text, "\n")
			s.text = name + "\n\nimport (\n\t" + quoted + "\n)\n" + body
			continue
		}
		block, body, _ := strings.Cut(tail, "\n)\n")
		s.text = head + "import (\n" + sorted(block, quoted) + "\n)\n" + body
	}
}

// sorted puts an import where it belongs: standard packages, others, our own.
func sorted(block, quoted string) string {
	lines := append(strings.Split(block, "\n"), "\t"+quoted)
	rank := func(line string) int {
		switch {
		case strings.Contains(line, "github.com/backup-sdk/"):
			return 2 //nolint:mnd // the third group
		case strings.Contains(line, "."):
			return 1
		}
		return 0
	}
	lines = slices.DeleteFunc(lines, func(l string) bool { return strings.TrimSpace(l) == "" })
	slices.SortStableFunc(lines, func(a, b string) int {
		_, left, _ := strings.Cut(a, `"`)
		_, right, _ := strings.Cut(b, `"`)
		return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(left, right))
	})
	var out []string
	for i, line := range lines {
		if i > 0 && rank(line) != rank(lines[i-1]) {
			out = append(out, "")
		}
		out = append(out, line)
	}
	return strings.Join(out, "\n")
}
