package billmgr

import (
	"reflect"
	"slices"
	"strings"

	"github.com/backup-sdk/backup-go/internal/jsonread"
)

// structPlan is how a struct is read: its fields by wire name, found without
// allocating.
type structPlan struct {
	fields   []field
	names    *jsonread.Names
	text     int   // first field of "$", -1 for none
	unparsed []int // index of the map of what did not parse, nil for none
	extra    []int // index of the map of unknown scalars, nil for none
	texts    []int // index of the map of translated texts, nil for none
}

type field struct {
	name  string
	index []int
	plan  *plan
	next  int  // another field of the same name, -1 for none
	one   bool // takes one value
}

func (b *builder) structPlan(t reflect.Type) (*structPlan, error) {
	c := collector{builder: b, plan: &structPlan{}, depth: make(map[string]int)}
	if err := c.collect(t, nil, nil); err != nil {
		return nil, err
	}
	c.plan.link(c.depth)
	return c.plan, nil
}

// collector gathers the fields of a struct and of those embedded in it.
type collector struct {
	*builder
	plan  *structPlan
	depth map[string]int // of the outermost struct that has the wire name
}

// collect adds the fields of t, which is embedded at index in the structs outer.
func (c *collector) collect(t reflect.Type, index []int, outer []reflect.Type) error {
	if slices.Contains(outer, t) {
		return nil // a struct that embeds a pointer to itself
	}
	outer = append(slices.Clip(outer), t)
	for i := range t.NumField() {
		sf := t.Field(i)
		tags := parseTags(sf)
		at := append(slices.Clip(index), i)
		var err error
		switch isMap := sf.Type == reflect.TypeFor[map[string]string](); {
		case tags.skip:
		case tags.embed != nil:
			err = c.collect(tags.embed, at, outer)
		case (tags.unparsed || tags.extra || tags.texts) && !isMap:
			err = &TypeError{Type: t, Field: sf.Name, Reason: "want a map[string]string"}
		case tags.unparsed:
			c.plan.unparsed = outermost(c.plan.unparsed, at)
		case tags.extra:
			c.plan.extra = outermost(c.plan.extra, at)
		case tags.texts:
			c.plan.texts = outermost(c.plan.texts, at)
		default:
			err = c.add(t, sf, tags, at)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// outermost picks the place in the outer struct, the first of two that are equal.
func outermost(a, b []int) []int {
	if a != nil && len(a) <= len(b) {
		return a
	}
	return b
}

func (c *collector) add(t reflect.Type, sf reflect.StructField, tags fieldTags, index []int) error {
	if least, seen := c.depth[tags.name]; seen && least < len(index) {
		return nil // hidden by a field of an outer struct
	}
	p, err := c.build(planKey{typ: sf.Type, text: tags.text})
	if err != nil {
		return &TypeError{Type: t, Field: sf.Name, Reason: err.Error()}
	}
	c.depth[tags.name] = len(index)
	c.plan.fields = append(c.plan.fields, field{name: tags.name, index: index, plan: p, one: !slices.Contains([]reflect.Kind{reflect.Slice, reflect.Map}, sf.Type.Kind())})
	return nil
}

// link drops fields that an outer struct hides, of which only the later ones were
// seen to be hidden so far, and makes the table of names.
func (s *structPlan) link(depth map[string]int) {
	kept := s.fields[:0]
	for _, f := range s.fields {
		if len(f.index) == depth[f.name] {
			kept = append(kept, f)
		}
	}
	s.fields = kept
	names := make([]string, len(kept))
	for i := range kept {
		names[i], kept[i].next = kept[i].name, -1
	}
	s.names = jsonread.NewNames(names)
	for i := range kept {
		first := s.lookup([]byte(kept[i].name))
		if first != i {
			kept[i].next, kept[first].next = kept[first].next, i
		}
	}
	s.text = s.lookup([]byte("$"))
}

// lookup gives the first field of that wire name, -1 if there is none.
func (s *structPlan) lookup(name []byte) int { return s.names.Find(name) }

// fieldTags is what the tags of a field say.
type fieldTags struct {
	name                   string
	text                   bool // dollar:"text"
	unparsed, extra, texts bool
	skip                   bool
	embed                  reflect.Type // the struct whose fields stand for this one
}

func parseTags(sf reflect.StructField) fieldTags {
	jsonTag := sf.Tag.Get("json")
	name, _, _ := strings.Cut(jsonTag, ",")
	dollar, rest, several := strings.Cut(sf.Tag.Get("dollar"), ",")
	options := strings.Split(rest, ",")
	tags := fieldTags{
		name:     name,
		text:     slices.Contains(options, "text") || dollar == "text" && !several,
		unparsed: slices.Contains(options, "unparsed"),
		extra:    slices.Contains(options, "extra"),
		texts:    slices.Contains(options, "texts"),
	}
	renamed := dollar != "" && (several || dollar != "text")
	switch {
	case renamed:
		tags.name = dollar
	case jsonTag == "-" && !tags.unparsed && !tags.extra && !tags.texts:
		tags.skip = true
	case sf.Anonymous && name == "":
		if tags.embed = embeddable(sf); tags.embed != nil {
			return tags
		}
	}
	if tags.name == "" {
		tags.name = sf.Name
	}
	tags.skip = tags.skip || !sf.IsExported()
	return tags
}

// embeddable gives the struct that an embedded field is read as, nil if it is a
// field like any other. A pointer to an unexported struct cannot be set.
func embeddable(sf reflect.StructField) reflect.Type {
	t := sf.Type
	if t.Kind() == reflect.Pointer && sf.IsExported() {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct || wellKnown(planKey{typ: t}) != nil {
		return nil
	}
	return t
}

// read fills a struct from an element, the first of an array, or a bare scalar.
func (s *structPlan) read(d *decoder, v reflect.Value) bool {
	switch d.Peek() {
	case '{':
		return s.readMembers(d, v)
	case '[':
		if !d.Enter() {
			return false
		}
		if !d.Item(true) {
			v.SetZero()
			d.absent = true
			return d.Err == nil
		}
		return s.read(d, v) && d.SkipItems(false)
	case 'n':
		v.SetZero()
		d.absent = true
		return d.Skip()
	}
	if s.text >= 0 {
		return s.readField(d, v, s.text)
	}
	v.SetZero()
	r, ok := d.scalar()
	if ok && len(r.text.Raw) > 0 {
		return d.miss(r.text)
	}
	d.absent = true
	return ok
}

func (s *structPlan) readMembers(d *decoder, v reflect.Value) bool {
	if !d.Enter() {
		return false
	}
	last := 0
	for first := true; ; first = false {
		var name []byte
		i := s.names.Guess(&d.Scanner, last, first)
		if i < 0 {
			key, more := d.Key(first)
			if !more {
				d.absent, d.failed = false, false
				return d.Err == nil
			}
			name = key.Bytes()
			if i = s.lookup(name); i >= 0 {
				s.names.Learn(last, i)
			}
		}
		var ok bool
		switch {
		case i >= 0:
			last = i + 1
			ok = s.readField(d, v, i)
		case s.extra != nil && (len(name) == 0 || name[0] != '$'):
			ok = s.readExtra(d, v, name)
		default:
			ok = d.Skip()
		}
		if !ok {
			return false
		}
	}
}

// readField reads the next value into the field i, and again into every other
// field of that name.
func (s *structPlan) readField(d *decoder, v reflect.Value, i int) bool {
	start := d.Pos
	for ; i >= 0; i = s.fields[i].next {
		f := &s.fields[i]
		d.Pos, d.absent, d.failed, d.translated = start, false, false, false
		if !f.plan.read(d, fieldOf(v, f.index)) {
			return false
		}
		if d.failed && s.unparsed != nil {
			put(fieldOf(v, s.unparsed), f.name, d.strings.Of(d.odd))
		}
		if d.translated && s.texts != nil && f.one {
			put(fieldOf(v, s.texts), f.name, d.strings.Of(d.text))
		}
	}
	d.absent, d.failed, d.translated = false, false, false
	return true
}

func (s *structPlan) readExtra(d *decoder, v reflect.Value, name []byte) bool {
	r, ok := d.scalar()
	t, present := r.pick(false)
	if !ok || !present {
		return ok
	}
	put(fieldOf(v, s.extra), string(name), d.strings.Of(t))
	d.translated = false
	if d.note(&r); d.translated && s.texts != nil {
		put(fieldOf(v, s.texts), string(name), d.strings.Of(d.text))
	}
	return true
}

// fieldOf gives a field, making the embedded structs on the way.
func fieldOf(v reflect.Value, index []int) reflect.Value {
	if len(index) == 1 {
		return v.Field(index[0])
	}
	for _, n := range index {
		if v.Kind() == reflect.Pointer {
			if v.IsNil() {
				v.Set(reflect.New(v.Type().Elem()))
			}
			v = v.Elem()
		}
		v = v.Field(n)
	}
	return v
}

// put adds to a map[string]string, making it first.
func put(m reflect.Value, key, text string) {
	if m.IsNil() {
		m.Set(reflect.MakeMap(m.Type()))
	}
	m.Interface().(map[string]string)[key] = text //nolint:forcetypeassert // checked by structPlan
}
