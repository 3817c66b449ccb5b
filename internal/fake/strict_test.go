package fake_test

import (
	"errors"
	"fmt"
	"net/http"
	"testing"

	"github.com/backup-sdk/backup-go/internal/fake"
)

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
