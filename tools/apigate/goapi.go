package main

import (
	"context"
	"path/filepath"
	"regexp"
	"strings"
)

const apidiff = "golang.org/x/exp/cmd/apidiff@v0.0.0-20261113113407-e3970619a1a4"

const library = "github.com/backup-sdk/backup-go"

// goAPI compares the exported names of all packages that others can import.
func (t *tree) goAPI(ctx context.Context) ([]change, error) {
	before, now := filepath.Join(t.scratch, "before.api"), filepath.Join(t.scratch, "now.api")
	for dir, file := range map[string]string{t.before: before, ".": now} {
		// Not as part of the workspace: it is the library that others get.
		if _, err := command(ctx, dir, "env", "GOWORK=off", "go", "run", apidiff, "-m", "-w", file, library); err != nil {
			return nil, err
		}
	}
	text, err := command(ctx, ".", "go", "run", apidiff, "-m", before, now)
	if err != nil {
		return nil, err
	}
	return readGo(string(text)), nil
}

var identifier = regexp.MustCompile(`\w+`)

// readGo takes apart what apidiff says: a head for each kind, and a line for each
// change.
func readGo(text string) []change {
	var out []change
	weight := addition
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		switch {
		case strings.HasPrefix(line, "Incompatible"):
			weight = breaking
		case strings.HasPrefix(line, "Compatible"):
			weight = addition
		case strings.HasPrefix(line, "- "):
			line = strings.TrimPrefix(strings.TrimPrefix(line, "- "), "./")
			subject, _, _ := strings.Cut(line, ": ")
			c := change{area: areaGo, weight: weight, text: line}
			if words := identifier.FindAllString(subject, -1); len(words) > 0 {
				c.names = words[len(words)-1:]
			}
			out = append(out, c)
		}
	}
	return out
}
