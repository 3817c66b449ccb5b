package zomrotest

import (
	"time"
)

// The account of a server without [WithAccount].
const (
	Username = "ops@harbor.example"
	Password = "Example-Pass-1"
)

// The instances of a new server.
const (
	// InstanceID is an active instance without backups.
	InstanceID int64 = 7310442
	// OtherInstanceID is a stopped instance without backups.
	OtherInstanceID int64 = 7310443
)

// Option changes a server that [New] makes.
type Option func(*config)

type config struct {
	username, password string
	sessionLife        time.Duration
	savingTime         time.Duration
	pageSize           int
	dailyLimit         int
	failuresToBlock    int
	blockTime          time.Duration
	expiredType        string
	running            bool
	secondFactor       bool
	quirks             bool
	seed               uint64
	now                func() time.Time
}

func newConfig(opts []Option) config {
	cfg := config{
		username: Username, password: Password,
		sessionLife:     time.Hour,
		savingTime:      30 * time.Second,
		pageSize:        50,
		dailyLimit:      5,
		failuresToBlock: 5,
		blockTime:       20 * time.Second,
		expiredType:     "auth",
	}
	for _, opt := range opts {
		opt(&cfg)
	}
	return cfg
}

// WithAccount sets the one account that may sign in.
func WithAccount(username, password string) Option {
	return func(c *config) { c.username, c.password = username, password }
}

// WithSessionLife sets how long a session lives after its last request; one
// hour by default.
func WithSessionLife(d time.Duration) Option {
	return func(c *config) { c.sessionLife = d }
}

// WithSavingTime sets how long a backup is Saving before it is Active; 30 s by
// default.
func WithSavingTime(d time.Duration) Option {
	return func(c *config) { c.savingTime = d }
}

// WithPageSize sets the rows per page while a request names none; 50 by
// default. A page size in a request is remembered for the function.
func WithPageSize(rows int) Option {
	return func(c *config) { c.pageSize = max(1, rows) }
}

// WithDailyLimit sets how many backups of one instance may be made by hand in
// a day (UTC); 5 by default.
func WithDailyLimit(backups int) Option {
	return func(c *config) { c.dailyLimit = backups }
}

// WithLoginBlock sets after how many failed sign-ins in a row the account is
// blocked, and for how long; 5 and 20 s by default.
func WithLoginBlock(failures int, d time.Duration) Option {
	return func(c *config) { c.failuresToBlock, c.blockTime = failures, d }
}

// WithExpiredAsAccess answers requests of ended sessions with an error of type
// "access" in place of "auth". The service does both; keepalive always answers
// "access".
func WithExpiredAsAccess() Option {
	return func(c *config) { c.expiredType = "access" }
}

// WithRunningOperation answers the creation of a backup with the error
// runningoperation although it was accepted.
func WithRunningOperation() Option {
	return func(c *config) { c.running = true }
}

// WithSecondFactor makes every new session wait for a second factor, which
// this fake never accepts: whoami answers func=totp.confirm, all else is
// refused.
func WithSecondFactor() Option {
	return func(c *config) { c.secondFactor = true }
}

// WithQuirks makes answers as odd as real ones. Which oddities come where
// follows from the seed and the order of the requests.
func WithQuirks(seed uint64) Option {
	return func(c *config) { c.quirks, c.seed = true, seed }
}

// WithClock replaces the clock of the service.
func WithClock(now func() time.Time) Option {
	return func(c *config) { c.now = now }
}
