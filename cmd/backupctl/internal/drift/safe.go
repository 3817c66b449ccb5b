package drift

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"
)

// What a report says of values: their kind and their length, and nothing of what is
// in them. This is the only place where a value becomes a text of a report.

// shape describes a value without repeating any of it.
func shape(v any) string {
	switch x := v.(type) {
	case nil:
		return formNull
	case bool:
		return formBoolean
	case json.Number:
		if isWhole(x) {
			return "whole number"
		}
		return formNumber
	case string:
		return textShape(x)
	case []any:
		if len(x) == 0 {
			return "empty list"
		}
		return "list of " + kinds(x)
	case map[string]any:
		return fmt.Sprintf("object of %d", len(x))
	}
	return "something"
}

// kinds are the shapes in a list, each once.
func kinds(list []any) string {
	var out []string
	for _, item := range list {
		word := formOf(new(Schema), item)
		if !slices.Contains(out, word) {
			out = append(out, word)
		}
	}
	slices.Sort(out)
	return strings.Join(out, " and ")
}

// The looks of texts that are worth a word.
type look struct {
	name    string
	pattern *regexp.Regexp
}

//nolint:gochecknoglobals // compiled when it is needed: a start must not wait for it
var looks = sync.OnceValue(func() []look {
	return []look{
		{"UUID", regexp.MustCompile(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)},
		{"digits", regexp.MustCompile(`^-?[0-9]+$`)},
		{"decimal number", regexp.MustCompile(`^-?[0-9]+\.[0-9]+$`)},
		{"hexadecimal", regexp.MustCompile(`^[0-9a-f]{16,}$`)},
		{"URL", regexp.MustCompile(`^https?://`)},
		{"e-mail address", regexp.MustCompile(`^[^@\s]+@[^@\s]+$`)},
		{"JSON", regexp.MustCompile(`^\s*[\[{]`)},
	}
})

func textShape(text string) string {
	if text == "" {
		return "empty text"
	}
	if form := timeForm(text); form != "" {
		return form
	}
	for _, l := range looks() {
		if l.pattern.MatchString(text) {
			return fmt.Sprintf("%s, %s", l.name, length(text))
		}
	}
	return fmt.Sprintf("text of %s, %s", letters(text), length(text))
}

// length is a coarse one: exact ones tell names apart.
func length(text string) string {
	n := len([]rune(text))
	for _, limit := range []int{4, 8, 16, 32, 64, 128, 256} { //nolint:mnd // powers of two
		if n <= limit {
			return fmt.Sprintf("up to %d characters", limit)
		}
	}
	return "more than 256 characters"
}

// letters are the classes of characters in a text.
func letters(text string) string {
	var small, capital, digit, blank, other bool
	for _, r := range text {
		switch {
		case unicode.IsLower(r):
			small = true
		case unicode.IsUpper(r):
			capital = true
		case unicode.IsDigit(r):
			digit = true
		case unicode.IsSpace(r):
			blank = true
		case r != '_' && r != '-':
			other = true
		}
	}
	var out []string
	for _, class := range []struct {
		is   bool
		name string
	}{{small, "small letters"}, {capital, "capitals"}, {digit, "digits"}, {blank, "blanks"}, {other, "other signs"}} {
		if class.is {
			out = append(out, class.name)
		}
	}
	if len(out) == 0 {
		return "signs"
	}
	return strings.Join(out, " and ")
}

// fieldName is what names of members look like in these APIs: words, with few
// digits. Ids, addresses and host names do not.
//
//nolint:gochecknoglobals // compiled when it is needed: a start must not wait for it
var fieldName = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^\$?[A-Za-z][A-Za-z]*[0-9]{0,2}(_[A-Za-z]+[0-9]{0,2})*$`)
})

// maxName is longer than any name of a member.
const maxName = 40

// isWord says that a name may be told: a name that some specification has, or one
// that looks like the name of a member and is no value that came in a response.
func (b *Book) isWord(name string, values func(string) bool) bool {
	if b.words[name] {
		return true
	}
	return len(name) <= maxName && fieldName().MatchString(name) && !values(name)
}

// hidden stands for a name that is not told.
const hidden = "(name not told)"

// serviceCode is a code of an error as these services number them: it has no room
// for anything else.
//
//nolint:gochecknoglobals // compiled when it is needed: a start must not wait for it
var serviceCode = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^(BackupService|APIGW|CSBS|IAM|PAP5|BSS)\.[0-9]{1,5}$`)
})

// codeText is an error's code as it may be told.
func codeText(code string) string {
	if serviceCode().MatchString(code) {
		return code
	}
	return textShape(code)
}

// describe says what an unknown member holds: its shape, and of an object's members
// those whose names are public.
func (b *Book) describe(v any) string {
	object, ok := v.(map[string]any)
	if list, isList := v.([]any); isList && len(list) > 0 {
		if first, isObject := list[0].(map[string]any); isObject {
			return "list of " + b.describe(first)
		}
	}
	if !ok {
		return shape(v)
	}
	var known []string
	for name := range object {
		if b.words[name] {
			known = append(known, name)
		}
	}
	slices.Sort(known)
	text := shape(v)
	const most = 12
	if len(known) > most {
		known = known[:most]
	}
	if len(known) > 0 {
		text += ": " + strings.Join(known, ", ")
	}
	if len(known) > 0 && len(known) < len(object) {
		text += " and others"
	}
	return text
}
