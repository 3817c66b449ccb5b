package jsonread_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/backup-sdk/backup-go/internal/jsonread"
)

func scan(in string) *jsonread.Scanner { return &jsonread.Scanner{Data: []byte(in)} }

// whole walks over a document in one step.
func whole(in string) error {
	s := scan(in)
	if s.Skip() && s.End() {
		return nil
	}
	return s.Err
}

// walk goes through a document a member at a time, and puts together what it
// sees, without blanks.
func walk(s *jsonread.Scanner, out *strings.Builder) bool {
	switch s.Peek() {
	case '{':
		out.WriteByte('{')
		if !s.Enter() {
			return false
		}
		for first := true; ; first = false {
			key, more := s.Key(first)
			if !more {
				out.WriteByte('}')
				return s.Err == nil
			}
			if !first {
				out.WriteByte(',')
			}
			fmt.Fprintf(out, `"%s":`, key.Raw)
			if !walk(s, out) {
				return false
			}
		}
	case '[':
		out.WriteByte('[')
		if !s.Enter() {
			return false
		}
		for first := true; s.Item(first); first = false {
			if !first {
				out.WriteByte(',')
			}
			if !walk(s, out) {
				return false
			}
		}
		out.WriteByte(']')
		return s.Err == nil
	case '"':
		t, ok := s.Quoted()
		fmt.Fprintf(out, `"%s"`, t.Raw)
		return ok
	}
	t, notNull, ok := s.Literal()
	if out.Write(t.Raw); !notNull {
		out.WriteString("null")
	}
	return ok
}

func steps(in string) (string, error) {
	s := scan(in)
	var out strings.Builder
	if walk(s, &out) && s.End() {
		return out.String(), nil
	}
	return "", s.Err
}

func TestWellFormed(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		" \t\r\n{ \"a\" : [ 1 , -2.5e+3 , 0 , -0.0E-1 , 10 ] , \"b\" : { } } \t\r\n": `{"a":[1,-2.5e+3,0,-0.0E-1,10],"b":{}}`,
		`{"":null,"a\"b":[[],[true,false,null]]}`:                                    `{"":null,"a\"b":[[],[true,false,null]]}`,
		`"\"\\\/\b\f\n\r\t\u00e9\uABCD"`:                                             `"\"\\\/\b\f\n\r\t\u00e9\uABCD"`,
		"\"0123456789abcdef \x7f\xff é\"":                                            "\"0123456789abcdef \x7f\xff é\"",
		`1e5`:                                                                        `1e5`, `-0`: `-0`, `0.5`: `0.5`, `123456789`: `123456789`, `9`: `9`, `-9.9e9`: `-9.9e9`, `null`: `null`, `[]`: `[]`, `[ ]`: `[]`,
	} {
		if !json.Valid([]byte(in)) {
			t.Fatalf("%q is not JSON", in)
		}
		if err := whole(in); err != nil {
			t.Errorf("%q: %v", in, err)
		}
		if got, err := steps(in); err != nil || got != want {
			t.Errorf("%q: %q, %v", in, got, err)
		}
	}
}

