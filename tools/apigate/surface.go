package main

import (
	"context"
	"errors"
	"maps"
	"os"
	"slices"
	"strings"
)

// surface holds what scripts stand on, a line each; make generate writes it.
const surface = "api/backupctl.txt"

// commandLine compares the command line.
func (t *tree) commandLine(context.Context) ([]change, error) {
	before, err := t.old(surface)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil // it was not written down yet
	}
	if err != nil {
		return nil, err
	}
	now, err := os.ReadFile(surface)
	if err != nil {
		return nil, err
	}
	return compareLines(string(before), string(now)), nil
}

// compareLines says what has gone and what has come. A line that is another now
// is told as both: who stands on the old one has nothing to stand on.
func compareLines(before, now string) []change {
	was, is := lines(before), lines(now)
	var out []change
	for _, line := range sortedKeys(was) {
		if !is[line] {
			out = append(out, change{area: areaCommands, weight: breaking, text: line + ": gone", names: namesOf(line)})
		}
	}
	for _, line := range sortedKeys(is) {
		if !was[line] {
			out = append(out, change{area: areaCommands, weight: addition, text: line + ": new", names: namesOf(line)})
		}
	}
	return out
}

func lines(text string) map[string]bool {
	out := make(map[string]bool)
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			out[line] = true
		}
	}
	return out
}

// namesOf are the words by which a changelog may call what a line is about.
func namesOf(line string) []string {
	kind, rest, _ := strings.Cut(line, " ")
	fields := strings.Fields(rest)
	if len(fields) == 0 {
		return nil
	}
	switch kind {
	case "result", "config", "metric":
		return append(longEnough(last(fields[0])), fields[0])
	case "flag":
		for _, f := range fields {
			if strings.HasPrefix(f, "--") {
				return []string{f}
			}
		}
	case "exit-code":
		return []string{fields[0]}
	case "alias":
		return longEnough(fields[len(fields)-1])
	case "shows":
		rest = strings.Join(fields[:len(fields)-1], " ")
	}
	path, _, _ := strings.Cut(rest, " [")
	return []string{strings.Join(slices.DeleteFunc(strings.Fields(path), isArgument), " ")}
}

// longEnough keeps names that stand in no text by chance.
func longEnough(names ...string) []string {
	const least = 4
	return slices.DeleteFunc(names, func(name string) bool { return len(name) < least })
}

// isArgument reports a word of a line of use that stands for something else.
func isArgument(word string) bool { return strings.ToUpper(word) == word }

func sortedKeys(set map[string]bool) []string { return slices.Sorted(maps.Keys(set)) }
