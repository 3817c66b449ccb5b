package cbr

import (
	"net/http"
	"sync/atomic"
	"time"
)

// clock is that of the service, as far as it is known. A key whose end is compared
// with the clock of a machine that is ahead would have ended before it is used,
// and the service refuses signatures that are more than a quarter of an hour off.
type clock struct{ ahead atomic.Int64 } // of this machine's

// worthNoting is how far clocks may differ without any harm: the time of a
// response has whole seconds, and was on its way for a while.
const worthNoting = time.Minute

// now is the time of the service; that of this machine where nothing else is known.
func (c *clock) now() time.Time {
	if c == nil {
		return time.Now()
	}
	return time.Now().Add(time.Duration(c.ahead.Load()))
}

// forget drops a difference, and reports whether there was one.
func (c *clock) forget() bool { return c.ahead.Swap(0) != 0 }

// lifetime returns when something ends by this machine's clock that was asked for at
// start and ends at expiry by the service's. Life is what was asked for; it serves
// where a response does not tell, and bounds what it tells. The header says what
// time it is at the service.
func (c *clock) lifetime(start, expiry time.Time, header http.Header, life time.Duration) time.Time {
	date, err := http.ParseTime(header.Get("Date"))
	told := err == nil && (expiry.IsZero() || expiry.After(date))
	rest := life
	switch {
	case expiry.IsZero():
	case told:
		rest = expiry.Sub(date)
	default: // the best guess: the clocks agree
		rest = expiry.Sub(start)
	}
	if told {
		ahead := date.Sub(start)
		if ahead.Abs() < worthNoting {
			ahead = 0
		}
		c.ahead.Store(int64(ahead))
	}
	if rest <= 0 || life > 0 && rest > life+worthNoting {
		rest = max(life, minKeyLife)
	}
	return start.Add(rest)
}
