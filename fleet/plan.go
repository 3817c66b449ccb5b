package fleet

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Verb is what a plan does about one thing.
type Verb string

// The verbs.
const (
	VerbCreate Verb = "create"
	VerbChange Verb = "change"
	// VerbRemove takes something away. It stands in a plan only when that was allowed.
	VerbRemove Verb = "remove"
	// VerbLeave is what is as it should be, or what is left as it is: see Held.
	VerbLeave Verb = "leave"
	// VerbUnknown is what could not be found out: Why says why.
	VerbUnknown Verb = "cannot tell"
)

// Verbs are all verbs, those that need a look first.
func Verbs() []Verb { return []Verb{VerbUnknown, VerbRemove, VerbCreate, VerbChange, VerbLeave} }

// The kinds of things that a plan is about. They are the kinds of an engine's jobs
// too, with fleet- before them.
const (
	KindUnit      = "business unit"
	KindPolicy    = "policy"
	KindVault     = "vault"
	KindBinding   = "policy of vault"
	KindProtected = "machine in vault"
	KindSchedule  = "schedule"
	KindEnrolment = "enrolment"
	KindAccount   = "account"
	KindGroup     = "group"
)

// Difference is one thing that is not as it should be.
type Difference struct {
	Field string `json:"field"`
	Is    string `json:"is"`
	Want  string `json:"want"`
}

// Cost is what an action costs.
type Cost struct {
	// Known says that the service tells the price, or that there is none.
	Known bool `json:"known"`
	// Text is the price in words: "none", "unknown", "at most 2.00 EUR a day".
	Text string `json:"text"`
	// Amount is the price as a decimal number in Currency for each day, where it can
	// be told; empty otherwise.
	Amount   string `json:"amount,omitempty"`
	Currency string `json:"currency,omitempty"`
}

// Costs that are no prices.
const (
	costNone    = "none"
	costUnknown = "unknown"
)

// Action is what a plan does about one thing.
type Action struct {
	// ID is the same for the same thing in every plan of the fleet.
	ID      string `json:"id"`
	Verb    Verb   `json:"verb"`
	Account string `json:"account"`
	Service string `json:"service,omitempty"`
	// Group is that of the file which wants it, empty for things beside groups.
	Group string `json:"group,omitempty"`
	// Kind is one of the Kind constants, Name what people call the thing.
	Kind string `json:"kind"`
	Name string `json:"name"`
	// Differences are what is not as it should be.
	Differences []Difference `json:"differences,omitempty"`
	// Why says in words why it is held, or why nobody can tell.
	Why string `json:"why,omitempty"`
	// Held says that it differs and is left alone all the same: Why says why.
	Held bool `json:"held,omitempty"`
	// Destroys says what is lost when it is done; empty for nothing.
	Destroys string `json:"destroys,omitempty"`
	Cost     *Cost  `json:"cost,omitempty"`
	// Was is a fingerprint of what was seen: applying looks whether it still holds.
	Was string `json:"was,omitempty"`
	// Input is for the handler that does it. It holds no secret.
	Input json.RawMessage `json:"input,omitempty"`

	stage int
}

// The stages of a plan: what later ones need is made by earlier ones.
const (
	stageUnits = iota
	stagePolicies
	stageVaults
	stageBindings
	stageMachines
)

// Does says that the action does something.
func (a Action) Does() bool {
	return a.Verb == VerbCreate || a.Verb == VerbChange || a.Verb == VerbRemove
}

// Plan is what differs between a file and what is there. [Planner.Plan] makes it.
type Plan struct {
	// Form is the version of this form of plans.
	Form int `json:"form"`
	// Fleet is the name of the fleet, File what the file is called.
	Fleet string `json:"fleet"`
	File  string `json:"file"`
	// Hash is that of the file's content, which a saved plan belongs to.
	Hash string `json:"file_sha256"`
	// Made is when it was made. It is no part of the plan's identity.
	Made time.Time `json:"made"`
	// Destroys says that what destroys something was allowed.
	Destroys bool `json:"allow_destroy"`
	// Actions are in a fixed order: by stage, account, group, kind and name.
	Actions []Action `json:"actions"`
}

// planForm is the version of saved plans.
const planForm = 1

// Summary counts the actions of a plan.
type Summary struct {
	Create  int `json:"create"`
	Change  int `json:"change"`
	Remove  int `json:"remove"`
	Leave   int `json:"leave"`
	Held    int `json:"held"`
	Unknown int `json:"cannot_tell"`
}

// Summary counts the actions. Those that are held do not count as left.
func (p *Plan) Summary() Summary {
	var s Summary
	for _, a := range p.Actions {
		switch {
		case a.Held:
			s.Held++
		case a.Verb == VerbCreate:
			s.Create++
		case a.Verb == VerbChange:
			s.Change++
		case a.Verb == VerbRemove:
			s.Remove++
		case a.Verb == VerbUnknown:
			s.Unknown++
		default:
			s.Leave++
		}
	}
	return s
}

// String is the summary in a line.
func (s Summary) String() string {
	parts := []string{fmt.Sprintf("%d to create, %d to change, %d as they should be", s.Create, s.Change, s.Leave)}
	for _, part := range []struct {
		n    int
		text string
	}{{s.Remove, "to remove"}, {s.Held, "held back"}, {s.Unknown, "cannot be told"}} {
		if part.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", part.n, part.text))
		}
	}
	return strings.Join(parts, ", ")
}

// Differs says that something is not as the file wants it, as far as is known.
func (s Summary) Differs() bool { return s.Create+s.Change+s.Remove+s.Held > 0 }

// Doing are the actions that do something.
func (p *Plan) Doing() []Action {
	var out []Action
	for _, a := range p.Actions {
		if a.Does() {
			out = append(out, a)
		}
	}
	return out
}

// sort puts actions into their fixed order.
func (p *Plan) sort() {
	slices.SortFunc(p.Actions, func(a, b Action) int {
		return cmp.Or(cmp.Compare(a.stage, b.stage), cmp.Compare(a.Account, b.Account), cmp.Compare(a.Group, b.Group),
			cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID))
	})
}

// actionID is the same for the same thing, whatever becomes of it.
func actionID(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:6])
}

// fingerprint is a short mark of what was seen.
func fingerprint(parts ...any) string {
	data, err := json.Marshal(parts)
	if err != nil {
		return "?"
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:8])
}

// Identity is the same for plans that do the same to the same: the ids of runs are
// made of it.
func Identity(actions []Action) string {
	h := sha256.New()
	for _, a := range actions {
		fmt.Fprintf(h, "%s\x00%s\x00%s\x00%s\n", a.ID, a.Verb, a.Was, a.Input)
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}

// Stages parts actions by what later ones need: each part is done when those before
// it have ended well.
func Stages(actions []Action) [][]Action {
	var out [][]Action
	last := -1
	for _, a := range actions {
		stage := stageOf(a.Kind)
		if stage != last {
			out, last = append(out, nil), stage
		}
		out[len(out)-1] = append(out[len(out)-1], a)
	}
	return out
}

// stageOf is the stage of a kind of things.
func stageOf(kind string) int {
	switch kind {
	case KindUnit:
		return stageUnits
	case KindPolicy:
		return stagePolicies
	case KindVault:
		return stageVaults
	case KindBinding:
		return stageBindings
	}
	return stageMachines
}
