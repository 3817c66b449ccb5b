package zomro

import (
	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/internal/billmgr"
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

	rest  *wire
	spend *wire // never sends a call twice: what is called may cost money
	creds *credentials
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
	stage := newFormStage(cfg, base)
	creds := newCredentials(cfg.Credentials)
	shared := rest.Config{
		Provider: provider, BaseURL: base, Settings: settings,
		Encode: stage.encode, CheckResponse: judge, Secrets: creds.secrets,
		Unmarshal: func(data []byte, v any) error {
			return billmgr.Unmarshal(data, v, billmgr.WithLocation(cfg.Location))
		},
	}
	// Long tasks are asked for by their address, without a form.
	tasks, err := newTasks(shared)
	if err != nil {
		return nil, err
	}
	// Signing in and asking whether a session lives go past the credentials.
	plain, err := rest.New(shared)
	if err != nil {
		return nil, err
	}
	creds.plain = &wire{Client: plain, tasks: tasks}
	shared.Auth = creds.authenticator()
	signed, err := rest.New(shared)
	if err != nil {
		return nil, err
	}
	shared.Settings.Retry.MaxAttempts = 1
	once, err := rest.New(shared)
	if err != nil {
		return nil, err
	}
	c := &Client{rest: &wire{Client: signed, tasks: tasks}, spend: &wire{Client: once, tasks: tasks}, creds: creds}
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

// CloseIdleConnections closes the connections that wait for another call.
func (c *Client) CloseIdleConnections() {
	c.rest.CloseIdleConnections()
	c.spend.CloseIdleConnections()
	c.creds.plain.CloseIdleConnections()
	c.rest.tasks.CloseIdleConnections()
}
