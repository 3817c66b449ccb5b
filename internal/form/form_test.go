package form_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"math"
	"mime"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/backup-sdk/backup-go/internal/form"
)

// onOff has its own text, like the switches of the API.
type onOff bool

func (o onOff) MarshalText() ([]byte, error) {
	if o {
		return []byte("on"), nil
	}
	return []byte("off"), nil
}

// days has a text only through a pointer.
type days int

func (d *days) MarshalText() ([]byte, error) { return []byte(strings.Repeat("d", int(*d))), nil }

// hidden hides itself wherever it is printed.
type hidden struct{ text string }

func (h hidden) Reveal() string               { return h.text }
func (h hidden) IsZero() bool                 { return h.text == "" }
func (h hidden) MarshalText() ([]byte, error) { return []byte("REDACTED"), nil }

type broken struct{}

func (broken) MarshalText() ([]byte, error) { return nil, errBroken }

var errBroken = errors.New("no text today")

type common struct {
	Func string `json:"func"`
	Lang string `json:"lang,omitempty"`
}

type action string

type input struct {
	common
	*page
	Elid     int64   `json:"elid"`
	Small    uint8   `json:"small,omitempty"`
	Name     string  `json:"name"`
	Action   action  `json:"action,omitempty"`
	Skip     string  `json:"-"`
	Protect  onOff   `json:"protected"`
	Maybe    *onOff  `json:"maybe"`
	Days     days    `json:"days,omitempty"`
	Ratio    float64 `json:"ratio,omitempty"`
	Half     float32 `json:"half,omitempty"`
	Forced   bool    `json:"forced,omitempty"`
	Password hidden  `json:"password,omitzero"`
	Ptr      **int   `json:"ptr,omitempty"`
	Any      any     `json:"any"`
	Untagged string  `json:",omitempty"`
	private  string
}

type page struct {
	Num int `json:"p_num"`
}

