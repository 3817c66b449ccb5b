package zomro

import (
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

// pageNumber reads a page of an input: the Next of the page before.
func pageNumber(text string) (int64, error) {
	if text == "" {
		return 1, nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n <= 0 {
		return 0, refuse("Page", "must be the Next of a page")
	}
	return n, nil
}

func checkPageSize(size int64) error {
	if size < 0 {
		return refuse("PageSize", "must not be negative")
	}
	return nil
}
