package rest_test

import (
	"encoding/base64"
	"encoding/json"
	"html"
	"net/url"
	"strconv"
	"strings"
	"testing"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/internal/rest"
)

// canary is a secret that every encoding writes in another way.
const canary = `Ca&<>"\é+%/=🔑 nary'1`

// encodings are the ways in which a service or a proxy may repeat a secret.
func encodings(t *testing.T, secret string) map[string]string {
	plain, _ := json.Marshal(secret)
	ascii := strconv.QuoteToASCII(secret)
	return map[string]string{
		"as it is":        secret,
		"query":           url.QueryEscape(secret),
		"path":            url.PathEscape(secret),
		"lower escapes":   lowerEscapes(url.QueryEscape(secret)),
		"JSON in JSON":    jsonOf(t, string(plain)),
		".NET":            `Ca\u0026\u003C\u003E\u0022\\\u00E9\u002B%/=\uD83D\uDD11 nary\u00271`,
		"PHP":             `Ca&<>\"\\\u00e9+%\/=\ud83d\udd11 nary'1`,
		"hex entities":    `Ca&#x26;&#x3C;&#x3E;&#x22;\&#xe9;&#x2B;%&#x2F;=&#x1F511; nary&#x27;1`,
		"JSON":            string(plain),
		"Go":              strconv.Quote(secret),
		"ASCII":           strings.ReplaceAll(ascii, `\U0001f511`, `\ud83d\udd11`),
		"HTML":            html.EscapeString(secret),
		"base64":          base64.StdEncoding.EncodeToString([]byte(secret)),
		"base64 for URLs": base64.RawURLEncoding.EncodeToString([]byte(secret)),
		"basic auth":      base64.StdEncoding.EncodeToString([]byte("user:" + secret)),
		"in a longer one": base64.StdEncoding.EncodeToString([]byte("ab" + secret + "tail of it")),
		"twice for URLs":  url.QueryEscape(url.QueryEscape(secret)),
	}
}

func jsonOf(t *testing.T, s string) string {
	t.Helper()
	data, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// lowerEscapes writes %2f for %2F.
func lowerEscapes(s string) string {
	parts := strings.Split(s, "%")
	for i, part := range parts[1:] {
		parts[i+1] = strings.ToLower(part[:2]) + part[2:]
	}
	return strings.Join(parts, "%")
}

// What is left of a secret is searched for in pieces: no run of six bytes of an
// encoding that is the secret's own may stay.
func TestSecretsInEveryEncoding(t *testing.T) {
	t.Parallel()
	for name, text := range encodings(t, canary) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := &wire{steps: steps{answer(400, "you sent "+text+" and that is wrong", "Content-Type", "text/plain")}}
			c := client(t, w, func(cfg *rest.Config) {
				cfg.Secrets = func() []backup.Secret { return []backup.Secret{backup.NewSecret("other"), backup.NewSecret(canary)} }
			})
			r := rest.Request{Op: &opGet}
			r.Path(rest.Text("id", "a"))
			err := c.Do(t.Context(), &r, nil)
			got := asError(t, err).Message
			if !strings.Contains(got, backup.Redacted) {
				t.Errorf("nothing was cut out of %q", got)
			}
			inner := strings.Trim(text, `"=`)
			for i := 4; i+8 <= len(inner)-4; i++ {
				if piece := inner[i : i+8]; strings.Contains(got, piece) && name != "in a longer one" && name != "basic auth" {
					t.Errorf("%q is left in %q", piece, got)
				}
			}
		})
	}
}

func TestFieldsWithSecretNames(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`{"password":"hunter2","name":"a"}`:                    `{"password":"REDACTED","name":"a"}`,
		`{"userPassword" : "hun\"ter2", "x":1}`:                `{"userPassword" : "REDACTED", "x":1}`,
		`{\"access_token\":\"abc1\",\"n\":1}`:                  `{\"access_token\":\"REDACTED\",\"n\":1}`,
		`grant_type=password&refresh_token=r-1&x=1`:            `grant_type=password&refresh_token=REDACTED&x=1`,
		`<authToken>abc-1</authToken><n>1</n>`:                 `<authToken>REDACTED</authToken><n>1</n>`,
		`{"passwd":{"$":"hunter2"},"n":{"$":"1"}}`:             `{"passwd":{"$":"REDACTED"},"n":{"$":"1"}}`,
		`{"secret":12345,"token":null}`:                        `{"secret":REDACTED,"token":null}`,
		`Your token is invalid`:                                `Your token is invalid`,
		`Invalid token: expired`:                               `Invalid token: expired`,
		`X-Auth-Token: MIIF-1a2b3c`:                            `X-Auth-Token: REDACTED`,
		`{"secret":"`:                                          `{"secret":"`,
		`{"secret":"half`:                                      `{"secret":"REDACTED`,
		`{"passwordİ":"hunter2"}`:                              `{"passwordİ":"hunter2"}`,
		`ÄÖ {"PASSWORD": 'hunter2'}`:                           `ÄÖ {"PASSWORD": 'REDACTED'}`,
		`the password must have 8 characters, not "short pwd"`: `the password must have 8 characters, not "short pwd"`,
	} {
		w := &wire{steps: steps{answer(400, text, "Content-Type", "text/plain")}}
		r := rest.Request{Op: &opGet}
		r.Path(rest.Text("id", "a"))
		err := client(t, w, nil).Do(t.Context(), &r, nil)
		if got := strings.TrimPrefix(asError(t, err).Message, "text/plain response: "); got != want {
			t.Errorf("%s\nbecomes %s\nwant    %s", text, got, want)
		}
	}
}

// Whatever a response that may hold a token looks like, nothing of it is quoted.
func TestSensitiveResponses(t *testing.T) {
	t.Parallel()
	const body = `{"access_token":"tok-CANARY-1","refresh":"r-CANARY-2","n":12345678}`
	for _, status := range []int{200, 300, 304, 400, 401, 418, 500, 503} {
		for _, prefix := range []string{"", "\xef\xbb\xbf", ")]}',\n", "\x00", "word ", "<html>"} {
			for _, kind := range []string{"application/json", "text/html", "text/plain"} {
				w := &wire{steps: steps{answer(status, prefix+body, "Content-Type", kind)}}
				var out struct {
					N bool `json:"n"`
				}
				r := rest.Request{Op: &opMake, Sensitive: true}
				r.Path()
				err := client(t, w, nil).Do(t.Context(), &r, &out)
				if err == nil {
					t.Errorf("status %d %q: no error", status, prefix)
					continue
				}
				for _, piece := range []string{"CANARY", "12345678", "tok-"} {
					if strings.Contains(err.Error(), piece) {
						t.Errorf("status %d %q %s: %v", status, prefix, kind, err)
					}
				}
			}
		}
	}
}

func TestAByteOrderMarkIsNoPartOfJSON(t *testing.T) {
	t.Parallel()
	w := &wire{steps: steps{answer(200, "\xef\xbb\xbf"+`{"name":"a"}`)}}
	var out thing
	r := rest.Request{Op: &opGet}
	r.Path(rest.Text("id", "a"))
	if err := client(t, w, nil).Do(t.Context(), &r, &out); err != nil || out.Name != "a" {
		t.Errorf("%v, %v", out, err)
	}
}
