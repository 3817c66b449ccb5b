package meta

import (
	"fmt"
	"strings"
)

// Effect is what an operation does to the world, as the specification says. The zero
// value changes something that can be changed back.
type Effect struct {
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

// OperationEffect is what an operation does; false when nothing is known of it.
func OperationEffect(provider, id string) (Effect, bool) { return specEffect(provider + "." + id) }

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
