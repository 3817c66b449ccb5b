package bind

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// Value is the slot as a flag.
func (s *Slot) Value() *Value { return &Value{slot: s} }

// Value implements pflag.Value.
type Value struct{ slot *Slot }

// Set checks the text; [Binding.Fill] uses it.
func (v *Value) Set(text string) error { return v.slot.Set(text) }

// String is what was given so far.
func (v *Value) String() string {
	if v == nil || v.slot == nil {
		return ""
	}
	return strings.Join(v.slot.texts, ",")
}

// Type names the kind of value in help texts.
func (v *Value) Type() string {
	if IsBool(v.slot.Type) {
		return "bool" // help shows no value then
	}
	return Placeholder(v.slot.Type)
}

// Set checks a text and keeps it.
func (s *Slot) Set(text string) error {
	if s.Loose {
		s.texts = append(s.texts, text)
		return nil
	}
	scratch := reflect.New(s.Type).Elem()
	if err := s.put(scratch, []string{text}, nil); err != nil {
		return err
	}
	s.texts = append(s.texts, text)
	return nil
}

// put reads texts into a value. An argument is one item, whatever is in it; a flag
// may hold several, with commas between them.
func (s *Slot) put(v reflect.Value, texts []string, from *Sources) error {
	if s.Word.Variadic && s.Flag == "" && IsList(v.Type()) && v.Kind() == reflect.Slice {
		return putList(v, texts, from)
	}
	return put(v, texts, from)
}

// IsSet says that something was typed for the slot.
func (s *Slot) IsSet() bool { return len(s.texts) > 0 }

// Name is what messages call the slot.
func (s *Slot) Name() string {
	if s.Flag != "" {
		return "--" + s.Flag
	}
	return s.Word.Name
}

// UsageError is a wrong command line.
type UsageError struct{ Text string }

func (e *UsageError) Error() string { return e.Text }

// Check finds a text that the slot cannot take.
func (s *Slot) Check(text string) error {
	if s.Loose {
		return nil
	}
	if err := s.put(reflect.New(s.Type).Elem(), []string{text}, nil); err != nil {
		return &UsageError{fmt.Sprintf("argument %s: %v", s.Word.Name, err)}
	}
	return nil
}

// Only makes texts all that was typed for the slot, unchecked.
func (s *Slot) Only(texts ...string) { s.texts = texts }

// Args checks how many positional arguments there are and keeps them.
func (b *Binding) Args(args []string) error {
	placed, err := b.Place(args)
	if err != nil {
		return err
	}
	for _, s := range b.Positions() {
		s.texts = nil
	}
	for i, text := range args {
		if err := placed[i].Set(text); err != nil {
			return &UsageError{fmt.Sprintf("argument %s: %v", placed[i].Word.Name, err)}
		}
	}
	return nil
}

// Place finds the slot of each positional argument, and checks how many there are.
func (b *Binding) Place(args []string) ([]*Slot, error) {
	out := make([]*Slot, 0, len(args))
	for _, s := range b.Positions() {
		left := len(args) - len(out)
		switch {
		case left == 0 && !s.Word.Optional:
			return nil, &UsageError{"missing argument " + s.Word.Name}
		case left == 0:
		case s.Word.Variadic || s == b.Several:
			for range left {
				out = append(out, s)
			}
		default:
			out = append(out, s)
		}
	}
	if len(args) > len(out) {
		return nil, &UsageError{fmt.Sprintf("unexpected argument %q", args[len(out)])}
	}
	return out, nil
}

// With are the arguments of a call with another text in one slot.
func (b *Binding) With(args []reflect.Value, s *Slot, text string) ([]reflect.Value, error) {
	out := slices.Clone(args)
	v := reflect.New(b.params[s.param]).Elem()
	v.Set(args[s.param])
	out[s.param] = v
	if s.index != nil {
		v = at(v, s.index)
	}
	if err := s.put(v, []string{text}, nil); err != nil {
		return nil, &UsageError{fmt.Sprintf("argument %s: %v", s.Word.Name, err)}
	}
	return out, nil
}

// Positions are the slots that have a place on the line.
func (b *Binding) Positions() []*Slot {
	var out []*Slot
	for _, s := range b.slots {
		if s.Flag == "" && !s.Word.Implicit {
			out = append(out, s)
		}
	}
	return out
}

// Implicits are the slots that are found elsewhere.
func (b *Binding) Implicits() []*Slot {
	var out []*Slot
	for _, s := range b.slots {
		if s.Word.Implicit {
			out = append(out, s)
		}
	}
	return out
}

// Fill makes the arguments: the input file first, then what was typed.
func (b *Binding) Fill(input []byte, from *Sources) ([]reflect.Value, error) {
	args := make([]reflect.Value, len(b.params))
	for i, t := range b.params {
		args[i] = reflect.New(t).Elem()
	}
	if input != nil {
		if b.whole < 0 {
			return nil, &UsageError{"this command takes no --input"}
		}
		if err := decode(input, args[b.whole]); err != nil {
			return nil, &UsageError{"--input: " + err.Error()}
		}
	} else if b.InputOnly {
		return nil, &UsageError{"--input is needed: a file of JSON or YAML, or - for standard input"}
	}
	for _, s := range b.slots {
		if len(s.texts) == 0 {
			continue
		}
		v := args[s.param]
		if s.index != nil {
			v = at(v, s.index)
		}
		if err := s.put(v, s.texts, from); err != nil {
			return nil, &UsageError{fmt.Sprintf("%s: %v", s.Name(), err)}
		}
	}
	return args, nil
}

// at is a field by its index; what points to nothing on the way is made.
func at(v reflect.Value, index []int) reflect.Value {
	for _, i := range index {
		if v.Kind() == reflect.Pointer {
			if v.IsNil() {
				v.Set(reflect.New(v.Type().Elem()))
			}
			v = v.Elem()
		}
		v = v.Field(i)
	}
	return v
}

// Find returns a field of the arguments by its Go name, nested ones included.
func (b *Binding) Find(args []reflect.Value, field string) (reflect.Value, bool) {
	for _, v := range args {
		if v.Kind() != reflect.Struct || special(v.Type()) {
			continue
		}
		if f, ok := find(v, field); ok {
			return f, true
		}
	}
	return reflect.Value{}, false
}

func find(v reflect.Value, field string) (reflect.Value, bool) {
	if _, ok := v.Type().FieldByName(field); ok {
		return v.FieldByName(field), true
	}
	for i := range v.NumField() {
		if inner := v.Field(i); inner.Kind() == reflect.Struct && !special(inner.Type()) && v.Type().Field(i).IsExported() {
			if f, ok := find(inner, field); ok {
				return f, true
			}
		}
	}
	return reflect.Value{}, false
}

// Texts are what was typed for the slot.
func (s *Slot) Texts() []string { return s.texts }
