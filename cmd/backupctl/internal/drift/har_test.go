package drift_test

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/drift"
)

func har(entries ...string) string {
	return `{"log":{"version":"1.2","entries":[` + strings.Join(entries, ",") + `],"comment":""}}`
}

func entry(method, url, form string, status int, body string) string {
	post := ""
	if form != "" {
		post = fmt.Sprintf(`,"postData":{"mimeType":"application/x-www-form-urlencoded","text":%q}`, form)
	}
	return fmt.Sprintf(`{"request":{"method":%q,"url":%q%s},"response":{"status":%d,"content":{"mimeType":"application/json","encoding":"base64","text":%q}}}`,
		method, url, post, status, base64.StdEncoding.EncodeToString([]byte(body)))
}

func TestReadHAR(t *testing.T) {
	text := har(
		entry("get", "https://h.example/v3/p/vaults?limit=2", "", 200, `{"a":1}`),
		entry("POST", "https://h.example/", "func=whoami&auth=x", 200, `{}`),
		`{"request":{"method":"POST","url":"https://h.example/","postData":{"mimeType":"multipart/form-data","params":[{"name":"func","value":"image"}]}},"response":{"status":0,"content":{"size":7}}}`,
		`{"request":{"method":"GET","url":"https://h.example/"},"response":{"status":200,"content":{"text":"[12 bytes of text/plain not shown]"}}}`,
	)
	var got []string
	err := drift.ReadHAR(strings.NewReader(text), func(x *drift.Exchange) error {
		got = append(got, fmt.Sprint(x.Method, " ", x.URL.Path, " ", x.Form.Get("func"), x.Form.Get("limit"), " ", x.Status, " ", string(x.Body), " ", x.Hidden))
		return nil
	})
	want := "GET /v3/p/vaults 2 200 {\"a\":1} false|POST / whoami 200 {} false|POST / image 0  true|GET /  200  true"
	if err != nil || strings.Join(got, "|") != want {
		t.Errorf("%v, %s", err, strings.Join(got, "|"))
	}
	stop := errors.New("stop")
	if err := drift.ReadHAR(strings.NewReader(text), func(*drift.Exchange) error { return stop }); !errors.Is(err, stop) {
		t.Error(err)
	}
	for _, bad := range []string{
		"", "{}", "[]", `{"log":[]}`, `{"log":{"entries":{}}}`, text[:len(text)-20], text[:200], har(`{"request":{"url":"https://h/%zz"}}`),
		har(`{"response":{"content":{"encoding":"base64","text":"%"}}}`), har("7"),
	} {
		if err := drift.ReadHAR(strings.NewReader(bad), func(*drift.Exchange) error { return nil }); err == nil {
			t.Errorf("%.60s is no error", bad)
		}
	}
}

// endless is an entry that never ends.
type endless struct{ begun bool }

func (e *endless) Read(p []byte) (int, error) {
	if !e.begun {
		e.begun = true
		return copy(p, `{"log":{"entries":[{"x":"`), nil
	}
	for i := range p {
		p[i] = 'a'
	}
	return len(p), nil
}

// One entry cannot take all memory.
func TestReadHARIsBounded(t *testing.T) {
	if err := drift.ReadBounded(new(endless), 1<<20, func(*drift.Exchange) error { return nil }); err == nil {
		t.Error("no error")
	}
}

func FuzzReadHAR(f *testing.F) {
	f.Add(har(entry("GET", "https://cbr.eu-de.otc.t-systems.com/v3/p/vaults/v", "", 200, `{"vault":{"id":"v","x":[{}]}}`)))
	f.Add(har(entry("POST", "https://api.zomro.com/", "func=instances", 200, `{"doc":{"elem":{"id":{"$":"1"}}}}`)))
	f.Add(har(entry("GET", "https://portal.example/v1/bunits/1/consumers", "", 200, `[{"id":1}]`)))
	book, err := drift.Load()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		c := drift.NewChecker(book, false)
		_ = drift.ReadHAR(strings.NewReader(text), func(x *drift.Exchange) error { c.Look(x); return nil })
		r := c.Finish()
		_ = r.Markdown()
		if _, err := r.Patch(); err != nil {
			t.Error(err)
		}
	})
}
