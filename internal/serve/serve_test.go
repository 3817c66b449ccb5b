package serve_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/internal/serve"
)

// operation is a POST of /things/{id} with the statuses of its good responses.
func operation(success ...int) *backup.Operation {
	return &backup.Operation{Provider: "test", ID: "do", Method: http.MethodPost, Route: "/things/{id}", Success: success}
}

// call performs a request of an operation.
func call(o serve.Options, op *backup.Operation, do func(*serve.Request) (any, error), r *http.Request) *httptest.ResponseRecorder {
	mux := http.NewServeMux()
	serve.Mount(mux, []serve.Route{{Op: op, Call: do}}, o)
	rec := httptest.NewRecorder()
	mux.ServeHTTP(rec, r)
	return rec
}

func post(target, contentType, body string) *http.Request {
	r := httptest.NewRequest(http.MethodPost, target, strings.NewReader(body))
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	return r
}

// problem is an error that writes itself.
type problem struct{ status int }

func (p *problem) Error() string { return "a problem" }

func (p *problem) WriteResponse(w http.ResponseWriter, r *http.Request) {
	http.Error(w, "problem at "+r.URL.Path, p.status)
}

// page is a result that writes itself.
type page string

func (p page) WriteResponse(w http.ResponseWriter, _ *http.Request) {
	w.WriteHeader(http.StatusTeapot)
	_, _ = io.WriteString(w, string(p))
}

func TestResults(t *testing.T) {
	t.Parallel()
	upper := func(v any) ([]byte, error) { return []byte(strings.ToUpper(fmt.Sprint(v))), nil }
	tests := []struct {
		name    string
		options serve.Options
		success []int
		result  any
		err     error
		status  int
		header  string // Content-Type
		body    string
	}{
		{name: "JSON under the first status", success: []int{201, 200}, result: map[string]int{"a": 1}, status: 201, header: "application/json", body: "{\"a\":1}\n"},
		{name: "no body", success: []int{204}, status: 204},
		{name: "no body under 200", success: []int{200}, status: 200},
		{name: "own status", success: []int{200}, result: serve.Response{Status: 202, Body: "x"}, status: 202, header: "application/json", body: "\"x\"\n"},
		{
			name: "own header", success: []int{201}, status: 201, header: "application/json; charset=utf-8", body: "[]\n",
			result: serve.Response{Header: http.Header{"Content-Type": {"application/json; charset=utf-8"}}, Body: []int{}},
		},
		{name: "response without a body", success: []int{200, 204}, result: serve.Response{Status: 204}, status: 204},
		{name: "own encoding", options: serve.Options{Encode: upper}, success: []int{200}, result: "text", status: 200, header: "application/json", body: "TEXT\n"},
		{name: "result that writes itself", success: []int{200}, result: page("short and stout"), status: 418, body: "short and stout"},
		{name: "error that writes itself", success: []int{200}, err: &problem{404}, status: 404, header: "text/plain; charset=utf-8", body: "problem at /things/7\n"},
		{name: "the same, wrapped", success: []int{200}, err: fmt.Errorf("wrapped: %w", &problem{409}), status: 409, header: "text/plain; charset=utf-8", body: "problem at /things/7\n"},
		{name: "any other error", success: []int{200}, err: errors.New("out of ink"), status: 500, header: "text/plain; charset=utf-8", body: "out of ink\n"},
		{name: "a result without JSON", success: []int{200}, result: func() {}, status: 500, header: "text/plain; charset=utf-8", body: "json: unsupported type: func()\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			rec := call(tt.options, operation(tt.success...), func(*serve.Request) (any, error) { return tt.result, tt.err }, post("/things/7", "", ""))
			if rec.Code != tt.status || rec.Header().Get("Content-Type") != tt.header || rec.Body.String() != tt.body {
				t.Errorf("%d %q %q\nwant %d %q %q", rec.Code, rec.Header().Get("Content-Type"), rec.Body, tt.status, tt.header, tt.body)
			}
		})
	}
}

