package billmgr

import (
	"bytes"
	"fmt"
	"reflect"
	"time"

	"github.com/backup-sdk/backup-go/internal/jsonread"
)

// Unmarshaler is a type that reads a scalar in its own way. An error keeps the
// value's text in the struct's Unparsed map, sets the zero value and fails
// nothing else. It is also called for {} and null, with Present false, but not
// for a missing member or an element that has children and no value.
type Unmarshaler interface {
	UnmarshalDollar(s Scalar) error
}

// An Option changes how a document is read.
type Option func(*decoder)

// WithLocation sets the zone of dates and times, which the service sends without
// one. The default is UTC; nil changes nothing.
func WithLocation(loc *time.Location) Option {
	return func(d *decoder) {
		if loc != nil {
			d.loc = loc
		}
	}
}

// TypeError is a Go type that no document can be read into: the caller's
// mistake, found before anything is read.
type TypeError struct {
	Type   reflect.Type
	Field  string // the struct field, if any
	Reason string
}

// Error names the type, the field and the reason.
func (e *TypeError) Error() string {
	if e.Field != "" {
		return fmt.Sprintf("field %s of type %v: %s", e.Field, e.Type, e.Reason)
	}
	return fmt.Sprintf("type %v: %s", e.Type, e.Reason)
}

// Unmarshal reads a document into what v points to. The root's "doc" is looked
// through, unless v is a struct with a field of that name; a single element
// without a root is read as well.
//
// Struct fields are matched by their json tags, exactly. A tag that starts with
// a dollar sign names an attribute, and "$" alone the element's text. All other
// fields take child elements, by the field's type:
//
//   - string, booleans, numbers, [time.Time], [Unmarshaler] and
//     [encoding.TextUnmarshaler] take a scalar in any of its shapes. A
//     translated value gives its stable code ("$orig"), unless the field is
//     tagged dollar:"text". A float takes the amount of a sum of money.
//     A [json.Unmarshaler] takes a scalar as a JSON string, and an element with
//     children as sent;
//   - a slice takes one element or many; null, {} and "" are none;
//   - a struct takes an element, of several the first. A bare scalar goes to
//     its "$" field. Embedded structs are read as in encoding/json;
//   - a map with string keys takes every member of an element, attributes with
//     their dollar sign;
//   - a pointer is nil for an element without a value, or one that does not
//     parse. A pointer to a struct tells {} from a missing member;
//   - [Node], any and [json.RawMessage] take whatever there is.
//
// Two fields may read the same member: one its code, the other its text. The tag
// dollar:"name,text" is json:"name" dollar:"text" in one, for vet refuses to see
// a json tag twice.
//
// A member that is missing leaves its field alone, {} and null set the zero
// value. What does not parse sets the zero value too, and its text goes to the
// struct's map[string]string tagged dollar:",unparsed", by its wire name.
// Unknown members are skipped; the scalars among them, not the attributes, go to
// the map tagged dollar:",extra". The text of a scalar that is read as its code goes
// to the map tagged dollar:",texts", where the two differ. Of a member that occurs twice the last counts.
//
// The error is a [*jsonread.SyntaxError] or a [*TypeError]. After a SyntaxError v may be
// filled in part. Nothing in v points into data.
func Unmarshal(data []byte, v any, opts ...Option) error {
	target := reflect.ValueOf(v)
	if target.Kind() != reflect.Pointer || target.IsNil() {
		return &TypeError{Type: reflect.TypeOf(v), Reason: "want a pointer that is not nil"}
	}
	target = target.Elem()
	p, err := planOf(target.Type())
	if err != nil {
		return err
	}
	d := decoder{scanner: newScanner(data), loc: time.UTC}
	for _, opt := range opts {
		opt(&d)
	}
	if ok := d.root(target, p); !ok || !d.End() {
		return d.Err
	}
	return nil
}

// scanner adds to the walk over JSON what BILLmanager makes of it.
type scanner struct{ jsonread.Scanner }

func newScanner(data []byte) scanner { return scanner{jsonread.Scanner{Data: data}} }

// decoder is the state of one Unmarshal.
type decoder struct {
	scanner
	loc     *time.Location
	strings jsonread.Strings

	// What the last read function found out, for the container that called it.
	absent bool           // there was no value
	failed bool           // the value did not parse; odd is its text
	odd    jsonread.Token // may point into the document

	translated bool           // the value came with a text beside its code
	text       jsonread.Token // it; may point into the document
}

// note remembers the text of a translated value, which the code hides.
func (d *decoder) note(r *rawScalar) {
	if r.hasOrig && r.hasText && len(r.text.Raw) > 0 && len(r.orig.Raw) > 0 && !bytes.Equal(r.text.Raw, r.orig.Raw) {
		d.translated, d.text = true, r.text
	}
}

// miss records a value that does not parse. It returns true, since the document
// is fine.
func (d *decoder) miss(t jsonread.Token) bool {
	d.failed, d.odd = true, t
	return true
}

// rootName is the member every document consists of.
const rootName = "doc"

// root reads the content of "doc", or the whole of a document without it.
func (d *decoder) root(target reflect.Value, p *plan) bool {
	if d.Peek() != '{' || p.ownRoot {
		return p.read(d, target)
	}
	start, found := d.Pos, false
	if !d.Enter() {
		return false
	}
	for first := true; ; first = false {
		key, more := d.Key(first)
		if !more {
			break
		}
		if !key.Is(rootName) {
			if !d.Skip() {
				return false
			}
			continue
		}
		found = true
		if !p.read(d, target) {
			return false
		}
		if node, ok := reflect.TypeAssert[*Node](target.Addr()); ok {
			node.Name = rootName
		}
	}
	if d.Err != nil || found {
		return d.Err == nil
	}
	d.Pos = start
	return p.read(d, target)
}
