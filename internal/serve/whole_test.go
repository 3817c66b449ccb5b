package serve_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/internal/serve"
	"github.com/backup-sdk/backup-go/lenient"
)

type state string

type inner struct {
	Name string `json:"name,omitempty"`
	Kind state  `json:"kind,omitempty"`
}

type outer struct {
	ID     string         `json:"id,omitempty"`
	Size   lenient.Int    `json:"size,omitzero"`
	On     lenient.Bool   `json:"on,omitzero"`
	At     lenient.Time   `json:"at,omitzero"`
	Seen   lenient.Time   `json:"seen,omitzero"`
	Parent string         `json:"parent,omitempty"`
	Secret string         `json:"secret,omitempty"`
	Kind   state          `json:"kind,omitempty"`
	List   []inner        `json:"list,omitempty"`
	One    *inner         `json:"one,omitempty"`
	Number *int64         `json:"number,omitempty"`
	Raw    lenient.Raw    `json:"raw,omitempty"`
	Any    any            `json:"any,omitempty"`
	Labels map[string]any `json:"labels,omitempty"`
	Text   lenient.Int    `json:"text,omitzero"`
	Hidden int            `json:"-"`

	AdditionalProperties map[string]lenient.Raw `json:"-"`
}

// MarshalJSON is what clients send, without zeros; it must not be asked.
func (outer) MarshalJSON() ([]byte, error) { return []byte(`"asked"`), nil }

func TestWhole(t *testing.T) {
	w := &serve.Whole{Absent: []string{"outer.secret"}, Null: []string{"outer.parent"}, Empty: []string{"outer.seen"}, Text: []string{"outer.text"}}
	for name, tt := range map[string]struct {
		value any
		want  string
	}{
		"zeros": {outer{}, `{"id":"","size":0,"on":false,"at":null,"seen":"","parent":null,"list":[],"labels":{},"text":"0"}`},
		"all": {&outer{
			ID: "i", Size: lenient.NewInt(2), On: lenient.NewBool(true), At: lenient.Time{Text: "t"}, Seen: lenient.Time{Text: "u"}, Parent: "p", Secret: "s",
			Kind: "k", List: []inner{{}}, One: &inner{Name: `"`, Kind: "x"}, Number: new(int64), Raw: lenient.Raw(`[1]`), Any: []int{1},
			Labels: map[string]any{"b": nil, "a": 1}, Text: lenient.NewInt(7), AdditionalProperties: map[string]lenient.Raw{"z": lenient.Raw(`{}`)},
		}, `{"id":"i","size":2,"on":true,"at":"t","seen":"u","parent":"p","secret":"s","kind":"k","list":[{"name":""}],"one":{"name":"\"","kind":"x"},` +
			`"number":0,"raw":[1],"any":[1],"labels":{"a":1,"b":null},"text":"7","z":{}}`},
		"nil":      {nil, `null`},
		"a list":   {[]inner(nil), `[]`},
		"a map":    {map[string]any{"inner": inner{}}, `{"inner":{"name":""}}`},
		"no map":   {map[string]any{}, `{}`},
		"a text":   {"x", `"x"`},
		"its own":  {json.RawMessage(`{"a":1}`), `{"a":1}`},
		"no value": {(*outer)(nil), `null`},
	} {
		for range 2 { // planned, and by plan
			if got, err := w.Encode(tt.value); err != nil || string(got) != tt.want {
				t.Errorf("%s: %s, %v\nwant %s", name, got, err, tt.want)
			}
		}
	}
	if _, err := w.Encode(map[string]any{"f": func() {}}); err == nil {
		t.Error("what JSON cannot say is no error")
	}
}

// TestFoldQuery: some servers do not care for the case of names.
func TestFoldQuery(t *testing.T) {
	for fold, want := range map[bool]string{true: "x", false: ""} {
		var got string
		mux := http.NewServeMux()
		serve.Mount(mux, []serve.Route{{Op: &backup.Operation{Method: http.MethodGet, Route: "/a", Success: []int{200}}, Call: func(r *serve.Request) (any, error) {
			r.Query("unitId", "form", true, false, &got)
			return nil, r.Err()
		}}}, serve.Options{FoldQuery: fold})
		w := httptest.NewRecorder()
		mux.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/a?UNITID=x", http.NoBody))
		if got != want || w.Code != http.StatusOK {
			t.Errorf("%v: %q, %d", fold, got, w.Code)
		}
	}
}