func TestMount(t *testing.T) {
	t.Parallel()
	wrap := func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("Authorization") == "" || r.PathValue("id") == "" {
				http.Error(w, "who are you", http.StatusUnauthorized)
				return
			}
			next.ServeHTTP(w, r)
		})
	}
	o := serve.Options{
		BasePath: "/api", Wrap: wrap,
		BadRequest: func(w http.ResponseWriter, _ *http.Request, err error) {
			http.Error(w, "unreadable: "+err.Error(), http.StatusUnprocessableEntity)
		},
		Failed: func(w http.ResponseWriter, _ *http.Request, err error) {
			http.Error(w, "failed: "+err.Error(), http.StatusBadGateway)
		},
	}
	do := func(r *serve.Request) (any, error) {
		var id int64
		r.Path("id", &id)
		if err := r.Err(); err != nil {
			return nil, err
		}
		return nil, errors.New("nothing works")
	}
	for _, tt := range []struct {
		target, credentials string
		status              int
		body                string
	}{
		{"/api/things/x", "", 401, "who are you"}, // credentials come before the reading
		{"/api/things/x", "me", 422, "unreadable: path parameter id: "},
		{"/api/things/7", "me", 502, "failed: nothing works"},
		{"/things/7", "me", 404, "404 page not found"},
	} {
		r := post(tt.target, "", "")
		r.Header.Set("Authorization", tt.credentials)
		if rec := call(o, operation(200), do, r); rec.Code != tt.status || !strings.HasPrefix(rec.Body.String(), tt.body) {
			t.Errorf("%s as %q: %d %s", tt.target, tt.credentials, rec.Code, rec.Body)
		}
	}
}

// An operation may look at what the specification does not describe.
func TestHTTPRequest(t *testing.T) {
	t.Parallel()
	do := func(r *serve.Request) (any, error) {
		var limit int64
		r.Query("limit", "form", true, false, &limit)
		sent := serve.HTTPRequest(r.Context())
		return []any{limit, sent.URL.Query().Has("limit"), sent.URL.Query().Has("offset"), sent.PathValue("id")}, r.Err()
	}
	if rec := call(serve.Options{}, operation(200), do, post("/things/7?limit=0", "", "")); rec.Body.String() != "[0,true,false,\"7\"]\n" {
		t.Errorf("%d %s", rec.Code, rec.Body)
	}
	if r := serve.HTTPRequest(t.Context()); r != nil {
		t.Errorf("a request out of nowhere: %v", r)
	}
}

type place struct {
	Name  string `json:"name"`
	Floor struct {
		Number int64 `json:"number"`
	} `json:"floor"`
}

func TestJSON(t *testing.T) {
	t.Parallel()
	const kind = "application/json"
	tests := []struct {
		name, kind, body string
		status           int
		response         string
	}{
		{"whole", kind, `{"name":"a","floor":{"number":2}}`, 200, `{"name":"a","floor":{"number":2}}`},
		{"with a charset", "application/json; charset=utf-8", `{"name":"a"}`, 200, `"name":"a"`},
		{"of a vendor", "application/vnd.example+json", `{"name":"a"}`, 200, `"name":"a"`},
		{"without a content type", "", `{"name":"a"}`, 200, `"name":"a"`},
		{"with space around", kind, " {\"name\":\"a\"}\r\n", 200, `"name":"a"`},
		{"with an unknown member", kind, `{"colour":"red"}`, 200, `"name":""`},
		{"empty", kind, "", 400, "the body is empty"},
		{"blank", kind, " \n", 400, "the body is empty"},
		{"of another type", "text/xml; charset=utf-8", `{"name":"a"}`, 400, "the content type text/xml is not JSON"},
		{"of a malformed type", "/", `{"name":"a"}`, 400, "the content type / is not JSON"},
		{"cut", kind, `{"name":`, 400, "body: unexpected "},
		{"two documents", kind, `{"name":"a"}{}`, 400, "body: invalid character '{' after top-level value"},
		{"wrong member", kind, `{"name":7}`, 400, "body: name cannot be read from a JSON number\n"},
		{"wrong inner member", kind, `{"floor":{"number":"two"}}`, 400, "body: floor.number cannot be read from a JSON string\n"},
		{"too large a number", kind, `{"floor":{"number":1e99}}`, 400, "body: floor.number cannot be read from a JSON number"},
		{"a list", kind, `[]`, 400, "the body cannot be read from a JSON array\n"},
		{"too long", kind, `{"name":"` + strings.Repeat("a", 17<<20) + `"}`, 400, "body: http: request body too large"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			do := func(r *serve.Request) (any, error) {
				in := new(place)
				r.JSON(in)
				return in, r.Err()
			}
			if rec := call(serve.Options{}, operation(200), do, post("/things/7", tt.kind, tt.body)); rec.Code != tt.status || !strings.Contains(rec.Body.String(), tt.response) {
				t.Errorf("%d %s\nwant %d %s", rec.Code, rec.Body, tt.status, tt.response)
			}
		})
	}
}

