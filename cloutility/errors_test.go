package cloutility

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/cloutilityapi"
	"github.com/backup-sdk/backup-go/internal/allocbudget"
	"github.com/backup-sdk/backup-go/internal/rest"
	"github.com/backup-sdk/backup-go/lenient"
)

func TestCheckResponse(t *testing.T) {
	type want struct {
		Kind          backup.Kind
		Code, Message string
	}
	api, oauth := cloutilityapi.OpGetConsumer, cloutilityapi.OpCreateToken
	for name, tt := range map[string]struct {
		op     backup.Operation
		status int
		kind   string // content type
		body   string
		want   want
	}{
		"API":            {api, 404, "application/json", `{"status":404,"code":"NotFound","message":"Gone.","developerMessage":"Consumer 9 is not there."}`, want{backup.KindNotFound, "NotFound", "Gone.: Consumer 9 is not there."}},
		"code as number": {api, 409, "application/json", `{"status":"409","code":1042,"message":"Twice","developerMessage":"Twice"}`, want{backup.KindConflict, "1042", "Twice"}},
		"only developer": {api, 500, "application/json", `{"developerMessage":"NullReference"}`, want{backup.KindUnknown, "", "NullReference"}},
		"odd error":      {api, 400, "application/json", `{"error":[1]}`, want{backup.KindInvalid, "[1]", ""}},
		"odd types":      {api, 400, "application/json", `{"status":{},"code":["a"],"message":{"x":1},"developerMessage":null}`, want{backup.KindInvalid, `["a"]`, `{"x":1}`}},
		"ASP.NET":        {api, 404, "application/json", `{"Message":"No HTTP resource was found.","MessageDetail":"No type."}`, want{backup.KindNotFound, "", "No HTTP resource was found.: No type."}},
		"ASP.NET state":  {api, 400, "application/json", `{"Message":"Invalid.","ModelState":{"c.Name":["Required."],"c.A":["x","y"]}}`, want{backup.KindInvalid, "", "Invalid.: c.A: x: c.A: y: c.Name: Required."}},
		"odd state":      {api, 400, "application/json", `{"Message":"Invalid.","ModelState":7}`, want{backup.KindInvalid, "", "Invalid."}},
		"problem":        {api, 422, "application/problem+json", `{"title":"Bad","detail":"Very","status":422}`, want{backup.KindInvalid, "", "Bad: Very"}},
		"text":           {api, 403, "application/json", `"Denied."`, want{backup.KindPermission, "", "Denied."}},
		"BOM":            {api, 403, "application/json", "\xef\xbb\xbf" + `{"message":"Denied."}`, want{backup.KindPermission, "", "Denied."}},
		"expired token":  {api, 401, "application/json", `{"Message":"Authorization has been denied for this request."}`, want{backup.KindUnauthenticated, "", "Authorization has been denied for this request."}},
		"OAuth on API":   {api, 400, "application/json", `{"error":"invalid_token"}`, want{backup.KindUnauthenticated, "invalid_token", ""}},
		"empty":          {api, 502, "", "", want{backup.KindUnavailable, "", "empty response"}},
		"HTML":           {api, 503, "text/html", "<html>\n<b>Down</b>", want{backup.KindUnavailable, "", "text/html response: <html> <b>Down</b>"}},
		"cut":            {api, 404, "application/json", `{"status":404,"mess`, want{backup.KindNotFound, "", `application/json response: {"status":404,"mess`}},
		"array":          {api, 500, "application/json", `[1]`, want{backup.KindUnknown, "", "application/json response: [1]"}},
		"says nothing":   {api, 500, "application/json", `{}`, want{backup.KindUnknown, "", "application/json response: {}"}},
		"teapot":         {api, 418, "", "x", want{backup.KindUnknown, "", "untyped response: x"}},

		"password":        {oauth, 400, "application/json", `{"error":"invalid_grant","error_description":"Wrong."}`, want{backup.KindUnauthenticated, "invalid_grant", "Wrong."}},
		"client id":       {oauth, 401, "application/json", `{"error":"invalid_client"}`, want{backup.KindUnauthenticated, "invalid_client", ""}},
		"no refresh":      {oauth, 400, "application/json", `{"error":"unauthorized_client"}`, want{backup.KindUnauthenticated, "unauthorized_client", ""}},
		"grant":           {oauth, 400, "application/json", `{"error":"unsupported_grant_type"}`, want{backup.KindInvalid, "unsupported_grant_type", ""}},
		"denied":          {oauth, 400, "application/json", `{"error":"access_denied"}`, want{backup.KindPermission, "access_denied", ""}},
		"overload":        {oauth, 400, "application/json", `{"error":"temporarily_unavailable"}`, want{backup.KindUnavailable, "temporarily_unavailable", ""}},
		"sign-in, API":    {oauth, 400, "application/json", `{"code":7,"message":"Locked."}`, want{backup.KindUnauthenticated, "7", "Locked."}},
		"sign-in, HTML":   {oauth, 400, "text/html", `<p>`, want{backup.KindUnavailable, "", "text/html response: <p>"}},
		"sign-in, 401":    {oauth, 401, "text/html", `<p>`, want{backup.KindUnavailable, "", "text/html response: <p>"}},
		"sign-in, empty":  {oauth, 400, "", ``, want{backup.KindUnauthenticated, "", "empty response"}},
		"application":     {oauth, 400, "application/json", `{"error":"invalid_clientId","error_description":"Unknown."}`, want{backup.KindUnauthenticated, "invalid_clientId", "Unknown."}},
		"sign-in, object": {oauth, 401, "application/json", `{"error":{"code":"AUTH-17","message":"No.","developerMessage":"Never."}}`, want{backup.KindUnauthenticated, "AUTH-17", "No.: Never."}},
		"error object":    {api, 401, "application/json", `{"error":{"code":401,"message":"No."}}`, want{backup.KindUnauthenticated, "401", "No."}},
		"OAuth text":      {api, 400, "application/json", `{"error":"Name is too long."}`, want{backup.KindInvalid, "Name is too long.", ""}},
		"sign-in, 403":    {oauth, 403, "", ``, want{backup.KindPermission, "", "empty response"}},
		"sign-in, 500":    {oauth, 500, "application/json", `{"error":"invalid_grant"}`, want{backup.KindUnknown, "invalid_grant", ""}},
		"sign-in, hidden": {oauth, 404, "", ``, want{backup.KindNotFound, "", "empty response"}},
	} {
		t.Run(name, func(t *testing.T) {
			e := checkResponse(&rest.Response{Op: tt.op, Status: tt.status, Header: http.Header{"Content-Type": {tt.kind}}, Body: []byte(tt.body)})
			if e == nil {
				t.Fatal("taken for a success")
			}
			if e.StatusCode != tt.status {
				t.Errorf("status %d", e.StatusCode)
			}
			if diff := cmp.Diff(tt.want, want{e.Kind, e.Code, e.Message}); diff != "" {
				t.Error(diff)
			}
		})
	}
	for _, a := range []rest.Response{{Status: 200, Body: []byte(`{"code":"x"}`)}, {Status: 204}, {Status: 202}, {Status: 200, Body: []byte("NODE1")}} {
		a.Op = api
		if e := checkResponse(&a); e != nil {
			t.Errorf("status %d %q: %v", a.Status, a.Body, e)
		}
	}
}

