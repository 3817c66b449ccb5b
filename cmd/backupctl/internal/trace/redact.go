// Package trace shows what goes over the wire, without secrets: on a terminal
// for --debug, and as an HTTP archive (HAR 1.2) for --trace-file.
package trace

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"

	backup "github.com/backup-sdk/backup-go"
)

// words in a name make its value secret. Names are compared without case and
// without _ and -.
func words() []string {
	return []string{
		"password", "passwd", "pwd", "secret", "token", "credential", "authorization", "authinfo", "apikey", "privatekey",
		"cookie", "session", "signature", "passcode", "totp", "rootpass", "vnc", "content", "instruction",
	}
}

// exact names are secret only as they are: "auth" is Zomro's session, but
// "author" is not.
func exact() []string {
	return []string{"auth", "key", "sk", "securitytoken", "access", "password2", "confirm", "adminpass", "userdata", "xauthtoken", "xsubjecttoken", "proxyauthorization", "url"}
}

// shown are names that only look secret.
func shown() []string {
	return []string{"tokentype", "passwordexpirationdays", "contenttype", "contentlength", "contentencoding", "contentlanguage", "keyid", "grantaccesstoken"}
}

func isSecret(name string) bool {
	name = strings.ToLower(strings.NewReplacer("_", "", "-", "", ".", "", "$", "").Replace(name))
	if slices.Contains(shown(), name) {
		return false
	}
	return slices.Contains(exact(), name) || slices.ContainsFunc(words(), func(w string) bool { return strings.Contains(name, w) })
}

func headers(h http.Header) [][2]string {
	var out [][2]string
	for _, name := range sortedKeys(h) {
		for _, value := range h[name] {
			if isSecret(name) || strings.EqualFold(name, "Location") && strings.Contains(value, "?") {
				value = backup.Redacted
			}
			out = append(out, [2]string{name, value})
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
func address(u *url.URL) string {
	safe := *u
	safe.User = nil
	if u.RawQuery != "" {
		safe.RawQuery = values(u.Query())
	}
	return safe.String()
}

func values(v url.Values) string {
	out := make(url.Values, len(v))
	for name, list := range v {
		for _, value := range list {
			if isSecret(name) {
				value = backup.Redacted
			}
			out.Add(name, value)
		}
	}
	return out.Encode()
}

// Body is a body as it is shown, without secrets.
func Body(header http.Header, data []byte) string { return body(header, data) }

// body is a text of a request or a response without secrets. What is neither
// JSON nor a form could hold one anywhere, so that only its size is told.
func body(header http.Header, data []byte) string {
	if len(data) == 0 {
		return ""
	}
	kind, _, err := mime.ParseMediaType(header.Get("Content-Type"))
	if err == nil && kind == "application/x-www-form-urlencoded" {
		if form, err := url.ParseQuery(string(data)); err == nil {
			return values(form)
		}
	}
	if text, err := redactJSON(data); err == nil {
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

func redactJSON(data []byte) (string, error) {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return "", err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return "", errors.New("more than one value")
	}
	if _, ok := v.(string); ok { // a bare text may be anything, such as a password
		return `"` + backup.Redacted + `"`, nil
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(hide(v)); err != nil {
		return "", err
	}
	return strings.TrimSuffix(b.String(), "\n"), nil
}

// hide replaces what has a secret name, with everything below it.
func hide(v any) any {
	switch x := v.(type) {
	case map[string]any:
		// Name and value apart, as in Zomro's {"name": "password", "$": "…"}.
		if name, ok := x["name"].(string); ok && isSecret(name) {
			if _, ok := x["value"]; ok {
				x["value"] = backup.Redacted
			}
			if _, ok := x["$"]; ok {
				x["$"] = backup.Redacted
			}
		}
		for key, value := range x {
			if isSecret(key) && !empty(value) {
				x[key] = backup.Redacted
				continue
			}
			x[key] = hide(value)
		}
	case []any:
		for i := range x {
			x[i] = hide(x[i])
		}
	case string:
		return text(x)
	}
	return v
}

// text hides what is secret by its looks: a private key, and the query of an
// address, which often lets in whoever has it.
func text(s string) string {
	if strings.Contains(s, "PRIVATE KEY") {
		return backup.Redacted
	}
	if head, _, ok := strings.Cut(s, "?"); ok && strings.Contains(head, "://") && !strings.ContainsAny(head, " \n") {
		return head + "?" + backup.Redacted
	}
	return s
}

func empty(v any) bool { return v == nil || v == "" }
