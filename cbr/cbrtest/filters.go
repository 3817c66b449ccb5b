package cbrtest

import (
	"cmp"
	"context"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/backup-sdk/backup-go/internal/serve"
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

// newWindow reads the limit and the offset of a list.
func (s *service) newWindow(ctx context.Context, limit int64, cursor string) (window, error) {
	if !sent(ctx, "limit") {
		limit = s.pageSize
	}
	return windowOf(limit, cursor)
}

// windowOf checks a limit, and an offset that may be absent.
func windowOf(limit int64, offset string) (window, error) {
	w := window{limit: limit}
	if w.limit < 1 || w.limit > maxPage {
		return w, invalid("Parameter check failed: limit must be between 1 and 1000")
	}
	var err error
	if w.offset, err = strconv.ParseInt(cmp.Or(offset, "0"), 10, 64); err != nil || w.offset < 0 {
		return w, invalid("Parameter check failed: offset must not be negative")
	}
	return w, nil
}

// sent reports whether a request has a parameter, also with its zero value.
func sent(ctx context.Context, name string) bool {
	r := serve.HTTPRequest(ctx)
	return r != nil && r.URL.Query().Has(name)
}

// cut never returns nil: an empty list is sent as [].
func cut[T any](list []T, w window) []T {
	from := min(max(w.offset, 0), int64(len(list)))
	to := min(from+w.limit, int64(len(list)))
	return append([]T{}, list[from:to]...)
}

// sortable reports whether a sort parameter is absent or names keys and
// directions that exist.
func sortable[T any](order string, key func(name string) func(a, b T) int) bool {
	if order == "" {
		return true
	}
	for part := range strings.SplitSeq(order, ",") {
		name, dir, _ := strings.Cut(part, ":")
		if key(name) == nil || !known(dir, "asc", "desc") {
			return false
		}
	}
	return true
}

// sortBy orders a list by a sort parameter; a key without a direction is
// descending.
func sortBy[T any](list []T, order string, key func(name string) func(a, b T) int) {
	slices.SortStableFunc(list, func(a, b T) int {
		for part := range strings.SplitSeq(order, ",") {
			name, dir, _ := strings.Cut(part, ":")
			c := key(name)(a, b)
			if dir != "asc" {
				c = -c
			}
			if c != 0 {
				return c
			}
		}
		return 0
	})
}

// is reports whether a filter is absent or matches.
func is[T comparable](filter, value T) bool {
	var none T
	return filter == none || filter == value
}

// maybe does the same for filters whose zero value is one.
func maybe[T comparable](filter *T, value T) bool { return filter == nil || *filter == value }

func oneOf[T comparable](filter []T, value T) bool {
	return len(filter) == 0 || slices.Contains(filter, value)
}

// known reports whether a filter is absent or has one of the values that exist.
func known[T comparable](filter T, values ...T) bool {
	var none T
	return filter == none || slices.Contains(values, filter)
}

// among reports whether a value that must be there is one of those that exist.
func among[T comparable](value T, values ...T) bool { return slices.Contains(values, value) }

func inProject(filter string, v *vault) bool {
	return filter == "" || filter == allProjects || filter == v.spec.EnterpriseProject
}

func within(t, from, to time.Time) bool {
	return (from.IsZero() || !t.Before(from)) && (to.IsZero() || !t.After(to))
}
