package billmgr

import "reflect"

// readAny reads into an interface: a scalar is its string, an array a []any, and
// an element with children or attributes other than "$orig" a map[string]any by
// wire names.
func readAny(d *decoder, v reflect.Value) bool {
	value, ok := d.any()
	v.SetZero()
	if value != nil {
		v.Set(reflect.ValueOf(value))
	}
	d.absent = value == nil
	return ok
}

func (d *decoder) any() (any, bool) {
	switch d.Peek() {
	case '{':
		return d.anyElement()
	case '[':
		if !d.Enter() {
			return nil, false
		}
		items := []any{}
		for d.Item(len(items) == 0) {
			item, ok := d.any()
			if !ok {
				return nil, false
			}
			items = append(items, item)
		}
		return items, d.Err == nil
	}
	r, ok := d.scalar()
	if !ok || !r.hasText {
		return nil, ok
	}
	return d.strings.Of(r.text), true
}

func (d *decoder) anyElement() (any, bool) {
	if !d.Enter() {
		return nil, false
	}
	var members map[string]any
	var text, orig any
	for first := true; ; first = false {
		key, more := d.Key(first)
		if !more {
			break
		}
		value, ok := d.any()
		if !ok {
			return nil, false
		}
		switch name := d.strings.Of(key); name {
		case "$":
			text = value
		case "$orig":
			orig = value
		default:
			if members == nil {
				members = make(map[string]any)
			}
			members[name] = value
		}
	}
	if members == nil {
		if orig != nil && orig != "" {
			return orig, d.Err == nil
		}
		return text, d.Err == nil
	}
	if text != nil {
		members["$"] = text
	}
	if orig != nil {
		members["$orig"] = orig
	}
	return members, d.Err == nil
}