// TestErrorDetail holds message and developerMessage apart, and the text of the
// whole error says each once.
func TestErrorDetail(t *testing.T) {
	for body, tt := range map[string]struct {
		want ErrorDetail
		text string
	}{
		`{"code":7,"message":"Gone.","developerMessage":"Consumer 9 is not there."}`: {
			ErrorDetail{Code: "7", Message: "Gone.", DeveloperMessage: "Consumer 9 is not there."}, "status 409 7: Gone.: Consumer 9 is not there.",
		},
		`{"message":"Twice","developerMessage":"Twice"}`: {ErrorDetail{Message: "Twice", DeveloperMessage: "Twice"}, "status 409: Twice"},
		`{"developerMessage":"NullReference"}`:           {ErrorDetail{DeveloperMessage: "NullReference"}, "status 409: NullReference"},
		`{"Message":"Invalid.","ModelState":{"c.Name":["Required."],"c.A":["x","y"]}}`: {
			ErrorDetail{Message: "Invalid.", Fields: map[string][]string{"c.Name": {"Required."}, "c.A": {"x", "y"}}}, "status 409: Invalid.: c.A: x: c.A: y: c.Name: Required.",
		},
		`{"error":{"code":"AUTH-17","message":"m","developerMessage":"d"}}`: {ErrorDetail{Code: "AUTH-17", Message: "m", DeveloperMessage: "d"}, "status 409 AUTH-17: m: d"},
		`{"error":"invalid_grant","error_description":"Wrong."}`:            {ErrorDetail{Code: "invalid_grant", Message: "Wrong.", oauth: true}, "status 409 invalid_grant: Wrong."},
	} {
		e := checkResponse(&rest.Response{Op: cloutilityapi.OpCreateNode, Status: 409, Body: []byte(body)})
		e.Kind = backup.KindConflict
		var detail *ErrorDetail
		if !errors.As(e, &detail) {
			t.Fatalf("%s: no detail", body)
		}
		if diff := cmp.Diff(tt.want, *detail, cmp.AllowUnexported(ErrorDetail{}), cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s: %s", body, diff)
		}
		if got := strings.TrimPrefix(e.Error(), ": "); got != tt.text {
			t.Errorf("text %q, want %q", got, tt.text)
		}
	}
	if e := checkResponse(&rest.Response{Status: 502, Body: []byte("<p>")}); errors.As(e, new(*ErrorDetail)) {
		t.Error("a page has a detail")
	}
}

