package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/backup-sdk/backup-go/tools/specgen/spec"
)

// leftover is something that no generator can write: a place, and what is to be
// done there.
type leftover struct{ file, what string }

func (l leftover) String() string { return l.file + ": " + l.what }

// errBroken is a tree in which something does not compile.
var errBroken = errors.New("the tree does not compile until the places above are changed; run make generate again then")

// left prints what a specification asks of people, and fails when something does
// not compile.
func left(ctx context.Context, root string, out io.Writer) error {
	specs, err := spec.LoadAll(root)
	if err != nil {
		return err
	}
	list, err := leftovers(root, specs)
	if err != nil {
		return err
	}
	broken := compile(ctx, root, "./cloutility/...", "./zomro/...", "./cbr/...", "./protection/...", "./cmd/backupctl/...")
	for _, l := range append(list, broken...) {
		if _, err := fmt.Fprintln(out, "left for people:", l); err != nil {
			return err
		}
	}
	if len(broken) > 0 {
		return errBroken
	}
	return nil
}

// leftovers are the parts of operations that nobody wrote, and those of operations
// that are no more.
func leftovers(root string, specs []*spec.Spec) ([]leftover, error) {
	commands, err := spec.ReadCommands(root)
	if err != nil {
		return nil, err
	}
	var out []leftover
	for _, name := range facades(specs) {
		dir := filepath.Join(root, name)
		facade, err := spec.ReadFacade(dir)
		if err != nil {
			return nil, err
		}
		fake, err := spec.ReadFake(dir)
		if err != nil {
			return nil, err
		}
		f := parts{name: name, facade: facade, fake: fake, commands: commands}
		var own []*spec.Spec
		for _, s := range specs {
			if spec.FacadeOf(s.Name) != name {
				continue
			}
			own = append(own, s)
			for _, o := range s.Operations {
				out = append(out, f.missing(s, o)...)
			}
		}
		out = append(out, f.stale(own)...)
	}
	slices.SortFunc(out, func(a, b leftover) int { return cmp.Or(cmp.Compare(a.file, b.file), cmp.Compare(a.what, b.what)) })
	return slices.Compact(out), nil
}

// facades are the packages that serve the specifications, in their order.
func facades(specs []*spec.Spec) []string {
	var out []string
	for _, s := range specs {
		if name := spec.FacadeOf(s.Name); !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}

// parts is what people write about the operations of one facade.
type parts struct {
	name     string
	facade   *spec.Facade
	fake     *spec.Fake
	commands *spec.Commands
}

// missing are the parts of an operation that nobody wrote yet.
func (p parts) missing(s *spec.Spec, o spec.Operation) []leftover {
	var out []leftover
	typ, file := p.facade.Service(o.Tag)
	if typ == "" {
		file = strings.ToLower(o.Tag) + ".go"
	}
	fakeDir := p.name + "/" + p.name + "test/"
	if p.fake.File(s, o) == "" {
		out = append(out, leftover{fakeDir + cmp.Or(p.fake.FileOf(s, o.Tag, file), file), "method " + o.GoName() + " of the fake, which says that it is not implemented"})
	}
	method, _, err := spec.Reach(s, o, p.facade)
	switch {
	case err != nil && len(p.facade.Methods(s, o)) > 1:
		return append(out, leftover{p.name + "/" + file, err.Error()})
	case err != nil && typ == "":
		return append(out, leftover{p.name + "/client.go", "field " + o.Tag + " of the client, the service of " + o.ID})
	case err != nil:
		return append(out, leftover{p.name + "/" + file, "method for " + o.ID + ": make new-endpoint OP=" + o.ID})
	case method == nil:
		return out
	}
	if test, _ := p.facade.Test(*method); test == "" {
		out = append(out, leftover{p.name + "/" + strings.TrimSuffix(method.File, ".go") + "_test.go", "test of " + method.String()})
	}
	verbs := p.commands.Of(p.name, method.String())
	if len(verbs) == 0 {
		return append(out, leftover{spec.CommandDir + "/" + p.commandFile(o.Tag), "verb for " + p.name + "." + method.String()})
	}
	if len(p.commands.Scripts(verbs[0])) == 0 {
		out = append(out, leftover{spec.ScriptDir + "/", "line that runs `ctl " + verbs[0].Path() + "`"})
	}
	return out
}

// commandFile is where the verbs of a service are: the file with most of them.
func (p parts) commandFile(tag string) string {
	count, best := make(map[string]int), p.name+"_"+strings.ToLower(tag)+".go"
	for _, cmd := range p.commands.All {
		if cmd.Service != p.name {
			continue
		}
		for _, m := range cmd.Methods {
			if service, _, _ := strings.Cut(m, "."); service == tag {
				if count[cmd.File]++; count[cmd.File] > count[best] {
					best = cmd.File
				}
			}
		}
	}
	return best
}

// stale are the parts of operations that the specifications have no more.
func (p parts) stale(specs []*spec.Spec) []leftover {
	var out []leftover
	for name, methods := range p.facade.Beyond(specs...) {
		for _, m := range methods {
			out = append(out, leftover{p.name + "/" + m.File, fmt.Sprintf("%s calls %s, which no specification has: it must go", m, name)})
			if test, file := p.facade.Test(m); test != "" {
				out = append(out, leftover{path.Join(p.name, file), fmt.Sprintf("%s uses %s, which must go", test, m)})
			}
			for _, cmd := range p.commands.Of(p.name, m.String()) {
				out = append(out, leftover{spec.CommandDir + "/" + cmd.File, fmt.Sprintf("verb %q stands for %s, which must go", cmd.Path(), m)})
				for _, script := range p.commands.Scripts(cmd) {
					out = append(out, leftover{spec.ScriptDir + "/" + script, fmt.Sprintf("lines that run `ctl %s`, which must go", cmd.Path())})
				}
			}
		}
	}
	for name, file := range p.fake.Beyond(specs...) {
		out = append(out, leftover{p.name + "/" + p.name + "test/" + file, "method " + name + " is of no operation: it must go"})
	}
	return out
}

// compile builds what stands on generated code, and tells what does not compile.
func compile(ctx context.Context, root string, packages ...string) []leftover {
	var out []leftover
	// Vet compiles the tests too, but shows the first error of a package alone.
	for _, args := range [][]string{{"build"}, {"vet", "-unsafeptr"}} {
		cmd := exec.CommandContext(ctx, "go", append(args, packages...)...) //nolint:gosec // fixed arguments
		cmd.Dir = root
		text, err := cmd.CombinedOutput()
		if err == nil {
			continue
		}
		found := compileErrors(text)
		if len(found) == 0 {
			found = []leftover{{"go " + args[0], strings.TrimSpace(string(text)) + ": " + err.Error()}}
		}
		out = append(out, found...)
	}
	slices.SortFunc(out, func(a, b leftover) int { return cmp.Or(cmp.Compare(a.file, b.file), cmp.Compare(a.what, b.what)) })
	return slices.Compact(out)
}

// compileError is a line of the compiler or of vet.
var compileError = regexp.MustCompile(`^(?:vet: )?(?:\./)?(\S+\.go:\d+):\d+: (.+)$`)

func compileErrors(text []byte) []leftover {
	var out []leftover
	for line := range bytes.Lines(text) {
		if m := compileError.FindSubmatch(bytes.TrimSpace(line)); m != nil {
			out = append(out, leftover{string(m[1]), string(m[2])})
		}
	}
	return out
}
