package protection

import (
	"net/http"
	"sync"
	"time"
)

// Clock is an [http.RoundTripper] that compares a service's clock, as the Date
// of its responses has it, with that of this machine. The closest of all
// comparisons counts: a slow response or the clock of a proxy's cache must not
// look like a difference.
type Clock struct {
	base http.RoundTripper

	mu     sync.Mutex
	known  bool
	offset time.Duration
}

// NewClock makes a clock around a transport.
func NewClock(base http.RoundTripper) *Clock { return &Clock{base: base} }

// RoundTrip implements [http.RoundTripper].
func (c *Clock) RoundTrip(req *http.Request) (*http.Response, error) {
	start := time.Now()
	resp, err := c.base.RoundTrip(req)
	if err != nil {
		return resp, err
	}
	if date, err := http.ParseTime(resp.Header.Get("Date")); err == nil {
		c.compare(date, start, time.Now())
	}
	return resp, nil
}

// compare takes the service's time, in whole seconds, for a moment between
// start and end.
func (c *Clock) compare(date, start, end time.Time) {
	var offset time.Duration
	switch earliest, latest := start.Truncate(time.Second), end; {
	case date.Before(earliest):
		offset = date.Sub(earliest)
	case date.After(latest):
		offset = date.Sub(latest)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.known || offset.Abs() < c.offset.Abs() {
		c.known, c.offset = true, offset
	}
}

// Offset is how far the service's clock is ahead, at least; 0 while nothing is
// known. It is 0 for a nil clock.
func (c *Clock) Offset() time.Duration {
	if c == nil {
		return 0
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.offset
}

// CloseIdleConnections closes those of the transport below.
func (c *Clock) CloseIdleConnections() {
	if closer, ok := c.base.(interface{ CloseIdleConnections() }); ok {
		closer.CloseIdleConnections()
	}
}
