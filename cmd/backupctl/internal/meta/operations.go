package meta

import (
	"fmt"
	"strings"
)

// Operation is an operation of an API and what it does to the world, as the
// specification says. One that says nothing changes something that can be changed
// back.
type Operation struct {
	// ID names it, Method and Route are how it is called.
	ID, Method, Route string
	// Read says that it changes nothing at all, SignsIn that it opens a session.
	Read, SignsIn bool
	// Destroys and Spends say in which calls it does that.
	Destroys, Spends When
	// Target is the operation that shows what this one is about, TargetID the
	// member of the body or form that is its id.
	Target, TargetID string
}

// When says in which calls an operation does something.
type When struct {
	// Always is all of them.
	Always bool
	// Members are those of the body or form, by their path, that make it so, with
	// "=" and a value or whatever they are.
	Members []string
}

// Possible says that some calls do it.
func (w When) Possible() bool { return w.Always || len(w.Members) > 0 }

// Holds says that a call with this body does it. The body is as encoding/json reads
// it into any; a form is a map of texts.
func (w When) Holds(body any) bool {
	for _, member := range w.Members {
		path, want, valued := strings.Cut(member, "=")
		if got, ok := Member(body, path); ok && (!valued || fmt.Sprint(got) == want) {
			return true
		}
	}
	return w.Always
}

// Member is a member of a body by its path; null is none.
func Member(body any, path string) (any, bool) {
	for name := range strings.SplitSeq(path, ".") {
		m, ok := body.(map[string]any)
		if !ok {
			return nil, false
		}
		if body, ok = m[name]; !ok || body == nil {
			return nil, false
		}
	}
	return body, true
}
