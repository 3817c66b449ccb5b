package cbrtest

import (
	"regexp"
	"slices"
	"time"
)

// allProjects asks for the entries of all enterprise projects.
const allProjects = "all_granted_eps"

// nameForm is what names may consist of; their length is checked apart.
var nameForm = regexp.MustCompile(`^[\x{4E00}-\x{9FA5}\x{F900}-\x{FA2D}a-zA-Z0-9_-]*$`)

const (
	maxPage        = 1000
	maxName        = 64
	maxDescription = 255
	maxDetails     = 256
)

// window is the part of a list that is asked for.
type window struct{ limit, offset int64 }

func newWindow(limit, offset *int64) (window, error) {
	w := window{limit: maxPage}
	if limit != nil {
		w.limit = *limit
	}
	if offset != nil {
		w.offset = *offset
	}
	if w.limit < 1 || w.limit > maxPage {
		return w, invalid("Parameter check failed: limit must be between 1 and 1000")
	}
	if w.offset < 0 {
		return w, invalid("Parameter check failed: offset must not be negative")
	}
	return w, nil
}

// cut never returns nil: an empty list is sent as [].
func cut[T any](list []T, w window) []T {
	from := min(w.offset, int64(len(list)))
	to := min(from+w.limit, int64(len(list)))
	return append([]T{}, list[from:to]...)
}

// is reports whether a filter is absent or matches.
func is[T comparable](filter *T, value T) bool { return filter == nil || *filter == value }

func oneOf[T comparable](filter *[]T, value T) bool {
	return filter == nil || slices.Contains(*filter, value)
}

// known reports whether a filter is absent or has one of the values that exist.
func known[T comparable](filter *T, values ...T) bool {
	return filter == nil || slices.Contains(values, *filter)
}

func inProject(filter *string, v *vault) bool {
	return filter == nil || *filter == allProjects || *filter == v.spec.EnterpriseProject
}

func within(t time.Time, from, to *time.Time) bool {
	return (from == nil || !t.Before(*from)) && (to == nil || !t.After(*to))
}
