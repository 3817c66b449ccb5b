package drift

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/lenient"
)

// read decodes a body as the library does, and writes down again what it has.
func read(goType string, body []byte) (back any, err error) {
	out := newOf(goType)
	if out == nil {
		return nil, nil //nolint:nilnil // no type of the library
	}
	if r, ok := out.(interface{ ReadResponse(data []byte) error }); ok {
		err = r.ReadResponse(body)
	} else {
		err = json.Unmarshal(body, out)
	}
	if err != nil {
		return nil, err
	}
	text, err := json.Marshal(out)
	if err != nil {
		return nil, err
	}
	return decode(text)
}

// decode reads JSON with its numbers as they are written.
func decode(text []byte) (any, error) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return nil, err
	}
	if d.More() {
		return nil, fmt.Errorf("more than one value")
	}
	return v, nil
}

// goName is the generated type that a response is read into.
func goName(s *Schema) string {
	if s == nil {
		return ""
	}
	if s.items != nil {
		return "[]" + goName(s.items)
	}
	if s.ref == "" {
		return s.spec.Name + "." + s.typ
	}
	return s.spec.Name + "." + s.ref
}

// outcome reads a body with the library and looks what has become of each place.
func outcome(goType string, body any, places [][]step) []Outcome {
	out := make([]Outcome, len(places))
	text, err := json.Marshal(body)
	if err != nil {
		return out
	}
	back, err := read(goType, text)
	for i, path := range places {
		switch {
		case err != nil:
			out[i] = alone(goType, body, path)
		case back == nil && newOf(goType) == nil:
			out[i] = Loses // nothing of it is read
		default:
			out[i] = kept(body, back, path)
		}
	}
	return out
}

// alone reads what leads to one place and nothing else: of several differences, one
// alone may be what cannot be read.
func alone(goType string, body any, path []step) Outcome {
	only := prune(body, path)
	text, err := json.Marshal(only)
	if err != nil {
		return Refuses
	}
	back, err := read(goType, text)
	if err != nil {
		return Refuses
	}
	for i := range path {
		path = slices.Clone(path)
		if path[i].index > 0 {
			path[i].index = 0
		}
	}
	return kept(only, back, path)
}

// prune leaves the way to a place, with what names the things on it.
func prune(v any, path []step) any {
	if len(path) == 0 {
		return v
	}
	switch x := v.(type) {
	case map[string]any:
		out := map[string]any{path[0].name: prune(x[path[0].name], path[1:])}
		return out
	case []any:
		if i := path[0].index; i >= 0 && i < len(x) {
			return []any{prune(x[i], path[1:])}
		}
	}
	return v
}

func kept(body, back any, path []step) Outcome {
	sent, ok := at(body, path)
	if !ok {
		return Takes
	}
	// A bare list is read as a page, and the only one of a list as a list.
	if _, isList := body.([]any); isList {
		if page, isPage := back.(map[string]any); isPage {
			back = page["items"]
		}
	}
	got, _ := at(back, path)
	if same(sent, got) {
		return Takes
	}
	return Loses
}

// at is the value at a place.
func at(v any, path []step) (any, bool) {
	for _, s := range path {
		switch x := v.(type) {
		case map[string]any:
			if s.index >= 0 { // sent as a list
				continue
			}
			next, ok := x[s.name]
			if !ok {
				return nil, false
			}
			v = next
		case []any:
			if s.index < 0 && len(x) == 1 { // sent without the list
				object, ok := x[0].(map[string]any)
				if !ok {
					return nil, false
				}
				v = object[s.name]
				continue
			}
			if s.index < 0 || s.index >= len(x) {
				return nil, false
			}
			v = x[s.index]
		default:
			return nil, false
		}
	}
	return v, true
}

// same says that nothing of a value is lost but its way of writing: a missing or null
// value is the type's zero, text is a number or a switch, one time has several forms,
// one value stands for a list of it, and a secret does not print.
func same(sent, back any) bool {
	if isZero(sent) && isZero(back) || back == backup.Redacted {
		return true
	}
	if text, ok := sent.(string); ok && back == nil {
		return slices.Contains([]string{"0", "0.0", "false", "off", "no"}, strings.ToLower(strings.TrimSpace(text))) // the zero of a number or switch
	}
	if object, ok := sent.(map[string]any); ok {
		back = single(back)
		other, ok := back.(map[string]any)
		if !ok {
			text, isText := back.(string)
			return isText && isZero(withoutText(object)) && same(object["$"], text)
		}
		for name := range maps.Keys(object) {
			if !same(object[name], other[name]) {
				return false
			}
		}
		return true
	}
	if list, ok := sent.([]any); ok {
		other, ok := back.([]any)
		if !ok { // a value that was sent several times
			return len(list) > 0 && !slices.ContainsFunc(list, func(item any) bool { return !same(item, back) })
		}
		if len(list) != len(other) {
			return false
		}
		for i := range list {
			if !same(list[i], other[i]) {
				return false
			}
		}
		return true
	}
	back = single(back)
	if element, ok := back.(map[string]any); ok { // a text without its element
		return len(element) == 1 && same(sent, element["$"])
	}
	return fmt.Sprint(sent) == fmt.Sprint(back) || sameNumber(sent, back) || sameTime(sent, back)
}

func withoutText(element map[string]any) map[string]any {
	rest := maps.Clone(element)
	delete(rest, "$")
	return rest
}

// single takes the one value out of a list of one.
func single(v any) any {
	if list, ok := v.([]any); ok && len(list) == 1 {
		return list[0]
	}
	return v
}

// isZero says whether leaving a value out says the same.
func isZero(v any) bool {
	switch x := v.(type) {
	case nil:
		return true
	case bool:
		return !x
	case string:
		return x == ""
	case json.Number:
		f, err := x.Float64()
		return err == nil && f == 0
	case []any:
		return len(x) == 0
	case map[string]any:
		for _, value := range x {
			if !isZero(value) {
				return false
			}
		}
		return true
	}
	return false
}

func sameNumber(a, b any) bool {
	x, errX := json.Number(fmt.Sprint(a)).Float64()
	y, errY := json.Number(fmt.Sprint(b)).Float64()
	return errX == nil && errY == nil && x == y
}

func sameTime(a, b any) bool {
	x, okX := instant(a)
	y, okY := instant(b)
	return okX && okY && x.Equal(y)
}

func instant(v any) (time.Time, bool) {
	data, err := json.Marshal(v)
	if err != nil {
		return time.Time{}, false
	}
	var t lenient.Time
	if json.Unmarshal(data, &t) != nil || t.Text != "" || t.Time.IsZero() {
		return time.Time{}, false
	}
	return t.Time, true
}
