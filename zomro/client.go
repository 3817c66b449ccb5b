package zomro

import (
	"context"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/zomroapi"
	"github.com/backup-sdk/backup-go/internal/rest"
)

// Client calls the service. It is safe for concurrent use.
type Client struct {
	// Account is the signed-in user and the session.
	Account *AccountService
	// Instances are the account's Cloud VPS instances.
	Instances *InstancesService
	// Backups are the backups of an instance.
	Backups *BackupsService
	// Schedules make backups by themselves.
	Schedules *SchedulesService
	// Snapshots are the snapshots of an instance.
	Snapshots *SnapshotsService
	// Images are the images, snapshots and backups of the account.
	Images *ImagesService
	// Addresses are the IP addresses of servers.
	Addresses *AddressesService
	// SSHKeys are public keys that instances accept.
	SSHKeys *SSHKeysService

	api        *zomroapi.Client
	apiNoRetry *zomroapi.Client // never sends a call twice: what is called may cost money
	caller     *caller          // of api
	creds      *credentials
}

// New makes a client. It sends nothing; the first call signs in. Configuration
// errors are [*backup.ArgumentError] and name the field.
func New(cfg Config, opts ...backup.Option) (*Client, error) {
	cfg, err := cfg.complete()
	if err != nil {
		return nil, err
	}
	settings := backup.NewSettings(opts...)
	base := settings.BaseURL
	if base == "" {
		base = DefaultBaseURL
	}
	creds := newCredentials(cfg.Credentials, settings.TokenStore, base)
	shared := rest.Config{
		Provider: provider, BaseURL: base, Settings: settings,
		Encode: newFormStage(cfg, base).encode, CheckResponse: checkResponse, Secrets: creds.secrets, Unmarshal: reader(cfg.Location),
	}
	// Long tasks are asked for by their address, without a form.
	tasks, err := newTasks(shared)
	if err != nil {
		return nil, err
	}
	// Signing in and asking whether a session lives go past the credentials.
	shared.Auth = carriedSession{}
	plain, err := rest.New(shared)
	if err != nil {
		return nil, err
	}
	creds.api = zomroapi.New(&caller{rest: plain, tasks: tasks})
	shared.Auth = creds.authenticator()
	signed, err := rest.New(shared)
	if err != nil {
		return nil, err
	}
	shared.Settings.Retry.MaxAttempts = 1
	noRetry, err := rest.New(shared)
	if err != nil {
		return nil, err
	}
	c := &Client{caller: &caller{rest: signed, tasks: tasks}, creds: creds}
	c.api, c.apiNoRetry = zomroapi.New(c.caller), zomroapi.New(&caller{rest: noRetry, tasks: tasks})
	c.Account = &AccountService{client: c}
	c.Instances = &InstancesService{client: c, creating: newKeyLock()}
	c.Backups = &BackupsService{client: c, creating: newKeyLock()}
	c.Schedules = &SchedulesService{client: c, creating: newKeyLock()}
	c.Snapshots = &SnapshotsService{client: c, creating: newKeyLock()}
	c.Images = &ImagesService{client: c, creating: newKeyLock()}
	c.Addresses = &AddressesService{client: c}
	c.SSHKeys = &SSHKeysService{client: c, creating: newKeyLock()}
	return c, nil
}

// Token is the session that calls are signed with; it is opened if there is none.
// Another client can use it, as [Password.Session], [Key.Session] or [Session], and
// an option keeps it by itself: [backup.WithTokenStore]. Its Expiry is when this
// client opens another one; the service ends a session one hour after its last
// request. With [AuthInfo] there is none, and it fails with [backup.ErrInvalid].
func (c *Client) Token(ctx context.Context) (backup.Token, error) { return c.creds.present(ctx) }

// API is the typed client of every operation of the specification, with the same
// sign-in, retries and errors as the services. It checks no arguments, and reads
// documents into structures of the caller's, as [Client.Do] does.
func (c *Client) API() *zomroapi.Client { return c.api }

// CloseIdleConnections closes the connections that wait for another call. All
// clients of this one share them.
func (c *Client) CloseIdleConnections() { c.caller.rest.CloseIdleConnections() }
