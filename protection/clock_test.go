package protection_test

import (
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/backup-sdk/backup-go/protection"
)

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestClock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var off, delay time.Duration
		clock := protection.NewClock(roundTripper(func(*http.Request) (*http.Response, error) {
			date := time.Now().Add(off)
			time.Sleep(delay)
			return &http.Response{Header: http.Header{"Date": {date.UTC().Format(http.TimeFormat)}}}, nil
		}))
		ask := func() time.Duration {
			req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://service.example", http.NoBody)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := clock.RoundTrip(req); err != nil {
				t.Fatal(err)
			}
			return clock.Offset()
		}
		off = time.Hour
		if got := ask(); got < time.Hour-time.Second || got > time.Hour {
			t.Errorf("an hour ahead: %v", got)
		}
		off, delay = 20*time.Minute, 10*time.Minute // no more than ten minutes are sure
		if got := ask(); got < 9*time.Minute || got > 10*time.Minute {
			t.Errorf("after a slow response: %v", got)
		}
		off = 0
		if got := ask(); got != 0 {
			t.Errorf("in time: %v", got)
		}
		off, delay = -time.Hour, 0
		if got := ask(); got != 0 {
			t.Errorf("one that is worse does not count: %v", got)
		}
	})
	if (*protection.Clock)(nil).Offset() != 0 {
		t.Error("no clock is not off")
	}
}
