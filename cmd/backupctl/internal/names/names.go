// Package names turns the names of Go into those of the command line and of
// machine output, and finds what somebody meant to type.
package names

import (
	"slices"
	"strings"
	"unicode"
)

// Snake is a Go name in machine output: TSMName is "tsm_name".
func Snake(name string) string { return strings.Join(words(name), "_") }

// Kebab is a Go name as a flag: TSMName is "tsm-name".
func Kebab(name string) string { return strings.Join(words(name), "-") }

// Fold makes names comparable that differ in style only: ServerID, server_id,
// server-id and serverId.
func Fold(name string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case '_', '-', ' ', '$':
			return -1
		}
		return unicode.ToLower(r)
	}, name)
}

// words splits at capitals. An initialism is one word, also with a plural s.
func words(name string) []string {
	for _, odd := range [][2]string{ // not what their capitals say
		{"IPv4", "Ipv4"}, {"IPv6", "Ipv6"}, {"IPV6", "Ipv6"}, {"ORain", "Orain"}, {"IAMURL", "IamURL"}, {"RAMGB", "RamGB"}, {"VMFilespaces", "VmFilespaces"},
	} {
		name = strings.Replace(name, odd[0], odd[1], 1)
	}
	runes := []rune(name)
	var out []string
	start := 0
	for i := 1; i < len(runes); i++ {
		if !unicode.IsUpper(runes[i]) {
			continue
		}
		next := i+1 < len(runes) && unicode.IsLower(runes[i+1])
		if next && runes[i+1] == 's' && (i+2 == len(runes) || unicode.IsUpper(runes[i+2])) {
			next = false // IDs
		}
		if !unicode.IsUpper(runes[i-1]) || next {
			out = append(out, strings.ToLower(string(runes[start:i])))
			start = i
		}
	}
	return append(out, strings.ToLower(string(runes[start:])))
}

// maxSuggestions is how many words are offered at most.
const maxSuggestions = 3

// Closest are the candidates that somebody may have meant, best first.
func Closest(typed string, candidates []string) []string {
	type scored struct {
		word  string
		score int
	}
	typed = strings.ToLower(typed)
	var found []scored
	for _, word := range candidates {
		lower := strings.ToLower(word)
		d := distance(typed, lower)
		switch {
		case d <= max(1, min(len(typed), len(word))/3):
			found = append(found, scored{word, d})
		case len(typed) > 1 && strings.HasPrefix(lower, typed):
			found = append(found, scored{word, len(typed) + 1})
		case len(typed) > 2 && strings.Contains(lower, typed):
			found = append(found, scored{word, len(typed) + 2})
		}
	}
	slices.SortStableFunc(found, func(a, b scored) int { return a.score - b.score })
	var out []string
	for _, f := range found {
		if !slices.Contains(out, f.word) && len(out) < maxSuggestions {
			out = append(out, f.word)
		}
	}
	return out
}

// Hint is the question after an unknown word: `; did you mean "a" or "b"?`,
// empty when nothing comes close.
func Hint(typed string, candidates []string) string {
	near := Closest(typed, candidates)
	if len(near) == 0 {
		return ""
	}
	for i, word := range near {
		near[i] = `"` + word + `"`
	}
	return "; did you mean " + strings.Join(near, " or ") + "?"
}

// distance is Levenshtein's, with a swap of neighbours as one step.
func distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	before := make([]int, len(y)+1)
	last := make([]int, len(y)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(x); i++ {
		row := make([]int, len(y)+1)
		row[0] = i
		for j := 1; j <= len(y); j++ {
			cost := 1
			if x[i-1] == y[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last = last, row
	}
	return last[len(y)]
}
