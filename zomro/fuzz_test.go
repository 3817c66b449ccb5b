package zomro

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/zomroapi"
	"github.com/backup-sdk/backup-go/internal/allocbudget"
	"github.com/backup-sdk/backup-go/internal/billmgr"
	"github.com/backup-sdk/backup-go/internal/rest"
)

// FuzzDecodeError: whatever a server responds, checking it ends, and a
// response without an error has a success status and begins like a document.
func FuzzDecodeError(f *testing.F) {
	for _, body := range []string{
		"", "{}", "null", "[]", "\ufeff{}",
		`{"doc":{"error":{"$type":"auth","$object":"badpassword","msg":{"$":"No"},"param":[{"$name":"a","$":"b"}]}}}`,
		`{"doc":{"error":{"$type":"value","$object":"x","detail":{"$":"__a__ __"},"param":{"$name":"a","$":"__a__"}}}}`,
		`{"doc":{"error":{"$object":"runningoperation"}}}`,
		`{"doc":{"error":[{},{}]}}`, `{"doc":{"error":"text"}}`, `{"doc":{"error":{"msg":{"$":{"$":"x"}}}}}`,
		`{"doc":[{"error":null}]}`, `{"doc":{"elem":[{"error":{"$":"x"}}]}}`,
		`<html><a href="/long/1/billmgr">Request in process</a></html>`, "long billmgr", "\x00\xff",
	} {
		f.Add(200, "application/json", []byte(body))
		f.Add(460, "text/html", []byte(body))
		f.Add(503, "", []byte(body))
	}
	f.Fuzz(func(t *testing.T, status int, contentType string, body []byte) {
		response := &rest.Response{Op: zomroapi.OpWhoami, Status: status, Header: http.Header{"Content-Type": {contentType}}, Body: body}
		var e *backup.Error
		allocbudget.Check(t, len(body), 64, func() { e = checkResponse(response) })
		if e == nil {
			if !response.OK() {
				t.Errorf("status %d is fine", status)
			}
			return
		}
		if e.Error() == "" || e.Message == "" {
			t.Errorf("an error without a text: %#v", e)
		}
		if utf8.Valid(body) && !utf8.ValidString(e.Message) {
			t.Errorf("message %q is not UTF-8", e.Message)
		}
		_ = e.LogValue()
		_ = isWord(e.Code)
	})
}

// FuzzTaskAddress: whatever a page says, the address on it is a plain path on
// the host that was asked.
func FuzzTaskAddress(f *testing.F) {
	for _, page := range []string{
		"", `<meta content="3; url=/long/1/billmgr">`, `<a href="https://evil.example/long/1/billmgr?x=1#y">`, `//evil.example\\long\\billmgr`,
		"/long/../../%2e%2e/billmgr", "long:billmgr", "https://u:p@h/long/billmgr", "url=URL=/long/billmgr", "/long/\x00/billmgr", "/long/&#x2f;&#x2f;/billmgr",
	} {
		f.Add([]byte(page))
	}
	base := "https://api.zomro.com"
	f.Fuzz(func(t *testing.T, page []byte) {
		var address string
		allocbudget.Check(t, len(page), 64, func() { address = taskAddress(page) })
		if address == "" {
			return
		}
		if address[0] != '/' || !isLongTask(page) {
			t.Fatalf("address %q of %q", address, page)
		}
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, base+address, http.NoBody)
		if err != nil {
			return // never sent
		}
		if req.URL.Host != "api.zomro.com" || req.URL.User != nil || req.URL.Scheme != "https" || strings.Contains(req.URL.Path, "/../") {
			t.Fatalf("%q leads to %s", page, req.URL)
		}
	})
}

// FuzzSchedule: days and times of a schedule either read as days of the week and
// a time of the day, which write and read back the same, or are kept as text.
func FuzzSchedule(f *testing.F) {
	for _, seed := range [][2]string{{"Sunday Monday", "02:01"}, {"1,2,3,0", "24:00"}, {"", ""}, {"mon;TUE", "7:5"}, {"8", "23:59:59"}, {"\xff", "-1:-1"}} {
		f.Add(seed[0], seed[1])
	}
	f.Fuzz(func(t *testing.T, days, clock string) {
		body, err := json.Marshal(map[string]any{"doc": map[string]any{"rotation_days": map[string]string{"$": days}, "rotation_time": map[string]string{"$": clock}}})
		if err != nil {
			t.Fatal(err)
		}
		var s Schedule
		allocbudget.Check(t, len(body), 256, func() {
			if err := billmgr.Unmarshal(body, &s); err != nil {
				t.Fatal(err)
			}
		})
		if _, odd := s.Unparsed["rotation_days"]; odd && s.Days != nil {
			t.Errorf("%q reads as %v and does not", days, s.Days)
		}
		if !s.Time.valid() {
			t.Errorf("%q reads as %v", clock, s.Time)
		}
		if len(s.Days) == 0 {
			return
		}
		in := CreateScheduleInput{Name: "x", Days: s.Days, Time: s.Time}
		_, numbers, text, err := in.check("CreateScheduleInput")
		if err != nil {
			t.Fatalf("%v: %v", s, err)
		}
		var again Schedule
		if err := again.Days.UnmarshalDollar(billmgr.Scalar{Text: numbers}); err != nil || !slices.Equal(again.Days, s.Days) {
			t.Errorf("%v comes back as %v, %v", s.Days, again.Days, err)
		}
		if err := again.Time.UnmarshalDollar(billmgr.Scalar{Text: text}); err != nil || again.Time != s.Time {
			t.Errorf("%v comes back as %v, %v", s.Time, again.Time, err)
		}
		if next := s.Next(time.Unix(1<<30, 0)); next.IsZero() || !slices.Contains(s.Days, next.Weekday()) {
			t.Errorf("%v begins at %s", s, next)
		}
	})
}

// FuzzForm: any document makes a form, and none shows a password.
func FuzzForm(f *testing.F) {
	for _, doc := range []string{
		`{"doc":{"name":{"$":"x"},"slist":[{"$name":"zone","val":[{"$key":"own","$":"Own"},{"$key":"null","$":"--"}]}]}}`,
		`{"doc":{"slist":{"$name":"z","val":{"$key":"a","$depend":"b"}},"messages":{"msg":{"addon_1":"Disk"}},"password":{"$":"x"}}}`, `{}`, `[]`, `""`,
	} {
		f.Add([]byte(doc))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var doc Node
		if billmgr.Unmarshal(data, &doc) != nil {
			return
		}
		var form *Form
		allocbudget.Check(t, len(data), 512, func() { form = newForm(&doc) })
		for name := range form.Values {
			if secretField(name) {
				t.Errorf("%q is shown", name)
			}
		}
		for name, choices := range form.Choices {
			for _, c := range choices {
				if c.Key == "" || c.Key == "null" {
					t.Errorf("choice %+v of %q cannot be sent", c, name)
				}
			}
		}
	})
}
