package lenient

import (
	"encoding/json"
	"strings"

	"github.com/backup-sdk/backup-go/internal/jsonread"
)

// Bool is a truth value that may be sent as true, 1, "1", "true", "on", "yes" or
// "y", and as their opposites. Case and surrounding blanks do not matter; null
// and "" are false.
type Bool struct {
	// Value is the truth value; false when Text is set.
	Value bool
	// Text is what was sent when it is neither true nor false. Empty otherwise.
	Text string
}

// NewBool returns a Bool holding b.
func NewBool(b bool) Bool { return Bool{Value: b} }

// IsZero reports whether b is false with nothing unreadable kept.
func (b Bool) IsZero() bool { return b == Bool{} }

// String returns "true", "false" or the kept text.
func (b Bool) String() string {
	switch {
	case b.Text != "":
		return b.Text
	case b.Value:
		return "true"
	}
	return "false"
}

// MarshalJSON writes true, false, or the kept text.
func (b Bool) MarshalJSON() ([]byte, error) {
	if b.Text != "" {
		return encodeText(b.Text)
	}
	return json.Marshal(b.Value)
}

// UnmarshalJSON reads any JSON value; see [Bool].
func (b *Bool) UnmarshalJSON(data []byte) error {
	switch string(data) { // nearly all of them
	case "true":
		*b = Bool{Value: true}
		return nil
	case "false":
		*b = Bool{}
		return nil
	}
	text, _, err := scalarText(data)
	if err == nil {
		*b = boolOf(text)
	}
	return err
}

// ReadJSON is UnmarshalJSON for the decoder of this module.
func (b *Bool) ReadJSON(r *jsonread.Reader) bool {
	t, k, ok := scalar(&r.Scanner)
	switch {
	case !ok:
		return false
	case k == kindBool:
		*b = Bool{Value: t.Raw[0] == 't'}
	default:
		*b = boolOf(t.String())
	}
	return true
}

func boolOf(text string) Bool {
	switch trimmed := strings.ToLower(strings.TrimSpace(text)); trimmed {
	case "true", "1", "on", "yes", "y":
		return Bool{Value: true}
	case "false", "0", "off", "no", "n", "":
		return Bool{}
	default:
		if n, ok := parseInt(trimmed); ok && (n == 0 || n == 1) { // 1.0
			return Bool{Value: n == 1}
		}
		return Bool{Text: text}
	}
}
