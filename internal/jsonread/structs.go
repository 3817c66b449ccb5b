package jsonread

import (
	"bytes"
	"reflect"
	"slices"
	"strings"

	"github.com/backup-sdk/backup-go/internal/jsonscan"
)

// maxFields is how many fields of a struct can be told apart by bits.
const maxFields = 64

// structPlan is how a struct is read.
type structPlan struct {
	fields  []field
	names   *jsonscan.Names
	lengths [maxName + 1]bool // of the names, to rule most unknown members out
}

// maxName is the longest name of a field.
const maxName = 63

type field struct {
	name  string
	index int
	read  *readFunc
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
		s.fields = append(s.fields, field{name: name, index: i, read: b.build(sf.Type)})
	}
	if len(names) > maxFields {
		return nil
	}
	s.names = jsonscan.NewNames(names)
	return s
}

// isPlainName reports a name that encoding/json takes as it is.
func isPlainName(name string) bool {
	for _, c := range []byte(name) {
		if c != '_' && c != '$' && c != '.' && !('a' <= c && c <= 'z') && !('A' <= c && c <= 'Z') && !('0' <= c && c <= '9') {
			return false
		}
	}
	return true
}

// read fills a struct from an object. Null leaves it as it is.
func (s *structPlan) read(d *decoder, v reflect.Value) bool {
	if d.Peek() != '{' {
		is, ok := d.null()
		return is && ok
	}
	if !d.Enter() {
		return false
	}
	var seen uint64
	for first := true; ; first = false {
		key, more := d.Key(first)
		if !more {
			return d.Err == nil
		}
		if key.Escaped || key.Wide {
			return false // it may be one of the names all the same
		}
		i := s.names.Find(key.Raw)
		if i < 0 {
			if s.resembles(key.Raw) || !d.Skip() {
				return false
			}
			continue
		}
		if seen&(1<<i) != 0 {
			return false
		}
		seen |= 1 << i
		f := &s.fields[i]
		if !(*f.read)(d, v.Field(f.index)) {
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
