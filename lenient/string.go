package lenient

import "github.com/backup-sdk/backup-go/internal/jsonread"

// String is text that may be sent as any JSON value: a number or a boolean
// becomes its literal as sent, null becomes "", an object or array its compact
// JSON.
type String string

// IsZero reports whether s is empty.
func (s String) IsZero() bool { return s == "" }

// String returns the text.
func (s String) String() string { return string(s) }

// UnmarshalJSON reads any JSON value; see [String].
func (s *String) UnmarshalJSON(data []byte) error {
	text, _, err := scalarText(data)
	if err != nil {
		return err
	}
	*s = String(text)
	return nil
}

// ReadJSON is UnmarshalJSON for the decoder of this module.
func (s *String) ReadJSON(r *jsonread.Reader) bool {
	if r.Peek() == '"' {
		text, ok := r.Text()
		*s = String(text)
		return ok
	}
	t, _, ok := scalar(&r.Scanner)
	*s = String(t.String())
	return ok
}
