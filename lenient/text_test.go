package lenient_test

import (
	"testing"

	"github.com/backup-sdk/backup-go/lenient"
)

func TestText(t *testing.T) {
	for body, want := range map[string]string{
		`"NODE1"`: "NODE1", "NODE1": "NODE1", " NODE1\r\n": "NODE1", `" NODE1 "`: "NODE1", "\xef\xbb\xbfNODE1": "NODE1",
		`"A\u0026B"`: "A&B", "A&B": "A&B", "null": "", `""`: "", "0123": "0123", "1e5": "1e5",
	} {
		var got lenient.Text
		if err := got.ReadResponse([]byte(body)); err != nil || string(got) != want {
			t.Errorf("%q reads as %q, %v", body, got, err)
		}
	}
	for _, body := range []string{`"NODE`, "<html>", `{"a":1}`, "[]", "a\nb", "a\x00", "\xff"} {
		var got lenient.Text
		if err := got.ReadResponse([]byte(body)); err == nil {
			t.Errorf("%q reads as %q", body, got)
		}
	}
}
