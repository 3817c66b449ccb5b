package bind

import (
	"bytes"
	"encoding"
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cbr"
	"github.com/backup-sdk/backup-go/cloutility"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/names"
	"github.com/backup-sdk/backup-go/lenient"
	"github.com/backup-sdk/backup-go/zomro"
)

// settable says that a type can be set from text: scalars, lists and maps of
// them, files.
func settable(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Pointer:
		return settable(t.Elem()) && t.Elem().Kind() != reflect.Slice
	case reflect.Slice:
		return t == reflect.TypeFor[[]byte]() || t.Elem().Kind() != reflect.Slice && t.Elem().Kind() != reflect.Uint8 && settable(t.Elem())
	case reflect.Map:
		return t.Key().Kind() == reflect.String && t.Elem().Kind() == reflect.String
	case reflect.Struct:
		return special(t)
	case reflect.Func, reflect.Interface, reflect.Chan, reflect.Array, reflect.UnsafePointer, reflect.Uintptr, reflect.Complex64, reflect.Complex128:
		return false
	}
	return true
}

// special are the structures that are written as one text.
func special(t reflect.Type) bool {
	switch t {
	case reflect.TypeFor[time.Time](), reflect.TypeFor[backup.Secret](), reflect.TypeFor[zomro.TimeOfDay](), reflect.TypeFor[cbr.TimeOfDay](),
		reflect.TypeFor[cloutility.ObjectRef](), reflect.TypeFor[lenient.Int](), reflect.TypeFor[lenient.Float](),
		reflect.TypeFor[lenient.Bool](), reflect.TypeFor[lenient.String](), reflect.TypeFor[lenient.Time]():
		return true
	}
	return false
}

// IsBool says that a flag needs no value.
func IsBool(t reflect.Type) bool {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t.Kind() == reflect.Bool || t == reflect.TypeFor[lenient.Bool]()
}

// IsList says that a flag may be given several times.
func IsList(t reflect.Type) bool {
	return t.Kind() == reflect.Slice && t != reflect.TypeFor[[]byte]() || t.Kind() == reflect.Map
}

// IsSecret says that a flag takes a source of a secret.
func IsSecret(t reflect.Type) bool { return t == reflect.TypeFor[backup.Secret]() }

// Placeholder names the kind of value in help texts.
func Placeholder(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Pointer:
		return Placeholder(t.Elem())
	case reflect.Slice:
		if t == reflect.TypeFor[[]byte]() {
			return "FILE"
		}
		return Placeholder(t.Elem()) + ",..."
	case reflect.Map:
		return "KEY=VALUE"
	}
	switch t {
	case reflect.TypeFor[time.Time](), reflect.TypeFor[lenient.Time]():
		return "TIME"
	case reflect.TypeFor[time.Duration]():
		return "DURATION"
	case reflect.TypeFor[time.Weekday]():
		return "DAY"
	case reflect.TypeFor[backup.Secret]():
		return "SOURCE"
	case reflect.TypeFor[zomro.TimeOfDay](), reflect.TypeFor[cbr.TimeOfDay]():
		return "HH:MM"
	case reflect.TypeFor[cloutility.ObjectRef]():
		return "ID"
	}
	switch {
	case IsBool(t):
		return ""
	case t.Kind() >= reflect.Int && t.Kind() <= reflect.Uint64, t == reflect.TypeFor[lenient.Int]():
		return "NUMBER"
	case t.Kind() == reflect.Float32 || t.Kind() == reflect.Float64 || t == reflect.TypeFor[lenient.Float]():
		return "NUMBER"
	}
	return "TEXT"
}

// Sources find what stands for something else on the command line.
type Sources struct {
	// Secret finds the secret a source such as "env:NAME" stands for.
	Secret func(source string) (backup.Secret, error)
	// File reads a file.
	File func(path string) ([]byte, error)
}

// put reads texts into a value. Several texts are for lists and maps.
func put(v reflect.Value, texts []string, from *Sources) error {
	t := v.Type()
	switch {
	case t.Kind() == reflect.Pointer:
		inner := reflect.New(t.Elem())
		if err := put(inner.Elem(), texts, from); err != nil {
			return err
		}
		v.Set(inner)
		return nil
	case t == reflect.TypeFor[[]byte]():
		return putFile(v, last(texts), from)
	case t.Kind() == reflect.Slice:
		var parts []string
		for _, text := range texts {
			for part := range strings.SplitSeq(text, ",") {
				parts = append(parts, strings.TrimSpace(part))
			}
		}
		return putList(v, parts, from)
	case t.Kind() == reflect.Map:
		m := reflect.MakeMap(t)
		for _, text := range texts {
			key, value, ok := strings.Cut(text, "=")
			if !ok || key == "" {
				return fmt.Errorf("%q is not of the form KEY=VALUE", text)
			}
			m.SetMapIndex(reflect.ValueOf(key).Convert(t.Key()), reflect.ValueOf(value).Convert(t.Elem()))
		}
		v.Set(m)
		return nil
	}
	return putOne(v, last(texts), from)
}

// putList reads one text into each item.
func putList(v reflect.Value, texts []string, from *Sources) error {
	list := reflect.MakeSlice(v.Type(), 0, len(texts))
	for _, text := range texts {
		item := reflect.New(v.Type().Elem()).Elem()
		if err := put(item, []string{text}, from); err != nil {
			return err
		}
		list = reflect.Append(list, item)
	}
	v.Set(list)
	return nil
}

