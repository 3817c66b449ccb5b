package fake_test

import (
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/backup-sdk/backup-go/internal/fake"
)

func TestIDs(t *testing.T) {
	uuid := regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)
	make10 := func(seed string) (out []string) {
		ids := fake.NewIDs(seed)
		for range 10 {
			out = append(out, ids.UUID(), ids.Hex(7))
		}
		return out
	}
	first := make10("cbr")
	if diff := cmp.Diff(first, make10("cbr")); diff != "" {
		t.Errorf("not the same twice: %s", diff)
	}
	seen := map[string]bool{}
	for i, id := range append(first, make10("zomro")...) {
		if seen[id] {
			t.Errorf("%s came twice", id)
		}
		seen[id] = true
		if i%2 == 0 && !uuid.MatchString(id) || i%2 == 1 && len(id) != 7 {
			t.Errorf("malformed %q", id)
		}
	}
	if got := fake.NewIDs("").Hex(100); len(got) != 100 {
		t.Errorf("%d digits", len(got))
	}
}

func TestClock(t *testing.T) {
	fixed := time.Unix(1, 0)
	if got := fake.Clock(func() time.Time { return fixed }).Now(); got != fixed {
		t.Errorf("got %v", got)
	}
	if got := time.Since(fake.Clock(nil).Now()); got < 0 || got > time.Minute {
		t.Errorf("the nil clock is off by %v", got)
	}
}

func TestErrorWriter(t *testing.T) {
	write := fake.ErrorWriter(func(w http.ResponseWriter, _ *http.Request, p *fake.Problem) {
		fake.WriteJSON(w, p.Status, map[string]string{"error_code": p.Code, "error_msg": p.Message})
	})
	request, response := write.Request("C.400"), write.Response("C.500")
	tests := map[string]struct {
		hook   func(http.ResponseWriter, *http.Request, error)
		err    error
		status int
		body   string
	}{
		"bad body":       {request, errors.New("no json"), 400, `{"error_code":"C.400","error_msg":"no json"}`},
		"method failed":  {response, errors.New("bug"), 500, `{"error_code":"C.500","error_msg":"bug"}`},
		"method refused": {response, fmt.Errorf("w: %w", &fake.Problem{Status: 409, Code: "C.409", Message: "busy"}), 409, `{"error_code":"C.409","error_msg":"busy"}`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			s := fake.New(fake.Config{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { tt.hook(w, r, tt.err) })})
			t.Cleanup(s.Close)
			got := send(t.Context(), t, s.Client(), http.MethodPost, s.URL(), "")
			if got.Status != tt.status || got.Body != tt.body+"\n" || got.Header.Get("Content-Type") != "application/json" {
				t.Errorf("got %+v", got)
			}
		})
	}
	if got := (&fake.Problem{Code: "C.1", Message: "m"}).Error(); got != "C.1: m" {
		t.Error(got)
	}
	if got := (&fake.Problem{Message: "m"}).Error(); got != "m" {
		t.Error(got)
	}
}

func TestWriteJSONUnencodable(t *testing.T) {
	s := fake.New(fake.Config{Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fake.WriteJSON(w, 200, func() {})
	})})
	t.Cleanup(s.Close)
	if got := send(t.Context(), t, s.Client(), http.MethodGet, s.URL(), ""); got.Status != 500 {
		t.Errorf("got %+v", got)
	}
}
