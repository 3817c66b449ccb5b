package lenient

import (
	"math"
	"strconv"
	"strings"

	"github.com/backup-sdk/backup-go/internal/jsonread"
)

// Int is a whole number that may be sent as a number (40, 40.0) or as text
// ("40", "40.0"). Null, "" and a blank text are zero.
type Int struct {
	// Value is the number; zero when Text is set.
	Value int64
	// Text is what was sent when it could not be read as a whole number that
	// fits 64 bits: a word, a fraction, a larger number. Empty otherwise.
	Text string
}

// NewInt returns an Int holding n.
func NewInt(n int64) Int { return Int{Value: n} }

// IsZero reports whether i is zero with nothing unreadable kept.
func (i Int) IsZero() bool { return i == Int{} }

// String returns the number in decimal, or the kept text.
func (i Int) String() string {
	if i.Text != "" {
		return i.Text
	}
	return strconv.FormatInt(i.Value, 10)
}

// MarshalJSON writes a number, or the kept text.
func (i Int) MarshalJSON() ([]byte, error) {
	if i.Text != "" {
		return encodeText(i.Text)
	}
	return strconv.AppendInt(nil, i.Value, 10), nil
}

// UnmarshalJSON reads any JSON value; see [Int].
func (i *Int) UnmarshalJSON(data []byte) error {
	if n, err := strconv.ParseInt(string(data), 10, 64); err == nil {
		*i = Int{Value: n}
		return nil
	}
	text, _, err := scalarText(data)
	if err == nil {
		*i = intOf(text)
	}
	return err
}

// ReadJSON is UnmarshalJSON for the decoder of this module.
func (i *Int) ReadJSON(r *jsonread.Reader) bool {
	t, _, ok := scalar(&r.Scanner)
	if !ok {
		return false
	}
	if n, err := strconv.ParseInt(string(t.Raw), 10, 64); err == nil {
		*i = Int{Value: n}
		return true
	}
	*i = intOf(t.String())
	return true
}

func intOf(text string) Int {
	trimmed := strings.TrimSpace(text)
	if trimmed == "" {
		return Int{}
	}
	if n, ok := parseInt(trimmed); ok {
		return Int{Value: n}
	}
	return Int{Text: text}
}

// parseInt reads a whole number, also one written with an empty fraction or an
// exponent. It is exact: a number that float64 would round is refused.
func parseInt(s string) (int64, bool) {
	if n, err := strconv.ParseInt(s, 10, 64); err == nil {
		return n, true
	}
	if whole, fraction, found := strings.Cut(s, "."); found && strings.Trim(fraction, "0") == "" {
		n, err := strconv.ParseInt(whole, 10, 64)
		return n, err == nil
	}
	const exact = 1 << 53
	if f, ok := parseFloat(s); ok && f == math.Trunc(f) && math.Abs(f) <= exact {
		return int64(f), true
	}
	return 0, false
}
