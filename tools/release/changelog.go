package main

import (
	"fmt"
	"strings"
	"time"
)

const unreleased = "## [Unreleased]"

// changelogProblems finds a version without its part, or something that is not yet
// in one.
func changelogProblems(text, version string) []error {
	var out []error
	number := strings.TrimPrefix(version, "v")
	if strings.TrimSpace(part(text, "## ["+number+"]")) == "" {
		out = append(out, fmt.Errorf("CHANGELOG.md has nothing for %s: go run ./tools/release -prepare %s", number, version))
	}
	if strings.TrimSpace(part(text, unreleased)) != "" {
		out = append(out, fmt.Errorf("CHANGELOG.md has changes under Unreleased, which belong to %s", number))
	}
	return out
}

// part is what stands below a heading, up to the next one of its kind or the links.
func part(text, heading string) string {
	_, after, ok := strings.Cut(text, "\n"+heading)
	if !ok {
		return ""
	}
	_, after, _ = strings.Cut(after, "\n") // a date may follow
	end := len(after)
	for _, next := range []string{"\n## [", "\n[Unreleased]:"} {
		if i := strings.Index("\n"+after, next); i >= 0 {
			end = min(end, i)
		}
	}
	return after[:end]
}

// moveUnreleased gives what is under Unreleased to a version.
func moveUnreleased(text, version string, day time.Time) (string, error) {
	number := strings.TrimPrefix(version, "v")
	if strings.Contains(text, "\n## ["+number+"]") {
		return text, nil // done before
	}
	if strings.TrimSpace(part(text, unreleased)) == "" {
		return "", fmt.Errorf("CHANGELOG.md has nothing under Unreleased for %s", number)
	}
	text = strings.Replace(text, "\n"+unreleased+"\n", "\n"+unreleased+"\n\n## ["+number+"] - "+day.Format(time.DateOnly)+"\n", 1)
	link := "[Unreleased]: https://" + library
	before, _, ok := strings.Cut(text, link)
	if !ok {
		return text, nil
	}
	_, rest, _ := strings.Cut(text[len(before):], "\n")
	return before + link + "/compare/" + version + "...main\n[" + number + "]: https://" + library + "/releases/tag/" + version + "\n" + rest, nil
}
