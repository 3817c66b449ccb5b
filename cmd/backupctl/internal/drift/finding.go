package drift

// Kind is a kind of difference between what came and what is declared.
type Kind string

// The kinds.
const (
	// KindOperation is a request that no specification has.
	KindOperation Kind = "unknown operation"
	// KindStatus is a status that is not declared for the operation.
	KindStatus Kind = "new status"
	// KindBody is a body where none is declared, none where one is, or one that is
	// not JSON.
	KindBody Kind = "body"
	// KindField is a member that is not declared.
	KindField Kind = "unknown field"
	// KindAbsent is a member that the documents show and that never came.
	KindAbsent Kind = "missing field"
	// KindType is a value of a type that is not declared.
	KindType Kind = "type"
	// KindFormat is a text that is not of the declared format.
	KindFormat Kind = "format"
	// KindValue is a value that is none of an enumeration's.
	KindValue Kind = "new value"
	// KindCode is an error's code that is not known.
	KindCode Kind = "new error code"
	// KindForm is no drift: a form that the specification declares beside the usual
	// one.
	KindForm Kind = "known form"
)

// Drift says that a difference of this kind is none that the specification knows.
func (k Kind) Drift() bool { return k != KindForm }

// Outcome is what the library makes of a difference.
type Outcome string

// The outcomes, from good to bad.
const (
	// Takes says that nothing is lost.
	Takes Outcome = "takes"
	// Loses says that the response is read, and this is not in the result.
	Loses Outcome = "loses"
	// Refuses says that the call fails.
	Refuses Outcome = "refuses"
)

func (o Outcome) rank() int {
	switch o {
	case Loses:
		return 1
	case Refuses:
		return 2 //nolint:mnd // the worst
	}
	return 0
}

// Finding is one difference, as often as it was met. All its texts are of the
// specification or describe what came without repeating it: see [Report].
type Finding struct {
	Kind      Kind   `json:"kind"`
	Drift     bool   `json:"drift"`
	Spec      string `json:"spec"`
	Operation string `json:"operation"`
	Status    int    `json:"status,omitempty"`
	// Path is the place in the body, in the words of the specification.
	Path string `json:"path,omitempty"`
	// Declared is what the specification says, Seen what came.
	Declared string `json:"declared,omitempty"`
	Seen     string `json:"seen"`
	// Count is how often it was met, and Of how often it could have been.
	Count int `json:"count"`
	Of    int `json:"of,omitempty"`
	// Library is what becomes of it in this library.
	Library Outcome `json:"library"`
	// Local are values for the user's own eyes: only where they were asked for.
	Local []string `json:"values,omitempty"`

	site   *Schema
	name   string         // of an unknown field, as it came
	forms  map[string]any // an example of each form that came
	values []string       // an enumeration's or code's, as they came
	op     *Operation
}
