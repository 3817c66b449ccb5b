package cloutility

import (
	"net/url"
	"strings"
	"time"

	"github.com/backup-sdk/backup-go/internal/validate"
)

// argument makes the errors of arguments that are not sent.
const argument = validate.Argument(provider)

// invalidArgument is the error of an argument that is not sent. Field is the Go
// path of what the caller wrote.
func invalidArgument(field, reason string) error { return argument.Invalid(field, reason) }

// required wants a text that is not blank.
func required(field, text string) error {
	if strings.TrimSpace(text) == "" {
		return invalidArgument(field, "is empty")
	}
	return nil
}

// notNegative wants an id, or none.
func notNegative(field string, n int64) error {
	if n < 0 {
		return invalidArgument(field, "must not be negative")
	}
	return nil
}

// maxDayOfMonth is the last day that a month can have.
const maxDayOfMonth = 31

// optional wants a number that is not negative, or none.
func optional[N int64 | float64](field string, n *N) error {
	if n != nil && *n < 0 {
		return invalidArgument(field, "must not be negative")
	}
	return nil
}

// notEmpty wants an input with something in it.
func notEmpty(input string, empty bool) error {
	if empty {
		return invalidArgument(input, "is empty")
	}
	return nil
}

// percentage wants a share in percent.
func percentage(field string, n float64) error {
	const all = 100
	if !(n >= 0 && n <= all) { // NaN neither
		return invalidArgument(field, "must be from 0 to 100")
	}
	return nil
}

// pageAddress wants the absolute address of a web page.
func pageAddress(field, address string) error {
	u, err := url.Parse(address)
	switch {
	case address == "":
		return invalidArgument(field, "is empty")
	case err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http":
		return invalidArgument(field, "is not the address of a web page")
	}
	return nil
}

// checkRef wants a reference to something with an id that can be; nil refers to
// nothing.
func checkRef(field string, ref *ObjectRef) error {
	if ref == nil {
		return nil
	}
	return argument.Positive(field+".ID", ref.ID)
}

func checkRefs(field string, refs []ObjectRef) error {
	for i := range refs {
		if err := checkRef(validate.Element(field, i), &refs[i]); err != nil {
			return err
		}
	}
	return nil
}

// checkIDs wants ids, at least one.
func checkIDs(field string, ids []int64) error {
	if len(ids) == 0 {
		return invalidArgument(field, "is empty")
	}
	for i, id := range ids {
		if err := argument.Positive(validate.Element(field, i), id); err != nil {
			return err
		}
	}
	return nil
}

// period wants an end that is not before the start, and gives both in UTC. Zero
// is open.
func period(input string, start, end *time.Time) error {
	if !end.IsZero() && end.Before(*start) {
		return invalidArgument(input+".End", "is before Start")
	}
	*start, *end = start.UTC(), end.UTC()
	return nil
}

// startedPeriod is period for lists that need a start.
func startedPeriod(input string, start, end *time.Time) error {
	if start.IsZero() {
		return invalidArgument(input+".Start", "is zero")
	}
	return period(input, start, end)
}

// day is a date of a path.
func day(field string, date time.Time) (string, error) {
	if date.IsZero() {
		return "", invalidArgument(field, "is zero")
	}
	return date.Format(time.DateOnly), nil
}

// hasControl reports bytes that would end a header line or be rejected there.
func hasControl(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f })
}
