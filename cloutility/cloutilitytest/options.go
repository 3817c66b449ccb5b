package cloutilitytest

import (
	"math/rand/v2"
	"strings"
	"time"

	"github.com/backup-sdk/backup-go/internal/fake"
)

// Option changes how the fake behaves.
type Option func(*config)

// RefreshMode says what the service does with refresh tokens. The life time and
// rotation of real ones are not documented.
type RefreshMode int

const (
	// RefreshConstant gives a refresh token with each sign-in and none with a
	// refresh: the first one stays good. It is the default.
	RefreshConstant RefreshMode = iota
	// RefreshRotated gives a new refresh token each time; the old one dies.
	RefreshRotated
	// RefreshForbidden gives none: the application does not allow them.
	RefreshForbidden
)

type config struct {
	tokenLife    time.Duration
	refreshMode  RefreshMode
	refreshLife  time.Duration
	lockAfter    int64
	pageSize     int64
	plainNames   bool
	emptyAnswers bool
	bareLists    bool
	withheld     []string
	basePath     string
	clock        fake.Clock
	quirks       *rand.Rand
}

// defaultLockAfter is how many wrong passwords lock the account. The service's
// own number is not documented.
const defaultLockAfter = 3

func newConfig(opts []Option) config {
	c := config{tokenLife: DefaultTokenLife, lockAfter: defaultLockAfter}
	for _, opt := range opts {
		if opt != nil {
			opt(&c)
		}
	}
	return c
}

// WithTokenLife sets the life of access tokens, 299 seconds by default.
func WithTokenLife(d time.Duration) Option { return func(c *config) { c.tokenLife = d } }

// WithRefresh sets what is done with refresh tokens.
func WithRefresh(mode RefreshMode) Option { return func(c *config) { c.refreshMode = mode } }

// WithRefreshLife lets refresh tokens expire; by default they never do.
func WithRefreshLife(d time.Duration) Option { return func(c *config) { c.refreshLife = d } }

// WithLockAfter sets how many wrong passwords in a row lock the account.
func WithLockAfter(attempts int) Option { return func(c *config) { c.lockAfter = int64(attempts) } }

// WithPageSize makes lists answer at most n items at once, as servers that page
// would. By default a list comes whole.
func WithPageSize(n int) Option { return func(c *config) { c.pageSize = int64(n) } }

// WithPlainNames answers node names as plain text in place of a JSON string.
func WithPlainNames() Option { return func(c *config) { c.plainNames = true } }

// WithBareLists answers lists as bare arrays, whole, where the documents do not
// show the envelope.
func WithBareLists() Option { return func(c *config) { c.bareLists = true } }

// WithEmptyAnswers answers deletions with status 200 and an empty body in place
// of 204 or a node.
func WithEmptyAnswers() Option { return func(c *config) { c.emptyAnswers = true } }

// WithoutDeletePrivilege takes the privileges to delete nodes and consumption
// units from the user.
func WithoutDeletePrivilege() Option {
	return WithoutPrivileges("Backup node - Delete", "Consumption unit - Delete")
}

// WithoutPrivileges takes privileges from the user by their names, which the
// user's role has, such as "Role - View". What needs them is refused.
func WithoutPrivileges(names ...string) Option {
	return func(c *config) { c.withheld = append(c.withheld, names...) }
}

// WithBasePath serves the API below a path, such as "/cloutility".
func WithBasePath(path string) Option {
	return func(c *config) { c.basePath = strings.TrimSuffix(path, "/") }
}

// WithClock replaces the time, so that tests can move it.
func WithClock(now func() time.Time) Option { return func(c *config) { c.clock = now } }

// WithQuirks varies at random what the service's documents leave open: forms of
// dates, status codes of success, error codes as numbers, names as plain text,
// empty answers. The same seed gives the same sequence.
func WithQuirks(seed uint64) Option {
	return func(c *config) { c.quirks = rand.New(rand.NewPCG(seed, seed)) }
}
