package cloutilitytest

import (
	"math/rand/v2"
	"strings"
	"time"

	"github.com/backup-sdk/backup-go/internal/fake"
)

// Account is who may sign in, and the application that is registered from the
// start.
type Account struct {
	// ClientID is the application's id, Origin the origin registered with it.
	ClientID, Origin string
	// Username and Password are the one user's.
	Username, Password string
}

// Option changes a server that [New] makes.
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
	account         Account
	tokenLifetime   time.Duration
	refreshMode     RefreshMode
	refreshLifetime time.Duration
	lockAfter       int64
	pageSize        int64
	plainNames      bool
	emptyResponses  bool
	bareLists       bool
	withheld        []string
	basePath        string
	clock           fake.Clock
	named           []Quirk
	quirks          *rand.Rand // all of them, now and then
}

// defaultLockAfter is how many wrong passwords lock the account. The service's
// own number is not documented.
const defaultLockAfter = 3

// defaultTokenLifetime is what the service's tokens have.
const defaultTokenLifetime = 299 * time.Second

func newConfig(opts []Option) config {
	c := config{
		account: Account{
			ClientID: "4b8f6c1e-52d7-4f0a-9c33-d1a7e90b6a25", Origin: "https://enrol.nordlicht.example",
			Username: "ops@nordlicht.example", Password: "Polarstern-4711",
		},
		tokenLifetime: defaultTokenLifetime, lockAfter: defaultLockAfter,
	}
	for _, opt := range opts {
		if opt != nil {
			opt(&c)
		}
	}
	return c
}

// WithAccount sets who may sign in. Empty fields keep their defaults.
func WithAccount(a Account) Option {
	return func(c *config) {
		for _, f := range []struct {
			field *string
			value string
		}{
			{&c.account.ClientID, a.ClientID},
			{&c.account.Origin, a.Origin},
			{&c.account.Username, a.Username},
			{&c.account.Password, a.Password},
		} {
			if f.value != "" {
				*f.field = f.value
			}
		}
	}
}

// WithTokenLifetime sets how long access tokens live; 299 seconds by default.
func WithTokenLifetime(d time.Duration) Option { return func(c *config) { c.tokenLifetime = d } }

// WithRefresh sets what is done with refresh tokens.
func WithRefresh(mode RefreshMode) Option { return func(c *config) { c.refreshMode = mode } }

// WithRefreshLifetime lets refresh tokens expire; by default they never do.
func WithRefreshLifetime(d time.Duration) Option {
	return func(c *config) { c.refreshLifetime = d }
}

// WithLockAfter sets how many wrong passwords in a row lock the account.
func WithLockAfter(attempts int) Option { return func(c *config) { c.lockAfter = int64(attempts) } }

// WithPageSize makes lists return at most n items at once, as servers that page
// would. By default a list comes whole.
func WithPageSize(n int) Option { return func(c *config) { c.pageSize = int64(n) } }

// WithPlainNames returns node names as plain text in place of a JSON string.
func WithPlainNames() Option { return func(c *config) { c.plainNames = true } }

// WithBareLists returns lists as bare arrays, whole, where the documents do not
// show the envelope.
func WithBareLists() Option { return func(c *config) { c.bareLists = true } }

// WithEmptyResponses responds to deletions with status 200 and an empty body in
// place of 204 or a node.
func WithEmptyResponses() Option { return func(c *config) { c.emptyResponses = true } }

// WithoutDeletePrivilege takes the privileges to delete nodes and consumption
// units from the user.
func WithoutDeletePrivilege() Option {
	return WithoutPrivileges("Backup node - Delete", "Consumption unit - Delete")
}

// WithoutPrivileges takes privileges from the user by their names, which the
// user's role has, such as "Role - View". What needs them is forbidden.
func WithoutPrivileges(names ...string) Option {
	return func(c *config) { c.withheld = append(c.withheld, names...) }
}

// WithBasePath serves the API below a path, such as "/cloutility".
func WithBasePath(path string) Option {
	return func(c *config) { c.basePath = strings.TrimSuffix(path, "/") }
}

// WithClock sets the service's time; time.Now by default.
func WithClock(now func() time.Time) Option { return func(c *config) { c.clock = now } }

// WithQuirk switches quirks on by name, those of [Quirks]. They come whenever they
// can, where those of [WithQuirks] come now and then. Any other name is an error, see
// [Server.Err].
func WithQuirk(names ...Quirk) Option {
	return func(c *config) { c.named = append(c.named, names...) }
}

// WithQuirks varies at random what the service's documents leave open: forms of
// dates, status codes of success, error codes as numbers, names as plain text,
// empty responses. The same seed gives the same sequence.
func WithQuirks(seed uint64) Option {
	return func(c *config) { c.quirks = rand.New(rand.NewPCG(seed, seed)) }
}
