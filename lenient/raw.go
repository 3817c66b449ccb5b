package lenient

import (
	"bytes"
	"encoding/json"
	"strings"

	"github.com/backup-sdk/backup-go/internal/jsonread"
)

// Raw is any JSON value, kept as it was sent. Null is the nil Raw. Use it where
// a service sends differing shapes, or JSON packed into a string.
type Raw []byte

// IsZero reports whether nothing, or null, was sent.
func (r Raw) IsZero() bool { return len(r) == 0 || string(r) == "null" }

// String returns the JSON as sent, "" for null.
func (r Raw) String() string {
	if r.IsZero() {
		return ""
	}
	return string(r)
}

// Equal reports whether r and u are the same JSON text apart from blanks and the
// escaping of HTML characters, which encoding/json adds.
func (r Raw) Equal(u Raw) bool {
	return bytes.Equal(r, u) || bytes.Equal(r.normal(), u.normal())
}

func (r Raw) normal() []byte {
	if r.IsZero() {
		return nil
	}
	var compact, escaped bytes.Buffer
	if json.Compact(&compact, r) != nil {
		return r
	}
	json.HTMLEscape(&escaped, compact.Bytes())
	return escaped.Bytes()
}

// MarshalJSON writes the value as it was sent, null for nil.
func (r Raw) MarshalJSON() ([]byte, error) {
	if r.IsZero() {
		return []byte("null"), nil
	}
	return r, nil
}

// UnmarshalJSON keeps a copy of the value.
func (r *Raw) UnmarshalJSON(data []byte) error {
	*r = nil
	if !Raw(data).IsZero() {
		*r = bytes.Clone(data)
	}
	return nil
}

// ReadJSON is UnmarshalJSON for the decoder of this module.
func (r *Raw) ReadJSON(d *jsonread.Reader) bool {
	data, ok := d.Value()
	if ok && !Raw(data).IsZero() {
		*r = bytes.Clone(data)
	}
	return ok
}

// Decode reads the value into v like [json.Unmarshal], and also looks into a
// string that holds JSON, up to three deep: an object sent as "{\"a\":1}" fills
// a struct, and a number sent as "5" an int. A text stays a text where v is a
// string. Nothing sent, and "" where v is no string, leave v as it is.
func (r Raw) Decode(v any) error {
	const levels = 3
	return decodeRaw(r, v, levels)
}

func decodeRaw(data []byte, v any, levels int) error {
	if Raw(data).IsZero() {
		return nil
	}
	text, k, err := scalarText(data)
	if err != nil || k != kindString || levels == 0 {
		return json.Unmarshal(data, v)
	}
	inner := strings.TrimSpace(text)
	if packed := strings.HasPrefix(inner, "{") || strings.HasPrefix(inner, "["); packed {
		// A string target fails here and then takes the text itself.
		if json.Unmarshal([]byte(inner), v) == nil {
			return nil
		}
		return json.Unmarshal(data, v)
	}
	err = json.Unmarshal(data, v)
	if err == nil || inner == "" && ignoreKind(err) == nil {
		return nil
	}
	if decodeRaw([]byte(inner), v, levels-1) == nil && inner != "" {
		return nil
	}
	return err
}
