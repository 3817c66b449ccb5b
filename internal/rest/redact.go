package rest

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	backup "github.com/backup-sdk/backup-go"
)

// minSecret keeps a password like "a" from mangling every message.
const minSecret = 4

// redact takes out of a text what nobody may read: the secrets of this client and of
// the request, in every form in which a service or a proxy may repeat them, and the
// values of fields whose names say that they are secret.
func (c *Client) redact(r *Request, text string) string {
	if c.cfg.Secrets != nil {
		text = CutSecrets(text, c.cfg.Secrets())
	}
	if r != nil {
		text = CutSecrets(text, r.secrets())
	}
	return maskFields(text)
}

// secrets are the values in a request whose names say that they are secret, such as
// the password that a call sets.
func (r *Request) secrets() []backup.Secret {
	if r.hidden != nil {
		return r.hidden
	}
	r.hidden = make([]backup.Secret, 0)
	for name, values := range r.form {
		if !isSecretName(name) {
			continue
		}
		for _, value := range values {
			r.hidden = append(r.hidden, backup.NewSecret(value))
		}
	}
	var body any
	if len(r.body) > 0 && json.Unmarshal(r.body, &body) == nil {
		r.hidden = secretsIn(body, false, r.hidden)
	}
	return r.hidden
}

// secretsIn adds the texts of a document that have a secret name.
func secretsIn(v any, secret bool, out []backup.Secret) []backup.Secret {
	switch v := v.(type) {
	case string:
		if secret {
			out = append(out, backup.NewSecret(v))
		}
	case []any:
		for _, inner := range v {
			out = secretsIn(inner, secret, out)
		}
	case map[string]any: // "password": {…} says how to sign in
		for name, inner := range v {
			out = secretsIn(inner, isSecretName(name), out)
		}
	}
	return out
}

func isSecretName(name string) bool {
	name = strings.ToLower(name)
	return slices.ContainsFunc(secretNames(), func(word string) bool { return strings.Contains(name, word) })
}

// CutSecrets takes secrets out of a text, in every form in which a service or a
// proxy may repeat them. One that is too short to be told from other text stays.
func CutSecrets(text string, secrets []backup.Secret) string {
	for _, secret := range secrets {
		s := secret.Reveal()
		if len(s) < minSecret || len(text) < len(s) { // no form is shorter
			continue
		}
		text = cutOut(text, s)
		for _, form := range inBase64(s) {
			text = strings.ReplaceAll(text, form, backup.Redacted)
		}
	}
	return text
}

// cutOut replaces a secret in a text, however its characters are written there:
// as they are, escaped for a URL (once or twice), for JSON, Go, a shell or HTML,
// each in its own way.
func cutOut(text, secret string) string {
	var b strings.Builder
	done := 0
	for i := 0; i < len(text); {
		end, ok := written(text, i, secret)
		if !ok {
			i++
			continue
		}
		b.WriteString(text[done:i])
		b.WriteString(backup.Redacted)
		done, i = end, end
	}
	if done == 0 {
		return text
	}
	b.WriteString(text[done:])
	return b.String()
}

// written reports whether a secret is written at a place of a text, and where it
// ends.
func written(text string, i int, secret string) (end int, ok bool) {
	if secret == "" {
		return i, true
	}
	r, size := utf8.DecodeRuneInString(secret)
	rest := secret[size:]
	for _, next := range runeAt(text, i, r, secret[:size]) {
		if end, ok := written(text, next, rest); ok {
			return end, true
		}
	}
	return 0, false
}

