package jsonread

import (
	"bytes"
	"reflect"
	"slices"
	"strings"
)

// maxFields is how many fields of a struct can be told apart by bits.
const maxFields = 64

// structPlan is how a struct is read.
type structPlan struct {
	fields  []field
	names   *Names
	lengths [maxName + 1]bool // of the names, to rule most unknown members out
}

// maxName is the longest name of a field.
const maxName = 63

type field struct {
	name  string
	index int
	slot  uint8 // for the texts of this field
	plan  *plan
}

// structPlan is nil for structs whose rules are encoding/json's alone: those
// that embed others, or have tags that are not a plain name.
func (b *builder) structPlan(t reflect.Type) *structPlan {
	s := new(structPlan)
	var names []string
	for i := range t.NumField() {
		sf := t.Field(i)
		tag := sf.Tag.Get("json")
		name, options, _ := strings.Cut(tag, ",")
		if tag == "-" || !sf.IsExported() && !sf.Anonymous {
			continue
		}
		if name == "" {
			name = sf.Name
		}
		if sf.Anonymous || slices.Contains(strings.Split(options, ","), "string") || !isPlainName(name) {
			return nil
		}
		if slices.Contains(names, name) || len(name) > maxName {
			return nil
		}
		names = append(names, name)
		s.lengths[len(name)] = true
		b.slots++
		s.fields = append(s.fields, field{name: name, index: i, slot: b.slots, plan: b.build(sf.Type)})
	}
	if len(names) > maxFields {
		return nil
	}
	s.names = NewNames(names)
	return s
}

// readPlain fills a struct from an object. Null leaves it as it is.
func (s *structPlan) readPlain(r *Reader, v reflect.Value) bool {
	if r.Peek() != '{' {
		is, ok := r.null()
		return is && ok
	}
	return s.read(r, v, nil)
}

// read fills a struct from the object that is next. Members that are not known
// are for more, which may be nil.
func (s *structPlan) read(r *Reader, v reflect.Value, unknown keeper) bool {
	if !r.Enter() {
		return false
	}
	var seen uint64
	last := 0
	for first := true; ; first = false {
		i := s.names.Guess(&r.Scanner, last, first)
		if i < 0 {
			key, more := r.Key(first)
			if !more {
				return r.Err == nil
			}
			if key.Escaped || key.Wide {
				return false // it may be one of the names all the same
			}
			if i = s.names.Find(key.Raw); i < 0 {
				if s.resembles(key.Raw) {
					return false
				}
				value, ok := r.Value()
				if !ok {
					return false
				}
				if unknown != nil {
					unknown.keep(string(key.Raw), value)
				}
				continue
			}
			s.names.Learn(last, i)
		}
		last = i + 1
		if seen&(1<<i) != 0 {
			return false
		}
		seen |= 1 << i
		f := &s.fields[i]
		r.slot = f.slot
		if !f.plan.read(r, v.Field(f.index)) {
			return false
		}
	}
}

// resembles reports a key that is the name of a field but for its case.
func (s *structPlan) resembles(key []byte) bool {
	if len(key) > maxName || !s.lengths[len(key)] {
		return false
	}
	return slices.ContainsFunc(s.fields, func(f field) bool { return bytes.EqualFold(key, []byte(f.name)) })
}
