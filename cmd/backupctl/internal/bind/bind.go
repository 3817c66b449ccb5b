// Package bind makes commands of the SDK's methods: it reads what a method
// wants by reflection, gives each scalar a positional argument or a flag, and
// fills the arguments of the call from what was typed.
package bind

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/names"
)

// Word is one argument in a line of use.
type Word struct {
	// Name as it is shown, such as "INSTANCE".
	Name string
	// Optional may be left out, Variadic takes all that is left, Implicit is
	// found elsewhere, and Flag is an option instead of a position.
	Optional, Variadic, Implicit, Flag bool
}

// ParseUse splits "restore @instance BACKUP [NAME] ID... --zone" into the name
// of the verb and its words.
func ParseUse(use string) (verb string, words []Word) {
	fields := strings.Fields(use)
	if len(fields) == 0 {
		return "", nil
	}
	for _, f := range fields[1:] {
		var w Word
		if name, ok := strings.CutPrefix(f, "["); ok {
			f, w.Optional = strings.TrimSuffix(name, "]"), true
		}
		f, w.Variadic = strings.CutSuffix(f, "...")
		f, w.Implicit = strings.CutPrefix(f, "@")
		f, w.Flag = strings.CutPrefix(f, "--")
		w.Name = f
		words = append(words, w)
	}
	return fields[0], words
}

// Binding is a function whose arguments have places on the command line.
type Binding struct {
	fn     reflect.Value
	first  int // of the parameters that are bound
	params []reflect.Type
	slots  []*Slot
	whole  int // the parameter that --input fills, -1 without one
	// Waits says that the function takes options for waiting.
	Waits bool
	// Several is the position that takes more than one argument, each for a call of
	// its own; nil when none does.
	Several *Slot
	// InputOnly says that the whole input has no flags and comes from a file.
	InputOnly bool
}

// Slot is one scalar of a call.
type Slot struct {
	Word  Word
	Flag  string       // without dashes, empty for a position
	Owner reflect.Type // structure of a field, nil for a parameter
	Field string       // Go name of the field
	Type  reflect.Type
	// Loose says that a name may stand in place of the value, which is looked up and
	// checked later.
	Loose bool

	param int
	index []int
	texts []string
}

// Options change how flags are made.
type Options struct {
	// Rename returns another name for the flag of a field, "-" for none and
	// "" for the usual one.
	Rename func(owner reflect.Type, field string) string
}

// New binds a method expression, or a function of a context and a client.
func New(fn any, words []Word, o Options) (*Binding, error) {
	v := reflect.ValueOf(fn)
	if v.Kind() != reflect.Func || v.Type().NumIn() < 2 {
		return nil, errors.New("not a method of a service")
	}
	b := &Binding{fn: v, first: 2, whole: -1}
	end := v.Type().NumIn()
	if v.Type().IsVariadic() {
		end--
		if v.Type().In(end) != reflect.TypeFor[[]backup.WaitOption]() {
			return nil, errors.New("variadic arguments that are not options of a wait")
		}
		b.Waits = true
	}
	for i := b.first; i < end; i++ {
		b.params = append(b.params, v.Type().In(i))
	}
	for i, t := range b.params {
		var err error
		if words, err = b.place(i, t, words, o); err != nil {
			return nil, err
		}
	}
	if len(words) > 0 {
		return nil, fmt.Errorf("nothing takes %s", words[0].Name)
	}
	return b, nil
}

// place finds words and flags for one parameter and returns the words left.
func (b *Binding) place(i int, t reflect.Type, words []Word, o Options) ([]Word, error) {
	if !isInput(t) {
		if !settable(t) {
			b.whole, b.InputOnly = i, true
			return words, nil
		}
		if len(words) == 0 {
			return nil, fmt.Errorf("parameter %d (%s) has no word", i, t)
		}
		s := &Slot{Word: words[0], Type: t, param: i}
		if words[0].Flag {
			s.Flag = words[0].Name
		}
		b.slots = append(b.slots, s)
		return words[1:], nil
	}
	b.whole = i
	fields := fieldSlots(i, t, o)
	for len(words) > 0 && !words[0].Flag {
		s := match(fields, words[0].Name)
		if s == nil {
			break
		}
		s.Word, s.Flag = words[0], ""
		words = words[1:]
	}
	for _, s := range fields {
		if s.Flag != "-" {
			b.slots = append(b.slots, s)
		}
	}
	return words, nil
}

