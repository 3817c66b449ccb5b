package zomrotest

import (
	"cmp"
	"slices"
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
	account         Account
	tokenLifetime   time.Duration
	savingTime      time.Duration
	workTime        time.Duration
	deletionTime    time.Duration
	listingDelay    time.Duration
	longTasks       map[string]time.Duration // by function
	pageSize        int
	dailyLimit      int
	totalLimit      int
	failuresToBlock int
	blockTime       time.Duration
	expiredType     string
	running         bool
	secondFactor    bool
	codes           []string
	noAuthInfo      bool
	balance         cents
	empty           bool
	named           []Quirk
	quirks          bool // all forms, now and then
	seed            uint64
	now             func() time.Time
	location        *time.Location
}

func newConfig(opts []Option) config {
	cfg := config{
		account:         Account{Username, Password},
		tokenLifetime:   time.Hour,
		savingTime:      30 * time.Second,
		workTime:        5 * time.Second,
		longTasks:       make(map[string]time.Duration),
		pageSize:        50,
		dailyLimit:      5,
		totalLimit:      100,
		failuresToBlock: 5,
		blockTime:       20 * time.Second,
		expiredType:     "auth",
		balance:         100_00,
		location:        time.UTC,
	}
	for _, opt := range opts {
		if opt != nil {
			opt(&cfg)
		}
	}
	return cfg
}

// WithAccount sets who may sign in. Empty fields keep their defaults.
func WithAccount(a Account) Option {
	return func(c *config) {
		c.account = Account{cmp.Or(a.Username, c.account.Username), cmp.Or(a.Password, c.account.Password)}
	}
}

// WithBalance sets what is on the account, in cents; 100.00 EUR by default.
func WithBalance(amount int64) Option {
	return func(c *config) { c.balance = cents(amount) }
}

// WithTokenLifetime sets how long a session lives after its last request; one
// hour by default.
func WithTokenLifetime(d time.Duration) Option {
	return func(c *config) { c.tokenLifetime = d }
}

// WithSavingTime sets how long a backup, snapshot or image is Saving before it
// is Active; 30 s by default.
func WithSavingTime(d time.Duration) Option {
	return func(c *config) { c.savingTime = d }
}

// WithWorkTime sets how long an instance is in a state such as "stopping" or
// "rebuilding" before it reaches the next one; 5 s by default.
func WithWorkTime(d time.Duration) Option {
	return func(c *config) { c.workTime = d }
}

// WithDeletionTime sets how long deleted images and instances are still listed,
// as being deleted; not at all by default.
func WithDeletionTime(d time.Duration) Option {
	return func(c *config) { c.deletionTime = d }
}

// WithListingDelay sets how long new backups, snapshots, images, schedules and
// instances take to turn up in lists; no time by default.
func WithListingDelay(d time.Duration) Option {
	return func(c *config) { c.listingDelay = d }
}

// WithLongTasks makes functions, such as "sshkeys.edit", take long: they
// respond with an HTML page that asks to wait, and the address on that page has
// the response when d has passed. The work itself is done at once.
func WithLongTasks(d time.Duration, functions ...string) Option {
	return func(c *config) {
		for _, f := range functions {
			c.longTasks[f] = d
		}
	}
}

// WithPageSize sets the rows per page while a request names none; 50 by
// default. A page size in a request is remembered for the function.
func WithPageSize(rows int) Option {
	return func(c *config) { c.pageSize = max(1, rows) }
}

// WithDailyLimit sets how many backups of one instance may be made by hand in
// a day; 5 by default. As many snapshots may be made.
func WithDailyLimit(backups int) Option {
	return func(c *config) { c.dailyLimit = backups }
}

// WithTotalLimit sets how many backups of one instance that were made by hand
// there may be; 100 by default.
func WithTotalLimit(backups int) Option {
	return func(c *config) { c.totalLimit = backups }
}

// WithLoginBlock sets after how many failed sign-ins in a row the account is
// blocked, and for how long; 5 and 20 s by default.
func WithLoginBlock(failures int, d time.Duration) Option {
	return func(c *config) { c.failuresToBlock, c.blockTime = failures, d }
}

// WithExpiredAsAccess makes requests of ended sessions fail with an error of type
// "access" in place of "auth". The service does both; for keepalive it is always
// "access".
func WithExpiredAsAccess() Option {
	return func(c *config) { c.expiredType = "access" }
}

// WithRunningOperation responds to the creation of backups, snapshots, images and
// schedules with the error runningoperation although it was accepted.
func WithRunningOperation() Option {
	return func(c *config) { c.running = true }
}

// WithSecondFactor makes every new session wait for a second factor: whoami
// returns func=totp.confirm, all else is rejected until totp.confirm brings one
// of the codes. Without codes none is accepted. Authinfo is rejected.
func WithSecondFactor(codes ...string) Option {
	return func(c *config) { c.secondFactor, c.codes = true, slices.Clone(codes) }
}

// WithoutAuthInfo rejects name and password in every call, as where the
// operator allows them from listed addresses only.
func WithoutAuthInfo() Option {
	return func(c *config) { c.noAuthInfo = true }
}

// WithoutInstances starts with an account that has nothing.
func WithoutInstances() Option {
	return func(c *config) { c.empty = true }
}

// WithQuirks makes responses as odd as real ones. Which oddities come where
// follows from the seed and the order of the requests.
func WithQuirks(seed uint64) Option {
	return func(c *config) { c.quirks, c.seed = true, seed }
}

// WithQuirk switches quirks on by name, those of [Quirks]. They come whenever they
// can, where those of [WithQuirks] come now and then. Any other name is an error, see
// [Server.Err].
func WithQuirk(names ...Quirk) Option {
	return func(c *config) { c.named = append(c.named, names...) }
}

// WithClock replaces the clock of the service.
func WithClock(now func() time.Time) Option {
	return func(c *config) { c.now = now }
}

// WithLocation sets the zone of the days and times in responses, and of the day
// the limits count by; UTC by default. The service's own is not public.
// Schedules are in UTC+3 whatever it is.
func WithLocation(loc *time.Location) Option {
	return func(c *config) { c.location = loc }
}
