package lenient

import (
	"bytes"
	"encoding/json"

	"github.com/backup-sdk/backup-go/internal/jsonread"
)

// Collection is a list inside another object. A service that does not expand it
// sends Total 0 and no Items, however much there is, and Href, the address of
// the whole list: see Expanded. It may also be sent as a bare list, or as its
// address alone; null and other kinds are the empty Collection.
type Collection[T any] struct {
	// TypeName is the type's name on the server.
	TypeName string `json:"$type,omitempty,omitzero"`
	// Href is the address of the collection.
	Href string `json:"href"`
	// Total is how many items there are, or 0 when the collection is not
	// expanded.
	Total int64 `json:"total"`
	// Offset is how many items were skipped.
	Offset int64 `json:"offset,omitempty,omitzero"`
	// First is the address of the first page. A list that was asked for has it;
	// one inside another object has not.
	First string `json:"first,omitempty,omitzero"`
	// Items are the items that were sent along, normally none.
	Items []T `json:"items"`
}

// Expanded reports whether Items is all there is. When it is false nothing is
// known about what is in the collection, not even that it is empty: ask Href.
func (c *Collection[T]) Expanded() bool {
	switch {
	case c == nil || c.Offset > 0 || int64(len(c.Items)) < c.Total:
		return false
	case len(c.Items) > 0:
		return true
	}
	return c.First != ""
}

// IsZero reports whether nothing was sent.
func (c Collection[T]) IsZero() bool {
	return c.TypeName == "" && c.Href == "" && c.Total == 0 && c.Offset == 0 && c.First == "" && c.Items == nil
}

// UnmarshalJSON reads any JSON value; see [Collection].
func (c *Collection[T]) UnmarshalJSON(data []byte) error {
	data = bytes.Trim(data, " \t\r\n")
	*c = Collection[T]{}
	if len(data) == 0 {
		return json.Unmarshal(data, c) // the error of encoding/json
	}
	switch data[0] {
	case '[':
		var items List[T]
		err := json.Unmarshal(data, &items)
		if err == nil {
			c.Items, c.Total = items, int64(len(items))
		}
		return err
	case '"':
		return json.Unmarshal(data, &c.Href)
	case '{':
	default:
		var other json.RawMessage
		return json.Unmarshal(data, &other)
	}
	var wire struct {
		TypeName String  `json:"$type"`
		Href     String  `json:"href"`
		Total    Int     `json:"total"`
		Offset   Int     `json:"offset"`
		First    String  `json:"first"`
		Items    List[T] `json:"items"`
	}
	if err := json.Unmarshal(data, &wire); err != nil {
		return err
	}
	*c = Collection[T]{
		TypeName: string(wire.TypeName), Href: string(wire.Href), Total: wire.Total.Value,
		Offset: wire.Offset.Value, First: string(wire.First), Items: wire.Items,
	}
	return nil
}

// ReadJSON is UnmarshalJSON for the decoder of this module.
func (c *Collection[T]) ReadJSON(r *jsonread.Reader) bool {
	type plain Collection[T]
	return r.Object((*plain)(c))
}
