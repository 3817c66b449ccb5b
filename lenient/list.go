package lenient

import (
	"bytes"
	"encoding/json"
	"errors"

	"github.com/backup-sdk/backup-go/internal/jsonread"
)

// List is a list that may also be sent as its only element without the
// brackets. Null is the nil list.
type List[T any] []T

// IsZero reports whether the list is nil, so that omitzero leaves it out; an
// empty list that was sent as [] is not zero.
func (l List[T]) IsZero() bool { return l == nil }

// UnmarshalJSON reads an array, a single value or null. An element of an
// unexpected kind is kept as far as it can be read, as encoding/json does; a
// single value that is no element at all (a text where objects are listed) gives
// the nil list.
func (l *List[T]) UnmarshalJSON(data []byte) error {
	data = bytes.Trim(data, " \t\r\n")
	if len(data) > 0 && data[0] == '[' {
		items := make([]T, 0)
		err := ignoreKind(json.Unmarshal(data, &items))
		if err == nil {
			*l = items
		}
		return err
	}
	*l = nil
	if bytes.Equal(data, []byte("null")) {
		return nil
	}
	var item T
	err := json.Unmarshal(data, &item)
	switch {
	case err == nil:
		*l = List[T]{item}
		return nil
	case len(data) > 0 && data[0] == '{' && ignoreKind(err) == nil:
		// An object with one odd field; if T is no object at all, nothing of it
		// was read and there is no element.
		if probe := new(T); json.Unmarshal([]byte("{}"), probe) == nil {
			*l = List[T]{item}
		}
	}
	return ignoreKind(err)
}

// ReadJSON is UnmarshalJSON for the decoder of this module.
func (l *List[T]) ReadJSON(r *jsonread.Reader) bool { return r.List((*[]T)(l)) }

// ignoreKind drops the error for a JSON value of an unexpected kind, after which
// encoding/json has read everything else.
func ignoreKind(err error) error {
	if _, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return nil
	}
	return err
}
