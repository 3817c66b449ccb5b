package main

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// version is the mutation tester that runs.
const version = "v0.6.0"

// mutant is one small change to the code.
type mutant struct {
	file      string // from the root of the module
	kind      string // gremlins' name of the change
	line      int
	column    int
	source    string // the line as it stands in the code
	unmutated string // the operator that was changed
}

// key names a mutant in survivors.txt: line numbers would be stale with every
// change of the file.
func (m mutant) key() string {
	return fmt.Sprintf("%s %s %s", m.file, m.kind, m.marked())
}

// marked is the line with the changed operator between angles.
func (m mutant) marked() string {
	at := m.column - 1
	line := m.source[:at] + "‹" + m.unmutated + "›" + m.source[at+len(m.unmutated):]
	return strings.TrimSpace(line)
}

// result is what became of the mutants of a package.
type result struct {
	name         string
	killed, hung int // a test failed, or the tests never ended
	lived        []mutant
	took         time.Duration
}

func (r *result) total() int { return r.killed + r.hung + len(r.lived) }

//go:embed go.sh
var goCommand []byte

// gremlins is the tester in a folder of its own, with what stands in for the go
// command.
type gremlins struct{ dir, shim, realGo string }

func install(ctx context.Context) (*gremlins, error) {
	realGo, err := exec.LookPath("go")
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "mutation-")
	if err != nil {
		return nil, err
	}
	g := &gremlins{dir: dir, shim: filepath.Join(dir, "shim"), realGo: realGo}
	if err := g.fill(ctx); err != nil {
		g.remove()
		return nil, err
	}
	return g, nil
}

func (g *gremlins) remove() { _ = os.RemoveAll(g.dir) }

func (g *gremlins) fill(ctx context.Context) error {
	cmd := exec.CommandContext(ctx, g.realGo, "install", "github.com/go-gremlins/gremlins/cmd/gremlins@"+version)
	cmd.Env = append(os.Environ(), "GOBIN="+g.dir)
	if text, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%w\n%s", err, text)
	}
	if err := os.Mkdir(g.shim, 0o755); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(g.shim, "go"), goCommand, 0o755)
}

// mutate runs gremlins over a package.
func (g *gremlins) mutate(ctx context.Context, name string, workers int) (result, error) {
	r := result{name: name}
	report := filepath.Join(g.dir, "report.json")
	args := []string{
		"unleash", "./" + name, "--output", report, "--workers", strconv.Itoa(workers), "--timeout-coefficient", "10",
		"--invert-assignments", "--invert-bitwise", "--invert-bwassign", "--invert-logical", "--invert-loopctrl", "--remove-self-assignments",
	}
	cmd := exec.CommandContext(ctx, filepath.Join(g.dir, "gremlins"), args...)
	cmd.Env = append(os.Environ(), "PATH="+g.shim+string(filepath.ListSeparator)+os.Getenv("PATH"), "REAL_GO="+g.realGo, "GOWORK=off")
	var text bytes.Buffer
	cmd.Stdout, cmd.Stderr = &text, &text
	start := time.Now()
	if err := cmd.Run(); err != nil {
		return r, fmt.Errorf("%w\n%s", err, text.Bytes())
	}
	r.took = time.Since(start).Round(time.Second)
	err := r.read(report)
	return r, err
}

// read takes the outcome from gremlins' report.
func (r *result) read(report string) error {
	data, err := os.ReadFile(report)
	if err != nil {
		return err
	}
	var all struct {
		Files []struct {
			Name      string `json:"file_name"`
			Mutations []struct {
				Type, Status string
				Line, Column int
			}
		}
	}
	if err := json.Unmarshal(data, &all); err != nil {
		return err
	}
	for _, file := range all.Files {
		name := filepath.ToSlash(filepath.Join(r.name, file.Name))
		code, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		lines := strings.Split(string(code), "\n")
		for _, m := range file.Mutations {
			switch m.Status {
			case "KILLED":
				r.killed++
			case "TIMED OUT":
				r.hung++
			case "NOT VIABLE": // does not compile: says nothing of the tests
			case "LIVED":
				source := lines[m.Line-1]
				r.lived = append(r.lived, mutant{
					file: name, kind: m.Type, line: m.Line, column: m.Column,
					source: source, unmutated: operator(source[m.Column-1:]),
				})
			default:
				return fmt.Errorf("%s:%d: a mutant is %q", name, m.Line, m.Status)
			}
		}
	}
	slices.SortFunc(r.lived, func(a, b mutant) int { return strings.Compare(a.key(), b.key()) })
	return nil
}

// operator is the one that a line starts with.
func operator(line string) string {
	end := strings.IndexFunc(line, func(c rune) bool { return !strings.ContainsRune("+-*/%&|^<>=!", c) })
	if strings.HasPrefix(line, "break") || strings.HasPrefix(line, "continue") {
		end = strings.IndexFunc(line, func(c rune) bool { return c < 'a' || c > 'z' })
	}
	if end < 0 {
		return line
	}
	return line[:max(end, 1)]
}
