package problems_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"syscall"
	"testing"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/bind"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/config"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/output"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/problems"
	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/secrets"
)

func TestKindsAndCodes(t *testing.T) {
	api := func(kind backup.Kind) error {
		return fmt.Errorf("around: %w", &backup.Error{Provider: "zomro", Kind: kind})
	}
	for _, tt := range []struct {
		err  error
		code int
		kind string
	}{
		{errors.New("x"), problems.Failed, "failed"},
		{problems.Usagef("x"), problems.Usage, "usage"}, {&bind.UsageError{}, problems.Usage, "usage"}, {&output.UsageError{}, problems.Usage, "usage"},
		{&config.Error{}, problems.Usage, "usage"}, {&secrets.UsageError{}, problems.Usage, "usage"},
		{api(backup.KindNotFound), problems.NotFound, "not found"}, {api(backup.KindUnauthenticated), problems.Unauthenticated, "not authenticated"},
		{api(backup.KindPermission), problems.Permission, "permission denied"}, {api(backup.KindConflict), problems.Conflict, "conflict"},
		{api(backup.KindBusy), problems.Busy, "busy"}, {api(backup.KindInvalid), problems.Invalid, "invalid argument"},
		{api(backup.KindQuota), problems.Quota, "quota exceeded"}, {api(backup.KindRateLimited), problems.RateLimited, "rate limited"},
		{api(backup.KindUnavailable), problems.Unavailable, "service unavailable"}, {api(backup.KindUnknown), problems.Failed, "failed"},
		{&backup.WaitError{Failed: true}, problems.WorkFailed, "work failed"}, {&backup.WaitError{Err: context.DeadlineExceeded}, problems.Timeout, "timeout"},
		{&problems.UnconfirmedError{}, problems.Unconfirmed, "unconfirmed"}, {context.Canceled, problems.Interrupted, "interrupted"},
		{&backup.Error{Err: x509.UnknownAuthorityError{}}, problems.Unavailable, "service unavailable"},
		{&backup.Error{Err: &tls.CertificateVerificationError{Err: errors.New("x")}}, problems.Unavailable, "service unavailable"},
		{&backup.Error{Err: fmt.Errorf("x: %w", http.ErrSchemeMismatch)}, problems.Unavailable, "service unavailable"},
		{&problems.ReportedError{Err: api(backup.KindQuota)}, problems.Quota, "quota exceeded"},
	} {
		if r := problems.Of(tt.err); r.ExitCode != tt.code || r.Kind != tt.kind {
			t.Errorf("%T %v: %+v", tt.err, tt.err, r)
		}
	}
}

func TestReport(t *testing.T) {
	err := &backup.Error{Provider: "cbr", Operation: "showVault", StatusCode: 404, Kind: backup.KindNotFound, Code: "BackupService.6105", Message: "gone", RequestID: "r-1", Attempts: 2}
	var text, machine bytes.Buffer
	problems.Of(err).Print(&text, false)
	for _, want := range []string{"backupctl: cbr showVault", "kind not found, code BackupService.6105, request id r-1", "hint: "} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("no %q in %s", want, text.String())
		}
	}
	problems.Of(err).Print(&machine, true)
	var got map[string]problems.Report
	if jsonErr := json.Unmarshal(machine.Bytes(), &got); jsonErr != nil || got["error"].RequestID != "r-1" || got["error"].Operation != "cbr showVault" || got["error"].ExitCode != 3 || got["error"].Status != 404 {
		t.Errorf("%s, %v", machine.String(), jsonErr)
	}
}

func TestHints(t *testing.T) {
	api := func(kind backup.Kind, status int, code string, err error) error {
		return fmt.Errorf("around: %w", &backup.Error{Kind: kind, StatusCode: status, Code: code, Err: err})
	}
	for want, err := range map[string]error{
		"--insecure-http":   &backup.ArgumentError{Field: "BaseURL", Reason: "must be https"},
		"own advice":        &problems.HintError{Err: errors.New("x"), Hint: "own advice"},
		"--yes":             &problems.UnconfirmedError{Hint: "--yes"},
		"not the service":   api(backup.KindNotFound, 404, "", nil),
		"look at the list":  api(backup.KindNotFound, 404, "BackupService.6105", nil),
		"nothing listens":   api(backup.KindUnavailable, 0, "", syscall.ECONNREFUSED),
		"name of the host":  api(backup.KindUnavailable, 0, "", &net.DNSError{Name: "x"}),
		"does not trust":    api(backup.KindUnknown, 0, "", x509.UnknownAuthorityError{}),
		"another name":      api(backup.KindUnknown, 0, "", x509.HostnameError{Certificate: &x509.Certificate{}, Host: "x"}),
		"begins with https": api(backup.KindUnknown, 0, "", tls.RecordHeaderError{}),
		"check the network": api(backup.KindUnavailable, 503, "", nil),
	} {
		if r := problems.Of(err); !strings.Contains(r.Hint, want) {
			t.Errorf("%v: hint %q, want %q", err, r.Hint, want)
		}
	}
	for _, err := range []error{&problems.HintError{Err: context.Canceled}, &problems.ReportedError{Err: context.Canceled}, &problems.UsageError{Err: context.Canceled}} {
		if !errors.Is(err, context.Canceled) || err.Error() == "" {
			t.Errorf("%T hides its cause", err)
		}
	}
}
