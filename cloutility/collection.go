package cloutility

import (
	"bytes"
	"context"
	"encoding/json"
	"iter"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/lenient"
)

// Collection is a list inside another object, such as the users of a business
// unit. It is normally not expanded: Total is 0 and Items are empty then,
// whatever is in it, and only Href tells where to ask. Expanded tells the two
// apart, also for a nil Collection; [Follow] gets the items.
type Collection[T any] = lenient.Collection[T]

// Follow yields the items of a collection: those that it holds when it is
// expanded, otherwise those that its Href returns, page after page.
//
// An Href that is empty, or whose scheme, host or port is not that of the
// client's address, is an invalid argument and nothing is sent: it comes from a
// response, and the call carries the user's token.
func Follow[T any](ctx context.Context, client *Client, from *Collection[T]) iter.Seq2[T, error] {
	if from.Expanded() {
		return func(yield func(T, error) bool) {
			for _, item := range from.Items {
				if !yield(item, nil) {
					return
				}
			}
		}
	}
	fetch := func(ctx context.Context, cursor string) (*backup.Page[numbered[T]], error) {
		switch {
		case client == nil:
			return nil, invalidArgument("client", "is nil")
		case from == nil:
			return nil, invalidArgument("Collection", "is nil: the response did not have it")
		}
		return followPage[numbered[T]](ctx, client, from.Href, cursor)
	}
	return func(yield func(T, error) bool) {
		for item, err := range backup.Paginate(ctx, "", fetch, func(n numbered[T]) string { return keyOf(n.id) }) {
			if !yield(item.value, err) {
				return
			}
		}
	}
}

func followPage[T any](ctx context.Context, c *Client, href, cursor string) (*backup.Page[T], error) {
	target, err := c.rest.Resolve("Collection.Href", href)
	if err != nil {
		return nil, err
	}
	if cursor != "" {
		query := target.Query()
		query.Set("offset", cursor)
		target.RawQuery = query.Encode()
	}
	r, err := c.rest.Custom(backup.Request{Path: target.String(), Idempotent: true})
	if err != nil {
		return nil, err
	}
	r.Op.ID, r.MayBeEmpty = "follow", false
	list := new(lenient.Page[T])
	err = c.rest.Do(ctx, r, list)
	return pageOf(cursor, list, err)
}

// numbered is an item of any type together with its id, 0 if it has none.
type numbered[T any] struct {
	value T
	id    int64
}

// UnmarshalJSON implements [json.Unmarshaler].
func (n *numbered[T]) UnmarshalJSON(data []byte) error {
	if data = bytes.TrimSpace(data); len(data) > 0 && data[0] == '{' {
		var ref struct {
			ID lenient.Int `json:"id"`
		}
		if err := json.Unmarshal(data, &ref); err != nil {
			return err
		}
		n.id = ref.ID.Value
	}
	return json.Unmarshal(data, &n.value)
}
