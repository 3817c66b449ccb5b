package redact

import (
	"encoding/base64"
	"encoding/json"
	"html"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/output"
)

// Every field that a specification calls a password or a secret is known by its
// name, and no field that is a switch or a time.
func TestNamesOfTheSpecifications(t *testing.T) {
	secret := regexp.MustCompile(`(?i)\b(password of|new password|first password|one-time key|a secret|secret key|passcode|login:password|six digits|bearer token)\b`)
	seen := 0
	for _, service := range []string{"cloutility", "zomro", "cbr", "iam"} {
		data, err := os.ReadFile(filepath.Join("..", "..", "..", "..", "specs", service+".yaml"))
		if err != nil {
			t.Fatal(err)
		}
		var document any
		if err := yaml.Unmarshal(data, &document); err != nil {
			t.Fatal(err)
		}
		properties(document, func(name string, schema map[string]any) {
			text, _ := schema["description"].(string)
			typ, _ := schema["type"].(string)
			is := schema["x-go-type"] == "backup.Secret" || schema["format"] == "password" || secret.MatchString(text)
			switch {
			case !is || typ == "object" || name == "$" || name == "ok": // the last two are found by what stands around them
			case !FormName(name):
				t.Errorf("%s: %s is %q, and is shown", service, name, text)
			default:
				seen++
			}
		})
	}
	if seen < 15 {
		t.Errorf("%d secrets: the specifications have another form now", seen)
	}
	for _, name := range []string{"token_type", "lastPasswordChange", "passwordExpirationDays", "Content-Type", "author", "key", "keyId", "name"} {
		if Name(name) {
			t.Errorf("%s is hidden", name)
		}
	}
}

// properties visits the properties of all schemas.
func properties(v any, visit func(string, map[string]any)) {
	switch x := v.(type) {
	case map[string]any:
		if fields, ok := x["properties"].(map[string]any); ok {
			for name, schema := range fields {
				if s, ok := schema.(map[string]any); ok {
					visit(name, s)
				}
			}
		}
		for _, inner := range x {
			properties(inner, visit)
		}
	case []any:
		for _, inner := range x {
			properties(inner, visit)
		}
	}
}

// A secret that stands under its name is also cut out where it stands elsewhere,
// however it is written there.
func TestKnownByNameAndByValue(t *testing.T) {
	const canary = `Ca&<>"\é+%nary1`
	quoted, err := json.Marshal(canary)
	if err != nil {
		t.Fatal(err)
	}
	texts := map[string]string{
		"plain": canary, "url": url.QueryEscape(canary), "html": html.EscapeString(canary), "json": string(quoted),
		"base64": base64.StdEncoding.EncodeToString([]byte("u:" + canary)),
	}
	o := output.NewObject()
	for name, text := range texts {
		o.Set(name, "before "+text+" behind")
	}
	inner := output.NewObject()
	inner.Set("tsmPassword", canary)
	inner.Set("usesTotp", true)
	inner.Set("count", json.Number("12"))
	o.Set("node", inner)
	o.Set("list", []any{canary, json.Number("7")})
	o.Set(canary, "a key")
	var k Known
	data, err := output.Encode(o)
	if err != nil {
		t.Fatal(err)
	}
	text, err := k.JSON(data)
	if err != nil {
		t.Fatal(err)
	}
	for name, form := range texts {
		if strings.Contains(text, form) {
			t.Errorf("%s: %s", name, text)
		}
	}
	if strings.Count(text, backup.Redacted) != len(texts)+3 || !strings.Contains(text, `"usesTotp":true`) || !strings.Contains(text, `"count":12`) || !strings.Contains(text, "before ") {
		t.Errorf("%s", text)
	}
	if got := k.Cut("no secret here"); got != "no secret here" {
		t.Errorf("%q", got)
	}
}

// Ordinary words under secret names do not take themselves out of everything.
func TestWordsAreNotLearned(t *testing.T) {
	var k Known
	if _, err := k.JSON([]byte(`{"access":"unrestricted","session":"a sentence of words","content":"on"}`)); err != nil {
		t.Fatal(err)
	}
	const text = "unrestricted a sentence of words on"
	if got := k.Cut(text); got != text {
		t.Errorf("%q", got)
	}
}

// Secrets are found in what a call takes and gives.
func TestAddFrom(t *testing.T) {
	type inner struct{ Password backup.Secret }
	var k Known
	k.AddFrom(struct {
		List  []*inner
		Map   map[string]backup.Secret
		Any   any
		plain backup.Secret
	}{[]*inner{nil, {backup.NewSecret("first-1")}}, map[string]backup.Secret{"a": backup.NewSecret("second-2")}, inner{backup.NewSecret("third-3")}, backup.NewSecret("fourth-4")})
	if got := k.Cut("first-1 second-2 third-3 fourth-4"); got != "REDACTED REDACTED REDACTED fourth-4" {
		t.Errorf("%q", got)
	}
}
