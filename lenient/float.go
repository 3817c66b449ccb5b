package lenient

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"

	"github.com/backup-sdk/backup-go/internal/jsonread"
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
	if err == nil {
		*f = floatOf(text)
	}
	return err
}

// ReadJSON is UnmarshalJSON for the decoder of this module.
func (f *Float) ReadJSON(r *jsonread.Reader) bool {
	t, k, ok := scalar(&r.Scanner)
	if !ok {
		return false
	}
	if k == kindNumber {
		if v, err := strconv.ParseFloat(string(t.Raw), 64); err == nil {
			*f = Float{Value: v}
			return true
		}
	}
	*f = floatOf(t.String())
	return true
}

func floatOf(text string) Float {
	trimmed := strings.TrimSpace(text)
	if trimmed == "" {
		return Float{}
	}
	if v, ok := parseFloat(trimmed); ok {
		return Float{Value: v}
	}
	return Float{Text: text}
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
