package reliability

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"

	backup "github.com/backup-sdk/backup-go"
)

// exits are the ways on which something comes out of a client besides results and
// errors: its log and its events.
type exits struct {
	log bytes.Buffer

	mu     sync.Mutex
	events []any
}

func (x *exits) observer() backup.Observer {
	add := func(event any) {
		if event == nil {
			return
		}
		x.mu.Lock()
		defer x.mu.Unlock()
		x.events = append(x.events, event)
	}
	return backup.Observer{
		OperationStart: func(_ context.Context, op backup.Operation) context.Context { add(op); return nil },
		OperationEnd:   func(_ context.Context, event backup.OperationEvent) { add(event) },
		AttemptStart:   func(_ context.Context, op backup.Operation, _ int) context.Context { add(op); return nil },
		AttemptEnd:     func(_ context.Context, event backup.AttemptEvent) { add(event) },
	}
}

// text is all that can be printed of a call.
func (x *exits) text(err error) string {
	x.mu.Lock()
	defer x.mu.Unlock()
	var b strings.Builder
	b.Write(x.log.Bytes())
	for _, event := range x.events {
		fmt.Fprintf(&b, "\n%v\n%+v\n%#v", event, event, event)
		switch e := event.(type) {
		case backup.OperationEvent:
			printError(&b, e.Err)
		case backup.AttemptEvent:
			printError(&b, e.Err)
		}
	}
	printError(&b, err)
	return b.String()
}

// printError prints an error and all behind it, in every form.
func printError(b *strings.Builder, err error) {
	if err == nil {
		return
	}
	text, _ := json.Marshal(err) // not all can be encoded
	fmt.Fprintf(b, "\n%s\n%v\n%+v\n%#v", text, err, err, err)
	switch e := err.(type) { //nolint:errorlint // each in turn
	case interface{ Unwrap() error }:
		printError(b, e.Unwrap())
	case interface{ Unwrap() []error }:
		for _, err := range e.Unwrap() {
			printError(b, err)
		}
	}
}

// encodings are the ways in which a service or a proxy repeats what it got.
func encodings() []encoding {
	ascii := func(s string) string { q := strconv.QuoteToASCII(s); return q[1 : len(q)-1] }
	all := []encoding{
		{"as they are", func(s string) string { return s }},
		{"escaped for a query", url.QueryEscape},
		{"escaped for a path", url.PathEscape},
		{"escaped twice", func(s string) string { return url.QueryEscape(url.QueryEscape(s)) }},
		{"in JSON", inJSON},
		{"in JSON of ASCII", func(s string) string { return strings.ReplaceAll(inJSON(s), "é", `\u00e9`) }},
		{"in HTML", html.EscapeString},
		{"quoted", func(s string) string { q := strconv.Quote(s); return q[1 : len(q)-1] }},
		{"quoted in ASCII", ascii},
	}
	for before := range 3 {
		for _, enc := range []*base64.Encoding{base64.StdEncoding, base64.URLEncoding} {
			name := "base64"
			if enc == base64.URLEncoding {
				name += " of URLs"
			}
			all = append(all, encoding{name + " behind " + strconv.Itoa(before) + " bytes", func(s string) string {
				return enc.EncodeToString([]byte("a:b"[:before] + s + " and more"))
			}})
		}
	}
	return all
}

type encoding struct {
	name string
	of   func(string) string
}

// leak finds a secret in a text, in whatever encoding. Its core is the same in each,
// but for base64.
func leak(text string, secrets []string) string {
	for _, secret := range secrets {
		for _, form := range traces(secret) {
			if i := strings.Index(text, form); i >= 0 {
				return fmt.Sprintf("%q of secret %s in: …%s…", form, secret, text[max(0, i-200):i+len(form)])
			}
		}
	}
	return ""
}

// traces are texts of which at least one is in every encoding of a secret.
func traces(secret string) []string {
	plain := secret
	if i := strings.LastIndexAny(secret, `&<>"\é+%`); i >= 0 {
		plain = secret[i+1:]
	}
	out := []string{plain}
	for _, enc := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
		for before := range 3 {
			text := enc.EncodeToString([]byte("123"[:before] + secret))
			out = append(out, text[2*before:len(text)-4])
		}
	}
	return out
}

// The search finds each encoding, also one in a log.
func TestLeaksAreFound(t *testing.T) {
	for _, secret := range []string{canary("password"), headerCanary("token"), "c4na4ed0c2a97be6430c88ff"} {
		for _, enc := range encodings() {
			var x exits
			if leak(x.text(fmt.Errorf("a: %w", fmt.Errorf("got %s", enc.of(secret)))), []string{secret}) == "" {
				t.Errorf("%s %s is not found", secret, enc.name)
			}
		}
		if found := leak("nothing of "+backup.Redacted, []string{secret}); found != "" {
			t.Error(found)
		}
	}
}
