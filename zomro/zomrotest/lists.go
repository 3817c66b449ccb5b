package zomrotest

import (
	"cmp"
	"net/url"
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

// matchers say, by the name of a filter's field, whether a row matches what it
// wants.
type matchers map[string]func(want string) bool

// passes reports whether a filter lets a row pass. Empty fields do not filter.
func passes(filter url.Values, fields matchers) bool {
	for name, match := range fields {
		if want := filter.Get(name); want != "" && !match(want) {
			return false
		}
	}
	return true
}

// same wants the very text, whatever its case; part wants it somewhere inside.
func same(have string) func(string) bool {
	return func(want string) bool { return strings.EqualFold(have, want) }
}

func part(have string) func(string) bool {
	return func(want string) bool { return strings.Contains(strings.ToLower(have), strings.ToLower(want)) }
}

// keepFilter stores the fields of a filter that was submitted.
func (s *service) keepFilter(c callInfo, list string, fields []string) {
	kept := make(url.Values)
	for _, name := range fields {
		if v := c.form.Get(name); v != "" {
			kept.Set(name, v)
		}
	}
	v := s.view(list)
	v.filter, v.page = kept, 0
}

// filterForm is the filter of a list as it is stored.
func (s *service) filterForm(c callInfo, list string, fields []string) *form {
	f := newForm(c)
	for _, name := range fields {
		f.values[name] = s.view(list).filter.Get(name)
	}
	return f
}

// columnsOf the family of images, and what its filters ask for.
func imageColumns() columns[*image] {
	return columns[*image]{
		"id":         byInt(func(i *image) int64 { return i.ID }),
		"name":       byText(func(i *image) string { return i.Name }),
		"image_name": byText(func(i *image) string { return i.Name }),
		"createdate": byTime(func(i *image) time.Time { return i.Created }),
		"image_size": byInt(func(i *image) int64 { return i.SizeGB }),
	}
}
