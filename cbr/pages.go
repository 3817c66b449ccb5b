package cbr

import (
	"context"
	"iter"
	"strconv"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/lenient"
)

// newPage makes a page of a list that goes by offset. The responses' own limit
// and offset are often missing, so the next offset is counted from the entries. A
// count of 0 beside entries is one that was not sent.
func newPage[T any](items []T, offset int64, count lenient.Int) *backup.Page[T] {
	page := &backup.Page[T]{Items: items, Total: int(count.Value)}
	unknown := count.Text != "" || count.Value < 0 || count.Value == 0 && (len(items) > 0 || offset > 0)
	if unknown {
		page.Total = -1
	}
	next := offset + int64(len(items))
	if len(items) > 0 && (unknown || next < count.Value) {
		page.Next = strconv.FormatInt(next, 10)
	}
	return page
}

// wholeList is the page of a list that has no pages.
func wholeList[T any](items []T) *backup.Page[T] {
	return &backup.Page[T]{Items: items, Total: len(items)}
}

// allOf iterates over a list that has no pages.
func allOf[T any](ctx context.Context, list func(context.Context) (*backup.Page[T], error)) iter.Seq2[T, error] {
	return backup.Paginate(ctx, "", func(ctx context.Context, _ string) (*backup.Page[T], error) { return list(ctx) }, nil)
}

// checkWindow validates the cursor and the limit of a list, and returns how many
// entries the cursor leaves out. Input is the name of the list's input.
func checkWindow(input, cursor string, limit int64) (int64, error) {
	if limit < 0 || limit > maxLimit {
		return 0, invalidArgument(input+".Limit", "must be between 1 and 1000, or 0 for the service's default")
	}
	return argument.Cursor(input+".Cursor", cursor)
}

// byMarker makes the page of a list that began behind a marker: it has no next
// page by offset.
func byMarker[T any](page *backup.Page[T], marker string) *backup.Page[T] {
	if marker != "" {
		page.Next = ""
	}
	return page
}

// lastID is the marker of the page after this one, empty on an empty page.
func lastID[T any](items []T, id func(T) string) string {
	if len(items) == 0 {
		return ""
	}
	return id(items[len(items)-1])
}
