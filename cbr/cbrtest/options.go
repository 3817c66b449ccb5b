package cbrtest

import (
	"slices"
	"time"

	"github.com/backup-sdk/backup-go/gen/cbrapi"
	"github.com/backup-sdk/backup-go/internal/fake"
)

// Option changes a server that [New] makes.
type Option func(*config)

type config struct {
	account       Account
	tokenLifetime time.Duration
	keyLifetime   time.Duration
	passcode      func(time.Time) string
	metadataV1    bool
	checkpoint    time.Duration
	restore       time.Duration
	deletion      time.Duration
	cloud         cbrapi.Cloud // empty for all there is
	unknownClouds []string     // names that no cloud has
	named         []Quirk
	quirks        bool // all forms, now and then
	quirkSeed     uint64
	noJobID       bool
	pageSize      int64
	vaultQuota    int
	empty         bool
	clock         fake.Clock
}

func newConfig(opts []Option) config {
	c := config{
		account: Account{
			Domain: "example-account", User: "backup-operator", Password: "correct-horse-battery",
			DomainID: domainID, UserID: userID,
			AccessKey: "HSTEXAMPLE7KQ2M4W9XR", SecretKey: "not-a-real-key-3kq9VtZ7wLp2Xc5RbN8d",
			Agency: "backup-agency", AgencyDomain: "example-customer",
			ProjectID: "5f0c2b7e9a4d4c1d8e6f3a2b1c0d9e8f", ProjectName: "eu-west-101",
		},
		pageSize:      maxPage,
		vaultQuota:    maxPage,
		tokenLifetime: 24 * time.Hour,
		keyLifetime:   6 * time.Hour,
		checkpoint:    2 * time.Second,
		restore:       2 * time.Second,
		deletion:      time.Second,
	}
	region := c.account.ProjectName
	for _, opt := range opts {
		if opt != nil {
			opt(&c)
		}
	}
	if c.cloud.ID != "" && c.account.ProjectName == region {
		c.account.ProjectName = c.cloud.Regions[0]
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
			{&c.account.Domain, a.Domain},
			{&c.account.User, a.User},
			{&c.account.Password, a.Password},
			{&c.account.DomainID, a.DomainID},
			{&c.account.UserID, a.UserID},
			{&c.account.AccessKey, a.AccessKey},
			{&c.account.SecretKey, a.SecretKey},
			{&c.account.Agency, a.Agency},
			{&c.account.AgencyDomain, a.AgencyDomain},
			{&c.account.ProjectID, a.ProjectID},
			{&c.account.ProjectName, a.ProjectName},
		} {
			if f.value != "" {
				*f.field = f.value
			}
		}
	}
}

// WithTokenLifetime sets how long tokens live; 24 hours by default.
func WithTokenLifetime(d time.Duration) Option {
	return func(c *config) { c.tokenLifetime = d }
}

// WithPasscode gives the user a virtual MFA device: every sign-in with the
// password needs the passcode of the moment.
func WithPasscode(passcode func(now time.Time) string) Option {
	return func(c *config) { c.passcode = passcode }
}

// WithKeyLifetime sets how long the keys of the metadata service live; 6 hours
// by default.
func WithKeyLifetime(d time.Duration) Option {
	return func(c *config) { c.keyLifetime = d }
}

// WithMetadataV1 makes the metadata service an old one, without tokens.
func WithMetadataV1() Option {
	return func(c *config) { c.metadataV1 = true }
}

// WithDurations sets how long work takes: a checkpoint (its resources end one
// after the other, evenly spread), a restore (and a copy, a sync, an order) and
// a deletion (also that of a vault or of a resource in one). The defaults are 2,
// 2 and 1 seconds. Zero means that the work is done at once.
func WithDurations(checkpoint, restore, deletion time.Duration) Option {
	return func(c *config) { c.checkpoint, c.restore, c.deletion = checkpoint, restore, deletion }
}

// WithQuirks sends responses as real ones are seen: numbers as text, nulls for
// required fields, extra_info in three forms, times in six, fields that moved,
// fields nobody documented. Equal seeds give equal responses to equal requests.
func WithQuirks(seed uint64) Option {
	return func(c *config) { c.quirks, c.quirkSeed = true, seed }
}

// WithCloud makes the service that of one of [Clouds], such as "otc": its operations
// and no others, its first region, and what is known of what it does not take. ""
// stands for a service that has everything; any other name is an error, see
// [Server.Err].
//
// Where the name of the host begins with cbr, there is only CBR, and only IAM where
// it begins with iam; the catalog names the one beside the other.
func WithCloud(id string) Option {
	return func(c *config) {
		all := cbrapi.Clouds()
		c.cloud = cbrapi.Cloud{}
		switch i := slices.IndexFunc(all, func(have cbrapi.Cloud) bool { return have.ID == id }); {
		case i >= 0:
			c.cloud = all[i]
		case id != "":
			c.unknownClouds = append(c.unknownClouds, id)
		}
	}
}

// WithQuirk switches quirks on by name, those of [Quirks]. They come whenever they
// can, where those of [WithQuirks] come now and then. Any other name is an error, see
// [Server.Err].
func WithQuirk(names ...Quirk) Option {
	return func(c *config) { c.named = append(c.named, names...) }
}

// WithoutJobID leaves job_id out of the responses to restores, as the reference
// describes them.
func WithoutJobID() Option {
	return func(c *config) { c.noJobID = true }
}

// WithPageSize sets how many entries a page has when a request names no limit;
// 1000 by default, which is the most that a request may name as well.
func WithPageSize(n int) Option {
	return func(c *config) { c.pageSize = min(max(1, int64(n)), maxPage) }
}

// WithVaultQuota sets how many vaults there may be; 1000 by default.
func WithVaultQuota(n int) Option {
	return func(c *config) { c.vaultQuota = n }
}

// WithoutVaults starts with an empty project.
func WithoutVaults() Option {
	return func(c *config) { c.empty = true }
}

// WithClock sets the service's time; time.Now by default.
func WithClock(now func() time.Time) Option {
	return func(c *config) { c.clock = now }
}
