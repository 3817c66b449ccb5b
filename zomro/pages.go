package zomro

import (
	"context"
	"strconv"

	backup "github.com/backup-sdk/backup-go"
)

// paging is the head of a list. The numbers are missing in lists that are not
// paged.
type paging struct {
	Size  *int64 `json:"p_cnt"`
	Total *int64 `json:"p_elems"`
}

// page makes a page of rows; number is the one that was asked for.
func page[T any](rows []T, number int64, p paging) backup.Page[T] {
	out := backup.Page[T]{Items: rows, Total: -1}
	if p.Total != nil && *p.Total >= 0 {
		out.Total = int(*p.Total)
	}
	if p.more(number, int64(len(rows))) {
		out.Next = strconv.FormatInt(number+1, 10)
	}
	return out
}

// more says whether another page may follow. When in doubt it does: a page too
// many is empty or repeats the last one, and the iteration ends.
func (p paging) more(number, rows int64) bool {
	sized := p.Size != nil && *p.Size > 0
	switch {
	case rows == 0:
		return false
	case p.Total != nil && *p.Total > 0 && sized:
		// Also when the product overflows: then there is no such page.
		return number <= *p.Total / *p.Size && number**p.Size < *p.Total
	case p.Total != nil && *p.Total > 0:
		return rows < *p.Total
	default:
		return sized && rows >= *p.Size
	}
}

// checkPaging reads the page of an input, the Next of the page before, and
// checks its size.
func checkPaging(next string, size int64) (number int64, err error) {
	number = 1
	if next != "" {
		if number, err = strconv.ParseInt(next, 10, 64); err != nil || number <= 0 {
			return 0, refuse("Page", "must be the Next of a page")
		}
	}
	if size < 0 {
		return 0, refuse("PageSize", "must not be negative")
	}
	return number, nil
}

// listPage reads one page of a list without numbers of its own.
func listPage[T any](ctx context.Context, c *wire, op backup.Operation, build builder, in any, number int64) (*backup.Page[T], error) {
	type list struct {
		paging

		Elem []T `json:"elem"`
	}
	doc, err := call[list](ctx, c, op, build, in)
	if err != nil {
		return nil, err
	}
	out := page(doc.Elem, number, doc.paging)
	return &out, nil
}
