package lenient

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
)

// FuzzTimeForms holds the quick way of reading a time against the thorough one.
func FuzzTimeForms(f *testing.F) {
	for _, seed := range []string{
		"2031-04-05T06:07:08", "2031-04-05 06:07:08.209782", "2031-04-05T06:07:08.733+00:00", "2031-04-05T06:07:08Z", "2031-04-05T06:07:08.1Z",
		"2031-02-29T06:07:08", "2031-04-05T24:07:08", "2031-04-05T06:07:08Z+00:00", "2031-04-05T06:07:08+02:00", "0001-01-01T00:00:00", "2031-04-05T06:07:08.",
		"2031-04-05T06:07:60", "2031-04-05T06:07:08,5", "2031-04-05T06:07:08.1234567891", "2031-04-05t06:07:08z",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		quick, ok := parseUsual([]byte(text))
		if !ok {
			return
		}
		if thorough, ok := parseTime(strings.TrimSpace(text)); !ok || !reflect.DeepEqual(quick, thorough) {
			t.Errorf("%q: %v, want %v (%t)", text, quick, thorough, ok)
		}
	})
}

// TestUsualTimes checks that what services send all day takes the quick way.
func TestUsualTimes(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"2031-04-05T06:07:08", "2031-04-05 06:07:08", "2031-04-05T06:07:08.5", "2031-04-05T06:07:08.209782", "2031-04-05T06:07:08.123456789",
		"2031-04-05T06:07:08Z", "2031-04-05T06:07:08.733Z", "2031-04-05T06:07:08.733+00:00", "2031-04-05 06:07:08+00:00", "0001-01-01T00:00:00", "0001-01-01T00:00:00Z",
	} {
		want := ParseTime(text)
		if quick, ok := parseUsual([]byte(text)); !ok || !reflect.DeepEqual(quick, want.Time) {
			t.Errorf("%s: %v, %t, want %v", text, quick, ok, want.Time)
		}
		var got Time
		if err := json.Unmarshal([]byte(`"`+text+`"`), &got); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %v, %v, want %v", text, got, err, want)
		}
	}
}
