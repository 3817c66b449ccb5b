// Package validate holds what the facades check inputs with before anything is
// sent.
package validate

import (
	"strconv"
	"strings"

	backup "github.com/backup-sdk/backup-go"
)

// Argument makes the errors of one provider's arguments.
type Argument string

// Invalid is an argument that is refused before anything is sent. Field is the
// Go path of what the caller wrote.
func (provider Argument) Invalid(field, reason string) error {
	return &backup.ArgumentError{Provider: string(provider), Field: field, Reason: reason}
}

// Positive refuses numbers that are no ids.
func (provider Argument) Positive(field string, id int64) error {
	if id <= 0 {
		return provider.Invalid(field, "must be positive")
	}
	return nil
}

// Segment refuses texts that cannot be one segment of a path.
func (provider Argument) Segment(field, id string) error {
	if id == "" || id == "." || id == ".." {
		return provider.Invalid(field, "must not be empty, . or ..")
	}
	return nil
}

// Cursor refuses a cursor that is no number, and gives its value; an empty one
// is 0.
func (provider Argument) Cursor(field, cursor string) (int64, error) {
	if cursor == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(cursor, 10, 64)
	if err != nil || n < 0 || strings.HasPrefix(cursor, "+") {
		return 0, provider.Invalid(field, "must be the Next of a page")
	}
	return n, nil
}

// FirstError returns the first error, nil if there is none.
func FirstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// NonNil makes a list that is sent as [] when it is empty.
func NonNil[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// Element names one element of a list in an error, such as "IDs[2]".
func Element(field string, i int) string { return field + "[" + strconv.Itoa(i) + "]" }
