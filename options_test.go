package backup_test

import (
	"log/slog"
	"net/http"
	"testing"
	"time"

	backup "github.com/backup-sdk/backup-go"
)

func TestSettingsDefaults(t *testing.T) {
	t.Parallel()
	s := backup.NewSettings(nil)
	if s.Retry.MaxAttempts != 4 || s.Timeout != time.Minute || s.UserAgent != "backup-go/"+backup.Version || s.Limiter != nil || s.InsecureHTTP {
		t.Errorf("defaults %+v", s)
	}
	transport, ok := s.HTTPClient.Transport.(*http.Transport)
	if !ok || transport == http.DefaultTransport || transport.MaxIdleConnsPerHost <= http.DefaultMaxIdleConnsPerHost || transport.Proxy == nil {
		t.Errorf("transport %#v", s.HTTPClient.Transport)
	}
	if other := backup.NewSettings(); other.HTTPClient == s.HTTPClient || other.HTTPClient.Transport == s.HTTPClient.Transport {
		t.Error("two clients share their connections")
	}
}

func TestOptionsAreApplied(t *testing.T) {
	t.Parallel()
	client, logger := &http.Client{}, slog.New(slog.DiscardHandler)
	s := backup.NewSettings(
		backup.WithHTTPClient(client), backup.WithBaseURL("https://a.test"), backup.WithInsecureHTTP(), backup.WithLogger(logger),
		backup.WithObserver(backup.Observer{}), backup.WithObserver(backup.Observer{}), backup.WithUserAgent("me"), backup.WithTimeout(0),
		backup.WithRetry(backup.RetryPolicy{MaxAttempts: 1, MaxRetryAfter: time.Hour}), backup.WithRateLimit(5, 0),
	)
	if s.HTTPClient != client || s.BaseURL != "https://a.test" || !s.InsecureHTTP || s.Logger != logger || len(s.Observers) != 2 || s.UserAgent != "me" || s.Timeout != 0 {
		t.Errorf("settings %+v", s)
	}
	d := backup.DefaultRetryPolicy()
	if r := s.Retry; r.MaxAttempts != 1 || r.BaseDelay != d.BaseDelay || r.MaxDelay != d.MaxDelay || r.MaxRetryAfter != time.Hour {
		t.Errorf("retry %+v", r)
	}
	if s.Limiter == nil || s.Limiter.Limit() != 5 || s.Limiter.Burst() != 1 {
		t.Errorf("limiter %+v", s.Limiter)
	}
	if s := backup.NewSettings(backup.WithRateLimit(5, 1), backup.WithRateLimit(0, 0)); s.Limiter != nil {
		t.Error("a rate of 0 limits")
	}
}
