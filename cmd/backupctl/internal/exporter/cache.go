// Package exporter tells Prometheus what package protection collects. It
// collects in the background: a scrape reads what is there and never waits for a
// service.
package exporter

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/backup-sdk/backup-go/cmd/backupctl/internal/status"
	"github.com/backup-sdk/backup-go/protection"
)

// kept is how long machines of an account that cannot be asked are still told, as
// they were last seen. An outage must not look like the end of an alert.
const kept = 24 * time.Hour

// Account is what is known of one account as a whole.
type Account struct {
	protection.Account

	// Up says that everything of it could be asked.
	Up bool
	// Asked is when it last could; Took how long the last collection took.
	Asked time.Time
	Took  time.Duration
	Gaps  int
}

// Values are what a scrape tells.
type Values struct {
	Accounts []Account
	Items    []status.Item
}

// Cache holds the newest values.
type Cache struct{ values atomic.Pointer[Values] }

// Values are nil before the first collection has ended.
func (c *Cache) Values() *Values { return c.values.Load() }

// Put takes a new snapshot. A machine that is gone is gone from the values, unless
// its account could not be asked in full: then nobody knows, and it stays as it
// was for a day.
func (c *Cache) Put(s *status.Snapshot) {
	before := c.Values()
	if before == nil {
		before = new(Values)
	}
	out := &Values{Items: s.Items}
	incomplete := make(map[protection.Account]bool)
	for _, account := range s.Accounts {
		a := Account{Account: account, Up: true, Took: s.Took}
		for _, g := range s.Gaps {
			if g.Account == account {
				a.Gaps++
			}
		}
		if a.Gaps == 0 {
			a.Asked = s.At
		} else {
			a.Up, incomplete[account] = false, true
			for _, b := range before.Accounts {
				if b.Account == account {
					a.Asked = b.Asked
				}
			}
		}
		out.Accounts = append(out.Accounts, a)
	}
	type key struct {
		account  protection.Account
		kind, id string
	}
	here := make(map[key]bool, len(s.Items))
	for _, item := range s.Items {
		here[key{item.Account, item.Kind, item.ID}] = true
	}
	for _, item := range before.Items {
		if incomplete[item.Account] && !here[key{item.Account, item.Kind, item.ID}] && s.At.Sub(item.AskedAt) < kept {
			out.Items = append(out.Items, item)
		}
	}
	c.values.Store(out)
}

// Run collects at once and then every interval, until the context ends. What a
// collection brings after that is not kept.
func (c *Cache) Run(ctx context.Context, every time.Duration, collect func(context.Context) *status.Snapshot) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
		}
		snapshot := collect(ctx)
		if ctx.Err() != nil {
			return
		}
		c.Put(snapshot)
		timer.Reset(every)
	}
}