// fieldSlots are the scalars of a structure. A nested one whose name is taken
// has that of the structure around it in front.
func fieldSlots(param int, t reflect.Type, o Options) []*Slot {
	var fields []*Slot
	taken := make(map[string]bool)
	walk(t, nil, "", func(owner reflect.Type, field reflect.StructField, index []int, outer string) {
		s := &Slot{Owner: owner, Field: field.Name, Type: field.Type, Flag: names.Kebab(field.Name), param: param, index: index}
		if o.Rename != nil {
			if name := o.Rename(owner, field.Name); name != "" {
				s.Flag = name
			}
		}
		if taken[s.Flag] && outer != "" && s.Flag != "-" {
			s.Flag = names.Kebab(outer) + "-" + s.Flag
		}
		taken[s.Flag] = true
		fields = append(fields, s)
	})
	return fields
}

// match finds the field a word names: INSTANCE is InstanceID or Instance.
func match(fields []*Slot, word string) *Slot {
	words := []string{names.Fold(word)}
	if words[0] == "unit" {
		words = append(words, "businessunit")
	}
	for _, s := range fields {
		name := names.Fold(s.Field)
		for _, w := range words {
			if s.Word.Name == "" && (name == w || name == w+"id" || name == w+"ids" || name == w+"s") {
				return s
			}
		}
	}
	return nil
}

// isInput says that a type is a structure of inputs, as opposed to a scalar.
func isInput(t reflect.Type) bool { return t.Kind() == reflect.Struct && !settable(t) }

// maxNesting is how deep nested structures have flags.
const maxNesting = 3

// walk visits the fields that can be set from text; those of embedded and of
// nested structures count as the outer one's. Fields of the outer one come
// first.
func walk(t reflect.Type, path []int, outer string, visit func(owner reflect.Type, field reflect.StructField, index []int, outer string)) {
	var later []func()
	for i := range t.NumField() {
		field := t.Field(i)
		index := append(append([]int(nil), path...), i)
		inner := field.Type
		if inner.Kind() == reflect.Pointer {
			inner = inner.Elem()
		}
		switch {
		case !field.IsExported() && !field.Anonymous:
		case settable(field.Type):
			visit(t, field, index, outer)
		case inner.Kind() == reflect.Struct && len(path) < maxNesting:
			name := field.Name
			if field.Anonymous {
				name = outer
			}
			later = append(later, func() { walk(inner, index, name, visit) })
		}
	}
	for _, nested := range later {
		nested()
	}
}

// Slots are all scalars, in the order of the parameters.
func (b *Binding) Slots() []*Slot { return b.slots }

// HasInput says that the call can take its input from a file.
func (b *Binding) HasInput() bool { return b.whole >= 0 }

// InputType is the structure --input fills.
func (b *Binding) InputType() reflect.Type {
	if b.whole < 0 {
		return nil
	}
	return b.params[b.whole]
}

// Receiver is the type of the service, or of the client.
func (b *Binding) Receiver() reflect.Type { return b.fn.Type().In(b.receiver()) }

// receiver is where the service stands: first in a method expression, second
// in a function that begins with a context.
func (b *Binding) receiver() int {
	if b.fn.Type().In(0) == reflect.TypeFor[context.Context]() {
		return 1
	}
	return 0
}

// Call calls fn, which is the bound function or a relative of it that takes no
// more arguments, such as All of a List.
func (b *Binding) Call(ctx context.Context, fn any, client any, args []reflect.Value, opts []backup.WaitOption) ([]reflect.Value, error) {
	v := reflect.ValueOf(fn)
	t := v.Type()
	in := make([]reflect.Value, 0, t.NumIn())
	for i := range b.first {
		if t.In(i) == reflect.TypeFor[context.Context]() {
			in = append(in, reflect.ValueOf(ctx))
			continue
		}
		service, err := Service(client, t.In(i))
		if err != nil {
			return nil, err
		}
		in = append(in, service)
	}
	end := t.NumIn()
	if t.IsVariadic() {
		end--
	}
	for i := b.first; i < end; i++ {
		if i-b.first >= len(args) || args[i-b.first].Type() != t.In(i) {
			return nil, fmt.Errorf("argument %d does not fit", i)
		}
		in = append(in, args[i-b.first])
	}
	if t.IsVariadic() {
		for _, opt := range opts {
			in = append(in, reflect.ValueOf(opt))
		}
	}
	return v.Call(in), nil
}

// Service is the client itself or the field of it that has the type.
func Service(client any, t reflect.Type) (reflect.Value, error) {
	v := reflect.ValueOf(client)
	if v.Type() == t {
		return v, nil
	}
	if v.Kind() == reflect.Pointer && v.Elem().Kind() == reflect.Struct {
		for _, field := range v.Elem().Fields() {
			if field.Type() == t && field.CanInterface() {
				return field, nil
			}
		}
	}
	return reflect.Value{}, fmt.Errorf("the client has no %s", t)
}
