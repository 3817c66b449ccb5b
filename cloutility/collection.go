package cloutility

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"iter"
	"net/http"
	"net/url"
	"strconv"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/internal/rest"
	"github.com/backup-sdk/backup-go/lenient"
)

// Collection is a list inside another object, such as the users of a business
// unit. It is normally not expanded: Total is 0 and Items are empty then,
// whatever is in it, and only Href tells where to ask. Expanded tells the two
// apart, also for a nil Collection; [Follow] gets the items.
type Collection[T any] = lenient.Collection[T]

// Follow yields the items of a collection: those that it holds when it is
// expanded, otherwise those that its Href answers, page after page.
//
// An Href that is empty, or whose scheme, host or port is not that of the
// client's address, is refused before anything is sent: it comes from an
// answer, and the call carries the user's token.
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
	fetch := func(ctx context.Context, in ListInput) (*backup.Page[numbered[T]], error) {
		switch {
		case client == nil:
			return nil, refuse("client", "is nil")
		case from == nil:
			return nil, refuse("Collection", "is nil: the answer did not have it")
		}
		return followPage[numbered[T]](ctx, client, from.Href, in)
	}
	return func(yield func(T, error) bool) {
		for item, err := range all(ctx, fetch, func(n *numbered[T]) int64 { return n.id }) {
			if !yield(item.value, err) {
				return
			}
		}
	}
}

func followPage[T any](ctx context.Context, c *Client, href string, in ListInput) (*backup.Page[T], error) {
	target, err := c.resolve("Collection.Href", href)
	if err != nil {
		return nil, err
	}
	if in.Offset > 0 {
		query := target.Query()
		query.Set("offset", strconv.FormatInt(in.Offset, 10))
		target.RawQuery = query.Encode()
	}
	req, err := http.NewRequest(http.MethodGet, target.String(), http.NoBody) //nolint:noctx // rest.Do takes it
	if err != nil {
		return nil, refuse("Collection.Href", "is not a URL")
	}
	op := backup.Operation{Provider: provider, ID: "follow", Method: http.MethodGet, Idempotent: true}
	answer, err := rest.Do[envelope[T]](ctx, c.rest, op, req)
	if err != nil {
		return nil, err
	}
	return page(in, answer.Total, answer.Items), nil
}

// resolve makes the URL of a path, or of an address that an answer gave. Field
// is what the input is called in errors.
func (c *Client) resolve(field, ref string) (*url.URL, error) {
	target, err := c.rest.Resolve(field, ref)
	var refused *backup.ArgumentError
	if errors.As(err, &refused) {
		return nil, refuse(field, refused.Reason)
	}
	return target, err
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