func TestOptionalJSON(t *testing.T) {
	t.Parallel()
	do := func(r *serve.Request) (any, error) {
		in := new(place)
		return []any{r.OptionalJSON(in), in.Name}, r.Err()
	}
	for body, want := range map[string]string{"": "[false,\"\"]\n", `{"name":"a"}`: "[true,\"a\"]\n", `{`: "body: unexpected "} {
		if rec := call(serve.Options{}, operation(200), do, post("/things/7", "", body)); !strings.HasPrefix(rec.Body.String(), want) {
			t.Errorf("%q: %d %s", body, rec.Code, rec.Body)
		}
	}
}

func TestParameters(t *testing.T) {
	t.Parallel()
	do := func(r *serve.Request) (any, error) {
		var (
			id     int64
			limit  int64
			names  []string
			states []string
			active *bool
			kind   string
		)
		r.Path("id", &id)
		r.Query("limit", "form", true, false, &limit)
		r.Query("name", "form", true, false, &names)
		r.Query("states", "form", false, false, &states)
		r.Query("active", "form", true, false, &active)
		r.Query("kind", "form", true, true, &kind)
		return []any{id, limit, names, states, active, kind}, r.Err()
	}
	for _, tt := range []struct{ target, want string }{
		{"/things/7?kind=k", "[7,0,null,null,null,\"k\"]\n"},
		{"/things/7?kind=a+b%2Fc&limit=5&name=x&name=y&states=on,off&active=false", "[7,5,[\"x\",\"y\"],[\"on\",\"off\"],false,\"a b/c\"]\n"},
		{"/things/%37?kind=k", "[7,0,null,null,null,\"k\"]\n"},
		{"/things/seven?kind=k", "path parameter id: "},
		{"/things/7", "query parameter kind: "},
		{"/things/7?kind=k&limit=many", "query parameter limit: "},
		{"/things/7?kind=k&limit=", "query parameter limit: "},
		{"/things/7?kind=k&limit=1&limit=2", "query parameter limit: "},
		{"/things/7?kind=k&active=perhaps", "query parameter active: "},
		{"/things/7?kind=%zz", `query: invalid URL escape "%zz"`},
		{"/things/seven?limit=many", "path parameter id: "}, // the first thing wrong
	} {
		status := http.StatusOK
		if tt.want[0] != '[' {
			status = http.StatusBadRequest
		}
		if rec := call(serve.Options{}, operation(200), do, post(tt.target, "", "")); rec.Code != status || !strings.HasPrefix(rec.Body.String(), tt.want) {
			t.Errorf("%s: %d %s\nwant %s", tt.target, rec.Code, rec.Body, tt.want)
		}
	}
}

