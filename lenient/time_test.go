package lenient_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/backup-sdk/backup-go/lenient"
)

func TestTimeDecode(t *testing.T) {
	t.Parallel()
	moment := time.Date(2031, 4, 5, 6, 7, 8, 0, time.UTC)
	oslo := time.FixedZone("", 2*60*60)
	tests := []struct {
		name, in, want string
		moment         time.Time
	}{
		{"no zone", `"2031-04-05T06:07:08"`, "2031-04-05T06:07:08Z", moment},
		{"no zone, fraction", `"2031-04-05T06:07:08.209782"`, "2031-04-05T06:07:08.209782Z", moment.Add(209782 * time.Microsecond)},
		{"milliseconds and offset", `"2031-04-05T06:07:08.733+00:00"`, "2031-04-05T06:07:08.733Z", moment.Add(733 * time.Millisecond)},
		{"milliseconds and other offset", `"2031-04-05T08:07:08.733+02:00"`, "2031-04-05T08:07:08.733+02:00", moment.In(oslo).Add(733 * time.Millisecond)},
		{"offset without colon", `"2031-04-05T08:07:08+0200"`, "2031-04-05T08:07:08+02:00", moment},
		{"offset in hours", `"2031-04-05T08:07:08+02"`, "2031-04-05T08:07:08+02:00", moment},
		{"seconds and Z", `"2031-04-05T06:07:08Z"`, "2031-04-05T06:07:08Z", moment},
		{"small letters", `"2031-04-05t06:07:08z"`, "2031-04-05T06:07:08Z", moment},
		{"microseconds and Z", `"2031-04-05T06:07:08.000001Z"`, "2031-04-05T06:07:08.000001Z", moment.Add(time.Microsecond)},
		{"blank", `"2031-04-05 06:07:08"`, "2031-04-05T06:07:08Z", moment},
		{"blank, fraction, offset", `"2031-04-05 08:07:08.5+02:00"`, "2031-04-05T08:07:08.5+02:00", moment.Add(500 * time.Millisecond)},
		{"blank before offset", `"2031-04-05 08:07:08 +02:00"`, "2031-04-05T08:07:08+02:00", moment},
		{"UTC in words", `"2031-04-05 06:07:08 UTC"`, "2031-04-05T06:07:08Z", moment},
		{".NET ticks", `"2031-04-05T08:07:08.1234567+02:00"`, "2031-04-05T08:07:08.1234567+02:00", moment.Add(123456700)},
		{"no seconds", `"2031-04-05T06:07Z"`, "2031-04-05T06:07:00Z", moment.Add(-8 * time.Second)},
		{"no seconds, no zone", `"2031-04-05 06:07"`, "2031-04-05T06:07:00Z", moment.Add(-8 * time.Second)},
		{"date", `"2031-04-05"`, "2031-04-05T00:00:00Z", time.Date(2031, 4, 5, 0, 0, 0, 0, time.UTC)},
		{"unix", `1933135628`, "2031-04-05T06:07:08Z", moment},
		{"unix text", `"1933135628"`, "2031-04-05T06:07:08Z", moment},
		{"unix, 9 digits", `"933222028"`, "1999-07-29T04:20:28Z", time.Unix(933222028, 0)},
		{"unix, 11 digits", `99999999999`, "5138-11-16T09:46:39Z", time.Unix(99999999999, 0)},
		{"unix, fraction", `1933135628.25`, "2031-04-05T06:07:08.25Z", moment.Add(250 * time.Millisecond)},
		{"surrounding blanks", `" 2031-04-05 "`, "2031-04-05T00:00:00Z", time.Date(2031, 4, 5, 0, 0, 0, 0, time.UTC)},
		{"null", `null`, "", time.Time{}},
		{"empty", `""`, "", time.Time{}},
		{"zero number", `0`, "", time.Time{}},
		{".NET no date", `"0001-01-01T00:00:00Z"`, "", time.Time{}},
		{".NET no date, local", `"0001-01-01T01:00:00+01:00"`, "", time.Time{}},
	}
	for _, tt := range tests {
		var got lenient.Time
		if err := json.Unmarshal([]byte(tt.in), &got); err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		if !got.Time.Equal(tt.moment) || got.Text != "" {
			t.Errorf("%s: %s decoded to %v (text %q), want %v", tt.name, tt.in, got.Time, got.Text, tt.moment)
		}
		if tt.moment.IsZero() && got != (lenient.Time{}) {
			t.Errorf("%s: %s decoded to %#v, want the zero value", tt.name, tt.in, got)
		}
		if got.String() != tt.want {
			t.Errorf("%s: String = %q, want %q", tt.name, got.String(), tt.want)
		}
	}
	for _, in := range []string{
		`"Daily charges"`, `"2031-13-05"`, `"2031-04-05T06:07:08 CEST"`, `"12345678"`, `1933135628000`, `-5`, `1e9`, `true`, `[1]`,
		`"1933135628.x"`, `"2031"`, `"123456.789"`,
	} {
		var got lenient.Time
		if err := json.Unmarshal([]byte(in), &got); err != nil {
			t.Errorf("%s: %v", in, err)
			continue
		}
		var text lenient.String
		if err := json.Unmarshal([]byte(in), &text); err != nil {
			t.Fatal(err)
		}
		if !got.Time.IsZero() || got.Text != string(text) {
			t.Errorf("%s decoded to %+v, want only the text", in, got)
		}
		roundTrip(t, []byte(in), got)
	}
}

func TestTimeText(t *testing.T) {
	t.Parallel()
	var got lenient.Time
	if err := got.UnmarshalText([]byte("2031-04-05 06:07:08")); err != nil {
		t.Fatal(err)
	}
	want := lenient.NewTime(time.Date(2031, 4, 5, 6, 7, 8, 0, time.UTC))
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	text, err := got.MarshalText()
	if err != nil || string(text) != "2031-04-05T06:07:08Z" {
		t.Errorf("MarshalText = %q, %v", text, err)
	}
	if want.Equal(lenient.Time{Time: want.Time, Text: "x"}) {
		t.Error("times with different texts are equal")
	}
}

// TestTimeInQuotes checks that a time in one quote only, or around the only one,
// is as malformed as without any.
func TestTimeInQuotes(t *testing.T) {
	t.Parallel()
	for _, in := range []string{`"`, `x2031-04-05T06:07:08"`, `"2031-04-05T06:07:08x`, `2031-04-05T06:07:08`} {
		if err := new(lenient.Time).UnmarshalJSON([]byte(in)); err == nil {
			t.Errorf("%s was read", in)
		}
	}
	none := lenient.NewTime(time.Unix(1, 0))
	if err := none.UnmarshalJSON(nil); err != nil || !none.IsZero() {
		t.Errorf("no bytes at all: %v, %v", none, err)
	}
}
