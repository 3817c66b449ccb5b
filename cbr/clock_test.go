package cbr_test

import (
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cbr"
	"github.com/backup-sdk/backup-go/cbr/cbrtest"
)

// TestWrongClock: a machine whose clock is off gets one key for as long as the key
// lives, and signs by the service's clock.
func TestWrongClock(t *testing.T) {
	t.Parallel()
	for _, ahead := range []time.Duration{0, 14 * time.Minute, 16 * time.Minute, 3 * time.Hour, 400 * 24 * time.Hour, -16 * time.Minute, -48 * time.Hour} {
		for name, creds := range map[string]func(*cbrtest.Server) cbr.Credentials{
			"issued": func(s *cbrtest.Server) cbr.Credentials { return cbr.TemporaryKey{From: password(s)} },
			"for long": func(s *cbrtest.Server) cbr.Credentials {
				return cbr.TemporaryKey{From: password(s), Duration: 24 * time.Hour}
			},
			"metadata": func(*cbrtest.Server) cbr.Credentials { return nil },
		} {
			t.Run(name+" "+ahead.String(), func(t *testing.T) {
				t.Parallel()
				srv := cbrtest.NewServer(t, cbrtest.WithClock(func() time.Time { return time.Now().Add(-ahead) }))
				cfg := srv.Config()
				if cfg.Credentials = creds(srv); cfg.Credentials == nil {
					cfg.Credentials = cbr.ECSMetadata{Endpoint: srv.MetadataURL()}
				}
				client := newClient(t, cfg, srv.Options()...)
				for range 200 {
					if _, err := client.Vaults.List(t.Context(), cbr.ListVaultsInput{}); err != nil {
						t.Fatal(err)
					}
				}
				if n := srv.TemporaryKeys(); n != 1 {
					t.Errorf("%d keys for 200 calls", n)
				}
			})
		}
	}
}

// Where a proxy leaves the time out, one key is all that is asked for as well.
func TestWrongClockWithoutADate(t *testing.T) {
	for _, ahead := range []time.Duration{0, 16 * time.Minute, 3 * time.Hour, -3 * time.Hour} {
		srv := cbrtest.New(cbrtest.WithClock(func() time.Time { return time.Now().Add(-ahead) }))
		transport := roundTrip(func(r *http.Request) (*http.Response, error) {
			resp, err := srv.RoundTripper().RoundTrip(r)
			if err == nil {
				resp.Header.Del("Date")
			}
			return resp, err
		})
		cfg := srv.Config()
		cfg.Credentials = cbr.TemporaryKey{From: password(srv)}
		client := newClient(t, cfg, append(srv.Options(), backup.WithHTTPClient(&http.Client{Transport: transport}))...)
		for range 200 {
			_, err := client.Vaults.List(t.Context(), cbr.ListVaultsInput{})
			if (err == nil) != (ahead == 0) || err != nil && !strings.Contains(err.Error(), "signature expired") {
				t.Fatalf("%v: %v", ahead, err)
			}
		}
		if n := srv.TemporaryKeys(); n != 1 {
			t.Errorf("%v: %d keys for 200 calls", ahead, n)
		}
	}
}

// A clock can be set right while a program runs, and wrong again: hours later all
// is well, and the keys stay few.
func TestClockThatChanges(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ahead := time.Duration(0)
		srv := cbrtest.New(cbrtest.WithClock(func() time.Time { return time.Now().Add(-ahead) }))
		cfg := srv.Config()
		cfg.Credentials = cbr.TemporaryKey{From: password(srv)}
		client := newClient(t, cfg, srv.Options()...)
		for _, step := range []struct {
			ahead, wait time.Duration
			ok          bool
			keys        int
		}{
			{20 * time.Minute, 0, true, 1},
			{0, 0, true, 2}, // set right
			{20 * time.Minute, 0, false, 2},
			{20 * time.Minute, 16 * time.Minute, true, 3}, // with the next key
			{20 * time.Minute, 16 * time.Minute, true, 4},
			{0, 0, true, 5},
			{0, 5 * time.Hour, true, 6},
		} {
			ahead = step.ahead
			time.Sleep(step.wait)
			for range 20 {
				_, err := client.Vaults.List(t.Context(), cbr.ListVaultsInput{})
				if step.ok != (err == nil) {
					t.Errorf("%+v: %v", step, err)
				}
			}
			synctest.Wait()
			if n := srv.TemporaryKeys(); n != step.keys {
				t.Errorf("%+v: %d keys", step, n)
			}
		}
	})
}