// ParseDuration reads a length of time, which may be in days and weeks: 90m, 30d, 6w.
func ParseDuration(text string) (time.Duration, error) {
	const day = 24 * time.Hour
	unit := time.Duration(0)
	switch {
	case strings.HasSuffix(text, "d"):
		unit = day
	case strings.HasSuffix(text, "w"):
		unit = 7 * day //nolint:mnd // days of a week
	default:
		return time.ParseDuration(text)
	}
	const most = 36_500 // a century
	n, err := strconv.ParseInt(text[:len(text)-1], 10, 32)
	if err != nil || n > most || n < -most {
		return 0, fmt.Errorf("%q is not a length of time such as 90m, 30d or 6w", text)
	}
	return time.Duration(n) * unit, nil
}

func last(texts []string) string { return texts[len(texts)-1] }

func putFile(v reflect.Value, path string, from *Sources) error {
	if from == nil {
		return nil // only whether it could be
	}
	data, err := from.File(path)
	if err != nil {
		return err
	}
	v.SetBytes(data)
	return nil
}

func putOne(v reflect.Value, text string, from *Sources) error {
	switch p := v.Addr().Interface().(type) {
	case *time.Time:
		t, err := ParseTime(text, time.Now())
		*p = t
		return err
	case *lenient.Time:
		t, err := ParseTime(text, time.Now())
		*p = lenient.NewTime(t)
		return err
	case *time.Duration:
		d, err := ParseDuration(text)
		*p = d
		return err
	case *time.Weekday:
		d, err := parseDay(text)
		*p = d
		return err
	case *backup.Secret:
		if from == nil {
			return nil // only whether it could be
		}
		s, err := from.Secret(text)
		*p = s
		return err
	case *zomro.TimeOfDay:
		t, err := parseClock(text)
		*p = zomro.TimeOfDay{Hour: t.Hour(), Minute: t.Minute()}
		return err
	case *cbr.TimeOfDay:
		t, err := parseClock(text)
		*p = cbr.TimeOfDay{Hour: t.Hour(), Minute: t.Minute()}
		return err
	case *cloutility.ObjectRef:
		return putOne(reflect.ValueOf(&p.ID).Elem(), text, from)
	case *lenient.String:
		return p.UnmarshalJSON([]byte(strconv.Quote(text)))
	case json.Unmarshaler:
		if !json.Valid([]byte(text)) {
			return fmt.Errorf("%q is not a value of the right type", text)
		}
		return p.UnmarshalJSON([]byte(text))
	case encoding.TextUnmarshaler:
		return p.UnmarshalText(bytes.TrimSpace([]byte(text)))
	}
	return putScalar(v, text)
}

func putScalar(v reflect.Value, text string) error {
	wrong := func(kind string) error { return fmt.Errorf("%q is not %s", text, kind) }
	switch v.Kind() {
	case reflect.String:
		v.SetString(text)
	case reflect.Bool:
		b, err := strconv.ParseBool(text)
		if err != nil {
			return wrong("true or false")
		}
		v.SetBool(b)
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		n, err := strconv.ParseInt(text, 10, v.Type().Bits())
		if err != nil {
			return wrong("a whole number")
		}
		v.SetInt(n)
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		n, err := strconv.ParseUint(text, 10, v.Type().Bits())
		if err != nil {
			return wrong("a whole number")
		}
		v.SetUint(n)
	case reflect.Float32, reflect.Float64:
		f, err := strconv.ParseFloat(text, v.Type().Bits())
		if err != nil {
			return wrong("a number")
		}
		v.SetFloat(f)
	default:
		return fmt.Errorf("a %s cannot be given here", v.Type())
	}
	return nil
}

// ParseTime reads a moment: RFC 3339, a day, a day and a time of this machine's
// zone, "now", or one relative to now such as "-24h" or "-7d".
func ParseTime(text string, now time.Time) (time.Time, error) {
	if text == "now" {
		return now, nil
	}
	if days, ok := strings.CutSuffix(text, "d"); ok {
		if n, err := strconv.Atoi(days); err == nil {
			return now.AddDate(0, 0, n), nil
		}
	}
	if d, err := time.ParseDuration(text); err == nil {
		return now.Add(d), nil
	}
	if t, err := time.Parse(time.RFC3339, text); err == nil {
		return t, nil
	}
	if t, err := time.Parse(time.DateOnly, text); err == nil {
		return t, nil
	}
	for _, layout := range []string{time.DateTime, "2006-01-02T15:04:05", "2006-01-02 15:04", "2006-01-02T15:04"} {
		if t, err := time.ParseInLocation(layout, text, now.Location()); err == nil {
			return t, nil
		}
	}
	return time.Time{}, fmt.Errorf("%q is not a time such as 2026-01-31, 2026-01-31T15:04:05Z or -24h", text)
}

// Days are the names of the days of the week, as a flag takes them.
func Days() []string {
	out := make([]string, 0, 7) //nolint:mnd // days of a week
	for d := time.Sunday; d <= time.Saturday; d++ {
		out = append(out, strings.ToLower(d.String()))
	}
	return out
}

func parseClock(text string) (time.Time, error) {
	t, err := time.Parse("15:04", text)
	if err != nil {
		return t, fmt.Errorf("%q is not a time of day such as 02:30", text)
	}
	return t, nil
}

const shortDay = 3

func parseDay(text string) (time.Weekday, error) {
	for i, day := range Days() {
		if strings.EqualFold(text, day) || strings.EqualFold(text, day[:shortDay]) {
			return time.Weekday(i), nil
		}
	}
	return 0, fmt.Errorf("%q is not a day of the week%s", text, names.Hint(text, Days()))
}