func TestEncode(t *testing.T) {
	t.Parallel()
	on, off, five := onOff(true), onOff(false), 5
	ptr := &five
	tests := []struct {
		name string
		in   any
		want url.Values
	}{
		{"zero values without an option stay", input{private: "x"}, url.Values{
			"func": {""}, "elid": {"0"}, "name": {""}, "protected": {"off"},
		}},
		{"everything", &input{
			common: common{Func: "image.edit", Lang: "en"}, page: &page{Num: 2}, Elid: -7, Small: 200, Name: "ü & \"q\" +",
			Action: "stop", Skip: "never", Protect: true, Maybe: &off, Days: 3, Ratio: 1e21, Half: 0.1, Forced: true,
			Password: hidden{"geheim"}, Ptr: &ptr, Any: "text", Untagged: "u",
		}, url.Values{
			"func": {"image.edit"}, "lang": {"en"}, "p_num": {"2"}, "elid": {"-7"}, "small": {"200"}, "name": {"ü & \"q\" +"},
			"action": {"stop"}, "protected": {"on"}, "maybe": {"off"}, "days": {"ddd"}, "ratio": {"1000000000000000000000"},
			"half": {"0.1"}, "forced": {"true"}, "password": {"geheim"}, "ptr": {"5"}, "any": {"text"}, "Untagged": {"u"},
		}},
		{"pointers to zero stay", struct {
			A *onOff  `json:"a,omitempty"`
			B *bool   `json:"b,omitzero"`
			C *hidden `json:"c,omitzero"`
			D *hidden `json:"d,omitzero"`
		}{&on, new(bool), new(hidden), nil}, url.Values{"a": {"on"}, "b": {"false"}}},
		{"omitted", struct {
			A []string          `json:"a,omitempty"`
			B map[string]string `json:"b,omitempty"`
			C time.Time         `json:"c,omitzero"`
			D *time.Time        `json:"d"`
			E any               `json:"e"`
		}{}, url.Values{}},
		{"empty", struct{}{}, url.Values{}},
	}
	for _, tt := range tests {
		got, err := form.Encode(tt.in)
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

func TestEncodeCopiesValues(t *testing.T) {
	given := url.Values{"a": {"1", "2"}, "b": {""}}
	got, err := form.Encode(given)
	if diff := cmp.Diff(given, got); err != nil || diff != "" {
		t.Fatalf("error %v, -want +got:\n%s", err, diff)
	}
	got["a"][0] = "changed"
	got.Set("c", "3")
	if given.Get("a") != "1" || given.Has("c") {
		t.Errorf("the caller's fields changed: %v", given)
	}
	if got, err := form.Encode(url.Values(nil)); err != nil || got == nil || len(got) != 0 {
		t.Errorf("%v, %v", got, err)
	}
}

func TestEncodeRefuses(t *testing.T) {
	t.Parallel()
	now := time.Now()
	tests := []struct {
		name string
		in   any
	}{
		{"slice", struct {
			X []string `json:"x"`
		}{}},
		{"map", struct {
			X map[string]string `json:"x"`
		}{}},
		{"filled slice", struct {
			X []string `json:"x,omitempty"`
		}{[]string{"a"}}},
		{"bytes", struct {
			X []byte `json:"x"`
		}{}},
		{"raw JSON", struct {
			X json.RawMessage `json:"x"`
		}{}},
		{"struct", struct {
			X struct{} `json:"x"`
		}{}},
		{"time", struct {
			X time.Time `json:"x"`
		}{}},
		{"pointer to time", struct {
			X *time.Time `json:"x"`
		}{&now}},
		{"time in any", struct {
			X any `json:"x"`
		}{now}},
		{"NaN", struct {
			X float64 `json:"x"`
		}{math.NaN()}},
		{"infinity", struct {
			X *float32 `json:"x"`
		}{new(float32(math.Inf(1)))}},
		{"channel", struct {
			X chan int `json:"x"`
		}{make(chan int)}},
		{"broken text", struct {
			X broken `json:"x"`
		}{}},
		{"twice", struct {
			common
			X string `json:"func"`
		}{}},
		{"inside of an embedded struct", struct {
			*nested
		}{&nested{}}},
	}
	for _, tt := range tests {
		got, err := form.Encode(tt.in)
		var fieldErr *form.FieldError
		if !errors.As(err, &fieldErr) {
			t.Errorf("%s: %v, %v; want a FieldError", tt.name, got, err)
			continue
		}
		if fieldErr.Field != "x" && fieldErr.Field != "func" || !strings.Contains(err.Error(), fieldErr.Field) {
			t.Errorf("%s: the error does not name the field: %v", tt.name, err)
		}
		if (tt.name == "broken text") != errors.Is(err, errBroken) {
			t.Errorf("%s: wrong cause: %v", tt.name, err)
		}
	}
	for _, in := range []any{nil, 5, "text", (*input)(nil), map[string]string{}, []input{}} {
		if _, err := form.Encode(in); err == nil {
			t.Errorf("%T was encoded", in)
		}
	}
}

type nested struct {
	X []int `json:"x"`
}

func TestURLEncoded(t *testing.T) {
	t.Parallel()
	contentType, body := form.URLEncoded(url.Values{"b": {"2 & 3"}, "a": {"é"}})
	if contentType != "application/x-www-form-urlencoded" || string(body) != "a=%C3%A9&b=2+%26+3" {
		t.Errorf("%s: %s", contentType, body)
	}
}

func TestMultipart(t *testing.T) {
	t.Parallel()
	values := url.Values{"func": {"auth"}, "elid": {"1", "2"}, "name": {"a\r\n--b\r\n"}}
	contentType, body, err := form.Multipart(values)
	if err != nil {
		t.Fatal(err)
	}
	_, params, err := mime.ParseMediaType(contentType)
	if err != nil {
		t.Fatal(err)
	}
	var order []string
	for r := multipart.NewReader(bytes.NewReader(body), params["boundary"]); ; {
		part, err := r.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		order = append(order, part.FormName())
	}
	if diff := cmp.Diff([]string{"elid", "elid", "func", "name"}, order); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(values, parse(t, contentType, body)); diff != "" {
		t.Error(diff)
	}
	if again, _, _ := form.Multipart(values); again == contentType {
		t.Error("the boundary is not random")
	}
}

// parse reads a body the way a server does.
func parse(t *testing.T, contentType string, body []byte) url.Values {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", bytes.NewReader(body))
	r.Header.Set("Content-Type", contentType)
	const memory = 1 << 20
	if err := r.ParseMultipartForm(memory); err != nil && !errors.Is(err, http.ErrNotMultipart) {
		t.Fatalf("%s: %v\n%q", contentType, err, body)
	}
	return r.PostForm
}

func FuzzRoundTrip(f *testing.F) {
	f.Add("nightly", int64(7), 0.5, true, "--boundary\r\n")
	f.Add("a b+c&d=e;f%20", int64(math.MinInt64), -1e300, false, "\x00\xff")
	f.Add("", int64(0), 0.0, false, "ünï")
	f.Fuzz(func(t *testing.T, name string, id int64, ratio float64, on bool, note string) {
		in := struct {
			Name  string  `json:"name"`
			ID    int64   `json:"id"`
			Ratio float64 `json:"ratio"`
			On    onOff   `json:"on"`
			Note  *string `json:"note,omitempty"`
		}{name, id, ratio, onOff(on), &note}
		values, err := form.Encode(in)
		if math.IsNaN(ratio) || math.IsInf(ratio, 0) {
			if err == nil {
				t.Fatalf("%v was encoded", ratio)
			}
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		var back float64
		if err := json.Unmarshal([]byte(values.Get("ratio")), &back); err != nil || back != ratio {
			t.Fatalf("%v came back as %v, %v", ratio, back, err)
		}
		if values.Get("name") != name || values.Get("note") != note {
			t.Fatalf("%q and %q were encoded as %q and %q", name, note, values.Get("name"), values.Get("note"))
		}
		contentType, body := form.URLEncoded(values)
		if diff := cmp.Diff(values, parse(t, contentType, body)); diff != "" {
			t.Fatal(diff)
		}
		query, err := url.ParseQuery(string(body))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(values, query); diff != "" {
			t.Fatal(diff)
		}
		contentType, body, err = form.Multipart(values)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(values, parse(t, contentType, body)); diff != "" {
			t.Fatal(diff)
		}
	})
}

func BenchmarkEncode(b *testing.B) {
	in := &input{common: common{Func: "instances.fleio_bckps"}, Elid: 7100001, Name: "nightly"}
	b.ReportAllocs()
	for b.Loop() {
		values, err := form.Encode(in)
		if err != nil {
			b.Fatal(err)
		}
		form.URLEncoded(values)
	}
}
