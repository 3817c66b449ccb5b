package cli

import (
	"errors"
	"strconv"
	"time"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/bind"
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
	d, err := bind.ParseDuration(text)
	if err != nil || d <= 0 {
		return errors.New("is not a length of time such as 26h, 3d or 1w")
	}
	*p = period(d)
	return nil
}
