package billmgr_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/backup-sdk/backup-go/internal/billmgr"
)

func TestValue(t *testing.T) {
	t.Parallel()
	tests := []struct {
		in, out string
		want    billmgr.Value
	}{
		{`{"$":"a"}`, `{"$":"a"}`, billmgr.NewValue("a")},
		{`"a"`, `{"$":"a"}`, billmgr.NewValue("a")},
		{`5`, `{"$":"5"}`, billmgr.NewInt(5)},
		{`true`, `{"$":"true"}`, billmgr.NewValue("true")},
		{`null`, `{}`, billmgr.Value{}},
		{`{}`, `{}`, billmgr.Value{}},
		{`[]`, `{}`, billmgr.Value{}},
		{`[{"$":"a"},{"$":"b"}]`, `{"$":"a"}`, billmgr.NewValue("a")},
		{`{"$orig":"2","$color":"green","$":"Active"}`, `{"$color":"green","$orig":"2","$":"Active"}`,
			billmgr.Value{Text: "Active", Orig: "2", Attrs: map[string]string{"color": "green"}}},
		{`{"$a":1,"$b":true,"$c":null,"$d":{},"$e":[],"$f":["g"]}`, `{"$a":"1","$b":"true","$f":"g"}`,
			billmgr.Value{Attrs: map[string]string{"a": "1", "b": "true", "f": "g"}}},
		{`{"child":{"$":"x"},"$":"a","":1}`, `{"$":"a"}`, billmgr.NewValue("a")},
		{`{"$":"<&\"\u2028"}`, `{"$":"\u003c\u0026\"\u2028"}`, billmgr.NewValue("<&\"\u2028")},
		{`{"$a":"x","$a":{},"$b":"y","$b":null,"$":"a"}`, `{"$":"a"}`, billmgr.NewValue("a")},
		{`{"$":"a","$":"b"}`, `{"$":"b"}`, billmgr.NewValue("b")},
	}
	for _, tt := range tests {
		var got billmgr.Value
		if err := json.Unmarshal([]byte(tt.in), &got); err != nil {
			t.Errorf("%s: %v", tt.in, err)
			continue
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.in, diff)
		}
		out, err := json.Marshal(got)
		if err != nil || string(out) != tt.out {
			t.Errorf("%s was encoded as %s (%v), want %s", tt.in, out, err, tt.out)
		}
	}
	handMade := billmgr.Value{Orig: "1", Attrs: map[string]string{"": "lost", "orig": "lost", "a": "b"}}
	if out, err := json.Marshal(handMade); err != nil || string(out) != `{"$a":"b","$orig":"1"}` {
		t.Errorf("%s, %v", out, err)
	}
	if handMade.Attrs["orig"] != "lost" {
		t.Error("encoding changed the value")
	}
	for _, in := range []string{`{"$":"a"} x`, `{"$":`, ``, `{"$" "a"}`, `[1,]`, `{"a":tru}`} {
		var got billmgr.Value
		if err := got.UnmarshalJSON([]byte(in)); err == nil {
			t.Errorf("%q was read", in)
		}
	}
}

func TestValueReaders(t *testing.T) {
	t.Parallel()
	oslo := time.FixedZone("", 3600)
	at := time.Date(2031, 4, 5, 6, 7, 8, 0, oslo)
	if n, ok := billmgr.NewTranslated("2", "Active").Int64(); n != 2 || !ok {
		t.Errorf("Int64 = %d, %t", n, ok)
	}
	if _, ok := billmgr.NewValue("n/a").Int64(); ok {
		t.Error("n/a is a number")
	}
	for _, want := range []bool{true, false} {
		if got, ok := billmgr.NewBool(want).Bool(); got != want || !ok {
			t.Errorf("Bool = %t, %t, want %t", got, ok, want)
		}
	}
	if got, ok := billmgr.NewTime(at).Time(oslo); !ok || !got.Equal(at) {
		t.Errorf("Time = %v, %t", got, ok)
	}
	if got, ok := billmgr.NewDate(at).Time(nil); !ok || !got.Equal(time.Date(2031, 4, 5, 0, 0, 0, 0, time.UTC)) {
		t.Errorf("date = %v, %t", got, ok)
	}
	v := billmgr.NewTranslated("2", "Active")
	if v.String() != "Active" || v.Code() != "2" || billmgr.NewValue("x").Code() != "x" {
		t.Errorf("String %q, Code %q", v.String(), v.Code())
	}
	if !(billmgr.Value{}).IsZero() || v.IsZero() || (billmgr.Value{Attrs: map[string]string{"a": ""}}).IsZero() {
		t.Error("IsZero is wrong")
	}
	if (billmgr.Value{}).Scalar().Present || !v.Scalar().Present {
		t.Error("Present is wrong")
	}
}

