package backup_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	backup "github.com/backup-sdk/backup-go"
)

func same(s string) string { return s }

// book serves pages by cursor and counts the fetches.
type book struct {
	pages   map[string]backup.Page[string]
	fetches int
}

func (b *book) fetch(_ context.Context, cursor string) (*backup.Page[string], error) {
	b.fetches++
	page, ok := b.pages[cursor]
	if !ok {
		return nil, errors.New("no page " + cursor)
	}
	return &page, nil
}

func TestPaginate(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name    string
		pages   map[string]backup.Page[string]
		want    []string
		fetches int
		err     string
	}{
		{"one page", map[string]backup.Page[string]{"": {Items: []string{"a", "b"}}}, []string{"a", "b"}, 1, ""},
		{"empty", map[string]backup.Page[string]{"": {}}, nil, 1, ""},
		{"three pages", map[string]backup.Page[string]{
			"": {Items: []string{"a"}, Next: "1"}, "1": {Items: []string{"b"}, Next: "2"}, "2": {Items: []string{"c"}},
		}, []string{"a", "b", "c"}, 3, ""},
		{"a page that repeats ends it", map[string]backup.Page[string]{
			"": {Items: []string{"a", "b"}, Next: "1"}, "1": {Items: []string{"a", "b"}, Next: "2"},
		}, []string{"a", "b"}, 2, ""},
		{"a page that overlaps", map[string]backup.Page[string]{
			"": {Items: []string{"a", "b"}, Next: "1"}, "1": {Items: []string{"b", "c"}, Next: "2"}, "2": {},
		}, []string{"a", "b", "c"}, 3, ""},
		{"a cursor that stands still", map[string]backup.Page[string]{
			"": {Items: []string{"a"}, Next: "1"}, "1": {Items: []string{"b"}, Next: "1"},
		}, []string{"a", "b"}, 2, ""},
		{"an error on the way", map[string]backup.Page[string]{"": {Items: []string{"a"}, Next: "9"}}, []string{"a"}, 2, "no page 9"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			b := &book{pages: tt.pages}
			got, err := backup.Collect(backup.Paginate(t.Context(), "", b.fetch, same), 0)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
			if b.fetches != tt.fetches {
				t.Errorf("%d fetches, want %d", b.fetches, tt.fetches)
			}
			text := ""
			if err != nil {
				text = err.Error()
			}
			if text != tt.err {
				t.Errorf("error %q, want %q", text, tt.err)
			}
		})
	}
}

