package backup_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	backup "github.com/backup-sdk/backup-go"
)

func TestErrorMatchesItsKindOnly(t *testing.T) {
	t.Parallel()
	sentinels := map[backup.Kind]error{
		backup.KindNotFound: backup.ErrNotFound, backup.KindUnauthenticated: backup.ErrUnauthenticated,
		backup.KindPermission: backup.ErrPermission, backup.KindConflict: backup.ErrConflict,
		backup.KindBusy: backup.ErrBusy, backup.KindInvalid: backup.ErrInvalid, backup.KindQuota: backup.ErrQuota,
		backup.KindRateLimited: backup.ErrRateLimited, backup.KindUnavailable: backup.ErrUnavailable,
		backup.KindUnreadable: backup.ErrUnreadable, backup.KindOrderFailed: backup.ErrOrderFailed,
		backup.KindUnsupported: backup.ErrUnsupported,
	}
	for kind := range sentinels {
		err := fmt.Errorf("doing: %w", &backup.Error{Kind: kind})
		for other, sentinel := range sentinels {
			if got := errors.Is(err, sentinel); got != (kind == other) {
				t.Errorf("errors.Is(%v, %v) = %v", kind, sentinel, got)
			}
		}
		if errors.Is(&backup.Error{}, sentinels[kind]) {
			t.Errorf("an unknown error matches %v", kind)
		}
	}
	if !errors.Is(&backup.ArgumentError{}, backup.ErrInvalid) {
		t.Error("an argument error does not match ErrInvalid")
	}
	if !errors.Is(&backup.Error{Err: context.Canceled}, context.Canceled) {
		t.Error("the cause is not matched")
	}
}

func TestErrorText(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		err  backup.Error
		want string
	}{
		{backup.Error{Provider: "cbr", Operation: "showVault", StatusCode: 404, Kind: backup.KindNotFound, Code: "BackupService.6105",
			Message: "no such vault", RequestID: "req-1", Attempts: 3, RetryAfter: 2 * time.Second},
			"cbr showVault: status 404 BackupService.6105: no such vault (request id req-1, 3 attempts, retry after 2s)"},
		{backup.Error{Provider: "zomro", Operation: "auth", Kind: backup.KindUnavailable, Err: errors.New("connection reset")}, "zomro auth: connection reset"},
		{backup.Error{Provider: "cbr", StatusCode: 503, Kind: backup.KindUnavailable}, "cbr: status 503: service unavailable"},
		{backup.Error{Provider: "cbr", Operation: "x", StatusCode: 200, Message: "cannot read", Err: errors.New("bad JSON"), Attempts: 1}, "cbr x: status 200: cannot read: bad JSON"},
	} {
		if got := tt.err.Error(); got != tt.want {
			t.Errorf("got  %s\nwant %s", got, tt.want)
		}
	}
}

func TestErrorLogsItsDetails(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	slog.New(slog.NewTextHandler(&out, nil)).Info("failed", "err", &backup.Error{
		Provider: "iam", Operation: "createToken", StatusCode: 401, Kind: backup.KindUnauthenticated, Code: "401",
		Message: "wrong", RequestID: "r", Attempts: 2, RetryAfter: time.Second, Err: errors.New("cause"),
	})
	for _, want := range []string{"err.provider=iam", "err.operation=createToken", "err.status=401", `err.kind="not authenticated"`,
		"err.code=401", "err.message=wrong", "err.request_id=r", "err.attempts=2", "err.retry_after=1s", "err.cause=cause"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("log lacks %s: %s", want, out.String())
		}
	}
}

func TestKindOfStatus(t *testing.T) {
	t.Parallel()
	for status, want := range map[int]backup.Kind{
		400: backup.KindInvalid, 401: backup.KindUnauthenticated, 403: backup.KindPermission, 404: backup.KindNotFound,
		409: backup.KindConflict, 423: backup.KindBusy, 429: backup.KindRateLimited, 500: backup.KindUnknown,
		502: backup.KindUnavailable, 503: backup.KindUnavailable, 504: backup.KindUnavailable, 302: backup.KindUnknown, 0: backup.KindUnknown,
	} {
		if got := backup.KindOfStatus(status); got != want {
			t.Errorf("KindOfStatus(%d) = %v, want %v", status, got, want)
		}
	}
}

type silent struct{}

func (silent) Error() string { return "" }

// A cause may be there for errors.As alone: the text does not show it then.
func TestACauseWithoutText(t *testing.T) {
	t.Parallel()
	e := &backup.Error{Provider: "test", Operation: "getThing", StatusCode: 400, Message: "Name is taken.", Err: silent{}}
	if got := e.Error(); got != "test getThing: status 400: Name is taken." {
		t.Error(got)
	}
	if text := e.LogValue().String(); strings.Contains(text, "cause") {
		t.Error(text)
	}
	if !errors.Is(e, silent{}) {
		t.Error("the cause cannot be matched")
	}
}
