package billmgr_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/backup-sdk/backup-go/internal/allocbudget"
	"github.com/backup-sdk/backup-go/internal/billmgr"
	"github.com/backup-sdk/backup-go/internal/jsonread"
)

// The fuzz targets compare with this slow reader of scalars on top of
// encoding/json.
type reference struct {
	text, orig, code string
}

func referenceOf(v any) (r reference, present bool) {
	switch v := v.(type) {
	case string:
		r.text, present = v, true
	case json.Number:
		r.text, present = v.String(), true
	case bool:
		r.text, present = strconv.FormatBool(v), true
	case []any:
		if len(v) > 0 {
			return referenceOf(v[0])
		}
	case map[string]any:
		inner, hasText := referenceOf(v["$"])
		orig, hasOrig := referenceOf(v["$orig"])
		r.text, r.orig, present = inner.code, orig.code, hasText || hasOrig
	}
	if r.code = r.orig; r.code == "" {
		r.code = r.text
	}
	return r, present
}

func decodeAny(t *testing.T, data []byte) any {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		t.Fatalf("%q: %v", data, err)
	}
	return v
}

// memberOf follows a path as Unmarshal does: the first of an array.
func memberOf(v any, path ...string) (any, bool) {
	for _, name := range path {
		for list, ok := v.([]any); ok; list, ok = v.([]any) {
			if len(list) == 0 {
				return nil, false
			}
			v = list[0]
		}
		object, ok := v.(map[string]any)
		if !ok {
			return nil, false
		}
		if v, ok = object[name]; !ok {
			return nil, false
		}
	}
	return v, true
}

var seeds = []string{
	``, `null`, `{}`, `[]`, `7`, `"x"`, `{"doc":{}}`, `{"doc":null}`, `{"doc":{"v":{"$":"x"}}}`, `{"v":{"$orig":"2","$":"x","$color":"c"}}`,
	`{"doc":{"v":[{"$":"x"},{"$":"y"}],"a":{"$":"n/a"},"b":[{"v":"x"},{}],"c":{"k":"v","$a":{"$":"w"}},"d":{"x":[1,{"$":"y"}]}}}`,
	`{"doc":{"e":{"$a":"b","c":[{"$":"d"},null]},"f":[["1"],"2",{}],"g": [1 , 2],"h":"fail","i":{"$x":1},"j":{"k":{"v":"x"}},"k":"fail","l":"on"}}`,
	`{"doc":{"$attr":"x","$":"self","zz":{"$":"extra"},"b":{"b":{"b":{"v":true}}}},"doc":{"v":-1.5e3}}`, `{"\u0064oc":{"\u0076":"\ud83d\ude00"}}`,
	`{"doc":{"error":{"$type":"auth","$object":"badpassword","msg":{"$":"Refused "},"param":[{"$name":"object","$":"badpassword"}]}}}`,
	"{\"v\":\"\xff\"}", `{"v":"` + "\x01" + `"}`, `{"v":01}`, `[1,]`, `{"v"`, form,
}

func FuzzUnmarshal(f *testing.F) {
	for _, seed := range seeds {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		valid := json.Valid(data)
		before := bytes.Clone(data)
		for _, target := range targets() {
			var err error
			allocbudget.Check(t, len(data), 1024, func() { err = billmgr.Unmarshal(data, target) })
			if (err == nil) != valid {
				t.Fatalf("into %T: error %v, but encoding/json says %t", target, err, valid)
			}
			var syntax *jsonread.SyntaxError
			if err != nil && (!errors.As(err, &syntax) || syntax.Offset < 0 || syntax.Offset > len(data)) {
				t.Fatalf("into %T: %v", target, err)
			}
		}
		if !bytes.Equal(before, data) {
			t.Fatal("the document was changed")
		}
		if valid {
			compareMember(t, data)
		}
	})
}

// compareMember reads one member both ways.
func compareMember(t *testing.T, data []byte) {
	t.Helper()
	var got struct {
		Code string `json:"v"`
		Text string `dollar:"v,text"`
	}
	if err := billmgr.Unmarshal(data, &got); err != nil {
		t.Fatal(err)
	}
	root := decodeAny(t, data)
	if object, ok := root.(map[string]any); ok {
		if doc, ok := object["doc"]; ok {
			if bytes.Count(data, []byte("doc")) != 1 || bytes.Contains(data, []byte(`\u`)) {
				return // two of them are merged, as in encoding/json
			}
			root = doc
		}
	}
	v, _ := memberOf(root, "v")
	want, _ := referenceOf(v)
	if want.text == "" && !hasText(v) {
		want.text = want.code
	}
	if got.Code != want.code || got.Text != want.text {
		t.Fatalf("%q: read %+v, want %+v", data, got, want)
	}
}