func TestPaginateStopsWhenAsked(t *testing.T) {
	t.Parallel()
	endless := func(_ context.Context, cursor string) (*backup.Page[string], error) {
		n, _ := strconv.Atoi(cursor)
		return &backup.Page[string]{Items: []string{strconv.Itoa(n)}, Next: strconv.Itoa(n + 1)}, nil
	}
	got, err := backup.Collect(backup.Paginate(t.Context(), "", endless, same), 5)
	if err != nil || !slices.Equal(got, []string{"0", "1", "2", "3", "4"}) {
		t.Errorf("got %v, %v", got, err)
	}
	if _, err := backup.Collect(backup.Paginate(t.Context(), "", endless, nil), 0); !errors.Is(err, backup.ErrTooManyPages) {
		t.Errorf("an endless list ends with %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	n := 0
	for _, err := range backup.Paginate(ctx, "", endless, same) {
		if n++; n == 3 {
			cancel()
		}
		if n > 4 {
			t.Fatal("goes on after its context ended")
		}
		if err != nil && !errors.Is(err, context.Canceled) {
			t.Errorf("error %v", err)
		}
	}
	if n != 4 {
		t.Errorf("%d steps, want 3 entries and the error", n)
	}
}

// moving is a list that changes between two pages, as lists of services do:
// pages go by offset, newest first.
type moving struct {
	rows   []string
	size   int
	after  map[int]func(*moving) // changes after the n-th fetch
	lies   int                   // added to the count
	fetchs int
}

func (m *moving) fetch(_ context.Context, cursor string) (*backup.Page[string], error) {
	m.fetchs++
	offset, _ := strconv.Atoi(cursor)
	end := min(offset+m.size, len(m.rows))
	page := &backup.Page[string]{Total: len(m.rows) + m.lies}
	if offset < end {
		page.Items = slices.Clone(m.rows[offset:end])
	}
	if end < len(m.rows) {
		page.Next = strconv.Itoa(end)
	}
	if change := m.after[m.fetchs]; change != nil {
		change(m)
	}
	return page, nil
}

func numbered(prefix string, n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = prefix + strconv.Itoa(i)
	}
	return out
}

func TestPaginateListsThatChange(t *testing.T) {
	t.Parallel()
	insert := func(n int) func(*moving) {
		return func(m *moving) { m.rows = append(numbered("new", n), m.rows...) }
	}
	remove := func(from, to int) func(*moving) {
		return func(m *moving) { m.rows = slices.Delete(slices.Clone(m.rows), from, to) }
	}
	for _, tt := range []struct {
		name string
		list moving
		want int // of the 110 that were there at the start and stay
		err  error
	}{
		{"nothing changes", moving{}, 110, nil},
		{"as many new entries as a page has", moving{after: map[int]func(*moving){1: insert(10)}}, 110, nil},
		{"more new entries than a page has", moving{after: map[int]func(*moving){1: insert(25)}}, 110, nil},
		{"read entries are deleted", moving{after: map[int]func(*moving){2: remove(0, 15)}}, 95, nil},
		{"unread entries are deleted", moving{after: map[int]func(*moving){2: remove(50, 60)}}, 100, nil},
		{"one goes and one comes", moving{after: map[int]func(*moving){1: func(m *moving) { remove(0, 1)(m); insert(1)(m) }}}, 109, nil},
		{"the service counts more than it has", moving{lies: 3}, 110, backup.ErrIncomplete},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			list := tt.list
			list.rows, list.size = numbered("old", 110), 10
			there := slices.Clone(list.rows)
			got, err := backup.Collect(backup.Paginate(t.Context(), "", list.fetch, same), 0)
			if !errors.Is(err, tt.err) {
				t.Errorf("error %v, want %v", err, tt.err)
			}
			seen := make(map[string]int)
			for _, row := range got {
				if seen[row]++; seen[row] > 1 {
					t.Errorf("%s came twice", row)
				}
			}
			staying := 0
			for _, row := range there {
				if !slices.Contains(list.rows, row) {
					continue
				}
				staying++
				if seen[row] == 0 {
					t.Errorf("%s is missing", row)
				}
			}
			if staying != tt.want {
				t.Fatalf("the case keeps %d entries, want %d", staying, tt.want)
			}
		})
	}
}

func TestPaginateFromACursorIsNotCounted(t *testing.T) {
	t.Parallel()
	list := &moving{rows: numbered("old", 25), size: 10}
	got, err := backup.Collect(backup.Paginate(t.Context(), "10", list.fetch, same), 0)
	if err != nil || len(got) != 15 || got[0] != "old10" {
		t.Errorf("%d entries from %v, %v", len(got), got, err)
	}
}

func TestPaginateWithoutKeysIsReadOnce(t *testing.T) {
	t.Parallel()
	list := &moving{rows: numbered("old", 15), size: 10, lies: 1}
	got, err := backup.Collect(backup.Paginate(t.Context(), "", list.fetch, nil), 0)
	if !errors.Is(err, backup.ErrIncomplete) || len(got) != 15 || list.fetchs != 2 {
		t.Errorf("%d entries in %d pages, %v", len(got), list.fetchs, err)
	}
}

// What is there from the beginning to the end of an iteration is yielded, or the
// iteration says that something is missing, wherever entries go between two pages.
func TestPaginateAListThatShrinks(t *testing.T) {
	t.Parallel()
	for seed := range uint64(5000) {
		dice := rand.New(rand.NewPCG(seed, 6))
		size, list := 1+dice.IntN(5), make([]string, 1+dice.IntN(20))
		stays := make(map[string]bool)
		for i := range list {
			list[i] = strconv.Itoa(i)
			stays[list[i]] = true
		}
		got, err := backup.Collect(backup.Paginate(t.Context(), "", func(_ context.Context, cursor string) (*backup.Page[string], error) {
			from, _ := strconv.Atoi(cursor)
			from = min(from, len(list))
			to := min(from+size, len(list))
			page := &backup.Page[string]{Items: slices.Clone(list[from:to]), Total: len(list)}
			if to < len(list) {
				page.Next = strconv.Itoa(to)
			}
			if at := dice.IntN(3*len(list) + 1); at < len(list) {
				delete(stays, list[at])
				list = slices.Delete(list, at, at+1)
			}
			return page, nil
		}, func(s string) string { return s }), 0)
		for key := range stays {
			if err == nil && !slices.Contains(got, key) {
				t.Errorf("seed %d: %s is missing without a word", seed, key)
			}
		}
		if err != nil && !errors.Is(err, backup.ErrIncomplete) {
			t.Errorf("seed %d: %v", seed, err)
		}
	}
}
