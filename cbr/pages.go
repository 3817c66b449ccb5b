package cbr

import (
	"strconv"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/lenient"
)

// newPage makes a page of a list that goes by offset. The answers' own limit and
// offset are often missing, so the next offset is counted from the entries. A
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

// offsetOf reads the cursor that newPage made; an empty one is the start.
func offsetOf(cursor string, start int64) int64 {
	n, err := strconv.ParseInt(cursor, 10, 64)
	if err != nil {
		return start
	}
	return n
}
