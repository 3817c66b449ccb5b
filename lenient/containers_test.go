package lenient_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/backup-sdk/backup-go/lenient"
)

func TestListDecode(t *testing.T) {
	t.Parallel()
	type row struct {
		ID   int    `json:"id"`
		Name string `json:"name"`
	}
	rows := []struct {
		in   string
		want lenient.List[row]
	}{
		{`[{"id":1},{"id":2}]`, lenient.List[row]{{ID: 1}, {ID: 2}}},
		{`{"id":1}`, lenient.List[row]{{ID: 1}}},
		{`[]`, lenient.List[row]{}},
		{`null`, nil},
		{`"none"`, nil},
		{`false`, nil},
		{`{"id":"one","name":"a"}`, lenient.List[row]{{Name: "a"}}},
		{`[{"id":"one","name":"a"},7,{"id":3}]`, lenient.List[row]{{Name: "a"}, {}, {ID: 3}}},
	}
	for _, tt := range rows {
		check(t, tt.in, tt.want)
	}
	texts := []struct {
		in   string
		want lenient.List[string]
	}{
		{`["a","b"]`, lenient.List[string]{"a", "b"}},
		{`"a"`, lenient.List[string]{"a"}},
		{`{"a":1}`, nil},
	}
	for _, tt := range texts {
		check(t, tt.in, tt.want)
	}
	var broken lenient.List[failing]
	for _, in := range []string{`[1]`, `1`, `{}`} {
		if err := json.Unmarshal([]byte(in), &broken); err == nil {
			t.Errorf("%s: the element's own error was dropped", in)
		}
	}
}

// failing is an element type whose own decoder refuses everything.
type failing struct{}

func (*failing) UnmarshalJSON([]byte) error { return errRefused }

type refusedError struct{}

func (refusedError) Error() string { return "refused" }

var errRefused = refusedError{}

func TestRaw(t *testing.T) {
	t.Parallel()
	check(t, `{"a": [1, "<b>"]}`, lenient.Raw(`{"a": [1, "<b>"]}`))
	check(t, `"x"`, lenient.Raw(`"x"`))
	check(t, `null`, lenient.Raw(nil))
	if got := lenient.Raw(`{"a":1}`).String(); got != `{"a":1}` {
		t.Errorf("String = %q", got)
	}
	if got := lenient.Raw("null").String(); got != "" {
		t.Errorf("String of null = %q", got)
	}
	if lenient.Raw(`1`).Equal(lenient.Raw(`2`)) || lenient.Raw(`{`).Equal(lenient.Raw(`[`)) {
		t.Error("different values are equal")
	}
}

func TestRawDecode(t *testing.T) {
	t.Parallel()
	type object struct {
		A int `json:"a"`
	}
	for _, in := range []string{`{"a":5}`, `"{\"a\":5}"`, `" {\"a\":5} "`, `"\"{\\\"a\\\":5}\""`} {
		got, want := object{}, object{A: 5}
		if err := lenient.Raw(in).Decode(&got); err != nil || got != want {
			t.Errorf("%s into a struct: %+v, %v", in, got, err)
		}
	}
	for in, want := range map[string]string{`"{\"a\":5}"`: `{"a":5}`, `"plain"`: "plain", `"5"`: "5", `""`: ""} {
		var got string
		if err := lenient.Raw(in).Decode(&got); err != nil || got != want {
			t.Errorf("%s into a string: %q, %v", in, got, err)
		}
	}
	for _, in := range []string{`5`, `"5"`, `"\"5\""`} {
		var got int
		if err := lenient.Raw(in).Decode(&got); err != nil || got != 5 {
			t.Errorf("%s into an int: %d, %v", in, got, err)
		}
	}
	var list []int
	if err := lenient.Raw(`"[1,2]"`).Decode(&list); err != nil || !cmp.Equal(list, []int{1, 2}) {
		t.Errorf("list: %v, %v", list, err)
	}
	for _, in := range []string{``, `null`, `""`, `"  "`} {
		got := object{A: 3}
		if err := lenient.Raw(in).Decode(&got); err != nil || got.A != 3 {
			t.Errorf("%q changed the target or failed: %+v, %v", in, got, err)
		}
	}
	for _, in := range []string{`"none"`, `[`, `"{\"a\""`, `"[5]"`, `7`} {
		var got object
		if err := lenient.Raw(in).Decode(&got); err == nil {
			t.Errorf("%s: no error", in)
		}
	}
}

// packedTimes puts a text into quotes, once more each time.
func packedTimes(t *testing.T, text string, times int) lenient.Raw {
	t.Helper()
	for range times {
		quoted, err := json.Marshal(text)
		if err != nil {
			t.Fatal(err)
		}
		text = string(quoted)
	}
	return lenient.Raw(text)
}

func TestRawDecodeDepth(t *testing.T) {
	t.Parallel()
	for text, target := range map[string]func() any{`{"a":5}`: func() any { return new(struct{ A int }) }, `[5]`: func() any { return new([]int) }, `5`: func() any { return new(int) }} {
		want := target()
		if err := json.Unmarshal([]byte(text), want); err != nil {
			t.Fatal(err)
		}
		for times := range 6 {
			got := target()
			raw := packedTimes(t, text, times)
			if err := raw.Decode(got); (err == nil) != (times <= 3) {
				t.Errorf("%s: %v", raw, err)
			} else if err == nil && !cmp.Equal(got, want) {
				t.Errorf("%s became %v", raw, got)
			}
		}
	}
}

// TestRawDecodeIntoAny checks what becomes of a text where everything fits: JSON
// of an object or array is read, all else stays the text that it is.
func TestRawDecodeIntoAny(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]any{
		`"{\"a\":1}"`: map[string]any{"a": 1.0}, `"[1]"`: []any{1.0}, `" [1] "`: []any{1.0}, `"5"`: "5", `"true"`: "true", `"[1"`: "[1", `"{1]"`: "{1]", `5`: 5.0, `true`: true,
	} {
		var got any
		if err := lenient.Raw(in).Decode(&got); err != nil || !cmp.Equal(got, want) {
			t.Errorf("%s became %#v, %v", in, got, err)
		}
	}
}

// TestRawDecodeAsSent checks that JSON which is in no text is not rewritten.
func TestRawDecodeAsSent(t *testing.T) {
	t.Parallel()
	for _, in := range []string{`{"a": [1, 2]}`, `[ 1 ]`, `1.50`} {
		var got json.RawMessage
		if err := lenient.Raw(in).Decode(&got); err != nil || string(got) != in {
			t.Errorf("%s became %s, %v", in, got, err)
		}
	}
}
