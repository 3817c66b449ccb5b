package cli

import (
	"reflect"
	"strings"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/bind"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/meta"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/secrets"
)

// flagName is the flag of a field whose own name will not do: it would hide a
// flag that the service or all commands have.
type flagName struct {
	owner       reflect.Type
	field, flag string
}

// named gives a field another flag. The function returns the field's address, so
// that the compiler knows which field is meant.
func named[T any](flag string, field func(*T) any) flagName {
	var in T
	v := reflect.ValueOf(&in).Elem()
	at := reflect.ValueOf(field(&in))
	for i := range v.NumField() {
		if f := v.Field(i); f.Addr().Pointer() == at.Pointer() && f.Type() == at.Type().Elem() {
			return flagName{v.Type(), v.Type().Field(i).Name, flag}
		}
	}
	return flagName{flag: flag} // a test finds it
}

// noFlag is the name of a flag that a field does not have.
const noFlag = "-"

// flagNames give fields other flags than their own names: those that the service
// says, and where a list begins and how large its pages are.
func flagNames(s *service, v verb) func(reflect.Type, string) string {
	all := s.flagNames()
	return func(owner reflect.Type, field string) string {
		if _, keyed := v.words[keyFlag]; keyed && field == "Name" {
			return noFlag // the key makes it
		}
		if v.all != nil && hasField(owner, "Cursor") {
			switch field {
			case "Limit":
				return "page-size"
			case "Cursor":
				return noFlag // --page says it
			}
		}
		for _, n := range all {
			if n.owner == owner && n.field == field {
				return n.flag
			}
		}
		if f, ok := owner.FieldByName(field); ok {
			return f.Tag.Get("flag") // of an input of the command line's own
		}
		return ""
	}
}

func hasField(t reflect.Type, name string) bool {
	_, ok := t.FieldByName(name)
	return ok
}

// flagText is what is known of a flag: of a field from where its input is
// described, of another parameter from the verb.
func flagText(v verb, s *bind.Slot) string {
	if s.Owner == nil {
		return v.words[s.Flag]
	}
	return meta.Field(s.Owner, s.Field)
}

// describe is the help of a flag: the text about it with the values it takes.
func describe(s *bind.Slot, text string) string {
	if bind.IsSecret(s.Type) {
		return text + " (from " + secrets.Help + ")"
	}
	if values := meta.Values(s.Type); len(values) > 0 && !strings.Contains(text, values[0]) {
		text += ": " + strings.Join(values, ", ")
	}
	return strings.ReplaceAll(text, "`", "'")
}
