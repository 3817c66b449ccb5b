package jsonread

import "reflect"

// Grow makes room in a slice for more elements of an array that began at start
// and of which n are read. After a few of them the rest of the document tells
// how many there will be, which saves most of the copies of a long list. The
// guess is only trusted as far as it costs no more memory than the document
// itself, so a document cannot claim room that it does not fill.
func (s *Scanner) Grow(v reflect.Value, n, start int) {
	const sample = 8
	if n == 0 {
		v.Grow(1)
		return
	}
	consumed, left := s.Pos-start, len(s.Data)-s.Pos
	size := max(1, 2*n)
	if n >= sample {
		// In 64 bits, since the product outgrows an int of 32.
		guess := int64(n) + int64(n)*int64(left)/int64(consumed)
		guess += guess/32 + 1
		if guess <= int64(consumed+left)/max(1, int64(v.Type().Elem().Size())) { //nolint:gosec // a type's size
			size = max(size, int(guess))
		}
	} else {
		size = sample
	}
	larger := reflect.MakeSlice(v.Type(), n, size)
	reflect.Copy(larger, v)
	v.Set(larger)
}

// Trim gives back room that Grow guessed and that a long list did not fill.
func Trim(v reflect.Value) {
	n := v.Len()
	if v.Cap() > n+n/4+1 {
		exact := reflect.MakeSlice(v.Type(), n, n)
		reflect.Copy(exact, v)
		v.Set(exact)
	}
}
