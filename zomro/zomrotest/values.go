package zomrotest

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/backup-sdk/backup-go/internal/billmgr"
)

// maxName is how many characters a name may have.
const maxName = 100

func text(n int64) string { return strconv.FormatInt(n, 10) }

func itoa(n int) string { return strconv.Itoa(n) }

func onOff(b bool) string {
	if b {
		return "on"
	}
	return "off"
}

func value(s string) billmgr.Value { return billmgr.Value{Text: s} }

func number(n int) billmgr.Value { return billmgr.Value{Text: strconv.Itoa(n)} }

// cents is an amount of money.
type cents int64

const currency = "EUR"

func (c cents) String() string { return fmt.Sprintf("%d.%02d", c/100, c%100) }

func (c cents) priced() string { return c.String() + " " + currency }

// day and moment write times as the service does: in its zone, without it.
func (s *service) day(t time.Time) string { return t.In(s.cfg.location).Format(time.DateOnly) }

func (s *service) moment(t time.Time) string { return t.In(s.cfg.location).Format(time.DateTime) }

// checkName trims a name.
func checkName(field, name string) (string, error) {
	trimmed := strings.TrimSpace(name)
	if n := utf8.RuneCountInString(trimmed); n == 0 || n > maxName {
		return "", invalid(field, name)
	}
	return trimmed, nil
}

// checkSwitch wants on or off; empty is neither.
func checkSwitch(field, text string) error {
	if text != "on" && text != "off" {
		return invalid(field, text)
	}
	return nil
}

// checkSize reads a number of GB within bounds.
func checkSize(field, size string, most int64) (int64, error) {
	n, err := strconv.ParseInt(size, 10, 64)
	if err != nil || n < 0 || n > most {
		return 0, invalid(field, size)
	}
	return n, nil
}

// without drops the elements that a test finds.
func without[T any](list []*T, drop func(*T) bool) []*T {
	var kept []*T
	for _, e := range list {
		if !drop(e) {
			kept = append(kept, e)
		}
	}
	return kept
}