func TestList(t *testing.T) {
	t.Parallel()
	type doc struct {
		Elem billmgr.List[billmgr.Value] `json:"elem,omitzero"`
	}
	one := billmgr.List[billmgr.Value]{billmgr.NewValue("a")}
	tests := []struct {
		in, out string
		want    billmgr.List[billmgr.Value]
	}{
		{`{}`, `{}`, nil},
		{`{"elem":null}`, `{}`, nil},
		{`{"elem":{ }}`, `{}`, nil},
		{`{"elem":""}`, `{}`, nil},
		{`{"elem":[]}`, `{"elem":[]}`, billmgr.List[billmgr.Value]{}},
		{`{"elem":{"$":"a"}}`, `{"elem":[{"$":"a"}]}`, one},
		{`{"elem":["a"]}`, `{"elem":[{"$":"a"}]}`, one},
		{`{"elem":"a"}`, `{"elem":[{"$":"a"}]}`, one},
	}
	for _, tt := range tests {
		var got doc
		if err := json.Unmarshal([]byte(tt.in), &got); err != nil {
			t.Errorf("%s: %v", tt.in, err)
			continue
		}
		if diff := cmp.Diff(tt.want, got.Elem); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.in, diff)
		}
		if out, err := json.Marshal(got); err != nil || string(out) != tt.out {
			t.Errorf("%s was encoded as %s (%v), want %s", tt.in, out, err, tt.out)
		}
	}
	var ints billmgr.List[int]
	for _, in := range []string{`["a"]`, `"a"`, `[1`} {
		if err := ints.UnmarshalJSON([]byte(in)); err == nil {
			t.Errorf("%s was read as numbers", in)
		}
	}
}

func TestSwitch(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]billmgr.Switch{"on": true, "ON": true, "\tyes\n": true, "true": true, "1": true, "off": false, "": false, "no": false, "False": false, "0": false} {
		got := !want
		if err := got.UnmarshalText([]byte(in)); err != nil || got != want {
			t.Errorf("%q: %v, %v", in, got, err)
		}
	}
	kept := billmgr.Switch(true)
	if err := kept.UnmarshalText([]byte("maybe")); err == nil || !bool(kept) {
		t.Errorf("maybe: %v, %v", kept, err)
	}
	for s, want := range map[billmgr.Switch]string{true: "on", false: "off"} {
		if text, err := s.MarshalText(); err != nil || string(text) != want || s.String() != want {
			t.Errorf("%t: %s, %v", bool(s), text, err)
		}
	}
}

func TestMoney(t *testing.T) {
	t.Parallel()
	type money struct{ Amount, Currency, Period string }
	tests := map[string]money{
		"7.35 EUR / Month":  {"7.35", "EUR", "Month"},
		"0.13 EUR / Day":    {"0.13", "EUR", "Day"},
		"12.34 €":           {"12.34", "€", ""},
		"12.50":             {"12.50", "", ""},
		"12":                {"12", "", ""},
		" -3.00 EUR ":       {"-3.00", "EUR", ""},
		"+3 eur":            {"3", "eur", ""},
		"€5":                {"5", "€", ""},
		"USD 5.00/Year":     {"5.00", "USD", "Year"},
		"1 234.50 EUR":      {"1234.50", "EUR", ""},
		"1\u00a0234,5 EUR":  {"1234.5", "EUR", ""},
		"12,34 ₴ / 3 Month": {"12.34", "₴", "3 Month"},
		"- 5 $":             {"-5", "$", ""},
		"9":                 {"9", "", ""},
		"9.09 AZz":          {"9.09", "AZz", ""},
		"90 azA":            {"90", "azA", ""},
		"12345.67 EUR":      {"12345.67", "EUR", ""},
		"123 456,78":        {"123456.78", "", ""},
		"0":                 {"0", "", ""},
	}
	for in, want := range tests {
		amount, currency, period, ok := billmgr.ParseMoney(in)
		if got := (money{amount, currency, period}); !ok || got != want {
			t.Errorf("%q: %+v, %t, want %+v", in, got, ok, want)
		}
	}
	for _, in := range []string{
		"", "n/a", "free", "EUR", "1,234 EUR", "1,234.50", "1.2.3", "1.", ".", "2 Gb RAM", "12 34", "1234 567", "1 23", "5 EUR /", "5 / 6 / 7",
		"$5$", "5 12345", "--5", "5-", "-", "1,", "2 Gb", "5 €€", "5 e1", "5 x", "5 #AB", "5 @AB", "5 AB[", "5 `AB", "5 AB{", "5 EURO", "/ Month", "5 // Day",
		"1.5,5", "1.2 3", ".5", "5/", "-5-", "1 234 56", "$ 5 EUR", "1,2,3", "1.2,34",
	} {
		if amount, currency, period, ok := billmgr.ParseMoney(in); ok || amount+currency+period != "" {
			t.Errorf("%q was read as %q, %q, %q", in, amount, currency, period)
		}
	}
}

