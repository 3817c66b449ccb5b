package backup

import (
	"context"
	"errors"
	"iter"
)

// Page is one page of a list.
type Page[T any] struct {
	// Items are the entries of this page.
	Items []T
	// Total counts all entries that match, -1 where the service does not say.
	Total int
	// Next is where the next page begins: the value for the list's own
	// Offset, Page or Marker. It is empty on the last page.
	Next string
}

// maxPages ends an iteration whose service never does.
const maxPages = 100_000

// ErrTooManyPages ends an iteration over a list that does not end.
var ErrTooManyPages = errors.New("backup: list does not end")

// Paginate follows the pages of a list and yields each entry once. It begins
// with an empty cursor, passes each page's Next to fetch, and holds one page
// in memory. Entries whose key was on the page before are left out, and the
// iteration ends when a page brings nothing new: some services repeat a page
// for ever. A nil key accepts all entries. An error ends the iteration as the
// last pair.
//
// Facades use it for their All methods; it is public for lists called through
// an escape hatch.
func Paginate[T any](ctx context.Context, fetch func(ctx context.Context, cursor string) (*Page[T], error), key func(T) string) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var zero T
		cursor := ""
		var seen map[string]struct{}
		for range maxPages {
			if err := ctx.Err(); err != nil {
				yield(zero, ContextError(ctx))
				return
			}
			page, err := fetch(ctx, cursor)
			if err != nil {
				yield(zero, err)
				return
			}
			fresh := 0
			var keys map[string]struct{}
			if key != nil && page.Next != "" || seen != nil {
				keys = make(map[string]struct{}, len(page.Items))
			}
			for _, item := range page.Items {
				if keys != nil {
					k := key(item)
					keys[k] = struct{}{}
					if _, dup := seen[k]; dup {
						continue
					}
				}
				fresh++
				if !yield(item, nil) {
					return
				}
			}
			if page.Next == "" || page.Next == cursor || fresh == 0 {
				return
			}
			cursor, seen = page.Next, keys
		}
		yield(zero, ErrTooManyPages)
	}
}

// Collect gathers the entries of an iteration, at most limit of them (0 or
// less: all). With an error it returns what came before it.
func Collect[T any](seq iter.Seq2[T, error], limit int) ([]T, error) {
	var out []T
	for item, err := range seq {
		if err != nil {
			return out, err
		}
		out = append(out, item)
		if limit > 0 && len(out) >= limit {
			break
		}
	}
	return out, nil
}