func TestForm(t *testing.T) {
	t.Parallel()
	type login struct {
		User  string `json:"user"`
		Tries *int64 `json:"tries,omitempty"`
	}
	do := func(r *serve.Request) (any, error) {
		in := new(login)
		r.Form(in)
		return in, r.Err()
	}
	var multi bytes.Buffer
	parts := multipart.NewWriter(&multi)
	if err := errors.Join(parts.WriteField("user", "m"), parts.Close()); err != nil {
		t.Fatal(err)
	}
	const kind = "application/x-www-form-urlencoded"
	for _, tt := range []struct {
		target, kind, body string
		status             int
		want               string
	}{
		{"/things/7", kind, "user=u%20v&tries=2&other=x", 200, "{\"user\":\"u v\",\"tries\":2}\n"},
		{"/things/7?user=q", kind + "; charset=utf-8", "tries=1", 200, "{\"user\":\"q\",\"tries\":1}\n"},
		{"/things/7?user=q", "", "", 200, "{\"user\":\"q\"}\n"},
		{"/things/7", parts.FormDataContentType(), multi.String(), 200, "{\"user\":\"m\"}\n"},
		{"/things/7", parts.FormDataContentType(), "--", 400, "form: "},
		{"/things/7", kind, "user=%zz", 400, "form: invalid URL escape"},
		{"/things/7", kind, "user=u&tries=two", 400, "form: tries: "},
		{"/things/7", "application/json", `{"user":"u"}`, 400, "form: the content type application/json is not that of a form"},
		{"/things/7", kind, "user=" + strings.Repeat("u", 17<<20), 400, "form: http: "},
	} {
		if rec := call(serve.Options{}, operation(200), do, post(tt.target, tt.kind, tt.body)); rec.Code != tt.status || !strings.HasPrefix(rec.Body.String(), tt.want) {
			t.Errorf("%s %.60s: %d %s\nwant %d %s", tt.target, tt.body, rec.Code, rec.Body, tt.status, tt.want)
		}
	}
}

// The error of a field that cannot be read names it, the first of several.
func TestFieldError(t *testing.T) {
	t.Parallel()
	type counts struct {
		A int64 `json:"a"`
		B int64 `json:"b"`
	}
	for body, want := range map[string]string{"a=1&b=x": "b", "a=x&b=1": "a", "a=x&b=x": "a", "a=1.5": "a"} {
		var field string
		options := serve.Options{BadRequest: func(_ http.ResponseWriter, _ *http.Request, err error) {
			if wrong := new(serve.FieldError); errors.As(err, &wrong) {
				field = wrong.Field
			}
		}}
		call(options, operation(200), func(r *serve.Request) (any, error) {
			in := new(counts)
			r.Form(in)
			return in, r.Err()
		}, post("/things/7", "application/x-www-form-urlencoded", body))
		if field != want {
			t.Errorf("%s: field %q, want %q", body, field, want)
		}
	}
}

func TestMultipart(t *testing.T) {
	t.Parallel()
	do := func(r *serve.Request) (any, error) {
		parts := r.Multipart()
		if err := r.Err(); err != nil {
			return nil, err
		}
		part, err := parts.NextPart()
		if err != nil {
			return nil, err
		}
		content, err := io.ReadAll(part)
		return part.FileName() + ": " + string(content), err
	}
	var body bytes.Buffer
	parts := multipart.NewWriter(&body)
	file, err := parts.CreateFormFile("logo", "logo.svg")
	if err != nil {
		t.Fatal(err)
	}
	_, err = io.WriteString(file, "<svg/>")
	if err := errors.Join(err, parts.Close()); err != nil {
		t.Fatal(err)
	}
	if rec := call(serve.Options{}, operation(200), do, post("/things/7", parts.FormDataContentType(), body.String())); !strings.Contains(rec.Body.String(), "logo.svg: ") {
		t.Errorf("%d %s", rec.Code, rec.Body)
	}
	if rec := call(serve.Options{}, operation(200), do, post("/things/7", "image/svg+xml", "<svg/>")); rec.Code != 400 || !strings.HasPrefix(rec.Body.String(), "body: ") {
		t.Errorf("%d %s", rec.Code, rec.Body)
	}
}
