package fake

import "time"

// Clock tells a fake the time, so that tests can move it. The nil Clock is the
// real one, which testing/synctest replaces inside a bubble.
type Clock func() time.Time

// Now is the current time.
func (c Clock) Now() time.Time {
	if c == nil {
		return time.Now()
	}
	return c()
}
