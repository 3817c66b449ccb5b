package rest_test

import (
	"errors"
	"net/http"
	"testing"

	"github.com/backup-sdk/backup-go/internal/rest"
)

// A response that cannot be decoded is shown in the error only if it does not
// look like JSON: that may hold a token or a password.
func TestWhatErrorsRepeatOfAnAnswer(t *testing.T) {
	t.Parallel()
	garbled := errors.New("garbled")
	for body, want := range map[string]string{
		`{"token":"canary"`: "response cannot be decoded",
		` ["canary"`:        "response cannot be decoded",
		"\n\"canary":        "response cannot be decoded",
		"nonsense":          "response cannot be decoded: application/json response: nonsense",
		"1 {not the first}": "response cannot be decoded: application/json response: 1 {not the first}",
	} {
		c := client(t, &wire{steps: steps{answer(200, body)}}, func(cfg *rest.Config) {
			cfg.Unmarshal = func([]byte, any) error { return garbled }
		})
		_, err := get(t.Context(), c)
		if e := asError(t, err); e.Message != want || !errors.Is(err, garbled) || e.StatusCode != 200 || e.RequestID != "req-7" {
			t.Errorf("%q: %v, want %s", body, err, want)
		}
	}
}

// JSON is JSON, also when a proxy changed its type.
func TestJSONIsNoPage(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]bool{
		`{"name":"x"}`: false, "\ufeff [1]": false, `"<p>"`: false, "": false, " \n": false,
		"sign in": true, " <p>": true, "\ufeff<p>": true,
	} {
		a := &rest.Response{Header: http.Header{"Content-Type": {"text/html; charset=utf-8"}}, Body: []byte(body)}
		if got := a.IsPage(); got != want {
			t.Errorf("%q: %v, want %v", body, got, want)
		}
	}
	if a := (&rest.Response{Body: []byte("plain")}); a.IsPage() {
		t.Error("a text without a type is taken for a page")
	}
}
