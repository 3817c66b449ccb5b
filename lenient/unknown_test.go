package lenient_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/backup-sdk/backup-go/lenient"
)

func TestUnknown(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		in   string
		want map[string]lenient.Raw
	}{
		{`{}`, nil},
		{`{"a":1,"B":"x"}`, nil},
		{` { "a" : 1 , "c" : { "a" : [1, "}]"] } , "d" : "q\\\"," } `, map[string]lenient.Raw{
			"c": lenient.Raw(`{ "a" : [1, "}]"] }`), "d": lenient.Raw(`"q\\\","`),
		}},
		{`{"c":null,"\u0064":[],"e":{}}`, map[string]lenient.Raw{"c": lenient.Raw("null"), "d": lenient.Raw("[]"), "e": lenient.Raw("{}")}},
		{`null`, nil}, {`[{"c":1}]`, nil}, {`"c"`, nil}, {``, nil},
	} {
		if diff := cmp.Diff(tt.want, lenient.Unknown([]byte(tt.in), "a", "b")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.in, diff)
		}
	}
}

func TestUnpack(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		`"{\"a\":1}"`: `{"a":1}`, `" "`: `{}`, `""`: `{}`, `"word"`: `"word"`, `"{word"`: `"{word"`, `{"a":1}`: `{"a":1}`, `null`: `null`, ``: ``, `"{`: `"{`,
	} {
		if got := string(lenient.Unpack([]byte(in))); got != want {
			t.Errorf("%s: %s, want %s", in, got, want)
		}
	}
}

func TestExtend(t *testing.T) {
	t.Parallel()
	object := []byte(`{"a":1}  `)
	got, err := lenient.Extend(object, map[string]lenient.Raw{"z": lenient.Raw(`[1]`), "b": nil, "a": lenient.Raw(`2`)})
	if err != nil || string(got) != `{"a":1,"b":null,"z":[1]}` {
		t.Errorf("got %s, %v", got, err)
	}
	if string(object) != `{"a":1}  ` {
		t.Errorf("the object became %s", object)
	}
	if got, err = lenient.Extend([]byte(`{}`), map[string]lenient.Raw{"b": lenient.Raw(`1`)}); err != nil || string(got) != `{"b":1}` {
		t.Errorf("got %s, %v", got, err)
	}
	if _, err = lenient.Extend([]byte(`[]`), map[string]lenient.Raw{"b": nil}); err == nil {
		t.Error("a list was extended")
	}
	if _, err = lenient.Extend([]byte(`{}`), map[string]lenient.Raw{"b": lenient.Raw(`{`)}); err == nil {
		t.Error("broken JSON was written")
	}
}

// FuzzUnknown holds the scanner against encoding/json.
func FuzzUnknown(f *testing.F) {
	for _, seed := range append(seeds, `{"a":1,"b":{"c":[{}]},"d":"\"}"}`) {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		got := lenient.Unknown(in)
		var want map[string]lenient.Raw
		if json.Unmarshal(in, &want) != nil {
			return
		}
		for name, value := range want {
			if !value.Equal(got[name]) {
				t.Fatalf("%q: field %q is %s, want %s", in, name, got[name], value)
			}
		}
		if len(got) != len(want) {
			t.Fatalf("%q: %d fields, want %d", in, len(got), len(want))
		}
	})
}
