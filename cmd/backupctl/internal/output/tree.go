// Package output turns what the SDK returns into tables for people and into
// JSON, YAML and CSV for programs.
//
// Names in machine output are the Go names of the SDK's fields in snake_case,
// whatever a service calls them on the wire: they are as stable as the API of
// this module, and the same for all services.
package output

import (
	"bytes"
	"encoding"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"sort"
	"strings"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/names"
)

// Object is a JSON object that keeps the order of its fields.
type Object struct {
	Keys   []string
	Values map[string]any
}

// NewObject makes an empty object.
func NewObject() *Object { return &Object{Values: make(map[string]any)} }

// Set adds a field or replaces its value.
func (o *Object) Set(key string, value any) {
	if _, there := o.Values[key]; !there {
		o.Keys = append(o.Keys, key)
	}
	o.Values[key] = value
}

// MarshalJSON implements [json.Marshaler].
func (o *Object) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, key := range o.Keys {
		if i > 0 {
			b.WriteByte(',')
		}
		name, err := Encode(key)
		if err != nil {
			return nil, err
		}
		value, err := Encode(o.Values[key])
		if err != nil {
			return nil, err
		}
		b.Write(name)
		b.WriteByte(':')
		b.Write(value)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// Encode is json.Marshal that leaves <, > and & as they are.
func Encode(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// Tree makes a tree of *Object, []any, string, bool, json.Number and nil of
// what the SDK returns. Secrets are REDACTED unless reveal is set.
func Tree(v any, reveal bool) (any, error) {
	t := treeMaker{reveal: reveal}
	return t.tree(reflect.ValueOf(v), 0)
}

func isGenerated(t reflect.Type) bool { return strings.Contains(t.PkgPath(), "/gen/") }

type treeMaker struct{ reveal bool }

// maxDepth ends what holds itself.
const maxDepth = 32

func isLenient(t reflect.Type) bool {
	return t.PkgPath() == "github.com/backup-sdk/backup-go/lenient"
}

func (t treeMaker) tree(v reflect.Value, depth int) (any, error) {
	if depth > maxDepth {
		return nil, errors.New("the response is nested too deeply")
	}
	if !v.IsValid() {
		return nil, nil //nolint:nilnil // null is a value here
	}
	if v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface {
		if v.IsNil() {
			return nil, nil //nolint:nilnil // null
		}
		if o, ok := reflect.TypeAssert[*Object](v); ok {
			return o, nil
		}
		return t.tree(v.Elem(), depth)
	}
	if out, done, err := t.special(v, depth); done {
		return out, err
	}
	switch v.Kind() {
	case reflect.Bool:
		return v.Bool(), nil
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64, reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return json.Number(fmt.Sprint(v.Interface())), nil
	case reflect.Float32, reflect.Float64:
		text, err := json.Marshal(v.Interface())
		return json.Number(text), err
	case reflect.String:
		return v.String(), nil
	case reflect.Slice, reflect.Array:
		return t.list(v, depth)
	case reflect.Map:
		return t.mapping(v, depth)
	case reflect.Struct:
		o := NewObject()
		return o, t.fields(v, o, depth)
	default:
		return nil, fmt.Errorf("a %s cannot be shown", v.Type())
	}
}

// special are types that are more than their kind says.
func (t treeMaker) special(v reflect.Value, depth int) (out any, done bool, err error) {
	switch x := v.Interface().(type) {
	case time.Time:
		if x.IsZero() {
			return nil, true, nil
		}
		return x.Format(time.RFC3339), true, nil
	case time.Duration:
		return x.String(), true, nil
	case time.Weekday:
		return x.String(), true, nil
	case backup.Secret:
		if t.reveal {
			return x.Reveal(), true, nil
		}
		return x.String(), true, nil
	case json.Number:
		return x, true, nil
	case []byte:
		return string(x), true, nil
	case error:
		return x.Error(), true, nil
	}
	if isLenient(v.Type()) && v.Kind() == reflect.Slice && v.Type().Elem().Kind() != reflect.Uint8 {
		return nil, false, nil // a list is a list
	}
	// Generated models marshal by the names of the wire: they are shown by field.
	if isLenient(v.Type()) || v.Kind() == reflect.Struct && !isGenerated(v.Type()) && v.Type().Implements(reflect.TypeFor[json.Marshaler]()) {
		out, err = t.viaJSON(v, depth)
		return out, true, err
	}
	if v.Kind() == reflect.Struct {
		switch x := v.Interface().(type) {
		case encoding.TextMarshaler:
			text, err := x.MarshalText()
			return string(text), true, err
		case fmt.Stringer:
			return x.String(), true, nil
		}
	}
	return nil, false, nil
}

func (t treeMaker) viaJSON(v reflect.Value, _ int) (any, error) {
	if z, ok := reflect.TypeAssert[interface{ IsZero() bool }](v); ok && z.IsZero() && v.Kind() == reflect.Struct && v.Type().Name() == "Time" {
		return nil, nil //nolint:nilnil // null
	}
	data, err := json.Marshal(v.Interface())
	if err != nil {
		return nil, err
	}
	return Parse(data)
}

func (t treeMaker) list(v reflect.Value, depth int) (any, error) {
	out := make([]any, 0, v.Len())
	for i := range v.Len() {
		item, err := t.tree(v.Index(i), depth+1)
		if err != nil {
			return nil, err
		}
		out = append(out, item)
	}
	return out, nil
}

func (t treeMaker) mapping(v reflect.Value, depth int) (any, error) {
	keys := v.MapKeys()
	sort.Slice(keys, func(i, j int) bool {
		if keys[i].CanInt() {
			return keys[i].Int() < keys[j].Int()
		}
		return keys[i].String() < keys[j].String()
	})
	o := NewObject()
	for _, key := range keys {
		item, err := t.tree(v.MapIndex(key), depth+1)
		if err != nil {
			return nil, err
		}
		o.Set(fmt.Sprint(key.Interface()), item)
	}
	return o, nil
}

// fields adds those of a structure; embedded ones count as its own.
func (t treeMaker) fields(v reflect.Value, o *Object, depth int) error {
	for i := range v.NumField() {
		field := v.Type().Field(i)
		value := v.Field(i)
		switch {
		case !field.IsExported() && !field.Anonymous || field.Type.Kind() == reflect.Func:
		case isLeftOver(field) && value.Len() == 0:
		case field.Anonymous && field.Type.Kind() == reflect.Struct:
			if err := t.fields(value, o, depth); err != nil {
				return err
			}
		default:
			item, err := t.tree(value, depth+1)
			if err != nil {
				return err
			}
			o.Set(names.Snake(field.Name), item)
		}
	}
	return nil
}

// isLeftOver says that a field holds what the SDK could not place: it is shown
// only when there is something in it.
func isLeftOver(field reflect.StructField) bool {
	return field.Type.Kind() == reflect.Map && slices.Contains([]string{"Texts", "Unparsed", "Extra", "AdditionalProperties"}, field.Name)
}

// Parse reads JSON into a tree.
func Parse(data []byte) (any, error) {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	out, err := parse(d, 0)
	if err != nil {
		return nil, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("more than one JSON value")
	}
	return out, nil
}

// maxParsed is how deep a response may nest: reading it takes the stack.
const maxParsed = 1000

func parse(d *json.Decoder, depth int) (any, error) {
	if depth > maxParsed {
		return nil, errors.New("the response is nested too deeply")
	}
	token, err := d.Token()
	if err != nil {
		return nil, err
	}
	switch token {
	case json.Delim('{'):
		o := NewObject()
		for d.More() {
			key, err := d.Token()
			if err != nil {
				return nil, err
			}
			value, err := parse(d, depth+1)
			if err != nil {
				return nil, err
			}
			o.Set(fmt.Sprint(key), value)
		}
		_, err = d.Token()
		return o, err
	case json.Delim('['):
		list := []any{}
		for d.More() {
			value, err := parse(d, depth+1)
			if err != nil {
				return nil, err
			}
			list = append(list, value)
		}
		_, err = d.Token()
		return list, err
	default:
		return token, nil
	}
}
