package main

import (
	"bytes"
	"fmt"
	"go/format"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/backup-sdk/backup-go/tools/specgen/spec"
)

// flagTexts is what the command line says about the flags that stand for fields
// of the generated inputs, and the values that it completes. They are switches,
// for tables would be built at each start.
func flagTexts(specs []*spec.Spec) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString(header)
	b.WriteString("package meta\n\n// specText is what the specification says of a field, by package, type and name on the wire.\n")
	b.WriteString("func specText(key string) string {\n\tswitch key {\n")
	specs = slices.DeleteFunc(slices.Clone(specs), handWritten)
	for _, s := range specs {
		for _, f := range s.Inputs() {
			if text := flagText(f.Text); text != "" {
				fmt.Fprintf(&b, "\tcase %q:\n\t\treturn %q\n", s.Package()+"."+f.Type+"."+f.Wire, text)
			}
		}
	}
	b.WriteString("\t}\n\treturn \"\"\n}\n\n// specValues are the known values of a type, by package and name.\n")
	b.WriteString("func specValues(key string) []string {\n\tswitch key {\n")
	for _, s := range specs {
		enums := s.InputEnums()
		for _, name := range slices.Sorted(maps.Keys(enums)) {
			fmt.Fprintf(&b, "\tcase %q:\n\t\treturn %#v\n", s.Package()+"."+name, enums[name])
		}
	}
	b.WriteString("\t}\n\treturn nil\n}\n")
	return format.Source(b.Bytes())
}

// handWritten says that the facade of a specification has inputs of its own, which
// the command line describes in a table of its own.
func handWritten(s *spec.Spec) bool { return s.Name == "zomro" }

// longText is what does not fit beside a flag.
const longText = 110

// operation is where a description says which operation lists the values.
var operation = regexp.MustCompile(`, of list[A-Z]\w*`)

// flagText makes the help of a flag of a description: one line without a full
// stop, and the first sentence alone when all of it would be long. What a
// description says about the wire is nothing to who types a flag.
func flagText(description string) string {
	text := operation.ReplaceAllString(strings.Join(strings.Fields(description), " "), "")
	sentences := slices.DeleteFunc(strings.Split(text, ". "), func(sentence string) bool {
		return strings.HasPrefix(sentence, "Sent ") || strings.HasPrefix(sentence, "The key is repeated") || strings.HasPrefix(sentence, "The reference ")
	})
	text = strings.Join(sentences, ". ")
	if len(text) > longText {
		text = sentences[0]
	}
	text = strings.TrimSuffix(strings.ReplaceAll(text, "`", "'"), ".")
	first, size := firstRunes(text)
	if len(first) > 1 && unicode.IsUpper(first[0]) && !unicode.IsUpper(first[1]) {
		return string(unicode.ToLower(first[0])) + text[size:]
	}
	return text // an abbreviation
}

// firstRunes are the first two, and the size of the first.
func firstRunes(text string) (runes []rune, size int) {
	for i, r := range text {
		if len(runes) == 1 {
			size = i
		}
		if runes = append(runes, r); len(runes) == 2 { //nolint:mnd // enough to know an abbreviation by
			break
		}
	}
	return runes, size
}
