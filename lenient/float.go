package lenient

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"
)

// Float is a number that may be sent as a number or as text ("0.5"). Null, ""
// and a blank text are zero.
type Float struct {
	// Value is the number; zero when Text is set.
	Value float64
	// Text is what was sent when it could not be read as a finite number. Empty
	// otherwise.
	Text string
}

// NewFloat returns a Float holding f.
func NewFloat(f float64) Float { return Float{Value: f} }

// IsZero reports whether f is zero with nothing unreadable kept.
func (f Float) IsZero() bool { return f == Float{} }

// String returns the shortest decimal that reads back as the number, or the kept
// text.
func (f Float) String() string {
	if f.Text != "" {
		return f.Text
	}
	return strconv.FormatFloat(f.Value, 'g', -1, 64)
}

// MarshalJSON writes a number, or the kept text. Infinities and NaN, which JSON
// does not have and no decoding produces, are written as null.
func (f Float) MarshalJSON() ([]byte, error) {
	switch {
	case f.Text != "":
		return encodeText(f.Text)
	case math.IsNaN(f.Value) || math.IsInf(f.Value, 0):
		return []byte("null"), nil
	}
	return json.Marshal(f.Value)
}

// UnmarshalJSON reads any JSON value; see [Float].
func (f *Float) UnmarshalJSON(data []byte) error {
	text, _, err := scalarText(data)
	if err != nil {
		return err
	}
	trimmed := strings.TrimSpace(text)
	if trimmed == "" {
		*f = Float{}
		return nil
	}
	if v, ok := parseFloat(trimmed); ok {
		*f = Float{Value: v}
		return nil
	}
	*f = Float{Text: text}
	return nil
}

// parseFloat reads a finite decimal number. The words and hexadecimal forms that
// strconv also takes are refused.
func parseFloat(s string) (float64, bool) {
	for _, c := range []byte(s) {
		if (c < '0' || c > '9') && !strings.ContainsRune("+-.eE", rune(c)) {
			return 0, false
		}
	}
	f, err := strconv.ParseFloat(s, 64)
	return f, err == nil
}
