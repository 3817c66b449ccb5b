package output

import (
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/backup-sdk/backup-go/protection"
)

// TimeFormats are the names that [Options.TimeFormat] knows, beside layouts of
// package time such as "02.01.2006 15:04".
func TimeFormats() []string { return []string{"age", "time", "both", "rfc3339", "unix"} }

// checkTimeFormat finds a format that would show no time.
func checkTimeFormat(format string) error {
	if format == "" || slices.Contains(TimeFormats(), format) {
		return nil
	}
	a := time.Date(2001, 3, 4, 5, 6, 7, 0, time.UTC)
	if a.Format(format) == a.AddDate(4, 7, 13).Add(time.Hour).Format(format) {
		return &UsageError{"--time-format " + strconv.Quote(format) + " is not one of " + strings.Join(TimeFormats(), ", ") + ", and no layout such as \"2006-01-02 15:04\""}
	}
	return nil
}

// cell is a value of a column as people read it: a time by its age, a size in the
// unit that suits it, a nested value in words. What it does not know is [Text].
func (o *Options) cell(column string, v any) string {
	switch x := v.(type) {
	case string:
		if t, ok := timeOf(column, x); ok {
			return o.when(column, t, "age")
		}
	case json.Number:
		if text, ok := sizeOf(column, x); ok {
			return text
		}
	case *Object, []any:
		return o.words(column, v, 0)
	}
	return Text(v)
}

// field is a value of a record, where there is room for both time and age.
func (o *Options) field(path string, v any) string {
	if text, ok := v.(string); ok {
		if t, ok := timeOf(path, text); ok {
			return o.when(path, t, "both")
		}
	}
	return o.cell(path, v)
}

// leaf is the last name of a path.
func leaf(path string) string { return path[strings.LastIndexByte(path, '.')+1:] }

// timeOf reads a time. Trees have times as texts, so a text is one when it is written
// like one and its column is not for texts of people.
func timeOf(path, text string) (time.Time, bool) {
	const shortest = len("2006-01-02T15:04:05Z")
	if len(text) < shortest || text[len("2006-01-02")] != 'T' {
		return time.Time{}, false
	}
	if slices.Contains([]string{"name", "text", "description", "note", "comment", "title", "key", "value", "display_name", "server_name"}, leaf(path)) {
		return time.Time{}, false
	}
	t, err := time.Parse(time.RFC3339, text)
	return t, err == nil
}

// isDay reports a time that is a day: its field is called a date, and it has no time
// of day. Such a day is the same in all zones.
func isDay(path string, t time.Time) bool {
	h, m, s := t.Clock()
	return strings.HasSuffix(leaf(path), "date") && h+m+s == 0
}

// when shows a time in the format that was asked for, or in the usual one.
func (o *Options) when(path string, t time.Time, usual string) string {
	format := o.TimeFormat
	if format == "" {
		format = usual
	}
	now := o.Now
	if now.IsZero() {
		now = time.Now()
	}
	day := isDay(path, t)
	zone := o.Zone
	switch {
	case day:
		zone = t.Location()
	case zone == nil:
		zone = time.Local
	}
	t = t.In(zone)
	age, moment := ago(now.Sub(t)), t.Format("2006-01-02 15:04:05 MST")
	if day {
		age, moment = daysAgo(now, t), t.Format(time.DateOnly)
	}
	switch format {
	case "age":
		return age
	case "time":
		return moment
	case "both":
		return moment + " (" + age + ")"
	case "rfc3339":
		return t.Format(time.RFC3339)
	case "unix":
		return strconv.FormatInt(t.Unix(), 10)
	}
	return t.Format(format)
}

// ago is a length of time in one unit: "40 s ago", "3 h ago", "in 5 d".
func ago(d time.Duration) string {
	const day = 24 * time.Hour
	const month, year = 30 * day, 365 * day
	future := d < 0
	d = d.Abs()
	var text string
	switch {
	case d < time.Second:
		return "now"
	case d < time.Minute:
		text = amount(d, time.Second, "s")
	case d < time.Hour:
		text = amount(d, time.Minute, "min")
	case d < 2*day:
		text = amount(d, time.Hour, "h")
	case d < 3*month:
		text = amount(d, day, "d")
	case d < 2*year:
		text = amount(d, month, "months")
	default:
		text = amount(d, year, "years")
	}
	if future {
		return "in " + text
	}
	return text + " ago"
}

