package backup

import (
	"encoding/json"
	"fmt"
	"log/slog"
)

// Redacted is what a [Secret] prints as.
const Redacted = "REDACTED"

// Secret holds a password, token or key. Printing it in any way (fmt with any
// verb, log/slog, encoding/json, encoding/text, and what looks into values by
// reflection, as spew, testify and go-cmp do) gives "REDACTED" or an address,
// also inside a structure; [Secret.Reveal] returns the text. The zero Secret is
// empty. Copies of a Secret compare as equal with ==, two that were made of the
// same text do not: use [Secret.Equal].
type Secret struct {
	// A pointer, so that a Secret can be compared and copied.
	hidden *hidden
}

// hidden keeps a text where reflection cannot follow: in a function.
type hidden struct{ reveal func() string }

// NewSecret wraps a secret text.
func NewSecret(text string) Secret {
	if text == "" {
		return Secret{}
	}
	return Secret{hidden: &hidden{reveal: func() string { return text }}}
}

// Reveal returns the secret text.
func (s Secret) Reveal() string {
	if s.hidden == nil {
		return ""
	}
	return s.hidden.reveal()
}

// IsZero reports whether the secret is empty.
func (s Secret) IsZero() bool { return s.hidden == nil }

// Equal reports whether both hold the same text.
func (s Secret) Equal(other Secret) bool { return s.Reveal() == other.Reveal() }

// String implements [fmt.Stringer]: it returns "REDACTED", or "" when empty.
func (s Secret) String() string {
	if s.IsZero() {
		return ""
	}
	return Redacted
}

// GoString implements [fmt.GoStringer].
func (s Secret) GoString() string { return "backup.Secret(" + s.String() + ")" }

// Format implements [fmt.Formatter], so that no verb reaches the text.
func (s Secret) Format(f fmt.State, verb rune) {
	text := s.String()
	if verb == 'v' && f.Flag('#') {
		text = s.GoString()
	}
	// A failed write to a fmt.State cannot be reported by a Formatter.
	_, _ = f.Write([]byte(text))
}

// LogValue implements [slog.LogValuer].
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// MarshalText implements [encoding.TextMarshaler]: "REDACTED", or empty.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler]: configuration files can
// be read into a Secret.
func (s *Secret) UnmarshalText(text []byte) error {
	*s = NewSecret(string(text))
	return nil
}

// UnmarshalJSON implements [json.Unmarshaler]. It takes a string or null;
// another scalar is kept as its text.
func (s *Secret) UnmarshalJSON(data []byte) error {
	var text string
	switch {
	case string(data) == "null":
	case len(data) > 0 && data[0] == '"':
		if err := json.Unmarshal(data, &text); err != nil {
			return fmt.Errorf("secret: %w", err)
		}
	default:
		text = string(data)
	}
	*s = NewSecret(text)
	return nil
}
