package cloutility

import (
	"context"
	"fmt"
	"iter"
	"net/http"
	"strconv"

	backup "github.com/backup-sdk/backup-go"
)

// ListInput chooses a part of a list. Known servers answer lists whole and may
// pay no attention to it; the zero ListInput sends nothing and is right for
// them.
type ListInput struct {
	// Offset is how many items to skip.
	Offset int64
	// Limit is how many items to get at most; 0 leaves it to the server.
	Limit int64
}

// query validates the input and gives the parameters, nil where not to be sent.
func (in ListInput) query() (offset, limit *int64, err error) {
	if in.Offset < 0 {
		return nil, nil, refuse("ListInput.Offset", "must not be negative")
	}
	if in.Limit < 0 {
		return nil, nil, refuse("ListInput.Limit", "must not be negative")
	}
	if in.Offset > 0 {
		offset = &in.Offset
	}
	if in.Limit > 0 {
		limit = &in.Limit
	}
	return offset, limit, nil
}

// page makes a page of a list's envelope. There is another page when this one
// ends before the total and brought something.
func page[T any](in ListInput, total int64, items []T) *backup.Page[T] {
	end := in.Offset + int64(len(items))
	p := &backup.Page[T]{Items: items, Total: int(max(total, end))}
	if len(items) > 0 && end < total {
		p.Next = strconv.FormatInt(end, 10)
	}
	return p
}

// all follows the pages of a list. Items seen on the page before are left out:
// a server that pays no attention to offset answers the same page again. Items
// whose id is 0 have none and are never left out.
//
// When a page brings nothing new although fewer items came than the server
// counts, the iteration ends with an error: a list that is cut short without a
// word would make callers take what is there for missing.
func all[T any](ctx context.Context, list func(context.Context, ListInput) (*backup.Page[T], error), id func(*T) int64) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var got, before, total int // items so far, before the last page, and of the list
		var anonymous int64
		fetch := func(ctx context.Context, cursor string) (*backup.Page[T], error) {
			var in ListInput
			if cursor != "" {
				offset, err := strconv.ParseInt(cursor, 10, 64)
				if err != nil {
					return nil, refuse("ListInput.Offset", "is not a number")
				}
				in.Offset = offset
			}
			page, err := list(ctx, in)
			if err == nil {
				// A page that is sent again looks as if the list were longer.
				if before = got; total == 0 || page.Total < total {
					total = page.Total
				}
			}
			return page, err
		}
		var key func(T) string
		if id != nil {
			key = func(item T) string {
				if n := id(&item); n != 0 {
					return strconv.FormatInt(n, 10)
				}
				anonymous++
				return "#" + strconv.FormatInt(anonymous, 10)
			}
		}
		for item, err := range backup.Paginate(ctx, "", fetch, key) {
			if err == nil {
				got++
			}
			if !yield(item, err) || err != nil {
				return
			}
		}
		if got == before && got < total {
			var none T
			yield(none, &backup.Error{
				Provider: provider, Operation: "list", StatusCode: http.StatusOK, Attempts: 1,
				Message: fmt.Sprintf("list ended after %d of %d entries", got, total),
			})
		}
	}
}