// runeAt returns the places at which one character of a secret can end that begins
// at i.
func runeAt(text string, i int, r rune, raw string) []int {
	if i >= len(text) {
		return nil
	}
	var ends []int
	if strings.HasPrefix(text[i:], raw) {
		ends = append(ends, i+len(raw))
	}
	switch c := text[i]; {
	case c == '\\':
		slashes := i
		for slashes < len(text) && text[slashes] == '\\' {
			slashes++
		}
		if r == '\\' { // itself escaped, perhaps twice
			for n := 2; i+n <= slashes; n *= 2 {
				ends = append(ends, i+n)
			}
			break
		}
		if strings.HasPrefix(text[slashes:], raw) {
			ends = append(ends, slashes+len(raw))
		}
		if end := escapedAt(text, slashes, r); end > 0 {
			ends = append(ends, end)
		}
	case c == '%':
		if end := percentAt(text, i, raw); end > 0 {
			ends = append(ends, end)
		}
		if end := percentAt(text, i, "+"); r == ' ' && end > 0 { // a plus sign that was escaped once more
			ends = append(ends, end)
		}
	case c == '+' && r == ' ':
		ends = append(ends, i+1)
	case c == '&':
		if end := entityAt(text, i, r); end > 0 {
			ends = append(ends, end)
		}
	}
	if r == '\\' && text[i] == '\\' {
		if end := escapedAt(text, i+1, r); end > 0 {
			ends = append(ends, end)
		}
	}
	return ends
}

// escapedAt reads u00e9, a pair of surrogates, U0001f511 and x2b behind a
// backslash.
func escapedAt(text string, i int, r rune) int {
	code := func(i int, letter byte, digits int) (rune, int) {
		if i+1+digits > len(text) || text[i] != letter {
			return -1, 0
		}
		n, err := strconv.ParseUint(text[i+1:i+1+digits], 16, 32)
		if err != nil {
			return -1, 0
		}
		return rune(n), i + 1 + digits //nolint:gosec // 32 bits were asked for
	}
	for _, form := range []struct {
		letter byte
		digits int
	}{{'x', 2}, {'u', 4}, {'U', 8}} {
		got, end := code(i, form.letter, form.digits)
		if end == 0 {
			continue
		}
		if got == r {
			return end
		}
		low := end
		for low < len(text) && text[low] == '\\' {
			low++
		}
		if second, last := code(low, 'u', form.digits); utf16.DecodeRune(got, second) == r {
			return last
		}
	}
	return 0
}

// percentAt reads %C3%A9, and %25C3%25A9.
func percentAt(text string, i int, raw string) int {
	for k := range len(raw) {
		if i >= len(text) || text[i] != '%' {
			return 0
		}
		i++
		for strings.HasPrefix(text[i:], "25") && i+4 <= len(text) && (raw[k] != '%' || isHex(text[i+2:i+4])) {
			i += 2
		}
		if i+2 > len(text) || !strings.EqualFold(text[i:i+2], hex.EncodeToString([]byte{raw[k]})) {
			return 0
		}
		i += 2
	}
	return i
}

func isHex(s string) bool { _, err := hex.DecodeString(s); return err == nil }

// entityAt reads &amp;, &#38; and &#x26;.
func entityAt(text string, i int, r rune) int {
	const longest = 10
	end := strings.IndexByte(text[i:min(len(text), i+longest)], ';')
	if end < 0 {
		return 0
	}
	name := strings.ToLower(text[i+1 : i+end])
	var got rune
	switch {
	case strings.HasPrefix(name, "#x"):
		n, _ := strconv.ParseUint(name[2:], 16, 31)
		got = rune(n)
	case strings.HasPrefix(name, "#"):
		n, _ := strconv.ParseUint(name[1:], 10, 31)
		got = rune(n)
	default:
		got = map[string]rune{"amp": '&', "lt": '<', "gt": '>', "quot": '"', "apos": '\'', "sol": '/', "plus": '+', "percnt": '%'}[name]
	}
	if got != r {
		return 0
	}
	return i + end + 1
}

