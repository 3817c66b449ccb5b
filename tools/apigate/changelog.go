package main

import "strings"

// unreleased is the part of a changelog about what comes next.
func unreleased(text string) string {
	_, rest, found := strings.Cut(text, "\n## [Unreleased]")
	if !found {
		return ""
	}
	part, _, _ := strings.Cut(rest, "\n## ")
	return part
}

// added are the lines that a text has and an earlier one has not.
func added(before, now string) string {
	was := lines(before)
	var b strings.Builder
	for line := range strings.Lines(now) {
		if line = strings.TrimSpace(line); !was[line] {
			b.WriteString(line + "\n")
		}
	}
	return b.String()
}