// hasText reports whether the scalar has a text beside its code, if only an
// empty one.
func hasText(v any) bool {
	for list, ok := v.([]any); ok && len(list) > 0; list, ok = v.([]any) {
		v = list[0]
	}
	object, ok := v.(map[string]any)
	if !ok {
		return true
	}
	_, present := referenceOf(object["$"])
	return present
}

func FuzzValue(f *testing.F) {
	for _, seed := range seeds {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var direct billmgr.Value
		if err := direct.UnmarshalJSON(data); (err == nil) != json.Valid(data) {
			t.Fatalf("%q: %v", data, err)
		}
		if !json.Valid(data) {
			return
		}
		want, _ := referenceOf(decodeAny(t, data))
		if direct.Text != want.text || direct.Orig != want.orig || direct.Code() != want.code {
			t.Fatalf("%q: read %+v, want %+v", data, direct, want)
		}
		encoded, err := json.Marshal(direct)
		if err != nil {
			t.Fatal(err)
		}
		var again billmgr.Value
		if err := json.Unmarshal(encoded, &again); err != nil {
			t.Fatalf("%s: %v", encoded, err)
		}
		if diff := cmp.Diff(direct, again); diff != "" {
			t.Fatalf("%q, encoded %s:\n%s", data, encoded, diff)
		}
		var list, relisted billmgr.List[billmgr.Value]
		if err := json.Unmarshal(data, &list); err != nil {
			t.Fatal(err)
		}
		if encoded, err = json.Marshal(list); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(encoded, &relisted); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(list, relisted); diff != "" {
			t.Fatal(diff)
		}
	})
}

func FuzzLookup(f *testing.F) {
	for _, seed := range seeds {
		f.Add([]byte(seed), "doc", "v")
	}
	f.Add([]byte(`{"a":[{"b/\u0063":[]}]}`), "a", "b/c")
	f.Fuzz(func(t *testing.T, data []byte, first, second string) {
		var raw []byte
		var ok bool
		allocbudget.Check(t, len(data), 16, func() { raw, ok = billmgr.Lookup(data, first, second) })
		if ok && !json.Valid(raw) {
			t.Fatalf("%q gave %q", data, raw)
		}
		if !json.Valid(data) {
			return
		}
		v, found := memberOf(decodeAny(t, data), first, second)
		if ok != found {
			t.Fatalf("%q: %q %q found %t, want %t", data, first, second, ok, found)
		}
		if found {
			if diff := cmp.Diff(v, decodeAny(t, raw)); diff != "" {
				t.Fatalf("%q: %q %q gave %q:\n%s", data, first, second, raw, diff)
			}
		}
	})
}

func FuzzTexts(f *testing.F) {
	for _, seed := range []string{
		"7.35 EUR / Month", "12.34 €", "-1 234,5$", "2031-04-05", "2031-04-05 06:07:08", "2031-04-05T06:07:08.123+02:00", "0000-00-00", "on", "40.0", "",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if amount, currency, period, ok := billmgr.ParseMoney(text); ok {
			if _, err := strconv.ParseFloat(amount, 64); err != nil && !errors.Is(err, strconv.ErrRange) {
				t.Fatalf("%q has the amount %q", text, amount)
			}
			again := amount + " " + currency
			if period != "" {
				again += "/" + period
			}
			if a, c, p, ok := billmgr.ParseMoney(again); !ok || a != amount || c != currency || p != period {
				t.Fatalf("%q is %q, %q, %q, but %q is %q, %q, %q, %t", text, amount, currency, period, again, a, c, p, ok)
			}
		}
		v := billmgr.NewValue(text)
		for _, layout := range []string{time.DateOnly, time.DateTime, time.RFC3339} {
			want, err := time.Parse(layout, text)
			if err != nil {
				continue
			}
			if got, ok := v.Time(time.UTC); !ok || !got.Equal(want) {
				t.Fatalf("%q is %v, %t, want %v", text, got, ok, want)
			}
		}
		if want, err := strconv.ParseInt(text, 10, 64); err == nil {
			if got, ok := v.Int64(); !ok || got != want {
				t.Fatalf("%q is %d, %t", text, got, ok)
			}
		}
		var all scalars
		encoded, err := json.Marshal(map[string]string{"v": text})
		if err != nil {
			t.Fatal(err)
		}
		if err := billmgr.Unmarshal(encoded, &all); err != nil {
			t.Fatal(err)
		}
		if n, ok := v.Int64(); ok && (n != all.Int || all.Ptr != nil && *all.Ptr != n) {
			t.Fatalf("%q is %d and %d", text, n, all.Int)
		}
	})
}
