package lenient

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"github.com/backup-sdk/backup-go/internal/jsonread"
)

// Time is a moment that may be sent in any of these forms:
//
//	2030-03-04T05:06:07            no zone, with or without a fraction: UTC
//	2030-03-04 05:06:07            a blank instead of T, in every form
//	2030-03-04T05:06:07.123+00:00  a numeric offset, with or without its colon
//	2030-03-04T05:06:07Z           any number of fraction digits
//	2030-03-04T05:06Z              no seconds
//	2030-03-04                     midnight UTC
//	1898831167                     seconds since 1970, also as text of 9 to 11 digits
//
// Null, "", a blank text and the number 0 are the zero time. A fraction finer
// than a nanosecond is cut off.
type Time struct {
	// Time is the moment, in the offset it was sent with; the zero time when
	// nothing was sent or Text is set.
	time.Time
	// Text is what was sent when it could not be read as a time. Empty
	// otherwise.
	Text string
}

// NewTime returns a Time holding t.
func NewTime(t time.Time) Time { return Time{Time: t} }

// ParseTime reads a time in any of the forms of [Time]. An empty or blank text
// gives the zero time, an unreadable one a Time with only Text set.
func ParseTime(text string) Time {
	s := strings.TrimSpace(text)
	if s == "" {
		return Time{}
	}
	if t, ok := parseTime(s); ok {
		return Time{Time: t}
	}
	const fewestDigits = 9 // fewer may be anything: a year, a count
	if whole, _, _ := strings.Cut(s, "."); len(whole) >= fewestDigits {
		if t, ok := parseUnix(s); ok {
			return Time{Time: t}
		}
	}
	return Time{Text: text}
}

// IsZero reports whether t is the zero time with nothing unreadable kept. It
// hides the method of [time.Time], which is still there as t.Time.IsZero.
func (t Time) IsZero() bool { return t.Text == "" && t.Time.IsZero() }

// Equal reports whether t and u are the same moment, in whatever offset, and
// keep the same text.
func (t Time) Equal(u Time) bool { return t.Text == u.Text && t.Time.Equal(u.Time) }

// String returns the time in RFC 3339 form, the kept text, or "" for the zero
// time.
func (t Time) String() string {
	switch {
	case t.Text != "":
		return t.Text
	case t.Time.IsZero():
		return ""
	}
	return t.Format(time.RFC3339Nano)
}

// MarshalJSON writes RFC 3339 with nanoseconds in the time's own offset, the
// kept text, or null for the zero time.
func (t Time) MarshalJSON() ([]byte, error) {
	if t.IsZero() {
		return []byte("null"), nil
	}
	// Text is always written as text: "2031" must not become 2031 seconds.
	return json.Marshal(t.String())
}

// MarshalText writes what String returns.
func (t Time) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// UnmarshalText reads any text; see [ParseTime].
func (t *Time) UnmarshalText(text []byte) error {
	*t = ParseTime(string(text))
	return nil
}

// UnmarshalJSON reads any JSON value; see [Time].
func (t *Time) UnmarshalJSON(data []byte) error {
	if n := len(data); n > 1 && data[0] == '"' && data[n-1] == '"' {
		if moment, ok := parseUsual(data[1 : n-1]); ok {
			*t = Time{Time: moment}
			return nil
		}
	}
	text, k, err := scalarText(data)
	if err == nil {
		*t = timeOf(text, k)
	}
	return err
}

// ReadJSON is UnmarshalJSON for the decoder of this module.
func (t *Time) ReadJSON(r *jsonread.Reader) bool {
	token, k, ok := scalar(&r.Scanner)
	if !ok {
		return false
	}
	if k == kindString {
		if moment, ok := parseUsual(token.Raw); ok {
			*t = Time{Time: moment}
			return true
		}
	}
	*t = timeOf(token.String(), k)
	return true
}

func timeOf(text string, k kind) Time {
	if k != kindNumber {
		return ParseTime(text)
	}
	if moment, ok := parseUnix(text); ok {
		return Time{Time: moment}
	}
	return Time{Text: text}
}

