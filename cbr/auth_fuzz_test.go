package cbr

import (
	"errors"
	"strings"
	"testing"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/internal/allocbudget"
)

// FuzzCredentialsFile: whatever stands in the file around a secret, reading it
// does not panic, and no error repeats the secret.
func FuzzCredentialsFile(f *testing.F) {
	for _, around := range [][2]string{
		{"[basic]\nak=AK\nsk=", "\n"},
		{"\ufeff[basic]\r\nak: AK\r\nsk: '", "' ; x\r\n"},
		{"[basic]\nsk=\"", "\n[global]\n"},
		{"[basic\nsk=", ""},
		{"sk=", "\n"},
		{"[basic]\n", "=1\n"},
		{"[basic]\nsk=1\nsk=", "\n"},
		{"[basic]\nproject_id=", "\nnot a field"},
	} {
		f.Add(around[0], around[1])
	}
	f.Fuzz(func(t *testing.T, before, after string) {
		const secret = "canary5ecret8key"
		file := []byte(before + secret + after)
		var fields map[string]string
		var err error
		allocbudget.Check(t, len(file), 64, func() { fields, err = parseCredentials(file) })
		if err != nil {
			var e *backup.ArgumentError
			if !errors.As(err, &e) || strings.Contains(err.Error(), secret) || fields != nil {
				t.Errorf("%v, %v", fields, err)
			}
			return
		}
		for name, value := range fields {
			if name != strings.ToLower(strings.TrimSpace(name)) || strings.ContainsAny(value, "\n") || strings.ContainsAny(name, "=:\n") {
				t.Errorf("field %q is %q", name, value)
			}
		}
	})
}
