package jsonread_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/backup-sdk/backup-go/internal/jsonread"
)

func quoted(t *testing.T, in string) jsonread.Token {
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
		"\"\x80\"":                         "\ufffd",
		"\"\\n\x80\"":                      "\n\ufffd",
		`"0123456\"89abcdef\u0030"`:        `0123456"89abcdef0`,
		`"` + long + `"`:                   long,
		`"\u0020` + long + `"`:             " " + long,
	} {
		var reference string
		if err := json.Unmarshal([]byte(in), &reference); err != nil || reference != want {
			t.Fatalf("%s: encoding/json reads %q, %v", in, reference, err)
		}
		token := quoted(t, in)
		var shared jsonread.Strings
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
	for _, name := range []string{"name", strings.Repeat("n", 123)} {
		token := quoted(t, `"`+name[:len(name)-1]+fmt.Sprintf(`\u%04x"`, name[len(name)-1]))
		if n := testing.AllocsPerRun(100, func() {
			if !token.Is(name) {
				t.Error("another name")
			}
		}); n != 0 {
			t.Errorf("%s: %v allocations", name, n)
		}
	}
}
