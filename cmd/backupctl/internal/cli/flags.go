package cli

import (
	"reflect"
	"strings"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/bind"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/meta"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/secrets"
)

// rename gives the fields of lists other flags: how large a page is, and not
// where it begins, which --page says.
func rename(v verb) func(reflect.Type, string) string {
	return func(owner reflect.Type, field string) string {
		lists := v.all != nil
		cursor := lists && hasField(owner, "Cursor")
		switch {
		case cursor && field == "Limit", lists && (field == "PerPage" || field == "Limit" && hasField(owner, "Offset")):
			return "page-size"
		case cursor && field == "Cursor", lists && !cursor && (field == "Page" || field == "Offset" || field == "Marker"):
			return "-"
		}
		return clashes()[field]
	}
}

// clashes are fields whose flag would hide one that all commands have.
func clashes() map[string]string {
	return map[string]string{
		"Password": "new-password", "URL": "from-url", "Filter": "pattern", "Sort": "order", "Region": "to-region", "Page": "-", "ProjectID": "member-project-id",
		"DryRun": "-", // --dry-run sets it
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
