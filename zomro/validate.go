package zomro

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/internal/validate"
)

// arg makes the errors of arguments.
const arg = validate.Argument(provider)

// Bounds of the control panel's forms.
const (
	maxName     = 100   // characters
	maxMinDisk  = 10000 // GB
	maxMinRAM   = 1000  // GB
	maxRotation = 10
	minPassword = 8
	maxPassword = 48
)

// checkGB rejects a size that the service does not take.
func checkGB(field string, size, most int64) error {
	if size < 0 || size > most {
		return arg.Invalid(field, "must be 0 to "+text(most)+" GB")
	}
	return nil
}

// optionalGB writes a size that may be left out.
func optionalGB(field string, size *int64, most int64) (string, error) {
	if size == nil {
		return "", nil
	}
	return text(*size), checkGB(field, *size, most)
}

// checkRotation rejects numbers of scheduled backups that cannot be kept.
func checkRotation(field string, keep int64) error {
	if keep < 1 || keep > maxRotation {
		return arg.Invalid(field, "must be 1 to "+strconv.Itoa(maxRotation))
	}
	return nil
}

// checkOneOf rejects a word the service does not know; the empty one is not sent.
func checkOneOf[T ~string](field string, word T, known []T) error {
	if word == "" || slices.Contains(known, word) {
		return nil
	}
	words := make([]string, len(known))
	for i, k := range known {
		words[i] = string(k)
	}
	return arg.Invalid(field, "must be one of "+strings.Join(words, ", "))
}

// checkNewPassword holds the rules of the control panel, which are stricter
// than those of the documentation. The error never shows the password.
func checkNewPassword(field string, secret backup.Secret) error {
	password := secret.Reveal()
	var lower, upper, digit bool
	for _, r := range password {
		switch {
		case r >= 'a' && r <= 'z':
			lower = true
		case r >= 'A' && r <= 'Z':
			upper = true
		case r >= '0' && r <= '9':
			digit = true
		case r <= ' ' || r > '~' || strings.ContainsRune("\"#%&'()*;<>?@\\|", r):
			return arg.Invalid(field, "must be ASCII without blanks and without any of \"#%&'()*;<>?@\\|")
		}
	}
	switch {
	case len(password) < minPassword || len(password) > maxPassword:
		return arg.Invalid(field, "must have "+strconv.Itoa(minPassword)+" to "+strconv.Itoa(maxPassword)+" characters")
	case !lower || !upper || !digit:
		return arg.Invalid(field, "must have a small letter, a capital letter and a digit")
	}
	return nil
}

// checkCost rejects what spends money and was not confirmed. Input is the name
// of the type that has the field.
func checkCost(input string, confirmed bool) error {
	if !confirmed {
		return arg.Invalid(input+".ConfirmCost", "must be true: this spends money")
	}
	return nil
}

// checkWord rejects values that cannot be a code of the service.
func checkWord(field, word string) error {
	if word == "" || strings.ContainsAny(word, " \t\r\n\x00") {
		return arg.Invalid(field, "is empty or holds blanks")
	}
	return nil
}

// checkUUID rejects what cannot be an id of the cloud behind the service.
func checkUUID(field, id string) error {
	if id == "" || len(id) > 64 || strings.Trim(id, "0123456789abcdefABCDEF-") != "" {
		return arg.Invalid(field, "must be the UUID of an image")
	}
	return nil
}

// checkName trims a name and rejects one that the control panel would.
func checkName(field, name string) (string, error) {
	name = strings.TrimSpace(name)
	if n := utf8.RuneCountInString(name); n == 0 || n > maxName {
		return "", arg.Invalid(field, "must have 1 to "+strconv.Itoa(maxName)+" characters")
	}
	return name, nil
}
