package output

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/terminal"
)

const (
	listedAtMostInWords = 4  // of a list
	pairsAtMost         = 4  // of an object without a name
	deepest             = 2  // how far words go into a value
	longestList         = 60 // characters of a list that is not counted instead
)

// words are a nested value on one line: an object by its name or its fields, a list by
// its entries, or by how many of what they are.
func (o *Options) words(path string, v any, depth int) string {
	if o.Words != nil {
		if text, ok := o.Words(path, v); ok {
			return terminal.Line(text)
		}
	}
	switch x := v.(type) {
	case []any:
		return o.listWords(path, x, depth)
	case *Object:
		return o.objectWords(path, x, depth)
	}
	return o.cell(path, v)
}

func (o *Options) objectWords(path string, x *Object, depth int) string {
	key, value := Text(x.Values["key"]), x.Values["value"]
	if key != "" && has(x, "value") && !isList(value) {
		return key + "=" + Text(value)
	}
	for _, key := range []string{"name", "display_name", "text", "id", "key"} {
		if text := Text(x.Values[key]); text != "" {
			return text
		}
	}
	if len(x.Keys) > 0 { // a reference to something is that thing's id
		if ids := slices.DeleteFunc(slices.Clone(x.Keys), func(key string) bool { return Text(x.Values[key]) == "" }); len(ids) == 1 && strings.HasSuffix(ids[0], "_id") {
			return Text(x.Values[ids[0]])
		}
	}
	var pairs []string
	more := 0
	for _, key := range x.Keys {
		value := x.Values[key]
		if isList(value) && depth >= deepest {
			more++
			continue
		}
		var text string
		if isList(value) {
			text = o.words(path+"."+key, value, depth+1)
		} else {
			text = o.field(path+"."+key, value)
		}
		switch {
		case text == "":
		case len(pairs) < pairsAtMost:
			pairs = append(pairs, strings.ReplaceAll(terminal.Line(key), "_", " ")+": "+text)
		default:
			more++
		}
	}
	if more > 0 {
		pairs = append(pairs, strconv.Itoa(more)+" more")
	}
	return strings.Join(pairs, ", ")
}

func (o *Options) listWords(path string, list []any, depth int) string {
	if days, ok := weekdays(list); ok {
		return DaysInWords(days)
	}
	counted := strconv.Itoa(len(list)) + " " + noun(path, len(list))
	var texts []string
	length := 0
	for _, item := range list {
		if _, nested := item.([]any); nested {
			return counted
		}
		text := ""
		if inner, ok := item.(*Object); ok {
			if depth >= deepest {
				return counted
			}
			text = o.objectWords(path, inner, depth+1)
			if strings.Contains(text, ": ") && len(list) > 1 { // has no name
				return counted
			}
		} else {
			text = o.cell(path, item)
		}
		texts = append(texts, text)
		length += len(text) + len(", ")
	}
	if len(texts) <= listedAtMostInWords && (length <= longestList || len(texts) <= 2) {
		return strings.Join(texts, ", ")
	}
	shown := 1
	for shown < listedAtMostInWords-1 && len(strings.Join(texts[:shown+1], ", ")) <= longestList/2 {
		shown++
	}
	return counted + ": " + strings.Join(texts[:shown], ", ") + ", …"
}

// noun is what a list has, by the name of its field.
func noun(path string, n int) string {
	name := strings.ReplaceAll(terminal.Line(leaf(path)), "_", " ")
	if name == "" {
		name = "entries"
	}
	if n == 1 {
		switch {
		case strings.HasSuffix(name, "ies"):
			return strings.TrimSuffix(name, "ies") + "y"
		case strings.HasSuffix(name, "ses"):
			return strings.TrimSuffix(name, "es")
		}
		return strings.TrimSuffix(name, "s")
	}
	return name
}

// weekdays reads a list of the names of days.
func weekdays(list []any) ([]time.Weekday, bool) {
	var out []time.Weekday
	for _, item := range list {
		text, ok := item.(string)
		if !ok {
			return nil, false
		}
		found := false
		for d := time.Sunday; d <= time.Saturday; d++ {
			if strings.EqualFold(d.String(), text) {
				out, found = append(out, d), true
			}
		}
		if !found {
			return nil, false
		}
	}
	return out, len(out) > 0
}

// DaysInWords are days of the week: "daily", "Mon-Fri", "Mon, Thu".
func DaysInWords(days []time.Weekday) string {
	const week = 7
	order := make([]int, 0, week) // from Monday
	for _, d := range days {
		if n := (int(d) + week - 1) % week; !slices.Contains(order, n) {
			order = append(order, n)
		}
	}
	slices.Sort(order)
	if len(order) == week {
		return "daily"
	}
	short := func(n int) string { return time.Weekday((n + 1) % week).String()[:3] }
	var parts []string
	for i := 0; i < len(order); {
		end := i
		for end+1 < len(order) && order[end+1] == order[end]+1 {
			end++
		}
		const run = 2 // days that are not written as a span
		if end-i >= run {
			parts = append(parts, short(order[i])+"-"+short(order[end]))
			i = end + 1
			continue
		}
		parts = append(parts, short(order[i]))
		i++
	}
	return strings.Join(parts, ", ")
}
