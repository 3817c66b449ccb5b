package drift

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// Report is what came of a comparison. Nothing in it is a value that a service has
// sent, unless it is Local.
type Report struct {
	Version string `json:"version"`
	// Exchanges are the calls of the specifications that were looked at, Other the
	// requests to other hosts or without a response, Hidden the responses whose body
	// the recording does not have, and Left the findings that were too many.
	Exchanges int `json:"exchanges"`
	Other     int `json:"other"`
	Hidden    int `json:"hidden"`
	Left      int `json:"left,omitempty"`
	// Local says that it repeats values, and is for the user's own eyes.
	Local      bool       `json:"local,omitempty"`
	Findings   []*Finding `json:"findings"`
	Operations []Summary  `json:"operations"`
	// Skipped are operations that were not called, where there was a choice.
	Skipped []Skipped `json:"skipped,omitempty"`

	book *Book
}

// Summary is what came of one operation.
type Summary struct {
	Spec      string `json:"spec"`
	Operation string `json:"operation"`
	Calls     int    `json:"calls"`
	// Statuses are how often each status came.
	Statuses map[string]int `json:"statuses"`
	// Presence is how often each declared member came, of how many objects that
	// could have had it, in successful responses.
	Presence []Presence `json:"presence,omitempty"`
}

// Skipped is an operation that was not called, and why.
type Skipped struct {
	Spec      string `json:"spec"`
	Operation string `json:"operation"`
	Reason    string `json:"reason"`
}

// Presence is how often a declared member came.
type Presence struct {
	Path string `json:"path"`
	Seen int    `json:"seen"`
	Of   int    `json:"of"`
}

func (c *called) summary(o *Operation) Summary {
	s := Summary{Spec: o.Spec.Name, Operation: o.ID, Calls: c.count, Statuses: make(map[string]int)}
	for status, n := range c.statuses {
		s.Statuses[strconv.Itoa(status)] = n
	}
	sum := make(map[string]Presence)
	for status, places := range c.bodies {
		if status >= http.StatusBadRequest {
			continue
		}
		for path, p := range places {
			parent := places[parentOf(path)]
			if p.seen == 0 || parent == nil || path == "" {
				continue
			}
			have := sum[path]
			sum[path] = Presence{Path: path, Seen: have.Seen + p.seen, Of: have.Of + parent.objects}
		}
	}
	for _, path := range slices.Sorted(maps.Keys(sum)) {
		s.Presence = append(s.Presence, sum[path])
	}
	return s
}

// Drift counts the findings that are drift.
func (r *Report) Drift() int {
	n := 0
	for _, f := range r.Findings {
		if f.Drift {
			n++
		}
	}
	return n
}

// Known are the findings that are no drift: forms that the specification declares.
func (r *Report) Known() int { return len(r.Findings) - r.Drift() }

// Summary is the result in one line.
func (r *Report) Summary() string {
	text := fmt.Sprintf("%s of %s looked at: ", count(r.Exchanges, "call"), count(len(r.Operations), "operation"))
	switch {
	case r.Exchanges == 0:
		return "no call of any specification is in it"
	case r.Drift() == 0:
		text += "no drift"
	default:
		text += count(r.Drift(), "difference") + " from the specifications"
		lost := 0
		for _, f := range r.Findings {
			if f.Drift && f.Library != Takes {
				lost++
			}
		}
		if lost == 0 {
			text += ", all of which the library takes without loss"
		} else {
			text += fmt.Sprintf(", %d of which the library loses or refuses", lost)
		}
	}
	if n := r.Known(); n > 0 {
		text += ", and " + count(n, "known form")
	}
	return text
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return strconv.Itoa(n) + " " + what + "s"
}

// Markdown is the report for an issue.
func (r *Report) Markdown() string {
	var b strings.Builder
	fmt.Fprintf(&b, "# Drift report\n\nbackupctl %s. %s.\n\n", cell(r.Version), capital(r.Summary()))
	if r.Local {
		b.WriteString("**This report repeats values of the account. Do not send it to anybody.**\n\n")
	} else {
		b.WriteString("It has names, types, counts and shapes of values, and no value that the service has sent.\n\n")
	}
	if r.Hidden+r.Other+r.Left > 0 {
		fmt.Fprintf(&b, "Not looked at: %s, %s of other hosts or without a response, %s.\n\n",
			count(r.Hidden, "body")+" that the recording does not have", count(r.Other, "request"), count(r.Left, "finding")+" too many")
	}
	r.table(&b, "Differences", true)
	r.table(&b, "Known forms", false)
	b.WriteString("## Operations\n\n| operation | calls | statuses | fields seen |\n| --- | ---: | --- | ---: |\n")
	for _, o := range r.Operations {
		var statuses []string
		for _, status := range slices.Sorted(maps.Keys(o.Statuses)) {
			statuses = append(statuses, fmt.Sprintf("%s (%d)", status, o.Statuses[status]))
		}
		fmt.Fprintf(&b, "| %s %s | %d | %s | %d |\n", o.Spec, o.Operation, o.Calls, strings.Join(statuses, ", "), len(o.Presence))
	}
	if len(r.Skipped) > 0 {
		b.WriteString("\n## Not called\n\n| operation | why |\n| --- | --- |\n")
	}
	for _, s := range r.Skipped {
		fmt.Fprintf(&b, "| %s %s | %s |\n", s.Spec, s.Operation, s.Reason)
	}
	return b.String()
}

func (r *Report) table(b *strings.Builder, title string, drift bool) {
	rows := 0
	for _, f := range r.Findings {
		if f.Drift != drift {
			continue
		}
		if rows == 0 {
			fmt.Fprintf(b, "## %s\n\n| kind | operation | place | declared | seen | how often | library |\n| --- | --- | --- | --- | --- | --- | --- |\n", title)
		}
		rows++
		seen := f.Seen
		if len(f.Local) > 0 {
			seen += ": " + strings.Join(f.Local, ", ")
		}
		fmt.Fprintf(b, "| %s | %s | %s | %s | %s | %s | %s |\n", f.Kind, cell(f.Call()), cell(f.Where()), cell(f.Declared), cell(seen), f.often(), f.Library)
	}
	if rows > 0 {
		b.WriteString("\n")
	}
}

// Call is the operation with its specification.
func (f *Finding) Call() string { return strings.TrimSpace(f.Spec + " " + f.Operation) }

// Where is the place in words.
func (f *Finding) Where() string {
	switch {
	case f.Path == "" && f.Status == 0:
		return ""
	case f.Path == "":
		return strconv.Itoa(f.Status)
	}
	return strconv.Itoa(f.Status) + " " + f.Path
}

func (f *Finding) often() string {
	if f.Of > 0 {
		return fmt.Sprintf("%d of %d", f.Count, f.Of)
	}
	return strconv.Itoa(f.Count)
}

// cell is a text in a cell of a Markdown table: nothing in it is markup.
func cell(text string) string {
	return strings.NewReplacer("\\", "\\\\", "|", "\\|", "<", "&lt;", ">", "&gt;", "`", "'", "\n", " ", "\r", " ", "[", "\\[", "*", "\\*", "@", "@\u200b", "#", "\\#").Replace(text)
}

func capital(text string) string {
	if text == "" {
		return ""
	}
	return strings.ToUpper(text[:1]) + text[1:]
}
