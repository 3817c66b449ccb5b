package backup

import (
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"iter"
)

// Page is one page of a list.
type Page[T any] struct {
	// Items are the entries of this page.
	Items []T
	// Total counts all entries that match, -1 where the service does not say.
	Total int
	// Next is where the next page begins: the Cursor of the list's own input. It
	// is empty on the last page.
	Next string
}

// Bounds of an iteration.
const (
	// maxPages ends an iteration whose service never does.
	maxPages = 100_000
	// maxStalls is how many pages in a row may bring nothing new while entries
	// are still missing.
	maxStalls = 3
	// maxSweeps is how often a list is read from its start: once more when
	// entries are missing, for they may have moved between two pages.
	maxSweeps = 2
)

// The ways in which an iteration over a list fails.
var (
	// ErrTooManyPages ends an iteration over a list that does not end.
	ErrTooManyPages = errors.New("backup: list does not end")
	// ErrIncomplete ends an iteration that got fewer entries than the service
	// counts: what came before is right, but something is missing.
	ErrIncomplete = errors.New("backup: list is incomplete")
)

// Paginate follows the pages of a list and yields each entry once. It begins
// with the given cursor (empty: the first page), passes each page's Next to
// fetch, and holds one page in memory beside eight bytes for each entry. An
// error ends the iteration as the last pair.
//
// Entries with a key that was yielded before are left out: some services repeat
// a page for ever, and entries move to the next page when others are made
// meanwhile. Entries whose key is empty have none and are always yielded; a nil
// key stands for that.
//
// Where the service tells how many entries there are, and fewer came, the list
// is read once more from its start, for entries that moved to an earlier page
// when others were deleted. When some are still missing the iteration ends with
// [ErrIncomplete]. An iteration that begins at a cursor is not compared: what
// lies before it is not known.
//
// Facades use it for their All methods; it is public for lists called through
// an escape hatch.
func Paginate[T any](ctx context.Context, cursor string, fetch func(ctx context.Context, cursor string) (*Page[T], error), key func(T) string) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var zero T
		p := pager[T]{fetch: fetch, key: key, seen: make(map[uint64]uint8), seed: maphash.MakeSeed()}
		for p.sweep = 1; ; p.sweep++ {
			goOn, err := p.run(ctx, cursor, yield)
			switch {
			case !goOn:
				return
			case err != nil:
				yield(zero, err)
				return
			case cursor != "" || p.complete():
				return
			case p.keyless || p.sweep == maxSweeps:
				yield(zero, fmt.Errorf("%w: %d of %d entries came", ErrIncomplete, p.got, p.total))
				return
			}
		}
	}
}

// pager is one iteration over a list.
type pager[T any] struct {
	fetch func(ctx context.Context, cursor string) (*Page[T], error)
	key   func(T) string

	seen    map[uint64]uint8 // the last sweep that met an entry, by the hash of its key
	seed    maphash.Seed
	keyless bool // entries without a key came: a second sweep would repeat them
	sweep   uint8

	got     int  // different entries of this sweep
	total   int  // what its last page counted, -1 when it did not
	most    int  // what any of its pages counted
	changed bool // its pages did not count the same
}

// complete reports whether a sweep met all entries that are known to be there.
// When the count changed on the way nobody knows which of them moved: a sweep that
// changes too is complete only if it met as many as there ever were, for those that
// it met may be gone, and have pulled others past it.
func (p *pager[T]) complete() bool {
	return p.total < 0 || p.got >= p.total && !p.changed || p.changed && p.sweep == maxSweeps && p.got >= p.most
}

// run reads the list once. It reports false when the caller wants no more.
func (p *pager[T]) run(ctx context.Context, cursor string, yield func(T, error) bool) (bool, error) {
	p.got, p.total, p.most, p.changed = 0, -1, -1, false
	stalls := 0
	for pages := range maxPages {
		if err := ctx.Err(); err != nil {
			return true, ContextError(ctx)
		}
		page, err := p.fetch(ctx, cursor)
		if err != nil {
			return true, err
		}
		if pages > 0 && page.Total != p.total {
			p.changed = true
		}
		p.total, p.most = page.Total, max(p.most, page.Total)
		before := p.got
		for _, item := range page.Items {
			if p.isNew(item) && !yield(item, nil) {
				return false, nil
			}
		}
		if p.got > before {
			stalls = 0
		} else {
			stalls++
		}
		if page.Next == "" || page.Next == cursor {
			return true, nil
		}
		if stalls > 0 && (p.total < 0 || p.got >= p.total || stalls == maxStalls) {
			return true, nil
		}
		cursor = page.Next
	}
	return true, ErrTooManyPages
}

// isNew counts an entry, and reports whether it has not been yielded before.
func (p *pager[T]) isNew(item T) bool {
	text := ""
	if p.key != nil {
		text = p.key(item)
	}
	if text == "" {
		p.keyless = true
		p.got++
		return true
	}
	k := maphash.String(p.seed, text)
	met := p.seen[k]
	if met != p.sweep {
		p.got++
		p.seen[k] = p.sweep
	}
	return met == 0
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