func amount(d, unit time.Duration, name string) string {
	return strconv.FormatInt(int64(d/unit), 10) + " " + name
}

// daysAgo is the age of a day, by the calendar of now's zone.
func daysAgo(now, day time.Time) string {
	const hours = 24
	y, m, d := now.Date()
	today := time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	y, m, d = day.Date()
	days := int(today.Sub(time.Date(y, m, d, 0, 0, 0, 0, time.UTC)).Hours()) / hours
	switch days {
	case 0:
		return "today"
	case 1:
		return "yesterday"
	case -1:
		return "tomorrow"
	}
	return ago(time.Duration(days) * hours * time.Hour)
}

// sizeOf shows a number of bytes in the unit that suits it. The name of a field says
// the unit that the service counts in, such as size_gb, used_mb, mega_bytes; a field
// whose unit nobody documents has none in its name, and stays as it is.
func sizeOf(path string, n json.Number) (string, bool) {
	unit, rate := unitOf(path)
	if unit == 0 {
		return "", false
	}
	value, err := n.Float64()
	bytes := math.Abs(value * unit)
	if err != nil || bytes >= math.MaxInt64 {
		return "", false
	}
	text := strings.Replace(protection.Size(int64(math.Round(bytes))), ".0 ", " ", 1)
	if value < 0 {
		text = "-" + text
	}
	return text + rate, true
}

const (
	kib = 1 << 10
	mib = 1 << 20
	gib = 1 << 30
	tib = 1 << 40
)

// unitOf is how many bytes one of a field is, 0 for what is no size.
func unitOf(path string) (unit float64, rate string) {
	words := strings.Split(leaf(path), "_")
	if slices.ContainsFunc(words, func(w string) bool { return strings.HasPrefix(w, "percent") }) {
		return 0, ""
	}
	if n := len(words); n > 2 && words[n-2] == "per" && words[n-1] == "second" {
		words, rate = words[:n-2], "/s"
	}
	for i, w := range words {
		last := i == len(words)-1
		switch {
		case last && w == "kb":
			return kib, rate
		case last && w == "mb":
			return mib, rate
		case last && w == "gb":
			return gib, rate
		case last && w == "tb":
			return tib, rate
		case w == "bytes" && i > 0 && words[i-1] == "kilo":
			return kib, rate
		case w == "bytes" && i > 0 && words[i-1] == "mega":
			return mib, rate
		case w == "bytes" && i > 0 && words[i-1] == "giga":
			return gib, rate
		case w == "bytes" && i > 0 && words[i-1] == "tera":
			return tib, rate
		case w == "bytes":
			return 1, rate
		}
	}
	return 0, ""
}

// headings are the last names of columns, or all of them where those are the same,
// without the unit of a size and the "at" of a time, which the cells have.
func headings(columns []string) []string {
	short := make([]string, len(columns))
	for i, column := range columns {
		short[i] = leaf(shown(column))
	}
	out := make([]string, len(columns))
	for i, name := range short {
		if count(short, name) > 1 {
			name = shown(columns[i])
		}
		out[i] = heading(name)
	}
	return out
}

func count(list []string, name string) (n int) {
	for _, s := range list {
		if s == name {
			n++
		}
	}
	return n
}

func heading(name string) string {
	words := strings.FieldsFunc(name, func(r rune) bool { return r == '_' || r == '.' })
	if unit, _ := unitOf(name); unit > 0 {
		words = slices.DeleteFunc(words, func(w string) bool {
			return slices.Contains([]string{"kilo", "mega", "giga", "tera", "kb", "mb", "gb", "tb"}, w)
		})
	}
	if n := len(words); n > 1 && words[n-1] == "at" {
		words = words[:n-1]
	}
	return strings.ToUpper(strings.Join(words, " "))
}
