// Package trace shows what goes over the wire, without secrets: on a terminal
// for --debug, and as an HTTP archive (HAR 1.2) for --trace-file.
package trace

import (
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/redact"
)

func headers(k *redact.Known, h http.Header) [][2]string {
	var out [][2]string
	for _, name := range sortedKeys(h) {
		for _, value := range h[name] {
			if redact.Name(name) || strings.EqualFold(name, "Location") && strings.Contains(value, "?") {
				k.Learn(value[strings.LastIndex(value, " ")+1:]) // without "Bearer"
				value = backup.Redacted
			}
			out = append(out, [2]string{k.Cut(name), k.Cut(value)})
		}
	}
	return out
}

func sortedKeys[T any](m map[string]T) []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

// address is a URL whose query has no secrets; one with a user has none at all.
func address(k *redact.Known, u *url.URL) string {
	safe := *u
	safe.User = nil
	if u.RawQuery != "" {
		safe.RawQuery = values(k, u.Query())
	}
	return k.Cut(safe.String())
}

func values(k *redact.Known, v url.Values) string {
	out := make(url.Values, len(v))
	for name, list := range v {
		for _, value := range list {
			out.Add(name, field(k, name, value))
		}
	}
	return out.Encode()
}

// Body is a body as it is shown, without secrets.
func Body(k *redact.Known, header http.Header, data []byte) string { return body(k, header, data) }

// field is a value of a form or a query.
func field(k *redact.Known, name, value string) string {
	if redact.FormName(name) && value != "" {
		k.Learn(value)
		return backup.Redacted
	}
	return value
}

// body is a text of a request or a response without secrets. What is neither
// JSON nor a form could hold one anywhere, so that only its size is told.
func body(k *redact.Known, header http.Header, data []byte) string {
	if len(data) == 0 {
		return ""
	}
	kind, _, err := mime.ParseMediaType(header.Get("Content-Type"))
	if err == nil && kind == "application/x-www-form-urlencoded" {
		if form, err := url.ParseQuery(string(data)); err == nil {
			return k.Cut(values(k, form))
		}
	}
	if text, err := k.JSON(data); err == nil {
		return text
	}
	return "[" + size(len(data)) + " of " + kindName(kind) + " not shown]"
}

func kindName(kind string) string {
	if kind == "" {
		return "something"
	}
	return kind
}
