package zomro

import (
	"net/http"
	"testing"
	"unicode/utf8"

	"github.com/backup-sdk/backup-go/gen/zomroapi"
	"github.com/backup-sdk/backup-go/internal/rest"
)

// FuzzDecodeError: whatever a server answers, judging it ends, and an answer
// that is judged to be fine has a success status and begins like a document.
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
		answer := &rest.Answer{Op: zomroapi.OpWhoami, Status: status, Header: http.Header{"Content-Type": {contentType}}, Body: body}
		e := judge(answer)
		if e == nil {
			if !answer.OK() {
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
