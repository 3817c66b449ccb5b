package jsonscan_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"unsafe"

	"github.com/backup-sdk/backup-go/internal/jsonscan"
)

func quoted(t *testing.T, in string) jsonscan.Token {
	t.Helper()
	s := scan(in)
	token, ok := s.Quoted()
	if !ok {
		t.Fatalf("%s: %v", in, s.Err)
	}
	return token
}

func TestTexts(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("long ", 50)
	for in, want := range map[string]string{
		`""`:                               "",
		`"\"\\\/\b\f\n\r\t"`:               "\"\\/\b\f\n\r\t",
		`"\u0041\u00e9\u20AC\ud83d\uDE00"`: "Aé€😀",
		`"\uabcd\uABCD\u09af\u09AF"`:       "\uabcd\uabcd\u09af\u09af",
		`"\ud83d"`:                         "\ufffd",
		`"\ud83d\n"`:                       "\ufffd\n",
		`"\ud83dx\u0041"`:                  "\ufffdxA",
		`"\ud83d\u0041"`:                   "\ufffdA",
		`"\ude00\ud83d\ude00"`:             "\ufffd😀",
		`"Не вдалося"`:                     "Не вдалося",
		"\"\xff\xc3(\"":                    "\ufffd\ufffd(",
		"\"\\n\xff\"":                      "\n\ufffd",
		"\"\x7f\"":                         "\x7f",
		`"0123456\"89abcdef\u0030"`:        `0123456"89abcdef0`,
		`"` + long + `"`:                   long,
		`"\u0020` + long + `"`:             " " + long,
	} {
		var reference string
		if err := json.Unmarshal([]byte(in), &reference); err != nil || reference != want {
			t.Fatalf("%s: encoding/json reads %q, %v", in, reference, err)
		}
		token := quoted(t, in)
		var shared jsonscan.Strings
		if token.String() != want || string(token.Bytes()) != want || shared.Of(token) != want {
			t.Errorf("%s: %q, want %q", in, token.String(), want)
		}
		if !token.Is(want) || token.Is(want+"x") || token.Is("x"+want) {
			t.Errorf("%s is %q: %t, and something longer: %t", in, want, token.Is(want), token.Is(want+"x"))
		}
		if plain := want == in[1:len(in)-1]; token.Plain() != plain {
			t.Errorf("%s: plain %t", in, token.Plain())
		}
	}
}

// TestIsAllocates checks that comparing costs no memory, also with escapes.
func TestIsAllocates(t *testing.T) {
	token := quoted(t, `"na\u006de"`)
	if n := testing.AllocsPerRun(100, func() {
		if !token.Is("name") {
			t.Error("another name")
		}
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// TestStrings checks that equal short strings of a long document share their
// bytes, that others do not get mixed up, and that nothing points into the
// document.
func TestStrings(t *testing.T) {
	t.Parallel()
	var all jsonscan.Strings
	copies := make(map[string]map[*byte]bool)
	long := strings.Repeat("x", 33)
	for i := range 2000 {
		for _, text := range []string{"Region-1", long[1:], long, fmt.Sprint("name-", i)} {
			doc := []byte(`"` + text + `"`)
			s := jsonscan.Scanner{Data: doc}
			token, _ := s.Quoted()
			got := all.Of(token)
			clear(doc)
			if got != text {
				t.Fatalf("%q became %q", text, got)
			}
			if copies[text] == nil {
				copies[text] = make(map[*byte]bool)
			}
			copies[text][unsafe.StringData(got)] = true
		}
	}
	// The first few are copies, and two that share a slot take turns at worst.
	if n := len(copies["Region-1"]); n > 100 {
		t.Errorf("%d copies of a short string", n)
	}
	if n := len(copies[long[1:]]); n > 100 {
		t.Errorf("%d copies of the longest string that is shared", n)
	}
	if n := len(copies[long]); n != 2000 {
		t.Errorf("%d copies of a string that is too long to be shared", n)
	}
}

// TestFewStrings checks that a small document costs no table: its strings are
// all there is.
func TestFewStrings(t *testing.T) {
	token := quoted(t, `"Region-1"`)
	const few = 31
	if n := testing.AllocsPerRun(20, func() {
		var s jsonscan.Strings
		for range few {
			s.Of(token)
		}
	}); n != few {
		t.Errorf("%v allocations for %d strings", n, few)
	}
}

func TestNames(t *testing.T) {
	t.Parallel()
	for n := range 200 {
		names := make([]string, n)
		for i := range names {
			names[i] = strings.Repeat("a", i%5) + fmt.Sprint(i%90) + "z"
		}
		table := jsonscan.NewNames(names)
		for i, name := range names {
			want := i
			for j := range names[:i] {
				if names[j] == name {
					want = j
					break
				}
			}
			if got := table.Find([]byte(name)); got != want {
				t.Fatalf("%d names: %q is %d, want %d", n, name, got, want)
			}
		}
		for _, absent := range []string{"", "z", "a1y", "90z", "aaaaaa1z"} {
			if got := table.Find([]byte(absent)); got != -1 {
				t.Errorf("%d names: %q is %d", n, absent, got)
			}
		}
	}
	if got := jsonscan.NewNames([]string{"b", ""}).Find(nil); got != 1 {
		t.Errorf("the empty name is %d", got)
	}
}

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
	jsonscan.Trim(v)
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
