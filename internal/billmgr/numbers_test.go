package billmgr_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/backup-sdk/backup-go/internal/billmgr"
)

// optional has pointers to everything that text is parsed into.
type optional struct {
	Int    *int64            `dollar:"v,"`
	Uint   *uint64           `dollar:"v,"`
	Float  *float64          `dollar:"v,"`
	Bool   *bool             `dollar:"v,"`
	Time   *time.Time        `dollar:"v,"`
	Missed map[string]string `dollar:",unparsed" json:"-"`
}

func readOptional(t *testing.T, text string) (got optional) {
	t.Helper()
	data, err := json.Marshal(map[string]string{"v": text})
	if err != nil {
		t.Fatal(err)
	}
	if err := billmgr.Unmarshal(data, &got); err != nil {
		t.Fatal(err)
	}
	return got
}

func TestBlankTextIsNoValue(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", " ", "\t \r\n"} {
		if diff := cmp.Diff(optional{}, readOptional(t, text)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", text, diff)
		}
	}
}

// TestWideBlankIsZero reads blanks beyond ASCII: a value, which is zero.
func TestWideBlankIsZero(t *testing.T) {
	t.Parallel()
	want := optional{Int: new(int64), Uint: new(uint64), Float: new(float64), Bool: new(bool), Time: new(time.Time)}
	for _, text := range []string{"\u00a0", " \u2003 "} {
		if diff := cmp.Diff(want, readOptional(t, text)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", text, diff)
		}
	}
}

func TestFloats(t *testing.T) {
	t.Parallel()
	type target struct {
		V   float64           `json:"v"`
		Odd map[string]string `json:"-" dollar:",unparsed"`
	}
	tests := map[string]float64{
		"0": 0, "9": 9, "10": 10, "-90.5": -90.5, "+.5": 0.5, "1e10": 1e10, "9E-9": 9e-9, " 2.50 ": 2.5, "€5": 5, "USD 5.25 / Year": 5.25, "1 234,5": 1234.5,
		"1e-999": 0,
	}
	for in, want := range tests {
		var got target
		if err := billmgr.Unmarshal([]byte(`{"v":"`+in+`"}`), &got); err != nil || got.V != want || got.Odd != nil {
			t.Errorf("%q: %+v, %v, want %v", in, got, err, want)
		}
	}
	for _, in := range []string{"1-2", "e", ".", "1.2.3", "--5", "1e", "NaN", "Inf", "-inf", "+Infinity", "nan", "1e309", "-1e309", "0x10", "1_000", "a/1"} {
		got := target{V: 1}
		if err := billmgr.Unmarshal([]byte(`{"v":"`+in+`"}`), &got); err != nil || got.V != 0 || got.Odd["v"] != in {
			t.Errorf("%q: %+v, %v", in, got, err)
		}
	}
}

func TestTimesOfTheYear(t *testing.T) {
	t.Parallel()
	kyiv := time.FixedZone("", 3*60*60)
	tests := map[string]time.Time{
		"2031-01-01":                time.Date(2031, 1, 1, 0, 0, 0, 0, kyiv),
		"1999-12-31T23:59:59":       time.Date(1999, 12, 31, 23, 59, 59, 0, kyiv),
		"2031-09-09 09:09:09":       time.Date(2031, 9, 9, 9, 9, 9, 0, kyiv),
		"2031-09-09  9:09:09":       time.Date(2031, 9, 9, 9, 9, 9, 0, kyiv),
		"2031-09-09T09:09":          time.Date(2031, 9, 9, 9, 9, 0, 0, kyiv),
		"2031-09-09T09:09:09Z":      time.Date(2031, 9, 9, 9, 9, 9, 0, time.UTC),
		"2031-09-09 09:09:09.25Z":   time.Date(2031, 9, 9, 9, 9, 9, 250_000_000, time.UTC),
		" 2031-09-09 09:09:09\n":    time.Date(2031, 9, 9, 9, 9, 9, 0, kyiv),
		"0000-00-00":                {},
		"0000-00-00T00:00:00":       {},
		"":                          {},
		"2031-09-09T09:09:09-05:00": time.Date(2031, 9, 9, 14, 9, 9, 0, time.UTC),
	}
	for in, want := range tests {
		if got, ok := billmgr.NewValue(in).Time(kyiv); !ok || !got.Equal(want) {
			t.Errorf("%q: %v, %t, want %v", in, got, ok, want)
		}
	}
	for _, in := range []string{
		"2031", "09.09.2031", "2031-09-09T", "0000-00-00 00:00:01", "0000-00-00T01:00:00", "0000-00-01", "0000-00-00 00:00",
		"2031-09-09T24:00:00", "2031-09-09T23:60:00", "2031-09-09x09:09:09", "2031-09-09 09:09:09 UTC",
	} {
		if got, ok := billmgr.NewValue(in).Time(kyiv); ok {
			t.Errorf("%q was read as %v", in, got)
		}
	}
}

func TestIntegersOfValues(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]int64{"": 0, " ": 0, "-9223372036854775808": -1 << 63, "+7": 7, "40.00": 40} {
		if got, ok := billmgr.NewValue(in).Int64(); !ok || got != want {
			t.Errorf("%q: %d, %t, want %d", in, got, ok, want)
		}
	}
	for _, in := range []string{".", ".0", "4.", "40.05", "40.50", "1,0", "9223372036854775808", "1 000", "0x1"} {
		if got, ok := billmgr.NewValue(in).Int64(); ok {
			t.Errorf("%q was read as %d", in, got)
		}
	}
}
