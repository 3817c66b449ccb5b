package main

import (
	_ "embed"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"path"
	"runtime"
	"slices"
	"strings"
)

// survivorList holds, for every mutant that no test kills, a line that names it
// and an indented line that says why.
//
//go:embed survivors.txt
var survivorList string

func readReasons() (map[string]string, error) {
	reasons := make(map[string]string)
	key := ""
	for line := range strings.Lines(survivorList) {
		switch text := strings.TrimSpace(line); {
		case text == "" || strings.HasPrefix(line, "#"):
		case !strings.HasPrefix(line, "\t"):
			key = text
			reasons[key] = ""
		case key == "":
			return nil, fmt.Errorf("survivors.txt: a reason of nothing: %s", text)
		default:
			reasons[key] = strings.TrimSpace(reasons[key] + " " + text)
		}
	}
	for key, reason := range reasons {
		if reason == "" {
			return nil, fmt.Errorf("survivors.txt: no reason: %s", key)
		}
	}
	return reasons, nil
}

// report writes the page, and returns what does not hold. What the page before
// says of packages that were not run now stays on it.
func report(out io.Writer, results []result, reasons map[string]string, commit, before string) []error {
	ran := make(map[string]bool)
	for _, r := range results {
		ran[r.name] = true
	}
	packages, survivors := kept(before, ran)
	var failed []error
	survived := make(map[string]bool)
	for _, r := range results {
		killed := float64(r.killed+r.hung) / float64(r.total())
		packages = append(packages, fmt.Sprintf("| %s | %d | %d | %d | %d | %.1f | %s |\n", r.name, r.total(), r.killed+r.hung, r.hung, len(r.lived), 100*killed, r.took))
		if killed < goal {
			failed = append(failed, fmt.Errorf("%s: only %.1f %% killed", r.name, 100*killed))
		}
		for _, m := range r.lived {
			survived[m.key()] = true
			reason, ok := reasons[m.key()]
			if !ok {
				failed = append(failed, fmt.Errorf("survived: %s (line %d)", m.key(), m.line))
			}
			survivors = append(survivors, "| "+strings.Join([]string{m.file, m.kind, "`" + strings.ReplaceAll(m.marked(), "|", "\\|") + "`", reason}, " | ")+" |\n")
		}
	}
	for key := range reasons {
		file, _, _ := strings.Cut(key, " ")
		if ran[path.Dir(file)] && !survived[key] {
			failed = append(failed, errors.New("in survivors.txt, but killed or gone: "+key))
		}
	}

	slices.Sort(packages)
	slices.Sort(survivors)
	fmt.Fprintf(out, "<!-- Made by: make mutation -->\n\n# Mutation tests\n\n"+
		"gremlins %s, %s, newest rows of commit %s: every operator it knows is changed, one at a time, and the package's own tests run. "+
		"A change that does not compile does not count. A test that never ends counts as one that fails.\n\n"+
		"%s%s\n## Survivors\n\nThe changed operator stands between ‹ and ›.\n\n%s%s",
		version, runtime.Version(), commit, packagesHead, strings.Join(packages, ""), survivorsHead, strings.Join(survivors, ""))
	return failed
}

// head is the commit that was looked at.
func head() string {
	out, err := exec.Command("git", "rev-parse", "--short", "HEAD").Output() //nolint:noctx // a moment
	if err != nil {
		return "unknown"
	}
	return strings.TrimSpace(string(out))
}

// The heads of the tables.
const (
	packagesHead  = "| Package | Mutants | Killed | of them by time | Survived | Killed, % | Took |\n|---|---|---|---|---|---|---|\n"
	survivorsHead = "| File | Change | Code | Why no test tells |\n|---|---|---|---|\n"
)

// kept gives the rows of a page that are of other packages.
func kept(page string, ran map[string]bool) (packages, survivors []string) {
	_, page, _ = strings.Cut(page, packagesHead)
	rows, page, _ := strings.Cut(page, "\n## Survivors\n")
	for row := range strings.Lines(rows) {
		if name, _, _ := strings.Cut(strings.TrimPrefix(row, "| "), " "); !ran[name] {
			packages = append(packages, row)
		}
	}
	_, rows, _ = strings.Cut(page, survivorsHead)
	for row := range strings.Lines(rows) {
		if file, _, _ := strings.Cut(strings.TrimPrefix(row, "| "), " "); !ran[path.Dir(file)] {
			survivors = append(survivors, row)
		}
	}
	return packages, survivors
}
