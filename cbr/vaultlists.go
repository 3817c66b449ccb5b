package cbr

import (
	"context"
	"iter"
	"net/http"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/cbrapi"
)

// ListExternalVaultsInput selects vaults of another project or region. Project
// and region are needed, other empty fields select all.
type ListExternalVaultsInput struct {
	// ExternalProjectID is the project the vaults belong to.
	ExternalProjectID string
	// Region is where they are, such as eu-west-0.
	Region Region
	// Limit is the size of a page, 1 to 1000; the service's default is 1000.
	Limit int64
	// Offset is how many vaults are left out at the start.
	Offset      int64
	ProtectType ProtectType
	CloudType   CloudType
	ObjectType  ObjectType
	// VaultID selects one vault; the service ignores the other filters then.
	VaultID string
}

func (in ListExternalVaultsInput) check() error {
	return first(
		checkNeeded("external_project_id", in.ExternalProjectID), checkNeeded("region_id", string(in.Region)),
		checkPage(in.Limit, in.Offset),
	)
}

// ListExternal returns one page of the vaults of another project or region, to
// which backups can be copied. Next is the Offset of the page after it.
func (s *VaultsService) ListExternal(ctx context.Context, in ListExternalVaultsInput) (*backup.Page[Vault], error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	list, err := call[cbrapi.VaultList](ctx, s.client, cbrapi.OpListExternalVault, func(base, project string) (*http.Request, error) {
		return cbrapi.NewListExternalVaultRequest(base, project, &cbrapi.ListExternalVaultParams{
			ExternalProjectID: in.ExternalProjectID, RegionID: string(in.Region), Limit: set(in.Limit), Offset: set(in.Offset),
			ProtectType: set(in.ProtectType), CloudType: set(in.CloudType), ObjectType: set(in.ObjectType), VaultID: set(in.VaultID),
		})
	})
	if err != nil {
		return nil, err
	}
	return newPage(list.Vaults, in.Offset, list.Count), nil
}

// AllExternal returns all vaults of another project or region that match, page
// by page. In.Limit is the size of a page.
func (s *VaultsService) AllExternal(ctx context.Context, in ListExternalVaultsInput) iter.Seq2[Vault, error] {
	start := in.Offset
	return backup.Paginate(ctx, "", func(ctx context.Context, cursor string) (*backup.Page[Vault], error) {
		in := in
		in.Offset = offsetOf(cursor, start)
		return s.ListExternal(ctx, in)
	}, func(v Vault) string { return v.ID })
}

// Summary returns the capacity of all vaults of the project together, and how
// much of it is used. The reference gives no units.
func (s *VaultsService) Summary(ctx context.Context) (*VaultSummary, error) {
	return call[VaultSummary](ctx, s.client, cbrapi.OpShowSummary, cbrapi.NewShowSummaryRequest)
}
