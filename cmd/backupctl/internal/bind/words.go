package bind

import (
	"encoding"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"time"

	backup "github.com/backup-sdk/backup-go"
)

// Words are the arguments and flags that give the call these values: the reverse
// of [Binding.Args] and [Binding.Fill]. A value that is zero needs no word. It is
// an error when an argument that is needed has none.
func (b *Binding) Words(values []reflect.Value) ([]string, error) {
	var positions, flags []string
	for _, s := range b.slots {
		texts := textsOf(s.in(values))
		switch {
		case s.Flag == "-":
		case s.Flag != "" || s.Word.Implicit:
			name := s.Flag
			if s.Word.Implicit {
				name = s.Word.Name
			}
			for _, text := range texts {
				flags = append(flags, "--"+name+"="+text)
			}
		case len(texts) == 0 && !s.Word.Optional:
			return nil, fmt.Errorf("%s is not known", s.Word.Name)
		default:
			positions = append(positions, texts...)
		}
	}
	return append(positions, flags...), nil
}

// in is the slot's place among the values, invalid below a pointer that is nil.
func (s *Slot) in(values []reflect.Value) reflect.Value {
	v := values[s.param]
	for _, i := range s.index {
		if v.Kind() == reflect.Pointer {
			if v.IsNil() {
				return reflect.Value{}
			}
			v = v.Elem()
		}
		v = v.Field(i)
	}
	return v
}

// textsOf are what a value is written as: nothing for a zero one, except where a
// pointer says that zero is meant.
func textsOf(v reflect.Value) []string {
	switch {
	case !v.IsValid() || v.IsZero():
		return nil
	case v.Kind() == reflect.Pointer:
		return []string{textOf(v.Elem())}
	case v.Kind() == reflect.Map:
		var out []string
		for key, value := range v.Seq2() {
			out = append(out, fmt.Sprintf("%v=%v", key, value))
		}
		slices.Sort(out)
		return out
	case v.Kind() == reflect.Slice && v.Type() != reflect.TypeFor[[]byte]():
		out := make([]string, 0, v.Len())
		for i := range v.Len() {
			out = append(out, textOf(v.Index(i)))
		}
		return out
	}
	return []string{textOf(v)}
}

func textOf(v reflect.Value) string {
	switch x := v.Interface().(type) {
	case time.Time:
		return x.Format(time.RFC3339)
	case backup.Secret:
		return "prompt" // a secret is not written down
	case json.Marshaler: // the lenient types
		data, err := x.MarshalJSON()
		if err != nil {
			return ""
		}
		if text, err := strconv.Unquote(string(data)); err == nil {
			return text
		}
		return string(data)
	case encoding.TextMarshaler:
		text, err := x.MarshalText()
		if err != nil {
			return ""
		}
		return string(text)
	}
	return fmt.Sprint(v.Interface())
}
