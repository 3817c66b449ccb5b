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
		if v.all != nil && hasField(owner, "Cursor") {
			switch field {
			case "Limit":
				return "page-size"
			case "Cursor":
				return noFlag // --page says it
			}
		}
		if v.all != nil && !hasField(owner, "Cursor") { // lists that have their old names
			switch {
			case field == "PerPage" || field == "Limit" && hasField(owner, "Offset"):
				return "page-size"
			case field == "Page" || field == "Offset" || field == "Marker":
				return noFlag
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

// describe is the help of a flag.
func describe(s *bind.Slot) string {
	text := ""
	if s.Owner != nil {
		text = meta.Field(s.Owner, s.Field)
	}
	if text == "" {
		text = strings.ReplaceAll(s.Flag, "-", " ")
	}
	if bind.IsSecret(s.Type) {
		return text + " (from " + secrets.Help + ")"
	}
	if values := meta.Values(s.Type); len(values) > 0 && !strings.Contains(text, values[0]) {
		text += ": " + strings.Join(values, ", ")
	}
	return strings.ReplaceAll(text, "`", "'")
}