// parseUsual reads what nearly all services send, without the cost of layouts:
// date and time with or without a fraction, in UTC or without an offset. It says
// no to everything else.
func parseUsual(text []byte) (time.Time, bool) {
	const shortest, longest = len("2006-01-02T15:04:05"), len("2006-01-02T15:04:05.999999999")
	text, zero := bytes.CutSuffix(text, []byte("+00:00"))
	if !zero {
		text = bytes.TrimSuffix(text, []byte("Z"))
	}
	if len(text) < shortest || len(text) > longest || len(text) > shortest && text[shortest] != '.' ||
		text[4] != '-' || text[7] != '-' || text[10] != 'T' && text[10] != ' ' || text[13] != ':' || text[16] != ':' {
		return time.Time{}, false
	}
	odd := 0 // negative once something is no digit
	number := func(digits []byte) (n int) {
		for _, c := range digits {
			digit := int(c) - '0'
			odd |= digit | (9 - digit)
			n = 10*n + digit
		}
		return n
	}
	year, month, day := number(text[:4]), number(text[5:7]), number(text[8:10])
	hour, minute, second := number(text[11:13]), number(text[14:16]), number(text[17:19])
	nanos := 0
	if fraction := text[shortest:]; len(fraction) > 0 {
		nanos = number(fraction[1:])
		for range longest - len(text) {
			nanos *= 10
		}
		odd |= len(fraction) - 2 // a dot without digits
	}
	if odd < 0 || month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 59 {
		return time.Time{}, false
	}
	t := time.Date(year, time.Month(month), day, hour, minute, second, nanos, time.UTC)
	return t, day <= 28 || t.Day() == day // else the month has no such day
}

// parseTime reads the forms written as a date. The offset of the machine plays
// no part: without an offset the time is UTC.
func parseTime(s string) (time.Time, bool) {
	if len(s) > len("2006-01-02") && (s[10] == ' ' || s[10] == 't') {
		s = s[:10] + "T" + s[11:]
	}
	if strings.HasSuffix(s, "z") {
		s = s[:len(s)-1] + "Z"
	}
	layouts := [...]string{
		"2006-01-02T15:04:05Z07:00", "2006-01-02T15:04:05", "2006-01-02T15:04:05Z0700", "2006-01-02T15:04:05Z07",
		"2006-01-02T15:04Z07:00", "2006-01-02T15:04", "2006-01-02T15:04:05 Z07:00", "2006-01-02T15:04:05 MST", "2006-01-02",
	}
	for _, layout := range layouts {
		t, err := time.ParseInLocation(layout, s, time.UTC)
		if err != nil || strings.HasSuffix(layout, "MST") && t.Location() != time.UTC {
			continue // a zone abbreviation other than UTC has no sure meaning
		}
		if t.IsZero() {
			return time.Time{}, true // the "no date" of .NET services, in any offset
		}
		if _, offset := t.Zone(); offset == 0 {
			t = t.UTC()
		}
		return t, true
	}
	return time.Time{}, false
}

// parseUnix reads seconds since 1970 with an optional fraction. Numbers that
// are too large for seconds (milliseconds, say) are not guessed at.
func parseUnix(s string) (time.Time, bool) {
	const lastDigits, nanoDigits = 11, 9
	whole, fraction, _ := strings.Cut(s, ".")
	if len(whole) > lastDigits || !isDigits(whole) || fraction != "" && !isDigits(fraction) {
		return time.Time{}, false
	}
	seconds, err := strconv.ParseInt(whole, 10, 64)
	if err != nil {
		return time.Time{}, false
	}
	fraction = (fraction + "000000000")[:nanoDigits]
	nanos, err := strconv.ParseInt(fraction, 10, 64)
	if err != nil {
		return time.Time{}, false
	}
	if seconds == 0 && nanos == 0 {
		return time.Time{}, true
	}
	return time.Unix(seconds, nanos).UTC(), true
}

func isDigits(s string) bool {
	for _, c := range []byte(s) {
		if c < '0' || c > '9' {
			return false
		}
	}
	return s != ""
}
