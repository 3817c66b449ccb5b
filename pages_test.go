package backup_test

import (
	"context"
	"errors"
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
			got, err := backup.Collect(backup.Paginate(t.Context(), b.fetch, same), 0)
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
	got, err := backup.Collect(backup.Paginate(t.Context(), endless, same), 5)
	if err != nil || !slices.Equal(got, []string{"0", "1", "2", "3", "4"}) {
		t.Errorf("got %v, %v", got, err)
	}
	if _, err := backup.Collect(backup.Paginate(t.Context(), endless, nil), 0); !errors.Is(err, backup.ErrTooManyPages) {
		t.Errorf("an endless list ends with %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	n := 0
	for _, err := range backup.Paginate(ctx, endless, same) {
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
