package bind

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/backup-sdk/backup-go/cbr"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/names"
	"github.com/backup-sdk/backup-go/lenient"
	"github.com/backup-sdk/backup-go/zomro"
)

// decode reads JSON or YAML into an input. Names may be written as in machine
// output (snake_case), as flags, as in Go or as on the wire.
func decode(data []byte, v reflect.Value) error {
	var tree any
	d := yaml.NewDecoder(bytes.NewReader(data)) // JSON is YAML
	if err := d.Decode(&tree); err != nil {
		if errors.Is(err, io.EOF) {
			return errors.New("the input is empty")
		}
		return err
	}
	var more any
	if err := d.Decode(&more); !errors.Is(err, io.EOF) {
		return errors.New("more than one document")
	}
	shaped, err := shape(tree, v.Type(), "")
	if err != nil {
		return err
	}
	text, err := json.Marshal(shaped)
	if err != nil {
		return err
	}
	return json.Unmarshal(text, v.Addr().Interface())
}

// shape renames the fields of a tree to those that encoding/json expects of a
// type, and turns texts for durations, days and times into their JSON.
func shape(tree any, t reflect.Type, path string) (any, error) {
	for t.Kind() == reflect.Pointer {
		if tree == nil {
			return nil, nil //nolint:nilnil // null stays null
		}
		t = t.Elem()
	}
	if text, ok := tree.(string); ok {
		return scalar(text, t, path)
	}
	if when, ok := tree.(time.Time); ok { // YAML reads dates by itself
		return when.Format(time.RFC3339Nano), nil
	}
	switch x := tree.(type) {
	case map[string]any:
		if t.Kind() != reflect.Struct || t.PkgPath() == reflect.TypeFor[lenient.Raw]().PkgPath() {
			return each(x, t, path)
		}
		out := make(map[string]any, len(x))
		fields := make(map[string]reflect.StructField)
		var known []string
		jsonFields(t, fields, &known)
		for key, value := range x {
			field, ok := fields[names.Fold(key)]
			if !ok {
				return nil, fmt.Errorf("unknown field %q%s", path+key, names.Hint(key, known))
			}
			shaped, err := shape(value, field.Type, path+key+".")
			if err != nil {
				return nil, err
			}
			out[jsonName(field)] = shaped
		}
		return out, nil
	case []any:
		out := make([]any, len(x))
		for i, item := range x {
			inner := t
			if t.Kind() == reflect.Slice && t.Elem().Kind() != reflect.Uint8 {
				inner = t.Elem()
			}
			shaped, err := shape(item, inner, fmt.Sprintf("%s%d.", path, i))
			if err != nil {
				return nil, err
			}
			out[i] = shaped
		}
		return out, nil
	case map[any]any:
		return nil, fmt.Errorf("%s has a name that is not text", strings.TrimSuffix(path, "."))
	}
	if t == reflect.TypeFor[string]() && tree != nil {
		return fmt.Sprint(tree), nil // YAML reads 0123 and yes as something else
	}
	return tree, nil
}

// each keeps the names of a map, and of what has no type here.
func each(x map[string]any, t reflect.Type, path string) (any, error) {
	out := make(map[string]any, len(x))
	inner := reflect.TypeFor[any]()
	if t.Kind() == reflect.Map {
		inner = t.Elem()
	}
	for key, value := range x {
		shaped, err := shape(value, inner, path+key+".")
		if err != nil {
			return nil, err
		}
		out[key] = shaped
	}
	return out, nil
}

// scalar is a text where a type is written differently in JSON.
func scalar(text string, t reflect.Type, path string) (any, error) {
	at := strings.TrimSuffix(path, ".")
	switch t {
	case reflect.TypeFor[time.Duration]():
		d, err := time.ParseDuration(text)
		if err != nil {
			return nil, fmt.Errorf("%s: %q is not a duration", at, text)
		}
		return int64(d), nil
	case reflect.TypeFor[time.Weekday]():
		d, err := parseDay(text)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", at, err)
		}
		return int(d), nil
	case reflect.TypeFor[time.Time](), reflect.TypeFor[lenient.Time]():
		when, err := ParseTime(text, time.Now())
		if err != nil {
			return nil, fmt.Errorf("%s: %w", at, err)
		}
		return when.Format(time.RFC3339Nano), nil
	case reflect.TypeFor[zomro.TimeOfDay](), reflect.TypeFor[cbr.TimeOfDay]():
		when, err := parseClock(text)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", at, err)
		}
		return map[string]int{"Hour": when.Hour(), "Minute": when.Minute()}, nil
	}
	return text, nil
}

// jsonFields are the fields encoding/json sees, by their folded names.
func jsonFields(t reflect.Type, out map[string]reflect.StructField, known *[]string) {
	for field := range t.Fields() {
		if field.Anonymous && field.Type.Kind() == reflect.Struct {
			jsonFields(field.Type, out, known)
			continue
		}
		if !field.IsExported() || jsonName(field) == "-" || field.Type.Kind() == reflect.Func {
			continue
		}
		*known = append(*known, names.Snake(field.Name))
		out[names.Fold(field.Name)] = field
		out[names.Fold(jsonName(field))] = field
	}
}

func jsonName(field reflect.StructField) string {
	name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
	if name == "" {
		return field.Name
	}
	return name
}
