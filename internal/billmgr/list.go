package billmgr

import (
	"bytes"
	"encoding/json"
)

// List is a list of elements on the wire, for generated models. A list of one
// may be sent as its only element without the brackets, and an empty one as
// null, {} or "".
type List[T any] []T

// IsZero reports whether the list is nil, so that omitzero leaves it out, which
// is how an empty list is sent.
func (l List[T]) IsZero() bool { return l == nil }

// UnmarshalJSON reads an array, a single element or no element. Errors are those
// of the elements.
func (l *List[T]) UnmarshalJSON(data []byte) error {
	data = bytes.Trim(data, " \t\r\n")
	if len(data) > 0 && data[0] == '[' {
		items := make([]T, 0)
		if err := json.Unmarshal(data, &items); err != nil {
			return err
		}
		*l = items
		return nil
	}
	if isNothing(data) {
		*l = nil
		return nil
	}
	var item T
	if err := json.Unmarshal(data, &item); err != nil {
		return err
	}
	*l = List[T]{item}
	return nil
}

// isNothing reports whether data is null, {} or "".
func isNothing(data []byte) bool {
	if inner, ok := bytes.CutPrefix(data, []byte("{")); ok {
		return string(bytes.TrimLeft(inner, " \t\r\n")) == "}"
	}
	return string(data) == "null" || string(data) == `""`
}
