// Package cloutilitysource tells package protection which machines of a
// Cloutility installation are backed up: the consumption units of a business
// unit and all its descendants, with their nodes.
package cloutilitysource

import (
	"context"
	"fmt"
	"iter"
	"strconv"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/cloutility"
	"github.com/backup-sdk/backup-go/protection"
)

// Config is what a source asks.
type Config struct {
	Client *cloutility.Client
	// Account is the caller's word for the account.
	Account string
	// BusinessUnit is where the tree begins; 0 is the unit of the user.
	BusinessUnit int64
	// Clock, if not nil, knows how far the service's clock is off.
	Clock *protection.Clock
}

// Source asks one user's part of an installation: one request for the tree, one
// for the consumption units of each business unit, and for each node in use four
// to six. Units whose node was never used need none. It holds one list of units.
//
// Units that are archived, and nodes that are decommissioned, are no longer to be
// protected and have no row.
type Source struct{ Config }

var _ protection.Source = (*Source)(nil)

// New makes a source.
func New(cfg Config) *Source { return &Source{cfg} }

// Account is what is asked.
func (s *Source) Account() protection.Account {
	return protection.Account{Provider: "cloutility", Name: s.Config.Account}
}

// Requests is about how many requests it takes, with ten nodes in a business unit.
func (s *Source) Requests(things int) int {
	const tree, each, nodesOfUnit = 1, 5, 10 // more for those without a backup, less for those whose size is told
	return tree + max(1, (things+nodesOfUnit-1)/nodesOfUnit) + each*things
}

// place is a consumption unit with where it is.
type place struct {
	cloutility.Consumer

	unit int64
	path string
}

// Rows asks, and yields a row for each consumption unit.
func (s *Source) Rows(ctx context.Context, ask *protection.Asker) iter.Seq2[protection.Row, error] {
	return func(yield func(protection.Row, error) bool) {
		for row, err := range protection.Each(ctx, ask, s.consumers(ctx, ask), func(ctx context.Context, c place) (protection.Row, error) {
			return s.row(ctx, ask, c), nil
		}) {
			if row.ID == "" && err == nil {
				continue // a node that is out of use
			}
			if !yield(row, err) {
				return
			}
		}
	}
}

// consumers are the consumption units of all business units. A unit that cannot
// be asked does not hide those after it.
func (s *Source) consumers(ctx context.Context, ask *protection.Asker) iter.Seq2[place, error] {
	return func(yield func(place, error) bool) {
		var units []*cloutility.TreeUnit
		err := ask.Do(ctx, func(ctx context.Context) error {
			for unit, err := range s.Client.BusinessUnits.Walk(ctx, s.BusinessUnit) {
				if err != nil {
					return err
				}
				units = append(units, unit)
			}
			return nil
		})
		if err != nil {
			yield(place{}, err)
			return
		}
		for _, unit := range units {
			for c, err := range s.of(ctx, ask, unit.ID) {
				if err != nil {
					err = fmt.Errorf("business unit %s: %w", unit, err)
				} else if !c.ArchivedDate.IsZero() {
					continue
				}
				if !yield(place{c, unit.ID, unit.String()}, err) {
					return
				}
			}
			if ctx.Err() != nil {
				return
			}
		}
	}
}

func (s *Source) of(ctx context.Context, ask *protection.Asker, unit int64) iter.Seq2[cloutility.Consumer, error] {
	first := true
	return protection.Pages(ctx, ask, func(ctx context.Context, cursor string) (*backup.Page[cloutility.Consumer], error) {
		page, err := s.Client.Consumers.List(ctx, unit, cloutility.ListConsumersInput{Cursor: cursor})
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
	}, func(c cloutility.Consumer) string { return key(c.ID) })
}

func key(id int64) string {
	if id == 0 {
		return ""
	}
	return strconv.FormatInt(id, 10)
}
