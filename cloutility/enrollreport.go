package cloutility

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"text/tabwriter"
	"unicode"
)

// EnrollOutcome is what became of one machine.
type EnrollOutcome struct {
	// Name is that of the EnrollInput.
	Name string
	// Enrolment may be incomplete when there is an error, and nil when nothing
	// was sent.
	Enrolment *Enrolment
	Err       error
}

// What became of a machine, in one word.
const (
	OutcomeChanged   = "changed"   // something was made for it
	OutcomeUnchanged = "unchanged" // it was enrolled already
	OutcomeFailed    = "failed"    // there was an error
)

// Result is OutcomeChanged, OutcomeUnchanged or OutcomeFailed.
func (o EnrollOutcome) Result() string {
	switch {
	case o.Err != nil:
		return OutcomeFailed
	case o.Enrolment != nil && o.Enrolment.Changed:
		return OutcomeChanged
	}
	return OutcomeUnchanged
}

// String is one line.
func (o EnrollOutcome) String() string { return strings.ReplaceAll(o.row(), "\t", " ") }

// row has the same columns for all outcomes.
func (o EnrollOutcome) row() string {
	cells := []string{o.Name, o.Result()}
	if o.Err != nil {
		cells = append(cells, o.Err.Error())
	} else if o.Enrolment != nil {
		cells = append(cells, o.Enrolment.NodeName, o.Enrolment.State, strings.Join(o.Enrolment.Differences, "; "))
	}
	for i := range cells {
		cells[i] = oneLine(cells[i])
	}
	return strings.TrimRight(strings.Join(cells, "\t"), "\t")
}

// oneLine keeps what servers send from breaking a table.
func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, s)
}

// MarshalJSON implements [json.Marshaler]: name, result, enrolment, and the
// error as its text.
func (o EnrollOutcome) MarshalJSON() ([]byte, error) {
	out := struct {
		Name      string     `json:"name"`
		Result    string     `json:"result"`
		Error     string     `json:"error,omitempty"`
		Enrolment *Enrolment `json:"enrolment,omitempty"`
	}{Name: o.Name, Result: o.Result(), Enrolment: o.Enrolment}
	if o.Err != nil {
		out.Error = o.Err.Error()
	}
	return json.Marshal(out)
}

// EnrollReport is what became of all machines. It prints as a table and
// marshals to JSON, both without passwords.
type EnrollReport struct {
	// Outcomes are in the order of the input.
	Outcomes []EnrollOutcome `json:"outcomes"`
	// Changed, Unchanged and Failed count them: machines something was made
	// for, those that were enrolled already, and those with an error.
	Changed   int `json:"changed"`
	Unchanged int `json:"unchanged"`
	Failed    int `json:"failed"`
}

// Err joins the errors of all machines, nil when there is none.
func (r *EnrollReport) Err() error {
	errs := make([]error, 0, r.Failed)
	for _, o := range r.Outcomes {
		if o.Err != nil {
			errs = append(errs, o.Err)
		}
	}
	return errors.Join(errs...)
}

// Summary is one line of counts.
func (r *EnrollReport) Summary() string {
	return fmt.Sprintf("%d machines: %d changed, %d unchanged, %d failed", len(r.Outcomes), r.Changed, r.Unchanged, r.Failed)
}

// String is a table of the machines, a line each, and the summary.
func (r *EnrollReport) String() string {
	const gap = 2
	var b strings.Builder
	table := tabwriter.NewWriter(&b, 0, 0, gap, ' ', 0)
	for _, o := range r.Outcomes {
		fmt.Fprintln(table, o.row())
	}
	_ = table.Flush() // a strings.Builder takes everything
	b.WriteString(r.Summary())
	return b.String()
}

func (r *EnrollReport) add(i int, o EnrollOutcome) {
	r.Outcomes[i] = o
	switch o.Result() {
	case OutcomeFailed:
		r.Failed++
	case OutcomeChanged:
		r.Changed++
	default:
		r.Unchanged++
	}
}
