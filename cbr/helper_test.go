package cbr_test

import (
	"errors"
	"net/http"
	"testing"
	"time"

	"go.uber.org/goleak"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cbr"
	"github.com/backup-sdk/backup-go/cbr/cbrtest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// connect makes a client of a fake, over a socket or in memory as the fake is.
func connect(t testing.TB, srv *cbrtest.Server, opts ...backup.Option) *cbr.Client {
	t.Helper()
	return newClient(t, srv.Config(), append(srv.Options(), opts...)...)
}

func newClient(t testing.TB, cfg cbr.Config, opts ...backup.Option) *cbr.Client {
	t.Helper()
	client, err := cbr.New(cfg, opts...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.CloseIdleConnections)
	return client
}

// at is a client with a ready token whose every request goes to
// transport.
func at(t testing.TB, transport http.RoundTripper, opts ...backup.Option) *cbr.Client {
	t.Helper()
	return newClient(t, cbr.Config{
		Region:      cbr.RegionEUWest101,
		Credentials: cbr.Token{Value: backup.NewSecret("a-ready-token")},
		ProjectID:   projectID,
	}, append([]backup.Option{backup.WithHTTPClient(&http.Client{Transport: transport})}, opts...)...)
}

const projectID = "9a8b7c6d5e4f40319a8b7c6d5e4f4031"

// quick makes waits over real HTTP short.
func quick() []backup.WaitOption {
	return []backup.WaitOption{
		backup.WithPollDelay(0), backup.WithPollInterval(5*time.Millisecond, 20*time.Millisecond), backup.WithWaitTimeout(20 * time.Second),
	}
}

// fast are durations of a fake's work for tests over real HTTP.
func fast() cbrtest.Option {
	return cbrtest.WithDurations(40*time.Millisecond, 40*time.Millisecond, 20*time.Millisecond)
}

// details returns the *backup.Error in err.
func details(t testing.TB, err error) *backup.Error {
	t.Helper()
	var e *backup.Error
	if !errors.As(err, &e) {
		t.Fatalf("want a *backup.Error, got %T: %v", err, err)
	}
	return e
}

// badField checks that err is an invalid argument, and returns its field.
func badField(t testing.TB, err error) string {
	t.Helper()
	var e *backup.ArgumentError
	if !errors.As(err, &e) || !errors.Is(err, backup.ErrInvalid) {
		t.Fatalf("want a *backup.ArgumentError, got %T: %v", err, err)
	}
	return e.Field
}

func collect[T any](t testing.TB, seq func(func(T, error) bool)) []T {
	t.Helper()
	list, err := backup.Collect(seq, 0)
	if err != nil {
		t.Fatal(err)
	}
	return list
}