// FuzzDecodeError holds that the decoder is total: whatever comes, a failure
// stays a failure with its status, and its text can be printed.
func FuzzDecodeError(f *testing.F) {
	for _, body := range []string{
		``, `null`, `[]`, `"x"`, `{`, `{"status":404,"code":"NotFound","message":"m","developerMessage":"d"}`, `{"code":1}`,
		`{"error":"invalid_grant","error_description":"d"}`, `{"Message":"m","ModelState":{"a":["b"],"c":"d"}}`, "<html>\xff", "\xef\xbb\xbf{}",
		`{"message":"` + strings.Repeat("x", 700) + `"}`,
	} {
		f.Add(404, "application/json", []byte(body), false)
		f.Add(400, "text/html", []byte(body), true)
		f.Add(200, "", []byte(body), false)
	}
	f.Fuzz(func(t *testing.T, status int, contentType string, body []byte, oauth bool) {
		op := cloutilityapi.OpGetNode
		if oauth {
			op = cloutilityapi.OpCreateToken
		}
		response := &rest.Response{Op: op, Status: status, Header: http.Header{"Content-Type": {contentType}}, Body: body}
		var e *backup.Error
		allocbudget.Check(t, len(body), 64, func() { e = checkResponse(response) })
		if e == nil {
			if !response.OK() {
				t.Fatalf("status %d is a success", status)
			}
			return
		}
		if e.StatusCode != status {
			t.Fatalf("status %d became %d", status, e.StatusCode)
		}
		if sentinel := e.Kind.Sentinel(); sentinel != nil && !errors.Is(e, sentinel) {
			t.Fatalf("kind %v does not match", e.Kind)
		}
		if text := e.Error(); text == "" || utf8.Valid(body) && !utf8.ValidString(text) && utf8.ValidString(contentType) {
			t.Fatalf("text %q", text)
		}
		// The names of a node are read by the same eyes.
		var name lenient.Text
		if name.ReadResponse(body) == nil && strings.ContainsAny(string(name), "\r\n") && len(body) > 0 && body[0] != '"' {
			t.Fatalf("name %q", name)
		}
	})
}