func TestMalformed(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		in        string
		offset    int
		truncated bool
		reason    string
	}{
		{``, 0, true, "want a value"},
		{"  \n", 3, true, "want a value"},
		{`<html>`, 0, false, "want a value"},
		{`{`, 1, true, "want a key"},
		{`{"a`, 3, true, "the string has no end"},
		{`{"a"`, 4, true, "want ':' after a key"},
		{`{"a":`, 5, true, "want a value"},
		{`{"a":1`, 6, true, "want ',' or '}' after a member"},
		{`{"a":1,`, 7, true, "want a key"},
		{`{"a":1,}`, 7, false, "want a key"},
		{`{a:1}`, 1, false, "want a key"},
		{`{"a" 1}`, 5, false, "want ':' after a key"},
		{`{"a":1 "b":2}`, 7, false, "want ',' or '}' after a member"},
		{`{"a":1]`, 6, false, "want ',' or '}' after a member"},
		{`{,}`, 1, false, "want a key"},
		{`[`, 1, true, "want a value"},
		{`[1`, 2, true, "want ',' or ']' after an element"},
		{`[1,]`, 3, false, "want a value"},
		{`[,]`, 1, false, "want a value"},
		{`[1 2]`, 3, false, "want ',' or ']' after an element"},
		{`[1}`, 2, false, "want ',' or ']' after an element"},
		{`{} x`, 3, false, "text after the document"},
		{`1 2`, 2, false, "text after the document"},
		{`01`, 1, false, "text after the document"},
		{`-`, 1, true, "want a value"},
		{`-x`, 1, false, "want a value"},
		{`1.`, 2, true, "want a value"},
		{`1.x`, 2, false, "want a value"},
		{`1e`, 2, true, "want a value"},
		{`1e+`, 3, true, "want a value"},
		{`1E-x`, 3, false, "want a value"},
		{`+1`, 0, false, "want a value"},
		{`.5`, 0, false, "want a value"},
		{`nul`, 3, true, "want a value"},
		{`nulL`, 3, false, "want a value"},
		{`truE`, 3, false, "want a value"},
		{`fals`, 4, true, "want a value"},
		{`"`, 1, true, "the string has no end"},
		{`"0123456789abcdef`, 17, true, "the string has no end"},
		{`"\n`, 3, true, "the string has no end"},
		{`"\u00e9`, 7, true, "the string has no end"},
		{`"\`, 1, false, "the escape is not valid"},
		{`"\x"`, 1, false, "the escape is not valid"},
		{`"ab\u12"`, 3, false, "the escape is not valid"},
		{`"\u12g4"`, 1, false, "the escape is not valid"},
		{`"\u12`, 1, false, "the escape is not valid"},
		{"\"a\nb\"", 2, false, "a control character in a string"},
		{"\"0123456\x1f\"", 8, false, "a control character in a string"},
		{"\"\x00\"", 1, false, "a control character in a string"},
		{"\x00", 0, false, "want a value"},
		{"\ufeff{}", 0, false, "want a value"},
	} {
		if json.Valid([]byte(tt.in)) {
			t.Fatalf("%q is JSON", tt.in)
		}
		_, inSteps := steps(tt.in)
		for how, err := range map[string]error{"at once": whole(tt.in), "in steps": inSteps} {
			var syntax *jsonread.SyntaxError
			if !errors.As(err, &syntax) {
				t.Errorf("%q %s: %v", tt.in, how, err)
				continue
			}
			if syntax.Offset != tt.offset || syntax.Reason != tt.reason || errors.Is(err, io.ErrUnexpectedEOF) != tt.truncated {
				t.Errorf("%q %s: %v (cut off: %t), want %q at %d (%t)", tt.in, how, err, !tt.truncated, tt.reason, tt.offset, tt.truncated)
			}
			if want := fmt.Sprintf("malformed JSON at byte %d: %s", tt.offset, tt.reason); err.Error() != want {
				t.Errorf("%q %s: %q, want %q", tt.in, how, err, want)
			}
		}
	}
}

// TestFirstError checks that nothing that comes later takes its place.
func TestFirstError(t *testing.T) {
	t.Parallel()
	s := scan(`[1,x,y`)
	s.Skip()
	first := *s.Err
	if s.Skip() || s.End() || *s.Err != first || first.Offset != 3 {
		t.Errorf("%+v, then %+v", first, *s.Err)
	}
}

func TestDepth(t *testing.T) {
	t.Parallel()
	for _, parts := range [][2]string{{`[`, `]`}, {`{"a":`, `}`}} {
		for n, want := range map[int]bool{jsonread.MaxDepth: true, jsonread.MaxDepth + 1: false} {
			in := strings.Repeat(parts[0], n) + `1` + strings.Repeat(parts[1], n)
			if json.Valid([]byte(in)) != want {
				t.Fatalf("encoding/json takes %d times %s: %t", n, parts[0], !want)
			}
			if err := whole(in); (err == nil) != want {
				t.Errorf("%d times %s: %v", n, parts[0], err)
			}
		}
		// One beside the other is not deep.
		flat := `[` + strings.Repeat(parts[0]+`1`+parts[1]+`,`, jsonread.MaxDepth) + `1]`
		if err := whole(flat); err != nil {
			t.Errorf("%s beside each other: %v", parts[0], err)
		}
	}
}

func TestSkipItems(t *testing.T) {
	t.Parallel()
	s := scan(`[[1,2],"x",{}] 7`)
	if !s.Enter() || !s.Item(true) || !s.Skip() || !s.SkipItems(false) {
		t.Fatal(s.Err)
	}
	if rest, _, ok := s.Literal(); string(rest.Raw) != "7" || !ok || s.Depth != 0 {
		t.Errorf("%q is left, at depth %d", rest.Raw, s.Depth)
	}
}

// FuzzScan holds the scanner against encoding/json.
func FuzzScan(f *testing.F) {
	for _, seed := range []string{`{"a":[1,"x",null,{"b":true}]}`, `[-0.5e+7,""]`, "\"\\u00e9\\ud83d\xff\"", `{"a":1,}`, `nul`, " [ ] ", `{"a":{"a":[[]]}} `} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, in string) {
		valid := json.Valid([]byte(in))
		if err := whole(in); (err == nil) != valid {
			t.Fatalf("%q: %v, valid: %t", in, err, valid)
		}
		got, err := steps(in)
		if (err == nil) != valid {
			t.Fatalf("%q in steps: %v, valid: %t", in, err, valid)
		}
		if !valid {
			return
		}
		var a, b any
		if err := errors.Join(json.Unmarshal([]byte(in), &a), json.Unmarshal([]byte(got), &b)); err != nil {
			if json.Unmarshal([]byte(in), &a) == nil {
				t.Fatalf("%q became %q: %v", in, got, err)
			}
			return // a number that is too large for a float64
		}
		if fmt.Sprint(a) != fmt.Sprint(b) {
			t.Fatalf("%q became %q", in, got)
		}
	})
}
