package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"go/format"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/backup-sdk/backup-go/tools/specgen/spec"
)

// full runs the commands of docs/adding-an-endpoint.md as they are written, those that
// take minutes included; without it, the steps run here and for one facade only.
var full = flag.Bool("full", false, "run docs/adding-an-endpoint.md as it is written")

// mostEdits is how many edits by hand a plain read may take.
const mostEdits = 3

const guide = "docs/adding-an-endpoint.md"

// step is a piece of the page: an edit, a command, what a command must have said, or
// what must be in a file then.
type step struct {
	line            int
	kind            string // edit, run, says, has
	file, how, text string
}

// directive is the comment in front of a piece that is no command.
var directive = regexp.MustCompile(`^<!-- (edit|has|not run)(?::|) ?([^ ,]*)(?:, (before|after): (.*))? -->$`)

// readGuide reads the pieces of the page.
func readGuide(t *testing.T, text string) []step {
	t.Helper()
	var out []step
	var next *step
	var open *step
	for i, line := range strings.Split(text, "\n") {
		trimmed := strings.TrimSpace(line)
		switch {
		case open != nil && trimmed == "```":
			if open.kind != "" {
				out = append(out, *open)
			}
			open = nil
		case open != nil:
			open.text += line + "\n"
		case strings.HasPrefix(trimmed, "<!--"):
			m := directive.FindStringSubmatch(trimmed)
			if m == nil && strings.HasPrefix(trimmed, "<!-- not run:") {
				next = &step{}
				continue
			}
			if m == nil {
				t.Fatalf("%s:%d: a comment that means nothing: %s", guide, i+1, line)
			}
			next = &step{line: i + 1, kind: m[1], file: m[2], how: m[3], text: ""}
			if m[3] != "" {
				next.how += ":" + m[4]
			}
		case strings.HasPrefix(trimmed, "```"):
			open = next
			next = nil
			if open == nil {
				open = &step{line: i + 1, kind: map[string]string{"sh": "run", "text": "says"}[strings.TrimPrefix(trimmed, "```")]}
				if open.kind == "" {
					t.Fatalf("%s:%d: a piece that nothing holds", guide, i+1)
				}
			}
		case trimmed != "" && next != nil:
			t.Fatalf("%s:%d: a comment without a piece behind it", guide, i+1)
		}
	}
	return out
}

// TestOneEdit does what the page about adding an endpoint says, in a copy of the tree.
func TestOneEdit(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(root, guide))
	if err != nil {
		t.Fatal(err)
	}
	steps := readGuide(t, string(text))
	w := &workbench{root: t.TempDir()}
	if err := copyTree(root, w.root); err != nil {
		t.Fatal(err)
	}
	before, err := spec.Load(filepath.Join(w.root, "specs", "cbr.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	edits, commands := 0, 0
	for _, s := range steps {
		at := fmt.Sprintf("%s:%d", guide, s.line)
		switch s.kind {
		case "edit":
			edits++
			if err := w.edit(s); err != nil {
				t.Fatalf("%s: %v", at, err)
			}
		case "run":
			for command := range strings.Lines(s.text) {
				commands++
				if err := w.run(t.Context(), strings.TrimSpace(command)); err != nil {
					t.Fatalf("%s: %s: %v\n%s", at, strings.TrimSpace(command), err, w.said)
				}
			}
		case "says":
			for line := range strings.Lines(s.text) {
				if !strings.Contains(w.said, line) {
					t.Errorf("%s: the command did not say %q, but\n%s", at, line, w.said)
				}
			}
			if n := strings.Count(w.said, "left for people:"); n != strings.Count(s.text, "left for people:") {
				t.Errorf("%s: the command said %d lines:\n%s", at, n, w.said)
			}
		case "has":
			data, err := os.ReadFile(filepath.Join(w.root, s.file))
			if err != nil || !strings.Contains(string(data), s.text) {
				t.Errorf("%s: %s has no\n%s%v", at, s.file, s.text, err)
			}
		}
	}
	if edits > mostEdits || edits == 0 {
		t.Errorf("the page takes %d edits by hand, at most %d are allowed", edits, mostEdits)
	}
	if commands < 4 {
		t.Errorf("only %d commands were found", commands)
	}
	if strings.Contains(w.said, "left for people:") {
		t.Errorf("at the end something is left:\n%s", w.said)
	}
	w.formatted(t, before.Counted()+1, max(before.Known, before.Counted()+1))
	t.Logf("%d edits by hand, %d commands", edits, commands)
}

// workbench is the copy.
type workbench struct {
	root string
	said string // by the last command that generates
}

// copyTree copies what is needed to build and test.
func copyTree(from, to string) error {
	skip := []string{".git", "node_modules", "dist", "fleet", "otel", "examples"}
	if *full {
		skip = skip[:3]
	}
	return filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		switch {
		case d.IsDir() && slices.Contains(skip, d.Name()):
			return fs.SkipDir
		case d.IsDir():
			return os.MkdirAll(filepath.Join(to, name), 0o750)
		case !d.Type().IsRegular():
			return nil
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(to, name), data, info.Mode().Perm())
	})
}

