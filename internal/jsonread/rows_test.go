package jsonread_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/backup-sdk/backup-go/internal/jsonread"
)

// readInts reads an array with the room that Grow makes, and counts the copies.
func readInts(in string) (items []int, copies int) {
	s := scan(in)
	v := reflect.ValueOf(&items).Elem()
	start, n := s.Pos, 0
	s.Enter()
	for ; s.Item(n == 0); n++ {
		if n == v.Cap() {
			s.Grow(v, n, start)
			copies++
		}
		v.SetLen(n + 1)
		token, _, _ := s.Literal()
		_ = json.Unmarshal(token.Raw, v.Index(n).Addr().Interface())
	}
	jsonread.Trim(v)
	return items, copies
}

func TestGrow(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, 2, 7, 8, 9, 100, 1000, 10_000} {
		want := make([]int, n)
		for i := range want {
			want[i] = 100_000_000 + i
		}
		in, err := json.Marshal(want)
		if err != nil {
			t.Fatal(err)
		}
		got, copies := readInts(string(in))
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%d items came out as %d", n, len(got))
		}
		if c := cap(got); c > n+n/4+1 {
			t.Errorf("%d items have room for %d", n, c)
		}
		if copies > 3 { // one, eight, all
			t.Errorf("%d items were copied %d times", n, copies)
		}
	}
}

// TestGrowIsBounded checks that a document cannot claim more room than it has
// bytes: its first items are the smallest there are.
func TestGrowIsBounded(t *testing.T) {
	t.Parallel()
	in := `[` + strings.Repeat(`1,`, 8) + `1,` + strings.Repeat(" ", 1_000_000) + `1]`
	s := scan(in)
	var items []int
	v := reflect.ValueOf(&items).Elem()
	n := 0
	for s.Enter(); s.Item(n == 0); n++ {
		if n == v.Cap() {
			s.Grow(v, n, 0)
		}
		if room := v.Cap() * int(v.Type().Elem().Size()); room > max(len(in), 8*32) {
			t.Fatalf("%d items: %d bytes of room", n, room)
		}
		v.SetLen(n + 1)
		s.Literal()
	}
	if n != 10 {
		t.Errorf("%d items", n)
	}
}

// TestRoom checks how many elements the room is for that Grow makes.
func TestRoom(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name          string
		element       any
		n             int
		before        int // bytes of the document in front of the array
		read, further int // bytes of the array so far, and after that
		want          int
	}{
		{"the first", int64(0), 0, 0, 1, 1_000, 1},
		{"the second", int64(0), 1, 0, 10, 1_000, 8},
		{"too few to tell", int64(0), 7, 0, 70, 1_000, 8},
		{"eight of a size, as many again and a half", int64(0), 8, 0, 80, 120, 21},
		{"what is before the array does not count", int64(0), 8, 500, 80, 120, 21},
		{"some more than a guess of many", byte(0), 8, 0, 80, 9_920, 1_032},
		{"a short rest", int64(0), 100, 0, 10_000, 10, 200},
		{"as much as the document", [10]byte{}, 8, 0, 84, 336, 42},
		{"more than the document", [10]byte{}, 8, 0, 84, 315, 16},
		{"elements without a size", struct{}{}, 8, 0, 80, 120, 21},
	} {
		s := jsonread.Scanner{Data: make([]byte, tt.before+tt.read+tt.further), Pos: tt.before + tt.read}
		v := reflect.New(reflect.SliceOf(reflect.TypeOf(tt.element))).Elem()
		v.Set(reflect.MakeSlice(v.Type(), tt.n, tt.n))
		if s.Grow(v, tt.n, tt.before); v.Cap() != tt.want || v.Len() != tt.n {
			t.Errorf("%s: room for %d, want %d (%d are there)", tt.name, v.Cap(), tt.want, v.Len())
		}
	}
}

// TestTrim checks that only room worth the copy is given back.
func TestTrim(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ n, room, want int }{{0, 1, 1}, {0, 2, 0}, {8, 8, 8}, {8, 11, 11}, {8, 12, 8}, {100, 126, 126}, {100, 127, 100}} {
		items := make([]int, tt.n, tt.room)
		for i := range items {
			items[i] = i
		}
		jsonread.Trim(reflect.ValueOf(&items).Elem())
		if cap(items) != tt.want || len(items) != tt.n {
			t.Errorf("%d with room for %d became %d with room for %d, want %d", tt.n, tt.room, len(items), cap(items), tt.want)
		}
		for i, item := range items {
			if item != i {
				t.Fatalf("item %d became %d", i, item)
			}
		}
	}
}
