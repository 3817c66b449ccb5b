// Package cbrsource tells package protection what Huawei Cloud CBR protects in
// one project: servers, disks, file systems and desktops, those in vaults and
// those that no vault holds.
package cbrsource

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"sync"
	"time"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cbr"
	"github.com/backup-sdk/backup-go/protection"
)

// Config is what a source asks.
type Config struct {
	Client *cbr.Client
	// Account is the caller's word for the project, Region where it is.
	Account, Region string
	// Lookback is how far back failed attempts are looked for; 30 days when it is
	// 0. Backups are looked at whatever their age.
	Lookback time.Duration
	// Clock, if not nil, knows how far the service's clock is off.
	Clock *protection.Clock
}

// Source asks one project. It lists vaults, policies, resources, backups and
// failed tasks whole, one page of each in memory at a time, and keeps a small
// record for each resource; no resource costs a request of its own.
type Source struct{ Config }

var _ protection.Source = (*Source)(nil)

// New makes a source.
func New(cfg Config) *Source {
	if cfg.Lookback <= 0 {
		const month = 30 * 24 * time.Hour
		cfg.Lookback = month
	}
	return &Source{cfg}
}

// Account is what is asked.
func (s *Source) Account() protection.Account {
	return protection.Account{Provider: "cbr", Name: s.Config.Account}
}

const (
	resourcesOnPage = 50
	rowsOnPage      = 1000
	backupsOfEach   = 30 // as many days as most keep
)

// kinds are the resources that CBR can back up.
func kinds() []cbr.ProtectableType {
	return []cbr.ProtectableType{
		cbr.ProtectableTypeServer, cbr.ProtectableTypeDisk, cbr.ProtectableTypeTurbo, cbr.ProtectableTypeWorkspace, cbr.ProtectableTypeWorkspaceV2,
	}
}

// failures are the ends of a backup task that are none of a good backup.
func failures() []cbr.OperationStatus {
	return []cbr.OperationStatus{cbr.OperationStatusFailed, cbr.OperationStatusTimeout, cbr.OperationStatusSkipped}
}

// Requests is about how many requests it takes, with 30 backups of each.
func (s *Source) Requests(things int) int {
	const policies = 1
	return pages(things, rowsOnPage) + policies + len(kinds()) + pages(things, resourcesOnPage) + pages(things*backupsOfEach, rowsOnPage) + len(failures())
}

func pages(rows, size int) int { return max(1, (rows+size-1)/size) }

// Rows asks, and yields a row for each resource that is in a vault or exists.
func (s *Source) Rows(ctx context.Context, ask *protection.Asker) iter.Seq2[protection.Row, error] {
	return func(yield func(protection.Row, error) bool) {
		p := newProject(s)
		gaps, lists := p.read(ctx, ask)
		if len(gaps) == lists { // a wrong password is one problem, not one for each list
			gaps = []error{errors.Unwrap(gaps[0])}
		}
		for _, err := range gaps {
			if !yield(protection.Row{}, err) {
				return
			}
		}
		if ctx.Err() != nil {
			return
		}
		for row := range p.rows(time.Now()) {
			if !yield(row, nil) {
				return
			}
		}
	}
}

// read asks for all lists at once. What it returns are those that could not be
// asked to their ends, and how many there are.
func (p *project) read(ctx context.Context, ask *protection.Asker) (gaps []error, lists int) {
	var work sync.WaitGroup
	var mu sync.Mutex
	list := func(what string, failed *error, f func() error) {
		lists++
		work.Go(func() {
			err := f()
			if err == nil {
				return
			}
			mu.Lock()
			defer mu.Unlock()
			*failed = err
			gaps = append(gaps, fmt.Errorf("%s: %w", what, err))
		})
	}
	client := p.source.Client
	list("vaults", &p.noVaults, func() error {
		return each(protection.Pages(ctx, ask, func(ctx context.Context, cursor string) (*backup.Page[cbr.Vault], error) {
			return client.Vaults.List(ctx, cbr.ListVaultsInput{Cursor: cursor})
		}, func(v cbr.Vault) string { return v.ID }), p.addVault)
	})
	list("policies", &p.noPolicies, func() error {
		return each(protection.Pages(ctx, ask, func(ctx context.Context, _ string) (*backup.Page[cbr.Policy], error) {
			return client.Policies.List(ctx, cbr.ListPoliciesInput{})
		}, func(p cbr.Policy) string { return p.ID }), p.addPolicy)
	})
	list("backups", &p.noBackups, func() error {
		return each(protection.Pages(ctx, ask, func(ctx context.Context, cursor string) (*backup.Page[cbr.Backup], error) {
			return client.Backups.List(ctx, cbr.ListBackupsInput{Cursor: cursor, Sort: "created_at:desc", ShowReplication: true})
		}, func(b cbr.Backup) string { return b.ID }), p.addBackup)
	})
	since := time.Now().Add(-p.source.Lookback)
	for i, status := range failures() {
		list(string(status)+" tasks", &p.noTasks[i], func() error {
			return each(protection.Pages(ctx, ask, func(ctx context.Context, cursor string) (*backup.Page[cbr.OperationLog], error) {
				return client.Tasks.List(ctx, cbr.ListTasksInput{Cursor: cursor, OperationType: cbr.OperationTypeBackup, Status: status, StartTime: since})
			}, func(t cbr.OperationLog) string { return t.ID }), p.addTask)
		})
	}
	for _, kind := range kinds() {
		list("resources of kind "+string(kind), new(error), func() error { // of what is not known there is no row
			err := each(protection.Pages(ctx, ask, func(ctx context.Context, cursor string) (*backup.Page[cbr.Protectable], error) {
				return client.Protectables.List(ctx, kind, cbr.ListProtectablesInput{Cursor: cursor, Limit: resourcesOnPage})
			}, func(r cbr.Protectable) string { return r.ID }), p.addProtectable)
			if isOptional(kind) && (errors.Is(err, backup.ErrNotFound) || errors.Is(err, backup.ErrInvalid)) && !errors.Is(err, backup.ErrUnreadable) {
				return nil // the region has no such service
			}
			return err
		})
	}
	work.Wait()
	return gaps, lists
}

// isOptional reports whether a kind exists in some regions only.
func isOptional(kind cbr.ProtectableType) bool {
	return kind != cbr.ProtectableTypeServer && kind != cbr.ProtectableTypeDisk
}

// each takes entries one by one.
func each[T any](entries iter.Seq2[T, error], add func(T)) error {
	for entry, err := range entries {
		if err != nil {
			return err
		}
		add(entry)
	}
	return nil
}
