package main

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cbr"
	"github.com/backup-sdk/backup-go/cbr/cbrtest"
	"github.com/backup-sdk/backup-go/cloutility"
	"github.com/backup-sdk/backup-go/cloutility/cloutilitytest"
	"github.com/backup-sdk/backup-go/zomro"
	"github.com/backup-sdk/backup-go/zomro/zomrotest"
)

func openAll(ctx context.Context, s settings) ([]*service, error) {
	var all []*service
	for _, open := range []func(context.Context, settings) (*service, error){openCloutility, openZomro, openCBR} {
		one, err := open(ctx, s)
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, nil
}

// options put a client on a network, with short pauses: there are many faults.
func (n *network) options() []backup.Option {
	return []backup.Option{
		backup.WithHTTPClient(&http.Client{Transport: n}), backup.WithInsecureHTTP(),
		backup.WithRetry(backup.RetryPolicy{BaseDelay: 2 * time.Millisecond, MaxDelay: 20 * time.Millisecond}),
	}
}

func closer(n *network, srv interface{ Close() }) func() {
	return func() {
		n.next.CloseIdleConnections()
		srv.Close()
	}
}

const loopback = "127.0.0.1:0"

// quickly is how to wait for a srv.
func quickly() []backup.WaitOption {
	return []backup.WaitOption{backup.WithPollDelay(0), backup.WithPollInterval(2*time.Millisecond, 20*time.Millisecond)}
}

func openCBR(_ context.Context, s settings) (*service, error) {
	srv := cbrtest.New(cbrtest.WithTokenLifetime(s.life), cbrtest.WithDurations(0, 0, 0), cbrtest.WithoutVaults())
	if err := srv.Listen(loopback); err != nil {
		return nil, err
	}
	n := newNetwork(s, 1, func(req *http.Request) bool { return strings.HasSuffix(req.URL.Path, "/auth/tokens") })
	client, err := cbr.New(srv.Config(), append(srv.Options(), n.options()...)...)
	if err != nil {
		return nil, err
	}
	return &service{name: "cbr", client: client, network: n, fake: fake{
		signIns: srv.Logins, close: closer(n, srv),
		place: func(int) place {
			vault := srv.AddVault(cbrtest.VaultSpec{Resources: []cbrtest.ResourceSpec{{Name: "server"}}})
			return checkpoints{client, vault.ID}
		},
	}}, nil
}

// checkpoints are made in a vault of the worker's own.
type checkpoints struct {
	client *cbr.Client
	vault  string
}

func (c checkpoints) create(ctx context.Context, name string) error {
	_, err := c.client.Checkpoints.Create(ctx, cbr.CreateCheckpointInput{VaultID: c.vault, Parameters: cbr.CheckpointParameters{Name: name}})
	return err
}

func (c checkpoints) find(ctx context.Context, name string) ([]string, error) {
	var ids []string
	for b, err := range c.client.Backups.All(ctx, cbr.ListBackupsInput{VaultID: c.vault}) {
		if err != nil {
			return nil, err
		}
		if b.Name == name {
			ids = append(ids, b.ID)
		}
	}
	return ids, nil
}

func (c checkpoints) remove(ctx context.Context, id string) error {
	if err := c.client.Backups.Delete(ctx, id); err != nil {
		return err
	}
	return c.client.Backups.WaitDeleted(ctx, id, quickly()...)
}

func openZomro(ctx context.Context, s settings) (*service, error) {
	srv := zomrotest.New(zomrotest.WithSavingTime(0), zomrotest.WithDeletionTime(0),
		zomrotest.WithDailyLimit(1<<30), zomrotest.WithTotalLimit(1<<30))
	if err := srv.Listen(loopback); err != nil {
		return nil, err
	}
	n := newNetwork(s, 2, func(*http.Request) bool { return false })
	client, err := zomro.New(zomro.Config{Credentials: zomro.Password{Username: zomrotest.Username, Password: backup.NewSecret(zomrotest.Password)}},
		append(srv.Options(), n.options()...)...)
	if err != nil {
		return nil, err
	}
	// A session lives on while it is used: it has to be ended by force.
	go expire(ctx, s.life, srv.ExpireTokens)
	return &service{name: "zomro", client: client, network: n, fake: fake{
		signIns: func() int { return srv.Count("auth") }, close: closer(n, srv),
		place: func(int) place { return backups{client, srv.AddInstance(zomrotest.Instance{Tariff: "Cloud S1"})} },
	}}, nil
}

// expire ends sessions again and again.
func expire(ctx context.Context, life time.Duration, sessions func()) {
	for pause(ctx, life) == nil {
		sessions()
	}
}

// backups are made of an instance of the worker's own.
type backups struct {
	client   *zomro.Client
	instance int64
}

func (b backups) create(ctx context.Context, name string) error {
	_, err := b.client.Backups.Create(ctx, b.instance, zomro.CreateBackupInput{Name: name}, quickly()...)
	return err
}

func (b backups) find(ctx context.Context, name string) ([]string, error) {
	var ids []string
	for one, err := range b.client.Backups.All(ctx, b.instance, zomro.ListBackupsInput{}) {
		if err != nil {
			return nil, err
		}
		if one.Name == name {
			ids = append(ids, strconv.FormatInt(one.ID, 10))
		}
	}
	return ids, nil
}

func (b backups) remove(ctx context.Context, id string) error {
	number, err := strconv.ParseInt(id, 10, 64)
	if err != nil {
		return err
	}
	return b.client.Backups.Delete(ctx, b.instance, number)
}

func openCloutility(ctx context.Context, s settings) (*service, error) {
	srv := cloutilitytest.New(cloutilitytest.WithTokenLifetime(s.life))
	if err := srv.Listen(loopback); err != nil {
		return nil, err
	}
	n := newNetwork(s, 3, func(req *http.Request) bool { return strings.HasSuffix(req.URL.Path, "/oauth") })
	client, err := cloutility.New(srv.Config(), append(srv.Options(), n.options()...)...)
	if err != nil {
		return nil, err
	}
	me, err := patiently(ctx, func() (*cloutility.User, error) { return client.Users.Me(ctx) })
	if err != nil {
		return nil, err
	}
	return &service{name: "cloutility", client: client, network: n, fake: fake{
		signIns: func() int { return srv.Logins() + srv.Refreshes() }, close: closer(n, srv),
		place: func(worker int) place {
			return consumers{client, srv.AddBusinessUnit(me.BusinessUnit.ID, "soak "+strconv.Itoa(worker))}
		},
	}}, nil
}

// consumers are made in a business unit of the worker's own.
type consumers struct {
	client *cloutility.Client
	unit   int64
}

func (c consumers) create(ctx context.Context, name string) error {
	_, err := c.client.Consumers.Create(ctx, c.unit, cloutility.CreateConsumerInput{Name: name})
	return err
}

func (c consumers) find(ctx context.Context, name string) ([]string, error) {
	var ids []string
	for one, err := range c.client.Consumers.All(ctx, c.unit, cloutility.ListConsumersInput{}) {
		if err != nil {
			return nil, err
		}
		if one.Name == name {
			ids = append(ids, strconv.FormatInt(one.ID, 10))
		}
	}
	return ids, nil
}

func (c consumers) remove(ctx context.Context, id string) error {
	number, err := strconv.ParseInt(id, 10, 64)
	if err != nil {
		return err
	}
	return c.client.Consumers.Delete(ctx, c.unit, number, cloutility.DeleteConsumerInput{})
}
