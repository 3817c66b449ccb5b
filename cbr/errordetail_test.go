package cbr_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cbr"
)

// TestErrorDetail: what the service said can be had part by part, and is said once.
func TestErrorDetail(t *testing.T) {
	for _, tt := range []struct {
		name   string
		status int
		kind   string
		body   string
		want   *cbr.ErrorDetail
	}{
		{"the service", 404, jsonType, `{"error_code":"BackupService.6105","error_msg":"no vault"}`, &cbr.ErrorDetail{Code: "BackupService.6105", Message: "no vault"}},
		{"IAM", 403, jsonType, `{"error":{"code":403,"message":"not allowed","title":"Forbidden"}}`,
			&cbr.ErrorDetail{Code: "403", Message: "not allowed", Title: "Forbidden", Wrapper: "error"}},
		{"wrapped", 401, jsonType, `{"unauthorized":{"code":"401","message":"Malformed request url"}}`,
			&cbr.ErrorDetail{Code: "401", Message: "Malformed request url", Wrapper: "unauthorized"}},
		{"a policy", 403, jsonType, `{"error_code":"PAP5.1","error_msg":"denied","encoded_authorization_message":"AbCd","details":[{"error_code":"a","error_msg":"b"},{},{"error_code":"c"}]}`,
			&cbr.ErrorDetail{Code: "PAP5.1", Message: "denied", AuthorizationMessage: "AbCd", Causes: []cbr.ErrorCause{{Code: "a", Message: "b"}, {Code: "c"}}}},
		{"a text", 403, "text/plain", "no such feature", &cbr.ErrorDetail{Message: "no such feature"}},
		{"the token repeated", 400, "text/plain", "you sent a-ready-token", &cbr.ErrorDetail{Message: "you sent " + backup.Redacted}},
		{"a page", 502, "text/html", "<html>", nil},
		{"nothing", 500, "", "", nil},
		{"half", 400, jsonType, `{"error_code":"x`, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := at(t, responding(tt.status, tt.kind, tt.body), backup.WithRetry(backup.RetryPolicy{MaxAttempts: 1})).Vaults.Get(t.Context(), "v")
			var got *cbr.ErrorDetail
			errors.As(err, &got)
			if diff := cmp.Diff(tt.want, got, cmpopts.IgnoreUnexported(cbr.ErrorDetail{})); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if got != nil && strings.Count(err.Error(), got.Message) != 1 {
				t.Errorf("error %v", err)
			}
			if errors.Is(err, backup.ErrOrderFailed) {
				t.Error("it is no order")
			}
		})
	}
}

// TestOrderFailed: orders that fail under status 200 match one sentinel, whatever
// their code says beside that.
func TestOrderFailed(t *testing.T) {
	for _, tt := range []struct {
		body string
		kind backup.Kind
		want cbr.ErrorDetail
	}{
		{`{"retCode":4001,"errText":"no money","orderId":"CS1"}`, backup.KindNotFound, cbr.ErrorDetail{Code: "4001", Message: "no money", OrderID: "CS1"}},
		{`{"retCode":17,"errText":"no money"}`, backup.KindOrderFailed, cbr.ErrorDetail{Code: "17", Message: "no money"}},
		{`{"error_code":"CBC.30000052","errText":"account is frozen"}`, backup.KindOrderFailed, cbr.ErrorDetail{Code: "CBC.30000052", Message: "account is frozen"}},
		{`{"orders":[{"subscribeResult":"0"}]}`, backup.KindOrderFailed, cbr.ErrorDetail{Message: "the order was not accepted"}},
		{`{"error_code":"BackupService.6133","errText":"too many vaults"}`, backup.KindQuota, cbr.ErrorDetail{Code: "BackupService.6133", Message: "too many vaults"}},
	} {
		err := at(t, responding(200, jsonType, tt.body)).Do(t.Context(), backup.Request{Method: http.MethodPost, Path: "/v3/{project_id}/orders/change"}, nil)
		var got *cbr.ErrorDetail
		if e := details(t, err); e.Kind != tt.kind || !errors.Is(err, backup.ErrOrderFailed) || !errors.As(err, &got) {
			t.Errorf("%s: %v, %v", tt.body, e.Kind, err)
			continue
		}
		if diff := cmp.Diff(tt.want, *got, cmpopts.IgnoreUnexported(cbr.ErrorDetail{})); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.body, diff)
		}
	}
}

// TestTextsOfSignIns: a text of IAM may be a token, and is not repeated.
func TestTextsOfSignIns(t *testing.T) {
	for _, body := range []string{"MIIF-a-new-token", `"MIIF-a-new-token"`, "token: MIIF-a-new-token"} {
		for _, status := range []int{201, 300, 400, 418, 500} {
			client := newClient(t, cbr.Config{
				Region: cbr.RegionCNNorth4, Credentials: cbr.Password{Domain: "d", User: "u", Password: backup.NewSecret("some-password")},
			}, backup.WithHTTPClient(&http.Client{Transport: responding(status, "text/plain", body)}))
			_, err := client.Vaults.Get(t.Context(), "v")
			var detail *cbr.ErrorDetail
			if errors.As(err, &detail); err == nil || strings.Contains(err.Error(), "MIIF") || detail != nil && strings.Contains(detail.Message, "MIIF") {
				t.Errorf("status %d: %v", status, err)
			}
		}
	}
}

// TestDoText: the escape hatch reads texts.
func TestDoText(t *testing.T) {
	for _, tt := range []struct{ kind, body, want string }{
		{"text/plain", "hello\nworld\n", "hello\nworld\n"},
		{"text/csv", "a,b\n1,2\n", "a,b\n1,2\n"},
		{jsonType, `"hello"`, "hello"},
		{jsonType, `{"a":1}`, `{"a":1}`},
		{"", "", "as it was"},
	} {
		out := "as it was"
		if err := at(t, responding(200, tt.kind, tt.body)).Do(t.Context(), backup.Request{Path: "/v3/x"}, &out); err != nil || out != tt.want {
			t.Errorf("%q: %q, %v", tt.body, out, err)
		}
	}
	var number int
	if err := at(t, responding(200, "text/plain", "hello")).Do(t.Context(), backup.Request{Path: "/v3/x"}, &number); !errors.Is(err, backup.ErrUnreadable) {
		t.Errorf("error %v", err)
	}
}
