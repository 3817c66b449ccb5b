package main

import (
	_ "embed"
	"errors"
	"fmt"
	"io"
	"runtime"
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

// report writes the page, and returns what does not hold.
func report(out io.Writer, results []result, reasons map[string]string) []error {
	fmt.Fprintf(out, "<!-- Made by: make mutation -->\n\n# Mutation tests\n\n"+
		"gremlins %s, %s: every operator it knows is changed, one at a time, and the package's own tests run. "+
		"A change that does not compile does not count. A test that never ends counts as one that fails.\n\n"+
		"| Package | Mutants | Killed | of them by time | Survived | Killed, %% | Took |\n|---|---|---|---|---|---|---|\n", version, runtime.Version())
	var failed []error
	survived := make(map[string]bool)
	ran := make(map[string]bool)
	for _, r := range results {
		killed := float64(r.killed+r.hung) / float64(r.total())
		fmt.Fprintf(out, "| %s | %d | %d | %d | %d | %.1f | %s |\n", r.name, r.total(), r.killed+r.hung, r.hung, len(r.lived), 100*killed, r.took)
		if killed < goal {
			failed = append(failed, fmt.Errorf("%s: only %.1f %% killed", r.name, 100*killed))
		}
		for _, m := range r.lived {
			survived[m.key()] = true
		}
		ran[r.name] = true
	}

	fmt.Fprintf(out, "\n## Survivors\n\nThe changed operator stands between ‹ and ›.\n\n| File | Change | Code | Why no test tells |\n|---|---|---|---|\n")
	for _, r := range results {
		for _, m := range r.lived {
			reason, ok := reasons[m.key()]
			if !ok {
				failed = append(failed, fmt.Errorf("survived: %s (line %d)", m.key(), m.line))
			}
			fmt.Fprintf(out, "| %s | %s | `%s` | %s |\n", m.file, m.kind, strings.ReplaceAll(m.marked(), "|", "\\|"), reason)
		}
	}
	for key := range reasons {
		file, _, _ := strings.Cut(key, " ")
		if name := file[:max(strings.LastIndexByte(file, '/'), 0)]; ran[name] && !survived[key] {
			failed = append(failed, errors.New("in survivors.txt, but killed or gone: "+key))
		}
	}
	return failed
}
