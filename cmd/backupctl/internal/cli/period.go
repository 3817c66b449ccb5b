package cli

import (
	"errors"
	"strconv"
	"strings"
	"time"
)

// period is a length of time that may be in days and weeks, as in 3d and 1w.
type period time.Duration

// String implements pflag.Value.
func (p *period) String() string {
	if *p == 0 {
		return "" // no default is shown
	}
	if d := time.Duration(*p); d%time.Hour == 0 {
		return strconv.FormatInt(int64(d/time.Hour), 10) + "h"
	}
	return time.Duration(*p).String()
}

// Type implements pflag.Value.
func (*period) Type() string { return "duration" }

// Set implements pflag.Value.
func (p *period) Set(text string) error {
	const day = 24 * time.Hour
	unit := time.Duration(0)
	switch {
	case strings.HasSuffix(text, "d"):
		unit = day
	case strings.HasSuffix(text, "w"):
		unit = 7 * day //nolint:mnd // days of a week
	}
	var d time.Duration
	var err error
	if unit == 0 {
		d, err = time.ParseDuration(text)
	} else {
		const most = 36_500 // a century
		var n int
		n, err = strconv.Atoi(text[:len(text)-1])
		if err == nil && (n > most || n < 0) {
			err = errors.New("out of range")
		}
		d = time.Duration(n) * unit
	}
	if err != nil || d <= 0 {
		return errors.New("is not a length of time such as 26h, 3d or 1w")
	}
	*p = period(d)
	return nil
}
