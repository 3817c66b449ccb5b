package cloutility

import (
	"strconv"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/internal/validate"
	"github.com/backup-sdk/backup-go/lenient"
)

// checkPage validates the part of a list that an input asks for. Known servers
// send lists whole and may pay no attention to it.
func checkPage(input, cursor string, limit int64) error {
	_, err := argument.Cursor(input+".Cursor", cursor)
	return validate.FirstError(err, notNegative(input+".Limit", limit))
}

// pageOf makes a page of a list's response. There is another page when this one
// ends before the total and brought something.
func pageOf[T any](cursor string, list *lenient.Page[T], err error) (*backup.Page[T], error) {
	if err != nil {
		return nil, err
	}
	offset, err := argument.Cursor("Cursor", cursor)
	if err != nil {
		return nil, err
	}
	end := offset + int64(len(list.Items))
	page := &backup.Page[T]{Items: list.Items, Total: int(list.Total)}
	if list.Total < int64(len(list.Items)) { // it was not sent, or counts something else
		page.Total = int(end)
	}
	if len(list.Items) > 0 && end < list.Total {
		page.Next = strconv.FormatInt(end, 10)
	}
	return page, nil
}

// keyOf is the key of an entry by its id. Entries without one have no key.
func keyOf(id int64) string {
	if id == 0 {
		return ""
	}
	return strconv.FormatInt(id, 10)
}

// value is what a call returns as a value, not as a pointer.
func value[T any](p *T, err error) (T, error) {
	if err != nil {
		var none T
		return none, err
	}
	return *p, nil
}

// text is what a call returns that is one text.
func text(t *lenient.Text, err error) (string, error) {
	out, err := value(t, err)
	return string(out), err
}
