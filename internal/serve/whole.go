package serve

import (
	"bytes"
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"sync"
)

// Whole writes results as a service does, with every field: zeros, empty texts
// and empty lists too, which the models of clients leave out. A time that is not
// set is null. Nested objects that are not there are left out, and so are
// enumerations without a value: none is empty. Fields are named by the type of Go
// and the name on the wire, such as "Vault.locked".
type Whole struct {
	// Absent are fields that are left out when they are zero. "Type.*" stands for
	// all of a type.
	Absent []string
	// Null are fields that are null when they are zero.
	Null []string
	// Empty are fields that are an empty text when they are zero.
	Empty []string
	// Text are fields whose numbers and booleans are sent as texts.
	Text []string

	plans sync.Map // of structs: reflect.Type to []wholeField
}

// wholeField is what is done with a field of a struct.
type wholeField struct {
	name                      string
	index                     int
	more                      bool // its members stand beside the fields
	absent, null, empty, text bool
	enum                      bool
}

// Encode is for [Options.Encode].
func (w *Whole) Encode(v any) ([]byte, error) {
	var b bytes.Buffer
	if err := w.write(&b, reflect.ValueOf(v)); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

func (w *Whole) write(b *bytes.Buffer, v reflect.Value) error {
	for v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface {
		if v.IsNil() {
			b.WriteString("null")
			return nil
		}
		v = v.Elem()
	}
	switch {
	case v.Kind() == reflect.Struct && (w.hasMore(v.Type()) || !v.Type().Implements(reflect.TypeFor[json.Marshaler]())):
		return w.object(b, v)
	case v.Kind() == reflect.Invalid || v.Type().Implements(reflect.TypeFor[json.Marshaler]()):
	case v.Kind() == reflect.Slice && v.Type().Elem().Kind() != reflect.Uint8:
		return w.list(b, v)
	case v.Kind() == reflect.Map && v.Type().Key().Kind() == reflect.String:
		return w.dictionary(b, v)
	}
	if !v.IsValid() {
		b.WriteString("null")
		return nil
	}
	data, err := json.Marshal(v.Interface())
	b.Write(data)
	return err
}

func (w *Whole) list(b *bytes.Buffer, v reflect.Value) error {
	b.WriteByte('[')
	for i := range v.Len() {
		if i > 0 {
			b.WriteByte(',')
		}
		if err := w.write(b, v.Index(i)); err != nil {
			return err
		}
	}
	b.WriteByte(']')
	return nil
}

func (w *Whole) dictionary(b *bytes.Buffer, v reflect.Value) error {
	first := true
	for _, key := range sortedKeys(v) {
		if err := w.member(b, &first, key.String(), v.MapIndex(key)); err != nil {
			return err
		}
	}
	return w.end(b, first)
}

// member writes a name and a value.
func (w *Whole) member(b *bytes.Buffer, first *bool, name string, v reflect.Value) error {
	w.name(b, first, name)
	return w.write(b, v)
}

func (*Whole) name(b *bytes.Buffer, first *bool, name string) {
	if *first {
		b.WriteByte('{')
		*first = false
	} else {
		b.WriteByte(',')
	}
	quoted, _ := json.Marshal(name) //nolint:errchkjson // a text always can be
	b.Write(quoted)
	b.WriteByte(':')
}

func (*Whole) end(b *bytes.Buffer, empty bool) error {
	if empty {
		b.WriteByte('{')
	}
	b.WriteByte('}')
	return nil
}

func (w *Whole) object(b *bytes.Buffer, v reflect.Value) error {
	first := true
	for _, f := range w.plan(v.Type()) {
		value := v.Field(f.index)
		if f.more {
			for _, key := range sortedKeys(value) {
				if err := w.member(b, &first, key.String(), value.MapIndex(key)); err != nil {
					return err
				}
			}
			continue
		}
		zero := isZero(value)
		kind := value.Kind()
		switch {
		case zero && (f.absent || f.enum), zero && kind == reflect.Pointer && !f.null, zero && kind == reflect.Interface && !f.null,
			zero && !f.null && isRaw(value):
			continue
		case zero && f.empty:
			w.name(b, &first, f.name)
			b.WriteString(`""`)
			continue
		case zero && (f.null || isTime(value)):
			w.name(b, &first, f.name)
			b.WriteString("null")
			continue
		case f.text:
			var scalar bytes.Buffer
			if err := w.write(&scalar, value); err != nil {
				return err
			}
			w.name(b, &first, f.name)
			b.WriteByte('"')
			b.Write(bytes.Trim(scalar.Bytes(), `"`))
			b.WriteByte('"')
			continue
		}
		if err := w.member(b, &first, f.name, value); err != nil {
			return err
		}
	}
	return w.end(b, first)
}

// isZero reports a value that says nothing: a type may know better than its bits.
func isZero(v reflect.Value) bool {
	if z, ok := reflect.TypeAssert[interface{ IsZero() bool }](v); ok && v.Kind() != reflect.Pointer {
		return z.IsZero()
	}
	return v.IsZero()
}

// isTime reports a type of times: it writes zero as something.
func isTime(v reflect.Value) bool { return v.Type().Name() == "Time" }

// isRaw reports a piece of JSON, which is nothing when it is nil.
func isRaw(v reflect.Value) bool {
	return v.Kind() == reflect.Slice && v.Type().Elem().Kind() == reflect.Uint8
}

func sortedKeys(v reflect.Value) []reflect.Value {
	keys := v.MapKeys()
	slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
	return keys
}

// moreName is the field of models that keeps what they do not know.
const moreName = "AdditionalProperties"

func (*Whole) hasMore(t reflect.Type) bool {
	f, ok := t.FieldByName(moreName)
	return ok && f.Type.Kind() == reflect.Map
}

// plan is made once for each type.
func (w *Whole) plan(t reflect.Type) []wholeField {
	if have, ok := w.plans.Load(t); ok {
		if plan, ok := have.([]wholeField); ok {
			return plan
		}
	}
	var plan []wholeField
	for i := range t.NumField() {
		field := t.Field(i)
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		more := field.Name == moreName && field.Type.Kind() == reflect.Map
		if !field.IsExported() || name == "-" && !more || name == "" && !more {
			continue
		}
		key := t.Name() + "." + name
		plan = append(plan, wholeField{
			name: name, index: i, more: more,
			absent: slices.Contains(w.Absent, key) || slices.Contains(w.Absent, t.Name()+".*"),
			null:   slices.Contains(w.Null, key), empty: slices.Contains(w.Empty, key), text: slices.Contains(w.Text, key),
			enum: field.Type.Kind() == reflect.String && field.Type.PkgPath() == t.PkgPath() && t.PkgPath() != "",
		})
	}
	w.plans.Store(t, plan)
	return plan
}
