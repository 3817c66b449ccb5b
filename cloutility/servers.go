package cloutility

import (
	"context"
	"iter"
	"net/http"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/cloutilityapi"
)

// ServersService reads backup servers with their domains and option sets.
type ServersService struct{ client *Client }

// Default returns the backup server nodes of a business unit are made on: the
// one chosen for the unit, else the default of its data centre, else its
// parent's.
func (s *ServersService) Default(ctx context.Context, businessUnitID int64) (*BackupServer, error) {
	op := cloutilityapi.OpGetDefaultServer
	server, err := call[BackupServer](ctx, s.client, op, func(base string) (*http.Request, error) {
		return cloutilityapi.NewGetDefaultServerRequest(base, businessUnitID)
	}, businessUnitID)
	if err != nil {
		return nil, err
	}
	if server.ID <= 0 {
		return nil, incomplete(op, "response has no server")
	}
	return server, nil
}

// ListDomains returns the policy domains of the default server: how long
// inactive versions are kept.
func (s *ServersService) ListDomains(ctx context.Context, businessUnitID int64, in ListInput) (*backup.Page[Domain], error) {
	return pageOf[Domain](ctx, s.client, cloutilityapi.OpListDomains, in, func(base string, offset, limit *int64) (*http.Request, error) {
		return cloutilityapi.NewListDomainsRequest(base, businessUnitID, &cloutilityapi.ListDomainsParams{Offset: offset, Limit: limit})
	}, businessUnitID)
}

// AllDomains yields all policy domains; see ListDomains.
func (s *ServersService) AllDomains(ctx context.Context, businessUnitID int64) iter.Seq2[Domain, error] {
	return all(ctx, func(ctx context.Context, in ListInput) (*backup.Page[Domain], error) {
		return s.ListDomains(ctx, businessUnitID, in)
	}, func(d *Domain) int64 { return d.ID })
}

// ListClientOptionSets returns the client option sets of the default server.
func (s *ServersService) ListClientOptionSets(ctx context.Context, businessUnitID int64, in ListInput) (*backup.Page[ClientOptionSet], error) {
	return pageOf[ClientOptionSet](ctx, s.client, cloutilityapi.OpListClientOptionSets, in, func(base string, offset, limit *int64) (*http.Request, error) {
		return cloutilityapi.NewListClientOptionSetsRequest(base, businessUnitID, &cloutilityapi.ListClientOptionSetsParams{Offset: offset, Limit: limit})
	}, businessUnitID)
}

// AllClientOptionSets yields all client option sets; see ListClientOptionSets.
func (s *ServersService) AllClientOptionSets(ctx context.Context, businessUnitID int64) iter.Seq2[ClientOptionSet, error] {
	return all(ctx, func(ctx context.Context, in ListInput) (*backup.Page[ClientOptionSet], error) {
		return s.ListClientOptionSets(ctx, businessUnitID, in)
	}, func(o *ClientOptionSet) int64 { return o.ID })
}