// edit changes a file as a person would.
func (w *workbench) edit(s step) error {
	file := filepath.Join(w.root, s.file)
	data, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	old, changed := "", ""
	how, anchor, _ := strings.Cut(s.how, ":")
	switch how {
	case "before":
		old, changed = "\n"+anchor+"\n", "\n"+s.text+anchor+"\n"
	case "after":
		old, changed = "\n"+anchor+"\n", "\n"+anchor+"\n"+s.text
	default: // a difference
		for line := range strings.Lines(s.text) {
			switch line[0] {
			case '-':
				old += line[1:]
			case '+':
				changed += line[1:]
			default:
				old, changed = old+line[1:], changed+line[1:]
			}
		}
	}
	if n := strings.Count(string(data), old); n != 1 {
		return fmt.Errorf("%s has the place %d times:\n%s", s.file, n, old)
	}
	return os.WriteFile(file, []byte(strings.Replace(string(data), old, changed, 1)), 0o600)
}

// run does a command of the page.
func (w *workbench) run(ctx context.Context, command string) error {
	if *full {
		out, err := w.exec(ctx, os.Environ(), "sh", "-c", command)
		if strings.HasPrefix(command, "make ") || err != nil {
			w.said = out
		}
		return err
	}
	name, rest, _ := strings.Cut(command, " ")
	switch {
	case command == "make generate":
		return w.generate(ctx)
	case command == "make reliability":
		return nil // minutes; see full
	case name == "make" && strings.HasPrefix(rest, "new-endpoint OP="):
		var out bytes.Buffer
		if err := newEndpoint(w.root, &out, []string{strings.TrimPrefix(rest, "new-endpoint OP=")}); err != nil {
			return err
		}
		if err := run(w.root); err != nil {
			return err
		}
		return w.left()
	case name == "go" && strings.HasPrefix(rest, "test ./cbr -run"):
		return nil // once, after the last edit
	case name == "go" && strings.HasPrefix(rest, "test "):
		out, err := w.exec(ctx, append(os.Environ(), "GOWORK=off"), "go", "test", "-vet=off", "./cbr", "-run", "^TestVaultsForecast$")
		w.said = out
		return err
	}
	return fmt.Errorf("this command is not known here: teach the test what it does")
}

// generate is make generate for one facade: the lines of generate.go about it, what
// specgen makes, and what is left, without compiling everything.
func (w *workbench) generate(ctx context.Context) error {
	var out bytes.Buffer
	if err := check(w.root, &out); err != nil {
		return fmt.Errorf("%w\n%s", err, &out)
	}
	tool := filepath.Join(w.root, "oapi-codegen.exe")
	if _, err := os.Stat(tool); err != nil {
		cmd := exec.CommandContext(ctx, "go", "build", "-o", tool, "github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen")
		if text, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("%w\n%s", err, text)
		}
	}
	lines, err := os.ReadFile(filepath.Join(w.root, "generate.go"))
	if err != nil {
		return err
	}
	for line := range strings.Lines(string(lines)) {
		_, config, ok := strings.Cut(strings.TrimSpace(line), "cmd/oapi-codegen ")
		if !ok || !strings.Contains(config, "specs/cbr.") {
			continue
		}
		if text, err := w.exec(ctx, os.Environ(), tool, strings.Fields(config)...); err != nil {
			return fmt.Errorf("%w\n%s", err, text)
		}
	}
	if err := run(w.root); err != nil {
		return err
	}
	return w.left()
}

// left notes what is left, as make generate prints it.
func (w *workbench) left() error {
	specs, err := spec.LoadAll(w.root)
	if err != nil {
		return err
	}
	list, err := leftovers(w.root, specs)
	w.said = ""
	for _, l := range list {
		w.said += "left for people: " + l.String() + "\n"
	}
	return err
}

func (w *workbench) exec(ctx context.Context, env []string, name string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir, cmd.Env = w.root, env
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// formatted looks at what was scaffolded and edited.
func (w *workbench) formatted(t *testing.T, counted, known int) {
	t.Helper()
	for _, name := range []string{
		"cbr/vaults.go", "cbr/vaults_test.go", "cbr/cbrtest/vaults.go", "cmd/backupctl/internal/cli/cbr_vaults.go",
	} {
		data, err := os.ReadFile(filepath.Join(w.root, name))
		if err != nil {
			t.Fatal(err)
		}
		if want, err := format.Source(data); err != nil || !bytes.Equal(want, data) {
			t.Errorf("%s is not formatted: %v", name, err)
		}
		if !strings.Contains(string(data), "Forecast") {
			t.Errorf("%s has nothing of the new operation", name)
		}
	}
	for name, want := range map[string]string{
		"README.md":        fmt.Sprintf("| %d of %d |", counted, known),
		"docs/coverage.md": "| showVaultForecast | `GET /v3/{project_id}/vaults/{vault_id}/forecast` | Vaults | [`Vaults.Forecast`](../cbr/vaults.go) | [`TestVaultsForecast`](../cbr/vaults_test.go) |",
		"CHANGELOG.md":     "- `cbr`: `Vaults.Forecast` (showVaultForecast): show when a vault will be full.\n",
		"specs/cbr.yaml":   fmt.Sprintf("x-known-operations: %d", known),
		"cmd/backupctl/internal/cli/testdata/script/cbr_vaults.txt": "ctl cbr vault forecast $VAULT\n",
	} {
		data, err := os.ReadFile(filepath.Join(w.root, name))
		if err != nil || !strings.Contains(string(data), want) {
			t.Errorf("%s lacks %q (%v)", name, want, err)
		}
	}
}
