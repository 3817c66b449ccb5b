package drift

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// text is a file that is changed in places.
type text struct {
	lines  []string
	before map[int][]string // lines that come before one, counted from 0
	inline map[int][]change
}

// change replaces a part of a line; positions are counted in characters from 0.
type change struct {
	at, remove int
	insert     string
}

func newText(data []byte) *text {
	lines := strings.Split(string(data), "\n")
	if lines[len(lines)-1] == "" {
		lines = lines[:len(lines)-1]
	}
	return &text{lines: lines, before: make(map[int][]string), inline: make(map[int][]change)}
}

// insertLine puts a line before another one, once.
func (t *text) insertLine(before int, line string) {
	if !slices.Contains(t.before[before], line) {
		t.before[before] = append(t.before[before], line)
	}
}

// replace changes a part of a line, once.
func (t *text) replace(line int, c change) bool {
	for _, have := range t.inline[line] {
		if have == c {
			return true
		}
		if c.remove > 0 && have.remove > 0 && c.at < have.at+have.remove && have.at < c.at+c.remove {
			return false // somebody else has changed it
		}
	}
	t.inline[line] = append(t.inline[line], c)
	return true
}

// line is what has become of a line.
func (t *text) line(i int) string {
	changes := slices.Clone(t.inline[i])
	slices.SortStableFunc(changes, func(a, b change) int { return cmp.Compare(b.at, a.at) })
	r := []rune(t.lines[i])
	for _, c := range changes {
		r = slices.Concat(r[:c.at], []rune(c.insert), r[c.at+c.remove:])
	}
	return string(r)
}

// String is the whole text after all changes.
func (t *text) String() string {
	var b strings.Builder
	for i := range t.lines {
		for _, line := range t.before[i] {
			b.WriteString(line + "\n")
		}
		b.WriteString(t.line(i) + "\n")
	}
	return b.String()
}

// context is how many lines of a diff stand around a change.
const context = 3

// diff is the changes in the unified format.
func (t *text) diff(name string) string {
	var at []int // lines with a change
	for i := range t.lines {
		if len(t.before[i])+len(t.inline[i]) > 0 {
			at = append(at, i)
		}
	}
	if len(at) == 0 {
		return ""
	}
	var b strings.Builder
	fmt.Fprintf(&b, "--- a/%s\n+++ b/%s\n", name, name)
	shift := 0
	for len(at) > 0 {
		n := 1
		for n < len(at) && at[n]-at[n-1] <= 2*context {
			n++
		}
		from, to := max(0, at[0]-context), min(len(t.lines), at[n-1]+context+1)
		var hunk strings.Builder
		added := 0
		for i := from; i < to; i++ {
			for _, line := range t.before[i] {
				hunk.WriteString("+" + line + "\n")
				added++
			}
			if len(t.inline[i]) == 0 {
				hunk.WriteString(" " + t.lines[i] + "\n")
				continue
			}
			hunk.WriteString("-" + t.lines[i] + "\n")
			for line := range strings.SplitSeq(t.line(i), "\n") {
				hunk.WriteString("+" + line + "\n")
				added++
			}
			added--
		}
		fmt.Fprintf(&b, "@@ -%d,%d +%d,%d @@\n%s", from+1, to-from, from+1+shift, to-from+added, hunk.String())
		shift += added
		at = at[n:]
	}
	return b.String()
}
