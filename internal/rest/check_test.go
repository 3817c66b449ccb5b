package rest_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/internal/rest"
)

func TestWhichStatusIsSuccess(t *testing.T) {
	t.Parallel()
	op := backup.Operation{Success: []int{http.StatusNotModified}}
	for status, want := range map[int]bool{199: false, 200: true, 204: true, 299: true, 300: false, 303: false, 304: true, 404: false, 500: false} {
		a := &rest.Response{Op: op, Status: status}
		e := rest.ClassifyStatus(a)
		if a.OK() != want || (e == nil) != want {
			t.Errorf("%d: OK %v, error %v", status, a.OK(), e)
		}
		if e != nil && (e.StatusCode != status || e.Kind != backup.KindOfStatus(status)) {
			t.Errorf("%d: %+v", status, e)
		}
	}
}

// What an error shows of a text: one line, without what a log cannot hold, and
// no more than 120 bytes and the sign that there was more.
func TestErrorsShowTheBeginningOfATextInOneLine(t *testing.T) {
	t.Parallel()
	x := func(n int) string { return strings.Repeat("x", n) }
	for body, want := range map[string]string{
		"oops":                  "oops",
		"\x01oops":              "oops",
		"oops\x01":              "oops",
		"a\x00\r\n\t b":         "a b",
		"a\xffb\u200bc":         "a b c",
		"备份":                    "备份",
		x(120):                  x(120),
		x(121):                  x(120) + "…",
		x(120) + "\x01":         x(120),
		x(118) + " y":           x(118) + " y",
		x(119) + " y":           x(119) + "…",
		x(118) + "é":            x(118) + "é",
		x(119) + "é":            x(119) + "…",
		x(117) + "备":            x(117) + "备",
		x(118) + "备":            x(118) + "…",
		strings.Repeat("é", 61): strings.Repeat("é", 60) + "…",
	} {
		a := &rest.Response{Header: http.Header{"Content-Type": {"text/plain; charset=utf-8"}}, Body: []byte(body)}
		if diff := cmp.Diff("text/plain response: "+want, a.Prefix()); diff != "" {
			t.Errorf("%q: %s", body, diff)
		}
	}
}

func TestErrorDetailsAreBounded(t *testing.T) {
	t.Parallel()
	x := func(n int) string { return strings.Repeat("x", n) }
	for _, tt := range []struct{ given, want backup.Error }{
		{backup.Error{Code: x(128), RequestID: x(128), Message: x(500)}, backup.Error{Code: x(128), RequestID: x(128), Message: x(500)}},
		{backup.Error{Code: x(129), RequestID: x(129), Message: x(501)}, backup.Error{Code: x(128) + "…", RequestID: x(128) + "…", Message: x(500) + "…"}},
	} {
		c := client(t, &wire{steps: steps{answer(400, "")}}, func(cfg *rest.Config) {
			cfg.CheckResponse = func(*rest.Response) *backup.Error { return &tt.given }
		})
		_, err := get(t.Context(), c)
		e := asError(t, err)
		if got := (backup.Error{Code: e.Code, RequestID: e.RequestID, Message: e.Message}); got != tt.want {
			t.Errorf("code of %d bytes, request id of %d, message of %d", len(e.Code), len(e.RequestID), len(e.Message))
		}
	}
}

func TestSecretsAreCutOutOfErrors(t *testing.T) {
	t.Parallel()
	const canary = "hunter2-canary"
	w := &wire{steps: []func(*http.Request) (*http.Response, error){answer(400, `you sent `+canary+`, 1234 and "abc"`)}}
	c := client(t, w, func(cfg *rest.Config) {
		cfg.Secrets = func() []backup.Secret {
			return []backup.Secret{backup.NewSecret(canary), backup.NewSecret("1234"), backup.NewSecret("abc"), {}}
		}
	})
	_, err := get(t.Context(), c)
	if strings.Contains(err.Error(), canary) || !strings.Contains(err.Error(), `you sent REDACTED, REDACTED and "abc"`) {
		t.Errorf("error: %v", err)
	}
}

// The beginning of a response is shown, and its end may cut a secret in two.
func TestNoHalfOfASecretIsShown(t *testing.T) {
	t.Parallel()
	const canary = "hunter2-canary"
	for n := 120 - len(canary); n <= 120; n++ {
		c := client(t, &wire{steps: steps{answer(400, strings.Repeat("x", n)+canary)}}, func(cfg *rest.Config) {
			cfg.Secrets = func() []backup.Secret { return []backup.Secret{backup.NewSecret(canary)} }
		})
		if _, err := get(t.Context(), c); err == nil || strings.Contains(err.Error(), "xh") {
			t.Errorf("after %d bytes: %v", n, err)
		}
	}
}

// A call that wants nothing of its response still notices that the service has
// not answered.
func TestPagesAreNoResponse(t *testing.T) {
	t.Parallel()
	for name, step := range map[string]func(*http.Request) (*http.Response, error){
		"HTML":            answer(200, "<html>sign in to this network</html>"),
		"typed as a page": answer(200, "sign in to this network", "Content-Type", "text/html"),
		"after a BOM":     answer(200, "\xef\xbb\xbf<html>"),
	} {
		w := &wire{steps: []func(*http.Request) (*http.Response, error){step}}
		c := client(t, w, nil)
		r := rest.Request{Op: &backup.Operation{Provider: "test", ID: "deleteThing", Method: http.MethodDelete, Route: "/v1/things"}}
		r.Path()
		err := c.Do(t.Context(), &r, nil)
		if e := asError(t, err); e.Kind != backup.KindUnreadable || !errors.Is(err, backup.ErrUnavailable) || e.StatusCode != 200 || e.Attempts != 1 {
			t.Errorf("%s: kind %v, status %d, %d attempts", name, e.Kind, e.StatusCode, e.Attempts)
		}
	}
}
