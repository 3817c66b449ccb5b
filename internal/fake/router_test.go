package fake_test

import (
	"bytes"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/internal/fake"
)

func TestRouterAndNamer(t *testing.T) {
	patterns := []string{
		"GET /v3/{project}/vaults", "GET /v3/{project}/vaults/{id}", "DELETE /v3/{project}/vaults/{id}",
		"GET /v3/{project}/{kind}", "GET /v3/migrates/{id}", "GET /{$}",
		"POST /billmgr/#func=auth", "POST /billmgr/#func=image.edit",
	}
	router := &fake.Router{NotFound: func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "none") }}
	var operations []backup.Operation
	for _, p := range patterns {
		router.HandleFunc(p, func(w http.ResponseWriter, r *http.Request) {
			_ = r.ParseForm()
			_, _ = fmt.Fprintf(w, "%s|%s|%s|%s", p, r.PathValue("project"), r.PathValue("id"), r.PostForm.Get("elid"))
		})
		method, route, _ := strings.Cut(p, " ")
		operations = append(operations, backup.Operation{ID: p, Method: method, Route: route})
	}
	name := fake.Namer("", operations)

	tests := []struct{ method, target, form, want string }{
		{"GET", "/v3/p1/vaults", "", "GET /v3/{project}/vaults|p1||"},
		{"GET", "/v3/p1/vaults?limit=1", "", "GET /v3/{project}/vaults|p1||"},
		{"GET", "/v3/p1/vaults/a%2Fb", "", "GET /v3/{project}/vaults/{id}|p1|a/b|"},
		{"DELETE", "/v3/p1/vaults/v1", "", "DELETE /v3/{project}/vaults/{id}|p1|v1|"},
		{"GET", "/v3/migrates/vaults", "", "GET /v3/migrates/{id}||vaults|"},
		{"GET", "/v3/p1/other", "", "GET /v3/{project}/{kind}|p1||"},
		{"GET", "/", "", "GET /{$}|||"},
		{"GET", "/v3/p1/vaults/", "", "none"},
		{"GET", "/v3//vaults", "", "none"},
		{"PUT", "/v3/p1/vaults", "", "none"},
		{"GET", "/v3", "", "none"},
		{"POST", "/billmgr", "func=auth", "POST /billmgr/#func=auth|||"},
		{"POST", "/billmgr/", "func=image.edit&elid=7", "POST /billmgr/#func=image.edit|||7"},
		{"POST", "/billmgr?func=image.edit", "elid=7", "POST /billmgr/#func=image.edit|||7"},
		{"POST", "/billmgr", "func=nope", "none"},
		{"POST", "/billmgr", "", "none"},
	}
	s := fake.New(fake.Config{Handler: router, Operation: name})
	t.Cleanup(s.Close)
	for _, tt := range tests {
		t.Run(tt.method+" "+tt.target+" "+tt.form, func(t *testing.T) {
			for _, encode := range []func(string) (string, string){urlencoded, multiparted} {
				s.ResetLog()
				contentType, body := encode(tt.form)
				req, err := http.NewRequestWithContext(t.Context(), tt.method, s.URL()+tt.target, strings.NewReader(body))
				if err != nil {
					t.Fatal(err)
				}
				req.Header.Set("Content-Type", contentType)
				resp, err := s.Client().Do(req)
				if err != nil {
					t.Fatal(err)
				}
				got, _ := io.ReadAll(resp.Body)
				_ = resp.Body.Close()
				if string(got) != tt.want {
					t.Errorf("%s: got %q, want %q", contentType, got, tt.want)
				}
				operation, _, found := strings.Cut(tt.want, "|")
				if !found {
					operation = ""
				}
				if got := s.Requests()[0].Operation; got != operation {
					t.Errorf("named %q, want %q", got, operation)
				}
			}
		})
	}
}

func urlencoded(form string) (string, string) { return "application/x-www-form-urlencoded", form }

func multiparted(form string) (string, string) {
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for field := range strings.SplitSeq(form, "&") {
		if name, value, ok := strings.Cut(field, "="); ok {
			_ = w.WriteField(name, value)
		}
	}
	_ = w.Close()
	return w.FormDataContentType(), body.String()
}

func TestRouterBadForm(t *testing.T) {
	router := &fake.Router{}
	router.HandleFunc("POST /#func=x", func(http.ResponseWriter, *http.Request) {})
	s := fake.New(fake.Config{Handler: router, Operation: fake.Namer("", []backup.Operation{{Method: "POST", Route: "/#func=x"}})})
	t.Cleanup(s.Close)
	for contentType, body := range map[string]string{
		"application/x-www-form-urlencoded": "%zz=1",
		"multipart/form-data; boundary=b":   "no parts here",
		"multipart/form-data":               "",
	} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL(), strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", contentType)
		resp, err := s.Client().Do(req)
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
		if resp.StatusCode != http.StatusBadRequest {
			t.Errorf("%s: %d", contentType, resp.StatusCode)
		}
	}
}
