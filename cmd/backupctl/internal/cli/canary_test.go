package cli

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"html"
	"maps"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/meta"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/output"
)

// Canaries are a password and a token that every encoding writes in another way.
const (
	canaryPassword = `Pa&<>"\é+%/7-canary`
	canaryToken    = `To&<>"\é+%/8-canary`
)

// encodings are the forms in which a secret may be written.
func encodings(t *testing.T, secret string) map[string]string {
	t.Helper()
	quoted, err := json.Marshal(secret)
	if err != nil {
		t.Fatal(err)
	}
	plain, err := output.Encode(secret)
	if err != nil {
		t.Fatal(err)
	}
	inner := func(s string) string { return s[1 : len(s)-1] }
	return map[string]string{
		"literal": secret, "query": url.QueryEscape(secret), "path": url.PathEscape(secret),
		"JSON": inner(string(quoted)), "JSON with <>": inner(string(plain)), "Go": inner(strconv.Quote(secret)), "ASCII": inner(strconv.QuoteToASCII(secret)),
		"HTML": html.EscapeString(secret), "CSV": strings.ReplaceAll(secret, `"`, `""`),
		"base64": base64.StdEncoding.EncodeToString([]byte(secret)), "base64 for URLs": base64.RawURLEncoding.EncodeToString([]byte(secret)),
	}
}

// leaks names the first canary in a text, in whatever form.
func leaks(t *testing.T, text string) string {
	t.Helper()
	for _, secret := range []string{canaryPassword, canaryToken} {
		for name, form := range encodings(t, secret) {
			if strings.Contains(text, form) {
				return name
			}
		}
	}
	if i := strings.Index(text, "-canary"); i >= 0 {
		return "a part: " + text[max(0, i-30):i+7]
	}
	return ""
}

// The services repeat the password, the token and the session in every text that
// they send, in all encodings: none comes out anywhere.
func TestCanaries(t *testing.T) {
	echoed := func(secret string) string {
		var b strings.Builder
		forms := encodings(t, secret)
		for _, name := range slices.Sorted(maps.Keys(forms)) {
			if name != "CSV" { // a form of ours
				b.WriteString(" " + forms[name])
			}
		}
		return b.String()
	}
	password, token := echoed(canaryPassword), echoed(canaryToken)
	l, s := newSweep(t, func(service, text string) string {
		if service == "cloutility" { // the token is of its calls: the others do not know it
			text += token
		}
		return text + password
	})
	s.echo = true
	// The tokens that are sent have the canary in them too.
	for i, o := range s.operations {
		switch {
		case o.id == "createToken" && o.service == "cloutility":
			s.operations[i].body = map[string]any{"access_token": canaryToken, "refresh_token": canaryToken, "expires_in": 299, "token_type": "bearer"}
		case o.id == "auth":
			s.operations[i].body = map[string]any{"doc": map[string]any{"auth": map[string]any{"$": "5d1f08c2a97be6430c8812fa", "$id": "5d1f08c2a97be6430c8812fa"}}}
		}
	}
	l.env["ZPW"], l.env["PPW"], l.env["CPW"] = canaryPassword, canaryPassword, canaryPassword
	har := filepath.Join(l.dir, "trace.har")
	lines := append(sweepArgs(t),
		[]string{"zomro", "raw", "whoami"}, []string{"cloutility", "raw", http.MethodGet, "/v1/me"}, []string{"cbr", "raw", http.MethodGet, "/v3/{project_id}/vaults"},
	)
	shown, traced := 0, 0
	for n, line := range lines {
		for _, fails := range []bool{false, true} {
			s.fails = fails
			formats := output.Formats()
			if fails || n%3 > 0 { // each form many times, and all of them for some
				formats = []string{formats[n%len(formats)]}
			}
			for _, format := range formats {
				var out, errs bytes.Buffer
				_ = os.Remove(har)
				l.program(append(slices.Clone(line), "-o", format, "--debug", "--trace-file", "trace.har"), &out, &errs).Run(t.Context())
				trace, err := os.ReadFile(har)
				if err != nil {
					t.Fatalf("%v: %v, %s", line, err, errs.String())
				}
				for where, text := range map[string]string{"stdout": out.String(), "stderr": errs.String(), "trace": string(trace)} {
					if found := leaks(t, text); found != "" {
						t.Fatalf("%v -o %s: %s has a secret as %s", line, format, where, found)
					}
				}
				if strings.Contains(out.String(), backup.Redacted) {
					shown++
				}
				if strings.Contains(string(trace), backup.Redacted) && strings.Contains(errs.String(), backup.Redacted) {
					traced++
				}
			}
		}
	}
	if shown < 100 || traced < 200 {
		t.Errorf("secrets were met %d times in results and %d times in traces: the test has lost its subject", shown, traced)
	}
	eachVerb(func(service *service, group string, v verb) {
		b, err := v.bind(service)
		if err != nil {
			t.Fatal(err)
		}
		if p := b.Positions(); len(p) == 0 || service.complete[strings.ToUpper(p[0].Word.Name)] == nil || meta.Values(p[0].Type) != nil {
			return
		}
		line := slices.DeleteFunc([]string{"__complete", service.name, group, v.name()}, func(word string) bool { return word == "" })
		_, out, errs := l.run(t, append(line, "")...)
		if found := leaks(t, out+errs); found != "" {
			t.Errorf("%v: a secret as %s", line, found)
		}
	})
}
