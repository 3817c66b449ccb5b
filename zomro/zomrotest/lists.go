package zomrotest

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/backup-sdk/backup-go/gen/zomroapi"
)

// page is a part of a list with the numbers the service gives with it.
type page[T any] struct {
	rows             []T
	num, size, total int
}

// columns compare rows by what a list can be sorted by.
type columns[T any] map[string]func(a, b T) int

func byInt[T any](of func(T) int64) func(a, b T) int {
	return func(a, b T) int { return cmp.Compare(of(a), of(b)) }
}

func byText[T any](of func(T) string) func(a, b T) int {
	return func(a, b T) int { return strings.Compare(of(a), of(b)) }
}

func byTime[T any](of func(T) time.Time) func(a, b T) int {
	return func(a, b T) int { return of(a).Compare(of(b)) }
}

// paged cuts a page out of a list. Size, column and page of a request are kept
// for the next ones of the same function, as the service does.
func paged[T any](s *service, function string, rows []T, sortable columns[T], in zomroapi.ListForm) page[T] {
	v := s.view(function)
	if in.PageSize > 0 && int(in.PageSize) != v.size {
		v.size, v.page = int(in.PageSize), 0
	}
	if in.Sort != "" {
		v.sort = in.Sort
	}
	if in.PageNumber > 0 {
		v.page = int(in.PageNumber)
	}
	rows = slices.Clone(rows)
	sortBy(rows, v.sort, sortable)
	p := page[T]{num: max(1, v.page), size: v.size, total: len(rows)}
	if p.size == 0 {
		p.size = s.cfg.pageSize
	}
	from := len(rows)
	if p.num-1 <= len(rows)/p.size { // else the product may overflow
		from = min((p.num-1)*p.size, len(rows))
	}
	p.rows = rows[from:min(from+p.size, len(rows))]
	return p
}

// sortBy sorts rows by a column with its sign, such as "-createdate"; columns it
// does not know leave the order as it is.
func sortBy[T any](rows []T, column string, sortable columns[T]) {
	descending := strings.HasPrefix(column, "-")
	compare := sortable[strings.TrimLeft(column, "+- ")]
	if compare == nil {
		return
	}
	slices.SortStableFunc(rows, func(a, b T) int {
		if descending {
			return compare(b, a)
		}
		return compare(a, b)
	})
}
