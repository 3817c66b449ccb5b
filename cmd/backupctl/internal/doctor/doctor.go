// Package doctor tells what stands between this machine and a service: names,
// addresses, proxies, TLS, clocks, files and rights.
package doctor

import (
	"fmt"
	"slices"
)

// State is how a check went.
type State string

// The states, from good to bad.
const (
	OK      State = "ok"
	Warning State = "warning"
	Problem State = "problem"
)

// Finding is what a check found.
type Finding struct {
	// Context is the account that it is about, empty for this machine.
	Context string `json:"context"`
	// Check names it, such as "tls cbr.eu-west-101.myhuaweicloud.eu".
	Check string `json:"check"`
	State State  `json:"state"`
	// Detail says what was found, and what can be done about it.
	Detail string `json:"detail"`
}

// Report is all that was found, in the order of the checks.
type Report struct{ Findings []Finding }

// Addf notes a finding.
func (r *Report) Addf(context, check string, state State, format string, args ...any) {
	r.Findings = append(r.Findings, Finding{Context: context, Check: check, State: state, Detail: fmt.Sprintf(format, args...)})
}

// Count is how many findings have a state.
func (r *Report) Count(state State) int {
	n := 0
	for _, f := range r.Findings {
		if f.State == state {
			n++
		}
	}
	return n
}

// Worst is the worst state of all, [OK] for none.
func (r *Report) Worst() State {
	for _, state := range []State{Problem, Warning} {
		if slices.ContainsFunc(r.Findings, func(f Finding) bool { return f.State == state }) {
			return state
		}
	}
	return OK
}
