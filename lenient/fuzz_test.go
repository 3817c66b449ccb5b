package lenient_test

import (
	"encoding/json"
	"testing"

	"github.com/backup-sdk/backup-go/internal/allocbudget"
	"github.com/backup-sdk/backup-go/lenient"
)

var seeds = []string{
	`null`, `""`, `0`, `40`, `40.0`, `"40.0"`, `4e1`, `-0`, `1e999`, `9223372036854775808`, `true`, `"on"`, `"yes"`, `{}`, `[]`,
	`[1,"2",null]`, `{"a":"<&>"}`, `"{\"a\":1}"`, `"2031-04-05T06:07:08"`, `"2031-04-05 06:07:08.209782"`, `"2031-04-05T06:07:08.733+02:00"`,
	`"2031-04-05"`, `1933222028`, `"1933222028"`, `"0001-01-01T01:00:00+01:00"`, `"9999-12-31T23:59:59.9999999-23:59"`, "\"\xff\"", `"Daily charges"`,
}

// perByte is what a byte of a value may cost in memory.
const perByte = 256

// fuzz checks that T never panics, reads every well-formed value and survives a
// round trip.
func fuzz[T any](f *testing.F) {
	f.Helper()
	for _, seed := range seeds {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		var direct T
		if u, ok := any(&direct).(json.Unmarshaler); ok {
			_ = u.UnmarshalJSON(in) // outside of encoding/json: anything but a panic
		}
		var value T
		var err error
		allocbudget.Check(t, len(in), perByte, func() { err = json.Unmarshal(in, &value) })
		if (err == nil) != json.Valid(in) {
			t.Fatalf("%q: error %v, but validity is %t", in, err, json.Valid(in))
		}
		if err == nil {
			roundTrip(t, in, value)
		}
	})
}

func FuzzInt(f *testing.F)    { fuzz[lenient.Int](f) }
func FuzzFloat(f *testing.F)  { fuzz[lenient.Float](f) }
func FuzzBool(f *testing.F)   { fuzz[lenient.Bool](f) }
func FuzzString(f *testing.F) { fuzz[lenient.String](f) }
func FuzzTime(f *testing.F)   { fuzz[lenient.Time](f) }
func FuzzList(f *testing.F)   { fuzz[lenient.List[lenient.String]](f) }
func FuzzListOfObjects(f *testing.F) {
	fuzz[lenient.List[struct {
		A lenient.Int `json:"a"`
	}]](f)
}
func FuzzRaw(f *testing.F) { fuzz[lenient.Raw](f) }

func FuzzRawDecode(f *testing.F) {
	for _, seed := range seeds {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		raw := lenient.Raw(in)
		for _, target := range []any{new(string), new(int), new([]int), new(map[string]any), new(any), new(lenient.Time)} {
			if err := raw.Decode(target); err == nil && !json.Valid(in) && !raw.IsZero() {
				t.Fatalf("%q is malformed, but was decoded into %T", in, target)
			}
		}
	})
}
