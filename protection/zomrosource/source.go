// Package zomrosource tells package protection which Cloud VPS instances of a
// Zomro account are backed up.
package zomrosource

import (
	"context"
	"errors"
	"iter"
	"maps"
	"slices"
	"strings"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/protection"
	"github.com/backup-sdk/backup-go/zomro"
)

// Config is what a source asks.
type Config struct {
	Client *zomro.Client
	// Account is the caller's word for the account.
	Account string
	// Clock, if not nil, knows how far the service's clock is off.
	Clock *protection.Clock
}

// Source asks one account, with two to four requests for each instance: its
// backups, its schedules, and the newest backup and the newest attempt once more,
// for lists tell days only. It holds one page of instances.
type Source struct{ Config }

var _ protection.Source = (*Source)(nil)

// New makes a source.
func New(cfg Config) *Source { return &Source{cfg} }

// Account is what is asked.
func (s *Source) Account() protection.Account {
	return protection.Account{Provider: "zomro", Name: s.Config.Account}
}

// Requests is about how many requests it takes.
func (s *Source) Requests(things int) int {
	const each, filter, rowsOnPage = 3, 1, 50 // a page's size is the user's own setting
	return filter + max(1, (things+rowsOnPage-1)/rowsOnPage) + each*things
}

// ErrFiltered is a list of instances that somebody has filtered in the control
// panel: the service hides the others from everybody, this library included.
var ErrFiltered = errors.New("the list of instances is filtered in the control panel, and others are hidden")

// Rows asks, and yields a row for each instance.
func (s *Source) Rows(ctx context.Context, ask *protection.Asker) iter.Seq2[protection.Row, error] {
	return func(yield func(protection.Row, error) bool) {
		// An account that may not read the filter has none that it set.
		filter, err := protection.Fetch(ctx, ask, s.Client.Instances.Filter)
		if err == nil && isFiltered(filter) && !yield(protection.Row{}, ErrFiltered) {
			return
		}
		for row, err := range protection.Each(ctx, ask, s.instances(ctx, ask), func(ctx context.Context, i zomro.Instance) (protection.Row, error) {
			return s.row(ctx, ask, i), nil
		}) {
			if !yield(row, err) {
				return
			}
		}
	}
}

// isFiltered reports whether a filter has a value. Fields that the form has
// beside it do not count.
func isFiltered(filter *zomro.Form) bool {
	fields := []string{
		"id", "ip", "name", "pricelist", "instance_status", "datacenter", "period", "autoprolong", "domain", "opendate", "expiredate",
		"orderdatefrom", "orderdateto", "cost_from", "cost_to",
	}
	for name, value := range maps.All(filter.Values) {
		if value = strings.TrimSpace(value); value != "" && value != "null" && slices.Contains(fields, name) {
			return true
		}
	}
	return false
}

func (s *Source) instances(ctx context.Context, ask *protection.Asker) iter.Seq2[zomro.Instance, error] {
	first := true
	return protection.Pages(ctx, ask, func(ctx context.Context, cursor string) (*backup.Page[zomro.Instance], error) {
		page, err := s.Client.Instances.List(ctx, zomro.ListInstancesInput{Cursor: cursor})
		switch {
		case err != nil:
			return nil, err
		case page.Total < 0:
			ask.Expect(len(page.Items))
		case first:
			ask.Expect(page.Total)
		}
		first = false
		return page, nil
	}, func(i zomro.Instance) string { return key(i.ID) })
}
