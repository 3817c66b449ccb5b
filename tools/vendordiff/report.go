package main

import (
	"fmt"
	"slices"
	"strings"
)

// report is what one side has and the other has not.
type report struct {
	version              string
	operations, fields   int // of the vendor's
	knownOps, knownField int // of these, in the specification
	beyond               int // fields of the specification alone
	news                 []news
	stays                []news // differences that were reviewed
}

// news is one thing that the vendor has and the specification has not.
type news struct{ operation, what string }

func compare(version string, theirs, ours map[string]operation) report {
	r := report{version: version, operations: len(theirs)}
	for _, key := range sorted(theirs) {
		their := theirs[key]
		our, known := ours[key]
		if !known {
			r.news = append(r.news, news{their.id, "the operation: " + key})
			continue
		}
		r.knownOps++
		for _, name := range sorted(their.fields) {
			r.fields++
			f, is := our.fields[name]
			if !is {
				r.news = append(r.news, news{our.id, name})
				continue
			}
			r.knownField++
			r.news = append(r.news, changes(our.id, name, their.fields[name], f)...)
		}
		for name := range our.fields {
			if _, is := their.fields[name]; !is {
				r.beyond++
			}
		}
	}
	return r
}

// settle sets aside what was reviewed, by difference and reason.
func (r report) settle(reviewed map[news]string) report {
	r.news = slices.DeleteFunc(r.news, func(n news) bool {
		_, known := reviewed[n]
		if known {
			r.stays = append(r.stays, news{n.operation, n.what + " (" + reviewed[n] + ")"})
		}
		return known
	})
	return r
}

// changes are values and duties that only the vendor has.
func changes(operation, name string, their, our field) []news {
	var out []news
	if len(our.values) > 0 { // without an enum every value is described
		for _, v := range their.values {
			if !slices.Contains(our.values, v) {
				out = append(out, news{operation, fmt.Sprintf("%s: the value %q", name, v)})
			}
		}
	}
	// Where the SDK leaves a zero out or not says nothing of responses.
	if their.required && !our.required && !strings.HasPrefix(name, "response ") {
		out = append(out, news{operation, name + ": it must be there"})
	}
	return out
}

// String is the report in Markdown, the text of an issue too.
func (r report) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "# CBR: the specification and the vendor's SDK %s\n\n", r.version)
	fmt.Fprintf(&b, "- Operations of the SDK that the specification has: %d of %d.\n", r.knownOps, r.operations)
	fmt.Fprintf(&b, "- Fields of their requests and responses: %d of %d; %d more are in the specification alone.\n", r.knownField, r.fields, r.beyond)
	fmt.Fprintf(&b, "\n## New at the vendor: %d\n", len(r.news))
	if len(r.news) == 0 {
		b.WriteString("\nNothing: the specification has all that the SDK has.\n")
	}
	table(&b, r.news)
	if len(r.stays) > 0 {
		b.WriteString("\n## Reviewed, and left as it is\n")
		table(&b, r.stays)
	}
	return b.String()
}

func table(b *strings.Builder, rows []news) {
	if len(rows) == 0 {
		return
	}
	b.WriteString("\n| Operation | What |\n|---|---|\n")
	for _, n := range rows {
		fmt.Fprintf(b, "| %s | %s |\n", n.operation, strings.ReplaceAll(n.what, "|", "\\|"))
	}
}
