package ensure

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/backup-sdk/backup-go/internal/validate"
)

// maxKey bounds keys, in bytes.
const maxKey = 1024

// Key validates the key of an Ensure… method and returns the name that rule makes
// of it. The name in the input, called field in errors, is left empty or is the
// same.
func Key(argument validate.Argument, key, field, name string, rule func(string) string) (string, error) {
	switch {
	case strings.TrimSpace(key) == "":
		return "", argument.Invalid("key", "is empty")
	case len(key) > maxKey:
		return "", argument.Invalid("key", fmt.Sprintf("has more than %d bytes", maxKey))
	case !utf8.ValidString(key):
		return "", argument.Invalid("key", "is not UTF-8")
	case strings.TrimSpace(key) != key:
		return "", argument.Invalid("key", "must not begin or end with a blank")
	case strings.ContainsFunc(key, func(r rune) bool { return r < ' ' || r == 0x7f }):
		return "", argument.Invalid("key", "must not have control characters")
	}
	made := rule(key)
	if name != "" && name != made {
		return "", argument.Invalid(field, "is not the name that the key makes; leave it empty")
	}
	return made, nil
}

// Subject is a kind of thing and where it belongs.
func Subject(kind, place string) string {
	if place == "" {
		return kind
	}
	return kind + " of " + place
}

// IDs are those of things.
func ids[T any](things []T, id func(*T) string) []string {
	out := make([]string, len(things))
	for i := range things {
		out[i] = id(&things[i])
	}
	return out
}