// inBase64 are the texts that base64 makes of a secret, whatever stands before it
// and behind it: those characters that only the secret's own bytes decide.
func inBase64(secret string) []string {
	var out []string
	for _, encoding := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
		for before := range 3 {
			text := encoding.EncodeToString(append(make([]byte, before), secret...))
			from := (before*8 + 5) / 6           // the first character without a bit of what stands before
			to := (before + len(secret)) * 8 / 6 // the first with a bit of what stands behind
			if to-from >= minSecret {
				out = append(out, text[from:to])
			}
		}
	}
	return out
}

// secretNames are the words of names whose values are secret, in small letters.
func secretNames() []string {
	return []string{"password", "passwd", "passwort", "secret", "token", "passcode", "credential", "authinfo", "privatekey", "private_key", "signature", "access_key", "accesskey", "apikey", "api_key", "session_id", "sessionid"}
}

// maskFields masks the values of fields with such a name: "password":"…",
// password=…, <password>…</password>.
func maskFields(text string) string {
	lower := strings.ToLower(text)
	if len(lower) != len(text) {
		lower = asciiLower(text) // positions must agree
	}
	var b strings.Builder
	done := 0
	for i := 0; i < len(lower); {
		end := nameAt(lower, i)
		if end == 0 {
			i++
			continue
		}
		from, to := valueAt(text, end)
		if to <= from {
			i = end
			continue
		}
		b.WriteString(text[done:from])
		b.WriteString(backup.Redacted)
		done, i = to, to
	}
	if done == 0 {
		return text
	}
	b.WriteString(text[done:])
	return b.String()
}

func asciiLower(s string) string {
	b := []byte(s)
	for i, c := range b {
		if c >= 'A' && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}

// nameAt returns where a name that holds a secret word ends, 0 if none begins at
// i.
func nameAt(lower string, i int) int {
	for _, word := range secretNames() {
		if strings.HasPrefix(lower[i:], word) {
			end := i + len(word)
			for end < len(lower) && isNameByte(lower[end]) {
				end++
			}
			return end
		}
	}
	return 0
}

func isNameByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '_' || c == '-'
}

// valueAt finds the value behind a name that ends at i: what follows a colon, an
// equals sign or the end of a tag.
func valueAt(text string, i int) (from, to int) {
	from = i
	for from < len(text) && strings.IndexByte("\\\"' \t", text[from]) >= 0 {
		from++ // the end of a quoted name
	}
	if from == len(text) || strings.IndexByte(":=>", text[from]) < 0 {
		return 0, 0
	}
	tag := text[from] == '>'
	from++
	for from < len(text) && (text[from] == ' ' || text[from] == '\t') {
		from++
	}
	escaped := strings.HasPrefix(text[from:], `\"`)
	if inner := strings.Index(text[from:], `"$":`); inner >= 0 && strings.HasPrefix(text[from:], "{") && inner < indexOrEnd(text[from:], "}") {
		from += inner + len(`"$":`) // {"$": "…"}, as BILLmanager writes values
		for from < len(text) && text[from] == ' ' {
			from++
		}
	}
	switch {
	case tag:
		to = from + indexOrEnd(text[from:], "<")
	case escaped:
		from += 2
		to = from + indexOrEnd(text[from:], `\"`)
	case from < len(text) && (text[from] == '"' || text[from] == '\''):
		quote := text[from]
		from++
		for to = from; to < len(text) && text[to] != quote; to++ {
			if text[to] == '\\' {
				to++
			}
		}
		to = min(to, len(text))
	default:
		to = from + strings.IndexFunc(text[from:]+" ", func(r rune) bool { return strings.ContainsRune(" \t\r\n,;&\"'<>{}[])", r) })
		to = min(to, len(text))
		if isWord(text[from:to]) {
			return 0, 0 // null, or a sentence about a token
		}
	}
	return from, to
}

// isWord reports a value of letters alone.
func isWord(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') })
}

func indexOrEnd(s, sub string) int {
	if i := strings.Index(s, sub); i >= 0 {
		return i
	}
	return len(s)
}
