package output

import (
	"encoding/json"
	"maps"
	"math"
	"math/big"
	"regexp"
	"slices"
	"strconv"
)

// JMESPath, as its library has it, counts in floats of 64 bits, and ids and bytes
// are longer than those can tell apart. So each number is given a float of its own,
// in the order of the numbers, and what comes out is given its number back:
// comparing, sorting and picking are exact, and only sums are as exact as floats.

// floats gives numbers floats, and floats their numbers.
type floats struct {
	of   map[string]float64
	back map[float64]json.Number
}

// maxDigits bounds a number whose value is looked at: what is longer is a text.
const maxDigits = 400

// exact is the value of a number, nil for one that is too long.
func exact(n json.Number) *big.Rat {
	if len(n) > maxDigits || !json.Valid([]byte(n)) { // 007 is a text
		return nil
	}
	if f, err := n.Float64(); err != nil || math.IsInf(f, 0) || f == 0 && n != "0" {
		return nil // its exponent would make it as long as it says
	}
	value, ok := new(big.Rat).SetString(n.String())
	if !ok {
		return nil
	}
	return value
}

// newFloats is for the numbers of a document and of an expression. Floats that tell
// them all as they are need no table.
func newFloats(numbers map[json.Number]bool) *floats {
	type entry struct {
		value *big.Rat
		text  json.Number
	}
	var list []entry
	needed := false
	for n := range numbers {
		value := exact(n)
		if value == nil {
			continue
		}
		f, _ := n.Float64() // exact has read it
		needed = needed || strconv.FormatFloat(f, 'f', -1, 64) != n.String() && !isShort(f, value)
		list = append(list, entry{value, n})
	}
	out := &floats{of: make(map[string]float64), back: make(map[float64]json.Number)}
	if !needed {
		return out
	}
	slices.SortFunc(list, func(a, b entry) int { return a.value.Cmp(b.value) })
	last := math.Inf(-1)
	for i, e := range list {
		if i > 0 && e.value.Cmp(list[i-1].value) == 0 { // 1.0 and 1
			out.of[e.text.String()] = last
			continue
		}
		f, _ := e.text.Float64() // exact has read it
		if f <= last {
			f = math.Nextafter(last, math.Inf(1))
		}
		out.of[e.text.String()], out.back[f], last = f, e.text, f
	}
	return out
}

// isShort reports that the float says the number in another way: 1.0 for 1.
func isShort(f float64, value *big.Rat) bool {
	same, ok := new(big.Rat).SetString(strconv.FormatFloat(f, 'g', -1, 64))
	return ok && same.Cmp(value) == 0
}

// collectNumbers finds the numbers of a tree, and texts that to_number makes one of.
func collectNumbers(v any, into map[json.Number]bool) {
	switch x := v.(type) {
	case *Object:
		for _, value := range x.Values {
			collectNumbers(value, into)
		}
	case []any:
		for _, item := range x {
			collectNumbers(item, into)
		}
	case json.Number:
		into[x] = true
	case string:
		const short = 15 // digits that a float always keeps
		if len(x) > short && number(x) != nil {
			into[json.Number(x)] = true
		}
	}
}

// plain makes a tree of maps and floats.
func (f *floats) plain(v any) any {
	switch x := v.(type) {
	case *Object:
		m := make(map[string]any, len(x.Keys))
		for key, value := range x.Values {
			m[key] = f.plain(value)
		}
		return m
	case []any:
		list := make([]any, len(x))
		for i, item := range x {
			list[i] = f.plain(item)
		}
		return list
	case json.Number:
		if own, ok := f.of[x.String()]; ok {
			return own
		}
		number, err := x.Float64()
		if err != nil {
			return x.String()
		}
		return number
	}
	return v
}

// tree makes a tree of what a search found.
func (f *floats) tree(v any) any {
	switch x := v.(type) {
	case map[string]any:
		o := NewObject()
		for _, key := range slices.Sorted(maps.Keys(x)) {
			o.Set(key, f.tree(x[key]))
		}
		return o
	case []any:
		list := make([]any, len(x))
		for i, item := range x {
			list[i] = f.tree(item)
		}
		return list
	case float64:
		if n, ok := f.back[x]; ok {
			return n
		}
		data, err := json.Marshal(x)
		if err != nil { // not a number
			return nil
		}
		return json.Number(data)
	}
	return v
}

// compareNumbers orders texts that are numbers by their values; ok is false when
// one is none.
func compareNumbers(a, b string) (order int, ok bool) {
	x, y := number(a), number(b)
	if x == nil || y == nil {
		return 0, false
	}
	return x.Cmp(y), true
}

// number is the value of a text that is a number as JSON has it, or with a sign.
func number(text string) *big.Rat {
	if !regexp.MustCompile(`^[-+]?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]{1,3})?$`).MatchString(text) || len(text) > maxDigits {
		return nil
	}
	value, ok := new(big.Rat).SetString(text)
	if !ok {
		return nil
	}
	return value
}