func TestNumbersAndTimes(t *testing.T) {
	t.Parallel()
	type target struct {
		Int   int32             `json:"int"`
		Uint  uint8             `json:"uint"`
		Float float32           `json:"float"`
		Time  time.Time         `json:"time"`
		Odd   map[string]string `json:"-" dollar:",unparsed"`
	}
	day := time.Date(2032, 2, 29, 0, 0, 0, 0, time.UTC)
	tests := []struct {
		in   string
		want target
	}{
		{`{"int":"40.0","uint":" 7 ","float":"1e3"}`, target{Int: 40, Uint: 7, Float: 1000}},
		{`{"int":"-40","uint":"7.00","float":"12.34 €"}`, target{Int: -40, Uint: 7, Float: 12.34}},
		{`{"int":" ","uint":"","float":"  ","time":" "}`, target{}},
		{`{"int":"40.5","uint":"-7","float":"NaN"}`, target{Odd: map[string]string{"int": "40.5", "uint": "-7", "float": "NaN"}}},
		{`{"int":"4294967296","uint":"256","float":"1e300"}`, target{Odd: map[string]string{"int": "4294967296", "uint": "256", "float": "1e300"}}},
		{`{"int":"4.","uint":".0","float":"1e999"}`, target{Odd: map[string]string{"int": "4.", "uint": ".0", "float": "1e999"}}},
		{`{"int":"3 GB","uint":"0x7","float":"0x1p4"}`, target{Odd: map[string]string{"int": "3 GB", "uint": "0x7", "float": "0x1p4"}}},
		{`{"time":"2032-02-29"}`, target{Time: day}},
		{`{"time":"2032-02-29 06:07:08"}`, target{Time: day.Add(6*time.Hour + 7*time.Minute + 8*time.Second)}},
		{`{"time":"2032-02-29T06:07:08"}`, target{Time: day.Add(6*time.Hour + 7*time.Minute + 8*time.Second)}},
		{`{"time":"2032-02-29 06:07"}`, target{Time: day.Add(6*time.Hour + 7*time.Minute)}},
		{`{"time":"2032-02-29 06:07:08.5"}`, target{Time: day.Add(6*time.Hour + 7*time.Minute + 8500*time.Millisecond)}},
		{`{"time":"2032-02-29T06:07:08+02:00"}`, target{Time: day.Add(4*time.Hour + 7*time.Minute + 8*time.Second)}},
		{`{"time":"2000-02-29"}`, target{Time: time.Date(2000, 2, 29, 0, 0, 0, 0, time.UTC)}},
		{`{"time":"2032-04-30"}`, target{Time: time.Date(2032, 4, 30, 0, 0, 0, 0, time.UTC)}},
		{`{"time":"0000-00-00"}`, target{}},
		{`{"time":"0000-00-00 00:00:00"}`, target{}},
	}
	for _, text := range []string{
		"Daily charges", "2031-02-29", "2100-02-29", "2031-04-31", "2031-13-01", "2031-00-01", "2031-01-00", "2031/01/01", "2031-01-01 24:00:00",
		"2031-01-01 00:60:00", "2031-01-01 00:00:60", "2031-01-01x00:00:00", "0000-00-00 00:00:01", "31-01-2031", "xxxx-xx-xx",
	} {
		tests = append(tests, struct {
			in   string
			want target
		}{`{"time":"` + text + `"}`, target{Odd: map[string]string{"time": text}}})
	}
	for _, tt := range tests {
		var got target
		if err := billmgr.Unmarshal([]byte(tt.in), &got); err != nil {
			t.Errorf("%s: %v", tt.in, err)
			continue
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.in, diff)
		}
	}
}
