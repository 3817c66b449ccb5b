package cbr

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/backup-sdk/backup-go/internal/validate"
)

// argument makes the errors of invalid arguments, before anything is sent. Their
// field is the Go path of what the caller wrote.
const argument = validate.Argument(provider)

func invalidArgument(field, reason string) error { return argument.Invalid(field, reason) }

// The limits the service documents and keeps. Doubtful ones are left to it.
const (
	maxLimit        = 1000
	maxName         = 64
	maxDescription  = 255
	maxResources    = 256
	maxResourceName = 255
	maxSort         = 255
	maxPercent      = 100
	maxConsoleURL   = 255
)

// notInName reports characters that names of backups do not have: all but
// letters, digits, _, - and the Chinese characters the service lists.
func notInName(r rune) bool {
	switch {
	case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '_', r == '-',
		r >= 0x4E00 && r <= 0x9FA5, r >= 0xF900 && r <= 0xFA2D:
		return false
	default:
		return true
	}
}

// toSecond gives a time the form the service reads: UTC, whole seconds.
func toSecond(t time.Time) time.Time { return t.UTC().Truncate(time.Second) }

// checkPeriod validates the bounds of a list. Input is the name of its input.
func checkPeriod(input string, from, to time.Time) error {
	if !from.IsZero() && !to.IsZero() && to.Before(from) {
		return invalidArgument(input+".EndTime", "is before StartTime")
	}
	return nil
}

// checkIDs validates a list whose entries must not be empty.
func checkIDs(field string, ids []string) error {
	for i, id := range ids {
		if id == "" {
			return invalidArgument(validate.Element(field, i), "is empty")
		}
	}
	return nil
}

// checkSome validates a list that must have entries, none of them empty.
func checkSome(field string, ids []string) error {
	if len(ids) == 0 {
		return invalidArgument(field, "has no entries")
	}
	return checkIDs(field, ids)
}

// checkCount validates the number of entries of a list that must not be empty.
func checkCount(field string, n, limit int) error {
	if n < 1 || n > limit {
		return invalidArgument(field, "must have 1 to "+strconv.Itoa(limit)+" entries")
	}
	return nil
}

// checkNeeded validates a field the service requires.
func checkNeeded(field, value string) error {
	if strings.TrimSpace(value) == "" {
		return invalidArgument(field, "is empty")
	}
	return nil
}

func checkLength(field, value string, limit int) error {
	if utf8.RuneCountInString(value) > limit {
		return invalidArgument(field, "has more than "+strconv.Itoa(limit)+" characters")
	}
	return nil
}

// checkName validates a name that may be left out.
func checkName(field, name string) error {
	if strings.ContainsFunc(name, notInName) {
		return invalidArgument(field, "may hold letters, digits, Chinese characters, _ and - only")
	}
	return checkLength(field, name, maxName)
}

func checkText(field, text string) error {
	if strings.ContainsAny(text, "<>") {
		return invalidArgument(field, "must not hold < or >")
	}
	return checkLength(field, text, maxDescription)
}

func checkRange(field string, n, from, to int64) error {
	if n < from || n > to {
		return invalidArgument(field, "must be between "+strconv.FormatInt(from, 10)+" and "+strconv.FormatInt(to, 10))
	}
	return nil
}

// checkResources validates resources of any number.
func checkResources(field string, resources []Resource) error {
	if len(resources) > maxResources {
		return invalidArgument(field, "has more than 256 entries")
	}
	for i, r := range resources {
		at := validate.Element(field, i) + "."
		if err := validate.FirstError(checkNeeded(at+"ID", r.ID), checkNeeded(at+"Type", string(r.Type)), checkLength(at+"Name", r.Name, maxResourceName)); err != nil {
			return err
		}
		if r.ExtraInfo == nil {
			continue
		}
		if err := checkIDs(at+"ExtraInfo.ExcludeVolumes", r.ExtraInfo.ExcludeVolumes); err != nil {
			return err
		}
		if n := slices.IndexFunc(r.ExtraInfo.IncludeVolumes, func(v IncludeVolume) bool { return v.ID == "" }); n >= 0 {
			return invalidArgument(validate.Element(at+"ExtraInfo.IncludeVolumes", n)+".ID", "is empty")
		}
	}
	return nil
}
