package billmgr

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"
)

// Value is a scalar element as it stands on the wire, for generated models. It
// reads every shape a scalar is sent in (see the package comment) and never
// fails on well-formed JSON; child elements are dropped.
type Value struct {
	// Text is the element's text ("$"), in the language of the request.
	Text string
	// Orig is the stable code of a translated value ("$orig").
	Orig string
	// Attrs holds all other attributes by their name without the dollar sign;
	// nil if there are none.
	Attrs map[string]string
}

// NewValue returns an element with the given text.
func NewValue(text string) Value { return Value{Text: text} }

// NewInt returns an element that holds n.
func NewInt(n int64) Value { return Value{Text: strconv.FormatInt(n, 10)} }

// NewBool returns an element that holds on or off.
func NewBool(b bool) Value { return Value{Text: Switch(b).String()} }

// NewDate returns an element that holds the date of t: 2030-01-02.
func NewDate(t time.Time) Value { return Value{Text: t.Format(time.DateOnly)} }

// NewTime returns an element that holds the date and time of t, without a zone:
// 2030-01-02 03:04:05.
func NewTime(t time.Time) Value { return Value{Text: t.Format(time.DateTime)} }

// NewTranslated returns a translated element: a stable code and its text.
func NewTranslated(code, text string) Value { return Value{Text: text, Orig: code} }

// IsZero reports whether the element says nothing, so that omitzero leaves it
// out.
func (v Value) IsZero() bool { return v.Text == "" && v.Orig == "" && len(v.Attrs) == 0 }

// String returns the text.
func (v Value) String() string { return v.Text }

// Code is Orig where there is one, else Text.
func (v Value) Code() string { return v.Scalar().Code() }

// Scalar gives the value without the attributes.
func (v Value) Scalar() Scalar {
	return Scalar{Text: v.Text, Orig: v.Orig, Present: v.Text != "" || v.Orig != ""}
}

// Int64 reads the code as a whole number; false if it is none. No value is 0.
func (v Value) Int64() (int64, bool) { return parseInt(v.Code()) }

// Bool reads the code as a boolean (on, yes, true, 1 and their opposites); false
// in the second place if it is neither. No value is false.
func (v Value) Bool() (value, ok bool) { return parseBool([]byte(v.Code())) }

// Time reads the code as a date or a date and time in loc, nil meaning UTC; false
// if it is neither. No value is the zero time.
func (v Value) Time(loc *time.Location) (time.Time, bool) {
	if loc == nil {
		loc = time.UTC
	}
	return parseTime([]byte(v.Code()), loc)
}

// MarshalJSON writes the element: attributes in order of their names, then the
// text; {} if there is nothing.
func (v Value) MarshalJSON() ([]byte, error) {
	out := []byte{'{'}
	attrs := v.Attrs
	if v.Orig != "" {
		attrs = maps.Clone(attrs)
		if attrs == nil {
			attrs = make(map[string]string, 1)
		}
		attrs["orig"] = v.Orig
	}
	for _, name := range slices.Sorted(maps.Keys(attrs)) {
		if name == "" {
			continue // "$" is the text
		}
		out = appendMember(out, "$"+name, attrs[name])
	}
	if v.Text != "" {
		out = appendMember(out, "$", v.Text)
	}
	return append(out, '}'), nil
}

// appendMember adds a member to an object that is not closed yet.
func appendMember(out []byte, name, text string) []byte {
	if len(out) > 1 {
		out = append(out, ',')
	}
	return appendQuoted(append(appendQuoted(out, name), ':'), text)
}

// appendQuoted writes a JSON string.
func appendQuoted(out []byte, text string) []byte {
	for i := range len(text) {
		if !isPlain(text[i]) {
			quoted, err := json.Marshal(text)
			if err != nil {
				return append(out, `""`...) // encoding/json writes every string
			}
			return append(out, quoted...)
		}
	}
	return append(append(append(out, '"'), text...), '"')
}

// isPlain reports whether a byte of text stands in JSON as it is.
func isPlain(c byte) bool { return c >= ' ' && c < utf8.RuneSelf && c != '"' && c != '\\' }

// UnmarshalJSON reads any JSON value; see [Value].
func (v *Value) UnmarshalJSON(data []byte) error {
	var d decoder
	d.Data = data
	value, ok := d.value()
	if !ok || !d.End() {
		return d.Err
	}
	*v = value
	return nil
}

// value reads one value of any shape with its attributes.
func (d *decoder) value() (v Value, ok bool) {
	switch d.Peek() {
	case '[':
		if !d.Enter() {
			return v, false
		}
		if !d.Item(true) {
			return v, d.Err == nil
		}
		if v, ok = d.value(); !ok {
			return v, false
		}
		return v, d.SkipItems(false)
	case '{':
		return d.attributes()
	}
	r, ok := d.scalar()
	v.Text = d.strings.Of(r.text)
	return v, ok
}

func (d *decoder) attributes() (v Value, ok bool) {
	if !d.Enter() {
		return v, false
	}
	for first := true; ; first = false {
		key, more := d.Key(first)
		if !more {
			return v, d.Err == nil
		}
		name := key.Bytes()
		if len(name) == 0 || name[0] != '$' {
			if !d.Skip() {
				return v, false
			}
			continue
		}
		t, present, ok := d.inner()
		if !ok {
			return v, false
		}
		switch text := d.strings.Of(t); {
		case len(name) == 1:
			v.Text = text
		case string(name) == "$orig":
			v.Orig = text
		default:
			v.Attrs = setAttr(v.Attrs, string(name[1:]), text, present)
		}
	}
}

// setAttr adds an attribute, or takes it back if it comes again without a value.
// A map without attributes is nil.
func setAttr(attrs map[string]string, name, text string, present bool) map[string]string {
	if !present {
		delete(attrs, name)
		if len(attrs) == 0 {
			return nil
		}
		return attrs
	}
	if attrs == nil {
		attrs = make(map[string]string)
	}
	attrs[name] = text
	return attrs
}
