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

// list is the document of a list.
type list[T any] struct {
	paging

	Elem []T `json:"elem"`
}

// pageNumber is the page that an input asks for; input is the name of its type.
func pageNumber(input, cursor string, limit int64) (int64, error) {
	number, err := arg.Cursor(input+".Cursor", cursor)
	switch {
	case err != nil:
		return 0, err
	case cursor == "":
		number = 1
	case number == 0:
		return 0, arg.Invalid(input+".Cursor", "must be the Next of a page")
	}
	if limit < 0 {
		return 0, arg.Invalid(input+".Limit", "must not be negative")
	}
	return number, nil
}

// listPage has one page of a list read, which has no numbers of its own.
func listPage[T any](input, cursor string, limit int64, read func(number int64, out any) error) (*backup.Page[T], error) {
	number, err := pageNumber(input, cursor, limit)
	if err != nil {
		return nil, err
	}
	var doc list[T]
	if err := read(number, &doc); err != nil {
		return nil, err
	}
	out := page(doc.Elem, number, doc.paging)
	return &out, nil
}

// rowKey tells the rows of a list apart. Those without an id have none.
func rowKey(id int64) string {
	if id <= 0 {
		return ""
	}
	return text(id)
}
