package lenient

import (
	"bytes"
	"encoding/json"
	"errors"

	"github.com/backup-sdk/backup-go/internal/jsonread"
)

// Page is a list as a response. Documents do not say for each list whether it
// comes in an envelope, as a bare array, or as the one item there is; Page reads
// all three. A list inside another object is a [Collection].
type Page[T any] struct {
	// Href is the address of the list.
	Href string `json:"href"`
	// Total is how many items all pages have.
	Total int64 `json:"total"`
	// Offset is how many items come before this page.
	Offset int64 `json:"offset"`
	// First is the address of the first page.
	First string `json:"first"`
	// Items are the items of this page.
	Items []T `json:"items"`
}

var errNotList = errors.New("response is not a list")

// ReadResponse reads a whole response; see [Page].
func (p *Page[T]) ReadResponse(data []byte) error {
	data = bytes.TrimSpace(data)
	if len(data) > 0 && data[0] == '[' {
		err := jsonread.Unmarshal(data, &p.Items)
		p.Total = int64(len(p.Items))
		return err
	}
	// What else the envelope holds is not looked at: it must not make a list
	// unreadable.
	var envelope struct {
		Total int64 `json:"total"`
		Items []T   `json:"items"`
	}
	if err := jsonread.Unmarshal(data, &envelope); err != nil {
		return err
	}
	if p.Total, p.Items = envelope.Total, envelope.Items; p.Items != nil || p.Total != 0 {
		return nil
	}
	var one struct {
		Total *json.RawMessage `json:"total"`
		Items *json.RawMessage `json:"items"`
		ID    int64            `json:"id"`
	}
	if err := jsonread.Unmarshal(data, &one); err != nil {
		return errNotList
	}
	if one.ID > 0 && one.Total == nil && one.Items == nil {
		p.Items, p.Total = make([]T, 1), 1
		return jsonread.Unmarshal(data, &p.Items[0])
	}
	return nil
}
