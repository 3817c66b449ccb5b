package fleet

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	backup "github.com/backup-sdk/backup-go"
)

// JSON writes the plan, indented, in the form that [ReadPlan] reads.
func (p *Plan) JSON(w io.Writer) error {
	shown := *p
	if shown.Actions == nil {
		shown.Actions = []Action{}
	}
	data, err := json.MarshalIndent(shown, "", "  ")
	if err != nil {
		return err
	}
	_, err = w.Write(append(data, '\n'))
	return err
}

// ReadPlan reads a plan that was saved. One of another form, and what is no plan, is
// an error.
func ReadPlan(data []byte) (*Plan, error) {
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	p := new(Plan)
	if err := d.Decode(p); err != nil {
		return nil, fmt.Errorf("this is no plan: %w", err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("this is no plan: there is more behind it")
	}
	if p.Form != planForm {
		return nil, fmt.Errorf("this is a plan of form %d, and this program knows form %d: make it again", p.Form, planForm)
	}
	return p, nil
}

// PlanChange is something that is not as it was when a plan was made.
type PlanChange struct {
	Action Action
	// Text says what has changed.
	Text string
}

// StalePlanError says that a plan does not fit any more. It matches
// [backup.ErrConflict].
type StalePlanError struct{ Changes []PlanChange }

// Error implements error. It names five changes.
func (e *StalePlanError) Error() string {
	const most = 5
	lines := make([]string, 0, most)
	for i, c := range e.Changes {
		if i == most {
			lines = append(lines, fmt.Sprintf("and %d more", len(e.Changes)-most))
			break
		}
		name := c.Action.Name
		if c.Action.Kind != "" {
			name = fmt.Sprintf("%s %s of %s", c.Action.Kind, c.Action.Name, c.Action.Account)
		}
		lines = append(lines, name+" "+c.Text)
	}
	return "the plan does not fit any more: " + strings.Join(lines, "; ")
}

// Is reports [backup.ErrConflict].
func (*StalePlanError) Is(target error) bool { return target == backup.ErrConflict }

// Recheck holds a saved plan against one that was made now, of the same file, and
// returns what is still to be done of it. What is done already is left out; what was
// found since then is left alone. When something is not as it was seen, nothing is to
// be done: the error is a [*StalePlanError].
func (p *Plan) Recheck(now *Plan) ([]Action, error) {
	if p.Fleet != now.Fleet || p.Hash != now.Hash {
		return nil, &StalePlanError{Changes: []PlanChange{{Action: Action{Name: p.File}, Text: "has changed since it was made"}}}
	}
	current := make(map[string]Action, len(now.Actions))
	for _, a := range now.Actions {
		current[a.ID] = a
	}
	var todo []Action
	stale := new(StalePlanError)
	for _, was := range p.Doing() {
		is, ok := current[was.ID]
		switch {
		case !ok && was.Verb == VerbRemove: // it is gone
		case !ok:
			stale.Changes = append(stale.Changes, PlanChange{was, "is not there any more"})
		case is.Verb == VerbLeave && !is.Held: // it is done
		case is.Verb != was.Verb || is.Was != was.Was || !bytes.Equal(compact(is.Input), compact(was.Input)):
			text := fmt.Sprintf("has changed: to %s it was right, now it is to %s", was.Verb, is.Verb)
			if is.Verb == was.Verb {
				text = "is not as it was seen"
			}
			if is.Why != "" {
				text += " (" + is.Why + ")"
			}
			stale.Changes = append(stale.Changes, PlanChange{was, text})
		default:
			todo = append(todo, is) // made now: the file of a plan is not trusted with inputs
		}
	}
	if len(stale.Changes) > 0 {
		return nil, stale
	}
	return todo, nil
}

// compact is JSON without blanks: saved plans are indented.
func compact(raw json.RawMessage) []byte {
	var b bytes.Buffer
	if json.Compact(&b, raw) != nil {
		return raw
	}
	return b.Bytes()
}
