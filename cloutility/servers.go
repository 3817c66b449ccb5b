package cloutility

import (
	"context"
	"iter"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/internal/validate"
)

// ServersService reads backup servers with their domains and option sets.
type ServersService struct{ client *Client }

// Default returns the backup server nodes of a business unit are made on: the
// one chosen for the unit, else the default of its data centre, else its
// parent's.
func (s *ServersService) Default(ctx context.Context, businessUnitID int64) (*BackupServer, error) {
	return s.client.api.GetDefaultServer(ctx, businessUnitID)
}

// DefaultSPPlus returns the Storage Protect Plus server of a business unit,
// chosen as in Default. Without one it is [backup.ErrNotFound].
func (s *ServersService) DefaultSPPlus(ctx context.Context, businessUnitID int64) (*DefaultServer, error) {
	return s.client.api.GetDefaultSPPlusServer(ctx, businessUnitID)
}

// DefaultRubrik returns the Rubrik server of a business unit, chosen as in
// Default. Without one it is [backup.ErrNotFound].
func (s *ServersService) DefaultRubrik(ctx context.Context, businessUnitID int64) (*DefaultServer, error) {
	return s.client.api.GetDefaultRubrikServer(ctx, businessUnitID)
}

// FallbackSPPlus returns the Storage Protect Plus server that a business unit
// would use without one of its own. Without any it is [backup.ErrNotFound].
func (s *ServersService) FallbackSPPlus(ctx context.Context, businessUnitID int64) (*FallbackServer, error) {
	return s.client.api.GetFallbackSPPlusServer(ctx, businessUnitID)
}

// ListDomains returns the policy domains of the default server: how long
// inactive versions are kept.
func (s *ServersService) ListDomains(ctx context.Context, businessUnitID int64, in ListDomainsInput) (*backup.Page[Domain], error) {
	if err := checkPage("ListDomainsInput", in.Cursor, in.Limit); err != nil {
		return nil, err
	}
	list, err := s.client.api.ListDomains(ctx, businessUnitID, in)
	return pageOf(in.Cursor, list, err)
}

// AllDomains yields all that ListDomains returns, page after page, beginning at in.Cursor.
func (s *ServersService) AllDomains(ctx context.Context, businessUnitID int64, in ListDomainsInput) iter.Seq2[Domain, error] {
	return backup.Paginate(ctx, in.Cursor, func(ctx context.Context, cursor string) (*backup.Page[Domain], error) {
		page := in
		page.Cursor = cursor
		return s.ListDomains(ctx, businessUnitID, page)
	}, func(item Domain) string { return keyOf(item.ID) })
}

// ListClientOptionSets returns the client option sets of the default server.
func (s *ServersService) ListClientOptionSets(ctx context.Context, businessUnitID int64, in ListClientOptionSetsInput) (*backup.Page[ClientOptionSet], error) {
	if err := checkPage("ListClientOptionSetsInput", in.Cursor, in.Limit); err != nil {
		return nil, err
	}
	list, err := s.client.api.ListClientOptionSets(ctx, businessUnitID, in)
	return pageOf(in.Cursor, list, err)
}

// AllClientOptionSets yields all that ListClientOptionSets returns, page after page, beginning at in.Cursor.
func (s *ServersService) AllClientOptionSets(ctx context.Context, businessUnitID int64, in ListClientOptionSetsInput) iter.Seq2[ClientOptionSet, error] {
	return backup.Paginate(ctx, in.Cursor, func(ctx context.Context, cursor string) (*backup.Page[ClientOptionSet], error) {
		page := in
		page.Cursor = cursor
		return s.ListClientOptionSets(ctx, businessUnitID, page)
	}, func(item ClientOptionSet) string { return keyOf(item.ID) })
}

// SPServerRef names a backup server in a data centre of a business unit.
type SPServerRef struct {
	// BusinessUnitID is the business unit.
	BusinessUnitID int64
	// DataCenterID is the data centre.
	DataCenterID int64
	// SPServerID is the server.
	SPServerID int64
}

func (r SPServerRef) check() error {
	return validate.FirstError(
		argument.Positive("SPServerRef.BusinessUnitID", r.BusinessUnitID),
		argument.Positive("SPServerRef.DataCenterID", r.DataCenterID),
		argument.Positive("SPServerRef.SPServerID", r.SPServerID),
	)
}

// CreateNodeGroup makes a group of nodes on a backup server. It is not sent
// again once it may have arrived.
func (s *ServersService) CreateNodeGroup(ctx context.Context, ref SPServerRef, in CreateNodeGroupInput) (*NodeGroup, error) {
	if err := validate.FirstError(ref.check(), required("CreateNodeGroupInput.Name", in.Name)); err != nil {
		return nil, err
	}
	return s.client.api.CreateServerNodeGroup(ctx, ref.BusinessUnitID, ref.DataCenterID, ref.SPServerID, in)
}
