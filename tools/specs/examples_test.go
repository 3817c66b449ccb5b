package specs_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/backup-sdk/backup-go/lenient"
	"github.com/backup-sdk/backup-go/tools/specgen/spec"
)

// Every example must be readable by the Go type of its body, come back whole,
// and mean the same when it is read again.
func TestExamplesRoundTrip(t *testing.T) {
	types := exampleTypes()
	each(t, func(t *testing.T, s *spec.Spec) {
		examples, err := s.Examples()
		if err != nil {
			t.Fatal(err)
		}
		if len(examples) == 0 {
			t.Fatal("no examples")
		}
		for _, e := range examples {
			t.Run(strings.TrimSpace(e.Key()+" "+e.Name), func(t *testing.T) {
				goType, ok := types[s.Name+" "+e.Key()]
				if !ok {
					t.Fatal("no Go type is registered; run make generate")
				}
				sent, err := json.Marshal(e.Value)
				if err != nil {
					t.Fatal(err)
				}
				once := recode(t, goType, sent)
				twice := recode(t, goType, once)
				if diff := cmp.Diff(decode(t, once), decode(t, twice)); diff != "" {
					t.Errorf("reading it again gives something else (-once +twice):\n%s", diff)
				}
				for _, loss := range lost("", decode(t, sent), decode(t, once)) {
					t.Error(loss)
				}
			})
		}
	})
}

func recode(t *testing.T, goType func() any, data []byte) []byte {
	t.Helper()
	v := goType()
	if err := json.Unmarshal(data, v); err != nil {
		t.Fatalf("decode: %v\n%s", err, data)
	}
	out, err := json.Marshal(v)
	if err != nil {
		t.Fatalf("encode: %v", err)
	}
	return out
}

func decode(t *testing.T, data []byte) any {
	t.Helper()
	decoder := json.NewDecoder(strings.NewReader(string(data)))
	decoder.UseNumber()
	var v any
	if err := decoder.Decode(&v); err != nil {
		t.Fatal(err)
	}
	return v
}

// lost compares what was sent with what came back and names every difference
// that is more than a way of writing: a missing or null value against the
// type's zero, text against number or bool, two forms of one time, one value
// against a list of it, and a secret that does not print.
func lost(path string, sent, back any) []string {
	if isZero(sent) && isZero(back) || back == "REDACTED" {
		return nil
	}
	switch sent := sent.(type) {
	case map[string]any:
		if list, ok := back.([]any); ok && len(list) == 1 {
			back = list[0]
		}
		object, ok := back.(map[string]any)
		if !ok {
			return []string{fmt.Sprintf("%s: an object came back as %v", path, back)}
		}
		var out []string
		for key, value := range sent {
			out = append(out, lost(path+"."+key, value, object[key])...)
		}
		for key, value := range object {
			if _, ok := sent[key]; !ok && !isZero(value) {
				out = append(out, fmt.Sprintf("%s.%s: %v came back, but nothing was there", path, key, value))
			}
		}
		slices.Sort(out)
		return out
	case []any:
		list, ok := back.([]any)
		if !ok || len(list) != len(sent) {
			return []string{fmt.Sprintf("%s: a list of %d came back as %v", path, len(sent), back)}
		}
		var out []string
		for i := range sent {
			out = append(out, lost(fmt.Sprintf("%s[%d]", path, i), sent[i], list[i])...)
		}
		return out
	}
	if list, ok := back.([]any); ok && len(list) == 1 {
		back = list[0]
	}
	if fmt.Sprint(sent) == fmt.Sprint(back) || sameTime(sent, back) {
		return nil
	}
	return []string{fmt.Sprintf("%s: %v came back as %v", path, sent, back)}
}

// isZero says whether leaving a value out says the same.
func isZero(v any) bool {
	switch v := v.(type) {
	case nil:
		return true
	case bool:
		return !v
	case string:
		return v == ""
	case json.Number:
		f, err := v.Float64()
		return err == nil && f == 0
	case []any:
		return len(v) == 0
	case map[string]any:
		for _, value := range v {
			if !isZero(value) {
				return false
			}
		}
		return true
	}
	return false
}

func sameTime(a, b any) bool {
	x, okX := instant(a)
	y, okY := instant(b)
	return okX && okY && x.Equal(y)
}

func instant(v any) (time.Time, bool) {
	data, err := json.Marshal(v)
	if err != nil {
		return time.Time{}, false
	}
	var t lenient.Time
	if json.Unmarshal(data, &t) != nil || t.Text != "" || t.Time.IsZero() {
		return time.Time{}, false
	}
	return t.Time, true
}

// The comparison itself must see what it is there for.
func TestLost(t *testing.T) {
	tests := []struct {
		sent, back string
		want       int
	}{
		{`{"a":1,"b":"x"}`, `{"a":1,"b":"x"}`, 0},
		{`{"a":1,"b":"x"}`, `{"a":1}`, 1},
		{`{"a":1}`, `{"a":2}`, 1},
		{`{"a":"1"}`, `{"a":1}`, 0},
		{`{"a":"true"}`, `{"a":true}`, 0},
		{`{"a":null,"b":0,"c":"","d":[],"e":{}}`, `{}`, 0},
		{`{"a":{"b":1}}`, `{"a":[{"b":1}]}`, 0},
		{`{"a":{"b":1}}`, `{"a":[{"b":1},{"b":2}]}`, 1},
		{`{"a":"x"}`, `{"a":["x"]}`, 0},
		{`{"a":[1,2]}`, `{"a":[1]}`, 1},
		{`{"a":[1,2]}`, `{"a":[1,3]}`, 1},
		{`{"a":"2026-02-11 06:20:45"}`, `{"a":"2026-02-11T06:20:45Z"}`, 0},
		{`{"a":"2026-02-11 06:20:45"}`, `{"a":"2026-02-11T06:20:46Z"}`, 1},
		{`{"p":"secret"}`, `{"p":"REDACTED"}`, 0},
		{`{}`, `{"a":1}`, 1},
		{`{"a":true}`, `{"a":{}}`, 1},
		{`{"a":{"b":1}}`, `{"a":1}`, 1},
	}
	for _, tt := range tests {
		if got := lost("", decode(t, []byte(tt.sent)), decode(t, []byte(tt.back))); len(got) != tt.want {
			t.Errorf("%s -> %s: %q, want %d losses", tt.sent, tt.back, got, tt.want)
		}
	}
}
