package cloutility_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/jarcoal/httpmock"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cloutility"
)

// pager sends the consumption units 1 to total as some kind of server would.
func pager(total int, page func(offset int) (from, to int)) httpmock.Responder {
	return func(req *http.Request) (*http.Response, error) {
		offset, _ := strconv.Atoi(req.URL.Query().Get("offset")) // none is 0
		from, to := page(offset)
		var items []string
		for i := from; i < to; i++ {
			items = append(items, fmt.Sprintf(`{"id":%d,"name":"n%d"}`, i+1, i+1))
		}
		return httpmock.NewStringResponse(http.StatusOK, fmt.Sprintf(`{"total":%d,"items":[%s]}`, total, strings.Join(items, ","))), nil
	}
}

// TestAllComparesWithTotal meets the servers that may be out there. None of
// them makes a list shorter than it is without an error.
func TestAllComparesWithTotal(t *testing.T) {
	const total = 10
	for name, tt := range map[string]struct {
		page func(offset int) (from, to int)
		got  int
		says string
	}{
		"whole":            {func(int) (int, int) { return 0, total }, total, ""},
		"pages of 4":       {func(o int) (int, int) { return o, min(o+4, total) }, total, ""},
		"pages overlap":    {func(o int) (int, int) { return max(0, o-1), min(o+4, total) }, total, ""},
		"ignores offset":   {func(int) (int, int) { return 0, 4 }, 4, "4 of 10"},
		"of more than 5":   {func(int) (int, int) { return 0, 6 }, 6, "6 of 10"},
		"empty page":       {func(o int) (int, int) { return o, min(o+4, 8) }, 8, "8 of 10"},
		"nothing at first": {func(int) (int, int) { return 0, 0 }, 0, "0 of 10"},
	} {
		t.Run(name, func(t *testing.T) {
			client := mocked(t, pager(total, tt.page))
			got, err := backup.Collect(client.Consumers.All(t.Context(), 57, cloutility.ListConsumersInput{}), 0)
			if len(got) != tt.got {
				t.Errorf("%d entries, want %d", len(got), tt.got)
			}
			for i, c := range got {
				if c.ID != int64(i+1) {
					t.Errorf("entry %d has id %d", i, c.ID)
				}
			}
			if (tt.says == "") != (err == nil) || err != nil && (!errors.Is(err, backup.ErrIncomplete) || !strings.Contains(err.Error(), tt.says)) {
				t.Errorf("error %v, want %q", err, tt.says)
			}
			// Following an address is no different.
			followed, err := backup.Collect(cloutility.Follow(t.Context(), client, &cloutility.Collection[cloutility.Consumer]{Href: "/v1/x?a=b"}), 0)
			if len(followed) != tt.got || (tt.says == "") != (err == nil) {
				t.Errorf("followed: %d entries, %v", len(followed), err)
			}
		})
	}
	// Nobody may have a unit made because a list was cut short.
	client := mocked(t, pager(total, func(int) (int, int) { return 0, 4 }))
	if _, err := client.Enroll(t.Context(), cloutility.EnrollInput{Name: "n9", ConsumerID: 0}); err == nil {
		t.Error("enrolled on half a list")
	}
}

// TestAllOfAListThatChanges pages through a list in which entries come or go, at any
// place, between two pages. What is there from the beginning to the end is yielded,
// each entry once, or the iteration says that something is missing. (Where one
// entry goes and another comes between the same two pages, no count can tell.)
func TestAllOfAListThatChanges(t *testing.T) {
	whole := 0
	for seed := range uint64(400) {
		dice := rand.New(rand.NewPCG(seed, 6))
		shrinks, size, left := dice.IntN(2) == 0, 1+dice.IntN(5), dice.IntN(5)
		list := make([]int, 1+dice.IntN(20))
		for i := range list {
			list[i] = i + 1
		}
		stayed := make(map[int]bool)
		for _, id := range list {
			stayed[id] = true
		}
		last := len(list)
		client := mocked(t, func(req *http.Request) (*http.Response, error) {
			if !strings.HasSuffix(req.URL.Path, "/consumers") {
				return httpmock.NewStringResponse(http.StatusOK, "{}"), nil
			}
			offset, _ := strconv.Atoi(req.URL.Query().Get("offset"))
			var items []string
			for _, id := range list[min(offset, len(list)):min(offset+size, len(list))] {
				items = append(items, fmt.Sprintf(`{"id":%d,"name":"n%d"}`, id, id))
			}
			body := fmt.Sprintf(`{"total":%d,"items":[%s]}`, len(list), strings.Join(items, ","))
			if at := dice.IntN(len(list) + 1); left > 0 && dice.IntN(3) == 0 {
				if left--; !shrinks {
					last++
					list = slices.Insert(list, at, last)
				} else if at < len(list) {
					delete(stayed, list[at])
					list = slices.Delete(list, at, at+1)
				}
			}
			return httpmock.NewStringResponse(http.StatusOK, body), nil
		})
		seen := make(map[int]int)
		var failure error
		for c, err := range client.Consumers.All(t.Context(), 57, cloutility.ListConsumersInput{}) {
			if failure = err; err == nil {
				seen[int(c.ID)]++
			}
		}
		if failure != nil && !errors.Is(failure, backup.ErrIncomplete) {
			t.Fatalf("seed %d: %v", seed, failure)
		}
		for id, n := range seen {
			if n != 1 {
				t.Errorf("seed %d: entry %d came %d times", seed, id, n)
			}
		}
		if failure != nil {
			continue
		}
		whole++
		for id := range stayed {
			if seen[id] == 0 {
				t.Errorf("seed %d: entry %d was there all the time and is missing without a word", seed, id)
			}
		}
	}
	if whole < 200 {
		t.Errorf("only %d of 400 lists came without an error", whole)
	}
}

// TestEntriesWithoutIDs are not taken for one another.
func TestEntriesWithoutIDs(t *testing.T) {
	client := mocked(t, func(req *http.Request) (*http.Response, error) {
		body := `{"total":4,"items":[{"name":"a"},{"name":"b"}]}`
		if req.URL.Query().Get("offset") != "" {
			body = `{"total":4,"items":[{"name":"c"},{"name":"d"}]}`
		}
		return httpmock.NewStringResponse(http.StatusOK, body), nil
	})
	got, err := backup.Collect(client.Consumers.All(t.Context(), 57, cloutility.ListConsumersInput{}), 0)
	if err != nil || len(got) != 4 || got[3].Name != "d" {
		t.Errorf("%+v, %v", got, err)
	}
}
