package cloutility

import (
	"context"
	"net/http"
	"strings"

	"github.com/backup-sdk/backup-go/gen/cloutilityapi"
)

// DefaultSPPlus returns the Storage Protect Plus server of a business unit,
// chosen as in Default. Without one it is [backup.ErrNotFound].
func (s *ServersService) DefaultSPPlus(ctx context.Context, businessUnitID int64) (*DefaultServer, error) {
	return fetchIfAny[DefaultServer](ctx, s.client, cloutilityapi.OpGetDefaultSPPlusServer, "server", func(base string) (*http.Request, error) {
		return cloutilityapi.NewGetDefaultSPPlusServerRequest(base, businessUnitID)
	}, businessUnitID)
}

// DefaultRubrik returns the Rubrik server of a business unit, chosen as in
// Default. Without one it is [backup.ErrNotFound].
func (s *ServersService) DefaultRubrik(ctx context.Context, businessUnitID int64) (*DefaultServer, error) {
	return fetchIfAny[DefaultServer](ctx, s.client, cloutilityapi.OpGetDefaultRubrikServer, "server", func(base string) (*http.Request, error) {
		return cloutilityapi.NewGetDefaultRubrikServerRequest(base, businessUnitID)
	}, businessUnitID)
}

// FallbackSPPlus returns the Storage Protect Plus server that a business unit
// would use without one of its own. Without any it is [backup.ErrNotFound].
func (s *ServersService) FallbackSPPlus(ctx context.Context, businessUnitID int64) (*FallbackServer, error) {
	return fetchIfAny[FallbackServer](ctx, s.client, cloutilityapi.OpGetFallbackSPPlusServer, "server", func(base string) (*http.Request, error) {
		return cloutilityapi.NewGetFallbackSPPlusServerRequest(base, businessUnitID)
	}, businessUnitID)
}

// CreateNodeGroup makes a group of nodes on a backup server. It is not sent
// again once it may have arrived.
func (s *ServersService) CreateNodeGroup(ctx context.Context, businessUnitID, dataCenterID, spServerID int64, in NodeGroupInput) (*NodeGroup, error) {
	if strings.TrimSpace(in.Name) == "" {
		return nil, refuse("NodeGroupInput.Name", "is empty")
	}
	return fetch[NodeGroup](ctx, s.client, cloutilityapi.OpCreateServerNodeGroup, "group", func(base string) (*http.Request, error) {
		return cloutilityapi.NewCreateServerNodeGroupRequest(base, businessUnitID, dataCenterID, spServerID, in)
	}, businessUnitID, dataCenterID, spServerID)
}
