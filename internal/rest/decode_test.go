package rest_test

import (
	"errors"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	backup "github.com/backup-sdk/backup-go"
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

func TestDoHeaderReturnsBothHalvesOfAnAnswer(t *testing.T) {
	t.Parallel()
	w := &wire{steps: steps{answer(200, `{"name":"x"}`, "X-Extra", "y"), answer(404, "", "X-Extra", "y")}}
	c := client(t, w, nil)
	fetch := func() (*thing, http.Header, error) {
		req, err := http.NewRequest(http.MethodGet, rest.NoHost+"/v1/things/a", http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		return rest.DoHeader[thing](t.Context(), c, opGet, req)
	}
	got, header, err := fetch()
	if err != nil || header.Get("X-Extra") != "y" {
		t.Errorf("header %v, error %v", header, err)
	}
	if diff := cmp.Diff(&thing{Name: "x"}, got); diff != "" {
		t.Error(diff)
	}
	if got, header, err := fetch(); got != nil || header != nil || !errors.Is(err, backup.ErrNotFound) {
		t.Errorf("a failed call returned %v, %v, %v", got, header, err)
	}
}

// picky is a target that wants a name in its response.
type picky struct {
	Name string `json:"name"`
}

// Judge implements [rest.Judger].
func (p *picky) Judge() *backup.Error {
	if p.Name == "" {
		return &backup.Error{Kind: backup.KindNotFound, Message: "there is no name"}
	}
	return nil
}

// What a target says of its response becomes the error of the call, with all that
// is known of it.
func TestTargetsJudgeTheirAnswers(t *testing.T) {
	t.Parallel()
	op := backup.Operation{Provider: "test", ID: "getThing", Method: http.MethodGet, Idempotent: true}
	for body, there := range map[string]bool{"": false, "{}": false, `{"name":"x"}`: true} {
		c := client(t, &wire{steps: []func(*http.Request) (*http.Response, error){answer(203, body)}}, nil)
		req, err := http.NewRequest(http.MethodGet, rest.NoHost+"/v1/things/a", http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		_, err = rest.DoInto(t.Context(), c, op, req, new(picky))
		if there {
			if err != nil {
				t.Errorf("%s: %v", body, err)
			}
			continue
		}
		e := asError(t, err)
		if e.Kind != backup.KindNotFound || e.StatusCode != 203 || e.RequestID != "req-7" || e.Attempts != 1 || e.Operation != op.ID {
			t.Errorf("%q: %+v", body, e)
		}
	}
}

func TestJudgedAnswersKeepWhatTheCallKnows(t *testing.T) {
	t.Parallel()
	c := client(t, &wire{steps: steps{answer(202, `{"name":"a"}`), answer(202, `{}`)}}, nil)
	judged := func() (*thing, error) {
		req, err := http.NewRequest(http.MethodGet, rest.NoHost+"/v1/things/a", nil)
		if err != nil {
			t.Fatal(err)
		}
		return rest.DoJudged(t.Context(), c, opGet, req, func(answer *thing) *backup.Error {
			if answer.Name == "" {
				return &backup.Error{Message: "response has no thing"}
			}
			return nil
		})
	}
	if got, err := judged(); err != nil || got.Name != "a" {
		t.Errorf("%+v, %v", got, err)
	}
	got, err := judged()
	if got != nil {
		t.Errorf("%+v", got)
	}
	if e := asError(t, err); e.Message != "response has no thing" || e.StatusCode != 202 || e.RequestID != "req-7" || e.Operation != opGet.ID || e.Attempts != 1 {
		t.Errorf("%+v", e)
	}
}
